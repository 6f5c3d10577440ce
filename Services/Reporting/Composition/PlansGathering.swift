import CommonContract
import JSONRPC
import Kernel
import PlansContract

/// What the plans service knows of a province's education plan in a year.
struct PlansAnswers: Sendable {
    var plan: Plan
    /// What targets are told of.
    var year: FiscalYear
    var list: Recorded<Page<Plan>>
    var elements: [Recorded<Page<PlanElement>>]
    var links: [Recorded<Page<PlansContract.PlanLink>>]
    var lint: Recorded<PlanLint>
    /// The nation's plans and all of the province's own, for what they are called; empty where they cannot be had.
    var named: [Recorded<Page<Plan>>] = []
    /// Of projects, where their chains are told.
    var traces: [String: Recorded<Trace>] = [:]

    /// Projects that are asked about at a time.
    private static let atATime = 8

    /// - Parameter traced: whether the chain of every project is asked for.
    static func gather(
        _ peer: RecordingPeer, province: String, _ year: FiscalYear, traced: Bool = false
    ) async throws(GatheringFailure) -> PlansAnswers {
        let found = try await InForce.find(peer, province: province, year)
        async let elements = asked { () throws(GatheringFailure) in try await found.elements(peer) }
        async let links = asked { () throws(GatheringFailure) in try await found.links(peer) }
        async let lint = asked { () throws(GatheringFailure) in try await found.lint(peer) }
        async let national = asked { () throws(GatheringFailure) in
            try await peer.call(ListPlans(province: "TH", limit: 1_000))
        }
        async let own = asked { () throws(GatheringFailure) in
            try await peer.call(ListPlans(province: province, kind: .provincialEducationPlan))
        }
        let named = await [national, own].compactMap { try? $0.get() }
        var answers = PlansAnswers(
            plan: found.plan, year: year, list: found.list, elements: try await elements.get(),
            links: try await links.get(), lint: try await lint.get(), named: named)
        guard traced else { return answers }
        let projects = answers.elements.flatMap(\.value.items).filter { $0.kind == .project }.map(\.code)
        answers.traces = try await askedOfEach(projects, atATime: atATime) { project throws(GatheringFailure) in
            try await peer.call(
                TraceUp(
                    element: Reference("\(found.plan.code)/\(project)"), planVersion: found.version, fiscalYear: year,
                    figures: false))
        }
        return answers
    }

    func plan(_ sources: inout SourceList) -> ProvincePlan {
        let source = sources.number(list.source)
        let items = elements.flatMap { page in
            let number = sources.number(page.source)
            return page.value.items.map { (element: $0, source: number) }
        }
        let parents = Dictionary(
            items.map { ($0.element.code, $0.element.parent) }, uniquingKeysWith: { first, _ in first })
        let issues = items.map(\.element).filter { $0.kind == .strategicIssue }
            .sorted { ($0.order, $0.code) < ($1.order, $1.code) }
        let purpose = ProjectPurpose(items.map(\.element))
        let codes = Set(issues.map(\.code))
        func issue(_ code: String) -> String? {
            var next: String? = code
            // A tree is never deeper than it has elements: a loop in what came ends too.
            for _ in 0...parents.count {
                guard let current = next else { return nil }
                if codes.contains(current) { return current }
                next = parents[current] ?? nil
            }
            return nil
        }
        let names = Dictionary(
            named.flatMap(\.value.items).map { ($0.code, $0.name.th) }, uniquingKeysWith: { first, _ in first })
        var pairs: [PlanLink] = []
        for page in links {
            let number = sources.number(page.source)
            for link in page.value.items where link.from.kind != .project && link.from.kind != .activity {
                pairs.append(
                    PlanLink(
                        source: number, issue: issue(link.from.code), element: link.from.text.th,
                        targetPlan: names[link.to.plan] ?? link.to.plan, target: "\(link.to.code) \(link.to.text.th)"))
            }
        }
        _ = sources.number(lint.source)
        let broken = Set(
            lint.value.findings.filter { [.missingY1, .missingY2, .missingZ].contains($0.rule) }.map(\.element))
        return ProvincePlan(
            source: source, code: plan.code, title: plan.name,
            years: plan.firstYear.buddhistYear...max(plan.firstYear.buddhistYear, plan.lastYear.buddhistYear),
            vision: items.first { $0.element.kind == .vision }?.element.text,
            issues: issues.map { StrategicIssue(code: $0.code, title: $0.text) },
            links: pairs.sorted { ($0.issue ?? "~", $0.element, $0.target) < ($1.issue ?? "~", $1.element, $1.target) },
            projects: items.filter { $0.element.kind == .project }.map { item in
                PlanProject(
                    source: item.source, code: item.element.code, title: item.element.text,
                    issue: item.element.parent.flatMap(issue), organisation: item.element.organisation,
                    isTraced: !broken.contains(item.element.code), rationale: item.element.details,
                    indicators: purpose.targets(of: item.element.code, in: year),
                    groups: ProjectPurpose.groups(of: item.element))
            }, activities: activities(items, parents), chains: chains(items, &sources))
    }
}

