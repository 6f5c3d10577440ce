import BudgetContract
import Kernel
import Postgres

/// SQL of the roll-ups over trees.
enum TreeSQL {
    /// Nodes with the lines below them: `$8` names the tree, `$10` the levels below its root.
    static let members = """
        below AS (
            SELECT o.code, ARRAY[o.code] AS path
              FROM organisation AS o
             WHERE o.code = $1 AND $8::text = 'organisation'
             UNION ALL
            SELECT o.code, b.path || o.code
              FROM below AS b
              JOIN organisation AS o
                ON o.parent = b.code
                OR (o.supervisor = b.code
                    AND NOT EXISTS (SELECT FROM organisation_reach AS r
                                     WHERE r.ancestor = $1 AND r.descendant = o.parent AND r.relation = 'either'))
             WHERE cardinality(b.path) <= $10::integer
        ), member AS (
            SELECT l.province, l.id, b.path
              FROM below AS b
              JOIN organisation_reach AS r ON r.ancestor = b.code AND r.relation = 'either'
              JOIN line AS l ON l.organisation = r.descendant
             UNION ALL
            SELECT l.province, l.id, t.path[1:d]
              FROM line AS l
             CROSS JOIN LATERAL (
                   SELECT CASE $8::text
                          WHEN 'planType' THEN ARRAY[l.plan_type, l.work_code]
                          WHEN 'category' THEN l.category || l.category_detail
                          WHEN 'source'   THEN ARRAY[l.source] || array_remove(ARRAY[l.source_name], NULL)
                          WHEN 'project'  THEN ARRAY[l.work_code] || array_remove(ARRAY[l.item_th], NULL)
                          END AS path) AS t
             CROSS JOIN LATERAL generate_series(1, least($10::integer, cardinality(t.path))) AS d
             WHERE $8::text <> 'organisation'
        )
        """

    static let sums = """
        SELECT m.path,
               CASE $8::text WHEN 'organisation' THEN max(o.name_th)
                             WHEN 'project'  THEN CASE WHEN cardinality(m.path) = 1 THEN max(l.work_name_th) END
                             WHEN 'planType' THEN CASE WHEN cardinality(m.path) = 2 THEN max(l.work_name_th) END END,
               CASE $8::text WHEN 'organisation' THEN max(o.name_en)
                             WHEN 'project'  THEN CASE WHEN cardinality(m.path) = 1 THEN max(l.work_name_en) END
                             WHEN 'planType' THEN CASE WHEN cardinality(m.path) = 2 THEN max(l.work_name_en) END END,
               count(*), \(BalanceSQL.sums),
               coalesce(sum(p.planned), 0)::bigint, coalesce(sum(p.due), 0)::bigint
          FROM member AS m
          JOIN line AS l ON l.province = m.province AND l.id = m.id
          JOIN balance AS b ON b.province = m.province AND b.id = m.id
          LEFT JOIN organisation AS o ON $8::text = 'organisation' AND o.code = m.path[cardinality(m.path)]
          LEFT JOIN LATERAL (
               SELECT (SELECT sum(u) FROM unnest(d.months) AS u)                  AS planned,
                      (SELECT sum(u) FROM unnest(d.months[1:$9::integer]) AS u) AS due
                 FROM disbursement_plan AS d
                WHERE d.province = l.province AND d.line = l.id) AS p ON true
         GROUP BY m.path
         ORDER BY m.path
         LIMIT $11
        """

    static func decode(_ row: inout RowReader) throws -> (path: [String], row: SummedRow) {
        let path: [String] = try row.next()
        return (
            path,
            SummedRow(
                key: path.last ?? "", name: try row.nextText(), lines: try row.next(),
                balances: try row.nextBalances(), planned: try row.next(), due: try row.next())
        )
    }
}

/// What a roll-up over a tree is asked for.
struct TreeQuestion: Sendable {
    var filter: LineFilter
    var date: CalendarDate
    var by: TreeDimension
    /// Months of the plan that are due, 0–12.
    var monthsDue: Int
    var depth: Int
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        filter.bind(&parameters)
        parameters.append(date)
        parameters.append(by.rawValue)
        parameters.append(Int32(monthsDue))
        parameters.append(Int32(depth))
        parameters.append(limit)
    }
}

/// The tree as it is now, from the kept totals.
struct SumTreeNow: Statement {
    static let sql = """
        WITH RECURSIVE \(BalanceSQL.lines), \(BalanceSQL.balancesNow), today AS (SELECT $7::date),
        \(TreeSQL.members)
        \(TreeSQL.sums)
        """

    var question: TreeQuestion

    func bind(_ parameters: inout Parameters) { question.bind(&parameters) }

    static func decode(_ row: inout RowReader) throws -> (path: [String], row: SummedRow) {
        try TreeSQL.decode(&row)
    }
}

/// The tree at the end of a day.
struct SumTreeAsOf: Statement {
    static let sql = """
        WITH RECURSIVE \(BalanceSQL.lines), \(BalanceSQL.balancesAsOf),
        \(TreeSQL.members)
        \(TreeSQL.sums)
        """

    var question: TreeQuestion

    func bind(_ parameters: inout Parameters) { question.bind(&parameters) }

    static func decode(_ row: inout RowReader) throws -> (path: [String], row: SummedRow) {
        try TreeSQL.decode(&row)
    }
}
