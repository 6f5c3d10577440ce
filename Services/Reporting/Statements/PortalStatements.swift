import Kernel
import Postgres
import ReportingContract

/// Published reports that none has taken the place of, as citizens look for them: the newest year first, then by code.
struct FindPublished: Statement {
    static let sql = """
        SELECT \(ReportColumns.sql), o.name_th, o.name_en
          FROM report AS r
          LEFT JOIN LATERAL (
               SELECT name_th, name_en FROM organisation WHERE code = r.organisation LIMIT 1) AS o ON true
         WHERE r.step = 'published' AND r.superseded_by IS NULL
           AND ($1::text IS NULL
                OR lower(concat_ws(' ', r.title_th, r.title_en, r.code, o.name_th, o.name_en)) LIKE $1)
           AND ($2::integer IS NULL OR r.fiscal_year = $2)
           AND ($3::text IS NULL OR r.organisation = $3)
           AND ($4::integer IS NULL OR r.fiscal_year < $4 OR (r.fiscal_year = $4 AND r.code > $5))
         ORDER BY r.fiscal_year DESC, r.code
         LIMIT $6
        """

    /// Part of a title, a code or a name, in any case.
    var search: String?
    var fiscalYear: FiscalYear?
    var organisation: String?
    /// The last of the page before.
    var after: (year: Int, code: String)?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(search.map(Self.pattern))
        parameters.append(fiscalYear)
        parameters.append(organisation)
        parameters.append(after?.year)
        parameters.append(after?.code)
        parameters.append(limit)
    }

    private static func pattern(_ search: String) -> String {
        var pattern = "%"
        for character in search.lowercased() {
            if "%_\\".contains(character) { pattern += "\\" }
            pattern.append(character)
        }
        return pattern + "%"
    }

    static func decode(_ row: inout RowReader) throws -> (report: Report, place: LocalizedText?) {
        let report = try ReportColumns.decode(&row)
        let (th, en): (String?, String?) = (try row.next(), try row.next())
        return (report, th.map { LocalizedText(th: $0, en: en) })
    }
}

/// Years of a province's reports, whatever became of them, newest first.
struct ReportedYears: Statement {
    static let sql = """
        SELECT DISTINCT fiscal_year FROM report WHERE province = $1 ORDER BY fiscal_year DESC LIMIT 6
        """

    var province: String

    func bind(_ parameters: inout Parameters) { parameters.append(province) }

    static func decode(_ row: inout RowReader) throws -> FiscalYear { try row.next() }
}

/// The years of what is published, newest first.
struct PublishedYears: Statement {
    static let sql = """
        SELECT DISTINCT r.fiscal_year
          FROM report AS r
         WHERE r.step = 'published'
         ORDER BY r.fiscal_year DESC
         LIMIT 50
        """

    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> FiscalYear { try row.next() }
}
