import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import RPCServer
import ServiceTestSupport
import Testing

/// A submission from draft to accepted and back.
@Suite struct SubmissionLifeTests {
    @Test func fromDraftToAccepted() async throws {
        try await withRound { setting in
            let draft = try await setting.save("67-S0001", Array(Setting.answers().prefix(2)))
            #expect(draft.summary.state == .draft)
            #expect(draft.may == [.save, .submit])
            let gaps = await refusal { try await setting.submit("67-S0001", version: 1) }
            #expect(gaps?.rule == "submission.answers")
            #expect(gaps?.problems.map(\.path) == ["/questions/P", "/questions/C", "/questions/T"])

            let full = try await setting.save("67-S0001", Setting.answers(), version: 1)
            #expect(full.answers.count == 5)
            let submitted = try await setting.submit("67-S0001", version: full.summary.version)
            #expect(submitted.summary.state == .submitted)
            #expect(!submitted.summary.late)
            #expect(try await setting.consolidated("N", at: "67").counts.value == 0)

            let certified = try await setting.certify("67-S0001", version: submitted.summary.version)
            #expect(certified.summary.state == .certified)
            #expect(certified.answersHash?.count == 64)
            #expect(certified.certification == (try Setting.letter()))
            #expect(try await setting.consolidated("N", at: "67").sum == Quantity(45))

            let accepted = try await setting.service.call(
                AcceptSubmission(
                    idempotencyKey: "accept", round: setting.round, organisation: "67-S0001",
                    expectedVersion: certified.summary.version, comment: "ครบถ้วน"), as: .agencyPlanner)
            #expect(accepted.summary.state == .accepted)
            #expect(accepted.reviews.map(\.kind) == [.accepted])
            #expect(try await setting.consolidated("N", at: "67").sum == Quantity(45))
            #expect(try await setting.differing().isEmpty)
        }
    }

    @Test func whatIsCertifiedIsNeverEdited() async throws {
        try await withRound { setting in
            let certified = try await setting.certified("67-S0001")
            let version = certified.summary.version
            let edit = await refusal { try await setting.save("67-S0001", Setting.answers(1, 2), version: version) }
            #expect(edit?.rule == "submission.state")

            let reopened = try await setting.reopen("67-S0001", version: version)
            #expect(reopened.summary.edition == 2)
            #expect(reopened.supersedes == certified.summary.id)
            #expect(reopened.answers == certified.answers)
            #expect(try await setting.consolidated("N", at: "67").counts.value == 0)

            let saved = try await setting.save(
                "67-S0001", [QuestionAnswer(question: "N", number: Quantity(50))], version: 1)
            _ = try await setting.submit("67-S0001", version: saved.summary.version)
            _ = try await setting.certify("67-S0001", version: saved.summary.version + 1)
            let old = try await setting.service.call(GetSubmission(submission: certified.summary.id), as: .planner)
            #expect(old.summary.state == .withdrawn)
            #expect(old.answers == certified.answers)
            #expect(old.answersHash == certified.answersHash)
            let difference = try await setting.service.call(
                DiffSubmissions(round: setting.round, organisation: "67-S0001", before: 1, after: 2), as: .planner)
            #expect(difference.differences.map(\.question) == ["N"])
            #expect(try await setting.consolidated("N", at: "67").sum == Quantity(50))
            let changed = try await setting.service.call(
                ListChangedSinceCertified(round: setting.round), as: .planner)
            #expect(changed.checked == 2)
            #expect(changed.changed.isEmpty)
            #expect(try await setting.differing().isEmpty)
        }
    }

    @Test func sendingBackLeavesCommentsAndTakesTheFiguresOut() async throws {
        try await withRound { setting in
            let certified = try await setting.certified("67-S0001")
            let returned = try await setting.service.call(
                ReturnSubmission(
                    idempotencyKey: "return", round: setting.round, organisation: "67-S0001",
                    expectedVersion: certified.summary.version,
                    comments: [
                        ReviewComment(question: "N", comment: "ตรวจสอบอีกครั้ง"), ReviewComment(comment: "ทั้งชุด"),
                    ]), as: .agencyPlanner)
            #expect(returned.summary.state == .returned)
            #expect(returned.summary.edition == 2)
            #expect(returned.reviews.map(\.question) == ["N", nil])
            #expect(try await setting.consolidated("D", at: "TH").counts.value == 0)
            let status = try await setting.service.call(GetRoundStatus(round: setting.round), as: .planner)
            #expect(status.counts.returned == 1)
            #expect(status.counts.onTime == 1)
            #expect(try await setting.differing().isEmpty)
        }
    }

