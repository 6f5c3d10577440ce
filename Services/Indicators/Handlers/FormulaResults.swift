import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// What the formulas among some indicators give at some organisations in one period.
struct FormulaResults: Sendable {
    /// By indicator, then organisation.
    private var evaluated: [String: [String: EvaluatedIndicator]] = [:]

    /// None.
    init() {}

    /// Those whose formula no longer compiles are left without a figure.
    init(
        of indicators: [Indicator], province: String, at organisations: [String], _ period: Period,
        hiding hidden: HiddenFigures, _ database: any StatementExecutor
    ) async throws {
        let own = indicators.filter { $0.formula != nil && $0.periodType == period.type }
        if own.isEmpty { return }
        let catalogue = try await Formulas.catalogue(province: province, sources: [], database)
        let items = organisations.map { FormulaItem(organisation: $0, period: period, category: nil) }
        for indicator in own {
            let compiled = FormulaCompiler.compile(
                indicator.formula ?? "", of: indicator.code, periodType: indicator.periodType.rawValue,
                catalogue: catalogue)
            guard case .success(let formula) = compiled else { continue }
            let evaluation = FormulaEvaluation(indicator: indicator, formula: formula)
            let shown = try await hidden.shown(
                evaluation.evaluate(items, database), of: evaluation, isTotalFirst: false, database)
            evaluated[indicator.code] = Dictionary(
                shown.map { ($0.organisation, $0) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// The result with the formula's figure, where the indicator has one.
    func completed(_ result: IndicatorResult, at organisation: String) -> IndicatorResult {
        guard let found = evaluated[result.indicator]?[organisation] else { return result }
        var result = result
        result.actual = found.value
        result.target = found.target
        result.achievement = found.achievement
        result.status = found.status
        result.reason = found.reason
        if found.reason?.kind == .suppressed { result.suppressed = true }
        return result
    }
}

extension TrendPoint {
    init(_ evaluated: EvaluatedIndicator) {
        self.init(
            period: evaluated.period, value: evaluated.value, reason: evaluated.reason, target: evaluated.target,
            achievement: evaluated.achievement, status: evaluated.status, change: nil)
    }

    /// - Parameter result: `nil` where there was no round, or the organisation was not in it.
    init(_ period: Period, _ result: IndicatorResult?) {
        self.init(
            period: period, value: result?.actual, reason: nil, target: result?.target,
            achievement: result?.achievement, status: result?.status ?? .notEvaluated, change: nil)
    }
}

extension IndicatorTrend {
    /// Adds what changed from figure to figure, and where it goes from the first to the last.
    init(indicator: Indicator, organisation: String, points: [TrendPoint]) {
        var points = points
        var before: Quantity?
        var first: Quantity?
        for index in points.indices {
            guard let value = points[index].value else { continue }
            points[index].change = before.map {
                Quantity(tenThousandths: value.tenThousandths - $0.tenThousandths)
            }
            first = first ?? value
            before = value
        }
        let figures = points.count { $0.value != nil }
        var trend = TrendKind.unknown
        if let first, let last = before, figures > 1 {
            let better = indicator.direction == .up ? last > first : last < first
            trend = last == first ? .steady : better ? .improving : .worsening
        }
        self.init(
            indicator: indicator.code, organisation: organisation, direction: indicator.direction,
            baseline: indicator.baseline, trend: trend, points: points)
    }
}
