import BudgetContract
import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import PlansContract
import ReportingContract

/// What the services answer for the SDG 4 report.
struct SdgAnswers: Sendable {
    /// Code of the plan that holds the targets, and how many years a trend goes back.
    static let plan = "SDG4"
    static let trendYears = 5
    /// The year of the goals.
    static let goalYear = 2573
    private static let indicatorsMax = 300
    private static let atATime = 8

    var targets: [Recorded<Page<PlanElement>>]
    var plans: PlansAnswers
    var results: Recorded<IndicatorResults>
    var indicators: [String: Recorded<Indicator>] = [:]
    var trends: [String: Recorded<IndicatorTrend>] = [:]
    var gaps: Recorded<DisaggregationGaps>
    var money: Recorded<BudgetSummary>
    let mappings: [SdgMapping]
    /// The province's indicators, among them those that no round asks for.
    var others: [Recorded<Page<Indicator>>] = []
    /// What the province's organisations are called, where it can be had.
    var organisations: Recorded<Page<Organisation>>?
    var dimensions: Recorded<Page<Dimension>>?
    var dataElements: [Recorded<Page<DataElement>>] = []

    static func gather(
        _ peer: @Sendable (String) -> RecordingPeer, _ subject: ReportSubject
    ) async throws(GatheringFailure) -> SdgAnswers {
        let year = subject.fiscalYear
        let plans = peer("plans")
        let indicators = peer("indicators")
        let (organisation, province) = (subject.organisation, subject.province)
        var periods = [Period.fiscalYear(year)]
        if let academic = AcademicYear(year.buddhistYear) { periods.append(.academicYear(academic)) }
        let periodsAsked = periods
        async let targets = asked { () throws(GatheringFailure) in try await Self.targets(plans) }
        async let own = asked { () throws(GatheringFailure) in
            try await PlansAnswers.gather(plans, province: province, year)
        }
        async let results = asked { () throws(GatheringFailure) in
            try await indicators.call(
                IndicatorResultsQuery(fiscalYear: year, organisation: organisation, asPublished: true))
        }
        async let gaps = asked { () throws(GatheringFailure) in
            try await indicators.call(ListDisaggregationGaps(organisation: organisation, periods: periodsAsked))
        }
        async let money = asked { () throws(GatheringFailure) in
            try await peer("budget").call(
                GetSummary(organisation: organisation, fiscalYear: year, groupBy: .project, date: subject.asOf))
        }
        // Only for what things are called.
        async let organisations = asked { () throws(GatheringFailure) in
            try await plans.call(ListOrganisations(province: province, limit: 1_000))
        }
        async let dimensions = asked { () throws(GatheringFailure) in
            try await indicators.call(ListDimensions(province: province, limit: 1_000))
        }
        async let others = asked { () throws(GatheringFailure) in try await Self.others(province, indicators) }
        var answers = SdgAnswers(
            targets: try await targets.get(), plans: try await own.get(), results: try await results.get(),
            gaps: try await gaps.get(), money: try await money.get(), mappings: subject.sdg ?? [])
        answers.organisations = try? await organisations.get()
        answers.dimensions = try? await dimensions.get()
        answers.others = try await others.get()
        if !answers.gaps.value.gaps.isEmpty { answers.dataElements = await Self.elements(province, indicators) }
        try await answers.measure(organisation, year, indicators)
        return answers
    }

    private static func targets(
        _ peer: RecordingPeer
    ) async throws(GatheringFailure) -> [Recorded<Page<PlanElement>>] {
        try await peer.pages { ListElements(plan: Reference(Self.plan), limit: 1_000, cursor: $0) }
    }

    /// What data elements are called; as far as it can be had.
    private static func elements(_ province: String, _ peer: RecordingPeer) async -> [Recorded<Page<DataElement>>] {
        var pages: [Recorded<Page<DataElement>>] = []
        repeat {
            guard
                let page = try? await peer.call(
                    ListDataElements(province: province, limit: 1_000, cursor: pages.last?.value.nextCursor))
            else { return pages }
            pages.append(page)
        } while pages.last?.value.nextCursor != nil && pages.count < 100
        return pages
    }

