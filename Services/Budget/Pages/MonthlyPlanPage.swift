import BudgetContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// `/lines/⟨code⟩/plan`: what is to be spent of a line in each month (B6).
enum MonthlyPlanPage {
    static func register(on router: ServiceRouter) {
        router.page("/lines/:code/plan", access: BudgetAccess.readers) { try await page($0, $1, problems: []) }
        router.form("/lines/:code/plan", access: BudgetAccess.officers) { request, call in
            try await PageForm.taking(request) {
                try await set(request, call)
            } refused: {
                try await page(request, call, problems: $0)
            }
        }
    }

    private static let englishMonths = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    /// October to September.
    private static let months = [10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9]

    private static func page(
        _ request: PageRequest, _ call: ReadCall, problems: [String]
    ) async throws -> PageResponse {
        let line = try await call.invoke(GetLine(line: .code(request.parameters["code"] ?? "")))
        let plan = try await call.invoke(GetDisbursementPlan(line: .id(line.id)))
        let isTyped = !request.form.fields.isEmpty
        let title = request.say("แผนการเบิกจ่ายรายเดือน", "Monthly plan")
        func name(_ month: Int) -> String {
            let year = line.fiscalYear.buddhistYear - (month >= 10 ? 1 : 0)
            return request.isEnglish
                ? "\(englishMonths[month - 1]) \(year - 543)" : "\(ThaiDate.shortMonths[month - 1]) \(year)"
        }
        func planned(_ month: Int) -> Money { plan.months.first { $0.month == month }?.amount ?? .zero }
        var values: [String: Any] = [
            "lineTitle": line.code, "lineAddress": "../\(PageText.query(line.code))", "title": title,
            "total": request.say(
                "รวม \(BudgetWords.amount(plan.total)) จากจัดสรร \(BudgetWords.amount(line.balances.allocated)) บาท",
                "\(BudgetWords.amount(plan.total)) in all, of \(BudgetWords.amount(line.balances.allocated)) baht allocated"
            ),
            "isShort": plan.total != line.balances.allocated,
            "short": request.say("แผนไม่เท่ากับยอดจัดสรร", "The plan is not what is allocated."),
        ]
        if try await BudgetPages.may(BudgetAccess.officers, at: line.organisation, call) {
            values["form"] = PageForm(
                "./plan", go: request.say("บันทึกแผน", "Keep the plan"), hidden: [("version", String(plan.version))],
                problems: problems + (isTyped ? request.overtaken(by: plan.version) : []),
                fields: months.map { month in
                    PageField(
                        "month\(month)", name(month), .number,
                        value: isTyped
                            ? request.form["month\(month)"]
                            : planned(month) == .zero ? "" : planned(month).description)
                }
            ).values(request, call)
        } else {
            values["months"] = months.map { ["name": name($0), "amount": BudgetWords.amount(planned($0))] }
            values["isRead"] = true
        }
        return BudgetPages.page("monthly", title, values, request, status: problems.isEmpty ? 200 : 400)
    }

    private static func set(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        let form = request.form
        let code = request.parameters["code"] ?? ""
        let planned = try months.compactMap { month -> PlannedMonth? in
            guard form.text("month\(month)") != nil else { return nil }
            guard let amount = form.money("month\(month)") else {
                throw PageForm.lacking(
                    "/months", "เดือน \(ThaiDate.shortMonths[month - 1]): ต้องเป็นตัวเลข เช่น 12,500.00",
                    "month \(month): an amount is a number, as 12,500.00")
            }
            return PlannedMonth(month: month, amount: amount)
        }
        // A line that has no plan yet is at version 0, which names nothing to replace.
        let version = form.number("version").flatMap { $0 > 0 ? $0 : nil }
        _ = try await call.invoke(
            SetDisbursementPlan(
                idempotencyKey: form["key"] ?? "", line: .code(code), months: planned, expectedVersion: version))
        return "./plan"
    }
}
