import CommonContract
import Kernel
import Postgres
import ServiceKit

/// What lines are called, and whose they are, for pages that would else show their codes.
struct LineNames {
    private let lines: [String: (name: LocalizedText, organisation: LocalizedText)]

    /// - Parameter organisation: whose page it is. Provinces give codes of their own: only its province's lines are meant,
    ///   or, of an organisation above provinces, those below it.
    init(_ codes: some Sequence<String>, around organisation: String, _ call: ReadCall) async throws {
        let codes = Set(codes).sorted()
        let province = OrganisationCode.province(of: organisation)
        let found =
            codes.isEmpty
            ? []
            : try await call.database.all(
                NamesOfLines(codes: codes, above: province == "TH" ? organisation : province))
        lines = Dictionary(found.map { ($0.code, ($0.name, $0.organisation)) }) { first, _ in first }
    }

    /// The item, else the output or project; the code where nothing is known of it.
    func name(_ code: String) -> LocalizedText { lines[code]?.name ?? LocalizedText(code, code) }

    func organisation(_ code: String) -> LocalizedText { lines[code]?.organisation ?? LocalizedText("", "") }
}

struct NamesOfLines: Statement {
    static let isRead = true
    static let sql = """
        SELECT l.code, coalesce(l.item_th, l.work_name_th, l.work_code),
               CASE WHEN l.item_th IS NULL THEN l.work_name_en ELSE l.item_en END,
               coalesce(o.name_th, l.organisation), o.name_en
          FROM budget_line AS l
          LEFT JOIN organisation AS o ON o.code = l.organisation
          JOIN organisation_reach AS r ON (r.ancestor, r.descendant, r.relation) = ($2, l.organisation, 'either')
         WHERE l.code = ANY ($1)
        """
    let codes: [String]
    let above: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(codes)
        parameters.append(above)
    }

    static func decode(
        _ row: inout RowReader
    ) throws -> (code: String, name: LocalizedText, organisation: LocalizedText) {
        let code = try row.next(String.self)
        let name = LocalizedText(th: try row.next(), en: try row.next())
        return (code, name, LocalizedText(th: try row.next(), en: try row.next()))
    }
}
