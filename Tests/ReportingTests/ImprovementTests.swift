import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import PlansContract
import RPCServer
import ReportingContract
import ServiceKit
import ServiceTestSupport
import Synchronization
import Testing

@testable import Reporting

/// Actions from findings, carried into the next plan.
@Suite(.timeLimit(.minutes(2))) struct ImprovementTests {
    let stubs: StubPeers

    init() throws { stubs = try StubPeers() }

    /// A plans service that answers what it is told to, and remembers what it was asked.
    final class Plans: RPCCaller {
        enum Mood { case away, refuses, takes }

        private let state = Mutex((mood: Mood.takes, asked: [CreateElement]()))
        var asked: [CreateElement] { state.withLock { $0.asked } }
        func be(_ mood: Mood) { state.withLock { $0.mood = mood } }

        func call<Method: RPCMethod>(
            _ method: Method, deadline: ContinuousClock.Instant?
        ) async throws -> Method.Result {
            guard let create = method as? CreateElement else {
                throw RPCError(.unavailable, LocalizedText("ติดต่อไม่ได้", "cannot be reached"))
            }
            let mood = state.withLock { state in
                state.asked.append(create)
                return state.mood
            }
            switch mood {
            case .away: throw RPCError(.unavailable, LocalizedText("ติดต่อไม่ได้", "cannot be reached"))
            case .refuses:
                throw RPCError.ruleViolated("plan.draft", LocalizedText("แผนไม่มีร่าง", "the plan has no draft"))
            case .takes: break
            }
            let draft = create.element
            let element = PlanElement(
                id: ID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0001), plan: "NEXT", planVersion: 1,
                code: draft.code, kind: draft.kind, parent: draft.parent, text: draft.text, details: draft.details,
                organisation: draft.organisation, tags: draft.tags ?? [], funding: nil, budget: draft.budget,
                valueChainStage: nil, indicator: nil, order: 1, version: 1)
            guard let result = element as? Method.Result else {
                throw RPCError(.internalError, LocalizedText("ผิดชนิด", "another type"))
            }
            return result
        }
    }

    private func create(_ service: TestService) async throws -> ImprovementAction {
        try await service.call(
            CreateImprovement(
                organisation: "67", fiscalYear: stubs.year,
                finding: ImprovementFinding(kind: .plan, key: "P2", text: LocalizedText(th: "ขาด Y1")),
                action: LocalizedText(th: "เชื่อมโยงโครงการ"), owner: "67-01",
                dueOn: try #require(CalendarDate("2023-11-01")), idempotencyKey: "i"), as: .planner)
    }

    private func carry(
        _ action: ImprovementAction, _ version: Int, _ service: TestService
    ) async throws -> ImprovementAction {
        try await service.call(
            CarryImprovement(
                improvement: action.id, plan: "NEXT", element: "67-IMP1", parent: "67-G1", expectedVersion: version,
                idempotencyKey: "c\(version)"), as: .planner)
    }

    @Test func findingsComeFromAllServices() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let made = try await create(service)
            let found = try await service.call(
                ListFindings(organisation: "67", fiscalYear: stubs.year), as: .planner
            ).items
            #expect(found.map(\.finding.kind) == [.round, .plan])
            #expect(found.map(\.actions) == [[], [made.id]])
        }
        func result(_ status: ResultStatus) -> IndicatorResult {
            IndicatorResult(
                indicator: "I\(status.rawValue)", name: LocalizedText(th: "ต"), unit: LocalizedText(th: "ร้อยละ"),
                strategy: nil, sdgTargets: [], aggregation: .ratio, direction: .up, decimals: 0, baseline: nil,
                target: Quantity(80), actual: Quantity(50), numerator: nil, denominator: nil, distribution: nil,
                achievement: nil, status: status, counts: nil, question: nil)
        }
        #expect(Findings.indicators(ResultStatus.allCases.map(result)).map(\.key) == ["Ibehind", "IatRisk"])
    }

    @Test func ownerDayAndStateAreKept() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let action = try await create(service)
            #expect(action.state == .open && action.isOverdue && action.history.count == 1)
            let later = try #require(CalendarDate("2024-03-31"))
            let moved = try await service.call(
                UpdateImprovement(
                    improvement: action.id, state: .inProgress, note: "เริ่มแล้ว", owner: "67-02",
                    dueOn: later, expectedVersion: 1, idempotencyKey: "u"),
                as: .planner)
            #expect(moved.owner == "67-02" && !moved.isOverdue && moved.history.last?.note == "เริ่มแล้ว")
            let stale = await #expect(throws: RPCError.self) {
                try await service.call(
                    UpdateImprovement(improvement: action.id, state: .done, expectedVersion: 1, idempotencyKey: "v"),
                    as: .planner)
            }
            #expect(stale?.kind == .conflict)
            let list = try await service.call(
                ListImprovements(organisation: "67", fiscalYear: stubs.year, owner: "67-02"), as: .planner)
            #expect(list.items == [moved])
            let none = try await service.call(ListImprovements(organisation: "67", overdue: true), as: .planner)
            #expect(none.items.isEmpty)
        }
    }

    @Test func carriedOnceHoweverOftenThePlansServiceIsAway() async throws {
        let plans = Plans()
        try await withService(modules: ReportingService.tested, name: "reporting", peers: ["plans": plans]) { service in
            let courier = ImprovementCourier(runtime: service.runtime)
            func now(_ action: ImprovementAction) async throws -> ImprovementAction {
                try await service.call(GetImprovement(improvement: action.id), as: .planner)
            }
            let action = try await create(service)
            plans.be(.away)
            let waiting = try await carry(action, 1, service)
            #expect(waiting.carry?.state == .waiting && plans.asked.isEmpty)
            try await courier.work()
            #expect(try await now(action).carry?.state == .waiting && plans.asked.count == 1)
            // Not before its time.
            try await courier.work()
            #expect(plans.asked.count == 1)
            // What waits is not carried twice.
            await #expect(throws: RPCError.self) { try await carry(action, 2, service) }
            plans.be(.takes)
            service.now = service.now.adding(seconds: 3_600)
            try await courier.work()
            let carried = try await now(action)
            #expect(carried.carry?.state == .carried && carried.carry?.attempts == 2)
            let asked = plans.asked
            #expect(asked.count == 2)
            #expect(try CanonicalJSON.bytes(asked[0]) == CanonicalJSON.bytes(asked[1]))
            #expect(asked[0].element.text.th == "เชื่อมโยงโครงการ" && asked[0].element.organisation == "67-01")
            try await courier.work()
            #expect(plans.asked.count == 2)
        }
    }

    @Test func whatIsRefusedSaysWhyAndCanBeTriedElsewhere() async throws {
        let plans = Plans()
        try await withService(modules: ReportingService.tested, name: "reporting", peers: ["plans": plans]) { service in
            let action = try await create(service)
            plans.be(.refuses)
            _ = try await carry(action, 1, service)
            let courier = ImprovementCourier(runtime: service.runtime)
            try await courier.work()
            let refused = try await service.call(GetImprovement(improvement: action.id), as: .planner)
            #expect(refused.carry?.state == .refused && refused.carry?.problem?.th == "แผนไม่มีร่าง")
            plans.be(.takes)
            _ = try await carry(action, 2, service)
            try await courier.work()
            let carried = try await service.call(GetImprovement(improvement: action.id), as: .planner)
            #expect(carried.carry?.state == .carried)
            // Another key: the first attempt's refusal is not what is answered again.
            #expect(Set(plans.asked.map(\.idempotencyKey)).count == 2)
        }
    }
}
