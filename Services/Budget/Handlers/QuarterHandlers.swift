import BudgetContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// The data of a quarter's report: one state of the ledger, as at the quarter's last day.
enum QuarterHandlers {
    static func register(on router: ServiceRouter) {
        router.read(GetQuarterReport.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            let params = $0
            return try await $1.snapshot { try await report(params, $0) }
        }
    }

    private static func report(
        _ params: GetQuarterReport, _ database: PostgresTransaction
    ) async throws -> QuarterReport {
        let (organisation, quarter) = (params.organisation, params.quarter)
        let (year, date) = (quarter.year, quarter.lastDay)
        func summary(_ grouping: SummaryGrouping) async throws -> BudgetSummary {
            try await SummaryHandlers.summarise(
                GetSummary(organisation: organisation, fiscalYear: year, groupBy: grouping, date: date),
                on: database, today: date)
        }
        let categories = try await summary(.category)
        let behind = try await FollowUpHandlers.follow(
            GetFollowUp(
                organisation: organisation, fiscalYear: year, groupBy: .line, date: date, behindOnly: true, limit: 20),
            on: database, today: date)
        let first = FiscalYear(year.buddhistYear - 2 * ForecastHandlers.historyYears) ?? year
        let years = try await database.all(
            SelectSpendingYears(organisation: organisation, from: first, to: year))
        let counts = try await database.first(
            CountQuarter(organisation: organisation, fiscalYear: year, quarter: quarter))
        let nothing = CountedAmount(count: 0, amount: .zero)
        return QuarterReport(
            organisation: organisation, quarter: quarter, total: categories.total, categories: categories.rows,
            planTypes: try await summary(.planType).rows, organisations: try await summary(.organisation).rows,
            months: try await summary(.month).rows.prefix(quarter.number * 3).map { $0 },
            targets: categories.targets,
            forecast: ForecastHandlers.forecast(
                GetForecast(organisation: organisation, fiscalYear: year), years, on: date),
            behind: behind.rows, transfersExecuted: counts?[0] ?? nothing, transfersOpen: counts?[1] ?? nothing,
            notices: counts?[2] ?? nothing, noticesUnanswered: counts?[3] ?? nothing)
    }
}

/// Transfers carried out and open, notices given and unanswered, each with how much.
struct CountQuarter: Statement {
    static let sql = """
        WITH reached AS MATERIALIZED (
            SELECT descendant AS code FROM organisation_reach WHERE ancestor = $1 AND relation = 'either'
        ), transfer AS (
            SELECT t.amount, t.date, t.executed_on, e.date AS settled_on
              FROM budget_transfer AS t
              JOIN budget_line AS f ON f.province = t.province AND f.id = t.from_line
              LEFT JOIN ledger_entry AS e ON e.province = t.province AND e.id = t.settlement
             WHERE f.fiscal_year = $2 AND f.organisation IN (SELECT code FROM reached)
        ), notice AS (
            SELECT shortfall, answer
              FROM acceleration_notice
             WHERE fiscal_year = $2 AND organisation IN (SELECT code FROM reached) AND date BETWEEN $3 AND $4
        )
        SELECT count(*) FILTER (WHERE executed_on BETWEEN $3 AND $4),
               coalesce(sum(amount) FILTER (WHERE executed_on BETWEEN $3 AND $4), 0)::bigint,
               count(*) FILTER (WHERE date <= $4 AND coalesce(settled_on > $4, true)),
               coalesce(sum(amount) FILTER (WHERE date <= $4 AND coalesce(settled_on > $4, true)), 0)::bigint,
               (SELECT count(*) FROM notice), (SELECT coalesce(sum(shortfall), 0)::bigint FROM notice),
               (SELECT count(*) FROM notice WHERE answer IS NULL),
               (SELECT coalesce(sum(shortfall), 0)::bigint FROM notice WHERE answer IS NULL)
          FROM transfer
        """

    var organisation: String
    var fiscalYear: FiscalYear
    var quarter: FiscalQuarter

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(fiscalYear)
        parameters.append(quarter.firstDay)
        parameters.append(quarter.lastDay)
    }

    static func decode(_ row: inout RowReader) throws -> [CountedAmount] {
        try (0..<4).map { _ in CountedAmount(count: try row.next(), amount: try row.next()) }
    }
}
