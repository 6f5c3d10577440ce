import BudgetContract
import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import PlansContract
import ReportingContract
import Testing

@testable import Reporting

@Suite struct GatheringTests {
    let stubs: StubPeers
    let instant: Instant

    init() throws {
        stubs = try StubPeers()
        instant = try #require(Instant("2023-10-20T03:00:00Z"))
    }

    private var subject: ReportSubject {
        ReportSubject(
            organisation: "67", province: "67", name: LocalizedText(th: "จังหวัด"), fiscalYear: stubs.year,
            asOf: stubs.day)
    }

    private func gather(_ peers: [String: any RPCCaller]) async -> Gatherer.Gathered {
        let instant = instant
        return await Gatherer(peers: peers, clock: { instant }, deadline: ContinuousClock.now + .seconds(10)).gather(
            ShippedDefinitions.annualProvincial, subject)
    }

    @Test func everythingThere() async throws {
        let gathered = await gather(stubs.all)
        #expect(gathered.gaps.isEmpty)
        #expect(gathered.sources.map(\.number) == Array(1...gathered.sources.count))
        #expect(
            gathered.sources.map(\.method) == [
                "plan.list", "element.list", "link.list", "plan.lint", "round.status", "indicator.results",
                "budget.summary",
                "budget.summary", "budget.summary",
            ])
        #expect(
            gathered.sources[8].params.contains(#""groupBy":"project""#) && gathered.sources[8].answerSHA256.count == 64
        )
        let plan = try #require(gathered.year.plan)
        #expect(plan.projects.map(\.issue) == ["SI1", "SI1"] && plan.projects.map(\.isTraced) == [true, false])
        #expect(plan.links.map(\.issue) == ["SI1"])
        #expect(gathered.year.round?.all.certified == 8 && gathered.year.round?.all.missing == 2)
        #expect(gathered.year.results?.map(\.actual) == [.value("80.50"), .notReported, .none, .notApplicable])
        #expect(gathered.year.money?.total.used == Money(baht: 90))
        // The same answers give the same report, byte for byte.
        let again = await gather(stubs.all)
        #expect(try content(gathered) == content(again))
    }

    private func content(_ gathered: Gatherer.Gathered) throws -> [UInt8] {
        try CanonicalJSON.bytes(
            Composer(
                definition: ShippedDefinitions.annualProvincial, number: 1, subject: subject, gathered: gathered,
                composedAt: instant
            ).content())
    }

    @Test func contentReadsBack() async throws {
        let bytes = try content(await gather(stubs.all))
        #expect(try CanonicalJSON.bytes(CanonicalJSON.value(ReportContent.self, from: bytes)) == bytes)
    }

    @Test func aPeerThatIsDownLeavesItsGap() async throws {
        let gathered = await gather(["plans": stubs.plans, "indicators": StubPeer(answers: [:])])
        #expect(gathered.gaps.map(\.service) == ["indicators", "budget"])
        #expect(gathered.gaps[0].method == "round.list" && gathered.gaps[0].reason.en == "cannot be reached")
        #expect(gathered.gaps[1].reason == ReportMessages.notConfigured)
        #expect(gathered.gaps[0].parts == ["summary", "method", "results", "suggestions", "annexes"])
        #expect(gathered.year.plan != nil && gathered.year.results == nil && gathered.year.money == nil)
        _ = try content(gathered)
    }

    @Test func aProvinceWithoutPlanOrRound() async throws {
        let empty = StubPeer(answers: ["plan.list": Page<Plan>(items: []), "round.list": Page<Round>(items: [])])
        let gathered = await gather(["plans": empty, "indicators": empty, "budget": stubs.budget])
        #expect(gathered.gaps.map(\.reason) == [ReportMessages.noPlan, ReportMessages.noRound])
    }
}
