import Kernel
import Postgres
import ReportingContract

/// A report by its id or code; two rows where two provinces use the same code.
struct FindReport: Statement {
    static let sql = """
        SELECT \(ReportColumns.sql)
          FROM report AS r
         WHERE r.id = $1 OR r.code = $2
         ORDER BY r.province
         LIMIT 2
        """

    var reference: Reference

    func bind(_ parameters: inout Parameters) {
        parameters.append(reference.id)
        parameters.append(reference.code)
    }

    static func decode(_ row: inout RowReader) throws -> Report { try ReportColumns.decode(&row) }
}

/// A page of a province's reports, newest fiscal year first, then by code downwards.
struct SelectReports: Statement {
    static let sql = """
        SELECT \(ReportColumns.sql)
          FROM report AS r
         WHERE r.province = $1
           AND ($2::integer IS NULL OR r.fiscal_year = $2)
           AND ($3::text IS NULL OR r.step = $3)
           AND (NOT $4::boolean OR r.superseded_by IS NULL)
           AND ($5::integer IS NULL OR (r.fiscal_year, r.code) < ($5, $6))
         ORDER BY r.fiscal_year DESC, r.code DESC
         LIMIT $7
        """

    var province: String
    var fiscalYear: FiscalYear?
    var step: ReportStep?
    var latestOnly: Bool
    var afterYear: Int?
    var afterCode: String?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(fiscalYear)
        parameters.append(step?.rawValue)
        parameters.append(latestOnly)
        parameters.append(afterYear)
        parameters.append(afterCode)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Report { try ReportColumns.decode(&row) }
}

/// Every published report, those that another has taken the place of too; the newest year first.
struct SelectEditions: Statement {
    static let sql = """
        SELECT \(ReportColumns.sql)
          FROM report AS r
         WHERE r.step = 'published'
         ORDER BY r.fiscal_year DESC, r.code
         LIMIT $1
        """

    var limit: Int

    func bind(_ parameters: inout Parameters) { parameters.append(limit) }

    static func decode(_ row: inout RowReader) throws -> Report { try ReportColumns.decode(&row) }
}

/// The revisions of an organisation's report of a year or quarter, newest first.
struct SelectRevisions: Statement {
    static let sql = """
        SELECT \(ReportColumns.sql)
          FROM report AS r
         WHERE r.province = $1 AND r.organisation = $2 AND r.fiscal_year = $3 AND r.quarter = $4
           AND r.definition = $5
         ORDER BY r.revision DESC
        """

    var province: String
    var organisation: String
    var fiscalYear: FiscalYear
    var quarter: Int?
    var definition: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(organisation)
        parameters.append(fiscalYear)
        parameters.append(quarter ?? 0)
        parameters.append(definition)
    }

    static func decode(_ row: inout RowReader) throws -> Report { try ReportColumns.decode(&row) }
}

/// The same, so that nobody else changes them meanwhile.
struct LockRevisions: Statement {
    static let sql = SelectRevisions.sql + "\n   FOR UPDATE"

    var revisions: SelectRevisions

    func bind(_ parameters: inout Parameters) { revisions.bind(&parameters) }

    static func decode(_ row: inout RowReader) throws -> Report { try ReportColumns.decode(&row) }
}

/// A new draft.
struct InsertReport: Statement {
    static let sql = """
        INSERT INTO report (province, id, code, organisation, fiscal_year, definition, revision, title_th, title_en,
                            step, version, composed_at, missing, quarter, definition_number, corrects)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'draft', 1, $10, $11, $12, $13, $14)
        """

    typealias Row = Void
    var report: Report

    func bind(_ parameters: inout Parameters) {
        parameters.append(report.province)
        parameters.append(report.id)
        parameters.append(report.code)
        parameters.append(report.organisation)
        parameters.append(report.fiscalYear)
        parameters.append(report.definition)
        parameters.append(report.revision)
        parameters.append(report.title.th)
        parameters.append(report.title.en)
        parameters.append(report.composedAt)
        parameters.append(report.missing)
        parameters.append(report.quarter ?? 0)
        parameters.append(report.definitionNumber)
        parameters.append(report.corrects)
    }
}

/// Takes a report from one step to another, if it is still where and what the caller saw; no row otherwise.
struct AdvanceReport: Statement {
    static let sql = """
        UPDATE report AS r
           SET step = $4, version = r.version + 1, sha256 = coalesce($5, r.sha256), matter = coalesce($7, r.matter)
         WHERE r.province = $1 AND r.id = $2 AND r.version = $3 AND r.step = $6 AND r.superseded_by IS NULL
        RETURNING \(ReportColumns.sql)
        """

    var province: String
    var id: ID
    var expectedVersion: Int
    var from: ReportStep
    var to: ReportStep
    var sha256: String?
    var matter: ID?

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(id)
        parameters.append(expectedVersion)
        parameters.append(to.rawValue)
        parameters.append(sha256)
        parameters.append(from.rawValue)
        parameters.append(matter)
    }

    static func decode(_ row: inout RowReader) throws -> Report { try ReportColumns.decode(&row) }
}

/// Says which revision took the place of others.
struct SupersedeReports: Statement {
    static let sql = """
        UPDATE report
           SET superseded_by = $3, version = version + 1
         WHERE province = $1 AND id = ANY ($2) AND superseded_by IS NULL
        """

    typealias Row = Void
    var province: String
    var ids: [ID]
    var by: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(ids)
        parameters.append(by)
    }
}

/// The name and province of an organisation, as the directory has it.
struct FindReportedOrganisation: Statement {
    static let sql = "SELECT province, name_th, name_en, kind = 'province' FROM organisation WHERE code = $1"

    var code: String

    func bind(_ parameters: inout Parameters) { parameters.append(code) }

    static func decode(_ row: inout RowReader) throws -> (province: String, name: LocalizedText) {
        let province: String = try row.next()
        let thai: String = try row.next()
        let english: String? = try row.next()
        let isProvince: Bool = try row.next()
        return (
            province,
            isProvince ? LocalizedText(th: thai, en: english).asProvince : LocalizedText(th: thai, en: english)
        )
    }
}
