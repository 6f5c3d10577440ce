import CommonContract
import JSONRPC
import Kernel
import PlansContract
import RPCServer
import ServiceTestSupport
import Testing

@Suite struct ScreeningTests {
    private func act(
        _ office: Office, _ matter: ID, _ step: String, _ outcome: ActionOutcome, as caller: Caller, key: String = "1",
        note: String? = nil
    ) async throws -> Matter {
        try await office.service.call(
            ActOnMatter(
                idempotencyKey: "\(step)/\(key)", matter: matter, step: step, outcome: outcome, date: Office.day,
                note: note),
            as: caller)
    }

    @Test func aPlanGoesFromReceiptToResolutionAndBackOnce() async throws {
        try await Office.open { office in
            try await office.web()
            let opened = try await office.service.call(
                SubmitPlanForScreening(idempotencyKey: "submit", plan: "67-PEDP", date: Office.day), as: .planner)
            #expect(opened.step == "received")
            #expect(opened.may == [.forward, .return])
            #expect(opened.dueOn == Office.day.adding(days: 3))
            #expect(await refusal { try await office.announce("67-PEDP") } == "plan.beingScreened")
            let again = await refusal {
                try await office.service.call(SubmitPlanForScreening(idempotencyKey: "submit2", plan: "67-PEDP"))
            }
            #expect(again == "matter_one_open")

            let id = opened.id
            _ = try await act(office, id, "received", .forward, as: .planner)
            #expect(
                await refusal { try await act(office, id, "received", .forward, as: .planner, key: "2") }
                    == "matter.step")
            _ = try await act(office, id, "analyse", .forward, as: .planner)
            #expect(await refusal { try await act(office, id, "screening", .forward, as: .planner) } == "forbidden")
            #expect(
                await refusal { try await act(office, id, "screening", .forward, as: .secretary) } == "matter.meeting")
            try await office.bodies()
            _ = try await office.resolve(id, in: "67-SSA", "1/2567", .forward)
            _ = try await office.resolve(id, in: "67-PEC", "1/2567", .return, observations: "เพิ่มค่าเป้าหมาย")
            _ = try await act(office, id, "revisionForResolution", .forward, as: .planner)
            let approved = try await office.resolve(id, in: "67-PEC", "2/2567", .approve)
            #expect(approved.decision == .approve)
            #expect(approved.may == [.forward])
            let done = try await act(office, id, "notice", .forward, as: .planner)
            #expect(done.state == .completed)
            #expect(done.may == [])
            #expect(
                done.history.map(\.outcome) == [.forward, .forward, .forward, .return, .forward, .approve, .forward])

            let plan = try await office.announce("67-PEDP", key: "2")
            #expect(plan.versions.first?.screening == PlanScreening(matter: id, state: .approved))
        }
    }

    @Test func aRejectedDraftIsNotAnnounced() async throws {
        try await Office.open { office in
            try await office.web()
            try await office.service.recordDecisions(of: ["planScreening"])
            let id = try await office.service.call(
                SubmitPlanForScreening(idempotencyKey: "submit", plan: "67-PEDP", date: Office.day)
            ).id
            for step in ["received", "analyse", "screening"] {
                _ = try await act(office, id, step, .forward, as: .administrator)
            }
            let rejected = try await act(office, id, "resolution", .reject, as: .administrator)
            #expect(rejected.state == .rejected)
            #expect(await refusal { try await office.announce("67-PEDP") } == "plan.screeningRejected")
            let second = try await office.service.call(
                SubmitPlanForScreening(idempotencyKey: "submit2", plan: "67-PEDP", date: Office.day))
            #expect(second.id != id)
        }
    }
}
