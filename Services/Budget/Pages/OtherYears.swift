import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import ServiceKit

/// Where a page has nothing for its year: links to the same page of the years that have lines.
struct OtherYears: Statement {
    /// The newest years that have lines of the organisation or below it.
    static let sql = """
        SELECT DISTINCT l.fiscal_year
          FROM organisation_reach AS r
          JOIN budget_line AS l ON l.organisation = r.descendant
         WHERE r.ancestor = $1 AND r.relation = 'either'
         ORDER BY l.fiscal_year DESC
         LIMIT 10
        """
    var organisation: String

    func bind(_ parameters: inout Parameters) { parameters.append(organisation) }

    static func decode(_ row: inout RowReader) throws -> FiscalYear { try row.next() }

    /// What the `years` template needs; nothing where there is no other year.
    static func values(of organisation: String, _ request: PageRequest, _ call: ReadCall) async throws -> [String: Any]
    {
        let years = try await call.snapshot { try await $0.all(OtherYears(organisation: organisation)) }
        guard !years.isEmpty else { return [:] }
        let scene = PageScene.current
        return [
            "otherYears": [
                "words": request.say("มีข้อมูลของปี", "There is something in"),
                "years": years.map { ["name": $0.description, "address": scene.address("year", $0.description)] },
            ] as [String: Any]
        ]
    }
}
