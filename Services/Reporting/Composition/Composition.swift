import JSONRPC
import Kernel
import ReportingContract
import ServiceKit

/// A report about to be made: by which definition, about what.
struct Composition: Sendable {
    /// Longest wait for all peers together; the caller's deadline may be nearer.
    static let gatheringSeconds = 25

    let stored: StoredReportDefinition
    let subject: ReportSubject

    /// What it came to, and the answers that it was made from.
    struct Composed: Sendable {
        var content: ReportContent
        var inputs: [ReportInput]
    }

    /// - Throws: `invalidParams` if the quarter does not go with the definition.
    static func subject(
        _ definition: ReportDefinition, _ organisation: String, _ found: (province: String, name: LocalizedText),
        _ year: FiscalYear, _ quarter: Int?, today: CalendarDate
    ) throws(RPCError) -> ReportSubject {
        guard definition.isQuarterly == (quarter != nil) else {
            let message = definition.isQuarterly ? ReportMessages.needsQuarter : ReportMessages.noQuarter
            throw RPCError(
                .invalidParams, message,
                problems: [Problem(path: "/quarter", rule: "report.quarter", message: message)])
        }
        var subject = ReportSubject(
            organisation: organisation, province: found.province, name: found.name, fiscalYear: year,
            quarter: quarter, asOf: today)
        subject.asOf = min(today, subject.period.last)
        return subject
    }

    func compose(
        _ runtime: ServiceRuntime, handed: HandedAnswers? = nil, deadline: ContinuousClock.Instant, now: Instant,
        progress: (@Sendable ([PartProgress], _ done: Int) async -> Void)? = nil
    ) async -> Composed {
        let gatherer = Gatherer(
            peers: runtime.peers, clock: runtime.clock,
            deadline: min(deadline, ContinuousClock.now + .seconds(Self.gatheringSeconds)), handed: handed,
            progress: progress)
        return await composed(gatherer, at: now)
    }

    /// The same again, from what was recorded.
    func compose(from inputs: [ReportInput], gaps: [ReportGap], at composedAt: Instant) async -> Composed {
        let gatherer = Gatherer(
            peers: [:], clock: { composedAt }, deadline: ContinuousClock.now + .seconds(Self.gatheringSeconds),
            recorded: RecordedAnswers(inputs, gaps: gaps))
        return await composed(gatherer, at: composedAt)
    }

    private func composed(_ gatherer: Gatherer, at composedAt: Instant) async -> Composed {
        let gathered = await gatherer.gather(stored.definition, subject)
        let composer = Composer(
            definition: stored.definition, number: stored.number, subject: subject, gathered: gathered,
            composedAt: composedAt)
        return Composed(content: composer.content(), inputs: gathered.inputs)
    }
}

extension ReportContent {
    /// Puts what people wrote in place of a part's text; what was computed and what is missing stays.
    mutating func write(_ text: LocalizedText, into part: String) -> Bool {
        guard let index = parts.firstIndex(where: { $0.code == part }) else { return false }
        let kept = parts[index].blocks.filter { [.table, .chart, .gap].contains($0.kind) }
        parts[index].blocks = [.paragraph(text)] + kept
        return true
    }
}
