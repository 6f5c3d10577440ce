import CommonContract
import Kernel
import PlansContract
import Postgres
import ServiceKit

/// A plan by its id, as the caller gets it.
struct PlanAnswerByID: Statement {
    static let isRead = true
    static let sql = """
        SELECT \(Fragments.plan)
          FROM plan p
         WHERE p.id = $1 AND \(Fragments.visible("p.current_version IS NOT NULL", provinces: 2, places: 3))
        """
    let id: ID
    let sight: Sight

    func bind(_ parameters: inout Parameters) {
        parameters.append(id)
        sight.bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> [UInt8] { try row.next(JSONText.self).utf8 }
}

/// A plan by its code, as the caller gets it.
struct PlanAnswerByCode: Statement {
    static let isRead = true
    static let sql = """
        SELECT \(Fragments.plan)
          FROM plan p
         WHERE p.province = $1 AND p.code = $2
           AND \(Fragments.visible("p.current_version IS NOT NULL", provinces: 3, places: 4))
        """
    let code: String
    let sight: Sight

    func bind(_ parameters: inout Parameters) {
        parameters.append(PlanCode.province(of: code))
        parameters.append(code)
        sight.bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> [UInt8] { try row.next(JSONText.self).utf8 }
}

/// A plan as its table holds it.
struct StoredPlan: Sendable {
    var province: String
    var id: ID
    var code: String
    var kind: String
    var level: Int
    var organisation: String
    var higher: [String]
    var firstYear: Int
    var lastYear: Int
    var current: Int?
    var draft: Int?
    var version: Int
    var name: LocalizedText

    var years: ClosedRange<Int> { firstYear...max(firstYear, lastYear) }
    var days: ClosedRange<CalendarDate> { Self.days(of: years) }

    /// From the first day of the first fiscal year to the last day of the last one.
    static func days(of years: ClosedRange<Int>) -> ClosedRange<CalendarDate> {
        guard let first = FiscalYear(years.lowerBound), let last = FiscalYear(years.upperBound) else {
            return .epoch ... .epoch
        }
        return first.firstDay...last.lastDay
    }

    static let columns = """
        p.province, p.id, p.code, p.kind, p.level, p.organisation, p.higher, p.first_year, p.last_year,
               p.current_version, p.draft_version, p.version, p.name_th, p.name_en
        """

    static func decode(_ row: inout RowReader) throws -> StoredPlan {
        StoredPlan(
            province: try row.next(), id: try row.next(), code: try row.next(), kind: try row.next(),
            level: try row.next(), organisation: try row.next(), higher: try row.next(), firstYear: try row.next(),
            lastYear: try row.next(), current: try row.next(), draft: try row.next(), version: try row.next(),
            name: LocalizedText(th: try row.next(), en: try row.next()))
    }
}

/// A plan by its id or code.
struct FindPlan: Statement {
    static let isRead = true
    static let sql = """
        SELECT \(StoredPlan.columns)
          FROM plan p
         WHERE p.id = $1 OR (p.province = $2 AND p.code = $3)
        """
    let reference: Reference

    func bind(_ parameters: inout Parameters) {
        parameters.append(reference.id)
        parameters.append(reference.code.map(PlanCode.province(of:)))
        parameters.append(reference.code)
    }

    static func decode(_ row: inout RowReader) throws -> StoredPlan { try .decode(&row) }
}

/// The same, held against other changes of the plan until the transaction ends.
struct LockPlan: Statement {
    static let sql = FindPlan.sql + "\n   FOR UPDATE"
    let reference: Reference