    @Test func twoHeadsCertifyingAtOnce() async throws {
        try await withRound { setting in
            let saved = try await setting.save("67-S0001", Setting.answers())
            let submitted = try await setting.submit("67-S0001", version: saved.summary.version)
            let outcomes = await withTaskGroup(of: RPCErrorKind?.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        await refusal {
                            try await setting.certify("67-S0001", version: submitted.summary.version)
                        }?.kind
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == nil } == 1)
            #expect(outcomes.count { $0 == .conflict } == 3)
            #expect(try await setting.consolidated("N", at: "67").sum == Quantity(45))
            #expect(try await setting.differing().isEmpty)
        }
    }

    @Test func manyHeadsOfDifferentSchoolsAtOnce() async throws {
        try await withRound { setting in
            let schools = ["67-S0001", "67-S0002", "67-S0003", "67-01", "67-17", "67-19"]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, school) in schools.enumerated() {
                    group.addTask {
                        try await setting.certified(school, Setting.answers(index, 10 * (index + 1)))
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await setting.consolidated("N", at: "67").sum == Quantity(15))
            #expect(try await setting.consolidated("D", at: "R17").sum == Quantity(210))
            #expect(try await setting.differing().isEmpty)
        }
    }

    @Test func staleVersionsAndClosedRoundsAreRefused() async throws {
        try await withRound { setting in
            try await setting.save("67-S0001", Setting.answers())
            let stale = await refusal { try await setting.save("67-S0001", Setting.answers(), version: 7) }
            #expect(stale?.kind == .conflict)
            let unseen = await refusal { try await setting.save("67-S0001", Setting.answers()) }
            #expect(unseen?.kind == .conflict)
            _ = try await setting.submit("67-S0001", version: 1)
            let round = try await setting.service.call(GetRound(round: setting.round), as: .planner)
            _ = try await setting.service.call(
                CloseRound(idempotencyKey: "close", round: setting.round, expectedVersion: round.version),
                as: .planner)
            let late = await refusal { try await setting.save("67-S0002", Setting.answers()) }
            #expect(late?.rule == "round.open")
            let certified = try await setting.certify("67-S0001", version: 2)
            #expect(certified.summary.state == .certified)
        }
    }

    @Test func answersAreCheckedAgainstTheInstrument() async throws {
        try await withRound { setting in
            let wrong = await refusal {
                try await setting.save(
                    "67-S0001",
                    [
                        QuestionAnswer(question: "N", number: Quantity(20_001)),
                        QuestionAnswer(question: "C", choice: "maybe"),
                        QuestionAnswer(question: "U", state: AnswerState.none),
                        QuestionAnswer(question: "X", text: "?"), QuestionAnswer(question: "T", number: .zero),
                    ])
            }
            #expect(
                wrong?.problems.map { "\($0.path) \($0.rule)" } == [
                    "/answers/0 answer.range", "/answers/1 answer.option", "/answers/2 answer.kind",
                    "/answers/3 answer.question", "/answers/4 answer.type",
                ])
            let stranger = await refusal { try await setting.save("65-01", Setting.answers()) }
            #expect(stranger?.rule == "round.expected")
        }
    }

    @Test func anotherSchoolsPeopleMayNot() async throws {
        try await withRound { setting in
            let refused = await refusal {
                try await setting.service.call(
                    SaveSubmission(
                        idempotencyKey: "foreign", round: setting.round, organisation: "67-S0002",
                        answers: Setting.answers()), as: .reporter)
            }
            #expect(refused?.kind == .forbidden)
            let saved = try await setting.save("67-S0001", Setting.answers())
            _ = try await setting.submit("67-S0001", version: saved.summary.version)
            let notHead = await refusal {
                try await setting.service.call(
                    CertifySubmission(
                        idempotencyKey: "not-head", round: setting.round, organisation: "67-S0001",
                        expectedVersion: 2, certification: try Setting.letter()), as: .reporter)
            }
            #expect(notHead?.kind == .forbidden)
        }
    }
}
