import Kernel
import Postgres

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
            SELECT s.sheet_row, 'organisation', p.province, 'figures.followed'
            FROM figure_staging s
            JOIN figure_place p      ON p.code = s.organisation
            JOIN followed_province f ON f.province = p.province
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
            FROM (SELECT t.sheet_row, t.member, t.organisation,
                         row_number() OVER (PARTITION BY t.element, t.period, t.organisation, t.categories
                                            ORDER BY t.sheet_row, t.member) AS time
                  -- Putting a million in order to find none would take longer than all else.
                  FROM (SELECT element, period, organisation, categories
                        FROM figure_staging
                        GROUP BY element, period, organisation, categories
                        HAVING count(*) > 1) AS twice
                  JOIN figure_staging t USING (element, period, organisation, categories)) s
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
        ORDER BY p.province, s.element, s.period, c.dimensions, c.parts, s.organisation
        ON CONFLICT (province, element, period, dimensions, categories, organisation) DO UPDATE
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
