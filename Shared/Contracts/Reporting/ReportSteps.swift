import CommonContract
import JSONRPC
import Kernel

/// Records the next step of a frozen report: checked, screened by the subcommittee, resolved by the committee and signed,
/// sent on after publication. The same as `matter.act` on its matter.
public struct RecordReportStep: RPCChange {
    public static let name = "report.record"
    public static let summary = LocalizedText(
        "บันทึกขั้นตอนของรายงาน: ตรวจสอบ อนุกรรมการ กศจ. ลงนาม ส่งหน่วยเหนือ",
        "Record a step of a report: checked, screened, signed, sent on")
    public static let details = LocalizedText(
        "ต้องเป็นขั้นถัดไปของขั้นตอนงานที่แบบรายงานกำหนด (procedure.get) ผู้บันทึกต้องมีบทบาทของขั้นนั้น และรายงานต้องไม่มีส่วนที่ขาด",
        """
        It has to be the step that comes next in the procedure that the definition names (`procedure.get`), the caller \
        holds a role of that step, and the report must have no gap. A meeting's decision on the report's matter does the \
        same.
        """)
    public static let access = ReportingAccess.recorders
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = [
        "step": LocalizedText(
            "checked, screened, signed หรือ forwarded (หลังเผยแพร่)",
            "checked, screened, signed, or forwarded after publication"),
        "outcome": LocalizedText(
            "ผลของขั้น เช่น approveWithObservations ไม่ระบุคือเห็นชอบหรือรับทราบตามที่ตั้งไว้",
            "What the step came to, as approveWithObservations; approved or acknowledged, as is set, unless given"),
        "body": LocalizedText("รหัสคณะกรรมการที่มีมติ", "Code of the body that decided"),
        "resolution": LocalizedText(
            "เลขที่มติ เพื่อบันทึกในทะเบียนมติ", "Number of the resolution, to be kept in the register"),
        "happenedOn": LocalizedText("วันที่เกิดขึ้นจริง ไม่เกินวันนี้", "The day on which it happened, not after today"),
        "position": LocalizedText("ตำแหน่งผู้ตัดสินใจหรือลงนาม", "Position of whoever decided or signed"),
        "document": LocalizedText("เลขที่หนังสือ คำสั่ง หรือมติ", "Number of the letter, order or resolution"),
    ]
    public static let examples = [
        RPCExample(
            "checked by the planners",
            params: #"""
                {"report":"67-2566-annualProvincial-1","step":"checked","happenedOn":"2023-10-15",
                "position":"ผู้อำนวยการกลุ่มนโยบายและแผน","expectedVersion":3,"idempotencyKey":"example-record"}
                """#,
            result: Examples.report(
                step: "checked", version: 4,
                records: [
                    Examples.record(1, "draft"), Examples.record(2, "frozen"),
                    Examples.record(3, "checked", more: #","position":"ผู้อำนวยการกลุ่มนโยบายและแผน""#),
                ])),
        RPCExample(
            "screened by the subcommittee",
            params: #"""
                {"report":"67-2566-annualProvincial-1","step":"screened","happenedOn":"2023-10-15",
                "expectedVersion":4,"idempotencyKey":"example-screened"}
                """#,
            result: Examples.report(
                step: "screened", version: 5,
                records: ["draft", "frozen", "checked", "screened"].enumerated().map {
                    Examples.record($0.offset + 1, $0.element)
                })),
        RPCExample(
            "resolved and signed",
            params: #"""
                {"report":"67-2566-annualProvincial-1","step":"signed","happenedOn":"2023-10-15",
                "position":"ประธานคณะกรรมการศึกษาธิการจังหวัด","document":"มติ 10/2566","expectedVersion":5,
                "idempotencyKey":"example-signed"}
                """#,
            result: Examples.report(
                step: "signed", version: 6,
                records: ["draft", "frozen", "checked", "screened", "signed"].enumerated().map {
                    Examples.record($0.offset + 1, $0.element)
                })),
    ]
    public typealias Result = Report

    public var report: Reference
    public var step: ReportStep
    public var happenedOn: CalendarDate
    public var position: String?
    public var document: String?
    public var note: String?
    public var outcome: ActionOutcome?
    public var body: String?
    public var resolution: String?
    public var expectedVersion: Int
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(
        report: Reference, step: ReportStep, happenedOn: CalendarDate, position: String? = nil,
        document: String? = nil, note: String? = nil, outcome: ActionOutcome? = nil, body: String? = nil,
        resolution: String? = nil, expectedVersion: Int, idempotencyKey: String, validateOnly: Bool? = nil
    ) {
        self.report = report
        self.step = step
        self.happenedOn = happenedOn
        self.position = position
        self.document = document
        self.note = note
        self.outcome = outcome
        self.body = body
        self.resolution = resolution
        self.expectedVersion = expectedVersion
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: position, at: "/position", max: 200)
        problems.check(text: document, at: "/document", max: 200)
        problems.check(text: note, at: "/note", max: 4_000)
        problems.check(text: body, at: "/body", max: 64)
        problems.check(text: resolution, at: "/resolution", max: 64)
        if ![.checked, .screened, .signed, .forwarded].contains(step) {
            problems.add(
                "/step", "report.step", th: "บันทึกได้เฉพาะ checked, screened, signed หรือ forwarded",
                en: "only checked, screened, signed or forwarded can be recorded")
        }
        if let outcome, [.return, .reject, .withdraw, .again].contains(outcome) {
            problems.add(
                "/outcome", "report.outcome", th: "การส่งกลับใช้ report.return", en: "to send it back, call report.return")
        }
        if step == .signed, document == nil || position == nil {
            problems.add(
                "/document", "report.signature", th: "การลงนามต้องระบุตำแหน่งผู้ลงนามและเลขที่มติหรือหนังสือ",
                en: "a signature needs the signer's position and the number of the resolution or letter")
        }
    }
}

/// Sends a report back before it is signed: it ends here, and a new revision is composed.
public struct ReturnReport: RPCChange {
    public static let name = "report.return"
    public static let summary = LocalizedText("ส่งรายงานกลับให้แก้ไข", "Send a report back")
    public static let access = ReportingAccess.recorders
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = [
        "note": LocalizedText("ข้อสังเกตที่ต้องแก้ไข", "What has to be different")
    ]
    public static let examples = [
        RPCExample(
            "gaps to be filled",
            params: #"""
                {"report":"67-2566-annualProvincial-1","happenedOn":"2023-10-15","note":"ข้อมูลยังไม่ครบ",
                "expectedVersion":3,"idempotencyKey":"example-return","validateOnly":true}
                """#,
            result: Examples.report(
                step: "returned", version: 4,
                records: [
                    Examples.record(1, "draft"), Examples.record(2, "frozen"),
                    Examples.record(3, "returned", more: #","note":"ข้อมูลยังไม่ครบ""#),
                ]))
    ]
    public typealias Result = Report

    public var report: Reference
    public var happenedOn: CalendarDate
    public var note: String
    public var position: String?
    public var expectedVersion: Int
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(
        report: Reference, happenedOn: CalendarDate, note: String, position: String? = nil, expectedVersion: Int,
        idempotencyKey: String, validateOnly: Bool? = nil
    ) {
        self.report = report
        self.happenedOn = happenedOn
        self.note = note
        self.position = position
        self.expectedVersion = expectedVersion
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: note, at: "/note", max: 4_000)
        problems.check(text: position, at: "/position", max: 200)
    }
}

/// Makes a signed report public. It stays as it is: a correction is a new revision.
public struct PublishReport: RPCChange {
    public static let name = "report.publish"
    public static let summary = LocalizedText("เผยแพร่รายงานที่ลงนามแล้ว", "Make a signed report public")
    public static let access = ReportingAccess.publishers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "a signed one",
            params: #"{"report":"67-2566-annualProvincial-1","expectedVersion":6,"idempotencyKey":"example-publish"}"#,
            result: Examples.report(
                step: "published", version: 7,
                records: ["draft", "frozen", "checked", "screened", "signed", "published"].enumerated().map {
                    Examples.record($0.offset + 1, $0.element)
                }))
    ]
    public typealias Result = Report

    public var report: Reference
    public var expectedVersion: Int
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(report: Reference, expectedVersion: Int, idempotencyKey: String, validateOnly: Bool? = nil) {
        self.report = report
        self.expectedVersion = expectedVersion
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
    }
}
