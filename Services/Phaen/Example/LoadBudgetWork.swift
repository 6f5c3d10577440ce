import BudgetContract
import CommonContract
import FoundationEssentials
import JSONRPC
import Kernel

/// What an office does with its figures: the ministry's own lines taken in, an evaluation, requests for the next year in
/// every state, notices of slow spending with an answer, advice.
struct LoadBudgetWork {
    let example: Example
    let year: FiscalYear

    func run() async throws {
        try await MeetingWalk(example: example, service: .budget)
            .appoint([.provincialEducationCommittee, .strategicAdministrationSubcommittee])
        try await budgetDocument()
        try await evaluate()
        try await requests()
        try await notices()
        try await advise()
    }

    /// The ministry's FY 2565 budget document as machines have read it (public): what cannot be read is reported.
    private func budgetDocument() async throws {
        var (taken, refused) = (0, 0)
        for (file, organisation) in [("budget_document_2565_items", "67"), ("budget_document_2565_units", "TH")] {
            let bytes = Array(try Data(contentsOf: URL(filePath: "\(example.folder)/\(file).csv")))
            let outcome = try await example.call(
                .budget,
                ImportSheet(
                    idempotencyKey: example.key(file), organisation: organisation, kind: .budgetDocument,
                    file: SheetFile(name: file + ".csv", bytes: bytes), fiscalYear: FiscalYear(2565), mode: .partial))
            taken += outcome.taken
            refused += outcome.refused
        }
        Progress(
            "งบประมาณกระทรวงฯ 2565 จากเอกสารจริง \(taken) รายการ อ่านไม่ได้ \(refused) (รายงาน ไม่เดา) — the ministry's own lines",
            total: 1
        ).finish()
    }

    private func evaluate() async throws {
        for (number, project) in try example.table("projects").rows.prefix(3).enumerated() {
            _ = try await example.call(
                .budget,
                RecordEvaluation(
                    idempotencyKey: example.key("evaluation", number),
                    evaluation: EvaluationDraft(
                        organisation: project["organisation"], fiscalYear: year, workCode: project["code"],
                        quantity: Quantity(120 + number * 40), unit: "คน", indicators: ["67-I1.1", "67-I1.2"],
                        problems: "จัดซื้อจัดจ้างล่าช้าในไตรมาสแรก (ข้อมูลสังเคราะห์)",
                        risks: ["ผู้รับจ้างส่งงานช้า (ข้อมูลสังเคราะห์)"], suggestions: "เริ่มจัดซื้อก่อนต้นปี (ข้อมูลสังเคราะห์)")),
                as: .budgetOfficer, at: "67")
        }
    }

    // MARK: - Requests

    private struct Wanted: Sendable {
        var number: Int
        var amount: Int64
        var score: Int
        var resolution: ActionOutcome?
        var granted: Int64?
    }

    private func requests() async throws {
        guard let next = year.next, let asked = CalendarDate(year: 2023, month: 1, day: 10) else { return }
        let projects = try example.table("projects").rows
        let wanted = [
            Wanted(number: 1, amount: 480_000, score: 5, resolution: .approve, granted: 480_000),
            Wanted(number: 2, amount: 350_000, score: 4, resolution: .approve, granted: 200_000),
            Wanted(number: 3, amount: 250_000, score: 4, resolution: .approve),
            Wanted(number: 4, amount: 900_000, score: 2, resolution: .reject),
            Wanted(number: 5, amount: 150_000, score: 3),
        ]
        for item in wanted {
            let project = projects[(item.number - 1) % projects.count]
            let code = "67-RQ\(next)-0\(item.number)"
            let draft = BudgetRequestDraft(
                code: code, fiscalYear: next, organisation: project["organisation"],
                title: LocalizedText(th: project["name_th"] + " (ข้อมูลสังเคราะห์)"), planType: .strategic,
                category: .operating, source: .provincialPlan, workKind: .project, workCode: project["code"],
                amount: Money(baht: item.amount), need: "ต่อเนื่องจากปีก่อน กลุ่มเป้าหมายยังไม่ครบ (ข้อมูลสังเคราะห์)",
                output: "ครูและบุคลากร \(item.number * 40) คน (ข้อมูลสังเคราะห์)",
                criteria: [CriterionMark(criterion: "need", met: true), CriterionMark(criterion: "plan", met: true)],
                measures: [
                    RiskMeasure(risk: "ผู้รับจ้างส่งงานช้า (ข้อมูลสังเคราะห์)", measure: "กำหนดค่าปรับและงวดงาน (ข้อมูลสังเคราะห์)")
                ])
            try await call(CreateRequest(idempotencyKey: example.key("create \(code)"), request: draft))
            let submitted = try await call(
                SubmitRequest(idempotencyKey: example.key("submit \(code)"), request: .code(code), date: asked))
            try await call(
                ScoreRequest(
                    idempotencyKey: example.key("score \(code)"), request: .code(code),
                    scores: ["need", "plan", "clear", "ready", "history"].map {
                        CriterionScore(criterion: $0, score: item.score)
                    }))
            guard let matter = submitted.matter, let resolution = item.resolution else { continue }
            try await walk(matter, code, resolution, from: asked, sitting: 10 + item.number)
        }
        try await call(
            RankRequests(
                idempotencyKey: example.key("rank \(next)"), organisation: "67", fiscalYear: next,
                source: .provincialPlan, ceiling: Money(baht: 1_000_000)))
        try await answer(wanted, in: next)
        Progress("คำของบประมาณปี \(next) \(wanted.count) เรื่อง (synthetic) — requests", total: 1).finish()
    }

