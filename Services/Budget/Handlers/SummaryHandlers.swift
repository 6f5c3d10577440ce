import BudgetContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// Roll-ups over the tree, with plan and targets.
enum SummaryHandlers {
    static func register(on router: ServiceRouter) {
        router.read(GetSummary.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            let (params, today) = ($0, $1.now.dateInThailand)
            return try await $1.snapshot { try await summarise(params, on: $0, today: today) }
        }
    }

    static func summarise(
        _ params: GetSummary, on database: some StatementExecutor, today: CalendarDate
    ) async throws -> BudgetSummary {
        let date = params.date ?? today
        let due = FiscalMonths.begun(in: params.fiscalYear, by: date)
        let filter = LineFilter(
            organisation: params.organisation, fiscalYear: params.fiscalYear, planType: params.planType,
            category: params.category, source: params.source, workCode: params.workCode)
        func rows(_ grouping: SummaryGrouping) async throws -> [SummedRow] {
            if params.date == nil {
                return try await database.all(
                    SummariseNow(filter: filter, grouping: grouping, date: date, monthsDue: due))
            }
            return try await database.all(
                SummariseAsOf(filter: filter, grouping: grouping, date: date, monthsDue: due))
        }
        let categories = try await rows(.category)
        let grouped: [SummedRow] =
            switch params.groupBy {
            case .category: categories
            case .month:
                try await database.all(
                    SummariseMonths(
                        filter: filter, date: params.date ?? params.fiscalYear.lastDay, monthsDue: due))
            default: try await rows(params.groupBy)
            }
        let targets = try await database.all(SelectTargets(fiscalYear: params.fiscalYear))
        let quarter = FiscalMonths.quarter(of: params.fiscalYear, at: date)
        return BudgetSummary(
            organisation: params.organisation, fiscalYear: params.fiscalYear, date: date, quarter: quarter,
            groupBy: params.groupBy, total: categories.total(params.organisation).contract,
            rows: grouped.map(\.contract),
            targets: categories.isEmpty ? [] : targets.compactMap { status($0, categories, quarter) })
    }

    static func status(
        _ target: DisbursementTarget, _ categories: [SummedRow], _ quarter: Int
    ) -> TargetStatus? {
        let quarters = [target.q1, target.q2, target.q3, target.q4]
        guard let basisPoints = quarters[quarter - 1] else { return nil }
        let total = categories.filter { row in
            switch target.scope {
            case .overall: true
            case .investment: row.key == ExpenditureCategory.investment.rawValue
            case .recurrent: row.key != ExpenditureCategory.investment.rawValue
            }
        }.total("")
        let actual = target.measure == .spent ? total.balances.spent : total.balances.used
        let standing = Standing(
            allocated: total.balances.allocated, actual: actual, target: BasisPoints(Int64(basisPoints)))
        return TargetStatus(
            scope: target.scope, measure: target.measure, quarter: quarter, targetBasisPoints: basisPoints,
            actualBasisPoints: standing.reached.map { Int($0.value) }, allocated: standing.allocated, actual: actual,
            ahead: standing.ahead)
    }
}

extension SummedRow {
    var contract: SummaryRow {
        SummaryRow(
            key: key, name: name, lines: lines, balances: balances,
            spentBasisPoints: balances.spent.share(of: balances.allocated),
            usedBasisPoints: balances.used.share(of: balances.allocated), planned: planned, plannedToDate: due)
    }
}

extension [SummedRow] {
    /// The sum of the rows.
    func total(_ key: String) -> SummedRow {
        reduce(into: SummedRow(key: key)) { total, row in
            total.lines += row.lines
            total.planned += row.planned
            total.due += row.due
            let (left, right) = (total.balances, row.balances)
            total.balances = Balances(
                allocated: left.allocated + right.allocated, available: left.available + right.available,
                reserved: left.reserved + right.reserved, committed: left.committed + right.committed,
                disbursed: left.disbursed + right.disbursed, returned: left.returned + right.returned,
                carriedOver: left.carriedOver + right.carriedOver, transferred: left.transferred + right.transferred)
        }
    }
}
