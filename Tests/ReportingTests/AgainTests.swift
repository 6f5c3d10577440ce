import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import PlansContract
import ReportingContract
import Synchronization
import Testing

@testable import Reporting

/// What a report was made from makes it again, byte for byte: every kind, while clocks go on and answers change between
/// two of the same questions.
@Suite(.timeLimit(.minutes(2))) struct AgainTests {
    /// Later with every look.
    private final class Ticking: Sendable {
        private let seconds = Mutex<Int64>(0)
        private let start: Instant

        init(from start: Instant) { self.start = start }

        func now() -> Instant {
            start.adding(
                seconds: seconds.withLock {
                    $0 += 1
                    return $0
                })
        }
    }

    /// Answers the same question with another figure every time.
    private final class Restless: RPCCaller {
        private let rest: any RPCCaller
        private let asked = Mutex<Int>(0)

        init(_ rest: any RPCCaller) { self.rest = rest }

        func call<Method: RPCMethod>(
            _ method: Method, deadline: ContinuousClock.Instant?
        ) async throws -> Method.Result {
            let answer = try await rest.call(method, deadline: deadline)
            guard var results = answer as? IndicatorResults, !results.items.isEmpty else { return answer }
            let number = asked.withLock {
                $0 += 1
                return $0
            }
            results.items[0].actual = Quantity(number)
            return results as? Method.Result ?? answer
        }
    }

    private func again(_ definition: ReportDefinition, _ peers: [String: any RPCCaller]) async throws {
        let stubs = try StubPeers()
        let clock = Ticking(from: try #require(Instant("2023-10-20T03:00:00Z")))
        let subject = ReportSubject(
            organisation: "67", province: "67", name: LocalizedText(th: "จังหวัด"), fiscalYear: stubs.year,
            quarter: definition.isQuarterly ? 4 : nil, asOf: stubs.day,
            sdg: [SdgMapping(indicator: "I1", global: "4.1.1", national: nil)])
        let composition = Composition(stored: ShippedDefinitions.stored(definition), subject: subject)
        let gathered = await Gatherer(peers: peers, clock: { clock.now() }, deadline: .now + .seconds(20)).gather(
            definition, subject)
        let now = clock.now()
        let content = Composer(
            definition: definition, number: ShippedDefinitions.number, subject: subject, gathered: gathered,
            composedAt: now
        ).content()
        #expect(!gathered.inputs.isEmpty && !content.sources.isEmpty, "\(definition.code)")
        let second = await composition.compose(from: gathered.inputs, gaps: content.missing, at: now)
        let (first, other) = (try CanonicalJSON.bytes(content), try CanonicalJSON.bytes(second.content))
        #expect(first == other, "\(definition.code)")
        #expect(second.inputs.isEmpty)
    }

    @Test(arguments: ShippedDefinitions.all.map(\.code))
    func everyKindIsMadeAgain(code: String) async throws {
        let definition = try #require(ShippedDefinitions.find(code))
        var peers = code == "sdg4Progress" ? try SdgTests().peers(keptBack: false) : try StubPeers().all
        if let indicators = peers["indicators"] { peers["indicators"] = Restless(indicators) }
        if code != "sdg4Progress" {
            var plans = try StubPeers().plans.answers
            plans["driving.progress"] = DrivingProgress(
                organisation: "67", fiscalYear: try StubPeers().year,
                rows: [
                    DrivingProgressRow(
                        item: "1", approach: 1, level: .office, text: LocalizedText(th: "ประชุม"),
                        counts: DrivingCounts(
                            expected: 1, done: 1, inProgress: 0, notStarted: 0, notApplicable: 0, notReported: 0,
                            overdue: 0))
                ])
            plans["matter.list"] = Page<Matter>(items: [])
            peers["plans"] = StubPeer(answers: plans)
        }
        try await again(definition, peers)
    }
}
