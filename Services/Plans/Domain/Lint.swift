import Kernel

/// An element with what it reaches upward, as the statement of `plan.lint` gives it.
struct LintNode: Sendable, Hashable {
    var id: ID
    var code: String
    var kind: NodeKind
    var parent: ID?
    var name: String
    /// Fiscal years of the plan for which an indicator has no target.
    var missingYears: Int
    /// Links of its own, those to versions that are not the newest, and the kinds that its chain reaches, over its
    /// parents, links and what they reach.
    var links: Int
    var outdatedLinks: Int
    var reaches: Set<ChainKind>
    /// Links that leave out a level, and those to a plan that is not higher.
    var skippingLinks = 0
    var levelLinks = 0
    /// Budget and days, of work.
    var budget: Money?
    var startsOn: CalendarDate?
    var endsOn: CalendarDate?
}

/// One finding; `rule` is the raw value of the wire.
struct LintMark: Sendable, Hashable {
    var rule: String
    var isError: Bool
    var element: String
    var message: LocalizedText
}

/// Looks through the web of a plan. Pure.
struct Lint: Sendable {
    let nodes: [LintNode]
    /// Codes of elements that links lead back to.
    let circular: Set<String>
    private let below: [ID: [Int]]

    init(_ nodes: [LintNode], circular: Set<String> = []) {
        self.nodes = nodes
        self.circular = circular
        below = Dictionary(grouping: nodes.indices) { nodes[$0].parent ?? ID(high: 0, low: 0) }
    }

    /// Findings in the order of rules and codes. A plan without projects is a policy: nothing is asked of its chains.
    func findings() -> [LintMark] {
        let hasProjects = nodes.contains { $0.kind == .project }
        var marks: [LintMark] = []
        for (index, node) in nodes.enumerated() {
            marks += always(node)
            if hasProjects { marks += ofProjects(node, index) }
        }
        marks += duplicates() + similar()
        return marks.sorted { ($0.rule, $0.element) < ($1.rule, $1.element) }
    }

    var projects: [LintNode] { nodes.filter { $0.kind == .project } }

    var completeProjects: Int { projects.count { Lint.isComplete($0.reaches) } }

    static func isComplete(_ reaches: Set<ChainKind>) -> Bool {
        reaches.contains(.xyzY1) && reaches.contains(.xyzY2)
            && (reaches.contains(.xyzZ) || reaches.contains(.xyzZSecondary))
    }

    private func always(_ node: LintNode) -> [LintMark] {
        var marks: [LintMark] = []
        if node.kind == .indicatorReference, node.missingYears > 0, node.parent != nil {
            marks.append(mark("indicatorWithoutTarget", node, Messages.lintNoTarget(node.missingYears), isError: false))
        }
        if node.outdatedLinks > 0 {
            marks.append(mark("outdatedLink", node, Messages.lintOutdated(node.outdatedLinks), isError: false))
        }
        if node.skippingLinks > 0 { marks.append(mark("levelSkipped", node, Messages.lintSkipped)) }
        if node.levelLinks > 0 { marks.append(mark("linkNotHigher", node, Messages.lintNotHigher)) }
        if circular.contains(node.code) { marks.append(mark("cycle", node, Messages.lintCycle)) }
        return marks
    }

    private func ofProjects(_ node: LintNode, _ index: Int) -> [LintMark] {
        var marks: [LintMark] = []
        switch node.kind {
        case .project:
            marks += activities(of: node, index)
            if node.parent == nil { marks.append(mark("orphan", node, Messages.lintOrphan)) }
            if !node.reaches.contains(.xyzY1) { marks.append(mark("missingY1", node, Messages.lintMissing("Y1"))) }
            if !node.reaches.contains(.xyzY2) { marks.append(mark("missingY2", node, Messages.lintMissing("Y2"))) }
            if node.reaches.isDisjoint(with: [.xyzZ, .xyzZSecondary]) {
                marks.append(mark("missingZ", node, Messages.lintMissing("Z")))
            }
        case .approach, .programme:
            if node.parent == nil { marks.append(mark("orphan", node, Messages.lintOrphan)) }
        case .strategicIssue:
            if !contains(.project, below: index) { marks.append(mark("deadEnd", node, Messages.lintDeadEnd)) }
        case .goal:
            if !contains(.project, below: index) { marks.append(mark("deadEnd", node, Messages.lintDeadEnd)) }
            if node.links == 0 { marks.append(mark("goalWithoutLink", node, Messages.lintNoLink, isError: false)) }
            if !contains(.indicatorReference, below: index) {
                marks.append(mark("goalWithoutIndicator", node, Messages.lintNoIndicator, isError: false))
            }
        case .factor:
            if !contains(.project, below: index) {
                marks.append(mark("factorWithoutProject", node, Messages.lintFactor, isError: false))
            }
        default: break
        }
        return marks
    }

