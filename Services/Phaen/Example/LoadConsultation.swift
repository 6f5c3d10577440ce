import CommonContract
import JSONRPC
import Kernel
import PlansContract

/// A hearing on a draft that is then screened, proposals ranked under a ceiling, and the provincial plan's announcement.
struct LoadConsultation {
    let example: Example

    func run() async throws {
        try await hearing()
        try await proposals()
        try await announcement()
        Progress(
            "รับฟังความคิดเห็น จัดลำดับข้อเสนอ และแจ้งเวียนประกาศ — a hearing, proposals ranked, an announcement", total: 1
        ).finish()
    }

    // MARK: - A hearing

    private static let draft = "67-GL-2568"

    /// The guideline's draft: heard, answered, changed where a comment was accepted, then sent to be screened.
    private func hearing() async throws {
        guard let opened = CalendarDate(year: 2023, month: 8, day: 1), let first = FiscalYear(2568) else { return }
        let plan = Self.draft
        _ = try await call(
            CreatePlan(
                idempotencyKey: key("plan"), code: plan, kind: .otherPlan,
                name: LocalizedText("แนวทางพัฒนาการอ่าน (ตัวอย่าง)", "Guideline on reading (example)"), firstYear: first,
                lastYear: first, organisation: "67-01"))
        let report = try await call(
            ImportElements(
                idempotencyKey: key("elements"), plan: .code(plan),
                rows: [
                    ElementDraft(code: "67-GL-G1", kind: .goal, text: LocalizedText(th: "ผู้เรียนอ่านคล่อง (ตัวอย่าง)")),
                    ElementDraft(
                        code: "67-GL-A1", kind: .approach, parent: "67-GL-G1",
                        text: LocalizedText(th: "อ่านวันละเล่ม (ตัวอย่าง)")),
                ]))
        try example.expectNone(report.problems)
        _ = try await call(
            CreateHearing(
                idempotencyKey: key("hearing"), code: "67-H2566-1", plan: .code(plan),
                title: LocalizedText("รับฟังร่างแนวทาง (ตัวอย่าง)", "Hearing on the draft (example)"),
                phases: [
                    HearingPhase(
                        name: LocalizedText("หนังสือและเว็บ", "Letters and web"), from: opened,
                        until: opened.adding(days: 30) ?? opened, channels: [.letter, .web]),
                    HearingPhase(
                        name: LocalizedText("ประชุมรับฟัง", "Meeting"), from: opened.adding(days: 35) ?? opened,
                        until: opened.adding(days: 35) ?? opened, channels: [.meeting]),
                ]))
        let comments: [(HearingChannel, String?, String?, String, Int)] = [
            (.letter, "67-GL-G1", "67-02", "ควรระบุการอ่านคิดวิเคราะห์ (ตัวอย่าง)", 10),
            (.web, "67-GL-A1", "67-03", "โรงเรียนขนาดเล็กขาดหนังสือ (ตัวอย่าง)", 12),
            (.meeting, nil, nil, "เห็นด้วยกับร่าง (ตัวอย่าง)", 35),
        ]
        for (number, comment) in comments.enumerated() {
            _ = try await call(
                CommentOnHearing(
                    idempotencyKey: example.key("hearing comment", number), hearing: "67-H2566-1", channel: comment.0,
                    element: comment.1, organisation: comment.2, text: comment.3,
                    receivedOn: opened.adding(days: comment.4)))
        }
        _ = try await call(
            SynthesiseHearing(
                idempotencyKey: key("synthesis"), hearing: "67-H2566-1", expectedVersion: 1,
                groups: [
                    HearingGroup(
                        title: LocalizedText(th: "เป้าประสงค์และทรัพยากร"), summary: "เพิ่มการคิดวิเคราะห์ และหนังสือ (ตัวอย่าง)",
                        comments: [1, 2]),
                    HearingGroup(title: LocalizedText(th: "เห็นด้วย"), summary: "เห็นด้วย (ตัวอย่าง)", comments: [3]),
                ]))
        try await answers(to: plan)
        _ = try await call(
            SubmitPlanForScreening(
                idempotencyKey: key("screening"), plan: .code(plan), date: opened.adding(days: 60)))
    }

