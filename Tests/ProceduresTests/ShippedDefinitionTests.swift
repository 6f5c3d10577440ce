import CommonContract
import Kernel
import Testing

@testable import Procedures

@Suite struct ShippedDefinitionTests {
    @Test(arguments: ShippedDefinitions.all) func theyAreSound(text: String) throws {
        let definition = try ProcedureDefinition(json: Array(text.utf8))
        #expect(definition.problems().isEmpty)
    }

    /// Domain §5: received → analyse → screening → resolution → notice; returned: revision → resolution again.
    @Test func planScreeningGoesAsTheManualSays() throws {
        let engine = ProcedureEngine(try ProcedureDefinition(json: Array(ShippedDefinitions.planScreening.utf8)))
        let way: [(String, ActionOutcome)] = [
            ("received", .forward), ("analyse", .forward), ("screening", .forward), ("resolution", .return),
            ("revisionForResolution", .forward), ("resolution", .approveWithObservations), ("notice", .forward),
        ]
        #expect(try walk(way, engine).state == .completed)
    }

    /// Domain §5: received → analyse → officerApproval → screening → revision? → resolution → notice → execution.
    @Test func aTransferGoesAsTheManualSays() throws {
        let definition = try ProcedureDefinition(json: Array(ShippedDefinitions.budgetTransfer.utf8))
        let start: [(String, ActionOutcome)] = [
            ("received", .forward), ("analyse", .forward), ("officerApproval", .forward), ("screening", .forward),
        ]
        let approved = try walk(
            start + [("resolution", .approve), ("notice", .forward), ("execution", .forward)],
            ProcedureEngine(definition))
        #expect(approved.state == .completed)
        let rejected = try walk(start + [("resolution", .reject)], ProcedureEngine(definition))
        #expect(rejected.state == .rejected)
        let noted = try walk(
            start + [("resolution", .acknowledge), ("notice", .forward)],
            ProcedureEngine(definition, committee: .acknowledge))
        #expect(noted.step == "execution")
        let direct = try walk(
            start + [("notice", .forward)], ProcedureEngine(definition, committee: CommitteeRole.none))
        #expect(direct.step == "execution")
    }

    private func walk(_ way: [(String, ActionOutcome)], _ engine: ProcedureEngine) throws -> MatterPosition {
        var position = try #require(engine.start(at: Sample.instant(0), date: Sample.day))
        for (step, outcome) in way {
            position = try engine.apply(
                ProposedAction(step: step, outcome: outcome, at: Sample.instant(0)), to: position, date: Sample.day)
        }
        return position
    }
}
