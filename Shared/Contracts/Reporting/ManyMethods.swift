import CommonContract
import JSONRPC
import Kernel

/// A job that was begun.
public struct BegunJob: Codable, Sendable, Hashable {
    /// For `job.get`.
    public var job: ID
    /// How many reports it is going to compose.
    public var organisations: Int

    public init(job: ID, organisations: Int) {
        self.job = job
        self.organisations = organisations
    }
}

/// Composes the same kind of report for every organisation of a kind below one: school sheets, scorecards.
public struct ComposeManyReports: RPCChange {
    public static let name = "report.composeMany"
    public static let summary = LocalizedText(
        "จัดทำรายงานแบบเดียวกันให้ทุกหน่วยงานในสังกัด", "Compose the same report for every organisation of a kind below one")
    public static let details = LocalizedText(
        "ทำเป็นงานเบื้องหลัง ดูความก้าวหน้าด้วย job.get เมื่อถูกขัดจังหวะจะทำต่อจากที่ค้าง",
        "A job, whose progress job.get tells; interrupted, it goes on where it stopped.")
    public static let access = ReportingAccess.makers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = [
        "organisation": LocalizedText("หน่วยงานที่ครอบ", "The organisation above them"),
        "pdf": LocalizedText(
            "true: สร้างไฟล์ PDF ของทุกฉบับไว้ด้วย ดาวน์โหลดได้ทันทีที่ /reports/⟨รหัส⟩.pdf",
            "true: a PDF of each as well, there at once at /reports/⟨code⟩.pdf"),
        "kind": LocalizedText("ชนิดของหน่วยงาน เช่น school", "Their kind, as school"),
    ]
    public static let examples = [
        RPCExample(
            "sheets of all schools",
            params: #"""
                {"organisation":"67","kind":"school","fiscalYear":2566,"definition":"schoolSheet",
                "idempotencyKey":"example-many","validateOnly":true}
                """#, result: #"{"job":"0190b3a0-0000-7000-8000-000000000001","organisations":577}"#)
    ]
    public typealias Result = BegunJob

    public var organisation: String
    public var kind: OrganisationKind
    public var fiscalYear: FiscalYear
    public var quarter: Int?
    public var definition: String
    public var reason: LocalizedText?
    public var pdf: Bool?
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(
        organisation: String, kind: OrganisationKind, fiscalYear: FiscalYear, quarter: Int? = nil,
        definition: String, reason: LocalizedText? = nil, pdf: Bool? = nil, idempotencyKey: String,
        validateOnly: Bool? = nil
    ) {
        self.organisation = organisation
        self.kind = kind
        self.fiscalYear = fiscalYear
        self.quarter = quarter
        self.definition = definition
        self.reason = reason
        self.pdf = pdf
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: organisation, at: "/organisation", max: 32)
        problems.check(text: definition, at: "/definition", max: 64)
        problems.check(text: reason, at: "/reason", max: 2_000)
        problems.check(quarter: quarter)
    }
}
