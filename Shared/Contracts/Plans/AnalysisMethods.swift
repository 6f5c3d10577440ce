import CommonContract
import JSONRPC
import Kernel

/// How many elements of a kind serve something higher, directly or over their parents.
public struct KindCoverage: Codable, Sendable, Hashable {
    public var kind: ElementKind
    public var total: Int
    /// Those with a link of their own.
    public var linked: Int

    public init(kind: ElementKind, total: Int, linked: Int) {
        self.kind = kind
        self.total = total
        self.linked = linked
    }
}

/// A goal of a higher plan that no link of the plan names.
public struct UnservedGoal: Codable, Sendable, Hashable {
    /// The higher plan.
    public var plan: String
    public var planVersion: Int
    public var code: String
    public var text: LocalizedText

    public init(plan: String, planVersion: Int, code: String, text: LocalizedText) {
        self.plan = plan
        self.planVersion = planVersion
        self.code = code
        self.text = text
    }
}

/// How far the goals of a higher plan are served by this one.
public struct HigherCoverage: Codable, Sendable, Hashable {
    public var plan: String
    /// What that plan is called.
    public var name: LocalizedText
    public var planVersion: Int
    /// Goals of that version.
    public var goals: Int
    /// Goals that a link from this plan names.
    public var covered: Int

    public init(plan: String, name: LocalizedText, planVersion: Int, goals: Int, covered: Int) {
        self.plan = plan
        self.name = name
        self.planVersion = planVersion
        self.goals = goals
        self.covered = covered
    }
}

/// Coverage of a version of a plan (P3).
public struct PlanCoverage: Codable, Sendable, Hashable {
    public var plan: String
    public var planVersion: Int
    public var kinds: [KindCoverage]
    public var higher: [HigherCoverage]
    /// Goals that are not covered, by plan and code, at most 500 of each plan.
    public var unserved: [UnservedGoal]

    public init(
        plan: String, planVersion: Int, kinds: [KindCoverage], higher: [HigherCoverage], unserved: [UnservedGoal]
    ) {
        self.plan = plan
        self.planVersion = planVersion
        self.kinds = kinds
        self.higher = higher
        self.unserved = unserved
    }
}

/// What of the higher plans a plan serves, and what it leaves out.
public struct GetPlanCoverage: RPCMethod {
    public static let name = "plan.coverage"
    public static let summary = LocalizedText(
        "ความครอบคลุมเป้าหมายของแผนที่สูงกว่า", "What of the higher plans a plan serves, and what it leaves out")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = ["plan": PlanNotes.plan, "planVersion": PlanNotes.planVersion]
    public static let examples = [
        RPCExample(
            "nothing linked yet", params: #"{"plan":"67-EX-2566"}"#,
            result: """
                {"plan":"67-EX-2566","planVersion":1,"kinds":[{"kind":"goal","total":1,"linked":0},\
                {"kind":"project","total":1,"linked":0},{"kind":"strategicIssue","total":1,"linked":0}],"higher":[],"unserved":[]}
                """)
    ]
    public typealias Result = PlanCoverage

    public var plan: Reference
    public var planVersion: Int?

    public init(plan: Reference, planVersion: Int? = nil) {
        self.plan = plan
        self.planVersion = planVersion
    }
}

/// What is wrong or missing in the web of a plan.
public enum LintRule: String, Codable, Sendable, CaseIterable {
    /// A project, activity or approach that belongs to nothing.
    case orphan
    /// A strategic issue or goal below which no project stands.
    case deadEnd
    /// A goal without an indicator.
    case goalWithoutIndicator
    /// An indicator without a target for a year of the plan.
    case indicatorWithoutTarget
    /// A goal that serves nothing higher.
    case goalWithoutLink
    /// A project whose causal chain has no goal of a sub-plan, of an issue, of the national strategy (P4).
    case missingY1, missingY2, missingZ
    /// Two projects of the same name (P3), or of names that are alike: seven tenths of their trigrams in common.
    case duplicateProject, similarProject
    /// The web of links comes back to where it began.
    case cycle
    /// A link that leaves out a level, or leads to a plan of the same or a lower level that `higher` does not name.
    case levelSkipped, linkNotHigher
    /// A factor that no project serves (P5).
    case factorWithoutProject
    /// A link to a version that is not the newest announced one.
    case outdatedLink
    /// A project whose activities' money is not its own, and an activity outside the days of its project.
    case activityMoney, activityDays
}

