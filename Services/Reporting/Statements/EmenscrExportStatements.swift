import Kernel
import Postgres
import ReportingContract

struct InsertEmenscrExport: Statement {
    static let sql = """
        INSERT INTO emenscr_export (province, id, organisation, fiscal_year, quarter, projects, refused, content, sha256,
                                    created_at, created_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """

    typealias Row = Void
    var export: EmenscrExport
    var projects: [String]
    var refused: [UInt8]
    var content: [UInt8]

    func bind(_ parameters: inout Parameters) {
        parameters.append(export.province)
        parameters.append(export.id)
        parameters.append(export.organisation)
        parameters.append(export.fiscalYear)
        parameters.append(export.quarter)
        parameters.append(projects)
        parameters.append(refused)
        parameters.append(content)
        parameters.append(export.sha256)
        parameters.append(export.createdAt)
        parameters.append(export.createdBy)
    }
}

enum EmenscrExportColumns {
    static let sql = """
        e.province, e.id, e.organisation, e.fiscal_year, e.quarter, cardinality(e.projects), e.refused, e.sha256,
               e.created_at, e.created_by
        """

    static func decode(_ row: inout RowReader) throws -> EmenscrExport {
        let province: String = try row.next()
        let id: ID = try row.next()
        let organisation: String = try row.next()
        let year: FiscalYear = try row.next()
        let quarter: Int = try row.next()
        let projects: Int = try row.next()
        let refused: [UInt8] = try row.next()
        return EmenscrExport(
            id: id, province: province, organisation: organisation, fiscalYear: year, quarter: quarter,
            projects: projects, refused: try CanonicalJSON.value([EmenscrRefusal].self, from: refused),
            sha256: try row.next(), createdAt: try row.next(), createdBy: try row.next())
    }
}

struct FindEmenscrExport: Statement {
    static let sql = "SELECT \(EmenscrExportColumns.sql) FROM emenscr_export AS e WHERE e.id = $1"

    var id: ID

    func bind(_ parameters: inout Parameters) { parameters.append(id) }

    static func decode(_ row: inout RowReader) throws -> EmenscrExport { try EmenscrExportColumns.decode(&row) }
}

struct SelectEmenscrContent: Statement {
    static let sql = "SELECT content FROM emenscr_export WHERE id = $1"

    var id: ID

    func bind(_ parameters: inout Parameters) { parameters.append(id) }

    static func decode(_ row: inout RowReader) throws -> [UInt8] { try row.next() }
}

/// An organisation's exports, newest first.
struct SelectEmenscrExports: Statement {
    static let sql = """
        SELECT \(EmenscrExportColumns.sql)
          FROM emenscr_export AS e
         WHERE e.province = $1 AND e.organisation = $2 AND ($3::integer IS NULL OR e.fiscal_year = $3)
           AND ($4::uuid IS NULL OR e.id < $4)
         ORDER BY e.id DESC
         LIMIT $5
        """

    var province: String
    var organisation: String
    var fiscalYear: FiscalYear?
    var before: ID?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(organisation)
        parameters.append(fiscalYear)
        parameters.append(before)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> EmenscrExport { try EmenscrExportColumns.decode(&row) }
}

struct InsertEmenscrSending: Statement {
    static let sql = """
        INSERT INTO emenscr_sending (province, export, number, sent_on, document, recorded_by, recorded_at)
        SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6
          FROM emenscr_sending
         WHERE province = $1 AND export = $2
        """

    typealias Row = Void
    var province: String
    var sending: EmenscrSending
    var at: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(sending.export)
        parameters.append(sending.on)
        parameters.append(sending.document)
        parameters.append(sending.recordedBy)
        parameters.append(at)
    }
}

/// When exports were sent: of some exports, or of all that a project was in. Oldest first.
struct SelectEmenscrSendings: Statement {
    static let sql = """
        SELECT s.export, e.quarter, e.fiscal_year, s.sent_on, s.document, s.recorded_by
          FROM emenscr_sending AS s
          JOIN emenscr_export AS e ON e.province = s.province AND e.id = s.export
         WHERE s.province = $1 AND (s.export = ANY ($2) OR e.projects @> ARRAY[$3::text])
         ORDER BY s.sent_on, s.export, s.number
         LIMIT 10000
        """

    var province: String
    var exports: [ID]
    var project: String?

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(exports)
        parameters.append(project)
    }

    static func decode(_ row: inout RowReader) throws -> EmenscrSending {
        EmenscrSending(
            export: try row.next(), quarter: try row.next(), fiscalYear: try row.next(), on: try row.next(),
            document: try row.next(), recordedBy: try row.next())
    }
}
