import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

/// `/indicators/⟨code⟩`: one indicator at an organisation over the years: chart with target, breakdowns, parity, what is
/// missing, where each figure comes from, and its files.
enum IndicatorPage {
    private static let periodsShown = 6

    static func register(on router: ServiceRouter) {
        router.page("/indicators/:code", access: GetTrend.access) { try await show($0, $1) }
        router.page("/indicators/:code/download", access: ExportData.access) { try await download($0, $1) }
    }

    private static func periods(
        _ request: PageRequest, _ indicator: Indicator, _ call: ReadCall, count: Int = periodsShown
    ) -> [Period] {
        var asked = request.query["to"].flatMap { Period($0) }
        if asked?.type != indicator.periodType { asked = nil }
        if asked == nil, indicator.periodType == .fiscalYear {
            asked = request.query["year"].flatMap { Int($0) }.flatMap { FiscalYear($0) }.map(Period.fiscalYear)
        }
        guard let last = asked ?? Period.of(indicator.periodType, on: call.now.dateInThailand) else { return [] }
        return Period.last(count, upTo: last)
    }

    /// What the page shows of the organisation's figures: the periods that were asked for, or else those up to the last
    /// figure, or target.
    private static func trend(
        _ request: PageRequest, _ indicator: Indicator, _ organisation: String, _ call: ReadCall
    ) async throws -> IndicatorTrend {
        let isAsked = request.query["to"] != nil || request.query["year"] != nil
        let trend = try await call.invoke(
            GetTrend(
                indicator: .code(indicator.code), organisation: organisation,
                periods: periods(request, indicator, call, count: isAsked ? periodsShown : 2 * periodsShown)))
        let end = isAsked ? nil : trend.points.lastIndex { $0.value != nil || $0.target != nil }
        let points = end.map { trend.points[...$0] } ?? trend.points[...]
        return IndicatorTrend(
            indicator: indicator, organisation: organisation, points: Array(points.suffix(periodsShown)))
    }

    private static func show(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let code = request.parameters["code"] ?? ""
        let indicator = try await call.invoke(GetIndicator(indicator: .code(code)))
        let asked = request.query["organisation"].flatMap { $0.isEmpty ? nil : $0 }
        let organisation = asked ?? indicator.province
        let owners = [indicator.owner] + indicator.coOwners
        async let found = call.invoke(GetOrganisation(organisation: .code(organisation)))
        async let named = call.database.all(NamesOfOrganisations(organisations: owners))
        let trend = try await trend(request, indicator, organisation, call)
        // What is shown in detail is the last period that has a figure.
        let detailed = (trend.points.last { $0.value != nil } ?? trend.points.last)?.period
        let isFormula = indicator.aggregation == .formula
        async let gaps = isFormula ? self.gaps(indicator, organisation, detailed, call) : []
        async let broken = isFormula ? brokenDown(indicator, organisation, detailed, call) : []
        let below = isFormula ? try await self.below(indicator, organisation, detailed, call) : []
        let elements =
            (below.first?.parts ?? []).map(\.element) + trend.points.flatMap { $0.reason?.elementCodes ?? [] }
        let known = try await named
        let view = IndicatorView(
            request: request, indicator: indicator, trend: trend, place: try await found.organisation,
            names: try await FigureNames(of: elements, province: indicator.province, request, call),
            owners: owners.map { code in known.first { $0.code == code }.map { request.text($0.name) } ?? code })
        var values = view.values
        if let detailed {
            values["detail"] = request.text(detailed.title)
            if isFormula {
                values.merge(view.gaps(try await gaps)) { $1 }
                values.merge(try await details(view, organisation, below, try await broken, call)) { $1 }
            } else if let year = detailed.fiscalYear {
                values.merge(try await source(view, organisation, year, call)) { $1 }
            }
        }
        return IndicatorPages.page("indicator", values, request, call)
    }

