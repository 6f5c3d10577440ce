import CommonContract
import JSONRPC
import Kernel
import TestSupport
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

    /// Random walks of any outcomes at any steps through every shipped definition: a position never leaves the
    /// definition, refusals change nothing, an end is final, and what `outcomes` promises is what `apply` takes.
    @Test(arguments: CommitteeRole.allCases, ShippedDefinitions.all.indices)
    func randomActionsNeverLeaveTheDefinition(role: CommitteeRole, number: Int) throws {
        let definition = try ProcedureDefinition(json: Array(ShippedDefinitions.all[number].utf8))
        let engine = ProcedureEngine(definition, committee: role)
        let steps = Set(definition.steps.map(\.code))
        let seed = UInt64.random(in: 0...UInt64(UInt32.max))
        print("walks through \(definition.code) under \(role): seed \(seed)")
        var random = Seeded(seed)
        for _ in 0..<200 {
            var position = try #require(engine.start(at: Sample.instant(0)))
            for turn in 1...60 {
                let step =
                    Int.random(in: 0..<8, using: &random) > 0
                    ? position.step : steps.sorted().randomElement(using: &random)
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

    /// Done in any week of a quarter, a follow-up is due again a week after the next quarter ends.
    @Test func aFollowUpComesAgainEachQuarter() throws {
        var definition = Sample.screening
        definition.steps = [
            ProcedureStep(
                code: "followUp", kind: .followUp, name: LocalizedText("ติดตาม", "Follow-up"), roles: [.planner],
                cycle: .quarter, days: 7,
                transitions: [.init(.again, to: "followUp"), .init(.forward, end: .completed)])
        ]
        let engine = ProcedureEngine(definition)
        var position = try #require(engine.start(at: Sample.instant(0), date: Sample.day))
        var due: [String] = []
        for day in ["2022-10-20", "2023-01-07", "2023-09-30"] {
            due.append(position.dueOn?.description ?? "")
            position = try engine.apply(
                ProposedAction(step: "followUp", outcome: .again, at: Sample.instant(1)), to: position,
                date: CalendarDate(day))
        }
        due.append(position.dueOn?.description ?? "")
        // The last one was taken late: the quarter after it is overdue already.
        #expect(due == ["2023-01-07", "2023-04-07", "2023-07-07", "2023-10-07"])
        #expect(engine.outcomes(at: position) == [.again, .forward, .withdraw])
    }
}

@Suite struct DefinitionRuleTests {
    @Test func aSoundDefinitionHasNoProblems() {
        #expect(Sample.screening.problems().isEmpty)
    }

    @Test func transitionsToNowhereStepsNothingReachesAndEndlessLoopsAreFound() {
        var broken = Sample.screening
        broken.steps[0].transitions = [.init(.forward, to: "nowhere"), .init(.approve), .init(.forward, to: "notice")]
        broken.steps[1].roles = []
        broken.steps[1].cycle = .quarter
        broken.steps[1].days = nil
        broken.code = "no code"
        #expect(
            Set(broken.problems().map(\.rule)) == [
                "procedure.code", "procedure.target", "procedure.transition", "procedure.decision",
                "procedure.ambiguous", "procedure.roles", "procedure.cycleDays", "procedure.reach",
            ])

        var lonely = Sample.screening
        lonely.steps.append(Sample.step("extra", .report, [.planner], [.init(.forward, end: .completed)]))
        #expect(lonely.problems().map(\.rule) == ["procedure.reach"])

        var endless = Sample.screening
        endless.steps[4].transitions = [.init(.forward, to: "received")]
        #expect(endless.problems().contains { $0.rule == "procedure.end" })
    }
}
