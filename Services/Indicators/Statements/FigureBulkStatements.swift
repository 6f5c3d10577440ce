import CommonContract
import IndicatorsContract
import Kernel
import Postgres
import ServiceKit

struct BulkKey: Sendable {
    var province: String
    var code: String

    init(_ code: String) {
        province = OrganisationCode.province(of: code)
        self.code = code
    }

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(code)
    }
}

struct InsertBulk: Statement {
    static let sql = """
        INSERT INTO figure_bulk (province, code, under, state, record, created_at)
        VALUES ($1, $2, $3, 'open', $4, $5)
        ON CONFLICT DO NOTHING
        """
    var bulk: FigureBulk
    var json: JSONText
    var now: Instant

    func bind(_ parameters: inout Parameters) {
        BulkKey(bulk.code).bind(&parameters)
        parameters.append(bulk.under)
        parameters.append(json)
        parameters.append(now)
    }

    typealias Row = Void
}

/// The import, taken for the rest of the transaction where one runs.
struct FindBulk: Statement {
    static let sql = "SELECT record FROM figure_bulk WHERE province = $1 AND code = $2"
    var key: BulkKey
    func bind(_ parameters: inout Parameters) { key.bind(&parameters) }
    static func decode(_ row: inout RowReader) throws -> FigureBulk {
        try StoredJSON.decode(FigureBulk.self, from: try row.next(JSONText.self).utf8)
    }
}

struct LockBulk: Statement {
    static let sql = FindBulk.sql + " FOR UPDATE"
    var key: BulkKey
    func bind(_ parameters: inout Parameters) { key.bind(&parameters) }
    static func decode(_ row: inout RowReader) throws -> FigureBulk { try FindBulk.decode(&row) }
}

struct UpdateBulk: Statement {
    static let sql = "UPDATE figure_bulk SET state = $3, record = $4 WHERE province = $1 AND code = $2"
    var bulk: FigureBulk
    var json: JSONText

    func bind(_ parameters: inout Parameters) {
        BulkKey(bulk.code).bind(&parameters)
        parameters.append(bulk.state.rawValue)
        parameters.append(json)
    }

    typealias Row = Void
}

struct InsertBulkPart: Statement {
    static let sql = "INSERT INTO figure_bulk_part (province, code, number, bytes) VALUES ($1, $2, $3, $4)"
    var key: BulkKey
    var number: Int
    var bytes: [UInt8]

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(Int32(truncatingIfNeeded: number))
        parameters.append(bytes)
    }

    typealias Row = Void
}

struct FindBulkPart: Statement {
    static let sql = "SELECT bytes FROM figure_bulk_part WHERE province = $1 AND code = $2 AND number = $3"
    var key: BulkKey
    var number: Int

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(Int32(truncatingIfNeeded: number))
    }

    static func decode(_ row: inout RowReader) throws -> [UInt8] { try row.next() }
}

/// Imports that nobody asks for any more; their parts and problems go with them.
struct DropOldBulks: Statement {
    static let sql = "DELETE FROM figure_bulk WHERE province = $1 AND created_at < $2"
    var province: String
    var before: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(before)
    }

    typealias Row = Void
}

// MARK: - Problems

struct InsertBulkProblems: Statement {
    static let sql = """
        INSERT INTO figure_bulk_problem (province, code, sheet_row, member, value, rule, message_th, message_en)
        SELECT $1, $2, * FROM unnest($3::integer[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
        """
    var key: BulkKey
    var problems: [FigureScanner.RowProblem]

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(problems.map { Int32(truncatingIfNeeded: $0.row) })
        parameters.append(problems.map(\.member))
        parameters.append(problems.map(\.value))
        parameters.append(problems.map(\.rule))
        parameters.append(problems.map(\.message.th))
        parameters.append(problems.map { $0.message.en ?? $0.message.th })
    }

    typealias Row = Void
}

struct CountBulkProblems: Statement {
    static let sql = """
        SELECT count(*), count(DISTINCT sheet_row) FROM figure_bulk_problem WHERE province = $1 AND code = $2
        """
    var key: BulkKey
    func bind(_ parameters: inout Parameters) { key.bind(&parameters) }
    static func decode(_ row: inout RowReader) throws -> (problems: Int, rows: Int) {
        let problems = try row.next(Int.self)
        return (problems, try row.next(Int.self))
    }
}

struct PageOfBulkProblems: Statement {
    static let sql = """
        SELECT sheet_row, number, member, value, rule, message_th, message_en
        FROM figure_bulk_problem
        WHERE province = $1 AND code = $2 AND (sheet_row, number) > ($3, $4)
        ORDER BY sheet_row, number
        LIMIT $5
        """
    struct Row: Sendable {
        var row: Int
        var number: Int
        var problem: SheetProblem
    }

