import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import ServiceKit

/// What has a year and is an organisation's.
protocol YearTable: SendableMetatype {
    static var table: String { get }
}

enum LineTable: YearTable { static let table = "budget_line" }
enum RequestTable: YearTable { static let table = "budget_request" }

typealias OtherYears = YearsOf<LineTable>
typealias RequestYears = YearsOf<RequestTable>

/// The newest years that have lines (or requests) of the organisation or below it. A page that is asked for no year shows
/// the one of them that is nearest, and one that has nothing for its year leads to them.
struct YearsOf<Table: YearTable>: Statement {
    static var isRead: Bool { true }
    static var sql: String {
        """
        SELECT DISTINCT y.fiscal_year
          FROM organisation_reach AS r
          JOIN \(Table.table) AS y ON y.organisation = r.descendant
         WHERE r.ancestor = $1 AND r.relation = 'either'
         ORDER BY y.fiscal_year DESC
         LIMIT 10
        """
    }
    var organisation: String

    func bind(_ parameters: inout Parameters) { parameters.append(organisation) }

    static func decode(_ row: inout RowReader) throws -> FiscalYear { try row.next() }

    /// What the `years` template needs; nothing where there is no other year.
    static func values(of organisation: String, _ request: PageRequest, _ call: ReadCall) async throws -> [String: Any]
    {
        let years = try await call.snapshot { try await $0.all(YearsOf(organisation: organisation)) }
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

extension PlaceChoice {
    /// Without a year in the address: the nearest that has lines.
    static func ofLines(_ request: PageRequest, _ call: ReadCall) async throws -> PlaceChoice {
        try await PlaceChoice(request, call) {
            try await call.database.all(OtherYears(organisation: $0.code))
        }
    }
}
