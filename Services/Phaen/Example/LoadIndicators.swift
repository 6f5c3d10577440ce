import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel

/// The plan's indicators and the monitoring round of the year: questionnaire, the answers of every organisation by a
/// seeded generator, certifications, and what was sent back and came again.
struct LoadIndicators {
    let example: Example
    let year: FiscalYear
    private var round: String { "67-R\(year.buddhistYear)" }

    func run() async throws {
        try await indicators()
        try await questionnaire()
        let answers = try syntheticAnswers()
        try await submit(answers)
        try await sendBack(answers)
        try await reopen(answers.filter(\.reopens))
    }

    private func indicators() async throws {
        let items = try example.table("indicators").rows.map(indicator)
        let progress = Progress("ตัวชี้วัด \(items.count) ตัว — indicators", total: items.count)
        let result = try await example.call(
            .indicators,
            ImportIndicators(idempotencyKey: example.key("indicators"), province: "67", mode: .atomic, items: items),
            as: .planner, at: "67")
        try example.expectNone(result.problems)
        progress.finish()
    }

    private func indicator(_ row: Table.Row) -> IndicatorInput {
        let units = [
            "percent": LocalizedText("ร้อยละ", "percent"), "distribution": LocalizedText("ร้อยละ", "percent"),
            "course": LocalizedText("รายวิชา", "courses"), "person": LocalizedText("คน", "persons"),
            "partner": LocalizedText("ภาคี", "partners"),
        ]
        let targets = (2566...2570).compactMap { targetYear -> YearValue? in
            guard let fiscalYear = FiscalYear(targetYear), let value = Quantity(row["target_\(targetYear)"])
            else { return nil }
            return YearValue(fiscalYear: fiscalYear, value: value)
        }
        // Towards 2030 as far as the last two years' targets lead; a percentage ends at a hundred.
        let last = targets.suffix(2).map(\.value.tenThousandths)
        let isPercent = ["percent", "distribution"].contains(row["unit"])
        let goals = [FiscalYear(2573)].compactMap { year -> YearValue? in
            guard let year, last.count == 2 else { return nil }
            let goal = Quantity(tenThousandths: last[1] + 3 * (last[1] - last[0]))
            return YearValue(fiscalYear: year, value: isPercent ? min(goal, .hundred) : goal)
        }
        let baseline = FiscalYear(2565).flatMap { baseYear in
            Quantity(row["baseline_2565"]).map { YearValue(fiscalYear: baseYear, value: $0) }
        }
        return IndicatorInput(
            code: row["code"], owner: "67-01", name: LocalizedText(th: row["name_th"], en: row.optional("name_en")),
            definition: LocalizedText(
                "ตัวชี้วัดตัวอย่าง ค่าฐานและเป้าหมายเป็นข้อมูลสังเคราะห์", "An example; baseline and targets synthetic"),
            unit: units[row["unit"]] ?? LocalizedText("หน่วย", "units"),
            aggregation: Aggregation(rawValue: row["aggregation"]) ?? .sum,
            direction: Direction(rawValue: row["direction"]) ?? .up, strategy: "67-SI\(row["issue"])",
            planElements: ["67-G\(row["issue"])"], sdgTargets: row.optional("sdg_target").map { [$0] },
            baseline: baseline,
            targets: targets + goals)
    }