    /// Activities whose money is not the project's, or whose days are not within its own.
    private func activities(of project: LintNode, _ index: Int) -> [LintMark] {
        let activities = (below[project.id] ?? []).map { nodes[$0] }.filter { $0.kind == .activity }
        var marks: [LintMark] = []
        let budgets = activities.compactMap(\.budget)
        let sum = budgets.reduce(Money.zero, +)
        if !budgets.isEmpty, sum != project.budget ?? .zero {
            let message = Messages.lintMoney(sum, project.budget ?? .zero)
            marks.append(mark("activityMoney", project, message, isError: false))
        }
        for activity in activities {
            let isEarly = activity.startsOn.flatMap { day in project.startsOn.map { day < $0 } } ?? false
            let isLate = activity.endsOn.flatMap { day in project.endsOn.map { day > $0 } } ?? false
            if isEarly || isLate { marks.append(mark("activityDays", activity, Messages.lintDays, isError: false)) }
        }
        return marks
    }

    private func contains(_ kind: NodeKind, below index: Int) -> Bool {
        var edge = below[nodes[index].id] ?? []
        for _ in 0..<ElementTree.depthMax {
            if edge.contains(where: { nodes[$0].kind == kind }) { return true }
            edge = edge.flatMap { below[nodes[$0].id] ?? [] }
        }
        return false
    }

    private func duplicates() -> [LintMark] {
        let byName = Dictionary(grouping: projects) { Lint.plain($0.name) }
        return byName.values.filter { $0.count > 1 }.flatMap { same in
            same.map { node in
                let others = same.map(\.code).filter { $0 != node.code }.sorted().joined(separator: ", ")
                return mark("duplicateProject", node, Messages.lintDuplicate(others), isError: false)
            }
        }
    }

    /// Projects whose names are not the same but alike.
    private func similar() -> [LintMark] {
        let byName = Dictionary(grouping: projects) { Lint.plain($0.name) }
        let names = byName.keys.sorted()
        var found: [String: [(String, Int)]] = [:]
        for pair in NameLikeness.pairs(names, percent: NameLikeness.likelyPercent) {
            let (one, other) = (names[pair.first], names[pair.second])
            found[one, default: []].append((other, pair.percent))
            found[other, default: []].append((one, pair.percent))
        }
        return found.flatMap { name, alike in
            let codes = alike.flatMap { other, percent in
                (byName[other] ?? []).map { (code: $0.code, percent: percent) }
            }
            let nearest = codes.sorted { ($1.percent, $0.code) < ($0.percent, $1.code) }.prefix(NameLikeness.namedMax)
            return (byName[name] ?? []).map {
                mark("similarProject", $0, Messages.lintSimilar(Array(nearest)), isError: false)
            }
        }
    }

    /// A name without blanks and signs and in one case, so that the same project written twice is found.
    static func plain(_ name: String) -> String {
        var plain = String.UnicodeScalarView()
        for scalar in name.lowercased().unicodeScalars {
            let properties = scalar.properties
            if properties.isAlphabetic || properties.numericType != nil || properties.generalCategory == .nonspacingMark
            {
                plain.append(scalar)
            }
        }
        return String(plain)
    }

    private func mark(_ rule: String, _ node: LintNode, _ message: LocalizedText, isError: Bool = true) -> LintMark {
        LintMark(rule: rule, isError: isError, element: node.code, message: message)
    }
}
