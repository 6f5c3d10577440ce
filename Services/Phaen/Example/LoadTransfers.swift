import BudgetContract
import CommonContract
import JSONRPC
import Kernel

/// Three transfers of budget: one that the committee approves and that is carried out, one that it refuses, one that
/// waits for the subcommittee.
struct LoadTransfers {
    let example: Example
    let year: FiscalYear

    func run() async throws {
        guard let requested = CalendarDate(year: 2023, month: 2, day: 6) else { return }
        try await MatterWalk(example: example, service: .budget, name: "bodies").bodies()
        try await transfer(
            "67-T2566-01", from: "67-\(year.buddhistYear)-67-P01", to: "67-\(year.buddhistYear)-67-P07",
            amount: Money(baht: 35_000), on: requested, reason: "ยอดคงเหลือจากการจัดซื้อ นำไปเพิ่มการอบรมทักษะดิจิทัล (ตัวอย่าง)",
            resolution: .approve)
        try await transfer(
            "67-T2566-02", from: "67-\(year.buddhistYear)-67-P21", to: "67-\(year.buddhistYear)-67-P22",
            amount: Money(baht: 30_000), on: requested, reason: "ขอเพิ่มค่าจัดประชุมภาคีเครือข่าย (ตัวอย่าง)", resolution: .reject
        )
        try await transfer(
            "67-T2566-03", from: "67-\(year.buddhistYear)-67-P01", to: "67-\(year.buddhistYear)-67-P07",
            amount: Money(baht: 1_000), on: requested, reason: "ค่าวัสดุ (ตัวอย่าง)", resolution: .approve, steps: 3)
        Progress(
            "โอนงบประมาณ: กศจ. เห็นชอบหนึ่ง ไม่เห็นชอบหนึ่ง รอกลั่นกรองหนึ่ง — transfers, one approved, one refused, one in flight",
            total: 1
        ).finish()
    }

    private func transfer(
        _ code: String, from: String, to: String, amount: Money, on date: CalendarDate, reason: String,
        resolution: ActionOutcome, steps count: Int = .max
    ) async throws {
        let requested = try await example.call(
            .budget,
            RequestTransfer(
                idempotencyKey: example.key("request \(code)"), code: code, from: .code(from), to: .code(to),
                amount: amount, date: date, reason: reason),
            as: .budgetOfficer, at: "67")
        guard let matter = requested.matter else { return }
        if requested.rules.contains(where: { $0.verdict == .needsBudgetBureau }), resolution != .reject {
            _ = try await example.call(
                .budget,
                AgreeTransfer(
                    idempotencyKey: example.key("agree \(code)"), transfer: .code(code),
                    letterNumber: "นร 0702/125 (synthetic)", date: date.adding(days: 20) ?? date),
                as: .budgetOfficer, at: "67")
        }
        let way: [(String, ActionOutcome, Role)] = [
            ("received", .forward, .budgetOfficer), ("analyse", .forward, .budgetOfficer),
            ("officerApproval", .forward, .provincialOfficer), ("screening", .forward, .secretary),
            ("resolution", resolution, .secretary),
        ]
        let end: [(String, ActionOutcome, Role)] =
            resolution == .reject
            ? [] : [("notice", .forward, .budgetOfficer), ("execution", .forward, .budgetOfficer)]
        let steps = (way + end).prefix(count).enumerated().map { number, step in
            MatterWalk.Step(
                code: step.0, outcome: step.1, role: step.2, date: date.adding(days: (number + 1) * 5) ?? date,
                note: step.1 == .reject ? "ยังมีงบประมาณในแผนงานเดิมเพียงพอ (ตัวอย่าง)" : nil)
        }
        try await MatterWalk(example: example, service: .budget, name: code).take(steps, of: matter)
    }
}
