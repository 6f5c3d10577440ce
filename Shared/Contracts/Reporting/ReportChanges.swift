import CommonContract
import JSONRPC
import Kernel

/// Composes a report from what the other services answer now: a new revision, as a draft.
public struct ComposeReport: RPCChange {
    public static let name = "report.compose"
    public static let summary = LocalizedText(
        "จัดทำร่างรายงานจากข้อมูลของบริการอื่น", "Compose a draft report from what the other services know")
    public static let details = LocalizedText(
        "บริการที่ไม่ตอบจะทำให้ร่างมีส่วนที่ขาด (missing) ซึ่งเผยแพร่ไม่ได้ ร่างเดิมที่ยังไม่ลงนามจะถูกแทนที่",
        "A service that does not answer leaves gaps, named in missing; such a draft cannot be published. "
            + "An earlier revision that is not signed is superseded.")
    public static let access = ReportingAccess.makers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let memberNotes = [
        "organisation": LocalizedText("รหัสหน่วยงานที่รายงาน เช่น 67", "Code of the organisation, as 67"),
        "definition": LocalizedText(
            "แบบรายงาน ค่าปริยาย annualProvincial", "The kind of report; annualProvincial unless given"),
        "quarter": LocalizedText("ไตรมาส 1–4 ของแบบรายไตรมาส", "1 to 4, of a quarterly kind"),
        "data": LocalizedText(
            "ข้อมูลที่ส่งมาแทนคำตอบของบริการอื่น ใช้เมื่อบริการนั้นไม่ได้ตั้งค่าไว้หรือไม่ต้องการถาม",
            "Data in place of what other services would answer: where one is not configured, or is not to be asked"),
        "reason": LocalizedText(
            "เหตุผลที่แก้ไข เมื่อมีฉบับที่เผยแพร่แล้ว", "Why it is corrected, where one is published already"),
    ]
    public static let examples = [
        RPCExample(
            "of a province", params: #"{"organisation":"67","fiscalYear":2566,"idempotencyKey":"example-compose"}"#,
            result: Examples.report(step: "draft", version: 1, frozen: false, records: [Examples.record(1, "draft")]))
    ]
    public typealias Result = Report

    public var organisation: String
    public var fiscalYear: FiscalYear
    public var quarter: Int?
    public var definition: String?
    public var reason: LocalizedText?
    public var data: [HandedAnswer]?
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(
        organisation: String, fiscalYear: FiscalYear, quarter: Int? = nil, definition: String? = nil,
        reason: LocalizedText? = nil, data: [HandedAnswer]? = nil, idempotencyKey: String, validateOnly: Bool? = nil
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.quarter = quarter
        self.definition = definition
        self.reason = reason
        self.data = data
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: organisation, at: "/organisation", max: 32)
        problems.check(text: definition, at: "/definition", max: 64)
        problems.check(text: reason, at: "/reason", max: 2_000)
        problems.check(quarter: quarter)
        if let data, data.count > 1_000 {
            problems.add("/data", "count.range", th: "ไม่เกิน 1000 รายการ", en: "at most 1000")
        }
    }
}

/// Writes the text of a part that people write, while the report is a draft.
public struct WriteReport: RPCChange {
    public static let name = "report.write"
    public static let summary = LocalizedText("เขียนข้อความในส่วนของร่างรายงาน", "Write the text of a part of a draft")
    public static let access = ReportingAccess.makers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = [
        "part": LocalizedText("รหัสส่วน เช่น foreword, suggestions", "The part's code: foreword, suggestions …"),
        "text": LocalizedText(
            "แทนข้อความเดิมของส่วน ย่อหน้าคั่นด้วยบรรทัดว่าง",
            "Takes the place of the part's text; an empty line parts paragraphs"),
    ]
    public static let examples = [
        RPCExample(
            "foreword",
            params: #"""
                {"report":"67-2566-annualProvincial-1","part":"foreword","text":{"th":"รายงานฉบับนี้จัดทำขึ้นเพื่อเป็นตัวอย่าง"},
                "expectedVersion":1,"idempotencyKey":"example-write"}
                """#,
            result: Examples.report(step: "draft", version: 2, frozen: false, records: [Examples.record(1, "draft")]))
    ]
    public typealias Result = Report

    public var report: Reference
    public var part: String
    public var text: LocalizedText
    public var expectedVersion: Int
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(
        report: Reference, part: String, text: LocalizedText, expectedVersion: Int, idempotencyKey: String,
        validateOnly: Bool? = nil
    ) {
        self.report = report
        self.part = part
        self.text = text
        self.expectedVersion = expectedVersion
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: part, at: "/part", max: 64)
        problems.check(text: text, at: "/text", max: 20_000)
    }
}

/// Fixes a draft's content with its hash: from here on it is never edited.
public struct FreezeReport: RPCChange {
    public static let name = "report.freeze"
    public static let summary = LocalizedText(
        "ตรึงเนื้อหาของร่างรายงานพร้อมค่าแฮช", "Fix a draft's content together with its hash")
    public static let access = ReportingAccess.makers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "a draft",
            params: #"{"report":"67-2566-annualProvincial-1","expectedVersion":2,"idempotencyKey":"example-freeze"}"#,
            result: Examples.report(
                step: "frozen", version: 3, records: [Examples.record(1, "draft"), Examples.record(2, "frozen")]))
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
