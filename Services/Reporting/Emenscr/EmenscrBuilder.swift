import BudgetContract
import CommonContract
import IndicatorsContract
import Kernel
import PlansContract
import ReportingContract

/// Puts a project's fields together in the form's order (domain §8). Pure.
struct EmenscrBuilder {
    let answers: EmenscrAnswers
    let year: FiscalYear
    let quarter: Int
    let record: EmenscrRecord
    /// What people wrote, by field.
    let writings: [String: String]
    let today: CalendarDate
    /// Days after a quarter within which it is entered.
    let dueDays: Int
    /// What organisations are called; a code that is not there stays as it is.
    var organisations: [String: String] = [:]

    /// Last day for entering the quarter.
    var dueOn: CalendarDate {
        let last = FiscalQuarter(year: year, number: quarter)?.lastDay ?? year.lastDay
        return last.adding(days: dueDays) ?? last
    }

    func sheet(of project: PlanElement) -> EmenscrSheet {
        let fields =
            general(project) + links(project) + purpose(project) + activityFields(project) + moneyFields(project)
            + progress(project) + approval()
        var sheet = EmenscrSheet(
            project: project.code, name: project.text, plan: answers.plan.code, organisation: project.organisation,
            fiscalYear: year, quarter: quarter, dueOn: dueOn, record: record, fields: fields, problems: [])
        sheet.problems = EmenscrChecks(builder: self, project: project, sheet: sheet).problems
        return sheet
    }

    // MARK: What belongs to a project

    /// Activities below it, however deep, in their order.
    func activities(of project: PlanElement) -> [PlanElement] {
        var found: [PlanElement] = []
        var above = [project.code]
        // A tree is never deeper than it has elements.
        for _ in answers.elements.indices where !above.isEmpty {
            let below = answers.elements.filter { $0.parent.map(above.contains) ?? false }
            found += below.filter { $0.kind == .activity }
            above = below.map(\.code)
        }
        return found.sorted { ($0.order, $0.code) < ($1.order, $1.code) }
    }

    /// Indicators of the project itself, or else of the nearest element above that has any.
    func indicators(of project: PlanElement) -> [IndicatorTargets] {
        answers.purpose.indicators(of: project.code).compactMap(\.indicator)
    }

    /// Ends of the chain's links of a kind, of the trace up.
    func chain(_ project: PlanElement, _ relation: TraceRelation) -> [TraceNode] {
        answers.details[project.code].map { ProjectTrace(trace: $0.trace).ends(relation) } ?? []
    }

    private func parents(_ project: PlanElement, of nodes: [TraceNode]) -> [TraceNode] {
        answers.details[project.code].map { ProjectTrace(trace: $0.trace).parents(of: nodes) } ?? []
    }

    // MARK: Forms

    private func general(_ project: PlanElement) -> [EmenscrField] {
        [
            field(.m1, "1.1", "name", "ชื่อโครงการ", "Project", [project.text.th], .plans, required: true),
            field(
                .m1, "1.2", "nationalCode", "รหัสโครงการในระบบ eMENSCR", "National code",
                [record.nationalCode].compactMap { $0 }, .record),
            field(.m1, "1.3", "projectCode", "รหัสโครงการในแผน", "Code in the plan", [project.code], .plans),
            field(
                .m1, "1.4", "organisation", "หน่วยงานเจ้าของโครงการ", "Organisation",
                [project.organisation.map { code in organisations[code].map { "\(code) \($0)" } ?? code }]
                    .compactMap { $0 }, .plans, required: true),
            field(.m1, "1.5", "plan", "แผนระดับ 3", "Plan", ["\(answers.plan.code) \(answers.plan.name.th)"], .plans),
            field(
                .m1, "1.6", "years", "ปีงบประมาณของแผน", "Years of the plan",
                [answers.plan.firstYear.description, answers.plan.lastYear.description], .plans),
            field(
                .m1, "1.7", "funding", "ลักษณะโครงการ", "Kind of project",
                [project.funding.map { EmenscrWords.funding($0).th }].compactMap { $0 } + project.tags, .plans),
            written("coordinator"),
            field(
                .m1, "1.9", "budget", "วงเงินตามแผน (บาท)", "Budget of the plan (baht)",
                [project.budget?.description].compactMap { $0 }, .plans, required: project.funding == .funded),
        ]
    }

