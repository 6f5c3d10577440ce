import BudgetContract
import Kernel
import PlansContract
import ReportingContract

/// What has to be put right before a project is entered (R3). Pure.
struct EmenscrChecks {
    let builder: EmenscrBuilder
    let project: PlanElement
    let sheet: EmenscrSheet

    var problems: [EmenscrProblem] {
        chain() + indicators() + activities() + money() + required() + deadline() + unanswered()
    }

    private func problem(
        _ rule: EmenscrProblem.Rule, _ field: String?, _ thai: String, _ english: String,
        severity: EmenscrProblem.Severity = .error
    ) -> EmenscrProblem {
        EmenscrProblem(rule: rule, severity: severity, field: field, message: LocalizedText(thai, english))
    }

    private func chain() -> [EmenscrProblem] {
        let found = Set(builder.answers.lint.findings.filter { $0.element == project.code }.map(\.rule))
        let links: [(LintRule, String, String)] = [
            (.missingY1, "y1", "Y1"), (.missingY2, "y2", "Y2"), (.missingZ, "z", "Z"),
        ]
        return links.filter { found.contains($0.0) }.map { _, field, name in
            problem(
                .chain, field, "ความสัมพันธ์ XYZ ไม่ครบ: ขาด \(name) ให้เชื่อมโยงในแผน",
                "the causal chain lacks \(name): link it in the plan")
        }
    }

    private func indicators() -> [EmenscrProblem] {
        let all = builder.indicators(of: project)
        if all.isEmpty {
            return [
                problem(
                    .indicators, "indicators", "โครงการหรือเป้าประสงค์ของโครงการไม่มีตัวชี้วัด",
                    "neither the project nor its goal has an indicator")
            ]
        }
        return all.filter { indicator in !indicator.targets.contains { $0.fiscalYear == builder.year } }.map {
            problem(
                .indicators, "indicators", "ตัวชี้วัด \($0.indicator) ไม่มีค่าเป้าหมายของปี \(builder.year)",
                "the indicator \($0.indicator) has no target of \(builder.year)")
        }
    }

    private func activities() -> [EmenscrProblem] {
        let all = builder.activities(of: project)
        if all.isEmpty { return [problem(.activities, nil, "โครงการยังไม่มีกิจกรรม", "the project has no activity")] }
        return all.flatMap { activity -> [EmenscrProblem] in
            planned(activity) + real(activity)
        }
    }

    /// What was done cannot end before it began.
    private func real(_ activity: PlanElement) -> [EmenscrProblem] {
        let days = ["actualStart", "actualEnd"].map { builder.writings["\($0)/\(activity.code)"] ?? "" }
        guard let end = CalendarDate(days[1]) else { return [] }
        guard let start = CalendarDate(days[0]) else {
            return [
                problem(
                    .activities, "actualStart/\(activity.code)", "กิจกรรม \(activity.code) สิ้นสุดแล้วแต่ไม่มีวันเริ่มจริง",
                    "the activity \(activity.code) has ended and no day says when it began", severity: .warning)
            ]
        }
        guard start > end else { return [] }
        return [
            problem(
                .activities, "actualEnd/\(activity.code)", "กิจกรรม \(activity.code) สิ้นสุดจริงก่อนเริ่มจริง",
                "the activity \(activity.code) really ended before it began")
        ]
    }

    private func planned(_ activity: PlanElement) -> [EmenscrProblem] {
        let days = ["start", "end"].map { builder.day($0, of: activity).flatMap { CalendarDate($0) } }
        var found = zip(["start", "end"], days).filter { $0.1 == nil }.map { name, _ in
            problem(
                .activities, "\(name)/\(activity.code)", "กิจกรรม \(activity.code) ไม่มีวันที่",
                "the activity \(activity.code) has no day")
        }
        guard let start = days[0], let end = days[1] else { return found }
        if start > end {
            found.append(
                problem(
                    .activities, "end/\(activity.code)", "กิจกรรม \(activity.code) สิ้นสุดก่อนเริ่ม",
                    "the activity \(activity.code) ends before it begins"))
        }
        if start < builder.answers.plan.firstYear.firstDay || end > builder.answers.plan.lastYear.lastDay {
            found.append(
                problem(
                    .activities, "start/\(activity.code)", "กิจกรรม \(activity.code) อยู่นอกช่วงปีของแผน",
                    "the activity \(activity.code) is outside the years of the plan"))
        }
        return found
    }

