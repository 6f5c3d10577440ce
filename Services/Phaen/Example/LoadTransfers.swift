import BudgetContract
import CommonContract
import JSONRPC
import Kernel

/// Transfers of budget in every state: asked for in the budget service, decided on the agenda of the plans service where
/// the two know each other, else in the budget service itself. All labelled as examples.
struct LoadTransfers {
    let example: Example
    let year: FiscalYear

    /// One transfer and what becomes of it.
    private struct Story: Sendable {
        var code: String
        var from: String
        var to: String
        var amount: Money
        var reason: String
        var resolution: ActionOutcome = .approve
        /// Steps that are taken of the way.
        var steps = Int.max
        var end = End.none

        enum End: Sendable { case none, withdrawn, reported }
    }

    func run() async throws {
        guard let requested = CalendarDate(year: 2023, month: 2, day: 6) else { return }
        for service in [Example.Service.budget, .plans] {
            try await MeetingWalk(example: example, service: service)
                .appoint([.provincialEducationCommittee, .strategicAdministrationSubcommittee])
        }
        let stories = stories
        try await example.concurrently(stories) { try await tell($0, on: requested) }
        try await expire(stories)
        Progress(
            "โอนงบประมาณ \(stories.count) เรื่อง ครบทุกสถานะ — transfers in every state (synthetic)", total: stories.count
        ).finish()
    }

    /// What nobody has approved by the year's end expires; the service does so by itself each hour.
    private func expire(_ stories: [Story]) async throws {
        var tries = 0
        try await example.until("transfers to expire") {
            let expired = try await example.call(
                .budget, ListTransfers(organisation: "67", fiscalYear: year, state: .expired)
            ).items
            if !expired.isEmpty { return expired.allSatisfy { $0.agenda?.step == nil } }
            _ = try await example.call(
                .budget,
                ExpireTransfers(idempotencyKey: example.key("expire", tries), organisation: "67"), as: .budgetOfficer,
                at: "67")
            tries += 1
            return false
        }
    }

    private var stories: [Story] {
        let line = { (code: String) in "67-\(year.buddhistYear)-\(code)" }
        return [
            Story(
                code: "67-T2566-01", from: line("67-P01"), to: line("67-P07"), amount: Money(baht: 35_000),
                reason: "ยอดคงเหลือจากการจัดซื้อ นำไปเพิ่มการอบรมทักษะดิจิทัล (ตัวอย่าง)"),
            Story(
                code: "67-T2566-02", from: line("67-P21"), to: line("67-P22"), amount: Money(baht: 30_000),
                reason: "ขอเพิ่มค่าจัดประชุมภาคีเครือข่าย (ตัวอย่าง)", resolution: .reject),
            Story(
                code: "67-T2566-03", from: line("67-P01"), to: line("67-P07"), amount: Money(baht: 1_000),
                reason: "ค่าวัสดุ: อนุมัติแล้ว รอดำเนินการ (ตัวอย่าง)", steps: 6),
            Story(
                code: "67-T2566-04", from: line("67-P01"), to: line("67-P07"), amount: Money(baht: 2_000),
                reason: "ขอโอนแล้วขอถอนเรื่อง (ตัวอย่าง)", steps: 1, end: .withdrawn),
            Story(
                code: "67-T2566-05", from: line("67-P01"), to: line("67-P07"), amount: Money(baht: 1_500),
                reason: "รอกลั่นกรองจนพ้นปีงบประมาณ (ตัวอย่าง)", steps: 3),
            Story(
                code: "67-T2566-06", from: line("01-OPE"), to: line("01-SUB"), amount: Money(baht: 12_000),
                reason: "เปลี่ยนประเภทงบรายจ่าย ดำเนินการและรายงานสำนักงบประมาณแล้ว (ตัวอย่าง)", end: .reported),
        ]
    }

