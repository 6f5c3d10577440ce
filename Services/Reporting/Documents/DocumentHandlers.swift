import CommonContract
import Crypto
import FoundationEssentials
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ReportingContract
import ServiceKit

/// Official documents: kept as given, shown as a page at once, made into a PDF by a job.
enum DocumentHandlers {
    static let job = "document.render"
    /// The office's picture of the Garuda, in the service's data folder; none is drawn without.
    static let garudaFiles = ["garuda.svg": "image/svg+xml", "garuda.png": "image/png"]

    struct JobParams: Codable, Sendable {
        var document: ID
    }

    struct JobAnswer: Codable, Sendable {
        var document: ID
        var pdfSHA256: String
        var bytes: Int
    }

    static func register(on router: ServiceRouter, renderings: Renderings, dataFolder: String?) {
        router.change(RenderDocument.self, at: { params, _ in params.organisation }) { try await render($0, $1) }
        router.read(GetDocument.self, at: { try await find($0.document, on: $1.database).document.organisation }) {
            params, call in try await find(params.document, on: call.database).document
        }
        router.read(ListDocuments.self, at: { params, _ in params.organisation }) { try await list($0, $1) }
        router.job(job, JobParams.self) { params, run in
            let stored = try await find(params.document, on: run.runtime.database)
            let bytes = try await pdf(stored, renderings, dataFolder, run.runtime.database)
            return JobAnswer(document: params.document, pdfSHA256: SHA256.hash(data: bytes).hex, bytes: bytes.count)
        }
        router.page("/documents/:document", access: .open) { request, call in
            try await page(request, call, renderings, dataFolder)
        }
    }

    // MARK: Methods

    private static func render(_ params: RenderDocument, _ change: Change) async throws -> RenderedDocument {
        guard
            let organisation = try await change.transaction.first(FindReportedOrganisation(code: params.organisation))
        else { throw RPCError.notFound("organisation", params.organisation) }
        let id = change.newID()
        let job = try await change.runtime.jobs.enqueue(in: change, kind: job, params: JobParams(document: id))
        let content = try CanonicalJSON.bytes(params.document)
        let document = RenderedDocument(
            id: id, province: organisation.province, organisation: params.organisation, kind: params.document.kind,
            number: params.document.number, subject: params.document.subject,
            documentSHA256: SHA256.hash(data: content).hex, job: job, pdfSHA256: nil, pdfBytes: nil,
            createdAt: change.now, createdBy: change.caller.subject)
        _ = try await change.transaction.execute(
            InsertDocument(stored: StoredDocument(document: document, content: content)))
        let details = ["kind": document.kind.rawValue, "sha256": document.documentSHA256]
        try await change.audit(subject: id.description, details: details)
        try await change.emit("document.rendered", subject: id.description, data: details)
        return document
    }

    private static let order = "newest"

    private static func list(_ params: ListDocuments, _ call: ReadCall) async throws -> Page<RenderedDocument> {
        guard let organisation = try await call.database.first(FindReportedOrganisation(code: params.organisation))
        else { throw RPCError.notFound("organisation", params.organisation) }
        let limit = PageLimit.of(params.limit)
        let rows = try await call.database.all(
            SelectDocuments(
                province: organisation.province, organisation: params.organisation, kind: params.kind,
                before: try params.cursor?.keys(order, count: 1).first.flatMap { ID($0) }, limit: limit + 1))
        return Page(rows, limit: limit) { PageCursor(order, $0.id.description) }
    }

    static func find(_ id: ID, on database: some StatementExecutor) async throws -> StoredDocument {
        guard let stored = try await database.first(FindDocument(id: id)) else {
            throw RPCError.notFound("document", id.description)
        }
        return stored
    }

    // MARK: Files

    /// The PDF, made now if it is not kept yet.
    private static func pdf(
        _ stored: StoredDocument, _ renderings: Renderings, _ folder: String?, _ database: PostgresClient
    ) async throws -> [UInt8] {
        let key = SelectDocumentFile(province: stored.document.province, document: stored.document.id)
        if let kept = try await database.first(key) { return kept }
        let bytes = try await renderings.pdf(of: markup(stored, .paper, folder).bytes())
        _ = try await database.execute(
            KeepDocumentFile(
                province: stored.document.province, document: stored.document.id, bytes: bytes,
                sha256: SHA256.hash(data: bytes).hex))
        // Of two made at the same time the first stays.
        return try await database.first(key) ?? bytes
    }

    private static func markup(
        _ stored: StoredDocument, _ medium: HTMLReport.Medium, _ folder: String?
    ) throws -> DocumentMarkup {
        DocumentMarkup(
            document: try CanonicalJSON.value(OfficialDocument.self, from: stored.content), medium: medium,
            garuda: folder.flatMap(garuda), path: "./\(stored.document.id)", createdAt: stored.document.createdAt,
            font: .ofOffice(folder))
    }

    /// Of at most 2 MB: a picture that is larger is no emblem.
    static func garuda(in folder: String) -> String? {
        for (name, type) in garudaFiles.sorted(by: { $0.key > $1.key }) {
            guard let data = try? Data(contentsOf: URL(filePath: folder).appending(path: name)),
                data.count <= 2 << 20
            else { continue }
            return "data:\(type);base64,\(data.base64EncodedString())"
        }
        return nil
    }

    private static func page(
        _ request: PageRequest, _ call: ReadCall, _ renderings: Renderings, _ folder: String?
    ) async throws -> PageResponse {
        let (reference, format) = ReportFormat.split(request.parameters["document"] ?? "")
        guard let id = ID(reference) else { throw RPCError.notFound("document", reference) }
        let stored = try await find(id, on: call.database)
        // Whoever may not see a document does not learn that there is one.
        guard try await ReportPages.mayRead(at: stored.document.organisation, call) else {
            throw RPCError.notFound("document", reference)
        }
        let bytes: [UInt8]
        switch format {
        case .html: bytes = try markup(stored, .screen, folder).bytes()
        case .pdf: bytes = try await pdf(stored, renderings, folder, call.database)
        case .json: bytes = stored.content
        case .csv, .xlsx: throw RPCError.notFound("document", request.parameters["document"] ?? "")
        }
        return PageResponse(
            contentType: format.contentType,
            headers: [
                ("Cache-Control", "private, no-store"), ("X-Content-Type-Options", "nosniff"),
                (
                    "Content-Security-Policy",
                    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
                ),
            ], body: bytes)
    }
}
