import CommonContract
import JSONRPC
import Kernel

/// An element met on a trace.
public struct TraceNode: Codable, Sendable, Hashable {
    public var id: ID
    public var plan: String
    public var planVersion: Int
    /// Level of the plan, 1 to 3.
    public var level: Int
    public var code: String
    public var kind: ElementKind
    public var text: LocalizedText
    public var organisation: String?
    public var budget: Money?
    /// Steps from where the trace began; 0 is that element itself.
    public var depth: Int

    public init(
        id: ID, plan: String, planVersion: Int, level: Int, code: String, kind: ElementKind, text: LocalizedText,
        organisation: String?, budget: Money?, depth: Int
    ) {
        self.id = id
        self.plan = plan
        self.planVersion = planVersion
        self.level = level
        self.code = code
        self.kind = kind
        self.text = text
        self.organisation = organisation
        self.budget = budget
        self.depth = depth
    }
}

/// A step of a trace, always written from the lower element to the higher one.
public struct TraceEdge: Codable, Sendable, Hashable {
    /// Ids of nodes of the trace.
    public var from: ID
    public var to: ID
    public var relation: TraceRelation

    public init(from: ID, to: ID, relation: TraceRelation) {
        self.from = from
        self.to = to
        self.relation = relation
    }
}

/// Everything that an element reaches; nodes by depth and code, each once.
public struct Trace: Codable, Sendable, Hashable {
    public var nodes: [TraceNode]
    public var edges: [TraceEdge]
    /// `true` if there is more than `nodesMax`: trace from a higher or lower element.
    public var truncated: Bool

    public static let nodesMax = 5_000

    public init(nodes: [TraceNode], edges: [TraceEdge], truncated: Bool) {
        self.nodes = nodes
        self.edges = edges
        self.truncated = truncated
    }
}

/// From an element up: its parents, and what it serves, up to Z and the SDG4 targets.
public struct TraceUp: RPCMethod {
    public static let name = "trace.up"
    public static let summary = LocalizedText(
        "ไล่ขึ้นจากองค์ประกอบถึงยุทธศาสตร์ชาติและ SDG4", "Trace an element up to the national strategy and SDG4")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let memberNotes = ["element": PlanNotes.element, "planVersion": PlanNotes.planVersion]
    public static let examples = [
        RPCExample(
            "an issue that serves nothing yet", params: #"{"element":"67-EX-2566/67-EX-SI1"}"#,
            result: """
                {"nodes":[{"id":"\(Examples.id)","plan":"67-EX-2566","planVersion":1,"level":3,"code":"67-EX-SI1",\
                "kind":"strategicIssue","text":{"th":"ยกระดับคุณภาพการเรียนรู้"},"organisation":"67-01","depth":0}],\
                "edges":[],"truncated":false}
                """)
    ]
    public typealias Result = Trace

    public var element: Reference
    public var planVersion: Int?

    public init(element: Reference, planVersion: Int? = nil) {
        self.element = element
        self.planVersion = planVersion
    }
}

/// From an element down: what is below it, and what serves it.
public struct TraceDown: RPCMethod {
    public static let name = "trace.down"
    public static let summary = LocalizedText(
        "ไล่ลงจากเป้าหมายถึงโครงการที่ตอบ", "Trace an element down to the projects that serve it")
    public static let details = LocalizedText(
        "นับความเชื่อมโยงจากฉบับที่ประกาศล่าสุดของแต่ละแผน หรือจากร่างถ้ายังไม่เคยประกาศ",
        "Follows links from the newest announced version of each plan, or from the draft of one never announced.")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let memberNotes = ["element": PlanNotes.element, "planVersion": PlanNotes.planVersion]
    public static let examples = [
        RPCExample(
            "a project has nothing below it", params: #"{"element":"67-EX-2566/67-EX-P1"}"#,
            result: """
                {"nodes":[{"id":"\(Examples.id)","plan":"67-EX-2566","planVersion":1,"level":3,"code":"67-EX-P1",\
                "kind":"project","text":{"th":"โครงการอ่านออกเขียนได้"},"organisation":"67-01","budget":"150000.00",\
                "depth":0}],"edges":[],"truncated":false}
                """)
    ]
    public typealias Result = Trace

    public var element: Reference
    public var planVersion: Int?

    public init(element: Reference, planVersion: Int? = nil) {
        self.element = element
        self.planVersion = planVersion
    }
}