    var key: BulkKey
    var afterRow: Int
    var afterNumber: Int
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(Int32(truncatingIfNeeded: afterRow))
        parameters.append(afterNumber)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        let place = try row.next(Int.self)
        let number = try row.next(Int.self)
        let member = try row.next(String.self)
        let value = try row.next(String?.self)
        let rule = try row.next(String.self)
        return Row(
            row: place, number: number,
            problem: SheetProblem(row: place, column: member, value: value, rule: rule, message: try row.text()))
    }
}

// MARK: - Staging

/// Tables of one transaction, in which an import's figures are checked and from which they are taken.
enum BulkStaging {
    static let tables = """
        CREATE TEMP TABLE figure_staging (
            sheet_row integer, member text, organisation text, element text, period text, categories text, state text,
            number bigint) ON COMMIT DROP;
        CREATE TEMP TABLE figure_element (
            code text, province text, minimum bigint, maximum bigint, modulus bigint, kinds text[]) ON COMMIT DROP;
        CREATE TEMP TABLE figure_place (code text, province text, kind text) ON COMMIT DROP;
        CREATE TEMP TABLE figure_category (categories text, parts text[], dimensions text) ON COMMIT DROP;
        """
    static let copy = """
        COPY figure_staging (sheet_row, member, organisation, element, period, categories, state, number) FROM STDIN
        """
    static let analyse = "ANALYZE figure_staging, figure_element, figure_place, figure_category"
}

/// Puts organisations' own codes in place of those of a scheme; what has none keeps what stood there.
struct ResolveStaged: Statement {
    static let sql = """
        UPDATE figure_staging s SET organisation = a.organisation
        FROM organisation_alias a
        WHERE a.scheme = $1 AND a.code = s.organisation
        """
    var scheme: String
    func bind(_ parameters: inout Parameters) { parameters.append(scheme) }
    typealias Row = Void
}

/// What the staged figures are of, each once: `kind` is `element`, `period` or `categories`.
struct StagedKeys: Statement {
    static let sql = """
        SELECT DISTINCT 'period', element, period FROM figure_staging
        UNION ALL
        SELECT DISTINCT 'categories', element, categories FROM figure_staging
        """
    struct Row: Sendable {
        var kind: String
        var element: String
        var value: String
    }

    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> Row {
        let kind = try row.next(String.self)
        let element = try row.next(String.self)
        return Row(kind: kind, element: element, value: try row.next(String.self))
    }
}

struct StageElements: Statement {
    static let sql = """
        INSERT INTO figure_element
        SELECT given.code, given.province, given.minimum, given.maximum, given.modulus, string_to_array(given.kinds, ' ')
        FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[])
             AS given (code, province, minimum, maximum, modulus, kinds)
        """
    var elements: [DataElement]

    func bind(_ parameters: inout Parameters) {
        parameters.append(elements.map(\.code))
        parameters.append(elements.map { OrganisationCode.province(of: $0.code) })
        parameters.append(elements.map { $0.minimum?.tenThousandths })
        parameters.append(elements.map { $0.maximum?.tenThousandths })
        parameters.append(elements.map { [Int64(10_000), 1_000, 100, 10, 1][min(max($0.decimals, 0), 4)] })
        parameters.append(elements.map { $0.reportedBy.map(\.rawValue).joined(separator: " ") })
    }

    typealias Row = Void
}

struct StagePlaces: Statement {
    static let sql = """
        INSERT INTO figure_place
        SELECT o.code, o.province, o.kind
        FROM organisation_reach r
        JOIN organisation o ON o.code = r.descendant
        WHERE r.ancestor = $1 AND r.relation = 'either'
        """
    var under: String
    func bind(_ parameters: inout Parameters) { parameters.append(under) }
    typealias Row = Void
}

struct StageCategories: Statement {
    static let sql = """
        INSERT INTO figure_category
        SELECT given, string_to_array(given, ' '), regexp_replace(given, '=[^ ]*', '', 'g')
        FROM unnest($1::text[]) AS given
        """
    var categories: [String]
    func bind(_ parameters: inout Parameters) { parameters.append(categories) }
    typealias Row = Void
}

/// Problems of every staged row with one of these keys. `kind` says which: `element`, `period` or `categories`.
struct ReportKeys: Statement {
    static let sql = """
        INSERT INTO figure_bulk_problem (province, code, sheet_row, member, value, rule, message_th, message_en)
        SELECT $1, $2, s.sheet_row, $3, CASE $3 WHEN 'element' THEN s.element WHEN 'period' THEN s.period
                                                ELSE s.categories END, bad.rule, bad.th, bad.en
        FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) AS bad (element, value, rule, th, en)
        JOIN figure_staging s ON s.element = bad.element
                             AND ($3 = 'element' OR CASE $3 WHEN 'period' THEN s.period ELSE s.categories END = bad.value)
        """
    struct Bad: Sendable {
        var element: String
        var value: String
        var fault: Fault
    }

