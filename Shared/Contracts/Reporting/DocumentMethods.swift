import CommonContract
import JSONRPC
import Kernel

/// A document that was given to be rendered, and where its files are.
public struct RenderedDocument: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    public var organisation: String
    public var kind: OfficialDocumentKind
    public var number: String?
    public var subject: String
    /// SHA-256 of the document as it was given, canonical JSON, lower-case hex.
    public var documentSHA256: String
    /// The job that makes the PDF (`job.get`).
    public var job: ID
    /// Of the PDF, once it is made; the same document always gives the same bytes.
    public var pdfSHA256: String?
    public var pdfBytes: Int?
    public var createdAt: Instant
    public var createdBy: String
    /// Under the service's address: the page; with `.pdf` and `.json` after it the files.
    public var path: String

    public init(
        id: ID, province: String, organisation: String, kind: OfficialDocumentKind, number: String?, subject: String,
        documentSHA256: String, job: ID, pdfSHA256: String?, pdfBytes: Int?, createdAt: Instant, createdBy: String
    ) {
        self.id = id
        self.province = province
        self.organisation = organisation
        self.kind = kind
        self.number = number
        self.subject = subject
        self.documentSHA256 = documentSHA256
        self.job = job
        self.pdfSHA256 = pdfSHA256
        self.pdfBytes = pdfBytes
        self.createdAt = createdAt
        self.createdBy = createdBy
        path = "/documents/\(id)"
    }
}

/// Renders an official document: letters, notices, agendas, minutes, certificates, for every service.
public struct RenderDocument: RPCChange {
    public static let name = "document.render"
    public static let summary = LocalizedText(
        "จัดทำหนังสือราชการ ระเบียบวาระ รายงานการประชุม หรือเกียรติบัตร เป็นหน้าเว็บและ PDF",
        "Render a letter, agenda, minutes, notice or certificate as page and PDF")
    public static let details = LocalizedText(
        "เก็บเอกสารไว้ตามที่ให้มา หน้าเว็บอ่านได้ทันที PDF จัดทำเป็นงานเบื้องหลัง (job) เอกสารเดียวกันได้ไฟล์เดียวกันทุกไบต์",
        "The document is kept as given; its page can be read at once, the PDF is made by a job. The same document gives "
            + "the same bytes.")
    public static let access = ReportingAccess.writers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = [
        "organisation": LocalizedText("หน่วยงานเจ้าของเอกสาร", "The organisation whose document it is"),
        "digits": LocalizedText("เลขไทยหรืออารบิก", "thai or arabic"),
    ]
    public static let examples = [
        RPCExample(
            "a notice that presses for spending",
            params: #"""
                {"organisation":"67","idempotencyKey":"example-document","document":{"kind":"accelerationNotice",
                "number":"ศธ 02110/ว1234","date":"2023-04-10","urgency":"veryUrgent",
                "issuer":"สำนักงานศึกษาธิการจังหวัด","address":["ศาลากลางจังหวัด"],
                "subject":"เร่งรัดการเบิกจ่ายงบประมาณรายจ่ายประจำปีงบประมาณ พ.ศ. 2566 ไตรมาสที่ 2",
                "to":"ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา","references":["มติคณะรัฐมนตรี เมื่อวันที่ 27 กันยายน 2565"],
                "attachments":["สรุปผลการเบิกจ่าย จำนวน 1 ชุด"],
                "body":[{"kind":"paragraph","text":"ตามที่คณะรัฐมนตรีมีมติกำหนดเป้าหมายการเบิกจ่าย นั้น"},
                {"kind":"paragraph","text":"จึงเรียนมาเพื่อโปรดดำเนินการ"}],
                "signers":[{"position":"ศึกษาธิการจังหวัด"}],"contact":["กลุ่มนโยบายและแผน"]}}
                """#,
            result: DocumentExamples.rendered)
    ]
    public typealias Result = RenderedDocument

    public var organisation: String
    public var document: OfficialDocument
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(
        organisation: String, document: OfficialDocument, idempotencyKey: String, validateOnly: Bool? = nil
    ) {
        self.organisation = organisation
        self.document = document
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: organisation, at: "/organisation", max: 32)
        document.check(&problems, at: "/document")
    }
}

/// A rendered document: whether its PDF is made, and the hashes.
public struct GetDocument: RPCMethod {
    public static let name = "document.get"
    public static let summary = LocalizedText("อ่านสถานะเอกสารที่จัดทำ", "Read how a rendered document stands")
    public static let safety = RPCSafety.read
    public static let access = ReportingAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample("by id", params: #"{"document":"{documentId}"}"#, result: DocumentExamples.rendered)
    ]
    public typealias Result = RenderedDocument

    public var document: ID

    public init(document: ID) {
        self.document = document
    }
}

/// Documents of an organisation, newest first.
public struct ListDocuments: RPCMethod {
    public static let name = "document.list"
    public static let summary = LocalizedText(
        "รายการเอกสารของหน่วยงาน ใหม่สุดก่อน", "List an organisation's documents, newest first")
    public static let safety = RPCSafety.read
    public static let access = ReportingAccess.readers
    public static let examples = [
        RPCExample(
            "notices of a province", params: #"{"organisation":"67","kind":"accelerationNotice"}"#,
            result: #"{"items":["# + DocumentExamples.rendered + "]}")
    ]
    public typealias Result = Page<RenderedDocument>

    public var organisation: String
    public var kind: OfficialDocumentKind?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, kind: OfficialDocumentKind? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.kind = kind
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        PageLimit.check(limit, &problems)
        problems.check(text: organisation, at: "/organisation", max: 32)
    }
}

enum DocumentExamples {
    static let rendered = """
        {"id":"\(Examples.someID)","province":"67","organisation":"67","kind":"accelerationNotice",\
        "number":"ศธ 02110/ว1234","subject":"เร่งรัดการเบิกจ่าย","documentSHA256":"\(String(repeating: "0", count: 64))",\
        "job":"\(Examples.someID)","createdAt":"\(Examples.instant)","createdBy":"example",\
        "path":"/documents/\(Examples.someID)"}
        """
}
