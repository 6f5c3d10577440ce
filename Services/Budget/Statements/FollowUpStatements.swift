import BudgetContract
import CommonContract
import Kernel
import Postgres

/// The lines of a follow-up summed by a key at the end of a day, investment apart from the rest: the cabinet's targets
/// differ for the two.
struct SumFollowUp: Statement {
    static let sql = """
        WITH \(BalanceSQL.lines), \(BalanceSQL.balancesAsOf)
        SELECT l.category = 'investment',
               CASE $8::text WHEN 'organisation' THEN l.organisation
                             WHEN 'planType'     THEN l.plan_type
                             WHEN 'category'     THEN l.category
                             WHEN 'source'       THEN l.source
                             WHEN 'project'      THEN l.work_code
                             ELSE l.code END AS key,
               CASE $8::text WHEN 'organisation' THEN max(o.name_th)
                             WHEN 'project'      THEN max(l.work_name_th)
                             WHEN 'line'         THEN max(coalesce(l.item_th, l.work_name_th)) END,
               CASE $8::text WHEN 'organisation' THEN max(o.name_en)
                             WHEN 'project'      THEN max(l.work_name_en)
                             WHEN 'line'         THEN max(coalesce(l.item_en, l.work_name_en)) END,
               count(*), \(BalanceSQL.sums),
               coalesce(sum(p.planned), 0)::bigint, coalesce(sum(p.due), 0)::bigint
          FROM line AS l
          JOIN balance AS b ON b.province = l.province AND b.id = l.id
          LEFT JOIN organisation AS o ON o.code = l.organisation
          LEFT JOIN LATERAL (
               SELECT (SELECT sum(u) FROM unnest(d.months) AS u)                  AS planned,
                      (SELECT sum(u) FROM unnest(d.months[1:$9::integer]) AS u) AS due
                 FROM disbursement_plan AS d
                WHERE d.province = l.province AND d.line = l.id) AS p ON true
         GROUP BY 1, key
        """

    var filter: LineFilter
    var date: CalendarDate
    var grouping: FollowUpGrouping
    /// Months of the plan that are due, 0–12.
    var monthsDue: Int

    func bind(_ parameters: inout Parameters) {
        filter.bind(&parameters)
        parameters.append(date)
        parameters.append(grouping.rawValue)
        parameters.append(Int32(monthsDue))
    }

    static func decode(_ row: inout RowReader) throws -> (isInvestment: Bool, row: SummedRow) {
        (try row.next(), try SummedRow.decode(&row))
    }
}

/// What was granted, bound and spent in each month of some years, and their plans, by category. The lines are looked up for
/// each of both: kept in between, the planner would not know how many months they have, and sort them all.
struct SelectSpendingYears: Statement {
    static let sql = """
        WITH line AS NOT MATERIALIZED (
            SELECT l.province, l.id, l.fiscal_year, l.category
              FROM budget_line AS l
             WHERE l.organisation IN (SELECT descendant FROM organisation_reach
                                       WHERE ancestor = $1 AND relation = 'either')
               AND l.fiscal_year BETWEEN $2 AND $3
               AND ($4::text IS NULL OR l.work_code = $4)
        ), moved AS (
            SELECT l.fiscal_year, l.category, (date_part('month', m.month)::integer + 2) % 12 + 1 AS n,
                   sum(m.received + m.transferred - m.returned - m.carried_over) AS granted,
                   sum(m.committed) AS committed, sum(m.disbursed) AS disbursed
              FROM line AS l
              JOIN line_month AS m ON m.province = l.province AND m.line = l.id
             GROUP BY 1, 2, 3
        ), planned AS (
            SELECT l.fiscal_year, l.category, u.n, sum(u.amount) AS amount
              FROM line AS l
              JOIN disbursement_plan AS d ON d.province = l.province AND d.line = l.id
             CROSS JOIN LATERAL unnest(d.months) WITH ORDINALITY AS u (amount, n)
             GROUP BY 1, 2, 3
        )
        SELECT y.fiscal_year, y.category,
               array_agg(coalesce(m.granted, 0)::bigint ORDER BY g.n),
               array_agg(coalesce(m.committed, 0)::bigint ORDER BY g.n),
               array_agg(coalesce(m.disbursed, 0)::bigint ORDER BY g.n),
               array_agg(coalesce(p.amount, 0)::bigint ORDER BY g.n)
          FROM (SELECT DISTINCT fiscal_year, category FROM line) AS y
         CROSS JOIN generate_series(1, 12) AS g (n)
          LEFT JOIN moved AS m ON m.fiscal_year = y.fiscal_year AND m.category = y.category AND m.n = g.n
          LEFT JOIN planned AS p ON p.fiscal_year = y.fiscal_year AND p.category = y.category AND p.n = g.n
         GROUP BY y.fiscal_year, y.category
         ORDER BY y.fiscal_year, y.category
        """