    /// Each indicator and its years.
    private mutating func measure(
        _ organisation: String, _ year: FiscalYear, _ peer: RecordingPeer
    ) async throws(GatheringFailure) {
        // Those of the year's round, then those that are worked out of data elements, which no round asks for.
        let asked = results.value.items
        var rest =
            (asked.filter { !$0.sdgTargets.isEmpty }.map(\.indicator)
            + others.flatMap(\.value.items).filter { Self.isOther($0, than: asked) }.map(\.code))
            .prefix(Self.indicatorsMax)
        while !rest.isEmpty {
            let found = await withTaskGroup(of: Result<Found, GatheringFailure>.self) { group in
                for code in rest.prefix(Self.atATime) {
                    group.addTask { await Self.one(code, organisation, year, peer) }
                }
                var found: [Result<Found, GatheringFailure>] = []
                for await result in group { found.append(result) }
                return found
            }
            rest = rest.dropFirst(Self.atATime)
            for result in found {
                let one = try result.get()
                indicators[one.indicator.value.code] = one.indicator
                if let trend = one.trend { trends[one.indicator.value.code] = trend }
            }
        }
    }

    private static func others(
        _ province: String, _ peer: RecordingPeer
    ) async throws(GatheringFailure) -> [Recorded<Page<Indicator>>] {
        try await peer.pages(most: 100) { ListIndicators(province: province, limit: 1_000, cursor: $0) }
    }

    private static func isOther(_ indicator: Indicator, than asked: [IndicatorResult]) -> Bool {
        !indicator.sdgTargets.isEmpty && !asked.contains { $0.indicator == indicator.code }
    }

    private struct Found: Sendable {
        var indicator: Recorded<Indicator>
        var trend: Recorded<IndicatorTrend>?
    }

    private static func one(
        _ code: String, _ organisation: String, _ year: FiscalYear, _ peer: RecordingPeer
    ) async -> Result<Found, GatheringFailure> {
        do throws(GatheringFailure) {
            let indicator = try await peer.call(GetIndicator(indicator: Reference(code)))
            let periods = periods(indicator.value.periodType, until: year)
            guard !periods.isEmpty else { return .success(Found(indicator: indicator, trend: nil)) }
            let trend = try await peer.call(
                GetTrend(
                    indicator: Reference(code), organisation: organisation, periods: periods, asPublished: true))
            return .success(Found(indicator: indicator, trend: trend))
        } catch {
            return .failure(error)
        }
    }

    /// Oldest first; none of what is taken more often than once a year.
    private static func periods(_ type: PeriodType, until year: FiscalYear) -> [Period] {
        let years = (year.buddhistYear - trendYears + 1)...year.buddhistYear
        return switch type {
        case .fiscalYear: years.compactMap { FiscalYear($0).map(Period.fiscalYear) }
        case .academicYear: years.compactMap { AcademicYear($0).map(Period.academicYear) }
        case .fiscalQuarter, .month: []
        }
    }

    // MARK: Figures

