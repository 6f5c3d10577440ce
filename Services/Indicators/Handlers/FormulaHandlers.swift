import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// `formula.check` and what formulas give.
enum FormulaHandlers {
    static func register(on router: ServiceRouter) {
        router.read(CheckFormula.self, at: { params, _ in params.province }, check)
        router.read(EvaluateIndicator.self, at: { params, _ in params.organisation }, evaluate)
        router.read(ListDisaggregationGaps.self, at: { params, _ in params.organisation }, gaps)
    }

    static func check(_ params: CheckFormula, _ call: ReadCall) async throws -> FormulaChecked {
        let province = OrganisationCode.province(of: params.province)
        let catalogue = try await Formulas.catalogue(
            province: province, sources: [params.formula], call.database)
        let compiled = FormulaCompiler.compile(
            params.formula, of: params.indicator ?? "", periodType: params.periodType.rawValue, catalogue: catalogue)
        switch compiled {
        case .failure(let faults):
            let problems = faults.items.map {
                FormulaProblem(position: $0.position, rule: $0.fault.rule, message: $0.fault.message)
            }
            return FormulaChecked(problems: problems, unitCode: nil, references: [], indicators: [])
        case .success(let formula):
            return FormulaChecked(
                problems: [], unitCode: formula.unit?.description, references: formula.references.map(\.text),
                indicators: formula.indicators.sorted())
        }
    }

    static func evaluate(_ params: EvaluateIndicator, _ call: ReadCall) async throws -> EvaluatedIndicators {
        let database = call.database
        async let isThere: Void = Lookup.requireOrganisations([params.organisation], database)
        async let hidden = HiddenFigures(call, at: params.organisation, asPublished: params.asPublished ?? false)
        let indicator = try await Lookup.indicator(params.indicator, database)
        guard let formula = try await Formulas.compile(indicator, at: "/indicator", database) else {
            throw RPCError.ruleViolated("indicator.formula", FormulaMessages.noFormula).at("/indicator")
        }
        guard params.period.type == indicator.periodType else {
            throw RPCError.ruleViolated(
                "indicator.period", DataMessages.otherPeriodType(indicator.periodType)
            ).at("/periods")
        }
        try await isThere
        var items = [FormulaItem(organisation: params.organisation, period: params.period, category: nil)]
        if let dimension = params.by {
            if formula.references.contains(where: { $0.categories.contains { $0.hasPrefix(dimension + "=") } }) {
                throw RPCError.ruleViolated("formula.sliced", FormulaMessages.sliced(dimension)).at("/by")
            }
            let categories = try await database.all(
                CategoriesOfDimensions(province: indicator.province, dimensions: [dimension]))
            if categories.isEmpty { throw RPCError.notFound("dimension", dimension) }
            items += categories.map {
                FormulaItem(
                    organisation: params.organisation, period: params.period,
                    category: "\(dimension)=\($0.category.code)")
            }
        }
        if params.children ?? false {
            items += try await database.all(
                OrganisationsDirectlyBelow(
                    organisation: params.organisation, limit: IndicatorLimits.evaluationsMax)
            ).map { FormulaItem(organisation: $0, period: params.period, category: nil) }
        }
        let evaluation = FormulaEvaluation(indicator: indicator, formula: formula)
        return EvaluatedIndicators(
            indicator: indicator.code, unitCode: formula.unit?.description,
            items: try await hidden.shown(evaluation.evaluate(items, database), of: evaluation, database))
    }

