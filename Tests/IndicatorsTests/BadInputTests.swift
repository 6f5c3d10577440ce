import CommonContract
import Indicators
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceTestSupport
import Testing

/// What people and systems send wrong: located problems in Thai and English, and nothing half-written.
@Suite struct BadInputTests {
    /// Each problem is located and said in both languages; gives the paths with their rules.
    private func located(_ error: RPCError?) -> [String] {
        let problems = error?.problems ?? []
        for problem in problems {
            #expect(problem.path.hasPrefix("/") && !problem.message.th.isEmpty, "\(problem)")
            #expect(problem.message.en?.isEmpty == false, "\(problem)")
        }
        return problems.map { "\($0.path) \($0.rule)" }
    }

    /// Rows of everything that answers could leave behind.
    private func traces(_ service: TestService) async throws -> [Int] {
        try await service.database.all(Traces())
    }

    @Test func answersOfAWrongTypeOutOfRangeAndOfNoQuestion() async throws {
        try await withRound { setting in
            let before = try await traces(setting.service)
            let wrong = [
                QuestionAnswer(question: "N", text: "สิบ"), QuestionAnswer(question: "D", number: Quantity(99_999)),
                QuestionAnswer(question: "P", number: Quantity("1.234")),
                QuestionAnswer(question: "C", choice: "maybe"),
                QuestionAnswer(question: "NO", number: .zero), QuestionAnswer(question: "U", state: AnswerState.none),
            ]
            let error = await refusal { try await setting.save("67-S0001", wrong) }
            let found = located(error)
            #expect(found.map { String($0.prefix(10)) } == (0...5).map { "/answers/\($0)" })
            #expect(try await traces(setting.service) == before)
            let malformed = await refusal {
                try await setting.service.call(
                    "submission.save",
                    Array(
                        #"{"idempotencyKey":"x","round":"67-R2566","organisation":"67-S0001","answers":"none"}"#.utf8),
                    as: .reporter)
            }
            #expect(malformed?.kind == .invalidParams && !located(malformed).isEmpty)
            #expect(try await traces(setting.service) == before)
        }
    }

    /// A question that is answered twice hides nothing else; refusals of one place say which.
    @Test func whatIsRefusedAsAWholeIsLocatedToo() async throws {
        try await withRound { setting in
            let answers = [
                QuestionAnswer(question: "N", text: "สิบ"), QuestionAnswer(question: "NO", number: .zero),
                QuestionAnswer(question: "N", number: Quantity(1)), QuestionAnswer(question: "C"),
            ]
            let twice = await refusal { try await setting.save("67-S0001", answers) }
            #expect(
                Set(located(twice)) == [
                    "/answers/0 answer.type", "/answers/1 answer.question", "/answers/2 unique",
                    "/answers/3 answer.form",
                ])
            #expect(
                located(await refusal { try await setting.save("67-S9999", []) }) == ["/organisation round.expected"])
            #expect(
                located(await refusal { try await setting.save("67-S0001", [], version: 9) })
                    == ["/expectedVersion conflict"])
            let round = try await setting.service.call(GetRound(round: setting.round), as: .planner)
            _ = try await setting.service.call(
                CloseRound(idempotencyKey: "c", round: setting.round, expectedVersion: round.version), as: .planner)
            let late = await refusal { try await setting.save("67-S0001", Setting.answers()) }
            #expect(located(late) == ["/round round.open"])
        }
    }

    @Test func unknownCodesAndRowsTwiceInOneFile() async throws {
        try await withRound { setting in
            let before = try await traces(setting.service)
            let table = """
                หน่วยงาน,คำถาม,คำตอบ
                67-S0001,N,10
                67-S0001,N,11
                67-S9999,N,1
                67-S0002,XX,1
                67-S0002,N,abc
                """
            let error = await refusal {
                try await setting.service.call(
                    ImportSubmissionFile(
                        idempotencyKey: "f", round: setting.round, mode: .atomic, file: SheetFile(text: table)),
                    as: .planner)
            }
            let rules = located(error).map { $0.split(separator: " ").last.map(String.init) ?? "" }
            #expect(rules == ["answer.twice", "round.expected", "answer.question", "answer.number"])
            #expect(try await traces(setting.service) == before)
        }
    }

    @Test func twoHeadsCertifyAtOnce() async throws {
        try await withRound { setting in
            let service = setting.service
            try await setting.save("67-S0001", Setting.answers())
            try await setting.submit("67-S0001", version: 1)
            let letter = try Setting.letter()
            let outcomes = await withTaskGroup(of: RPCError?.self) { group in
                for head in 0..<4 {
                    group.addTask {
                        await refusal {
                            try await service.call(
                                CertifySubmission(
                                    idempotencyKey: "head \(head)", round: setting.round, organisation: "67-S0001",
                                    expectedVersion: 2, certification: letter),
                                as: .holding([.head], at: "67-S0001", subject: "head \(head)"))
                        }
                    }
                }
                var outcomes: [RPCError?] = []
                for await outcome in group { outcomes.append(outcome) }
                return outcomes
            }
            #expect(outcomes.count { $0 == nil } == 1)
            for case let error? in outcomes {
                #expect(error.kind == .conflict && located(error) == ["/expectedVersion conflict"])
                #expect(error.details.contains { $0.name == "currentVersion" && $0.value == .number("3") })
            }
            #expect(try await setting.consolidated("N", at: "67").sum == Quantity(45))
            #expect(try await setting.differing().isEmpty)
        }
    }

    @Test func aLetterOfADayThatHasNotCome() async throws {
        try await withRound { setting in
            try await setting.save("67-S0001", Setting.answers())
            try await setting.submit("67-S0001", version: 1)
            var letter = try Setting.letter()
            letter.letterDate = try #require(CalendarDate("2023-11-16"))
            let certification = letter
            let one = await refusal {
                try await setting.service.call(
                    CertifySubmission(
                        idempotencyKey: "c", round: setting.round, organisation: "67-S0001", expectedVersion: 2,
                        certification: certification), as: .holding(.head, at: "67-S0001"))
            }
            let many = await refusal {
                try await setting.service.call(
                    CertifySubmissions(
                        idempotencyKey: "m", round: setting.round, filter: SubmissionFilter(under: "67-02"),
                        certification: certification), as: .holding(.head, at: "67-02"))
            }
            for error in [one, many] { #expect(located(error) == ["/certification/letterDate letter.date"]) }
            #expect(try await setting.consolidated("N", at: "67").counts.value == 0)
            #expect(try await setting.certify("67-S0001", version: 2).summary.state == .certified)
        }
    }

    @Test func anAnswerAfterClosing() async throws {
        try await withRound { setting in
            let service = setting.service
            try await setting.save("67-S0001", Setting.answers())
            let round = try await service.call(GetRound(round: setting.round), as: .planner)
            _ = try await service.call(
                CloseRound(idempotencyKey: "close", round: setting.round, expectedVersion: round.version), as: .planner)
            let before = try await traces(service)
            for act in [
                await refusal { try await setting.save("67-S0002", Setting.answers()) },
                await refusal { try await setting.submit("67-S0001", version: 1) },
            ] {
                #expect(act?.rule == "round.open" && act?.message.en != nil)
            }
            #expect(try await traces(service) == before)
        }
    }

    @Test func formulasThatDivideByZeroOrAskForThemselves() async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            for code in ["67-A", "67-B"] {
                _ = try await service.call(
                    CreateDataElement(
                        idempotencyKey: code,
                        element: DataElementInput(
                            code: code, owner: "67", name: LocalizedText(th: code), unitCode: "person",
                            unit: LocalizedText(th: "คน"), periodType: .fiscalYear)), as: .planner)
            }
            func indicator(_ code: String, _ formula: String) -> CreateIndicator {
                CreateIndicator(
                    idempotencyKey: code,
                    indicator: IndicatorInput(
                        code: code, owner: "67", name: LocalizedText(th: code), unit: LocalizedText(th: "ร้อยละ"),
                        aggregation: .formula, direction: .up, formula: formula, unitCode: nil))
            }
            for formula in ["[67-SELF] + 1", "{67-A} / ", "{67-NO} / {67-A}"] {
                let error = await refusal { try await service.call(indicator("67-SELF", formula), as: .planner) }
                #expect(error != nil, "\(formula)")
                #expect(!located(error).isEmpty, "\(formula): \(String(describing: error))")
            }
            let none = await refusal { try await service.call(GetIndicator(indicator: "67-SELF"), as: .planner) }
            #expect(none?.kind == .notFound)
            _ = try await service.call(indicator("67-RATE", "{67-A} / {67-B}"), as: .planner)
            let period = try #require(Period("FY2566"))
            _ = try await service.call(
                SetDataValues(
                    idempotencyKey: "v", under: "67", mode: .atomic,
                    values: [
                        DataValue(element: "67-A", period: period, organisation: "67-S0001", number: Quantity(3)),
                        DataValue(element: "67-B", period: period, organisation: "67-S0001", number: .zero),
                    ]), as: .planner)
            let item = try await service.call(
                EvaluateIndicator(indicator: "67-RATE", organisation: "67", period: period), as: .planner
            ).items.first
            #expect(item?.value == nil)
        }
    }

    @Test func anOrganisationThatMovesInMidRoundIsCountedOnceWhereItStands() async throws {
        try await withRound { setting in
            let service = setting.service
            try await setting.certified("67-S0001")
            _ = try await service.call(
                MergeOrganisations(
                    idempotencyKey: "m", items: [MergedOrganisation(organisation: "67-02", expectedVersion: 1)],
                    into: "67-01", effectiveOn: try #require(CalendarDate("2023-11-15"))), as: .planner)
            let status = try await service.call(GetRoundStatus(round: setting.round), as: .planner)
            #expect(status.directoryChanged && status.counts.certified == 1)
            #expect(try await setting.consolidated("N", at: "67-02").sum == Quantity(45))
            let refreshed = try await service.call(
                RefreshRound(idempotencyKey: "r", round: setting.round), as: .planner)
            #expect(refreshed.moved == 2)
            #expect(try await setting.consolidated("N", at: "67-01").sum == Quantity(45))
            #expect(try await setting.consolidated("N", at: "67").sum == Quantity(45))
            #expect(try await setting.differing().isEmpty)
        }
    }
}

private struct Traces: Statement {
    static let sql = """
        SELECT count(*) FROM submission UNION ALL SELECT count(*) FROM answer UNION ALL
        SELECT count(*) FROM round_member WHERE state <> 'notStarted'
        """
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}