    var organisation: String
    var from: FiscalYear
    var to: FiscalYear
    var workCode: String?

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(from)
        parameters.append(to)
        parameters.append(workCode)
    }

    static func decode(
        _ row: inout RowReader
    ) throws -> (year: FiscalYear, category: ExpenditureCategory, spending: SpendingYear) {
        (
            try row.next(), try row.nextCase(),
            SpendingYear(
                granted: try row.next(), bound: try row.next(), months: try row.next(), plan: try row.next())
        )
    }
}

/// The columns of a notice as the contract shows it.
enum NoticeColumns {
    static let sql = """
        a.id, a.province, a.organisation, a.fiscal_year, a.quarter, a.date, a.letter_number, a.allocated, a.spent,
               a.shortfall, a.answer_due_on, a.answer, a.answered_by, a.answered_at, d.state, d.sent_at, d.error
        """

    /// Of a notice that has just been given: its mail is queued next.
    static let fresh = sql.replacing("d.state, d.sent_at, d.error", with: "NULL::text, NULL::timestamptz, NULL::text")

    /// The notice `a` with the mail that carried it.
    static let tables = """
        acceleration_notice AS a
          LEFT JOIN mail AS d ON d.province = a.province AND d.id = a.id
        """

    static func decode(_ row: inout RowReader) throws -> AccelerationNotice {
        var notice = AccelerationNotice(
            id: try row.next(), province: try row.next(), organisation: try row.next(), fiscalYear: try row.next(),
            quarter: Int(try row.next(Int32.self)), date: try row.next(), letterNumber: try row.next(),
            allocated: try row.next(), spent: try row.next(), shortfall: try row.next(),
            answerDueOn: try row.next(), answer: try row.next(), answeredBy: try row.next(),
            answeredAt: try row.next())
        let state = try row.next(String?.self).flatMap(MailState.init)
        let (sentAt, error): (Instant?, String?) = (try row.next(), try row.next())
        notice.delivery = state.map { NoticeDelivery(state: $0, sentAt: sentAt, error: error) }
        return notice
    }
}

/// Who was given a notice for the day, of an organisation and those below it.
struct SelectNotified: Statement {
    static let isRead = true
    static let sql = """
        SELECT organisation
          FROM acceleration_notice
         WHERE organisation IN (SELECT descendant FROM organisation_reach
                                 WHERE ancestor = $1 AND relation = 'either')
           AND fiscal_year = $2
           AND date = $3
        """

    var organisation: String
    var fiscalYear: FiscalYear
    var date: CalendarDate

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(fiscalYear)
        parameters.append(date)
    }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// Gives notices; who was given one for the day already gets no second.
struct InsertNotices: Statement {
    static let sql = """
        INSERT INTO acceleration_notice AS a
               (province, id, organisation, fiscal_year, quarter, date, letter_number, allocated, spent, shortfall,
                answer_due_on, issued_by, issued_at)
        SELECT o.province, n.id, n.organisation, $2, $3, $4, $5, n.allocated, n.spent, n.shortfall, $6, $7, $8
          FROM unnest($1::uuid[], $9::text[], $10::bigint[], $11::bigint[], $12::bigint[])
            AS n (id, organisation, allocated, spent, shortfall)
          JOIN organisation AS o ON o.code = n.organisation
            ON CONFLICT (province, organisation, fiscal_year, date) DO NOTHING
        RETURNING \(NoticeColumns.fresh)
        """

