import BudgetContract
import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import PlansContract
import RPCServer
import ServiceTestSupport
import Testing

@testable import Plans

/// Answers by method name, or refuses all.
private struct StubPeer: RPCCaller {
    var answers: [String: any Sendable] = [:]
    /// What it answers where figures are asked for as they may be published.
    var published: IndicatorResults?
    var failure = RPCError(.unavailable, LocalizedText("ไม่ตอบ", "down"))

    func call<Method: RPCMethod>(
        _ method: Method, deadline: ContinuousClock.Instant?
    ) async throws -> Method.Result {
        if let query = method as? IndicatorResultsQuery, query.asPublished == true,
            let answer = published as? Method.Result
        {
            return answer
        }
        guard let answer = answers[Method.name] as? Method.Result else { throw failure }
        return answer
    }
}

@Suite struct TraceFigureTests {
    private static func row(_ project: String, _ baht: Int64) -> SummaryRow {
        SummaryRow(
            key: project, name: nil, lines: 1,
            balances: Balances(
                allocated: Money(baht: baht), available: .zero, reserved: .zero, committed: Money(baht: baht / 2),
                disbursed: Money(baht: baht / 2)),
            spentBasisPoints: 5_000, usedBasisPoints: 10_000, planned: .zero, plannedToDate: .zero)
    }

    private static var budget: StubPeer {
        let rows = [row("67-P1", 100), row("67-P2", 20), row("67-ELSE", 7)]
        return StubPeer(answers: [
            GetSummary.name: BudgetSummary(
                organisation: "67", fiscalYear: Office.year(2567), date: Office.day, quarter: 1, groupBy: .project,
                total: row("67", 127), rows: rows, targets: [])
        ])
    }

    private static var indicators: StubPeer {
        let result = IndicatorResult(
            indicator: "67-I1", name: LocalizedText(th: "ตัวชี้วัด"), unit: LocalizedText(th: "ร้อยละ"), strategy: nil,
            sdgTargets: [], aggregation: .ratio, direction: .up, decimals: 2, baseline: nil, target: Quantity(85),
            actual: Quantity(80), numerator: nil, denominator: nil, distribution: nil, achievement: nil,
            status: .onTrack, counts: nil, question: nil)
        return StubPeer(answers: [
            IndicatorResultsQuery.name: IndicatorResults(
                fiscalYear: Office.year(2567), organisation: "67", relation: .either, round: nil, roundCode: nil,
                items: [result])
        ])
    }

    /// The web with a second project and an indicator on the goal.
    private func fill(_ office: Office) async throws {
        try await office.web()
        var indicator = Office.draft("67-I1", .indicatorReference, below: "67-G1")
        indicator.indicator = IndicatorTargets(
            indicator: "67-I1",
            targets: (2566...2570).map {
                YearlyTarget(fiscalYear: Office.year($0), value: Quantity($0 - 2480) ?? .zero)
            })
        try await office.elements(
            "67-PEDP",
            [
                Office.draft("67-P2", .project, below: "67-A1"), Office.draft("67-P3", .project, below: "67-A1"),
                indicator,
            ], key: "2")
    }

