import CommonContract
import Indicators
import IndicatorsContract
import JSONRPC
import Kernel
import RPCServer
import ServiceTestSupport
import Testing

/// A round over the fixture's province with a ratio, a sum, a choice, a text and an upload for service areas only.
struct Setting: Sendable {
    let service: TestService
    var round: Reference
    private static let sha256 = String(repeating: "ab", count: 32)

    static func text(_ code: String) -> LocalizedText { LocalizedText("ข้อ \(code)", "Item \(code)") }

    static let sections = [
        QuestionnaireSection(
            code: "S1", title: text("S1"),
            questions: [
                Question(
                    code: "N", type: .number, text: text("N"), indicator: "67-RATIO", role: .numerator,
                    minimum: .zero, maximum: Quantity(20_000)),
                Question(
                    code: "D", type: .number, text: text("D"), indicator: "67-RATIO", role: .denominator,
                    minimum: .zero, maximum: Quantity(20_000)),
                Question(
                    code: "P", type: .number, text: text("P"), indicator: "67-SUM", minimum: .zero,
                    maximum: Quantity(500), decimals: 2),
            ]),
        QuestionnaireSection(
            code: "S2", title: text("S2"),
            questions: [
                Question(
                    code: "C", type: .choice, text: text("C"), indicator: "67-CHOICE",
                    options: [
                        QuestionOption(code: "done", text: LocalizedText("ทำแล้ว", "Done"), achieves: true),
                        QuestionOption(code: "planned", text: LocalizedText("มีแผน", "Planned")),
                    ]),
                Question(code: "T", type: .text, text: text("T")),
                Question(code: "U", type: .upload, text: text("U"), kinds: [.educationServiceArea]),
            ]),
    ]

    private func indicator(_ code: String, _ aggregation: Aggregation, target: Int) -> IndicatorInput {
        IndicatorInput(
            code: code, owner: "67", name: Self.text(code), unit: LocalizedText("หน่วย", "unit"),
            aggregation: aggregation, direction: .up, strategy: "67-S1", sdgTargets: ["SDG-4.1"],
            targets: [YearValue(fiscalYear: year, value: Quantity(target) ?? .zero)])
    }

    let year: FiscalYear

    init(_ service: TestService, round: Reference = "67-R2566") throws {
        self.service = service
        self.round = round
        year = try #require(FiscalYear(2566))
    }

    /// Indicators, round and published questionnaire; opened.
    /// - Parameter feeding: data elements that questions are for, by question.
    func open(
        dueOn: String = "2023-11-30", under: [String] = [], feeding elements: [String: String] = [:]
    ) async throws {
        let inputs = [
            indicator("67-RATIO", .ratio, target: 80), indicator("67-SUM", .sum, target: 100),
            indicator("67-CHOICE", .choice, target: 50),
        ]
        _ = try await service.call(
            ImportIndicators(idempotencyKey: "indicators", province: "67", mode: .atomic, items: inputs), as: .planner)
        _ = try await service.call(
            CreateRound(
                idempotencyKey: "round", code: "67-R2566", owner: "67", fiscalYear: year, name: Self.text("รอบ"),
                opensOn: try #require(CalendarDate("2023-10-01")), dueOn: try #require(CalendarDate(dueOn)),
                target: TargetGroup(kinds: [], under: under)), as: .planner)
        var sections = Self.sections
        for index in sections.indices {
            for number in sections[index].questions.indices {
                sections[index].questions[number].element = elements[sections[index].questions[number].code]
            }
        }
        _ = try await service.call(
            SaveQuestionnaire(idempotencyKey: "questionnaire", round: round, sections: sections), as: .planner)
        _ = try await service.call(
            PublishQuestionnaire(idempotencyKey: "publish", round: round, version: 1), as: .planner)
        _ = try await service.call(
            OpenRound(idempotencyKey: "open", round: round, expectedVersion: 2), as: .planner)
    }

