import Kernel
import Postgres
import ReportingContract

/// A document as it was given, without its PDF.
struct StoredDocument: Sendable {
    var document: RenderedDocument
    /// Canonical JSON of the `OfficialDocument`.
    var content: [UInt8]
}

struct InsertDocument: Statement {
    static let sql = """
        INSERT INTO document (province, id, organisation, kind, number, subject, content, sha256, job, created_at,
                              created_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """

    typealias Row = Void
    var stored: StoredDocument

    func bind(_ parameters: inout Parameters) {
        let document = stored.document
        parameters.append(document.province)
        parameters.append(document.id)
        parameters.append(document.organisation)
        parameters.append(document.kind.rawValue)
        parameters.append(document.number)
        parameters.append(document.subject)
        parameters.append(stored.content)
        parameters.append(document.documentSHA256)
        parameters.append(document.job)
        parameters.append(document.createdAt)
        parameters.append(document.createdBy)
    }
}

enum DocumentColumns {
    static let sql = """
        d.province, d.id, d.organisation, d.kind, d.number, d.subject, d.sha256, d.job, d.created_at, d.created_by,
               f.sha256, octet_length(f.bytes)
        """

    static func decode(_ row: inout RowReader) throws -> RenderedDocument {
        let province: String = try row.next()
        let id: ID = try row.next()
        let organisation: String = try row.next()
        let kind: String = try row.next()
        let number: String? = try row.next()
        let subject: String = try row.next()
        let sha256: String = try row.next()
        let job: ID = try row.next()
        let createdAt: Instant = try row.next()
        let createdBy: String = try row.next()
        return RenderedDocument(
            id: id, province: province, organisation: organisation,
            kind: OfficialDocumentKind(rawValue: kind) ?? .letter, number: number, subject: subject,
            documentSHA256: sha256, job: job, pdfSHA256: try row.next(), pdfBytes: try row.next(),
            createdAt: createdAt, createdBy: createdBy)
    }
}

struct FindDocument: Statement {
    static let sql = """
        SELECT \(DocumentColumns.sql), d.content
          FROM document AS d
          LEFT JOIN document_file AS f ON f.province = d.province AND f.document = d.id
         WHERE d.id = $1
        """

    var id: ID

    func bind(_ parameters: inout Parameters) { parameters.append(id) }

    static func decode(_ row: inout RowReader) throws -> StoredDocument {
        StoredDocument(document: try DocumentColumns.decode(&row), content: try row.next())
    }
}

/// An organisation's documents, newest first: their ids are in the order of their making.
struct SelectDocuments: Statement {
    static let sql = """
        SELECT \(DocumentColumns.sql)
          FROM document AS d
          LEFT JOIN document_file AS f ON f.province = d.province AND f.document = d.id
         WHERE d.province = $1 AND d.organisation = $2
           AND ($3::text IS NULL OR d.kind = $3)
           AND ($4::uuid IS NULL OR d.id < $4)
         ORDER BY d.id DESC
         LIMIT $5
        """

    var province: String
    var organisation: String
    var kind: OfficialDocumentKind?
    var before: ID?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(organisation)
        parameters.append(kind?.rawValue)
        parameters.append(before)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> RenderedDocument { try DocumentColumns.decode(&row) }
}

/// Keeps a document's PDF; one made before stays.
struct KeepDocumentFile: Statement {
    static let sql = """
        INSERT INTO document_file (province, document, bytes, sha256)
        VALUES ($1, $2, $3, $4)
            ON CONFLICT (province, document) DO NOTHING
        """

    typealias Row = Void
    var province: String
    var document: ID
    var bytes: [UInt8]
    var sha256: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(document)
        parameters.append(bytes)
        parameters.append(sha256)
    }
}

struct SelectDocumentFile: Statement {
    static let sql = "SELECT bytes FROM document_file WHERE province = $1 AND document = $2"

    var province: String
    var document: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(document)
    }

    static func decode(_ row: inout RowReader) throws -> [UInt8] { try row.next() }
}