    var key: BulkKey
    var kind: String
    var bad: [Bad]

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(kind)
        parameters.append(bad.map(\.element))
        parameters.append(bad.map(\.value))
        parameters.append(bad.map(\.fault.rule))
        parameters.append(bad.map(\.fault.message.th))
        parameters.append(bad.map { $0.fault.message.en ?? $0.fault.message.th })
    }

    typealias Row = Void
}

/// What can be told of rows only in the database. In messages `{}` stands for the row's own value.
struct ReportRows: Statement {
    static let sql = """
        INSERT INTO figure_bulk_problem (province, code, sheet_row, member, value, rule, message_th, message_en)
        SELECT $1, $2, bad.sheet_row, bad.member, bad.value, bad.rule,
               replace(said.th, '{}', bad.value), replace(said.en, '{}', bad.value)
        FROM (
            SELECT s.sheet_row, 'organisation' AS member, s.organisation AS value, 'organisation.below' AS rule
            FROM figure_staging s
            WHERE NOT EXISTS (SELECT FROM figure_place p WHERE p.code = s.organisation)
            UNION ALL
            SELECT s.sheet_row, 'organisation', p.kind, 'element.kind'
            FROM figure_staging s
            JOIN figure_element e ON e.code = s.element AND e.kinds <> '{}'
            JOIN figure_place p   ON p.code = s.organisation AND p.kind <> ALL (e.kinds)
            UNION ALL
            SELECT s.sheet_row, s.member, trim_scale(s.number / 10000.0)::text, 'answer.range'
            FROM figure_staging s
            JOIN figure_element e ON e.code = s.element
            WHERE s.number < e.minimum OR s.number > e.maximum
            UNION ALL
            SELECT s.sheet_row, s.member, trim_scale(s.number / 10000.0)::text, 'answer.decimals'
            FROM figure_staging s
            JOIN figure_element e ON e.code = s.element AND e.modulus > 1
            WHERE s.number % e.modulus <> 0
            UNION ALL
            SELECT s.sheet_row, s.member, s.organisation, 'unique'
            FROM (SELECT sheet_row, member, organisation,
                         row_number() OVER (PARTITION BY element, period, organisation, categories
                                            ORDER BY sheet_row, member) AS time
                  FROM figure_staging) s
            WHERE s.time > 1
        ) AS bad
        JOIN unnest($3::text[], $4::text[], $5::text[]) AS said (rule, th, en) ON said.rule = bad.rule
        """
    var key: BulkKey
    var messages: [(rule: String, message: LocalizedText)]

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(messages.map(\.rule))
        parameters.append(messages.map(\.message.th))
        parameters.append(messages.map { $0.message.en ?? $0.message.th })
    }

    typealias Row = Void
}

/// Figures that an organisation above or below reports too. Only organisations with others below them can be above:
/// they are few, so that they are looked for and not the many.
struct ReportTwice: Statement {
    static let sql = """
        WITH pair AS (
            SELECT DISTINCT element, period FROM figure_staging WHERE state <> 'notReported'
        ), inner_one AS (
            SELECT DISTINCT r.ancestor AS code, o.province
            FROM figure_place p
            JOIN organisation_reach r ON r.descendant = p.code AND r.relation = 'either' AND r.depth > 0
            JOIN organisation o       ON o.code = r.ancestor
        ), above AS (
            SELECT pair.element, pair.period, i.code
            FROM inner_one i
            CROSS JOIN pair
            WHERE EXISTS (SELECT FROM data_value v
                          WHERE (v.province, v.element, v.period, v.organisation)
                              = (i.province, pair.element, pair.period, i.code))
        ), bad AS (
            SELECT s.sheet_row, s.organisation, a.code AS other
            FROM above a
            JOIN organisation_reach r ON r.ancestor = a.code AND r.relation = 'either' AND r.depth > 0
            JOIN figure_staging s     ON (s.element, s.period, s.organisation) = (a.element, a.period, r.descendant)
                                     AND s.state <> 'notReported'
            UNION ALL
            SELECT s.sheet_row, s.organisation, r.descendant
            FROM inner_one i
            JOIN figure_staging s     ON s.organisation = i.code AND s.state <> 'notReported'
            JOIN organisation_reach r ON r.ancestor = i.code AND r.relation = 'either' AND r.depth > 0
            JOIN organisation o       ON o.code = r.descendant
            WHERE EXISTS (SELECT FROM data_value v
                          WHERE (v.province, v.element, v.period, v.organisation)
                              = (o.province, s.element, s.period, o.code))
               OR EXISTS (SELECT FROM figure_staging t
                          WHERE (t.element, t.period, t.organisation) = (s.element, s.period, o.code)
                            AND t.state <> 'notReported')
        )
        INSERT INTO figure_bulk_problem (province, code, sheet_row, member, value, rule, message_th, message_en)
        SELECT $1, $2, sheet_row, 'organisation', organisation, 'value.twice',
               replace(replace($3, '{1}', organisation), '{2}', min(other)),
               replace(replace($4, '{1}', organisation), '{2}', min(other))
        FROM bad
        GROUP BY sheet_row, organisation
        """
    var key: BulkKey
    /// `{1}` and `{2}` stand for the two organisations.
    var message: LocalizedText

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(message.th)
        parameters.append(message.en ?? message.th)
    }

    typealias Row = Void
}

