import CommonContract
import JSONRPC
import Kernel

/// An element that a revision changes, with how much hangs on it.
public struct ImpactedElement: Codable, Sendable, Hashable {
    public var code: String
    public var change: ElementDifference.Change
    /// Names of the members that differ, where it was changed.
    public var members: [String]
    /// Links from other plans to it, the plans they start in, and the organisations whose plans these are.
    public var links: Int
    public var plans: Int
    public var organisations: Int

    public init(
        code: String, change: ElementDifference.Change, members: [String], links: Int, plans: Int, organisations: Int
    ) {
        self.code = code
        self.change = change
        self.members = members
        self.links = links
        self.plans = plans
        self.organisations = organisations
    }
}

/// A link of a lower plan to something that the revision changes.
public struct ImpactedLink: Codable, Sendable, Hashable {
    public var change: ElementDifference.Change
    /// Whose plan the link starts in: who has to look at it.
    public var organisation: String
    public var link: PlanLink

    public init(change: ElementDifference.Change, organisation: String, link: PlanLink) {
        self.change = change
        self.organisation = organisation
        self.link = link
    }
}

/// What a revision of a plan touches below it.
public struct PlanImpact: Codable, Sendable, Hashable {
    public var plan: String
    public var from: Int
    public var to: Int
    /// Every element that differs, in the order of codes.
    public var elements: [ImpactedElement]
    /// One page of the links that lead to them.
    public var items: [ImpactedLink]
    public var nextCursor: PageCursor?

    public init(
        plan: String, from: Int, to: Int, elements: [ImpactedElement], items: [ImpactedLink], nextCursor: PageCursor?
    ) {
        self.plan = plan
        self.from = from
        self.to = to
        self.elements = elements
        self.items = items
        self.nextCursor = nextCursor
    }
}

/// Says which plans have to look again because a higher one was revised, or would have if its draft were announced.
public struct GetPlanImpact: RPCMethod {
    public static let name = "plan.impact"
    public static let summary = LocalizedText(
        "ผลกระทบของการปรับแผนต่อแผนที่เชื่อมโยงมา", "What a revised plan touches in the plans that link to it")
    public static let details = LocalizedText(
        "ไม่ระบุฉบับ: ร่างที่เปิดอยู่ (หรือฉบับล่าสุด) เทียบกับฉบับก่อนหน้า",
        "Unless versions are given, the open draft (or the newest version) is compared with the one before it.")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .forbidden, .ruleViolated]
    public static let memberNotes = ["plan": PlanNotes.plan]
    public static let examples = [
        RPCExample(
            "a fresh amendment", params: #"{"plan":"67-EX-2566"}"#,
            result: #"{"plan":"67-EX-2566","from":1,"to":2,"elements":[],"items":[]}"#)
    ]
    public typealias Result = PlanImpact

    public var plan: Reference
    public var from: Int?
    public var to: Int?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        plan: Reference, from: Int? = nil, to: Int? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.plan = plan
        self.from = from
        self.to = to
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}
