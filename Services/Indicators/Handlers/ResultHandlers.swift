import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// `indicator.results`: what the annual report shows.
struct ResultHandlers: Sendable {
    let instruments: Instruments

    func register(on router: ServiceRouter) {
        router.read(IndicatorResultsQuery.self, at: { params, _ in params.organisation }, results)
        router.read(CompareIndicators.self, at: { params, _ in params.organisation }, compare)
        router.read(GetTrend.self, at: { params, _ in params.organisation }, trend)
    }

    func results(_ params: IndicatorResultsQuery, _ call: ReadCall) async throws -> IndicatorResults {
        try await results(params, of: nil, call)
    }

    /// - Parameter one: the only indicator whose result is asked for; `nil`: all of the province.
    private func results(
        _ params: IndicatorResultsQuery, of one: Indicator?, _ call: ReadCall
    ) async throws -> IndicatorResults {
        let database = call.database
        let relation = params.relation ?? .either
        let round = try await self.round(params.round, of: params.organisation, params.fiscalYear, database)
        let province = round?.province ?? OrganisationCode.province(of: params.organisation)
        if round == nil, call.runtime.offices[province] != nil,
            let followed = try await database.first(
                FindFollowedResults(organisation: params.organisation, fiscalYear: params.fiscalYear))
        {
            return followed
        }
        var figures = Figures(rollups: [:], choices: [:])
        var instrument = Instrument(version: 0, questions: [])
        var small = SmallGroups.none
        var own = relation
        if let round {
            instrument = try await instruments.inForce(of: round, database)
            let member = try await Lookup.member(params.organisation, of: round, database)
            own = member.relation(relation)
            figures = try await Figures(of: params.organisation, relation: own, round: round, database)
            small = try await SmallGroups.keptBack(
                from: call, at: params.organisation, of: round, instruments, asPublished: params.asPublished ?? false)
        }
        let indicators =
            if let one { [one] } else { try await database.all(IndicatorsOfProvince(province: province)) }
        let targets = try await database.all(
            TargetsOfIndicators(province: province, indicators: indicators.map(\.code), organisation: nil))
        let byIndicator = Dictionary(grouping: targets, by: \.indicator)
        let formulas = try await formulas(of: indicators, province: province, params, call)
        let items = indicators.filter { $0.periodType == .fiscalYear }.map { indicator in
            let target = self.target(
                of: indicator, at: params.organisation, params.fiscalYear, byIndicator[indicator.code] ?? [])
            let result = figures.result(of: indicator, instrument, target: target)
            return formulas.completed(
                result.keeping(small, of: instrument.questions, at: params.organisation, own),
                at: params.organisation)
        }
        return IndicatorResults(
            fiscalYear: params.fiscalYear, organisation: params.organisation, relation: relation, round: round?.id,
            roundCode: round?.code, items: items)
    }

    private func formulas(
        of indicators: [Indicator], province: String, _ params: IndicatorResultsQuery, _ call: ReadCall
    ) async throws -> FormulaResults {
        guard indicators.contains(where: { $0.formula != nil }) else { return FormulaResults() }
        return try await FormulaResults(
            of: indicators, province: province, at: [params.organisation], .fiscalYear(params.fiscalYear),
            hiding: try await HiddenFigures(call, at: params.organisation, asPublished: params.asPublished ?? false),
            call.database)
    }

    func trend(_ params: GetTrend, _ call: ReadCall) async throws -> IndicatorTrend {
        let database = call.database
        let indicator = try await Lookup.indicator(params.indicator, database)
        if params.periods.contains(where: { $0.type != indicator.periodType }) {
            throw RPCError.ruleViolated(
                "indicator.period", DataMessages.otherPeriodType(indicator.periodType)
            ).at("/periods")
        }
        try await Lookup.requireOrganisations([params.organisation], database)
        var points: [TrendPoint] = []
        if let formula = try await Formulas.compile(indicator, at: "/indicator", database) {
            let items = params.periods.map {
                FormulaItem(organisation: params.organisation, period: $0, category: nil)
            }
            let hidden = try await HiddenFigures(
                call, at: params.organisation, asPublished: params.asPublished ?? false)
            let evaluation = FormulaEvaluation(indicator: indicator, formula: formula)
            points = try await hidden.shown(
                evaluation.evaluate(items, database), of: evaluation, database
            ).map(TrendPoint.init)
        } else {
            for period in params.periods {
                guard let year = period.fiscalYear else { continue }
                let query = IndicatorResultsQuery(
                    fiscalYear: year, organisation: params.organisation, asPublished: params.asPublished)
                let result = try await resultsIfAny(query, of: indicator, call)?.items
                    .first { $0.indicator == indicator.code }
                points.append(TrendPoint(period, result))
            }
        }
        return IndicatorTrend(indicator: indicator, organisation: params.organisation, points: points)
    }

    /// `nil`: the organisation was not in the year's round.
    private func resultsIfAny(
        _ query: IndicatorResultsQuery, of indicator: Indicator, _ call: ReadCall
    ) async throws -> IndicatorResults? {
        do {
            return try await results(query, of: indicator, call)
        } catch let error as RPCError where error.kind == .notFound {
            return nil
        }
    }

    /// The round that is named, or the year's that was opened last.
    func round(
        _ reference: Reference?, of organisation: String, _ year: FiscalYear, _ database: any StatementExecutor
    ) async throws -> Round? {
        if let reference {
            let round = try await Lookup.round(reference, database)
            guard round.fiscalYear == year, round.state != .draft else {
                throw RPCError.notFound("round", reference)
            }
            return round
        }
        return try await database.first(
            LatestOpenedRound(province: OrganisationCode.province(of: organisation), fiscalYear: year))
    }