    static func answers(_ numerator: Int = 45, _ denominator: Int = 60, projects: Int = 3, choice: String = "done")
        -> [QuestionAnswer]
    {
        [
            QuestionAnswer(question: "N", number: Quantity(numerator)),
            QuestionAnswer(question: "D", number: Quantity(denominator)),
            QuestionAnswer(question: "P", number: Quantity(projects)),
            QuestionAnswer(question: "C", choice: choice), QuestionAnswer(question: "T", text: "โครงการตัวอย่าง"),
        ]
    }

    static func letter() throws -> Certification {
        Certification(
            letterNumber: try #require(LetterNumber("ศธ 04088/125")),
            letterDate: try #require(CalendarDate("2023-11-10")), signerPosition: "ผู้อำนวยการโรงเรียน",
            file: FileReference(name: "รับรอง.pdf", mediaType: "application/pdf", size: 1_000, sha256: sha256))
    }

    // MARK: - Acts, each with a key of its own

    private func key(_ act: String, _ organisation: String, _ version: Int?) -> String {
        "\(act)-\(organisation)-\(version.map(String.init) ?? "")-\(ID(at: service.now))"
    }

    @discardableResult
    func save(
        _ organisation: String, _ answers: [QuestionAnswer], version: Int? = nil
    ) async throws -> Submission {
        try await service.call(
            SaveSubmission(
                idempotencyKey: key("save", organisation, version), round: round, organisation: organisation,
                answers: answers, expectedVersion: version), as: .holding(.reporter, at: organisation))
    }

    @discardableResult
    func submit(_ organisation: String, version: Int) async throws -> Submission {
        try await service.call(
            SubmitSubmission(
                idempotencyKey: key("submit", organisation, version), round: round, organisation: organisation,
                expectedVersion: version), as: .holding(.reporter, at: organisation))
    }

    @discardableResult
    func certify(_ organisation: String, version: Int) async throws -> Submission {
        try await service.call(
            CertifySubmission(
                idempotencyKey: key("certify", organisation, version), round: round, organisation: organisation,
                expectedVersion: version, certification: try Self.letter()), as: .holding(.head, at: organisation))
    }

    @discardableResult
    func certified(_ organisation: String, _ answers: [QuestionAnswer] = answers()) async throws -> Submission {
        let saved = try await save(organisation, answers)
        let submitted = try await submit(organisation, version: saved.summary.version)
        return try await certify(organisation, version: submitted.summary.version)
    }

    @discardableResult
    func reopen(_ organisation: String, version: Int) async throws -> Submission {
        try await service.call(
            ReopenSubmission(
                idempotencyKey: key("reopen", organisation, version), round: round, organisation: organisation,
                expectedVersion: version, reason: "พบข้อมูลคลาดเคลื่อน"), as: .holding(.head, at: organisation))
    }

    func consolidated(
        _ question: String, at organisation: String, _ relation: Relation = .either
    ) async throws -> ConsolidatedQuestion {
        let result = try await service.call(
            GetConsolidation(round: round, organisation: organisation, relation: relation, question: question),
            as: .auditor)
        return try #require(result.questions.first)
    }

    func differing() async throws -> [ConsolidationDifference] {
        try await service.call(VerifyConsolidation(round: round), as: .planner).differences
    }
}

/// Runs the indicator service over the fixture, with an open round.
func withRound<Result: Sendable>(
    dueOn: String = "2023-11-30", under: [String] = [], _ body: @Sendable (Setting) async throws -> Result
) async throws -> Result {
    try await withService(modules: [IndicatorsService()], name: "indicators") { service in
        let setting = try Setting(service)
        try await setting.open(dueOn: dueOn, under: under)
        return try await body(setting)
    }
}

/// The error that a call gives.
func refusal(_ body: () async throws -> some Any) async -> RPCError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? RPCError
    }
}

extension RPCError {
    var rule: String? {
        if case .string(let rule)? = details.first(where: { $0.name == "rule" })?.value { rule } else { nil }
    }
}
