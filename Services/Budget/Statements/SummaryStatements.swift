import BudgetContract
import Kernel
import Postgres

/// Which lines a roll-up takes in.
struct LineFilter: Sendable {
    var organisation: String
    var fiscalYear: FiscalYear
    var planType: BudgetPlanType?
    var category: ExpenditureCategory?
    var source: FundingSource?
    var workCode: String?

    /// `$1 … $6` of `BalanceSQL.lines`.
    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(fiscalYear)
        parameters.append(planType?.rawValue)
        parameters.append(category?.rawValue)
        parameters.append(source?.rawValue)
        parameters.append(workCode)
    }
}

/// A row of a roll-up as the database sums it.
struct SummedRow: Sendable {
    var key: String
    var name: LocalizedText?
    var lines: Int
    var balances: Balances
    var planned: Money
    var due: Money

    init(
        key: String, name: LocalizedText? = nil, lines: Int = 0, balances: Balances = .zero, planned: Money = .zero,
        due: Money = .zero
    ) {
        self.key = key
        self.name = name
        self.lines = lines
        self.balances = balances
        self.planned = planned
        self.due = due
    }

    static func decode(_ row: inout RowReader) throws -> SummedRow {
        SummedRow(
            key: try row.next(), name: try row.nextText(), lines: try row.next(), balances: try row.nextBalances(),
            planned: try row.next(), due: try row.next())
    }
}

/// The roll-up as it is now, from the kept totals.
struct SummariseNow: Statement {
    static let sql = """
        WITH \(BalanceSQL.lines), \(BalanceSQL.balancesNow), today AS (SELECT $7::date)
        \(BalanceSQL.grouped)
        """

    var filter: LineFilter
    var grouping: SummaryGrouping
    /// Only to keep the numbers of the parameters those of `SummariseAsOf`.
    var date: CalendarDate
    /// Months of the plan that are due, 0–12.
    var monthsDue: Int

    func bind(_ parameters: inout Parameters) {
        filter.bind(&parameters)
        parameters.append(date)
        parameters.append(grouping.rawValue)
        parameters.append(Int32(monthsDue))
    }

    static func decode(_ row: inout RowReader) throws -> SummedRow { try SummedRow.decode(&row) }
}

/// The roll-up at the end of a day.
struct SummariseAsOf: Statement {
    static let sql = """
        WITH \(BalanceSQL.lines), \(BalanceSQL.balancesAsOf)
        \(BalanceSQL.grouped)
        """

    var filter: LineFilter
    var grouping: SummaryGrouping
    var date: CalendarDate
    /// Months of the plan that are due, 0–12.
    var monthsDue: Int

    func bind(_ parameters: inout Parameters) {
        filter.bind(&parameters)
        parameters.append(date)
        parameters.append(grouping.rawValue)
        parameters.append(Int32(monthsDue))
    }

    static func decode(_ row: inout RowReader) throws -> SummedRow { try SummedRow.decode(&row) }
}

/// What moved in each month of the fiscal year up to a day, with the plan of the month.
struct SummariseMonths: Statement {
    static let sql = """
        WITH \(BalanceSQL.lines), \(BalanceSQL.effects), month AS (
            SELECT n, (make_date($2::integer - 544, 10, 1) + make_interval(months => n - 1))::date AS month
              FROM generate_series(1, 12) AS n
        ), balance AS (
            SELECT month, count(DISTINCT line) AS lines,
                   (sum(received) + sum(transferred) - sum(returned) - sum(carried_over)) AS allocated,
                   sum(available) AS available, sum(reserved) AS reserved, sum(committed) AS committed,
                   sum(disbursed) AS disbursed, sum(returned) AS returned, sum(carried_over) AS carried_over,
                   sum(transferred) AS transferred
              FROM effect
             GROUP BY month
        ), plan AS (
            SELECT u.n, sum(u.amount) AS planned
              FROM disbursement_plan AS d
              JOIN line AS l ON l.province = d.province AND l.id = d.line
             CROSS JOIN LATERAL unnest(d.months) WITH ORDINALITY AS u (amount, n)
             GROUP BY u.n
        )
        SELECT to_char(m.month, 'YYYY-MM'), NULL::text, NULL::text, coalesce(b.lines, 0),
               coalesce(b.allocated, 0)::bigint, coalesce(b.available, 0)::bigint, coalesce(b.reserved, 0)::bigint,
               coalesce(b.committed, 0)::bigint, coalesce(b.disbursed, 0)::bigint, coalesce(b.returned, 0)::bigint,
               coalesce(b.carried_over, 0)::bigint, coalesce(b.transferred, 0)::bigint,
               coalesce(p.planned, 0)::bigint, CASE WHEN m.n <= $8::integer THEN coalesce(p.planned, 0) ELSE 0 END::bigint
          FROM month AS m
          LEFT JOIN balance AS b ON b.month = m.month
          LEFT JOIN plan AS p ON p.n = m.n
         WHERE EXISTS (SELECT FROM line)
         ORDER BY m.n
        """

    var filter: LineFilter
    var date: CalendarDate
    /// Months of the plan that are due, 0–12.
    var monthsDue: Int

    func bind(_ parameters: inout Parameters) {
        filter.bind(&parameters)
        parameters.append(date)
        parameters.append(Int32(monthsDue))
    }

    static func decode(_ row: inout RowReader) throws -> SummedRow { try SummedRow.decode(&row) }
}

/// The lines of a roll-up one by one at the end of a day, ordered by province and code, each row with the sum of them
/// all. A page that has no lines is one row with the sum alone.
struct SelectBalancesAsOf: Statement {
    static let sql = """
        WITH \(BalanceSQL.lines), \(BalanceSQL.balancesAsOf), total AS (
            SELECT \(BalanceSQL.sums)
              FROM balance AS b
             WHERE $8::uuid IS NULL OR b.id = $8
        ), page AS (
            SELECT l.province, l.id, l.code, l.organisation, l.fiscal_year, b.allocated, b.available, b.reserved,
                   b.committed, b.disbursed, b.returned, b.carried_over, b.transferred
              FROM line AS l
              JOIN balance AS b ON b.province = l.province AND b.id = l.id
             WHERE ($8::uuid IS NULL OR l.id = $8)
               AND ($9::text IS NULL OR (l.province, l.code) > ($9, $10))
             ORDER BY l.province, l.code
             LIMIT $11
        )
        SELECT total.*, coalesce(page.province, ''), page.id, page.code, page.organisation, page.fiscal_year,
               page.allocated, page.available, page.reserved, page.committed, page.disbursed, page.returned,
               page.carried_over, page.transferred
          FROM total
          LEFT JOIN page ON true
         ORDER BY page.province, page.code
        """

    var filter: LineFilter
    var date: CalendarDate
    var line: ID?
    var after: [String]?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        filter.bind(&parameters)
        parameters.append(date)
        parameters.append(line)
        parameters.append(after?[0])
        parameters.append(after?[1])
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> (total: Balances, province: String, line: LineBalances?) {
        let total = try row.nextBalances()
        let province: String = try row.next()
        guard let id = try row.next(ID?.self) else { return (total, province, nil) }
        return (
            total, province,
            LineBalances(
                line: id, lineCode: try row.next(), organisation: try row.next(), fiscalYear: try row.next(),
                balances: try row.nextBalances())
        )
    }
}
