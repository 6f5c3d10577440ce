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
    /// What the budget service knows of the projects of this trace at or below this step.
    public var money: StepMoney?
    /// Indicators that hang on this step, in the order of their codes; given where figures are asked for.
    public var indicators: [StepIndicator]?

    public init(
        id: ID, plan: String, planVersion: Int, level: Int, code: String, kind: ElementKind, text: LocalizedText,
        organisation: String?, budget: Money?, depth: Int, money: StepMoney? = nil, indicators: [StepIndicator]? = nil
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
        self.money = money
        self.indicators = indicators
    }
}

/// Baht of the projects of a trace at or below one of its steps, each project once.
public struct StepMoney: Codable, Sendable, Hashable {
    /// Projects with a budget line of the year, and those without one.
    public var projects: Int
    public var projectsWithoutLine: Int
    public var allocated: Money
    /// ใช้จ่าย: disbursed and committed.
    public var used: Money
    /// เบิกจ่าย: disbursed.
    public var spent: Money

    public init(projects: Int, projectsWithoutLine: Int, allocated: Money, used: Money, spent: Money) {
        self.projects = projects
        self.projectsWithoutLine = projectsWithoutLine
        self.allocated = allocated
        self.used = used
        self.spent = spent
    }
}

/// An indicator on a step of a trace: what the plan promises, and what the indicators service has.
public struct StepIndicator: Codable, Sendable, Hashable {
    /// How an actual figure stands to its target, as the indicators service says.
    public enum Status: String, Codable, Sendable, CaseIterable { case achieved, onTrack, behind, atRisk, notEvaluated }

    /// Code of the plan's element that names the indicator.
    public var element: String
    /// Code in the indicators service.
    public var indicator: String
    /// Whose part of the answers the figures are: the province of a provincial plan, else whose plan it is.
    public var organisation: String
    /// The target of the year that the plan itself states.
    public var planTarget: Quantity?
    public var target: Quantity?
    public var actual: Quantity?
    public var status: Status?
    /// The actual figure is of so few people, or would give such a one away, that the indicators service keeps it back:
    /// a trace shows it as it may be published, to everyone alike.
    public var suppressed: Bool?

    public init(
        element: String, indicator: String, organisation: String, planTarget: Quantity?, target: Quantity? = nil,
        actual: Quantity? = nil, status: Status? = nil, suppressed: Bool? = nil
    ) {
        self.element = element
        self.indicator = indicator
        self.organisation = organisation
        self.planTarget = planTarget
        self.target = target
        self.actual = actual
        self.status = status
        self.suppressed = suppressed
    }
}

/// Figures that a trace should carry and does not.
public struct MissingFigures: Codable, Sendable, Hashable {
    public enum Reason: String, Codable, Sendable, CaseIterable {
        /// The service did not answer in time.
        case unavailable
        /// It answered with an error.
        case refused
        /// The caller holds no role there that reads such figures.
        case forbidden
        /// More organisations than one trace asks for: trace from a lower element.
        case tooMany
    }

    /// `budget` or `indicators`.
    public var service: String
    public var reason: Reason
    /// Members that are missing for it.
    public var figures: [String]
    /// Codes of the organisations whose figures are missing; at most 50.
    public var organisations: [String]

    public init(service: String, reason: Reason, figures: [String], organisations: [String]) {
        self.service = service
        self.reason = reason
        self.figures = figures
        self.organisations = organisations
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
    /// The year of the figures, where they were asked for.
    public var fiscalYear: FiscalYear?
    /// Figures that could not be had; the trace itself is whole.
    public var missing: [MissingFigures]?

    public static let nodesMax = 5_000

    public init(
        nodes: [TraceNode], edges: [TraceEdge], truncated: Bool, fiscalYear: FiscalYear? = nil,
        missing: [MissingFigures]? = nil
    ) {
        self.nodes = nodes
        self.edges = edges
        self.truncated = truncated
        self.fiscalYear = fiscalYear
        self.missing = missing
    }
}

/// Meanings of members that both traces have.
enum TraceNotes {
    static let members = [
        "element": PlanNotes.element, "planVersion": PlanNotes.planVersion,
        "fiscalYear": LocalizedText(
            "ปีงบประมาณของตัวเลข ไม่ระบุ: ปีปัจจุบัน", "The year of the figures; the current one unless given"),
        "figures": LocalizedText(
            "false: ไม่ต้องมีตัวเลขจากบริการงบประมาณและตัวชี้วัด",
            "false: without figures of the budget and indicators services; else with them where they are configured"),
    ]
}

/// From an element up: its parents, and what it serves, up to Z and the SDG4 targets.
public struct TraceUp: RPCMethod {
    public static let name = "trace.up"
    public static let summary = LocalizedText(
        "ไล่ขึ้นจากองค์ประกอบถึงยุทธศาสตร์ชาติและ SDG4", "Trace an element up to the national strategy and SDG4")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let memberNotes = TraceNotes.members
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
    public var fiscalYear: FiscalYear?
    public var figures: Bool?

    public init(
        element: Reference, planVersion: Int? = nil, fiscalYear: FiscalYear? = nil, figures: Bool? = nil
    ) {
        self.element = element
        self.planVersion = planVersion
        self.fiscalYear = fiscalYear
        self.figures = figures
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
    public static let memberNotes = TraceNotes.members
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
    public var fiscalYear: FiscalYear?
    public var figures: Bool?

    public init(
        element: Reference, planVersion: Int? = nil, fiscalYear: FiscalYear? = nil, figures: Bool? = nil
    ) {
        self.element = element
        self.planVersion = planVersion
        self.fiscalYear = fiscalYear
        self.figures = figures
    }
}
