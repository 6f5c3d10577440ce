import CommonContract
import JSONRPC
import Kernel

/// An element of a value chain.
public struct ChainLink: Codable, Sendable, Hashable {
    public var id: ID
    public var code: String
    public var text: LocalizedText

    public init(id: ID, code: String, text: LocalizedText) {
        self.id = id
        self.code = code
        self.text = text
    }
}

/// A factor with how many projects serve it, in the tree or over links from other plans.
public struct ChainFactor: Codable, Sendable, Hashable {
    public var factor: ChainLink
    public var projects: Int
    /// Organisations that carry these projects out.
    public var organisations: Int

    public init(factor: ChainLink, projects: Int, organisations: Int) {
        self.factor = factor
        self.projects = projects
        self.organisations = organisations
    }
}

/// A component of a goal with its factors.
public struct ChainComponent: Codable, Sendable, Hashable {
    public var component: ChainLink
    public var factors: [ChainFactor]

    public init(component: ChainLink, factors: [ChainFactor]) {
        self.component = component
        self.factors = factors
    }
}

/// Goal → components → factors → projects (P5).
public struct ValueChain: Codable, Sendable, Hashable {
    public var plan: String
    public var planVersion: Int
    public var goal: ChainLink
    public var components: [ChainComponent]
    /// All factors, and those that some project serves.
    public var factors: Int
    public var served: Int

    public init(
        plan: String, planVersion: Int, goal: ChainLink, components: [ChainComponent], factors: Int, served: Int
    ) {
        self.plan = plan
        self.planVersion = planVersion
        self.goal = goal
        self.components = components
        self.factors = factors
        self.served = served
    }
}

/// The value chain of one goal.
public struct GetValueChain: RPCMethod {
    public static let name = "valueChain.get"
    public static let summary = LocalizedText(
        "ห่วงโซ่คุณค่าของเป้าหมาย", "The value chain of a goal: components, factors and the projects that serve them")
    public static let details = LocalizedText(
        "โครงการนับเมื่ออยู่ใต้ปัจจัย หรือเชื่อมโยงมาจากแผนอื่นที่ประกาศ (หรือร่างที่ผู้เรียกอ่านได้) ดูรายโครงการด้วย trace.down",
        """
        A project counts that stands below a factor or leads to it over links, from versions in force or drafts that \
        the caller reads; trace.down names them.
        """)
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .forbidden]
    public static let memberNotes = [
        "goal": PlanNotes.element, "planVersion": PlanNotes.planVersion,
        "province": LocalizedText("นับเฉพาะโครงการของจังหวัดนี้", "Counts the projects of this province only"),
    ]
    public static let examples = [
        RPCExample(
            "a goal without a chain", params: #"{"goal":"EX-MP/EX-120101"}"#,
            result: """
                {"plan":"EX-MP","planVersion":1,"goal":{"id":"\(Examples.id)","code":"EX-120101",\
                "text":{"th":"เป้าหมายแผนย่อย"}},"components":[],"factors":0,"served":0}
                """)
    ]
    public typealias Result = ValueChain

    public var goal: Reference
    public var planVersion: Int?
    public var province: String?

    public init(goal: Reference, planVersion: Int? = nil, province: String? = nil) {
        self.goal = goal
        self.planVersion = planVersion
        self.province = province
    }
}

/// A factor that no project serves.
public struct FactorGap: Codable, Sendable, Hashable {
    public var goal: String
    public var component: String
    public var factor: ChainLink

    public init(goal: String, component: String, factor: ChainLink) {
        self.goal = goal
        self.component = component
        self.factor = factor
    }
}

/// The factors of a plan that no project serves, in the order of their codes.
public struct ListFactorGaps: RPCMethod {
    public static let name = "valueChain.gaps"
    public static let summary = LocalizedText(
        "ปัจจัยที่ไม่มีโครงการรองรับ", "The factors of a plan that no project serves")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .forbidden]
    public static let memberNotes = GetValueChain.memberNotes.merging(["plan": PlanNotes.plan]) { first, _ in first }
    public static let examples = [
        RPCExample("a plan without chains", params: #"{"plan":"EX-MP","province":"67"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<FactorGap>

    public var plan: Reference
    public var planVersion: Int?
    public var province: String?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        plan: Reference, planVersion: Int? = nil, province: String? = nil, limit: Int? = nil,
        cursor: PageCursor? = nil
    ) {
        self.plan = plan
        self.planVersion = planVersion
        self.province = province
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}
