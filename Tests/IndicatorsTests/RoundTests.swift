import CommonContract
import Indicators
import IndicatorsContract
import JSONRPC
import Kernel
import RPCServer
import ServiceTestSupport
import Testing

@Suite struct RoundTests {
    @Test func countsExistFromTheFirstEmptyMinute() async throws {
        try await withRound { setting in
            let status = try await setting.service.call(GetRoundStatus(round: setting.round), as: .planner)
            #expect(status.counts.expected == 7)
            #expect(status.counts.notStarted == 7)
            #expect(status.counts.answeredRate == .zero)
            #expect(status.children.map(\.organisation) == ["67-01", "67-02", "67-17", "67-19"])
            #expect(status.children.map(\.counts.expected) == [1, 3, 2, 2])
            #expect(!status.directoryChanged)
            let region = try await setting.service.call(
                GetRoundStatus(round: setting.round, organisation: "R17"), as: .reader)
            #expect(region.counts.expected == 7)
            let empty = try await setting.consolidated("N", at: "67-02")
            #expect(empty.counts == AnswerCounts(expected: 3, value: 0, none: 0, notApplicable: 0, notReported: 3))
        }
    }

    @Test func onTimeLateAndOutstanding() async throws {
        try await withRound(dueOn: "2023-11-15") { setting in
            try await setting.certified("67-S0001")
            setting.service.now = try #require(Instant("2023-11-15T17:00:01Z"))
            try await setting.certified("67-S0002")
            try await setting.save("67-S0003", [])
            let status = try await setting.service.call(
                GetRoundStatus(round: setting.round, organisation: "67-02"), as: .agencyPlanner)
            #expect(status.counts.onTime == 1)
            #expect(status.counts.late == 1)
            #expect(status.counts.certified == 2)
            #expect(status.counts.certifiedRate == Quantity("66.67"))
            let outstanding = try await setting.service.call(ListOutstanding(round: setting.round), as: .planner)
            #expect(outstanding.items.map(\.organisation) == ["67-01", "67-02", "67-17", "67-19", "67-S0003"])
            let school = try #require(outstanding.items.last)
            #expect(school.state == .draft)
            #expect(school.parent == "67-19")
            #expect(school.supervisor == "67-17")
            #expect(school.daysOverdue == 1)
        }
    }

    @Test func setBasedCertificationAndAcceptanceCountFirst() async throws {
        try await withRound { setting in
            for school in ["67-S0001", "67-S0002"] {
                let saved = try await setting.save(school, Setting.answers())
                _ = try await setting.submit(school, version: saved.summary.version)
            }
            let agency = Caller.holding([.head, .agencyPlanner], at: "67-02", subject: "area-head")
            func certify(_ key: String, _ dryRun: Bool) async throws -> SubmissionSetResult {
                try await setting.service.call(
                    CertifySubmissions(
                        idempotencyKey: key, round: setting.round, filter: SubmissionFilter(under: "67-02"),
                        certification: try Setting.letter(), validateOnly: dryRun), as: agency)
            }
            let expected = SubmissionSetResult(changed: 2, skipped: 1)
            #expect(try await certify("count", true) == expected)
            #expect(try await setting.consolidated("N", at: "67").counts.value == 0)
            #expect(try await certify("do", false) == expected)
            #expect(try await setting.consolidated("N", at: "67").counts.value == 2)
            let accepted = try await setting.service.call(
                AcceptSubmissions(
                    idempotencyKey: "accept", round: setting.round,
                    filter: SubmissionFilter(under: "67-02", kinds: [.school], organisations: ["67-S0001"])),
                as: agency)
            #expect(accepted == SubmissionSetResult(changed: 1, skipped: 0))
            let list = try await setting.service.call(
                ListSubmissions(round: setting.round, state: .accepted), as: .planner)
            #expect(list.items.map(\.organisation) == ["67-S0001"])
            #expect(try await setting.differing().isEmpty)
        }
    }