    static func gaps(_ params: ListDisaggregationGaps, _ call: ReadCall) async throws -> DisaggregationGaps {
        let database = call.database
        try await Lookup.requireOrganisations([params.organisation], database)
        let province = OrganisationCode.province(of: params.organisation)
        let indicators = try await database.all(IndicatorsOfProvince(province: province))
            .filter { $0.formula != nil && !$0.disaggregations.isEmpty }
            .filter { params.indicator == nil || $0.code == params.indicator }
        if indicators.isEmpty { return DisaggregationGaps(checked: 0, gaps: []) }
        let catalogue = try await Formulas.catalogue(province: province, sources: [], database)
        let categories = Dictionary(
            grouping: try await database.all(
                CategoriesOfDimensions(
                    province: province, dimensions: Set(indicators.flatMap(\.disaggregations)).sorted())),
            by: \.dimension)
        var needed: [(indicator: Indicator, elements: [String])] = []
        for indicator in indicators {
            guard
                case .success(let formula) = FormulaCompiler.compile(
                    indicator.formula ?? "", of: indicator.code, periodType: indicator.periodType.rawValue,
                    catalogue: catalogue)
            else { continue }
            needed.append((indicator, Set(formula.references.map(\.code)).sorted()))
        }
        let reported = Set(
            try await database.all(
                ReportedCategories(
                    organisation: params.organisation, elements: Set(needed.flatMap(\.elements)).sorted(),
                    periods: params.periods.map(\.description))))
        var gaps: [DisaggregationGap] = []
        for (indicator, elements) in needed {
            for period in params.periods where period.type == indicator.periodType {
                for element in elements {
                    for dimension in indicator.disaggregations {
                        let missing = (categories[dimension] ?? []).map(\.category.code).filter { category in
                            !reported.contains(
                                .init(
                                    element: element, period: period.description, category: "\(dimension)=\(category)"))
                        }
                        if missing.isEmpty { continue }
                        gaps.append(
                            DisaggregationGap(
                                indicator: indicator.code, element: element, period: period, dimension: dimension,
                                defined: catalogue.elements[element]?.dimensions[dimension] != nil,
                                missing: missing))
                    }
                }
            }
        }
        return DisaggregationGaps(checked: needed.count, gaps: gaps)
    }
}

/// An indicator's compiled formula with the targets that its figures are judged by.
struct FormulaEvaluation: Sendable {
    let indicator: Indicator
    let formula: CompiledFormula

    /// In the order of the items, in one statement.
    func evaluate(
        _ items: [FormulaItem], _ database: any StatementExecutor
    ) async throws -> [EvaluatedIndicator] {
        async let known = database.all(
            TargetsOfIndicators(province: indicator.province, indicators: [indicator.code], organisation: nil))
        let rows = try await database.all(
            EvaluateFormula(formula: formula, items: items, decimals: indicator.decimals))
        let targets = try await known.map(\.target)
        return zip(items, rows).map { item, row in evaluated(item, row, targets) }
    }

    private func evaluated(
        _ item: FormulaItem, _ row: EvaluateFormula.Row, _ targets: [Target]
    ) -> EvaluatedIndicator {
        let target = target(of: item, targets)
        let judged = Evaluation(indicator).judge(
            actual: row.value, target: target, baseline: indicator.baseline?.value)
        let parts = zip(formula.references, zip(row.totals, row.organisations)).map { reference, sums in
            FormulaPart(
                element: reference.code, categories: reference.categories, total: sums.0, organisations: sums.1)
        }
        return EvaluatedIndicator(
            organisation: item.organisation, period: item.period, category: item.category, value: row.value,
            reason: row.reason.map { reason($0, parts) }, target: target, achievement: judged.achievement,
            status: ResultStatus(judged.status), parts: parts)
    }

    /// The organisation's own target of the period's year; without one the owner's, where the figure is no number of
    /// things (a school is measured by the province's percentage, never by its count).
    private func target(of item: FormulaItem, _ targets: [Target]) -> Quantity? {
        let year =
            item.period.type == .academicYear
            ? Int(item.period.description.dropFirst(2)).flatMap { FiscalYear($0) } : item.period.fiscalYear
        let ofYear = targets.filter { $0.fiscalYear == year }
        if let own = ofYear.first(where: { $0.organisation == item.organisation }) { return own.value }
        let isShare = formula.unit == FormulaUnit.none || formula.unit == .percent
        return isShare ? ofYear.first { $0.organisation == indicator.owner }?.value : nil
    }

    private func reason(_ kind: NoValueKind, _ parts: [FormulaPart]) -> NoValue {
        let missing = kind == .notReported ? parts.filter { $0.organisations == 0 }.map(\.text) : []
        return NoValue(kind: kind, elements: missing, message: DataMessages.noValue(kind.rawValue, missing))
    }
}

extension FormulaReference {
    /// As a formula writes it.
    var text: String { ([code] + categories).joined(separator: " ") }
}

extension FormulaPart {
    fileprivate var text: String { ([element] + categories).joined(separator: " ") }
}