    private func tell(_ story: Story, on date: CalendarDate) async throws {
        let requested = try await example.call(
            .budget,
            RequestTransfer(
                idempotencyKey: example.key("request \(story.code)"), code: story.code, from: .code(story.from),
                to: .code(story.to), amount: story.amount, date: date, reason: story.reason),
            as: .budgetOfficer, at: "67")
        if requested.rules.contains(where: { $0.verdict == .needsBudgetBureau }), story.resolution != .reject {
            _ = try await example.call(
                .budget,
                AgreeTransfer(
                    idempotencyKey: example.key("agree \(story.code)"), transfer: .code(story.code),
                    letterNumber: "นร 0702/125 (ข้อมูลสังเคราะห์)", date: date.adding(days: 20) ?? date),
                as: .budgetOfficer, at: "67")
        }
        let matter = try await matter(of: requested)
        let steps = steps(of: story, from: date)
        try await MatterWalk(
            example: example, service: requested.agenda == nil ? .budget : .plans, name: story.code,
            sitting: (stories.firstIndex { $0.code == story.code } ?? 0) + 1
        ).take(steps, of: matter)
        if story.end == .withdrawn {
            _ = try await example.call(
                .budget,
                WithdrawTransfer(
                    idempotencyKey: example.key("withdraw \(story.code)"), transfer: .code(story.code),
                    date: date.adding(days: 8) ?? date, reason: "หน่วยงานขอถอนเรื่อง (ตัวอย่าง)"),
                as: .budgetOfficer, at: "67")
        }
        try await waitUntilHeard(story, steps)
        if story.end == .reported {
            _ = try await example.call(
                .budget,
                ReportTransfer(
                    idempotencyKey: example.key("report \(story.code)"), transfer: .code(story.code),
                    letterNumber: "ศธ 0294/311 (ข้อมูลสังเคราะห์)", date: date.adding(days: 45) ?? date),
                as: .budgetOfficer, at: "67")
        }
    }

    private func steps(of story: Story, from date: CalendarDate) -> [MatterWalk.Step] {
        let way: [(String, ActionOutcome, Role)] = [
            ("received", .forward, .budgetOfficer), ("analyse", .forward, .budgetOfficer),
            ("officerApproval", .forward, .provincialOfficer), ("screening", .forward, .secretary),
            ("resolution", story.resolution, .secretary),
        ]
        let end: [(String, ActionOutcome, Role)] =
            story.resolution == .reject
            ? [] : [("notice", .forward, .budgetOfficer), ("execution", .forward, .budgetOfficer)]
        return (way + end).prefix(story.steps).enumerated().map { number, step in
            MatterWalk.Step(
                code: step.0, outcome: step.1, role: step.2, date: date.adding(days: (number + 1) * 5) ?? date,
                note: step.1 == .reject ? "ยังมีงบประมาณในแผนงานเดิมเพียงพอ (ตัวอย่าง)" : nil)
        }
    }

    /// Its matter: where the plans service decides it, once that has taken it onto its agenda.
    private func matter(of transfer: Transfer) async throws -> ID {
        var matter = transfer.matter
        try await example.until("the matter of \(transfer.code)") {
            if matter == nil {
                matter = try await example.call(.budget, GetTransfer(transfer: .code(transfer.code))).matter
            }
            return matter != nil
        }
        return matter ?? transfer.id
    }

    /// Until the budget service has heard of the last step.
    private func waitUntilHeard(_ story: Story, _ steps: [MatterWalk.Step]) async throws {
        let ends = story.resolution == .reject || story.end == .withdrawn || story.steps == Int.max
        try await example.until("\(story.code) to be settled") {
            let now = try await example.call(.budget, GetTransfer(transfer: .code(story.code)))
            guard let agenda = now.agenda, agenda.waiting.isEmpty else { return now.agenda == nil }
            return now.state == .expired
                || (ends ? now.state != .requested && agenda.step == nil : agenda.step != nil)
                    && (steps.count < 5 || agenda.decision != nil)
        }
    }
}
