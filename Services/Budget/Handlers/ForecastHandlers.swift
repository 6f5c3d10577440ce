import BudgetContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// Forecasts of spending, with what the same method would have said of the years before.
enum ForecastHandlers {
    /// Earlier years whose spending makes a profile.
    static let historyYears = 3

    static func register(on router: ServiceRouter) {
        router.read(GetForecast.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            let params = $0
            let first = FiscalYear(params.fiscalYear.buddhistYear - 2 * historyYears) ?? params.fiscalYear
            let rows = try await $1.snapshot {
                try await $0.all(
                    SelectSpendingYears(organisation: params.organisation, from: first, to: params.fiscalYear))
            }
            return forecast(params, rows, on: params.date ?? $1.now.dateInThailand)
        }
    }

    typealias Row = (year: FiscalYear, category: ExpenditureCategory, spending: SpendingYear)

    static func forecast(_ params: GetForecast, _ rows: [Row], on date: CalendarDate) -> Forecast {
        let month = wholeMonths(of: params.fiscalYear, by: date)
        let categories = rows.filter { $0.year == params.fiscalYear }.map { row in
            let found = SpendingForecast.of(row.spending, through: month, past: past(of: row, rows))
            return CategoryForecast(
                category: row.category, method: ForecastMethod(rawValue: found.profile.rawValue) ?? .linear,
                allocated: row.spending.allocated(through: month), spent: row.spending.spent(through: month),
                committed: row.spending.committed(through: month), forecast: found.amount)
        }
        let tests = backTests(rows.filter { $0.year < params.fiscalYear })
        let allocated = categories.map(\.allocated).reduce(.zero, +)
        let forecast = categories.map(\.forecast).reduce(.zero, +)
        return Forecast(
            organisation: params.organisation, fiscalYear: params.fiscalYear, throughMonth: month,
            allocated: allocated, spent: categories.map(\.spent).reduce(.zero, +), forecast: forecast,
            forecastBasisPoints: forecast.share(of: allocated), categories: categories, backTest: tests,
            meanErrorBasisPoints: mean(tests.map(\.errorBasisPoints)),
            linearErrorBasisPoints: mean(tests.map(\.linearErrorBasisPoints)))
    }

    /// Months of the year that have ended by the end of the day.
    static func wholeMonths(of year: FiscalYear, by date: CalendarDate) -> Int {
        let begun = FiscalMonths.begun(in: year, by: date)
        let isLastDay = date.adding(days: 1)?.day == 1
        return begun == 0 || isLastDay || date > year.lastDay ? begun : begun - 1
    }

    private static func past(of row: Row, _ rows: [Row]) -> [SpendingYear] {
        let first = row.year.buddhistYear - historyYears
        // A year of which only the budget document is there, without spending, says nothing of how money is spent.
        return rows.filter {
            $0.category == row.category && $0.year < row.year && $0.year.buddhistYear >= first
                && $0.spending.total > .zero
        }.map(\.spending)
    }

    private static func backTests(_ rows: [Row]) -> [BackTest] {
        var tests: [BackTest] = []
        for (year, all) in Dictionary(grouping: rows, by: \.year).sorted(by: { $0.key < $1.key }) {
            let known = all.filter { !past(of: $0, rows).isEmpty }
            for month in [3, 6, 9] where !known.isEmpty {
                let allocated = known.map { $0.spending.allocated(through: month) }.reduce(.zero, +)
                let actual = known.map(\.spending.total).reduce(.zero, +)
                let forecast = known.map {
                    SpendingForecast.of($0.spending, through: month, past: past(of: $0, rows)).amount
                }.reduce(.zero, +)
                let linear = known.map { SpendingForecast.linear($0.spending, through: month) }.reduce(.zero, +)
                func error(_ amount: Money) -> Int? {
                    (amount > actual ? amount - actual : actual - amount).share(of: allocated)
                }
                guard let miss = error(forecast), let linearMiss = error(linear) else { continue }
                tests.append(
                    BackTest(
                        fiscalYear: year, throughMonth: month, forecast: forecast, actual: actual,
                        errorBasisPoints: miss, linearErrorBasisPoints: linearMiss))
            }
        }
        return tests
    }

    private static func mean(_ values: [Int]) -> Int? {
        values.isEmpty ? nil : (values.reduce(0, +) + values.count / 2) / values.count
    }
}
