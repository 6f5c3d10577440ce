import Kernel
import PlansContract

/// The provincial plan's projects of the year, each with three activities whose days lie within its own and whose money
/// adds up to it to the satang (synthetic).
struct ProvincialWork {
    let example: Example
    let year: FiscalYear

    private static let phases: [(name: LocalizedText, percent: Int64, months: ClosedRange<Int>)] = [
        (LocalizedText("ประชุมเตรียมการและจัดทำแผนดำเนินงาน (ตัวอย่าง)", "Preparation (example)"), 10, 0...2),
        (LocalizedText("ดำเนินกิจกรรมในพื้นที่ (ตัวอย่าง)", "Work in the field (example)"), 75, 3...9),
        (LocalizedText("ติดตาม สรุป และรายงานผล (ตัวอย่าง)", "Follow-up and report (example)"), 15, 10...11),
    ]

    func elements(of plan: String) throws -> [ElementDraft] {
        try example.table("projects").rows.filter { $0["plan"] == plan }.flatMap { row in
            let budget = Money(row["budget_baht_2566"])
            let project = ElementDraft(
                code: row["code"], kind: .project, parent: row["parent"],
                text: LocalizedText(th: row["name_th"], en: row.optional("name_en")),
                details: LocalizedText(
                    th:
                        "ผลการดำเนินงานปีที่ผ่านมายังต่ำกว่าเป้าหมายของจังหวัด จึงจัดทำ\(row["name_th"])เพื่อยกระดับผลตามตัวชี้วัดของเป้าประสงค์",
                    en: "Results of the year before fall short of the province's targets (example)."),
                organisation: row["organisation"], tags: ["ตัวอย่าง"], funding: .funded, budget: budget,
                startsOn: year.firstDay, endsOn: year.lastDay,
                stakeholders: [
                    Stakeholder(
                        name: LocalizedText("ผู้เรียนและครูในจังหวัด (ตัวอย่าง)", "Learners and teachers (example)"),
                        roles: [.beneficiary]),
                    Stakeholder(
                        name: LocalizedText("หน่วยงานเจ้าของโครงการ (ตัวอย่าง)", "The project's organisation (example)"),
                        roles: [.performer], organisation: row["organisation"]),
                ])
            return [project] + activities(of: project, budget ?? .zero)
        }
    }

    private func activities(of project: ElementDraft, _ budget: Money) -> [ElementDraft] {
        var left = budget
        return Self.phases.enumerated().map { index, phase in
            let isLast = index == Self.phases.count - 1
            let share = isLast ? left : Money(satang: budget.satang / 100 * phase.percent)
            left = left - share
            return ElementDraft(
                code: "\(project.code)-A\(index + 1)", kind: .activity, parent: project.code, text: phase.name,
                organisation: project.organisation, tags: ["ตัวอย่าง"], funding: .funded, budget: share,
                startsOn: day(phase.months.lowerBound), endsOn: day(phase.months.upperBound + 1)?.adding(days: -1))
        }
    }

    /// First day of the fiscal year's month, October being 0.
    private func day(_ month: Int) -> CalendarDate? {
        let first = year.firstDay
        let count = first.month - 1 + month
        return CalendarDate(year: first.year + count / 12, month: count % 12 + 1, day: 1)
    }
}
