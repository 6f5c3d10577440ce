import CommonContract
import JSONRPC
import Kernel

/// A goal or issue of a plan with how many others serve it.
public struct ServedGoal: Codable, Sendable, Hashable {
    public var code: String
    public var kind: ElementKind
    public var text: LocalizedText
    /// Links that lead to it directly, the plans they start in and the organisations whose plans these are.
    public var links: Int
    public var plans: Int
    public var organisations: Int

    public init(code: String, kind: ElementKind, text: LocalizedText, links: Int, plans: Int, organisations: Int) {
        self.code = code
        self.kind = kind
        self.text = text
        self.links = links
        self.plans = plans
        self.organisations = organisations
    }
}

/// How the goals of a plan are served from below.
public struct PlanService: Codable, Sendable, Hashable {
    public var plan: String
    public var planVersion: Int
    /// Goals and strategic issues of the version, and those that some link leads to.
    public var goals: Int
    public var served: Int
    /// One page, in the order of codes.
    public var items: [ServedGoal]
    public var nextCursor: PageCursor?

    public init(
        plan: String, planVersion: Int, goals: Int, served: Int, items: [ServedGoal], nextCursor: PageCursor?
    ) {
        self.plan = plan
        self.planVersion = planVersion
        self.goals = goals
        self.served = served
        self.items = items
        self.nextCursor = nextCursor
    }
}

/// Which goals of a higher plan are served from below, by a province or by all, and which nobody serves.
public struct GetPlanService: RPCMethod {
    public static let name = "plan.servedBy"
    public static let summary = LocalizedText(
        "เป้าหมายของแผนมีใครตอบบ้าง และข้อใดไม่มีใครตอบ",
        "Which goals of a plan are served from below, and which nobody serves")
    public static let details = LocalizedText(
        "นับความเชื่อมโยงถึงฉบับใดก็ได้ของแผน จากฉบับที่ประกาศของแผนอื่น (หรือร่างที่ผู้เรียกอ่านได้)",
        """
        Counts links to any version of the goal from versions in force of other plans, and from drafts never announced \
        that the caller reads.
        """)
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .forbidden]
    public static let memberNotes = [
        "plan": PlanNotes.plan, "planVersion": PlanNotes.planVersion,
        "province": LocalizedText("นับเฉพาะแผนของจังหวัดนี้", "Counts plans of this province only"),
        "unserved": LocalizedText("true: เฉพาะข้อที่ไม่มีใครตอบ", "true: only those that nobody serves"),
    ]
    public static let examples = [
        RPCExample(
            "gaps of a national plan in a province",
            params: #"{"plan":"EX-MP","province":"67","unserved":true,"limit":1}"#,
            result: """
                {"plan":"EX-MP","planVersion":1,"goals":2,"served":0,"items":[{"code":"EX-120001","kind":"goal",\
                "text":{"th":"เป้าหมายระดับประเด็น"},"links":0,"plans":0,"organisations":0}],\
                "nextCursor":"NjpzZXJ2ZWQ5OkVYLTEyMDAwMQ"}
                """)
    ]
    public typealias Result = PlanService

    public var plan: Reference
    public var planVersion: Int?
    public var province: String?
    public var unserved: Bool?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        plan: Reference, planVersion: Int? = nil, province: String? = nil, unserved: Bool? = nil, limit: Int? = nil,
        cursor: PageCursor? = nil
    ) {
        self.plan = plan
        self.planVersion = planVersion
        self.province = province
        self.unserved = unserved
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}
