import CommonContract
import JSONRPC
import Kernel

/// A definition with what is known about it.
public struct StoredReportDefinition: Codable, Sendable, Hashable {
    public var definition: ReportDefinition
    /// From 1; a published one is never edited: what is saved after it is the next.
    public var number: Int
    public var isPublished: Bool
    /// Comes with the suite, for every organisation.
    public var isShipped: Bool
    /// The province whose office made it; of shipped ones `TH`.
    public var province: String
    /// For `expectedVersion`.
    public var version: Int

    public init(
        definition: ReportDefinition, number: Int, isPublished: Bool, isShipped: Bool, province: String, version: Int
    ) {
        self.definition = definition
        self.number = number
        self.isPublished = isPublished
        self.isShipped = isShipped
        self.province = province
        self.version = version
    }
}

/// The kinds of report that can be composed: those that come with the suite, and a province's own.
public struct ListReportDefinitions: RPCMethod {
    public static let name = "reportDefinition.list"
    public static let summary = LocalizedText("รายการแบบรายงาน", "List the kinds of report")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let memberNotes = [
        "province": LocalizedText("รวมแบบของจังหวัดนี้ด้วย", "Those of this province's office too")
    ]
    public static let examples = [
        RPCExample(
            "shipped ones", params: "{}",
            result: #"""
                {"items":[{"code":"annualProvincial","number":1,"title":{"th":"รายงาน","en":"Report"},
                "isQuarterly":false,"isPublished":true,"isShipped":true,
                "parts":[{"code":"foreword","title":{"th":"คำนำ","en":"Foreword"},"isWritten":true}]}]}
                """#)
    ]
    public typealias Result = Page<ReportDefinitionSummary>

    public var province: String?

    public init(province: String? = nil) {
        self.province = province
    }

    public func check(_ problems: inout Problems) { problems.check(text: province, at: "/province", max: 2) }
}

/// One definition, whole.
public struct GetReportDefinition: RPCMethod {
    public static let name = "reportDefinition.get"
    public static let summary = LocalizedText("อ่านแบบรายงานทั้งหมด", "Read a kind of report")
    public static let details = LocalizedText(
        "ไม่ระบุ number จะได้ฉบับที่เผยแพร่ล่าสุด หากไม่มีจะได้ร่าง",
        "Without a number the newest that is published, else the draft.")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample("a shipped one", params: #"{"code":"roundCompleteness"}"#, result: DefinitionExamples.shipped)
    ]
    public typealias Result = StoredReportDefinition

    public var code: String
    public var province: String?
    public var number: Int?

    public init(code: String, province: String? = nil, number: Int? = nil) {
        self.code = code
        self.province = province
        self.number = number
    }

    public func check(_ problems: inout Problems) {
        problems.check(text: code, at: "/code", max: 64)
        problems.check(text: province, at: "/province", max: 2)
    }
}

/// Saves a province's own definition as a draft: a new one, or over its draft.
public struct SaveReportDefinition: RPCChange {
    public static let name = "reportDefinition.save"
    public static let summary = LocalizedText("บันทึกร่างแบบรายงาน", "Save a draft of a kind of report")
    public static let details = LocalizedText(
        "ตรวจทุกคำสั่งที่อ้าง พารามิเตอร์ และตำแหน่งของข้อมูล แล้วบอกทุกข้อผิดพลาดพร้อมกัน",
        "Every method it asks for, its params and the places in its answers are checked, and all problems told at once."
    )
    public static let access = ReportingAccess.makers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = [
        "organisation": LocalizedText("หน่วยงานเจ้าของแบบ", "The organisation whose definition it is"),
        "expectedVersion": LocalizedText("เมื่อแก้ร่างเดิม", "When a draft is changed"),
    ]
    public static let examples = [
        RPCExample(
            "categories of the year",
            params: #"{"organisation":"67","idempotencyKey":"example-definition","definition":"#
                + DefinitionExamples.definition + "}", result: DefinitionExamples.stored(published: false))
    ]
    public typealias Result = StoredReportDefinition

    public var organisation: String
    public var definition: ReportDefinition
    public var expectedVersion: Int?
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(
        organisation: String, definition: ReportDefinition, expectedVersion: Int? = nil, idempotencyKey: String,
        validateOnly: Bool? = nil
    ) {
        self.organisation = organisation
        self.definition = definition
        self.expectedVersion = expectedVersion
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: organisation, at: "/organisation", max: 32)
        // The definition itself is looked at by the service, its form together with what it asks for: all problems at once.
    }
}

/// Composes a report by a definition, draft or published, and keeps nothing.
public struct TryReportDefinition: RPCMethod {
    public static let name = "reportDefinition.try"
    public static let summary = LocalizedText(
        "ลองจัดทำรายงานตามแบบโดยไม่บันทึก", "Try a definition on data; nothing is kept")
    public static let safety = RPCSafety.read
    public static let access = ReportingAccess.makers
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "the draft", params: #"{"code":"moneyByCategory","organisation":"67","fiscalYear":2566,"number":1}"#,
            result: #"""
                {"definition":"moneyByCategory","definitionVersion":1,"organisation":"67",
                "organisationName":{"th":"จังหวัด"},"fiscalYear":2566,"title":{"th":"งบประมาณ"},
                "composedAt":"2023-10-15T02:00:00Z","parts":[],"sources":[],"missing":[]}
                """#)
    ]
    public typealias Result = ReportContent

    public var code: String
    public var number: Int?
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var quarter: Int?

    public init(code: String, number: Int? = nil, organisation: String, fiscalYear: FiscalYear, quarter: Int? = nil) {
        self.code = code
        self.number = number
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.quarter = quarter
    }

    public func check(_ problems: inout Problems) {
        problems.check(text: code, at: "/code", max: 64)
        problems.check(text: organisation, at: "/organisation", max: 32)
        problems.check(quarter: quarter)
    }
}

/// Makes a draft the definition that reports are composed by; from then on it is never edited.
public struct PublishReportDefinition: RPCChange {
    public static let name = "reportDefinition.publish"
    public static let summary = LocalizedText("เผยแพร่แบบรายงานให้ใช้งาน", "Publish a kind of report for use")
    public static let access = ReportingAccess.makers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let examples = [
        RPCExample(
            "the draft",
            params: #"""
                {"code":"moneyByCategory","organisation":"67","expectedVersion":1,
                "idempotencyKey":"example-definition-publish"}
                """#, result: DefinitionExamples.stored(published: true))
    ]
    public typealias Result = StoredReportDefinition

    public var code: String
    public var organisation: String
    public var expectedVersion: Int
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(
        code: String, organisation: String, expectedVersion: Int, idempotencyKey: String, validateOnly: Bool? = nil
    ) {
        self.code = code
        self.organisation = organisation
        self.expectedVersion = expectedVersion
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: code, at: "/code", max: 64)
        problems.check(text: organisation, at: "/organisation", max: 32)
    }
}

extension Problems {
    mutating func check(quarter: Int?) {
        guard let quarter, !(1...4).contains(quarter) else { return }
        add("/quarter", "report.quarter", th: "ไตรมาสต้องเป็น 1 ถึง 4", en: "a quarter is 1 to 4")
    }
}

enum DefinitionExamples {
    static let definition = #"""
        {"code":"moneyByCategory","title":{"th":"งบประมาณ {name} ปี {year}","en":"Money of {name}, {year}"},
        "isQuarterly":false,
        "queries":[{"name":"money","service":"budget","method":"budget.summary",
        "params":"{\"organisation\":\"{organisation}\",\"fiscalYear\":{fiscalYear},\"groupBy\":\"category\"}"}],
        "figures":[{"name":"allocated","query":"money","path":"/total/allocated","kind":"money"}],
        "parts":[{"code":"money","title":{"th":"งบประมาณ","en":"Money"},"isWritten":false,
        "blocks":[{"kind":"text","text":{"th":"จัดสรร {allocated} บาท"}},{"kind":"table","table":{"code":"categories",
        "caption":{"th":"งบรายจ่าย"},"query":"money","rows":"/rows","hasTotal":true,
        "columns":[{"code":"category","title":{"th":"งบรายจ่าย"},"kind":"text","paths":["/key"]},
        {"code":"allocated","title":{"th":"จัดสรร"},"kind":"money","paths":["/allocated"]}]}}]}]}
        """#

    static func stored(published: Bool) -> String {
        #"{"definition":"# + definition
            + ",\"number\":1,\"isPublished\":\(published),\"isShipped\":false,\"province\":\"67\",\"version\":1}"
    }

    static let shipped =
        #"{"definition":"# + definition
        + #","number":1,"isPublished":true,"isShipped":true,"province":"TH","version":1}"#
}
