import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import RPCServer
import ServiceTestSupport
import Testing

@testable import Indicators

/// Conditions, rules between answers, more time for some, and a round that follows another.
@Suite struct ConditionTests {
    private static func question(_ code: String, _ type: QuestionType, _ showIf: [AnswerCondition]? = nil) -> Question {
        let options = [
            QuestionOption(code: "yes", text: LocalizedText("มี", "Yes")),
            QuestionOption(code: "no", text: LocalizedText("ไม่มี", "No")),
        ]
        return Question(
            code: code, type: type, text: Setting.text(code), options: type == .choice ? options : nil, showIf: showIf)
    }

    private static func instrument() throws -> Instrument {
        let questions = [
            question("A", .choice),
            question("B", .number, [AnswerCondition(question: "A", choices: ["yes"])]),
            question("C", .text, [AnswerCondition(question: "B", minimum: Quantity(10))]),
            question("D", .text, [AnswerCondition(question: "B", states: [.none, .notReported])]),
        ]
        return Instrument(version: 1, questions: questions.map { InstrumentQuestion($0, section: "S") })
    }

    @Test(
        arguments: [
            (["A": Answer.value(.choice("yes")), "B": .value(.number(Quantity(tenThousandths: 100_000)))], ["D"]),
            (["A": .value(.choice("yes")), "B": .value(.number(.zero))], ["C", "D"]),
            (["A": .value(.choice("yes")), "B": .none], ["C"]),
            (["A": .value(.choice("no"))], ["B", "C"]),
            // What a hidden question was answered counts for nothing.
            (["A": .value(.choice("no")), "B": .value(.number(Quantity(tenThousandths: 900_000)))], ["B", "C"]),
            ([:], ["B", "C"]),
        ] as [([String: Answer], Set<String>)])
    func hides(_ answers: [String: Answer], _ hidden: Set<String>) throws {
        #expect(try Self.instrument().hidden(in: answers, kind: "school") == hidden)
    }