public enum LintSeverity: String, Codable, Sendable, CaseIterable {
    case error, warning
}

public struct LintFinding: Codable, Sendable, Hashable {
    public var rule: LintRule
    public var severity: LintSeverity
    /// Code of the element.
    public var element: String
    public var message: LocalizedText

    public init(rule: LintRule, severity: LintSeverity, element: String, message: LocalizedText) {
        self.rule = rule
        self.severity = severity
        self.element = element
        self.message = message
    }
}

/// Findings in the order of rules and codes.
public struct PlanLint: Codable, Sendable, Hashable {
    public var plan: String
    public var planVersion: Int
    public var findings: [LintFinding]
    /// Projects whose chain reaches Y1, Y2 and Z, and all projects.
    public var completeProjects: Int
    public var projects: Int

    public init(
        plan: String, planVersion: Int, findings: [LintFinding], completeProjects: Int, projects: Int
    ) {
        self.plan = plan
        self.planVersion = planVersion
        self.findings = findings
        self.completeProjects = completeProjects
        self.projects = projects
    }
}

/// Looks for orphans, dead ends, incomplete causal chains, duplicates.
public struct LintPlan: RPCMethod {
    public static let name = "plan.lint"
    public static let summary = LocalizedText(
        "ตรวจความครบถ้วนและห่วงโซ่ XYZ ของแผน", "Look for orphans, dead ends and incomplete causal chains in a plan")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = ["plan": PlanNotes.plan, "planVersion": PlanNotes.planVersion]
    public static let examples = [
        RPCExample(
            "a plan without elements of its own to look at", params: #"{"plan":"EX-MP"}"#,
            result: #"{"plan":"EX-MP","planVersion":1,"findings":[],"completeProjects":0,"projects":0}"#)
    ]
    public typealias Result = PlanLint

    public var plan: Reference
    public var planVersion: Int?

    public init(plan: Reference, planVersion: Int? = nil) {
        self.plan = plan
        self.planVersion = planVersion
    }
}

/// How an element differs between two versions.
public struct ElementDifference: Codable, Sendable, Hashable {
    public enum Change: String, Codable, Sendable, CaseIterable { case added, removed, changed }

    public var code: String
    public var change: Change
    public var before: PlanElement?
    public var after: PlanElement?
    /// Names of the members that differ.
    public var members: [String]

    public init(
        code: String, change: Change, before: PlanElement?, after: PlanElement?, members: [String]
    ) {
        self.code = code
        self.change = change
        self.before = before
        self.after = after
        self.members = members
    }
}

/// What differs between two versions, in the order of codes.
public struct PlanDifference: Codable, Sendable, Hashable {
    public var plan: String
    public var from: Int
    public var to: Int
    public var elements: [ElementDifference]

    public init(plan: String, from: Int, to: Int, elements: [ElementDifference]) {
        self.plan = plan
        self.from = from
        self.to = to
        self.elements = elements
    }
}

/// Compares two versions of a plan, element by element.
public struct DiffPlan: RPCMethod {
    public static let name = "plan.diff"
    public static let summary = LocalizedText("เปรียบเทียบแผนสองฉบับ", "Compare two versions of a plan side by side")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = ["plan": PlanNotes.plan]
    public static let examples = [
        RPCExample(
            "a fresh amendment", params: #"{"plan":"67-EX-2566","from":1,"to":2}"#,
            result: #"{"plan":"67-EX-2566","from":1,"to":2,"elements":[]}"#)
    ]
    public typealias Result = PlanDifference

    public var plan: Reference
    public var from: Int
    public var to: Int

    public init(plan: Reference, from: Int, to: Int) {
        self.plan = plan
        self.from = from
        self.to = to
    }
}