    func bind(_ parameters: inout Parameters) { FindPlan(reference: reference).bind(&parameters) }
    static func decode(_ row: inout RowReader) throws -> StoredPlan { try .decode(&row) }
}

/// Plans in the order of their codes. Without an organisation or a province, all.
struct PlanPage: Statement {
    static let sql = """
        SELECT p.code, \(Fragments.plan)
          FROM plan p
         WHERE p.code > $1
           AND ($2::text IS NULL OR p.province = $2)
           AND ($3::text IS NULL OR p.organisation IN (SELECT r.descendant
                                                         FROM organisation_reach r
                                                        WHERE r.ancestor = $3 AND r.relation = 'either'))
           AND ($4::bigint IS NULL OR p.level = $4)
           AND ($5::text IS NULL OR p.kind = $5)
           AND ($6::bigint IS NULL OR $6 BETWEEN p.first_year AND p.last_year)
           AND \(Fragments.visible("p.current_version IS NOT NULL", provinces: 8, places: 9))
         ORDER BY p.code
         LIMIT $7
        """
    let filter: ListPlans
    let after: String
    let sight: Sight
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(after)
        parameters.append(filter.province)
        parameters.append(filter.organisation)
        parameters.append(filter.level)
        parameters.append(filter.kind?.rawValue)
        parameters.append(filter.fiscalYear?.buddhistYear)
        parameters.append(limit)
        sight.bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> ListRow { try .decode(&row) }
}

/// The same in an order of the reader's choosing.
struct SortedPlans: Statement {
    static let sql = SortedList.sql(
        "p.code, \(Fragments.plan)", id: "p.code",
        by: [
            "level": "p.level::text", "name": "p.name_th", "nameInEnglish": "coalesce(p.name_en, p.name_th)",
            "place": "p.organisation", "years": "p.first_year::text || '-' || p.last_year::text",
        ],
        """
        FROM plan p
                     WHERE ($1::text IS NULL OR p.organisation IN (SELECT r.descendant
                                                                     FROM organisation_reach r
                                                                    WHERE r.ancestor = $1 AND r.relation = 'either'))
                       AND ($2::bigint IS NULL OR p.level = $2)
                       AND ($3::bigint IS NULL OR $3 BETWEEN p.first_year AND p.last_year)
                       AND \(Fragments.visible("p.current_version IS NOT NULL", provinces: 4, places: 5))
        """, first: 6)
    let filter: ListPlans
    let sight: Sight
    let list: SortedList

    func bind(_ parameters: inout Parameters) {
        parameters.append(filter.organisation)
        parameters.append(filter.level)
        parameters.append(filter.fiscalYear?.buddhistYear)
        sight.bind(&parameters)
        list.bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> SortedRow<ListRow> {
        try SortedList.row(&row, ListRow.decode)
    }
}

/// A row whose JSON goes to the caller as it is.
protocol AnswerRow {
    var json: [UInt8] { get }
}

/// A row of a list: what the next page starts after, and the item as the caller gets it.
struct ListRow: Sendable, AnswerRow {
    var key: String
    var json: [UInt8]

    static func decode(_ row: inout RowReader) throws -> ListRow {
        ListRow(key: try row.next(), json: try row.next(JSONText.self).utf8)
    }
}

/// Whether there is such an organisation.
struct OrganisationExists: Statement {
    static let sql = "SELECT EXISTS (SELECT FROM organisation WHERE code = $1)"
    let code: String

    func bind(_ parameters: inout Parameters) { parameters.append(code) }
    static func decode(_ row: inout RowReader) throws -> Bool { try row.next() }
}

/// Organisations of some codes that there are.
struct KnownOrganisations: Statement {
    static let sql = "SELECT code FROM organisation WHERE code = ANY ($1)"
    let codes: [String]

    func bind(_ parameters: inout Parameters) { parameters.append(codes) }
    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// Plans of some codes that there are, and whether what they follow leads to the plan of `$2`.
struct HigherPlans: Statement {
    static let sql = """
        WITH RECURSIVE up AS (
            SELECT p.code, p.higher FROM plan p WHERE p.code = ANY ($1)
            UNION
            SELECT p.code, p.higher FROM up JOIN plan p ON p.code = ANY (up.higher))
        SELECT p.code, (SELECT bool_or(up.code = $2 OR $2 = ANY (up.higher)) FROM up)
          FROM plan p
         WHERE p.code = ANY ($1)
        """
    let codes: [String]
    let plan: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(codes)
        parameters.append(plan)
    }

    static func decode(_ row: inout RowReader) throws -> (code: String, circular: Bool) {
        (try row.next(), try row.next())
    }
}
