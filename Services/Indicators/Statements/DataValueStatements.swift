import CommonContract
import IndicatorsContract
import Kernel
import Postgres

/// Figures column by column, as they go to the database.
struct DataValueRows: Sendable {
    private(set) var elements: [String] = []
    private(set) var periods: [String] = []
    private(set) var organisations: [String] = []
    /// Sorted, space-separated.
    private(set) var categories: [String] = []
    private(set) var states: [String] = []
    private(set) var numbers: [Int64?] = []

    var count: Int { elements.count }

    mutating func append(_ value: DataValue) {
        elements.append(value.element)
        periods.append(value.period.description)
        organisations.append(value.organisation)
        categories.append((value.categories ?? []).sorted().joined(separator: " "))
        states.append((value.state ?? .value).rawValue)
        numbers.append(value.number?.tenThousandths)
    }

    func bindKeys(_ parameters: inout Parameters) {
        parameters.append(elements)
        parameters.append(periods)
        parameters.append(organisations)
        parameters.append(categories)
    }
}

/// Writes figures; those that are the same already keep their version.
struct UpsertDataValues: Statement {
    static let sql = """
        INSERT INTO data_value (province, element, period, organisation, categories, dimensions, element_province,
                                state, number, version, saved_at, saved_by)
        SELECT o.province, given.element, given.period, given.organisation, string_to_array(given.categories, ' '),
               regexp_replace(given.categories, '=[^ ]*', '', 'g'),
               CASE WHEN given.element ~ '^[0-9]{2}(-|$)' THEN left(given.element, 2) ELSE 'TH' END, given.state,
               given.number, 1, $7, $8
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])
             AS given (element, period, organisation, categories, state, number)
        JOIN organisation o ON o.code = given.organisation
        ON CONFLICT (province, element, period, dimensions, categories, organisation) DO UPDATE
        SET state = EXCLUDED.state, number = EXCLUDED.number, version = data_value.version + 1,
            saved_at = EXCLUDED.saved_at, saved_by = EXCLUDED.saved_by
        WHERE (data_value.state, data_value.number) IS DISTINCT FROM (EXCLUDED.state, EXCLUDED.number)
        """
    var rows: DataValueRows
    var now: Instant
    var by: String

    func bind(_ parameters: inout Parameters) {
        rows.bindKeys(&parameters)
        parameters.append(rows.states)
        parameters.append(rows.numbers)
        parameters.append(now)
        parameters.append(by)
    }

    typealias Row = Void
}

/// Takes figures back: not reported.
struct DeleteDataValues: Statement {
    static let sql = """
        DELETE FROM data_value v
        USING unnest($1::text[], $2::text[], $3::text[], $4::text[])
              AS given (element, period, organisation, categories)
        JOIN organisation o ON o.code = given.organisation
        WHERE (v.province, v.element, v.period, v.organisation, v.categories)
            = (o.province, given.element, given.period, given.organisation, string_to_array(given.categories, ' '))
        """
    var rows: DataValueRows

    func bind(_ parameters: inout Parameters) { rows.bindKeys(&parameters) }

    typealias Row = Void
}

/// Organisations of figures that an organisation above or below them reports too: they would count twice. `number`
/// is the figure's place among those given.
struct ReportedTwice: Statement {
    static let sql = """
        WITH given AS (
            SELECT *
            FROM unnest($1::text[], $2::text[], $3::text[])
                 WITH ORDINALITY AS given (element, period, organisation, number)
        ), related AS (
            SELECT given.number, given.element, given.period, r.ancestor AS other
            FROM given
            JOIN organisation_reach r ON r.descendant = given.organisation AND r.relation = 'either' AND r.depth > 0
            UNION ALL
            SELECT given.number, given.element, given.period, r.descendant
            FROM given
            JOIN organisation_reach r ON r.ancestor = given.organisation AND r.relation = 'either' AND r.depth > 0
        )
        SELECT related.number, min(related.other)
        FROM related
        JOIN organisation o ON o.code = related.other
        WHERE EXISTS (SELECT FROM data_value v
                      WHERE (v.province, v.element, v.period, v.organisation)
                          = (o.province, related.element, related.period, related.other))
           OR (related.element, related.period, related.other) IN (SELECT element, period, organisation FROM given)
        GROUP BY related.number
        """
    struct Row: Sendable {
        /// From 1.
        var number: Int
        var other: String
    }

    var rows: DataValueRows

    func bind(_ parameters: inout Parameters) {
        parameters.append(rows.elements)
        parameters.append(rows.periods)
        parameters.append(rows.organisations)
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        let number = try row.next(Int.self)
        return Row(number: number, other: try row.next(String.self))
    }
}

struct OrganisationBelow: Sendable {
    var code: String
    var kind: OrganisationKind
    /// Its province's own service keeps its figures.
    var isFollowed: Bool
}

/// Which of these organisations stand at or below one.
struct OrganisationsBelow: Statement {
    static let sql = """
        SELECT o.code, o.kind, EXISTS (SELECT FROM followed_province f WHERE f.province = o.province)
        FROM organisation o
        JOIN organisation_reach r ON r.ancestor = $1 AND r.descendant = o.code AND r.relation = 'either'
        WHERE o.code = ANY ($2)
        """
    var under: String
    var codes: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(under)
        parameters.append(codes)
    }

    static func decode(_ row: inout RowReader) throws -> OrganisationBelow {
        let code = try row.next(String.self)
        let kind = try row.raw(OrganisationKind.self)
        return OrganisationBelow(code: code, kind: kind, isFollowed: try row.next())
    }
}

/// A page of an element's figures at and below an organisation.
struct PageOfDataValues: Statement {
    static let sql = """
        SELECT v.element, v.period, v.organisation, v.categories, v.state, v.number
        FROM organisation_reach r
        JOIN organisation o ON o.code = r.descendant
        JOIN data_value v   ON (v.province, v.element, v.period, v.organisation)
                             = (o.province, $2, $3, r.descendant)
        WHERE r.ancestor = $1 AND r.relation = 'either'
          AND (v.organisation, array_to_string(v.categories, ' ')) > ($4, $5)
        ORDER BY v.organisation, array_to_string(v.categories, ' ')
        LIMIT $6
        """
    var organisation: String
    var element: String
    var period: Period
    var afterOrganisation: String
    var afterCategories: String
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(element)
        parameters.append(period.description)
        parameters.append(afterOrganisation)
        parameters.append(afterCategories)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> DataValue {
        let element = try row.next(String.self)
        let period = try row.period()
        let organisation = try row.next(String.self)
        let categories = try row.next([String].self)
        let state = try row.raw(AnswerState.self)
        return DataValue(
            element: element, period: period, organisation: organisation, categories: categories, state: state,
            number: try row.optionalQuantity())
    }
}

extension RowReader {
    mutating func period() throws -> Period {
        let text = try next(String.self)
        guard let period = Period(text) else {
            throw PostgresError(kind: .decoding, sqlState: nil, constraint: nil, message: "not a period")
        }
        return period
    }
}
