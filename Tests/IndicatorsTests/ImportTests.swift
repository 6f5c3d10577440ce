import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import RPCServer
import ServiceTestSupport
import Testing

@Suite struct ImportTests {
    private func load(
        _ items: [SubmissionInput], _ mode: ImportMode, _ setting: Setting, key: String = "import"
    ) async throws -> SubmissionImportResult {
        try await setting.service.call(
            ImportSubmissions(idempotencyKey: key, round: setting.round, mode: mode, items: items), as: .planner)
    }

    private func csv(
        _ text: String, _ mode: ImportMode, _ setting: Setting, dryRun: Bool = false
    ) async throws -> SubmissionFileReport {
        try await setting.service.call(
            ImportSubmissionFile(
                idempotencyKey: "csv-\(mode)", round: setting.round, mode: mode, file: SheetFile(text: text),
                validateOnly: dryRun),
            as: .planner)
    }

    @Test func manyOrganisationsInOneCall() async throws {
        try await withRound(dueOn: "2023-10-31") { setting in
            let early = try #require(Instant("2023-10-20T03:00:00Z"))
            let result = try await load(
                [
                    SubmissionInput(
                        organisation: "67-S0001", state: .accepted, answers: Setting.answers(1, 2),
                        submittedAt: early, certification: try Setting.letter()),
                    SubmissionInput(
                        organisation: "67-S0002", state: .certified, answers: Setting.answers(3, 4),
                        certification: try Setting.letter()),
                    SubmissionInput(organisation: "67-S0003", state: .submitted, answers: Setting.answers()),
                    SubmissionInput(
                        organisation: "67-19", state: .draft, answers: [QuestionAnswer(question: "N", number: .zero)]),
                ], .atomic, setting)
            #expect(
                result
                    == SubmissionImportResult(
                        saved: 4, submitted: 3, certified: 2, accepted: 1, refused: 0, problems: []))
            let status = try await setting.service.call(GetRoundStatus(round: setting.round), as: .planner)
            #expect(status.counts.accepted == 1)
            #expect(status.counts.onTime == 1)
            #expect(status.counts.late == 2)
            #expect(try await setting.consolidated("N", at: "67").sum == Quantity(4))
            let first = try await setting.service.call(
                GetSubmission(round: setting.round, organisation: "67-S0001"), as: .planner)
            #expect(first.summary.submittedAt == early)
            #expect(first.reviews.map(\.kind) == [.accepted])
            #expect(try await setting.differing().isEmpty)
        }
    }

    @Test func everyProblemIsLocatedAndTheRightOnesGoIn() async throws {
        try await withRound { setting in
            try await setting.certified("67-S0003")
            var wrong = Setting.answers()
            wrong[1].number = Quantity(99_999)
            wrong.removeLast()
            let items = [
                SubmissionInput(organisation: "67-S0001", state: .submitted, answers: wrong),
                SubmissionInput(organisation: "67-S0002", state: .submitted, answers: Setting.answers()),
                SubmissionInput(organisation: "67-S0003", state: .draft, answers: []),
                SubmissionInput(organisation: "65-01", state: .draft, answers: []),
                SubmissionInput(organisation: "67-S0002", state: .certified, answers: Setting.answers()),
            ]
            let result = try await load(items, .partial, setting)
            #expect(
                result.problems.map { "\($0.path) \($0.rule)" } == [
                    "/items/0/answers/1 answer.range", "/items/0/answers answer.required",
                    "/items/2/organisation submission.state", "/items/3/organisation round.expected",
                    "/items/4/certification required", "/items/4/organisation unique",
                ])
            #expect(result.saved == 1)
            #expect(result.refused == 4)
            let atomic = await refusal { try await load(Array(items.prefix(4)), .atomic, setting, key: "again") }
            #expect(atomic?.rule == "import.atomic")
            #expect(atomic?.problems.isEmpty == false)
            let none = try? await setting.service.call(
                GetSubmission(round: setting.round, organisation: "67-S0001"), as: .planner)
            #expect(none == nil)
        }
    }

    @Test func aLongTableGoesInByAJob() async throws {
        try await withRound { setting in
            let text = "หน่วยงาน,N,D\n67-S0001,45,60\n67-S0002,30000,60\n"
            func start(_ key: String, dry: Bool) async throws -> Job {
                let started = try await setting.service.call(
                    StartSubmissionImport(
                        idempotencyKey: key, round: setting.round, mode: .partial, file: SheetFile(text: text),
                        dryRun: dry), as: .planner)
                try await setting.service.runJobs()
                return try await setting.service.call(GetJob(job: started.job), as: .planner)
            }
            for (key, dry) in [("dry", true), ("wet", false)] {
                let job = try await start(key, dry: dry)
                #expect(job.state == .done && job.done == 2 && job.total == 2)
                #expect(job.result?["organisations"] == .number("1") && job.result?["refused"] == .number("1"))
                let there = try await setting.service.call(ListSubmissions(round: setting.round), as: .planner).items
                #expect(there.map(\.organisation) == (dry ? [] : ["67-S0001"]))
                #expect(there.allSatisfy { $0.state == .draft })
            }
        }
    }

    @Test func aTableGoesInAndItsFaultyRowsComeBack() async throws {
        try await withRound { setting in
            let text = """
                หน่วยงาน,ปีงบประมาณ,N,D,C,T
                67-S0001,๒๕๖๖,๔๕,๖๐,ทำแล้ว,ไม่มี
                67-S0002,2566,30000,60,done,โครงการ
                67-S9999,2566,1,2,done,โครงการ
                """
            let dry = try await csv(text, .partial, setting, dryRun: true)
            #expect(dry.organisations == 1)
            let nothing = try await setting.service.call(ListSubmissions(round: setting.round), as: .planner)
            #expect(nothing.items.isEmpty)

            let result = try await csv(text, .partial, setting)
            #expect(result.rows == 3)
            #expect(result.organisations == 1)
            #expect(result.answers == 4)
            #expect(result.refused == 2)
            #expect(
                result.problems.map { "\($0.row ?? 0) \($0.column ?? "") \($0.value ?? "") \($0.rule)" } == [
                    "3 N 30000 answer.range", "4 หน่วยงาน 67-S9999 round.expected",
                ])
            let annotated = String(decoding: try #require(result.annotated?.bytes), as: UTF8.self)
            #expect(annotated.contains("ปัญหา"))
            #expect(annotated.split(separator: "\r\n").count == 4)
            let saved = try await setting.service.call(
                GetSubmission(round: setting.round, organisation: "67-S0001"), as: .planner)
            #expect(saved.summary.state == .draft)
            #expect(saved.answers.first { $0.question == "T" }?.state == AnswerState.none)

            let atomic = await refusal { try await csv(text, .atomic, setting) }
            #expect(atomic?.rule == "sheet.problems")
            #expect(atomic?.problems.map(\.path) == ["/rows/3/N", "/rows/4/หน่วยงาน"])
        }
    }

    @Test func whatIsSentTwiceIsTakenOnce() async throws {
        try await withRound { setting in
            let items = [SubmissionInput(organisation: "67-S0001", state: .submitted, answers: Setting.answers())]
            let first = try await load(items, .atomic, setting)
            let again = try await load(items, .atomic, setting)
            #expect(first == again)
            let list = try await setting.service.call(ListSubmissions(round: setting.round), as: .planner)
            #expect(list.items.map(\.version) == [2])
        }
    }
}
