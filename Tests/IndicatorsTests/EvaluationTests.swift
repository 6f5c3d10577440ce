import Kernel
import Testing

@testable import Indicators

@Suite struct EvaluationTests {
    private func quantity(_ text: String) throws -> Quantity { try #require(Quantity(text)) }

    private func status(
        _ actual: String, of target: String, up: Bool = true, baseline: String? = nil
    ) throws -> Evaluation.Status {
        let rule = Evaluation(
            upIsBetter: up, basis: baseline == nil ? .target : .baseline, onTrackAt: try quantity("90"),
            behindAt: try quantity("70"))
        return rule.judge(
            actual: try quantity(actual), target: try quantity(target), baseline: try baseline.map(quantity)
        ).status
    }

    @Test func upIsBetter() throws {
        #expect(try status("80", of: "80") == .achieved)
        #expect(try status("79.9999", of: "80") == .onTrack)
        #expect(try status("72", of: "80") == .onTrack)
        #expect(try status("71.9", of: "80") == .behind)
        #expect(try status("55.9", of: "80") == .atRisk)
        #expect(try status("0", of: "0") == .achieved)
    }

    @Test func downIsBetter() throws {
        #expect(try status("0.8", of: "0.8", up: false) == .achieved)
        #expect(try status("0", of: "0.8", up: false) == .achieved)
        #expect(try status("0.85", of: "0.8", up: false) == .onTrack)
        #expect(try status("1.1", of: "0.8", up: false) == .behind)
        #expect(try status("2", of: "0.8", up: false) == .atRisk)
        #expect(try status("1", of: "0", up: false) == .atRisk)
    }

    @Test func theWayFromTheBaseline() throws {
        #expect(try status("79", of: "80", baseline: "70") == .onTrack)
        #expect(try status("77", of: "80", baseline: "70") == .behind)
        #expect(try status("69", of: "80", baseline: "70") == .atRisk)
        #expect(try status("0.81", of: "0.8", up: false, baseline: "0.9") == .onTrack)
    }

    @Test func nothingToCompareIsNotEvaluated() throws {
        let rule = Evaluation(upIsBetter: true, basis: .target, onTrackAt: .hundred, behindAt: .zero)
        #expect(rule.judge(actual: nil, target: .hundred, baseline: nil).status == .notEvaluated)
        #expect(rule.judge(actual: .hundred, target: nil, baseline: nil).status == .notEvaluated)
    }

    @Test func noneIsAnAnswerInAShareAndNotApplicableIsNot() throws {
        #expect(Figure.share(achieving: 1, valued: 2, none: 2, decimals: 2) == (try quantity("25")))
        #expect(Figure.share(achieving: 0, valued: 0, none: 0, decimals: 2) == nil)
        #expect(Figure.rate(1, of: 3) == (try quantity("33.33")))
    }

    @Test func aDayInThailandDecidesWhetherItIsLate() throws {
        let due = try #require(CalendarDate("2023-10-31"))
        #expect(!Punctuality.isLate(submittedAt: try #require(Instant("2023-10-31T16:59:59Z")), dueOn: due))
        #expect(Punctuality.isLate(submittedAt: try #require(Instant("2023-10-31T17:00:00Z")), dueOn: due))
    }

    @Test func whatIsCertifiedIsNeverEdited() {
        for stage in [SubmissionStage.certified, .accepted, .withdrawn] {
            #expect(!SubmissionAct.possible(at: stage, roundIsOpen: true).contains(.save))
        }
        #expect(SubmissionAct.possible(at: .withdrawn, roundIsOpen: true).isEmpty)
        #expect(SubmissionAct.possible(at: .submitted, roundIsOpen: false) == [.certify, .return])
    }
}