    func figures(_ sources: inout SourceList) -> SdgFigures {
        let source = sources.number(targets[0].source)
        for page in targets.dropFirst() { _ = sources.number(page.source) }
        _ = sources.number(plans.list.source)
        let resultSource = sources.number(results.source)
        let gapSource = sources.number(gaps.source)
        let moneySource = sources.number(money.source)
        let elements = targets.flatMap(\.value.items)
        let goals = elements.filter { $0.kind == .goal }.sorted { $0.code < $1.code }.map { goal in
            SdgTarget(
                code: goal.code, name: goal.text,
                globals: elements.filter { $0.parent == goal.code && $0.kind == .indicatorReference }
                    .sorted { $0.code < $1.code }
                    .map { (Self.short($0.code), $0.text) })
        }
        var lines: [SdgIndicator] = []
        for item in results.value.items.sorted(by: { $0.indicator < $1.indicator }) {
            guard let indicator = indicators[item.indicator] else { continue }
            let trend = trends[item.indicator]
            let trendSource = trend.map { sources.number($0.source) }
            let indicatorSource = sources.number(indicator.source)
            for target in item.sdgTargets {
                lines.append(
                    line(item, indicator.value, trend?.value, target, resultSource, indicatorSource, trendSource))
            }
        }
        for page in others { _ = sources.number(page.source) }
        for item in others.flatMap(\.value.items) where Self.isOther(item, than: results.value.items) {
            guard let indicator = indicators[item.code], let trend = trends[item.code] else { continue }
            let (trendSource, indicatorSource) = (sources.number(trend.source), sources.number(indicator.source))
            for target in item.sdgTargets {
                lines.append(workedOut(indicator.value, trend.value, target, indicatorSource, trendSource))
            }
        }
        let measured = Set(lines.map(\.code))
        return SdgFigures(
            targets: goals, indicators: lines.sorted { ($0.target, $0.code) < ($1.target, $1.code) },
            gaps: gaps.value.gaps.filter { measured.contains($0.indicator) }.map { gap($0, gapSource) },
            projects: projects(source: source, moneySource: moneySource), source: source, moneySource: moneySource)
    }

    private func gap(_ gap: DisaggregationGap, _ source: Int) -> SdgGap {
        let dimension = dimensions?.value.items.first { $0.code == gap.dimension }
        let element = dataElements.flatMap(\.value.items).first { $0.code == gap.element }
        return SdgGap(
            source: source, indicator: gap.indicator,
            indicatorName: indicators[gap.indicator]?.value.name ?? LocalizedText(th: ""),
            element: element?.name ?? LocalizedText(th: gap.element), period: Self.name(of: gap.period),
            dimension: dimension?.name ?? LocalizedText(th: gap.dimension),
            missing: gap.missing.map { code in
                dimension?.categories.first { $0.code == code }?.name ?? LocalizedText(th: code)
            })
    }

    private static func name(of period: Period) -> LocalizedText {
        let number = String(period.description.dropFirst(2))
        return switch period.type {
        case .fiscalYear: LocalizedText("ปีงบประมาณ \(number)", "fiscal year \(number)")
        case .academicYear: LocalizedText("ปีการศึกษา \(number)", "academic year \(number)")
        case .fiscalQuarter, .month: LocalizedText(th: period.description, en: period.description)
        }
    }

    /// `SDG-4.1.1` → `4.1.1`
    static func short(_ code: String) -> String { code.hasPrefix("SDG-") ? String(code.dropFirst(4)) : code }

    private func line(
        _ item: IndicatorResult, _ indicator: Indicator, _ trend: IndicatorTrend?, _ target: String, _ source: Int,
        _ indicatorSource: Int, _ trendSource: Int?
    ) -> SdgIndicator {
        let mapping = mappings.first { $0.indicator == item.indicator }
        let (goal, after, _) = targets(of: indicator)
        return SdgIndicator(
            source: source, trendSource: trendSource ?? indicatorSource, target: target, global: mapping?.global,
            national: mapping?.national, code: item.indicator, name: item.name, unit: item.unit,
            baseline: (item.baseline ?? indicator.baseline).map { ($0.fiscalYear, $0.value.description) },
            latest: item.told.actual.map { .value($0.description) }
                ?? (item.suppressed == true ? .suppressed : .notReported),
            targetOfYear: item.target.map { .value($0.description) } ?? .none,
            target2030: goal.map { .value($0.description) } ?? .none, milestones: after,
            status: item.told.status,
            trend: Self.trend(
                trend, since: (item.baseline ?? indicator.baseline)?.value, item.told.actual, item.direction))
    }

