import CommonContract
import JSONRPC
import Kernel
import Procedures
import RPCServer
import ServiceTestSupport
import Testing

@Suite struct DefineTests {
    private func withProcedures(_ body: @Sendable (TestService) async throws -> Void) async throws {
        try await withService(modules: [ProceduresModule(Procedures())], body)
    }

    private func refusal(_ body: () async throws -> some Sendable) async -> RPCError? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? RPCError
        }
    }

    /// Joint work with one step less, from a day on.
    private func shorter(_ version: Int, from day: CalendarDate) async throws -> ProcedureDefinition {
        ProcedureDefinition(
            code: "jointWork", version: version, name: LocalizedText("งานร่วม", "Joint work"), effectiveFrom: day,
            committee: .none,
            steps: [
                Sample.step(
                    "request", .received, [.planner, .administrator], days: 3, [.init(.forward, to: "action")]),
                Sample.step("action", .execution, [.planner, .administrator], [.init(.forward, end: .completed)]),
            ])
    }

    @Test func aNewVersionLeavesMattersInFlightAlone() async throws {
        try await withProcedures { service in
            func open(_ key: String, on date: CalendarDate) async throws -> Matter {
                try await service.call(
                    OpenMatter(
                        idempotencyKey: key, procedure: "jointWork", organisation: "67-01",
                        title: LocalizedText("งาน", "Work"), date: date))
            }
            func forward(_ matter: Matter) async throws -> Matter {
                try await service.call(
                    ActOnMatter(
                        idempotencyKey: "f \(matter.id)", matter: matter.id, step: "request", outcome: .forward,
                        date: Sample.day))
            }
            let old = try await open("1", on: Sample.day)
            _ = try await service.call(
                DefineProcedure(
                    idempotencyKey: "d", province: "67", definition: try await shorter(1, from: Sample.day)))
            let new = try await open("2", on: Sample.day)
            #expect(try await forward(old).step == "proposal")
            #expect(try await forward(new).step == "action")
            // Before its day the nation's own holds; elsewhere it holds anyway.
            let before = try await service.call(
                GetProcedure(procedure: "jointWork", province: "67", on: Sample.day.adding(days: -1)))
            #expect(before.steps.count == 5)
            #expect(try await service.call(GetProcedure(procedure: "jointWork", province: "65")).steps.count == 5)
            #expect(try await service.call(ListProcedures(province: "67")).items.count == 14)
        }
    }

    @Test func everythingWrongIsSaidAtOnce() async throws {
        try await withProcedures { service in
            _ = try await service.call(
                DefineProcedure(
                    idempotencyKey: "1", province: "67", definition: try await shorter(1, from: Sample.day)))
            var wrong = try await shorter(4, from: Sample.day)
            wrong.steps[0].transitions = [.init(.approve, to: "nowhere")]
            wrong.steps[1].roles = []
            wrong.openedWith = "plan.create"
            let definition = wrong
            let problems = await refusal {
                try await service.call(DefineProcedure(idempotencyKey: "2", province: "67", definition: definition))
            }?.problems.map(\.path)
            #expect(
                Set(problems ?? []) == [
                    "/definition/version", "/definition/effectiveFrom", "/definition/openedWith",
                    "/definition/steps/0/transitions/0/to", "/definition/steps/0/transitions/0/outcome",
                    "/definition/steps/0", "/definition/steps/1", "/definition/steps/1/roles",
                ])
            let next = try await shorter(2, from: try #require(Sample.day.adding(days: 1)))
            for caller in [Caller.planner, .secretary] {
                let refused = await refusal {
                    try await service.call(
                        DefineProcedure(idempotencyKey: "3", province: "67", definition: next), as: caller)
                }
                #expect(refused?.kind == .forbidden)
            }
        }
    }

    @Test func workIsOpenedAndTakenBackByThoseOfItsFirstStep() async throws {
        try await withProcedures { service in
            let opening = OpenMatter(
                idempotencyKey: "1", procedure: "jointWork", organisation: "67-01", title: LocalizedText("งาน", "Work"),
                date: Sample.day)
            #expect(await refusal { try await service.call(opening, as: .reporter) }?.kind == .forbidden)
            let matter = try await service.call(opening, as: .planner)
            #expect(matter.step == "request")
            #expect(matter.may == [.forward])
            let withdrawal = WithdrawMatter(idempotencyKey: "w", matter: matter.id, date: Sample.day, reason: "ยกเลิก")
            #expect(await refusal { try await service.call(withdrawal, as: .reporter) }?.kind == .forbidden)
            #expect(try await service.call(withdrawal, as: .secretary).state == .withdrawn)
            let screening = OpenMatter(
                idempotencyKey: "2", procedure: "planScreening", organisation: "67-01",
                title: LocalizedText("แผน", "Plan"))
            #expect(await refusal { try await service.call(screening) }?.kind == .ruleViolated)
        }
    }

    /// What another service's method brings, that service brings here, takes its last step and takes it back; the steps
    /// between are those of the people who hold them.
    @Test func anotherServiceBringsItsMatters() async throws {
        try await withProcedures { service in
            try await service.recordDecisions(of: ["budgetTransfer"])
            func open(_ key: String) async throws -> Matter {
                try await service.call(
                    OpenMatter(
                        idempotencyKey: key, procedure: "budgetTransfer", organisation: "67-01",
                        title: LocalizedText("โอน", "Transfer"), subjectCode: "TR-1", date: Sample.day), as: .integrator
                )
            }
            let matter = try await open("1")
            func act(_ step: String, as caller: Caller = .administrator) async throws -> Matter {
                try await service.call(
                    ActOnMatter(
                        idempotencyKey: step, matter: matter.id, step: step,
                        outcome: step == "resolution" ? .approve : .forward, date: Sample.day), as: caller)
            }
            #expect(await refusal { try await act("received", as: .integrator) }?.kind == .forbidden)
            for step in ["received", "analyse", "officerApproval", "screening", "resolution", "notice"] {
                _ = try await act(step)
            }
            #expect(try await act("execution", as: .integrator).state == .completed)
            let other = try await open("2")
            let withdrawal = WithdrawMatter(idempotencyKey: "w", matter: other.id, date: Sample.day, reason: "ยกเลิก")
            #expect(try await service.call(withdrawal, as: .integrator).state == .withdrawn)
        }
    }
}