    private func walk(
        _ matter: ID, _ code: String, _ resolution: ActionOutcome, from date: CalendarDate, sitting: Int
    ) async throws {
        let way: [(String, ActionOutcome)] = [
            ("received", .forward), ("analyse", .forward), ("officerApproval", .forward), ("screening", .forward),
            ("resolution", resolution), ("notice", .forward),
        ]
        let steps = way.prefix(resolution == .reject ? 5 : 6).enumerated().map { number, step in
            MatterWalk.Step(
                code: step.0, outcome: step.1, role: .administrator, date: date.adding(days: (number + 1) * 6) ?? date,
                note: step.1 == .reject ? "เกินความจำเป็นเมื่อเทียบกับปีก่อน (ข้อมูลสังเคราะห์)" : nil)
        }
        try await MatterWalk(example: example, service: .budget, name: code, sitting: sitting)
            .take(Array(steps), of: matter)
    }

    private func answer(_ wanted: [Wanted], in next: FiscalYear) async throws {
        guard let sent = CalendarDate(year: 2023, month: 3, day: 1),
            let answered = CalendarDate(year: 2023, month: 6, day: 15)
        else { return }
        let forwarded = wanted.filter { $0.granted != nil }
        try await call(
            ForwardRequests(
                idempotencyKey: example.key("forward \(next)"),
                requests: forwarded.map { .code("67-RQ\(next)-0\($0.number)") },
                letter: DatedLetter(letterNumber: "ศธ 0294/77 (ข้อมูลสังเคราะห์)", date: sent)))
        for item in forwarded {
            try await call(
                RecordRequestResult(
                    idempotencyKey: example.key("result \(next)", item.number),
                    request: .code("67-RQ\(next)-0\(item.number)"), granted: Money(baht: item.granted ?? 0),
                    letter: DatedLetter(letterNumber: "พช 0017/12 (ข้อมูลสังเคราะห์)", date: answered)))
        }
    }

    // MARK: - Notices and advice

    private func notices() async throws {
        guard let date = CalendarDate(year: 2023, month: 6, day: 30), let due = date.adding(days: 15) else { return }
        let issued = try await call(
            IssueAcceleration(
                idempotencyKey: example.key("accelerate"), organisation: "67", fiscalYear: year, date: date,
                answerDueOn: due, letterNumber: "ศธ 0294/ว 41 (ข้อมูลสังเคราะห์)")
        ).items
        for notice in issued.prefix(max(1, issued.count / 2)) {
            try await call(
                AnswerAcceleration(
                    idempotencyKey: example.key("answer \(notice.organisation)"), notice: notice.id,
                    answer: "ผู้รับจ้างส่งงานงวดสุดท้ายแล้ว จะเบิกจ่ายภายในเดือนสิงหาคม (ข้อมูลสังเคราะห์)"))
        }
        Progress("หนังสือเร่งรัดเบิกจ่าย \(issued.count) ฉบับ (synthetic) — notices of slow spending", total: 1).finish()
    }

    private func advise() async throws {
        for (number, question) in ["ค่าพาหนะวิทยากรเบิกได้อัตราใด (ข้อมูลสังเคราะห์)", "บันทึกข้อผูกพันข้ามปีอย่างไร (ข้อมูลสังเคราะห์)"]
            .enumerated()
        {
            let asked = try await call(
                AskAdvice(
                    idempotencyKey: example.key("ask", number), organisation: "67-02",
                    topic: number == 0 ? .spending : .system, question: question))
            guard number == 0 else { continue }
            try await call(
                AnswerAdvice(
                    idempotencyKey: example.key("advise", number), advice: asked.id,
                    answer: "ตามระเบียบค่าใช้จ่ายในการฝึกอบรม (ข้อมูลสังเคราะห์)"))
            try await call(
                FollowUpAdvice(
                    idempotencyKey: example.key("effect", number), advice: asked.id, effect: "เบิกจ่ายแล้ว (ข้อมูลสังเคราะห์)",
                    solved: true))
        }
    }

    @discardableResult
    private func call<Method: RPCMethod>(_ method: Method) async throws -> Method.Result {
        try await example.call(.budget, method, as: .budgetOfficer, at: "67")
    }
}