    /// The organisation's own target; without one the owner's where the figure is not a number of things (a school
    /// is measured by the province's percentage, never by its count).
    func target(
        of indicator: Indicator, at organisation: String, _ year: FiscalYear, _ targets: [TargetRow]
    ) -> Quantity? {
        let ofYear = targets.map(\.target).filter { $0.fiscalYear == year }
        if let own = ofYear.first(where: { $0.organisation == organisation }) { return own.value }
        let isShare = indicator.aggregation == .ratio || indicator.aggregation == .choice
        return isShare ? ofYear.first { $0.organisation == indicator.owner }?.value : nil
    }
}

/// An organisation's consolidated answers, and what indicators they give.
struct Figures: Sendable {
    var rollups: [String: RollupRow]
    /// By question, then option.
    var choices: [String: [String: Int]]

    init(rollups: [String: RollupRow], choices: [String: [String: Int]]) {
        self.rollups = rollups
        self.choices = choices
    }

    init(
        of organisation: String, relation: Relation, question: String? = nil, round: Round,
        _ database: any StatementExecutor
    ) async throws {
        let rows = try await database.all(
            RollupsOfOrganisation(
                round: round.key, organisation: organisation, relation: relation, question: question))
        let options = try await database.all(
            ChoicesOfOrganisations(
                round: round.key, organisations: [organisation], relation: relation, question: question))
        self.init(
            rollups: Dictionary(rows.map { ($0.question, $0) }, uniquingKeysWith: { first, _ in first }),
            choices: Figures.byQuestion(options))
    }

    static func byQuestion(_ rows: [ChoiceRow]) -> [String: [String: Int]] {
        var counts: [String: [String: Int]] = [:]
        for row in rows { counts[row.question, default: [:]][row.option] = row.count }
        return counts
    }

    /// A question's part; where nobody below is asked it, all counts are zero.
    func consolidated(_ question: InstrumentQuestion) -> ConsolidatedQuestion {
        let nobody = AnswerCounts(expected: 0, value: 0, none: 0, notApplicable: 0, notReported: 0)
        return ConsolidatedQuestion(
            question: question.code, section: question.section, type: question.type, indicator: question.indicator,
            role: question.contractRole, counts: rollups[question.code]?.counts ?? nobody, sum: sum(question),
            distribution: distribution(of: question))
    }

    private func sum(_ question: InstrumentQuestion) -> Quantity? {
        guard question.type == .number, let row = rollups[question.code], row.counts.value > 0 else { return nil }
        return row.total
    }

    private func distribution(of question: InstrumentQuestion) -> [OptionCount]? {
        guard question.type == .choice else { return nil }
        let counts = choices[question.code] ?? [:]
        return question.options.map {
            OptionCount(option: $0.code, text: $0.text, achieves: $0.achieves, count: counts[$0.code] ?? 0)
        }
    }

    func result(of indicator: Indicator, _ instrument: Instrument, target: Quantity?) -> IndicatorResult {
        let questions = instrument.questions.filter { $0.indicator == indicator.code }
        let denominator = questions.first { $0.role == .denominator }
        let carrier: InstrumentQuestion? =
            switch indicator.aggregation {
            case .ratio: questions.first { $0.role == .numerator }
            case .sum: questions.first { $0.type == .number }
            case .choice: questions.first { $0.type == .choice }
            case .count: questions.first
            case .formula: nil
            }
        let actual = carrier.flatMap { figure(of: indicator, $0, denominator) }
        let judged = Evaluation(indicator).judge(
            actual: actual, target: target, baseline: indicator.baseline?.value)
        let isRatio = indicator.aggregation == .ratio
        return IndicatorResult(
            indicator: indicator.code, name: indicator.name, unit: indicator.unit, strategy: indicator.strategy,
            sdgTargets: indicator.sdgTargets, aggregation: indicator.aggregation, direction: indicator.direction,
            decimals: indicator.decimals, baseline: indicator.baseline, target: target, actual: actual,
            numerator: isRatio ? carrier.flatMap(sum) : nil, denominator: isRatio ? denominator.flatMap(sum) : nil,
            distribution: carrier.flatMap(distribution), achievement: judged.achievement,
            status: ResultStatus(judged.status), counts: carrier.flatMap { rollups[$0.code]?.counts },
            question: carrier?.code)
    }

    private func figure(
        of indicator: Indicator, _ carrier: InstrumentQuestion, _ denominator: InstrumentQuestion?
    ) -> Quantity? {
        guard let row = rollups[carrier.code] else { return nil }
        switch indicator.aggregation {
        case .ratio:
            guard let numerator = sum(carrier), let whole = denominator.flatMap(sum) else { return nil }
            return Figure.ratio(
                numerator: numerator, denominator: whole, times: indicator.multiplier, decimals: indicator.decimals)
        case .sum:
            return sum(carrier)?.rounded(decimals: indicator.decimals)
        case .count:
            let answered = row.counts.value + row.counts.none + row.counts.notApplicable
            return answered > 0 ? Quantity(row.counts.value) : nil
        case .formula: return nil
        case .choice:
            let counts = choices[carrier.code] ?? [:]
            let achieving = carrier.options.filter(\.achieves).reduce(0) { $0 + (counts[$1.code] ?? 0) }
            guard carrier.options.contains(where: \.achieves) else { return nil }
            return Figure.share(
                achieving: achieving, valued: row.counts.value, none: row.counts.none, decimals: indicator.decimals)
        }
    }
}