    @Test func stepsCarryWhatTheOtherServicesKnow() async throws {
        try await Office.open(peers: ["budget": Self.budget, "indicators": Self.indicators]) { office in
            try await fill(office)
            let down = try await office.service.call(TraceDown(element: "67-SI1"))
            #expect(down.fiscalYear == Office.year(2567))
            #expect(down.missing == [])
            let step = try #require(down.nodes.first { $0.code == "67-G1" })
            #expect(
                step.money
                    == StepMoney(
                        projects: 2, projectsWithoutLine: 1, allocated: Money(baht: 120), used: Money(baht: 120),
                        spent: Money(baht: 60)))
            #expect(
                step.indicators == [
                    StepIndicator(
                        element: "67-I1", indicator: "67-I1", organisation: "67", planTarget: Quantity(87),
                        target: Quantity(85), actual: Quantity(80), status: .onTrack)
                ])
            let up = try await office.service.call(TraceUp(element: "67-P2", fiscalYear: Office.year(2566)))
            #expect(up.nodes.allSatisfy { $0.money?.allocated == Money(baht: 20) })
            #expect(up.nodes.first { $0.code == "67-G1" }?.indicators?.first?.planTarget == Quantity(86))
            let plain = try await office.service.call(TraceDown(element: "67-SI1", figures: false))
            #expect(plain.nodes.allSatisfy { $0.money == nil && $0.indicators == nil })
            #expect(plain.missing == nil)
        }
    }

    /// Of few people the figure is kept back from everyone who traces, and what it would tell with it.
    @Test func aSmallGroupsFigureIsSuppressed() async throws {
        var peer = Self.indicators
        var results = try #require(peer.answers[IndicatorResultsQuery.name] as? IndicatorResults)
        results.items[0].actual = nil
        results.items[0].suppressed = true
        peer.published = results
        try await Office.open(peers: ["indicators": peer]) { office in
            try await fill(office)
            let down = try await office.service.call(TraceDown(element: "67-SI1"))
            #expect(
                down.nodes.first { $0.code == "67-G1" }?.indicators == [
                    StepIndicator(
                        element: "67-I1", indicator: "67-I1", organisation: "67", planTarget: Quantity(87),
                        target: Quantity(85), suppressed: true)
                ])
            let page = try await PageVisit(service: office.service, caller: .administrator)
                .get("/trace/:plan/:code", ["plan": "67-PEDP", "code": "67-G1"], query: ["way": "down"])
            #expect(page.contains("ปกปิด / 85") && page.contains("ปกปิด: ตัวเลขมาจากคนจำนวนน้อย"))
            #expect(!page.contains("80 / 85"))
        }
    }

    @Test func aPeerThatIsDownCostsItsFiguresAndNotTheTrace() async throws {
        try await Office.open(peers: ["budget": StubPeer(), "indicators": Self.indicators]) { office in
            try await fill(office)
            let down = try await office.service.call(TraceDown(element: "67-SI1"))
            #expect(down.nodes.count == 7)
            #expect(down.nodes.allSatisfy { $0.money == nil })
            #expect(down.nodes.first { $0.code == "67-G1" }?.indicators?.first?.actual == Quantity(80))
            #expect(
                down.missing == [
                    MissingFigures(
                        service: "budget", reason: .unavailable, figures: ["allocated", "used", "spent"],
                        organisations: ["67-01"])
                ])
        }
    }

    @Test func figuresAreForThoseWhoMayReadThem() async throws {
        try await Office.open(peers: ["budget": Self.budget, "indicators": Self.indicators]) { office in
            try await fill(office)
            try await office.announce("67-PEDP")
            let down = try await office.service.call(TraceDown(element: "67-SI1"), as: .stranger)
            #expect(down.nodes.count == 7)
            #expect(down.nodes.allSatisfy { $0.money == nil })
            #expect(down.nodes.flatMap { $0.indicators ?? [] }.allSatisfy { $0.actual == nil && $0.planTarget != nil })
            #expect(down.missing?.map(\.reason) == [.forbidden, .forbidden])
        }
    }

    @Test func moneyIsCountedOnceHoweverManyWaysLeadUp() {
        let ids = (1...4).map { ID(high: 0, low: UInt64($0)) }
        func node(_ index: Int, _ kind: ElementKind) -> TraceNode {
            TraceNode(
                id: ids[index], plan: "X", planVersion: 1, level: 3, code: "N\(index)", kind: kind,
                text: LocalizedText(th: "ก"), organisation: nil, budget: nil, depth: index)
        }
        var trace = Trace(
            nodes: [node(0, .goal), node(1, .approach), node(2, .approach), node(3, .project)],
            edges: [(3, 1), (3, 2), (1, 0), (2, 0)].map {
                TraceEdge(from: ids[$0.0], to: ids[$0.1], relation: .parent)
            }, truncated: false)
        let line = StepMoney(
            projects: 1, projectsWithoutLine: 0, allocated: Money(baht: 5), used: Money(baht: 3), spent: Money(baht: 2))
        TraceMoney(trace).put(["N3": line], into: &trace)
        #expect(trace.nodes.allSatisfy { $0.money == line })
    }
}
