import CommonContract
import JSONRPC
import Kernel

/// A plan as a StratML document.
public struct StratMLFile: Codable, Sendable, Hashable {
    public var plan: String
    public var planVersion: Int
    public var fileName: String
    /// `application/xml`.
    public var mediaType: String
    public var elements: Int
    public var xml: String

    public init(plan: String, planVersion: Int, fileName: String, mediaType: String, elements: Int, xml: String) {
        self.plan = plan
        self.planVersion = planVersion
        self.fileName = fileName
        self.mediaType = mediaType
        self.elements = elements
        self.xml = xml
    }
}

/// Writes a version of a plan as StratML Part 2 (ISO 17469-2).
public struct ExportStratML: RPCMethod {
    public static let name = "plan.exportStratML"
    public static let summary = LocalizedText("ส่งออกแผนเป็น StratML Part 2", "Write a plan as StratML Part 2")
    public static let details = LocalizedText(
        "องค์ประกอบทั้งหมด (ไม่เกิน 5,000) ส่วนที่ StratML ไม่มีที่เก็บอยู่ใน OtherInformation นำเข้ากลับแล้วไม่มีอะไรเปลี่ยน ไม่รวมความเชื่อมโยง",
        """
        All elements, at most 5,000; what StratML has no place for stands in OtherInformation, so that importing the \
        file again changes nothing. Links to other plans are not part of it.
        """)
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .forbidden, .tooLarge]
    public static let memberNotes = ["plan": PlanNotes.plan, "planVersion": PlanNotes.planVersion]
    public static let examples = [
        RPCExample(
            "of a national plan", params: #"{"plan":"EX-MP"}"#,
            result: """
                {"plan":"EX-MP","planVersion":1,"fileName":"EX-MP-1.stratml","mediaType":"application/xml",\
                "elements":2,"xml":"\(StratMLExample.exported)"}
                """)
    ]
    public typealias Result = StratMLFile

    public var plan: Reference
    public var planVersion: Int?

    public init(plan: Reference, planVersion: Int? = nil) {
        self.plan = plan
        self.planVersion = planVersion
    }
}

/// Reads a StratML Part 2 document into the draft of a plan, as `element.import` does with rows.
public struct ImportStratML: RPCChange {
    public static let name = "plan.importStratML"
    public static let summary = LocalizedText("นำเข้า StratML Part 2 สู่ร่างแผน", "Read StratML Part 2 into a plan's draft")
    public static let details = LocalizedText(
        "ไฟล์จากระบบอื่น: Goal เป็นประเด็นยุทธศาสตร์ Objective เป็นเป้าประสงค์ ตัวชี้วัดอยู่ใต้ Objective; ไม่รับ DOCTYPE",
        """
        Of a file from another system, a Goal becomes a strategic issue, an Objective a goal below it, an indicator \
        stands below its objective. Document types are refused. Problems are located as /xml/CODE/member.
        """)
    public static let access = PlansAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = ImportElements.memberNotes.merging([
        "xml": LocalizedText("เอกสาร StratML ทั้งไฟล์", "The whole document")
    ]) { first, _ in first }
    public static let examples = [
        RPCExample(
            "one goal of another system, checked only",
            params: """
                {"idempotencyKey":"stratml-1","plan":"EX-MP","validateOnly":true,"xml":"\(StratMLExample.foreign)"}
                """,
            result: #"{"created":2,"updated":0,"unchanged":0,"refused":0,"problems":[]}"#)
    ]
    public typealias Result = ImportReport

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var plan: Reference
    public var xml: String
    public var mode: ImportMode?

    public init(
        idempotencyKey: String, plan: Reference, xml: String, mode: ImportMode? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.plan = plan
        self.xml = xml
        self.mode = mode
    }

    public func check(_ problems: inout Problems) { problems.check(idempotencyKey: idempotencyKey) }
}

/// Documents of the examples, escaped for JSON.
enum StratMLExample {
    private static let head = """
        <PerformancePlanOrReport xmlns=\\"urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport\\" \
        Type=\\"Strategic_Plan\\">
        """
    static let foreign = """
        \(head)<Name>Plan</Name><StrategicPlanCore><Goal><Name>Learning</Name><Description/>\
        <Objective><Name>Reading</Name></Objective></Goal></StrategicPlanCore></PerformancePlanOrReport>
        """
    static let exported = "\(head)…</PerformancePlanOrReport>"
}
