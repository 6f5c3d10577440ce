import Kernel
import Postgres
import ReportingContract

/// The columns of a report `r`, and how a row of them is read.
enum ReportColumns {
    static let sql = """
        r.province, r.id, r.code, r.organisation, r.fiscal_year, r.definition, r.revision, r.title_th, r.title_en,
               r.step, r.version, r.composed_at, r.missing, r.sha256, r.superseded_by, r.quarter, r.definition_number,
               r.corrects, r.matter
        """

    /// Without its history.
    static func decode(_ row: inout RowReader) throws -> Report {
        let province: String = try row.next()
        let id: ID = try row.next()
        let code: String = try row.next()
        let organisation: String = try row.next()
        let fiscalYear: FiscalYear = try row.next()
        let definition: String = try row.next()
        let revision: Int = try row.next()
        let title = LocalizedText(th: try row.next(), en: try row.next())
        let step: String = try row.next()
        let version: Int = try row.next()
        let composedAt: Instant = try row.next()
        let missing: Int = try row.next()
        let sha256: String? = try row.next()
        let supersededBy: ID? = try row.next()
        let quarter: Int = try row.next()
        return Report(
            id: id, code: code, province: province, organisation: organisation, fiscalYear: fiscalYear,
            quarter: quarter == 0 ? nil : quarter, definition: definition, definitionNumber: try row.next(),
            revision: revision, title: title, step: ReportStep(rawValue: step) ?? .draft,
            version: version, composedAt: composedAt, missing: missing, sha256: sha256, corrects: try row.next(),
            supersededBy: supersededBy, matter: try row.next(), history: [])
    }
}
