import BudgetContract
import JSONRPC
import Kernel

/// What the budget service knows of a year, all of it as of one day.
struct BudgetAnswers: Sendable {
    var byCategory: Recorded<BudgetSummary>
    var byPlanType: Recorded<BudgetSummary>
    var byProject: Recorded<BudgetSummary>

    static func gather(
        _ peer: RecordingPeer, organisation: String, _ year: FiscalYear, asOf day: CalendarDate
    ) async throws(GatheringFailure) -> BudgetAnswers {
        func summary(_ grouping: SummaryGrouping) async throws(GatheringFailure) -> Recorded<BudgetSummary> {
            try await peer.call(
                GetSummary(organisation: organisation, fiscalYear: year, groupBy: grouping, date: day))
        }
        return BudgetAnswers(
            byCategory: try await summary(.category), byPlanType: try await summary(.planType),
            byProject: try await summary(.project))
    }

    func figures(_ sources: inout SourceList) -> MoneyFigures {
        let category = sources.number(byCategory.source)
        let planType = sources.number(byPlanType.source)
        let project = sources.number(byProject.source)
        return MoneyFigures(
            asOf: byCategory.value.date, total: Self.line(byCategory.value.total, category),
            byCategory: byCategory.value.rows.map { Self.line($0, category, name: ReportMessages.category($0.key)) },
            byPlanType: byPlanType.value.rows.map { Self.line($0, planType, name: ReportMessages.planType($0.key)) },
            byProject: byProject.value.rows.map { Self.line($0, project) },
            targets: byCategory.value.targets.map { target in
                SpendingTarget(
                    source: category, scope: ReportMessages.scope(target.scope.rawValue, target.measure.rawValue),
                    quarter: target.quarter, target: BasisPoints(Int64(target.targetBasisPoints)),
                    actual: target.actualBasisPoints.map { BasisPoints(Int64($0)) })
            })
    }

    private static func line(_ row: SummaryRow, _ source: Int, name: LocalizedText? = nil) -> MoneyLine {
        MoneyLine(
            source: source, key: row.key, name: name ?? row.name, allocated: row.allocated, spent: row.spent,
            used: row.used)
    }
}