    /// An indicator with a formula: its figures are those of the trend.
    private func workedOut(
        _ indicator: Indicator, _ trend: IndicatorTrend, _ target: String, _ source: Int, _ trendSource: Int
    ) -> SdgIndicator {
        let mapping = mappings.first { $0.indicator == indicator.code }
        let (goal, after, now) = targets(of: indicator)
        let point = trend.points.last { $0.value != nil } ?? trend.points.last
        let latest: Figure =
            point?.value.map { .value($0.rounded(decimals: indicator.decimals).description) }
            ?? (point?.reason?.kind == .suppressed ? .suppressed : .notReported)
        return SdgIndicator(
            source: source, trendSource: trendSource, target: target, global: mapping?.global,
            national: mapping?.national, code: indicator.code, name: indicator.name, unit: indicator.unit,
            baseline: indicator.baseline.map { ($0.fiscalYear, $0.value.description) }, latest: latest,
            targetOfYear: (point?.target ?? now).map { .value($0.description) } ?? .none,
            target2030: goal.map { .value($0.description) } ?? .none, milestones: after,
            status: point.flatMap { $0.value == nil ? nil : Achievement(rawValue: $0.status.rawValue) }
                ?? .notEvaluated,
            trend: Self.trend(trend, since: indicator.baseline?.value, point?.value, indicator.direction))
    }

    /// The owner's targets: of 2030, of the years until then, and of the year itself.
    private func targets(
        of indicator: Indicator
    ) -> (goal: Quantity?, after: [(year: FiscalYear, value: String)], now: Quantity?) {
        let targets = indicator.targets.filter { $0.organisation == indicator.owner }.sorted {
            $0.fiscalYear < $1.fiscalYear
        }
        let year = results.value.fiscalYear
        return (
            targets.first { $0.fiscalYear.buddhistYear == Self.goalYear }?.value,
            targets.filter { $0.fiscalYear > year && $0.fiscalYear.buddhistYear < Self.goalYear }.map {
                ($0.fiscalYear, $0.value.description)
            }, targets.first { $0.fiscalYear == year }?.value
        )
    }

    /// Over the years, or where there is but one figure, against the baseline.
    private static func trend(
        _ trend: IndicatorTrend?, since baseline: Quantity?, _ latest: Quantity?, _ direction: Direction
    ) -> String {
        if let trend, trend.trend != .unknown { return trend.trend.rawValue }
        guard let baseline, let latest else { return TrendKind.unknown.rawValue }
        if latest == baseline { return TrendKind.steady.rawValue }
        return ((latest > baseline) == (direction == .up) ? TrendKind.improving : .worsening).rawValue
    }

    /// A project stands behind a target if it, or anything that it stands below, is linked to the target.
    private func projects(source: Int, moneySource: Int) -> [SdgProject] {
        let elements = plans.elements.flatMap(\.value.items)
        let parents = Dictionary(elements.map { ($0.code, $0.parent) }) { first, _ in first }
        let links = plans.links.flatMap(\.value.items).filter { $0.to.plan == Self.plan }
        let served = Dictionary(grouping: links, by: \.from.code).mapValues { Set($0.map(\.to.code)) }
        let rows = Dictionary(money.value.rows.map { ($0.key, $0) }) { first, _ in first }
        let names = Dictionary(
            (organisations?.value.items ?? []).map { ($0.code, $0.name) }, uniquingKeysWith: { first, _ in first })
        return elements.filter { $0.kind == .project }.flatMap { project -> [SdgProject] in
            var targets: Set<String> = []
            var place: String? = project.code
            // A tree is never deeper than it has elements: a loop in what came ends too.
            for _ in 0...elements.count {
                guard let code = place else { break }
                targets.formUnion(served[code] ?? [])
                place = parents[code] ?? nil
            }
            let row = rows[project.code]
            return targets.map { target in
                SdgProject(
                    source: source, target: target, code: project.code, name: project.text,
                    organisation: project.organisation.map { names[$0] ?? LocalizedText(th: $0) },
                    money: row.map {
                        MoneyLine(
                            source: moneySource, key: $0.key, name: $0.name, allocated: $0.allocated, spent: $0.spent,
                            used: $0.used)
                    })
            }
        }.sorted { ($0.target, $0.code) < ($1.target, $1.code) }
    }
}
