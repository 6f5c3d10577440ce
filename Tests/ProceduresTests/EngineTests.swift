import CommonContract
import JSONRPC
import Kernel
import Testing

@testable import Procedures

@Suite struct EngineTests {
    @Test func aMatterStartsAtTheFirstStepWithItsDays() throws {
        let start = try #require(ProcedureEngine(Sample.screening).start(at: Sample.instant(0), date: Sample.day))
        #expect(start.step == "received")
        #expect(start.state == .open)
        #expect(start.dueOn == CalendarDate(year: 2022, month: 10, day: 6))
    }

    @Test func itGoesItsWayAndEnds() throws {
        let engine = ProcedureEngine(Sample.screening)
        var position = try #require(engine.start(at: Sample.instant(0)))
        let way: [(String, ActionOutcome)] = [
            ("received", .forward), ("screening", .return), ("revision", .forward), ("screening", .forward),
            ("resolution", .approve), ("notice", .forward),
        ]
        for (step, outcome) in way {
            position = try engine.apply(
                ProposedAction(step: step, outcome: outcome, at: Sample.instant(60)), to: position)
        }
        #expect(position.state == .completed)
        #expect(position.step == nil)
        #expect(position.decision == .approve)
        #expect(position.actions == 6)
    }

    @Test func aStepIsNotTakenTwice() throws {
        let engine = ProcedureEngine(Sample.screening)
        let start = try #require(engine.start(at: Sample.instant(0)))
        let action = ProposedAction(step: "received", outcome: .forward, at: Sample.instant(1))
        let next = try engine.apply(action, to: start)
        #expect(throws: ProcedureEngine.Refusal.otherStep(asked: "received", stands: "screening")) {
            try engine.apply(action, to: next)
        }
    }

    @Test func theCommitteesRoleOpensAndShutsWays() throws {
        for (role, expected) in [
            (CommitteeRole.approve, [ActionOutcome.approve, .return, .reject, .withdraw]),
            (.acknowledge, [.acknowledge, .return, .withdraw]),
        ] {
            let engine = ProcedureEngine(Sample.screening, committee: role)
            let position = MatterPosition(
                state: .open, step: "resolution", since: Sample.instant(0), dueOn: nil, decision: nil, actions: 2)
            #expect(engine.outcomes(at: position) == expected)
        }
        let engine = ProcedureEngine(Sample.screening, committee: CommitteeRole.none)
        let position = MatterPosition(
            state: .open, step: "screening", since: Sample.instant(0), dueOn: nil, decision: nil, actions: 1)
        let next = try engine.apply(
            ProposedAction(step: "screening", outcome: .forward, at: Sample.instant(1)), to: position)
        #expect(next.step == "notice")
    }

    @Test func whatIsApprovedIsNotTakenBack() throws {
        let engine = ProcedureEngine(Sample.screening)
        let approved = MatterPosition(
            state: .open, step: "notice", since: Sample.instant(0), dueOn: nil, decision: .approve, actions: 3)
        #expect(throws: ProcedureEngine.Refusal.self) {
            try engine.apply(ProposedAction(step: "notice", outcome: .withdraw, at: Sample.instant(1)), to: approved)
        }
        var asked = approved
        asked.decision = nil
        let back = try engine.apply(
            ProposedAction(step: "notice", outcome: .withdraw, at: Sample.instant(1)), to: asked)
        #expect(back.state == .withdrawn)
    }

    /// 2,000 random walks of any outcomes at any steps: a position never leaves the definition, refusals change
    /// nothing, an end is final, and what `outcomes` promises is what `apply` takes.
    @Test(arguments: CommitteeRole.allCases) func randomActionsNeverLeaveTheDefinition(role: CommitteeRole) throws {
        let engine = ProcedureEngine(Sample.screening, committee: role)
        let steps = Set(Sample.screening.steps.map(\.code))
        var random = Seeded(UInt64(role.rawValue.utf8.count))
        for _ in 0..<2_000 {
            var position = try #require(engine.start(at: Sample.instant(0)))
            for turn in 1...20 {
                let step = Bool.random(using: &random) ? position.step : steps.randomElement(using: &random)
                let outcome = try #require(ActionOutcome.allCases.randomElement(using: &random))
                let action = ProposedAction(step: step ?? "", outcome: outcome, at: Sample.instant(Int64(turn)))
                let allowed = step == position.step && engine.outcomes(at: position).contains(outcome)
                let before = position
                if let next = try? engine.apply(action, to: position) {
                    #expect(allowed)
                    #expect(next.actions == before.actions + 1)
                    #expect(next.since >= before.since)
                    #expect((next.state == .open) == (next.step != nil))
                    #expect(next.step.map(steps.contains) ?? true)
                    position = next
                } else {
                    #expect(!allowed)
                }
                if before.state != .open { #expect(position == before) }
            }
        }
    }
}

@Suite struct DefinitionRuleTests {
    @Test func aSoundDefinitionHasNoProblems() {
        #expect(Sample.screening.problems().isEmpty)
    }

    @Test func transitionsToNowhereStepsNothingReachesAndEndlessLoopsAreFound() {
        var broken = Sample.screening
        broken.steps[0].transitions = [.init(.forward, to: "nowhere"), .init(.approve)]
        #expect(Set(broken.problems().map(\.rule)) == ["procedure.target", "procedure.transition"])

        var lonely = Sample.screening
        lonely.steps.append(Sample.step("extra", .report, [.planner], [.init(.forward, end: .completed)]))
        #expect(lonely.problems().map(\.rule) == ["procedure.reach"])

        var endless = Sample.screening
        endless.steps[4].transitions = [.init(.forward, to: "received")]
        #expect(endless.problems().contains { $0.rule == "procedure.end" })
    }
}