    var params: IssueAcceleration
    var quarter: Int
    var rows: [(id: ID, row: FollowUpRow)]
    var issuedBy: String
    var issuedAt: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(rows.map(\.id))
        parameters.append(params.fiscalYear)
        parameters.append(Int32(quarter))
        parameters.append(params.date)
        parameters.append(params.letterNumber)
        parameters.append(params.answerDueOn)
        parameters.append(issuedBy)
        parameters.append(issuedAt)
        parameters.append(rows.map(\.row.row.key))
        parameters.append(rows.map(\.row.row.allocated))
        parameters.append(rows.map(\.row.row.spent))
        parameters.append(rows.map(\.row.shortfall))
    }

    static func decode(_ row: inout RowReader) throws -> AccelerationNotice { try NoticeColumns.decode(&row) }
}

/// Codes of an organisation's own lines of a year.
struct SelectOwnLines: Statement {
    static let sql = """
        SELECT code FROM budget_line WHERE province = $1 AND organisation = $2 AND fiscal_year = $3
        """

    var province: String
    var organisation: String
    var fiscalYear: FiscalYear

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(organisation)
        parameters.append(fiscalYear)
    }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// One notice.
struct FindNotice: Statement {
    static let sql = "SELECT \(NoticeColumns.sql) FROM \(NoticeColumns.tables) WHERE a.id = $1"

    var id: ID

    func bind(_ parameters: inout Parameters) { parameters.append(id) }

    static func decode(_ row: inout RowReader) throws -> AccelerationNotice { try NoticeColumns.decode(&row) }
}

/// Answers a notice, once.
struct AnswerNotice: Statement {
    static let sql = """
        UPDATE acceleration_notice
           SET answer = $3, answered_by = $4, answered_at = $5
         WHERE province = $1 AND id = $2 AND answer IS NULL
        """

    var province: String
    var id: ID
    var answer: String
    var answeredBy: String
    var answeredAt: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(id)
        parameters.append(answer)
        parameters.append(answeredBy)
        parameters.append(answeredAt)
    }

    typealias Row = Void
}

/// A page of notices, newest first.
struct SelectNotices: Statement {
    static let sql = """
        SELECT \(NoticeColumns.sql)
          FROM \(NoticeColumns.tables)
         WHERE a.organisation IN (SELECT descendant FROM organisation_reach
                                   WHERE ancestor = $1 AND relation = 'either')
           AND a.fiscal_year = $2
           AND (NOT $3::boolean OR a.answer IS NULL)
           AND ($4::date IS NULL OR (a.date, a.id) < ($4, $5))
         ORDER BY a.date DESC, a.id DESC
         LIMIT $6
        """

    var organisation: String
    var fiscalYear: FiscalYear
    var unanswered: Bool
    var before: (date: CalendarDate, id: ID)?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(fiscalYear)
        parameters.append(unanswered)
        parameters.append(before?.date)
        parameters.append(before?.id)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> AccelerationNotice { try NoticeColumns.decode(&row) }
}

/// Sets a control.
struct UpsertControl: Statement {
    static let sql = """
        INSERT INTO spending_control (organisation, fiscal_year, stage, period, action)
        VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (fiscal_year, organisation, stage, period) DO UPDATE
           SET action = excluded.action
        """

    var control: SpendingControl

    func bind(_ parameters: inout Parameters) {
        parameters.append(control.organisation)
        parameters.append(control.fiscalYear)
        parameters.append(control.stage.rawValue)
        parameters.append(control.period.rawValue)
        parameters.append(control.action.rawValue)
    }

    typealias Row = Void
}

/// Controls of an organisation and those above it, the nearest first.
struct SelectControls: Statement {
    static let sql = """
        SELECT c.organisation, c.fiscal_year, c.stage, c.period, c.action
          FROM spending_control AS c
          JOIN organisation_reach AS r
            ON r.ancestor = c.organisation AND r.descendant = $1 AND r.relation = 'either'
         WHERE c.fiscal_year = $2
         ORDER BY r.depth, c.organisation, c.stage, c.period
        """

    var organisation: String
    var fiscalYear: FiscalYear

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(fiscalYear)
    }

    static func decode(_ row: inout RowReader) throws -> SpendingControl {
        SpendingControl(
            organisation: try row.next(), fiscalYear: try row.next(), stage: try row.nextCase(),
            period: try row.nextCase(), action: try row.nextCase())
    }
}
