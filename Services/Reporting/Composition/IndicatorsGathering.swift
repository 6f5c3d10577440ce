import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel

/// What the indicators service knows of a year: the round, who answered, the results.
struct IndicatorsAnswers: Sendable {
    var status: Recorded<RoundStatus>
    var results: Recorded<IndicatorResults>

    static func gather(
        _ peer: RecordingPeer, organisation: String, province: String, _ year: FiscalYear
    ) async throws(GatheringFailure) -> IndicatorsAnswers {
        let rounds = try await peer.call(ListRounds(province: province, fiscalYear: year, limit: 100))
        let opened = rounds.value.items.filter { $0.state != .draft }
        guard let round = opened.max(by: { ($0.opensOn, $0.code) < ($1.opensOn, $1.code) }) else {
            throw peer.failure(ListRounds.name, ReportMessages.noRound)
        }
        let reference = Reference(round.code)
        // By parent agency: there each school stands under one, so the rows of the annex add up to the whole.
        async let status = asked { () throws(GatheringFailure) in
            try await peer.call(GetRoundStatus(round: reference, organisation: organisation, relation: .parent))
        }
        async let results = asked { () throws(GatheringFailure) in
            try await peer.call(
                IndicatorResultsQuery(
                    fiscalYear: year, organisation: organisation, round: reference, asPublished: true))
        }
        return IndicatorsAnswers(status: try await status.get(), results: try await results.get())
    }

    func round(_ sources: inout SourceList) -> RoundFigures {
        let source = sources.number(status.source)
        let round = status.value.round
        return RoundFigures(
            source: source, code: round.code, name: round.name, opensOn: round.opensOn, dueOn: round.dueOn,
            all: Self.answers(status.value.counts),
            organisations: status.value.children.map { ($0.organisation, $0.name, Self.answers($0.counts)) })
    }

    func lines(_ sources: inout SourceList) -> [IndicatorLine] {
        let source = sources.number(results.source)
        return results.value.items.map { item in
            IndicatorLine(
                source: source, code: item.indicator, name: item.name, unit: item.unit, issue: item.strategy,
                target: item.target.map { .value(Self.text($0, item.decimals)) } ?? .none,
                actual: item.told.actual.map { .value(Self.text($0, item.decimals)) } ?? Self.absent(item),
                achievement: item.told.achievement.map { .value(Self.text($0.rounded(decimals: 2), 2)) }
                    ?? (item.suppressed == true ? .suppressed : .notApplicable),
                status: item.told.status,
                // 'None' and 'not applicable' are answers as well.
                answered: item.counts.map { $0.value + $0.none + $0.notApplicable }, expected: item.counts?.expected)
        }
    }

    /// Why there is no figure: it would tell of too few people, nobody answered yet, those who did have none, or it
    /// applies to none of them.
    private static func absent(_ item: IndicatorResult) -> Figure {
        if item.suppressed == true { return .suppressed }
        guard let counts = item.counts else { return .notReported }
        if counts.value + counts.none + counts.notApplicable == 0 { return .notReported }
        if counts.value + counts.none == 0 { return .notApplicable }
        return counts.value == 0 ? .none : .notReported
    }

    private static func text(_ value: Quantity, _ decimals: Int) -> String {
        let parts = value.rounded(decimals: decimals).description.split(separator: ".")
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        let places = max(0, min(decimals, 4))
        guard places > 0 else { return String(parts[0]) }
        return parts[0] + "." + fraction + String(repeating: "0", count: max(0, places - fraction.count))
    }

    private static func answers(_ counts: RoundCounts) -> RoundFigures.Answers {
        RoundFigures.Answers(
            expected: counts.expected, certified: counts.certified + counts.accepted, onTime: counts.onTime,
            late: counts.late, returned: counts.returned)
    }
}

extension IndicatorResult {
    /// What may be said of it: of a figure that is kept back neither the figure nor how it stands to its target, whatever
    /// the answer has there.
    var told: (actual: Quantity?, achievement: Quantity?, status: Achievement) {
        if suppressed == true { return (nil, nil, .notEvaluated) }
        return (actual, achievement, Achievement(rawValue: status.rawValue) ?? .notEvaluated)
    }
}
