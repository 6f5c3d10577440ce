/// SQL that the roll-ups and the ledger's dated balances share: constant text, no input.
enum BalanceSQL {
    /// The lines below organisation `$1` of fiscal year `$2` that the filters `$3 … $6` let through.
    static let lines = """
        line AS MATERIALIZED (
            SELECT l.*
              FROM budget_line AS l
             WHERE l.organisation IN (SELECT descendant FROM organisation_reach
                                       WHERE ancestor = $1 AND relation = 'either')
               AND l.fiscal_year = $2
               AND ($3::text IS NULL OR l.plan_type = $3)
               AND ($4::text IS NULL OR l.category = $4)
               AND ($5::text IS NULL OR l.source = $5)
               AND ($6::text IS NULL OR l.work_code = $6)
        )
        """

    /// What moved on those lines up to the day `$7`: whole months from the kept ones, the last month from its days.
    static let effects = """
        effect AS (
            SELECT m.province, m.line, m.month, m.received, m.transferred, m.available, m.reserved, m.committed,
                   m.disbursed, m.returned, m.carried_over
              FROM line_month AS m
              JOIN line AS l ON l.province = m.province AND l.id = m.line
             WHERE m.month < date_trunc('month', $7::date::timestamp)::date
             UNION ALL
            SELECT l.province, l.id, date_trunc('month', $7::date::timestamp)::date, e.*
              FROM line AS l
             CROSS JOIN LATERAL (
                   SELECT sum(d.received)::bigint, sum(d.transferred)::bigint, sum(d.available)::bigint,
                          sum(d.reserved)::bigint, sum(d.committed)::bigint, sum(d.disbursed)::bigint,
                          sum(d.returned)::bigint, sum(d.carried_over)::bigint
                     FROM line_day AS d
                    WHERE d.province = l.province AND d.line = l.id
                      AND d.date BETWEEN date_trunc('month', $7::date::timestamp)::date AND $7
                   HAVING count(*) > 0) AS e
        )
        """

    /// The balances of those lines at the end of the day `$7`: each line's months and days by their keys. Whole months up
    /// to the nearer end of the day's own month, and from there the days on or back: at most sixteen of them. (Joined and
    /// sorted as one set, `effects`, they took half as long again; with all days of the month twice as long.)
    static let balancesAsOf = """
        reach AS MATERIALIZED (
            SELECT CASE WHEN extract(day FROM $7::date) > 15 THEN -1 ELSE 1 END AS sign,
                   CASE WHEN extract(day FROM $7::date) > 15 THEN next.month ELSE this.month END AS whole,
                   CASE WHEN extract(day FROM $7::date) > 15 THEN $7::date + 1 ELSE this.month END AS low,
                   CASE WHEN extract(day FROM $7::date) > 15 THEN next.month - 1 ELSE $7::date END AS high
              FROM (SELECT date_trunc('month', $7::date::timestamp)::date AS month) AS this,
                   (SELECT (date_trunc('month', $7::date::timestamp) + interval '1 month')::date AS month) AS next
        ), balance AS (
            SELECT l.province, l.id,
                   (coalesce(e.received, 0) + coalesce(e.transferred, 0) - coalesce(e.returned, 0)
                    - coalesce(e.carried_over, 0))::bigint AS allocated,
                   coalesce(e.available, 0)::bigint        AS available,
                   coalesce(e.reserved, 0)::bigint         AS reserved,
                   coalesce(e.committed, 0)::bigint        AS committed,
                   coalesce(e.disbursed, 0)::bigint        AS disbursed,
                   coalesce(e.returned, 0)::bigint         AS returned,
                   coalesce(e.carried_over, 0)::bigint     AS carried_over,
                   coalesce(e.transferred, 0)::bigint      AS transferred
              FROM reach
             CROSS JOIN line AS l
             CROSS JOIN LATERAL (
                   SELECT sum(u.received) AS received, sum(u.transferred) AS transferred,
                          sum(u.available) AS available, sum(u.reserved) AS reserved,
                          sum(u.committed) AS committed, sum(u.disbursed) AS disbursed,
                          sum(u.returned) AS returned, sum(u.carried_over) AS carried_over
                     FROM (SELECT m.received, m.transferred, m.available, m.reserved, m.committed, m.disbursed,
                                  m.returned, m.carried_over
                             FROM line_month AS m
                            WHERE m.province = l.province AND m.line = l.id AND m.month < reach.whole
                            UNION ALL
                           SELECT reach.sign * d.received, reach.sign * d.transferred, reach.sign * d.available,
                                  reach.sign * d.reserved, reach.sign * d.committed, reach.sign * d.disbursed,
                                  reach.sign * d.returned, reach.sign * d.carried_over
                             FROM line_day AS d
                            WHERE d.province = l.province AND d.line = l.id
                              AND d.date BETWEEN reach.low AND reach.high) AS u) AS e
        )
        """

    /// The kept balances of those lines.
    static let balancesNow = """
        balance AS (
            SELECT province, id, allocated, available, reserved, committed, disbursed, returned, carried_over,
                   transferred
              FROM line
        )
        """

    /// Sums of balances `b`.
    static let sums = """
        coalesce(sum(b.allocated), 0)::bigint, coalesce(sum(b.available), 0)::bigint,
               coalesce(sum(b.reserved), 0)::bigint, coalesce(sum(b.committed), 0)::bigint,
               coalesce(sum(b.disbursed), 0)::bigint, coalesce(sum(b.returned), 0)::bigint,
               coalesce(sum(b.carried_over), 0)::bigint, coalesce(sum(b.transferred), 0)::bigint
        """

    /// Groups lines with their balances and plans by `$8`; `$9` months of the plan are due.
    static let grouped = """
        SELECT CASE $8::text WHEN 'organisation' THEN l.organisation
                             WHEN 'planType'     THEN l.plan_type
                             WHEN 'category'     THEN l.category
                             WHEN 'source'       THEN l.source
                             WHEN 'project'      THEN l.work_code END AS key,
               CASE $8::text WHEN 'organisation' THEN max(o.name_th)
                             WHEN 'project'      THEN max(l.work_name_th) END,
               CASE $8::text WHEN 'organisation' THEN max(o.name_en)
                             WHEN 'project'      THEN max(l.work_name_en) END,
               count(*), \(sums),
               coalesce(sum(p.planned), 0)::bigint, coalesce(sum(p.due), 0)::bigint
          FROM line AS l
          JOIN balance AS b ON b.province = l.province AND b.id = l.id
          LEFT JOIN organisation AS o ON o.code = l.organisation
          LEFT JOIN LATERAL (
               SELECT (SELECT sum(m) FROM unnest(d.months) AS m)           AS planned,
                      (SELECT sum(m) FROM unnest(d.months[1:$9::integer]) AS m) AS due
                 FROM disbursement_plan AS d
                WHERE d.province = l.province AND d.line = l.id) AS p ON true
         GROUP BY key
         ORDER BY key
        """
}