    private func answers(to plan: String) async throws {
        let answers: [(HearingDecision, String, String?)] = [
            (.accepted, "แก้เป้าประสงค์ตามความเห็น (ตัวอย่าง)", "67-GL-G1"),
            (.noted, "จะจัดสรรหนังสือในโครงการปี 2568 (ตัวอย่าง)", nil), (.noted, "ขอบคุณ (ตัวอย่าง)", nil),
        ]
        for (number, answer) in answers.enumerated() {
            _ = try await call(
                AnswerComment(
                    idempotencyKey: example.key("hearing answer", number), hearing: "67-H2566-1", comment: number + 1,
                    decision: answer.0, text: answer.1, element: answer.2))
        }
        _ = try await call(
            UpdateElement(
                idempotencyKey: key("carried"), plan: .code(plan), expectedVersion: 1,
                element: ElementDraft(
                    code: "67-GL-G1", kind: .goal, text: LocalizedText(th: "ผู้เรียนอ่านคล่องและคิดวิเคราะห์ได้ (ตัวอย่าง)"))))
        _ = try await call(
            CloseHearing(idempotencyKey: key("closed"), hearing: "67-H2566-1", expectedVersion: 2))
    }

    // MARK: - Proposals

    private func proposals() async throws {
        guard let year = FiscalYear(2567), let day = CalendarDate(year: 2099, month: 12, day: 31) else { return }
        _ = try await call(
            CreateProposalRound(
                idempotencyKey: key("round"), code: "67-PR2567",
                name: LocalizedText("โครงการปีงบประมาณ 2567 (ตัวอย่าง)", "Projects of 2567 (example)"),
                organisation: "67-01", fiscalYear: year, ceiling: Money(baht: 1_000_000), closesOn: day))
        let proposals: [(String, Int64, Int, Int)] = [
            ("อ่านออกเขียนได้", 450_000, 5, 1), ("ทักษะดิจิทัลครู", 380_000, 4, 1), ("ลดความเสี่ยงออกกลางคัน", 300_000, 4, 1),
            ("ภาคีเครือข่าย", 120_000, 3, 1), ("ปรับปรุงอาคารสำนักงาน", 900_000, 2, 0),
        ]
        for (number, proposal) in proposals.enumerated() {
            let code = "67-PR2567-\(number + 1)"
            _ = try await call(
                SubmitProposal(
                    idempotencyKey: key(code), round: "67-PR2567", code: code,
                    name: LocalizedText(th: "\(proposal.0) (ตัวอย่าง)"), organisation: "67-02",
                    budget: Money(baht: proposal.1)))
            for role in [Role.planner, .secretary] {
                _ = try await example.call(
                    .plans,
                    ScoreProposal(
                        idempotencyKey: key("\(code) score"), proposal: code,
                        score: ProposalScore(
                            fitsChain: proposal.3, necessity: proposal.2, evidence: proposal.2,
                            clarity: role == .planner ? 4 : 3,
                            activities: ActivityPoints(stated: true, clear: true, ordered: true, feasible: false),
                            indicators: proposal.2, purpose: proposal.3 * 5)),
                    as: role, at: "67")
            }
        }
    }

    // MARK: - The announcement

    private func announcement() async throws {
        guard let day = CalendarDate(year: 2022, month: 12, day: 14) else { return }
        let plan = Reference.code(LoadPlans.provincial)
        _ = try await call(
            IssueProclamation(
                idempotencyKey: key("proclamation"), plan: plan, letterNumber: "พช 9999/ว1 (ตัวอย่าง)",
                signedBy: LocalizedText("ผู้ว่าราชการจังหวัด (ตัวอย่าง)", "Governor (example)"), signedOn: day,
                text: "ประกาศใช้แผนพัฒนาการศึกษาจังหวัด พ.ศ. 2566–2570 (ตัวอย่าง)",
                distribution: DistributionList(agencies: true, schools: true)))
        let agencies = try await call(ListProclamationRecipients(plan: plan, under: "67", limit: 1_000))
        for (number, recipient) in agencies.items.filter({ $0.kind != .school }).prefix(20).enumerated() {
            _ = try await example.call(
                .plans,
                AcknowledgeProclamation(
                    idempotencyKey: key("acknowledge \(recipient.organisation)"), plan: plan, planVersion: 1,
                    organisation: recipient.organisation, date: day.adding(days: 2 + number % 9)),
                as: .head, at: recipient.organisation)
        }
    }

    private func call<Method: RPCMethod>(_ method: Method) async throws -> Method.Result {
        try await example.call(.plans, method, as: .planner, at: "67")
    }

    private func key(_ what: String) -> String { example.key("consultation \(what)") }
}
