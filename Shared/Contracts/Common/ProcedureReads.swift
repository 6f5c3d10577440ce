import JSONRPC
import Kernel

/// Procedures as they are on a day.
public struct ListProcedures: RPCMethod {
    public static let name = "procedure.list"
    public static let summary = LocalizedText("รายการขั้นตอนงานที่ใช้ในวันนั้น", "List the procedures in force on a day")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let memberNotes = [
        "province": LocalizedText("ตามที่จังหวัดนี้กำหนด (รหัสสองหลัก)", "As this province has set them (two digits)"),
        "on": LocalizedText("วันที่ ไม่ระบุคือวันนี้", "The day; today unless given"),
    ]
    public static let examples = [
        RPCExample(
            "before there were any", params: #"{"province":"67","on":"1970-01-01"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<ProcedureDefinition>

    public var province: String?
    public var on: CalendarDate?

    public init(province: String? = nil, on: CalendarDate? = nil) {
        self.province = province
        self.on = on
    }
}

/// One procedure with its steps.
public struct GetProcedure: RPCMethod {
    public static let name = "procedure.get"
    public static let summary = LocalizedText("อ่านขั้นตอนงานหนึ่งเรื่อง", "Read one procedure with its steps")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = [
        "procedure": LocalizedText("รหัส เช่น planScreening", "Its code, such as planScreening"),
        "version": LocalizedText("ไม่ระบุ: ที่ใช้ในวันนั้น", "Unless given, the one in force on the day"),
    ]
    public static let examples = [
        RPCExample(
            "the screening of plans", params: #"{"procedure":"planScreening","version":1}"#,
            result: ProcedureExamples.planScreening)
    ]
    public typealias Result = ProcedureDefinition

    public var procedure: String
    public var version: Int?
    public var province: String?
    public var on: CalendarDate?

    public init(procedure: String, version: Int? = nil, province: String? = nil, on: CalendarDate? = nil) {
        self.procedure = procedure
        self.version = version
        self.province = province
        self.on = on
    }
}

/// Sets what the Provincial Education Committee does in a procedure from a day on; matters opened before keep what
/// they were opened with.
public struct ConfigureProcedure: RPCChange {
    public static let name = "procedure.configure"
    public static let summary = LocalizedText(
        "กำหนดบทบาท กศจ. ในขั้นตอนงาน", "Set what the Provincial Education Committee does in a procedure")
    public static let details = LocalizedText(
        """
        decisions meeting: ขั้นของคณะกรรมการต้องมีมติในการประชุมที่ครบองค์ (meeting.resolve) recorded: บันทึกมติจากที่อื่น \
        (matter.act) เรื่องที่เปิดไว้แล้วไม่เปลี่ยน
        """,
        """
        With `decisions` `meeting` the steps of bodies are taken by resolutions of meetings with a quorum \
        (`meeting.resolve`) only; with `recorded` what was resolved elsewhere is recorded by `matter.act`. Matters that \
        are open keep what held when they were opened.
        """)
    public static let access = RPCAccess.roles([.administrator, .secretary])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let memberNotes = [
        "effectiveFrom": LocalizedText("วันแรกที่ใช้", "First day on which it holds"),
        "committee": LocalizedText(
            "approve อนุมัติ acknowledge รับทราบ none ไม่ต้องเข้า กศจ.", "approve, acknowledge, or none: it does not go there"),
        "decisions": LocalizedText(
            "ไม่ระบุ: ตามที่ขั้นตอนงานกำหนด", "How the steps of bodies are taken; unless given, as the definition says"),
    ]
    public static let examples = [
        RPCExample(
            "acknowledged only, checked only",
            params: """
                {"idempotencyKey":"procedure-configure-1","procedure":"budgetTransfer","province":"67",\
                "committee":"acknowledge","decisions":"recorded","effectiveFrom":"2023-10-01","validateOnly":true}
                """,
            result: """
                {"procedure":"budgetTransfer","province":"67","committee":"acknowledge","decisions":"recorded",\
                "effectiveFrom":"2023-10-01"}
                """)
    ]
    public typealias Result = ProcedureSetting

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var procedure: String
    public var province: String
    public var committee: CommitteeRole
    public var decisions: DecisionForm?
    public var effectiveFrom: CalendarDate

    public init(
        idempotencyKey: String, procedure: String, province: String, committee: CommitteeRole,
        decisions: DecisionForm? = nil, effectiveFrom: CalendarDate, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.procedure = procedure
        self.province = province
        self.committee = committee
        self.decisions = decisions
        self.effectiveFrom = effectiveFrom
    }

    public func check(_ problems: inout Problems) { problems.check(idempotencyKey: idempotencyKey) }
}

/// A province's setting of a procedure.
public struct ProcedureSetting: Codable, Sendable, Hashable {
    public var procedure: String
    public var province: String
    public var committee: CommitteeRole
    /// Absent: as the definition says.
    public var decisions: DecisionForm?
    public var effectiveFrom: CalendarDate

    public init(
        procedure: String, province: String, committee: CommitteeRole, decisions: DecisionForm?,
        effectiveFrom: CalendarDate
    ) {
        self.procedure = procedure
        self.province = province
        self.committee = committee
        self.decisions = decisions
        self.effectiveFrom = effectiveFrom
    }
}
