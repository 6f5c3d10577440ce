import CommonContract
import Kernel
import Testing

@testable import Procedures

@Suite struct ShippedDefinitionTests {
    @Test(arguments: ShippedDefinitions.all.indices) func theyAreSound(number: Int) throws {
        let definition = try ProcedureDefinition(json: Array(ShippedDefinitions.all[number].utf8))
        #expect(definition.problems().isEmpty)
    }

    /// Domain §5: every row of the table, and what the committee does in each (domain §8).
    @Test func everyProcedureOfTheTableIsThere() throws {
        let roles = try ShippedDefinitions.all.map { text in
            let definition = try ProcedureDefinition(json: Array(text.utf8))
            return "\(definition.code) \(definition.committee)"
        }
        #expect(
            roles == [
                "planScreening approve", "budgetTransfer approve", "strategyProposal approve",
                "developmentGuideline approve", "provincialEducationPlan approve",
                "provincialDevelopmentPlan acknowledge", "clusterPlan none", "regionalPlan approve",
                "otherAgencyPlan none", "annualActionPlan acknowledge", "ownBudget none", "budgetRequest approve",
                "informationSystem acknowledge", "jointWork none",
            ])
    }

    /// The steps of domain §5 in their order, by their kinds: the way where nothing is sent back.
    private static let ways: [(text: String, kinds: String)] = [
        (
            ShippedProcedures.strategyProposal,
            """
            study appointBody draft seminar draft hearing revision officerApproval screening resolution \
            signature announcement followUp
            """
        ),
        (
            ShippedProcedures.developmentGuideline,
            """
            study draft resolution appointBody seminar report draft officerApproval screening resolution \
            signature announcement followUp
            """
        ),
        (
            ShippedProcedures.provincialEducationPlan,
            """
            study seminar appointBody draft hearing analyse revision officerApproval screening resolution \
            notice execution appointBody draft followUp report review
            """
        ),
        (
            ShippedProcedures.provincialDevelopmentPlan,
            "study seminar callForInput analyse officerApproval screening resolution notice report"
        ),
        (
            ShippedProcedures.clusterPlan,
            "study seminar callForInput analyse officerApproval screening notice report"
        ),
        (
            ShippedProcedures.annualActionPlan,
            """
            review appointBody callForInput screening draft officerApproval revision screening resolution \
            seminar notice announcement followUp report
            """
        ),
        (
            ShippedProcedures.ownBudget,
            "study draft appointBody draft screening notice execution report"
        ),
        (
            ShippedProcedures.budgetRequest,
            "received analyse officerApproval screening resolution notice"
        ),
        (
            ShippedProcedures.informationSystem,
            "study draft draft draft callForInput analyse report screening resolution announcement"
        ),
        (
            ShippedProcedures.jointWork,
            "received draft officerApproval execution report"
        ),
    ]

    @Test(arguments: ways.indices) func theStraightWayIsTheManuals(number: Int) throws {
        let (text, kinds) = Self.ways[number]
        let engine = ProcedureEngine(try ProcedureDefinition(json: Array(text.utf8)))
        var position = try #require(engine.start(at: Sample.instant(0), date: Sample.day))
        var walked: [String] = []
        while let step = engine.step(position.step) {
            walked.append(step.kind.rawValue)
            let possible = engine.outcomes(at: position)
            let outcome = try #require(
                [.forward, .approve, .acknowledge].first { (outcome: ActionOutcome) in possible.contains(outcome) })
            position = try engine.apply(
                ProposedAction(step: step.code, outcome: outcome, at: Sample.instant(0)), to: position,
                date: Sample.day)
        }
        #expect(walked.joined(separator: " ") == kinds)
        #expect(position.state == .completed)
    }

    /// Domain §5: received → analyse → screening → resolution → notice; returned: revision → resolution again.
    @Test func planScreeningGoesAsTheManualSays() throws {
        let engine = ProcedureEngine(try ProcedureDefinition(json: Array(ShippedProcedures.planScreening.utf8)))
        let way: [(String, ActionOutcome)] = [
            ("received", .forward), ("analyse", .forward), ("screening", .forward), ("resolution", .return),
            ("revisionForResolution", .forward), ("resolution", .approveWithObservations), ("notice", .forward),
        ]
        #expect(try walk(way, engine).state == .completed)
    }

    /// Domain §5: received → analyse → officerApproval → screening → revision? → resolution → notice → execution.
    @Test func aTransferGoesAsTheManualSays() throws {
        let definition = try ProcedureDefinition(json: Array(ShippedProcedures.budgetTransfer.utf8))
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
