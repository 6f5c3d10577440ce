import Kernel

/// One end of a link that is asked for.
struct LinkPoint: Sendable, Hashable {
    var plan: String
    var planKind: String
    var level: Int
    /// Whether its version is announced.
    var sealed: Bool
    var element: ID
    var kind: NodeKind
    /// Kind of the element above it; `nil` at the top.
    var parent: NodeKind?
}

/// Kinds of link with what they may join (P3, P4). Raw values are those of the wire.
enum ChainKind: String, CaseIterable, Sendable {
    case aligned, xyzY1, xyzY2, xyzZ, xyzZSecondary
}

/// What may be linked to what.
enum LinkRules {
    /// What is wrong with a link; nothing if it may be.
    /// - Parameters:
    ///   - higher: codes of the plans that `from`'s plan names as higher.
    ///   - path: of the row, to which `/to`, `/from` or `/kind` is added.
    static func problems(
        _ kind: ChainKind, from: LinkPoint, to: LinkPoint, higher: [String], path: String
    ) -> [Problem] {
        if from.plan == to.plan { return within(kind, from, to, path) }
        var problems: [Problem] = []
        if !to.sealed { problems.append(Messages.notAnnounced(to.plan, at: path + "/to")) }
        switch from.level - to.level {
        case 0 where !higher.contains(to.plan), ..<0:
            problems.append(Messages.notHigher(to.plan, at: path + "/to"))
        case 2...:
            problems.append(Messages.levelSkipped(to.plan, at: path + "/to"))
        default: break
        }
        return problems + chain(kind, from, to, path)
    }

    /// Within one plan only the master plan's own step from a sub-plan's goal to an issue's goal is a link; all else
    /// is said by the tree.
    private static func within(
        _ kind: ChainKind, _ from: LinkPoint, _ to: LinkPoint, _ path: String
    ) -> [Problem] {
        guard kind == .xyzY2, from.planKind == "masterPlan", from.kind == .goal, to.kind == .goal else {
            return [Messages.samePlan(at: path + "/to")]
        }
        if from.element == to.element { return [Messages.itself(at: path + "/to")] }
        return step(kind, to, path)
    }

    private static func chain(
        _ kind: ChainKind, _ from: LinkPoint, _ to: LinkPoint, _ path: String
    ) -> [Problem] {
        switch kind {
        case .aligned: return []
        case .xyzY1, .xyzY2:
            if to.planKind == "masterPlan", to.kind == .goal { return step(kind, to, path) }
            return [Messages.chainTarget(kind, plan: "masterPlan", at: path + "/to")]
        case .xyzZ, .xyzZSecondary:
            if to.planKind == "nationalStrategy", to.kind == .goal || to.kind == .strategicIssue { return [] }
            return [Messages.chainTarget(kind, plan: "nationalStrategy", at: path + "/to")]
        }
    }

    /// Y1 is a goal of a sub-plan, Y2 one of an issue (domain §8): a chain that takes one for the other skips a step. A goal
    /// that stands below neither may be either.
    private static func step(_ kind: ChainKind, _ to: LinkPoint, _ path: String) -> [Problem] {
        switch (kind, to.parent) {
        case (.xyzY1, .strategicIssue?): [Messages.chainStep(kind, other: .xyzY2, at: path + "/to")]
        case (.xyzY2, .programme?): [Messages.chainStep(kind, other: .xyzY1, at: path + "/to")]
        default: []
        }
    }
}