    private func questionnaire() async throws {
        guard let opens = CalendarDate(year: 2023, month: 8, day: 1),
            let due = CalendarDate(year: 2023, month: 9, day: 30)
        else { return }
        _ = try await example.call(
            .indicators,
            CreateRound(
                idempotencyKey: example.key("round"), code: round, owner: "67-01", fiscalYear: year,
                name: LocalizedText(
                    "การติดตามแผนพัฒนาการศึกษาจังหวัดเพชรบูรณ์ ปีงบประมาณ พ.ศ. 2566 (ตัวอย่าง)",
                    "Monitoring of Phetchabun's education plan, fiscal year 2566 (example)"),
                opensOn: opens, dueOn: due,
                target: TargetGroup(
                    kinds: [
                        .provincialEducationOffice, .educationServiceArea, .agency, .localGovernment, .university,
                        .school,
                    ], under: ["67"])),
            as: .planner, at: "67")
        let questions = try sections()
        let saved = try await example.call(
            .indicators,
            SaveQuestionnaire(
                idempotencyKey: example.key("questionnaire"), round: .code(round), sections: questions,
                rules: Self.rules),
            as: .planner, at: "67")
        _ = try await example.call(
            .indicators,
            PublishQuestionnaire(
                idempotencyKey: example.key("publish"), round: .code(round), version: saved.version),
            as: .planner, at: "67")
        let current = try await example.call(.indicators, GetRound(round: .code(round)), as: .planner, at: "67")
        if current.state == .draft {
            _ = try await example.call(
                .indicators,
                OpenRound(
                    idempotencyKey: example.key("open"), round: .code(round), expectedVersion: current.version),
                as: .planner, at: "67")
        }
        Progress(
            "รอบ \(round) คำถาม \(questions.reduce(0) { $0 + $1.questions.count }) ข้อ — round and questionnaire",
            total: 1
        )
        .finish()
    }

    /// Parts are not larger than their wholes; who says otherwise says why.
    private static let rules = [
        ("Q01", "Q02"), ("Q05", "Q06"), ("Q09", "Q10"), ("Q11", "Q12"), ("Q14", "Q15"), ("Q16", "Q17"), ("Q21", "Q22"),
    ].map { part, whole in
        AnswerRule(
            code: "R-\(part)", severity: .soft, condition: "{\(part)} <= {\(whole)}",
            message: LocalizedText("\(part) มากกว่า \(whole)", "\(part) is more than \(whole)"))
    }

    private func sections() throws -> [QuestionnaireSection] {
        let elements = try example.table("elements").rows
        let indicators = try example.table("indicators").rows
        let questions = try example.table("questions").rows
        return (1...5).map { issue in
            let code = "67-SI\(issue)"
            let title = elements.first { $0["code"] == code }
            let own = questions.filter { row in
                indicators.first { $0["code"] == row["indicator"] }?["issue"] == String(issue)
            }
            return QuestionnaireSection(
                code: "S\(issue)", title: LocalizedText(th: title?["text_th"] ?? code, en: title?.optional("text_en")),
                strategy: code, questions: own.map(question))
        }
    }

    private func question(_ row: Table.Row) -> Question {
        let options = row["options"].split(separator: ";").map { option in
            let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
            let text = parts[1].split(separator: "|", maxSplits: 1).map(String.init)
            return QuestionOption(
                code: parts[0], text: LocalizedText(th: text[0], en: text.count > 1 ? text[1] : nil),
                achieves: ["done", "certified"].contains(parts[0]) ? true : nil)
        }
        let type = QuestionType(rawValue: row["type"]) ?? .text
        // The others are asked about an indicator, and are no part of its figure.
        let measures = (type == .number || type == .choice) && row["role"] != "about"
        return Question(
            code: row["code"], type: type, text: LocalizedText(th: row["text_th"], en: row.optional("text_en")),
            indicator: measures ? row["indicator"] : nil,
            role: measures ? QuestionRole(rawValue: row["role"]) ?? .value : nil,
            options: options.isEmpty ? nil : options, minimum: Quantity(row["minimum"]),
            maximum: Quantity(row["maximum"]),
            kinds: row.optional("kinds").map {
                $0.split(separator: ";").compactMap { OrganisationKind(rawValue: String($0)) }
            })
    }

    private func syntheticAnswers() throws -> [SyntheticSubmission] {
        let organisations = try example.table("organisations").rows.filter { $0["code"].hasPrefix("67-") }
        let questions = try example.table("questions").rows
        let schools = organisations.filter { $0["code"].hasPrefix("67-S") }
        let kept = example.schoolsMax == 0 ? schools.count : example.schoolsMax
        return (organisations.filter { !$0["code"].hasPrefix("67-S") } + schools.prefix(kept))
            .map { SyntheticSubmission($0, questions: questions) }
    }