    private func links(_ project: PlanElement) -> [EmenscrField] {
        let (y1, y2) = (chain(project, .xyzY1), chain(project, .xyzY2))
        let (direct, secondary) = (chain(project, .xyzZ), chain(project, .xyzZSecondary))
        let nodes = answers.details[project.code]?.trace.nodes ?? []
        let level3 = nodes.filter { $0.level == 3 && $0.plan != answers.plan.code }
        let factors = nodes.filter { $0.kind == .factor || $0.kind == .component }
        let sdg = nodes.filter { $0.plan == "SDG4" && $0.kind == .goal }
        var second = written("zSecondary")
        if !secondary.isEmpty { (second.values, second.origin) = (secondary.map(text), .plans) }
        return [
            field(
                .m2, "1.1", "z", "ยุทธศาสตร์ชาติที่เกี่ยวข้องโดยตรง (Z)", "National strategy, direct (Z)",
                (parents(project, of: direct) + direct).map(text), .plans, required: true), second,
            field(
                .m2, "2.1", "y2", "แผนแม่บท ประเด็น และเป้าหมายระดับประเด็น (Y2)", "Master plan: issue and its goal (Y2)",
                (parents(project, of: y2) + y2).map(text), .plans, required: true),
            field(
                .m2, "2.1.1", "y1", "แผนย่อย และเป้าหมายแผนย่อย (Y1)", "Sub-plan and its goal (Y1)",
                (parents(project, of: y1) + y1).map(text), .plans, required: true),
            written("contribution"), written("guideline"),
            field(
                .m2, "2.4", "factor", "องค์ประกอบและปัจจัยของห่วงโซ่คุณค่า", "Component and factor of the value chain",
                factors.map(text), .plans), written("securityPlan"),
            field(.m2, "2.6", "sdg", "เป้าหมาย SDGs", "SDG targets", sdg.map(text), .plans),
            field(
                .m2, "3.1", "level3", "แผนระดับ 3 ที่เกี่ยวข้อง", "Plans of level 3",
                Set(level3.map(\.plan)).sorted(), .plans), written("law"), written("cabinet"),
        ]
    }

    private func purpose(_ project: PlanElement) -> [EmenscrField] {
        let targets = answers.purpose.targets(of: project.code, in: year).map(\.th)
        let groups = ProjectPurpose.groups(of: project).map(\.th)
        return [
            field(
                .m3, "3.1", "rationale", "หลักการและเหตุผล", "Rationale", [project.details?.th].compactMap { $0 },
                .plans, required: true), written("objective"), written("output"), written("outcome"),
            field(
                .m3, "3.5", "indicators", "ตัวชี้วัดและค่าเป้าหมาย", "Indicators and targets", targets, .plans,
                required: true),
            field(.m3, "3.6", "targetGroup", "กลุ่มเป้าหมาย", "Target group", groups, .plans), written("area"),
        ]
    }

    private func activityFields(_ project: PlanElement) -> [EmenscrField] {
        activities(of: project).enumerated().flatMap { index, activity in
            let number = "4.\(index + 1)"
            return [
                field(
                    .m4, number, "activity/\(activity.code)", "กิจกรรม", "Activity", [activity.text.th], .plans,
                    required: true),
                day("start", of: activity, number), day("end", of: activity, number),
                written("actualStart", activity.code, number), written("actualEnd", activity.code, number),
                field(
                    .m4, number, "budget/\(activity.code)", "งบประมาณของกิจกรรม (บาท)", "Money of the activity (baht)",
                    [activity.budget?.description].compactMap { $0 }, .plans),
            ]
        }
    }

    private func moneyFields(_ project: PlanElement) -> [EmenscrField] {
        let row = answers.money?[project.code]
        let months = answers.details[project.code]?.months ?? []
        return [
            field(
                .m5, "5.1", "allocated", "งบประมาณที่ได้รับจัดสรร (บาท)", "Allocated (baht)",
                [row?.allocated.description].compactMap { $0 }, .budget),
            field(
                .m5, "5.2", "planned", "แผนการใช้จ่ายทั้งปี (บาท)", "Planned for the year (baht)",
                [row?.planned.description].compactMap { $0 }, .budget),
            field(
                .m5, "5.3", "months", "แผนการใช้จ่ายรายเดือน (บาท)", "Planned by month (baht)",
                months.filter { $0.planned != .zero }.map { "\($0.key) \($0.planned)" }, .budget),
        ]
    }

    private func progress(_ project: PlanElement) -> [EmenscrField] {
        let row = answers.money?[project.code]
        let actual = indicators(of: project).compactMap { indicator -> String? in
            guard let result = answers.results?[indicator.indicator] else { return nil }
            if result.suppressed == true {
                return "\(indicator.indicator) ผล \(CellText.state(.suppressed, language: "th"))"
            }
            let actual = result.actual?.description ?? CellText.state(.notReported, language: "th")
            return "\(indicator.indicator) ผล \(actual) \(ReportMessages.text(result.told.status).th)"
        }
        return [
            written("progress"), written("obstacles"), written("suggestions"),
            field(
                .m6, "6.4", "spent", "เบิกจ่ายถึงสิ้นไตรมาส (บาท)", "Spent by the quarter's end (baht)",
                [row?.spent.description].compactMap { $0 }, .budget),
            field(
                .m6, "6.5", "used", "ใช้จ่าย (เบิกจ่ายและผูกพัน) ถึงสิ้นไตรมาส (บาท)", "Used by the quarter's end (baht)",
                [row?.used.description].compactMap { $0 }, .budget),
            field(
                .m6, "6.6", "spentPercent", "ร้อยละการเบิกจ่าย", "Spent, percent",
                [row?.spentBasisPoints.map { BasisPoints(Int64($0)).percent }].compactMap { $0 }, .budget),
            field(.m6, "6.7", "results", "ผลตามตัวชี้วัด", "Results of indicators", actual, .indicators),
        ]
    }