    @Test(
        arguments: [
            ("{N} <= {D}", true), ("{N} > {D} or {P} = 3", true), ("not ({N} <= {D})", false),
            ("percent({N}, {D}) >= 75", true), ("{N} <= 1.5 * {N round=previous}", false), ("{X} > 0", nil),
            ("{N} / {Z} > 0", nil), ("ifMissing({X}, 7) = 7", true), ("if({P} > 2, {N}, {D}) = 45", true),
        ] as [(String, Bool?)])
    func judges(_ condition: String, _ holds: Bool?) throws {
        let rule = InstrumentRule(
            code: "R", isHard: true, condition: try FormulaParser.parse(condition), message: Setting.text("R"))
        let now = ["N": 45, "D": 60, "P": 3, "Z": 0].mapValues { Answer.value(.number(Quantity($0) ?? .zero)) }
        let numbers = RuleNumbers(now, previous: ["N": try #require(Quantity(20))])
        #expect(rule.holds(numbers) == holds)
    }

    @Test func rulesThatCanNotBeReadAreRefusedWhereTheyStand() {
        func rules(_ condition: String) -> [String] {
            InstrumentRule.faults(in: condition, numbers: ["N", "D"]).map(\.fault.rule)
        }
        #expect(rules("{N} <= {D}").isEmpty)
        #expect(rules("{N} + {D}") == ["rule.condition"])
        #expect(rules("{T} > 0 and {N sex=male} > 1") == ["rule.question", "rule.round"])
        #expect(rules("sum({N}) > 0") == ["rule.function"])
        #expect(rules("{N} >") == ["formula.syntax"])
    }

    private static let rules = [
        AnswerRule(
            code: "PART", severity: .hard, condition: "{N} <= {D}",
            message: LocalizedText("ส่วนมากกว่าทั้งหมด", "the part is more than the whole")),
        AnswerRule(
            code: "JUMP", severity: .soft, condition: "{D} <= 1.5 * {D round=previous}",
            message: LocalizedText("เพิ่มขึ้นมากจากปีก่อน", "far more than last year")),
    ]

    @Test func aRoundFollowsAnotherWithItsQuestionsRulesAndAnswersBeside() async throws {
        try await withRound { first in
            try await first.certified("67-S0001", Setting.answers(30, 40))
            try await first.certified("67-S0002", Setting.answers(30, 40))
            let service = first.service
            let made = try await service.call(
                CreateRound(
                    idempotencyKey: "next", code: "67-R2567", owner: "67", fiscalYear: try #require(FiscalYear(2567)),
                    name: Setting.text("รอบ"), opensOn: try #require(CalendarDate("2024-10-01")),
                    dueOn: try #require(CalendarDate("2024-10-31")), previous: "67-R2566"), as: .planner)
            #expect(made.previous == "67-R2566")
            let draft = try await service.call(GetQuestionnaire(round: "67-R2567"), as: .planner)
            #expect(draft.state == .draft)
            #expect(draft.sections.flatMap(\.questions).map(\.code) == ["N", "D", "P", "C", "T", "U"])
            var sections = draft.sections
            sections[1].questions[1].showIf = [AnswerCondition(question: "C", choices: ["done"])]
            _ = try await service.call(
                SaveQuestionnaire(
                    idempotencyKey: "q", round: "67-R2567", sections: sections, rules: Self.rules, expectedVersion: 1),
                as: .planner)
            _ = try await service.call(
                PublishQuestionnaire(idempotencyKey: "p", round: "67-R2567", version: 1), as: .planner)
            service.now = try #require(Instant("2024-10-15T03:00:00Z"))
            _ = try await service.call(
                OpenRound(idempotencyKey: "o", round: "67-R2567", expectedVersion: 2), as: .planner)
            var next = first
            next.round = "67-R2567"
            let beside = try await service.call(
                GetPreviousAnswers(round: next.round, organisation: "67-S0001"), as: .reporter)
            #expect(beside.answers.first { $0.question == "D" }?.number == Quantity(40))
            try await answersAreHeldToTheRules(next)
            try await moreTimeForSome(next)
        }
    }

    private func answersAreHeldToTheRules(_ next: Setting) async throws {
        var answers = Setting.answers(90, 80, choice: "planned")
        answers.removeAll { $0.question == "T" }
        let saved = try await next.save("67-S0001", answers)
        let refused = await refusal { try await next.submit("67-S0001", version: saved.summary.version) }
        #expect(refused?.problems.map(\.rule) == ["rule.hard", "rule.soft"])
        let better = try await next.save(
            "67-S0001", [QuestionAnswer(question: "N", number: Quantity(70))], version: saved.summary.version)
        let soft = await refusal { try await next.submit("67-S0001", version: better.summary.version) }
        #expect(soft?.problems.map(\.path) == ["/rules/JUMP"])
        let submitted = try await next.service.call(
            SubmitSubmission(
                idempotencyKey: "with a reason", round: next.round, organisation: "67-S0001",
                expectedVersion: better.summary.version,
                reasons: [RuleReason(rule: "JUMP", reason: "รวมนักเรียนจากโรงเรียนที่ยุบ")]), as: .reporter)
        #expect(submitted.reasons?.map(\.rule) == ["JUMP"])
        #expect(submitted.answers.first { $0.question == "T" }?.state == .notApplicable)
    }

    private func moreTimeForSome(_ next: Setting) async throws {
        let service = next.service
        service.now = try #require(Instant("2024-11-02T03:00:00Z"))
        let version = try await service.call(GetRound(round: next.round), as: .planner).version
        _ = try await service.call(
            CloseRound(idempotencyKey: "c", round: next.round, expectedVersion: version), as: .planner)
        let closed = await refusal { try await next.save("67-S0002", Setting.answers(1, 2)) }
        #expect(closed?.rule == "round.open")
        let stranger = await refusal {
            try await service.call(
                ExceptFromRound(
                    idempotencyKey: "e0", round: next.round, organisations: ["67-S0002", "65-01"],
                    until: try #require(CalendarDate("2024-11-05")), reason: "น้ำท่วม"), as: .planner)
        }
        #expect(stranger?.problems.map(\.path) == ["/organisations/1"])
        _ = try await service.call(
            ExceptFromRound(
                idempotencyKey: "e1", round: next.round, organisations: ["67-S0002"],
                until: try #require(CalendarDate("2024-11-05")), reason: "น้ำท่วม"), as: .planner)
        let saved = try await next.save("67-S0002", Setting.answers(1, 2))
        #expect(saved.may.contains(.submit))
        let submitted = try await next.submit("67-S0002", version: saved.summary.version)
        #expect(!submitted.summary.late)
        service.now = try #require(Instant("2024-11-06T03:00:00Z"))
        let over = await refusal { try await next.reopen("67-S0002", version: submitted.summary.version) }
        #expect(over?.rule == "round.open")
    }

    @Test func certifiedNumbersAreFiguresOfTheirDataElement() async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            _ = try await service.call(
                CreateDataElement(
                    idempotencyKey: "element",
                    element: DataElementInput(
                        code: "67-D", owner: "67", name: Setting.text("D"), unitCode: "person",
                        unit: LocalizedText("คน", "person"), periodType: .fiscalYear)), as: .planner)
            _ = try await service.call(
                CreateIndicator(
                    idempotencyKey: "formula",
                    indicator: IndicatorInput(
                        code: "67-F", owner: "67", name: Setting.text("F"), unit: LocalizedText("คน", "person"),
                        aggregation: .formula, direction: .up, formula: "{67-D}")), as: .planner)
            let setting = try Setting(service)
            try await setting.open(feeding: ["D": "67-D"])
            try await setting.certified("67-S0001", Setting.answers(30, 40))
            let second = try await setting.certified("67-S0002", Setting.answers(30, 60))
            let year = try #require(FiscalYear(2566))
            func value(_ at: String) async throws -> Quantity? {
                try await service.call(
                    EvaluateIndicator(indicator: "67-F", organisation: at, period: .fiscalYear(year)), as: .planner
                ).items.first?.value
            }
            #expect(try await value("67") == Quantity(100))
            _ = try await service.call(
                SetDataValues(
                    idempotencyKey: "beside", under: "67", mode: .atomic,
                    values: [
                        DataValue(
                            element: "67-D", period: .fiscalYear(year), organisation: "67-S0001", number: Quantity(7))
                    ]), as: .planner)
            #expect(try await value("67-02") == Quantity(100))
            _ = try await setting.reopen("67-S0002", version: second.summary.version)
            #expect(try await value("67-02") == Quantity(40))
        }
    }
}
