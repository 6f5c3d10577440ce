import Kernel
import ReportingContract

/// The activities of the plan's projects, with the days of the plan and the days of what was done (eMENSCR's M4).
struct ActivityTable {
    let plan: ProvincePlan
    let days: RecordedDays?

    func blocks() -> [ReportBlock] {
        guard !plan.activities.isEmpty else {
            return [.paragraph(LocalizedText("ยังไม่ได้ระบุกิจกรรม", "No activities are stated yet."))]
        }
        let projects = Dictionary(
            plan.projects.map { ($0.code, $0.title) }, uniquingKeysWith: { first, _ in first })
        let table = ReportTable(
            code: "m4", caption: LocalizedText("กิจกรรมของโครงการ", "Activities"),
            columns: [
                column("project", ReportMessages.project, .text),
                column("activity", LocalizedText("กิจกรรม", "Activity"), .text),
                column("start", LocalizedText("เริ่มตามแผน", "Planned from"), .date),
                column("end", LocalizedText("สิ้นสุดตามแผน", "Planned until"), .date),
                column("actualStart", LocalizedText("เริ่มจริง", "Began"), .date),
                column("actualEnd", LocalizedText("สิ้นสุดจริง", "Ended"), .date),
                column("budget", LocalizedText("วงเงิน (บาท)", "Budget (baht)"), .money),
            ], rows: plan.activities.map { row($0, projects) })
        return [
            .table(TableTotals.totalled(table)),
            .paragraph(
                LocalizedText(
                    "วันที่ตามแผนมาจากแผน วันที่จริงมาจากที่หน่วยงานบันทึกในใบข้อมูล eMENSCR ของโครงการ กิจกรรมที่ยังไม่ได้บันทึกวันที่จริงแสดงว่ายังไม่รายงาน",
                    "Planned days are the plan's. Real days are what offices recorded in the project's eMENSCR sheet; where none is recorded it is said to be not reported."
                )),
        ]
    }

    private func row(_ activity: PlanActivity, _ projects: [String: LocalizedText]) -> ReportRow {
        let real = days?.byActivity[activity.code]
        func cell(_ text: LocalizedText) -> ReportCell {
            ReportCell(text, source: activity.source, key: activity.code)
        }
        func day(_ day: CalendarDate?, from source: Int?) -> ReportCell {
            guard let day else { return ReportCell(state: .notReported) }
            return ReportCell(day.description, source: source, key: activity.code)
        }
        let project = activity.project.map { code in (projects[code] ?? LocalizedText(th: "")).with(code: code) }
        return ReportRow(cells: [
            project.map(cell) ?? ReportCell(state: .none), cell(activity.title.with(code: activity.code)),
            day(activity.start, from: activity.source), day(activity.end, from: activity.source),
            day(real?.start, from: days?.source), day(real?.end, from: days?.source),
            activity.budget.map { ReportCell($0.description, source: activity.source, key: activity.code) }
                ?? ReportCell(state: .none),
        ])
    }

    private func column(_ code: String, _ title: LocalizedText, _ kind: ReportValueKind) -> ReportColumn {
        ReportColumn(code: code, title: title, kind: kind)
    }
}