    private func approval() -> [EmenscrField] {
        [
            field(
                .m7, "7.1", "state", "สถานะการอนุมัติ (M7)", "Approval (M7)", [EmenscrWords.state(record.state).th],
                .record),
            field(
                .m7, "7.2", "moves", "ลำดับการอนุมัติ", "Steps of the approval",
                record.moves.map { "\($0.on) \(EmenscrWords.state($0.state).th)" + ($0.note.map { ": \($0)" } ?? "") },
                .record),
        ]
    }

    // MARK: Pieces

    private func text(_ node: TraceNode) -> String { "\(node.code) \(node.text.th)" }

    private func field(
        _ form: EmenscrForm, _ number: String, _ code: String, _ thai: String, _ english: String, _ values: [String],
        _ origin: EmenscrOrigin, required: Bool = false
    ) -> EmenscrField {
        EmenscrField(
            form: form, number: number, code: code, name: LocalizedText(thai, english), values: values, origin: origin,
            isRequired: required)
    }

    /// An activity's first (`start`) or last (`end`) day, as it was written here or as the plan has it.
    func day(_ name: String, of activity: PlanElement) -> String? {
        writings["\(name)/\(activity.code)"] ?? (name == "start" ? activity.startsOn : activity.endsOn)?.description
    }

    private func day(_ name: String, of activity: PlanElement, _ number: String) -> EmenscrField {
        var field = written(name, activity.code, number)
        if field.values.isEmpty, let known = self.day(name, of: activity) {
            (field.values, field.origin) = ([known], .plans)
        }
        return field
    }

    private func written(_ code: String, _ activity: String? = nil, _ number: String? = nil) -> EmenscrField {
        let known = EmenscrFields.all.first { $0.code == code }
        let key = activity.map { "\(code)/\($0)" } ?? code
        return EmenscrField(
            form: known?.form ?? .m1, number: number ?? known?.number ?? "", code: key,
            name: known?.name ?? LocalizedText(th: code), values: writings[key].map { [$0] } ?? [], origin: .written,
            isRequired: known?.isRequired ?? false)
    }
}

/// Words for people.
enum EmenscrWords {
    static func funding(_ funding: Funding) -> LocalizedText {
        switch funding {
        case .funded: LocalizedText("ใช้งบประมาณ", "Funded")
        case .unfunded: LocalizedText("ภารกิจหลัก ไม่ใช้งบประมาณ", "Core mission without a budget")
        case .offPlan: LocalizedText("นอกแผน", "Off plan")
        }
    }

    static func state(_ state: EmenscrState) -> LocalizedText {
        switch state {
        case .notEntered: LocalizedText("ยังไม่บันทึก", "Not entered")
        case .entered: LocalizedText("บันทึกแล้ว", "Entered")
        case .sentForApproval: LocalizedText("ส่งขออนุมัติ", "Sent for approval")
        case .approvedByUnit: LocalizedText("หัวหน้าหน่วยอนุมัติ", "Approved by the head of the unit")
        case .approvedByDepartment: LocalizedText("กรมอนุมัติ", "Approved by the department")
        case .approvedByMinistry: LocalizedText("กระทรวงอนุมัติ", "Approved by the ministry")
        case .returned: LocalizedText("ส่งกลับแก้ไข", "Returned")
        }
    }

    static func origin(_ origin: EmenscrOrigin) -> LocalizedText {
        switch origin {
        case .plans: LocalizedText("แผน", "Plans")
        case .indicators: LocalizedText("ตัวชี้วัด", "Indicators")
        case .budget: LocalizedText("งบประมาณ", "Budget")
        case .written: LocalizedText("กรอกเอง", "Written")
        case .record: LocalizedText("ทะเบียน", "Record")
        }
    }

    static func form(_ form: EmenscrForm) -> LocalizedText {
        switch form {
        case .m1: LocalizedText("M1 ข้อมูลทั่วไป", "M1 General")
        case .m2: LocalizedText("M2 ความเชื่อมโยงกับแผน", "M2 Links to plans")
        case .m3: LocalizedText("M3 หลักการ เป้าหมาย และตัวชี้วัด", "M3 Rationale, targets, indicators")
        case .m4: LocalizedText("M4 กิจกรรม", "M4 Activities")
        case .m5: LocalizedText("M5 แผนการใช้จ่าย", "M5 Spending plan")
        case .m6: LocalizedText("M6 ผลการดำเนินงานรายไตรมาส", "M6 Progress of the quarter")
        case .m7: LocalizedText("M7 การอนุมัติ", "M7 Approval")
        }
    }
}