    @Test func aMovedSchoolTakesItsFiguresAlong() async throws {
        try await withRound { setting in
            try await setting.certified("67-S0003", Setting.answers(9, 10))
            _ = try await setting.service.call(
                MoveOrganisation(
                    idempotencyKey: "move", organisation: "67-S0003", parent: "67-02", supervisor: nil,
                    effectiveOn: try #require(CalendarDate("2023-11-15")), expectedVersion: 1), as: .administrator)
            let before = try await setting.service.call(GetRoundStatus(round: setting.round), as: .planner)
            #expect(before.directoryChanged)
            #expect(try await setting.consolidated("N", at: "67-19").sum == Quantity(9))
            let refreshed = try await setting.service.call(
                RefreshRound(idempotencyKey: "refresh", round: setting.round), as: .planner)
            #expect(refreshed.moved == 1)
            #expect(refreshed.added == 0)
            #expect(refreshed.removed == 0)
            #expect(try await setting.consolidated("N", at: "67-19").sum == nil)
            #expect(try await setting.consolidated("N", at: "67-02").sum == Quantity(9))
            #expect(try await setting.differing().isEmpty)
        }
    }

    @Test func aQuestionnaireIsImmutableOncePublished() async throws {
        try await withRound { setting in
            var sections = Setting.sections
            sections[1].questions[1].type = .upload
            let stale = await refusal {
                try await setting.service.call(
                    SaveQuestionnaire(idempotencyKey: "v2-stale", round: setting.round, sections: sections),
                    as: .planner)
            }
            #expect(stale?.kind == .conflict)
            let draft = try await setting.service.call(
                SaveQuestionnaire(
                    idempotencyKey: "v2", round: setting.round, sections: sections, expectedVersion: 1), as: .planner)
            #expect(draft.version == 2)
            let changed = await refusal {
                try await setting.service.call(
                    PublishQuestionnaire(idempotencyKey: "p2", round: setting.round, version: 2), as: .planner)
            }
            #expect(changed?.problems.map { "\($0.path) \($0.rule)" } == ["/sections/1/questions/1 question.changed"])
            let first = try await setting.service.call(
                GetQuestionnaire(round: setting.round, version: 1), as: .planner)
            #expect(first.sections.flatMap(\.questions).map(\.code) == ["N", "D", "P", "C", "T", "U"])
            let school = try await setting.service.call(
                GetQuestionnaire(round: setting.round, version: 1, kind: .school), as: .reporter)
            #expect(!school.sections.flatMap(\.questions).map(\.code).contains("U"))
        }
    }

    @Test func aNewVersionInAnOpenRoundKeepsTheFiguresRight() async throws {
        try await withRound { setting in
            try await setting.certified("67-S0001", Setting.answers(1, 2))
            var sections = Setting.sections
            sections[0].questions.removeLast()
            sections[1].questions.append(Question(code: "X", type: .text, text: Setting.text("X")))
            _ = try await setting.service.call(
                SaveQuestionnaire(
                    idempotencyKey: "v2", round: setting.round, sections: sections, expectedVersion: 1), as: .planner)
            _ = try await setting.service.call(
                PublishQuestionnaire(idempotencyKey: "p2", round: setting.round, version: 2), as: .planner)
            #expect(try await setting.consolidated("X", at: "67").counts.notReported == 7)
            #expect(try await setting.consolidated("N", at: "67").sum == Quantity(1))
            #expect(try await setting.differing().isEmpty)
        }
    }

    @Test func aRoundNeedsAQuestionnaireAndSomebodyToAnswer() async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            let year = try #require(FiscalYear(2566))
            let day = try #require(CalendarDate("2023-10-01"))
            let round = try await service.call(
                CreateRound(
                    idempotencyKey: "r", code: "67-R", owner: "67", fiscalYear: year, name: Setting.text("รอบ"),
                    opensOn: day, dueOn: day), as: .planner)
            let early = await refusal {
                try await service.call(
                    OpenRound(idempotencyKey: "o", round: .id(round.id), expectedVersion: 1), as: .planner)
            }
            #expect(early?.rule == "questionnaire.published")
            let taken = await refusal {
                try await service.call(
                    CreateRound(
                        idempotencyKey: "r2", code: "67-R", owner: "67", fiscalYear: year, name: Setting.text("รอบ"),
                        opensOn: day, dueOn: day), as: .planner)
            }
            #expect(taken?.kind == .conflict)
        }
    }
}