    // MARK: - Indicators with a formula

    /// The organisation's figure and those of the organisations directly below it.
    private static func below(
        _ indicator: Indicator, _ organisation: String, _ period: Period?, _ call: ReadCall
    ) async throws -> [EvaluatedIndicator] {
        guard let period else { return [] }
        return try await call.invoke(
            EvaluateIndicator(
                indicator: .code(indicator.code), organisation: organisation, period: period, children: true)
        ).items
    }

    private static func gaps(
        _ indicator: Indicator, _ organisation: String, _ period: Period?, _ call: ReadCall
    ) async throws -> [DisaggregationGap] {
        guard let period else { return [] }
        return try await call.invoke(
            ListDisaggregationGaps(organisation: organisation, periods: [period], indicator: indicator.code)
        ).gaps
    }

    /// By each dimension of the indicator; a refusal says why it is not broken down by that one.
    private static func brokenDown(
        _ indicator: Indicator, _ organisation: String, _ period: Period?, _ call: ReadCall
    ) async throws -> [(dimension: String, items: Result<[EvaluatedIndicator], RPCError>)] {
        guard let period else { return [] }
        var found: [(dimension: String, items: Result<[EvaluatedIndicator], RPCError>)] = []
        for dimension in indicator.disaggregations {
            do {
                let evaluated = try await call.invoke(
                    EvaluateIndicator(
                        indicator: .code(indicator.code), organisation: organisation, period: period, by: dimension))
                found.append((dimension, .success(evaluated.items.filter { $0.category != nil })))
            } catch let error as RPCError where [.ruleViolated, .notFound].contains(error.kind) {
                found.append((dimension, .failure(error)))
            }
        }
        return found
    }

    private static func details(
        _ view: IndicatorView, _ organisation: String, _ below: [EvaluatedIndicator],
        _ broken: [(dimension: String, items: Result<[EvaluatedIndicator], RPCError>)], _ call: ReadCall
    ) async throws -> [String: Any] {
        let tables = broken.map { dimension, items -> [String: Any] in
            switch items {
            case .success(let items): view.breakdown(dimension, items)
            case .failure(let error):
                ["dimension": view.names.dimension(dimension), "why": view.request.text(error.message)]
            }
        }
        var values = view.parts(below.first)
        values["breakdowns"] = tables
        values["hasBreakdowns"] = !tables.isEmpty
        let children = below.filter { $0.organisation != organisation }
        let names = try await call.database.all(
            NamesOfOrganisations(organisations: children.map(\.organisation)))
        values.merge(
            view.below(children, names: Dictionary(names.map { ($0.code, $0.name) }, uniquingKeysWith: { $1 }))
        ) { $1 }
        return values
    }

    // MARK: - Indicators of a round

    private static func source(
        _ view: IndicatorView, _ organisation: String, _ year: FiscalYear, _ call: ReadCall
    ) async throws -> [String: Any] {
        let results: IndicatorResults
        do {
            results = try await call.invoke(IndicatorResultsQuery(fiscalYear: year, organisation: organisation))
        } catch let error as RPCError where error.kind == .notFound {
            return [:]
        }
        guard let result = results.items.first(where: { $0.indicator == view.indicator.code }) else { return [:] }
        return view.source(result, round: results.roundCode)
    }

    // MARK: - Files

    private static func download(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let indicator = try await call.invoke(GetIndicator(indicator: .code(request.parameters["code"] ?? "")))
        guard let format = request.query["format"].flatMap(ExportFormat.init) else {
            throw RPCError.notFound("file", request.query["format"] ?? "")
        }
        let exported = try await call.invoke(
            ExportData(
                organisation: request.query["organisation"] ?? indicator.province, format: format, elements: [],
                indicators: [indicator.code], periods: Self.periods(request, indicator, call), breakdowns: true))
        return try IndicatorPages.files(exported.files, request, call)
    }
}
