import JSONRPC
import Kernel
import ReportingContract

/// Asks the other services, all at once, for what a report of a year needs.
struct Gatherer: Sendable {
    /// By name; absent where none is configured.
    let peers: [String: any RPCCaller]
    let clock: @Sendable () -> Instant
    /// For all of it.
    let deadline: ContinuousClock.Instant

    struct Gathered: Sendable {
        var year: ProvinceYear
        var sources: [ReportSource]
        var gaps: [ReportGap]
    }

    /// - Parameter day: the day that money is counted at.
    func gather(
        _ definition: ReportDefinition, organisation: String, province: String, name: LocalizedText,
        fiscalYear: FiscalYear, asOf day: CalendarDate
    ) async -> Gathered {
        async let plans = outcome(of: .plans) { peer throws(GatheringFailure) in
            try await PlansAnswers.gather(peer, province: province, fiscalYear)
        }
        async let indicators = outcome(of: .indicators) { peer throws(GatheringFailure) in
            try await IndicatorsAnswers.gather(peer, organisation: organisation, province: province, fiscalYear)
        }
        async let budget = outcome(of: .budget) { peer throws(GatheringFailure) in
            try await BudgetAnswers.gather(peer, organisation: organisation, fiscalYear, asOf: day)
        }
        var sources = SourceList()
        var gaps: [ReportGap] = []
        var year = ProvinceYear(organisation: organisation, name: name, fiscalYear: fiscalYear)
        switch await plans {
        case .success(let answers): year.plan = answers.plan(&sources)
        case .failure(let failure): gaps.append(gap(failure, .plans, definition))
        }
        switch await indicators {
        case .success(let answers):
            year.round = answers.round(&sources)
            year.results = answers.lines(&sources)
        case .failure(let failure): gaps.append(gap(failure, .indicators, definition))
        }
        switch await budget {
        case .success(let answers): year.money = answers.figures(&sources)
        case .failure(let failure): gaps.append(gap(failure, .budget, definition))
        }
        return Gathered(year: year, sources: sources.sources, gaps: gaps)
    }

    private func outcome<Answers: Sendable>(
        of peer: ReportDefinition.Peer,
        _ gather: @Sendable (RecordingPeer) async throws(GatheringFailure) -> Answers
    ) async -> Result<Answers, GatheringFailure> {
        let recording = RecordingPeer(
            service: peer.rawValue, caller: peers[peer.rawValue], deadline: deadline, clock: clock)
        do throws(GatheringFailure) {
            return .success(try await gather(recording))
        } catch {
            return .failure(error)
        }
    }

    private func gap(
        _ failure: GatheringFailure, _ peer: ReportDefinition.Peer, _ definition: ReportDefinition
    ) -> ReportGap {
        ReportGap(
            parts: definition.parts.filter { $0.needs.contains(peer) }.map(\.code), service: failure.service,
            method: failure.method, reason: failure.reason)
    }
}
