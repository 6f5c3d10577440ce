import BudgetContract
import Kernel
import Postgres

/// How much there is to verify: lines, and postings that touch them.
struct CountLedger: Statement {
    static let sql = """
        SELECT count(*),
               (SELECT count(*)
                  FROM posting AS p
                  JOIN budget_line AS d ON d.province = p.province AND d.id = p.debit_line
                 WHERE d.organisation IN (SELECT descendant FROM organisation_reach
                                           WHERE ancestor = $1 AND relation = 'either')
                   AND ($2::integer IS NULL OR d.fiscal_year = $2))
          FROM budget_line AS l
         WHERE l.organisation IN (SELECT descendant FROM organisation_reach
                                   WHERE ancestor = $1 AND relation = 'either')
           AND ($2::integer IS NULL OR l.fiscal_year = $2)
        """

    var organisation: String
    var fiscalYear: FiscalYear?

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(fiscalYear)
    }

    static func decode(_ row: inout RowReader) throws -> (lines: Int, postings: Int) {
        (try row.next(), try row.next())
    }
}

/// Every kept figure of lines, months, days, commitments and transfers beside what the postings say, where they differ.
struct SelectDifferences: Statement {
    static let sql = """
        WITH line AS MATERIALIZED (
            SELECT *
              FROM budget_line AS l
             WHERE l.organisation IN (SELECT descendant FROM organisation_reach
                                       WHERE ancestor = $1 AND relation = 'either')
               AND ($2::integer IS NULL OR l.fiscal_year = $2)
        ), day AS MATERIALIZED (
            SELECT e.province, e.line, e.date,
                   sum(e.received)::bigint AS received, sum(e.transferred)::bigint AS transferred,
                   sum(e.available)::bigint AS available, sum(e.reserved)::bigint AS reserved,
                   sum(e.committed)::bigint AS committed, sum(e.disbursed)::bigint AS disbursed,
                   sum(e.returned)::bigint AS returned, sum(e.carried_over)::bigint AS carried_over
              FROM posting_effect AS e
              JOIN line AS l ON l.province = e.province AND l.id = e.line
             GROUP BY e.province, e.line, e.date
        ), moved AS MATERIALIZED (
            SELECT province, line, date_trunc('month', date::timestamp)::date AS month,
                   sum(received)::bigint AS received, sum(transferred)::bigint AS transferred,
                   sum(available)::bigint AS available, sum(reserved)::bigint AS reserved,
                   sum(committed)::bigint AS committed, sum(disbursed)::bigint AS disbursed,
                   sum(returned)::bigint AS returned, sum(carried_over)::bigint AS carried_over
              FROM day
             GROUP BY province, line, month
        ), derived AS (
            SELECT province, line, sum(received)::bigint AS received, sum(transferred)::bigint AS transferred,
                   sum(available)::bigint AS available, sum(reserved)::bigint AS reserved,
                   sum(committed)::bigint AS committed, sum(disbursed)::bigint AS disbursed,
                   sum(returned)::bigint AS returned, sum(carried_over)::bigint AS carried_over
              FROM moved
             GROUP BY province, line
        ), figure AS (
            SELECT 'line' AS kind, l.id, l.code AS key, f.*
              FROM line AS l
              LEFT JOIN derived AS d ON d.province = l.province AND d.line = l.id
             CROSS JOIN LATERAL (VALUES
                   ('received',    l.received,     coalesce(d.received, 0)),
                   ('transferred', l.transferred,  coalesce(d.transferred, 0)),
                   ('available',   l.available,    coalesce(d.available, 0)),
                   ('reserved',    l.reserved,     coalesce(d.reserved, 0)),
                   ('committed',   l.committed,    coalesce(d.committed, 0)),
                   ('disbursed',   l.disbursed,    coalesce(d.disbursed, 0)),
                   ('returned',    l.returned,     coalesce(d.returned, 0)),
                   ('carriedOver', l.carried_over, coalesce(d.carried_over, 0)),
                   ('allocated',   l.allocated,    coalesce(d.available + d.reserved + d.committed + d.disbursed, 0))
                   ) AS f (name, kept, derived)
             UNION ALL
            SELECT 'month', l.id, l.code || ' ' || coalesce(m.month, d.month), f.*
              FROM (SELECT * FROM line_month AS k
                     WHERE (k.province, k.line) IN (SELECT province, id FROM line)) AS m
              FULL JOIN moved AS d ON d.province = m.province AND d.line = m.line AND d.month = m.month
              JOIN line AS l ON l.province = coalesce(m.province, d.province) AND l.id = coalesce(m.line, d.line)
             CROSS JOIN LATERAL (VALUES
                   ('received',    coalesce(m.received, 0),     coalesce(d.received, 0)),
                   ('transferred', coalesce(m.transferred, 0),  coalesce(d.transferred, 0)),
                   ('available',   coalesce(m.available, 0),    coalesce(d.available, 0)),
                   ('reserved',    coalesce(m.reserved, 0),     coalesce(d.reserved, 0)),
                   ('committed',   coalesce(m.committed, 0),    coalesce(d.committed, 0)),
                   ('disbursed',   coalesce(m.disbursed, 0),    coalesce(d.disbursed, 0)),
                   ('returned',    coalesce(m.returned, 0),     coalesce(d.returned, 0)),
                   ('carriedOver', coalesce(m.carried_over, 0), coalesce(d.carried_over, 0))
                   ) AS f (name, kept, derived)
             UNION ALL
            SELECT 'day', l.id, l.code || ' ' || coalesce(m.date, d.date), f.*
              FROM (SELECT * FROM line_day AS k
                     WHERE (k.province, k.line) IN (SELECT province, id FROM line)) AS m
              FULL JOIN day AS d ON d.province = m.province AND d.line = m.line AND d.date = m.date
              JOIN line AS l ON l.province = coalesce(m.province, d.province) AND l.id = coalesce(m.line, d.line)
             CROSS JOIN LATERAL (VALUES
                   ('received',    coalesce(m.received, 0),     coalesce(d.received, 0)),
                   ('transferred', coalesce(m.transferred, 0),  coalesce(d.transferred, 0)),
                   ('available',   coalesce(m.available, 0),    coalesce(d.available, 0)),
                   ('reserved',    coalesce(m.reserved, 0),     coalesce(d.reserved, 0)),
                   ('committed',   coalesce(m.committed, 0),    coalesce(d.committed, 0)),
                   ('disbursed',   coalesce(m.disbursed, 0),    coalesce(d.disbursed, 0)),
                   ('returned',    coalesce(m.returned, 0),     coalesce(d.returned, 0)),
                   ('carriedOver', coalesce(m.carried_over, 0), coalesce(d.carried_over, 0))
                   ) AS f (name, kept, derived)
             UNION ALL
            SELECT 'commitment', c.id, c.code, f.*
              FROM commitment AS c
              JOIN line AS l ON l.province = c.province AND l.id = c.line
              LEFT JOIN LATERAL (
                   SELECT coalesce(sum(p.amount) FILTER (WHERE p.debit_stage = 'disbursed'), 0)
                          - coalesce(sum(p.amount) FILTER (WHERE p.credit_stage = 'disbursed'), 0) AS disbursed,
                          coalesce(sum(p.amount) FILTER (WHERE p.debit_stage = 'committed'), 0)
                          - coalesce(sum(p.amount) FILTER (WHERE p.credit_stage = 'committed'), 0) AS outstanding
                     FROM ledger_entry AS e
                     JOIN posting AS p ON p.province = e.province AND p.entry = e.id
                    WHERE e.province = c.province AND e.commitment = c.id) AS d ON true
             CROSS JOIN LATERAL (VALUES
                   ('disbursed',   c.disbursed,                         coalesce(d.disbursed, 0)::bigint),
                   ('outstanding', c.amount - c.disbursed - c.released - c.carried_over, coalesce(d.outstanding, 0)::bigint)
                   ) AS f (name, kept, derived)
             UNION ALL
            SELECT 'commitment', c.id, c.code, 'received', c.received,
                   coalesce((SELECT sum(g.amount) FROM commitment_receipt AS g
                              WHERE g.province = c.province AND g.commitment = c.id), 0)::bigint
              FROM commitment AS c
              JOIN line AS l ON l.province = c.province AND l.id = c.line
             UNION ALL
            SELECT 'receipt', g.id, g.code, 'claimed', g.claimed,
                   coalesce((SELECT sum(k.amount) FROM commitment_claim AS k
                              WHERE k.province = g.province AND k.receipt = g.id), 0)::bigint
              FROM commitment_receipt AS g
              JOIN commitment AS c ON c.province = g.province AND c.id = g.commitment
              JOIN line AS l ON l.province = c.province AND l.id = c.line
             UNION ALL
            SELECT 'claim', k.id, k.code, 'paid', k.paid,
                   coalesce((SELECT sum(CASE 'disbursed' WHEN p.debit_stage THEN p.amount
                                                         WHEN p.credit_stage THEN -p.amount ELSE 0 END)
                               FROM ledger_entry AS e
                               JOIN posting AS p ON p.province = e.province AND p.entry = e.id
                              WHERE e.province = k.province AND e.claim = k.id), 0)::bigint
              FROM commitment_claim AS k
              JOIN commitment AS c ON c.province = k.province AND c.id = k.commitment
              JOIN line AS l ON l.province = c.province AND l.id = c.line
             UNION ALL
            SELECT 'transfer', l.id, l.code, 'reserved', l.reserved, coalesce(t.amount, 0)::bigint
              FROM line AS l
              LEFT JOIN (SELECT province, from_line, sum(amount) AS amount
                           FROM budget_transfer
                          WHERE state = 'requested'
                          GROUP BY province, from_line) AS t ON t.province = l.province AND t.from_line = l.id
             UNION ALL
            SELECT 'reversal', r.id, coalesce(r.code, r.reverses::text), 'amount',
                   coalesce(sum(back.amount), 0)::bigint, sum(p.amount)::bigint
              FROM ledger_entry AS r
              JOIN posting AS p ON p.province = r.province AND p.entry = r.reverses
              JOIN line AS l ON l.province = p.province AND l.id = p.debit_line
              LEFT JOIN posting AS back
                ON back.province = r.province AND back.entry = r.id AND back.debit_line = p.credit_line
               AND back.debit_stage = p.credit_stage AND back.credit_line = p.debit_line
               AND back.credit_stage = p.debit_stage AND back.amount = p.amount
             WHERE r.kind = 'reversal'
             GROUP BY r.id, r.code, r.reverses
        )
        SELECT kind, id, key, name, kept, derived
          FROM figure AS f (kind, id, key, name, kept, derived)
         WHERE kept <> derived
         ORDER BY kind, key, name
         LIMIT 1000
        """

    var organisation: String
    var fiscalYear: FiscalYear?

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(fiscalYear)
    }

    static func decode(_ row: inout RowReader) throws -> LedgerDifference {
        LedgerDifference(
            kind: try row.nextCase(), id: try row.next(), key: try row.next(), figure: try row.next(),
            kept: try row.next(), derived: try row.next())
    }
}