    private func submit(_ answers: [SyntheticSubmission]) async throws {
        let given = answers.filter { $0.fate != .missing }
        let progress = Progress("คำตอบของ \(answers.count) หน่วยงาน (synthetic) — answers", total: given.count)
        for (number, chunk) in given.chunked(200).enumerated() {
            let result = try await example.call(
                .indicators,
                ImportSubmissions(
                    idempotencyKey: example.key("submissions", number), round: .code(round), mode: .atomic,
                    items: chunk.map(\.input)))
            try example.expectNone(result.problems)
            progress.advance(chunk.count)
        }
        let counts = Dictionary(grouping: answers, by: \.fate).mapValues(\.count)
        progress.finish(
            "ตรงเวลา \(counts[.onTime] ?? 0) ล่าช้า \(counts[.late] ?? 0) ยังไม่รับรอง \(counts[.uncertified] ?? 0) ร่าง \(counts[.draft] ?? 0) ไม่ส่ง \(counts[.missing] ?? 0)"
        )
    }

    /// The province sends some back with a comment; they correct, submit and certify again, and are accepted.
    private func sendBack(_ answers: [SyntheticSubmission]) async throws {
        let returned = answers.filter(\.comesBack)
        let progress = Progress("ส่งกลับและส่งใหม่ \(returned.count) แห่ง — returned and sent again", total: returned.count)
        try await example.concurrently(returned) { submission in
            try await sendBack(submission)
            progress.advance()
        }
        progress.finish()
    }

    /// Heads who found a mistake after all take their answers back; they stay drafts.
    private func reopen(_ answers: [SyntheticSubmission]) async throws {
        let reference = Reference.code(round)
        for answer in answers {
            let code = answer.organisation
            let now = try await example.call(
                .indicators, GetSubmission(round: reference, organisation: code), as: .planner, at: "67")
            guard now.summary.edition == 1, now.summary.state == .accepted else { continue }
            _ = try await example.call(
                .indicators,
                ReopenSubmission(
                    idempotencyKey: example.key("reopen \(code)"), round: reference, organisation: code,
                    expectedVersion: now.summary.version, reason: "พบข้อมูลคลาดเคลื่อน (ข้อมูลสังเคราะห์)"),
                as: .head, at: code)
        }
        Progress("เปิดแก้ไขหลังรับรอง \(answers.count) แห่ง — reopened", total: 1).finish()
    }

    private func sendBack(_ submission: SyntheticSubmission) async throws {
        let code = submission.organisation
        let reference = Reference.code(round)
        func version() async throws -> Int {
            try await example.call(
                .indicators, GetSubmission(round: reference, organisation: code), as: .planner, at: "67"
            ).summary.version
        }
        let now = try await example.call(
            .indicators, GetSubmission(round: reference, organisation: code), as: .planner, at: "67")
        guard now.summary.edition == 1, now.summary.state == .certified else { return }
        _ = try await example.call(
            .indicators,
            ReturnSubmission(
                idempotencyKey: example.key("return \(code)"), round: reference, organisation: code,
                expectedVersion: now.summary.version,
                comments: [ReviewComment(question: "Q20", comment: "โปรดตรวจจำนวนภาคีเครือข่ายอีกครั้ง (ข้อมูลสังเคราะห์)")]),
            as: .planner, at: "67")
        _ = try await example.call(
            .indicators,
            SaveSubmission(
                idempotencyKey: example.key("resave \(code)"), round: reference, organisation: code,
                answers: submission.corrected, expectedVersion: try await version()),
            as: .reporter, at: code)
        _ = try await example.call(
            .indicators,
            SubmitSubmission(
                idempotencyKey: example.key("resubmit \(code)"), round: reference, organisation: code,
                expectedVersion: try await version()),
            as: .reporter, at: code)
        guard let certification = submission.certification else { return }
        _ = try await example.call(
            .indicators,
            CertifySubmission(
                idempotencyKey: example.key("recertify \(code)"), round: reference, organisation: code,
                expectedVersion: try await version(), certification: certification),
            as: .head, at: code)
        _ = try await example.call(
            .indicators,
            AcceptSubmission(
                idempotencyKey: example.key("accept \(code)"), round: reference, organisation: code,
                expectedVersion: try await version()),
            as: .planner, at: "67")
    }
}