    private func money() -> [EmenscrProblem] {
        var found: [EmenscrProblem] = []
        let budgets = builder.activities(of: project).compactMap(\.budget)
        let sum = budgets.reduce(Money.zero, +)
        if !budgets.isEmpty, sum != project.budget ?? .zero {
            found.append(
                problem(
                    .money, "budget",
                    "งบประมาณของกิจกรรมรวม \(sum.grouped()) บาท ไม่เท่ากับวงเงินโครงการ \((project.budget ?? .zero).grouped()) บาท",
                    "the activities' money is \(sum.grouped()) baht, the project's \((project.budget ?? .zero).grouped()) baht"
                ))
        }
        guard let row = builder.answers.money?[project.code] else {
            if project.funding == .funded, builder.answers.money != nil {
                found.append(
                    problem(
                        .money, "allocated", "โครงการใช้งบประมาณแต่ยังไม่มีรายการงบประมาณของปี",
                        "the project is funded and has no budget line of the year", severity: .warning))
            }
            return found
        }
        if row.planned > row.allocated {
            found.append(
                problem(
                    .money, "planned",
                    "แผนการใช้จ่าย \(row.planned.grouped()) บาท เกินงบที่ได้รับ \(row.allocated.grouped()) บาท",
                    "the plan of \(row.planned.grouped()) baht is more than was allocated, \(row.allocated.grouped()) baht"
                ))
        }
        let months = builder.answers.details[project.code]?.months ?? []
        let byMonth = months.reduce(Money.zero) { $0 + $1.planned }
        if !months.isEmpty, byMonth != row.planned {
            found.append(
                problem(
                    .money, "months",
                    "แผนรายเดือนรวม \(byMonth.grouped()) บาท ไม่เท่ากับแผนทั้งปี \(row.planned.grouped()) บาท",
                    "the months add up to \(byMonth.grouped()) baht, the year is \(row.planned.grouped()) baht"))
        }
        if project.funding == .unfunded, row.allocated > .zero {
            found.append(
                problem(
                    .money, "allocated", "ระบุว่าไม่ใช้งบประมาณ แต่มีงบจัดสรร \(row.allocated.grouped()) บาท",
                    "said to need no money, yet \(row.allocated.grouped()) baht are allocated"))
        }
        if let budget = project.budget, budget != row.allocated {
            found.append(
                problem(
                    .money, "allocated",
                    "วงเงินตามแผน \(budget.grouped()) บาท ต่างจากที่ได้รับจัดสรร \(row.allocated.grouped()) บาท",
                    "the plan says \(budget.grouped()) baht, allocated is \(row.allocated.grouped()) baht",
                    severity: .warning))
        }
        return found
    }

    /// Fields that have to be filled in; what other checks name already is left out.
    private func required() -> [EmenscrProblem] {
        let named: Set = ["y1", "y2", "z", "indicators"]
        return sheet.fields.filter {
            $0.isRequired && $0.values.isEmpty && $0.form != .m4 && !named.contains($0.code)
        }.map {
            problem(
                .required, $0.code, "ยังไม่กรอก: \($0.number) \($0.name.th)",
                "empty: \($0.number) \($0.name.en ?? $0.name.th)")
        }
    }

    private func deadline() -> [EmenscrProblem] {
        guard builder.today > builder.dueOn else { return [] }
        let date = ThaiDate.text(builder.dueOn, digits: .arabic)
        return [
            problem(
                .deadline, nil, "เลยกำหนดบันทึกของไตรมาส (\(date))", "the quarter was due on \(builder.dueOn)",
                severity: .warning)
        ]
    }

    /// A service that did not answer: what it knows would be missing from the form.
    private func unanswered() -> [EmenscrProblem] {
        builder.answers.failures.map { failure in
            problem(
                .required, failure.service == "budget" ? "allocated" : "results",
                "ไม่ได้ข้อมูลจากบริการ\(ServiceWords.name(failure.service)): \(failure.reason.th)",
                "the \(failure.service) service did not answer: \(failure.reason.en ?? failure.reason.th)")
        }
    }
}

/// The services as they are called in sentences.
enum ServiceWords {
    static func name(_ service: String) -> String {
        switch service {
        case "plans": "แผน"
        case "indicators": "ตัวชี้วัด"
        case "budget": "งบประมาณ"
        case "reporting": "รายงาน"
        default: " \(service)"
        }
    }
}