/// Rows that are there although they must be new, or the other way round.
struct ReportStrategy: Statement {
    static let sql = """
        INSERT INTO figure_bulk_problem (province, code, sheet_row, member, value, rule, message_th, message_en)
        SELECT $1, $2, s.sheet_row, s.member, s.organisation, $4, $5, $6
        FROM figure_staging s
        JOIN figure_place p    ON p.code = s.organisation
        JOIN figure_category c ON c.categories = s.categories
        LEFT JOIN data_value v ON (v.province, v.element, v.period, v.organisation, v.categories)
                                = (p.province, s.element, s.period, s.organisation, c.parts)
        WHERE (v.element IS NOT NULL) = $3
        """
    var key: BulkKey
    /// Those that are there are wrong; otherwise those that are not.
    var isCreate: Bool
    var rule: String
    var message: LocalizedText

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(isCreate)
        parameters.append(rule)
        parameters.append(message.th)
        parameters.append(message.en ?? message.th)
    }

    typealias Row = Void
}

/// Takes in the good figures of some rows; those that are the same already keep their version. The order is that of the
/// key, so that the index is written from one end to the other.
struct TakeStaged: Statement {
    static let sql = """
        INSERT INTO data_value (province, element, period, organisation, categories, dimensions, element_province,
                                state, number, version, saved_at, saved_by)
        SELECT p.province, s.element, s.period, s.organisation, c.parts, c.dimensions, e.province, s.state, s.number, 1,
               $5, $6
        FROM figure_staging s
        JOIN figure_element e  ON e.code = s.element
        JOIN figure_place p    ON p.code = s.organisation
        JOIN figure_category c ON c.categories = s.categories
        WHERE s.sheet_row BETWEEN $3 AND $4 AND s.state <> 'notReported'
          AND NOT EXISTS (SELECT FROM figure_bulk_problem b
                          WHERE (b.province, b.code, b.sheet_row) = ($1, $2, s.sheet_row))
        ORDER BY p.province, s.element, s.period, s.organisation, c.parts
        ON CONFLICT (province, element, period, organisation, categories) DO UPDATE
        SET state = EXCLUDED.state, number = EXCLUDED.number, version = data_value.version + 1,
            saved_at = EXCLUDED.saved_at, saved_by = EXCLUDED.saved_by
        WHERE (data_value.state, data_value.number) IS DISTINCT FROM (EXCLUDED.state, EXCLUDED.number)
        """
    var key: BulkKey
    var rows: ClosedRange<Int>
    var now: Instant
    var by: String

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(Int32(truncatingIfNeeded: rows.lowerBound))
        parameters.append(Int32(truncatingIfNeeded: rows.upperBound))
        parameters.append(now)
        parameters.append(by)
    }

    typealias Row = Void
}

/// Takes the good figures of the table back.
struct TakeBackStaged: Statement {
    static let sql = """
        DELETE FROM data_value v
        USING figure_staging s
        JOIN figure_place p    ON p.code = s.organisation
        JOIN figure_category c ON c.categories = s.categories
        WHERE (v.province, v.element, v.period, v.organisation, v.categories)
            = (p.province, s.element, s.period, s.organisation, c.parts)
          AND NOT EXISTS (SELECT FROM figure_bulk_problem b
                          WHERE (b.province, b.code, b.sheet_row) = ($1, $2, s.sheet_row))
        """
    var key: BulkKey
    func bind(_ parameters: inout Parameters) { key.bind(&parameters) }
    typealias Row = Void
}

/// How many figures the good rows have.
struct CountGoodStaged: Statement {
    static let sql = """
        SELECT count(*) FROM figure_staging s
        WHERE s.state <> 'notReported'
          AND NOT EXISTS (SELECT FROM figure_bulk_problem b
                          WHERE (b.province, b.code, b.sheet_row) = ($1, $2, s.sheet_row))
        """
    var key: BulkKey
    func bind(_ parameters: inout Parameters) { key.bind(&parameters) }
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}