extension PlansAnswers {
    /// In the plan's order, which the numbers of the sources follow.
    fileprivate func chains(
        _ items: [(element: PlanElement, source: Int)], _ sources: inout SourceList
    ) -> [String: ProjectChain] {
        var chains: [String: ProjectChain] = [:]
        for (element, _) in items {
            guard let recorded = traces[element.code] else { continue }
            let trace = ProjectTrace(trace: recorded.value)
            func texts(_ relation: TraceRelation) -> [LocalizedText] {
                let ends = trace.ends(relation)
                return (trace.parents(of: ends) + ends).map { $0.text.with(code: $0.code) }
            }
            chains[element.code] = ProjectChain(
                source: sources.number(recorded.source), z: texts(.xyzZ), y2: texts(.xyzY2), y1: texts(.xyzY1))
        }
        return chains
    }

    /// Activities by their projects, in the plan's order.
    fileprivate func activities(
        _ items: [(element: PlanElement, source: Int)], _ parents: [String: String?]
    ) -> [PlanActivity] {
        let projects = items.map(\.element).filter { $0.kind == .project }.map(\.code)
        let places = Dictionary(
            projects.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        func project(_ code: String) -> String? {
            var next = parents[code] ?? nil
            // A tree is never deeper than it has elements: a loop in what came ends too.
            for _ in 0...parents.count {
                guard let current = next else { return nil }
                if places[current] != nil { return current }
                next = parents[current] ?? nil
            }
            return nil
        }
        let found = items.filter { $0.element.kind == .activity }.map { ($0, project($0.element.code)) }
        return found.sorted { one, other in
            let (first, second) = (one.0.element, other.0.element)
            let (place, after) = (one.1.flatMap { places[$0] } ?? .max, other.1.flatMap { places[$0] } ?? .max)
            return (place, first.order, first.code) < (after, second.order, second.code)
        }.map { item, project in
            PlanActivity(
                source: item.source, code: item.element.code, title: item.element.text, project: project,
                start: item.element.startsOn, end: item.element.endsOn, budget: item.element.budget)
        }
    }
}

/// The province's education plan that is in force in a year, and what can be asked about it.
struct InForce: Sendable {
    let list: Recorded<Page<Plan>>
    let plan: Plan

    var version: Int? { plan.currentVersion ?? plan.draftVersion }

    /// - Throws: `GatheringFailure` where there is none.
    static func find(
        _ peer: RecordingPeer, province: String, _ year: FiscalYear
    ) async throws(GatheringFailure) -> InForce {
        let list = try await peer.call(
            ListPlans(province: province, kind: .provincialEducationPlan, fiscalYear: year, limit: 100))
        // Of several in force the one that began last.
        guard let plan = list.value.items.max(by: { ($0.firstYear, $0.code) < ($1.firstYear, $1.code) }) else {
            throw peer.failure(ListPlans.name, ReportMessages.noPlan)
        }
        return InForce(list: list, plan: plan)
    }

    func elements(_ peer: RecordingPeer) async throws(GatheringFailure) -> [Recorded<Page<PlanElement>>] {
        try await peer.pages {
            ListElements(plan: Reference(plan.code), planVersion: version, limit: 1_000, cursor: $0)
        }
    }

    func links(_ peer: RecordingPeer) async throws(GatheringFailure) -> [Recorded<Page<PlansContract.PlanLink>>] {
        try await peer.pages { ListLinks(plan: Reference(plan.code), planVersion: version, limit: 1_000, cursor: $0) }
    }

    func lint(_ peer: RecordingPeer) async throws(GatheringFailure) -> Recorded<PlanLint> {
        try await peer.call(LintPlan(plan: Reference(plan.code), planVersion: version))
    }
}
