import CommonContract
import Kernel
import ReportingContract

extension ShippedDefinitions {
    /// Target → provincial indicators with baseline, actual and target; what the plan ties to each target (R4).
    static let sdg4Progress = ReportDefinition(
        code: "sdg4Progress",
        title: LocalizedText(
            "รายงานความก้าวหน้าเป้าหมายการพัฒนาที่ยั่งยืนด้านการศึกษา (SDG 4) ปีงบประมาณ พ.ศ. {year} {name}",
            "SDG 4 progress report, fiscal year {year}, {name}"),
        cycle: ReportCycle(due: .october, kinds: [.province]), procedure: "reportToWorkingGroup",
        queries: [
            ReportQuery(
                name: "results", service: "indicators", method: "indicator.results",
                params: publishedResults),
            ReportQuery(
                name: "roadmap", service: "plans", method: "driving.progress",
                params: #"{"organisation":"{organisation}","fiscalYear":{fiscalYear},"set":"roadmap"}"#,
                whenMissing: LocalizedText("ไม่มีข้อมูลการขับเคลื่อนตามแผนที่นำทาง", "Nothing is known of the roadmap.")),
        ], figures: resultFigures,
        parts: [
            part(
                "summary", LocalizedText("สรุปความก้าวหน้า", "Summary"), isWritten: true,
                [resultText, .dataset(.sdgTargets)]),
            part(
                "chain", LocalizedText("เป้าหมายและตัวชี้วัดทุกระดับ", "Targets and indicators at every level"),
                [.dataset(.sdgChain)]),
            part(
                "progress", LocalizedText("ความก้าวหน้ารายเป้าหมายสู่ปี 2573", "Progress towards 2030"),
                [.dataset(.sdgProgress)]),
            part("gaps", LocalizedText("ข้อมูลจำแนกที่ยังขาด", "Gaps in disaggregation"), [.dataset(.sdgGaps)]),
            part(
                "projects", LocalizedText("โครงการและงบประมาณที่รองรับเป้าหมาย", "Projects and baht behind each target"),
                [.dataset(.sdgProjects)]),
            part(
                "roadmap", LocalizedText("การขับเคลื่อนตามแผนที่นำทาง (Roadmap)", "The roadmap"),
                [.table(drivingTable("roadmap"))]),
        ])

    /// How far organisations are with what the driving calendar asks of them (P17).
    static let drivingCalendar = ReportDefinition(
        code: "drivingCalendar",
        title: LocalizedText(
            "รายงานติดตามปฏิทินการขับเคลื่อน ปีงบประมาณ พ.ศ. {year} {name}",
            "Follow-up of the driving calendar, fiscal year {year}, {name}"),
        cycle: ReportCycle(due: .october, kinds: [.province]),
        procedure: "reportOfOffice",
        queries: [
            ReportQuery(
                name: "calendar", service: "plans", method: "driving.progress",
                params: #"{"organisation":"{organisation}","fiscalYear":{fiscalYear},"set":"calendar"}"#),
            ReportQuery(
                name: "own", service: "plans", method: "driving.calendar",
                params: #"{"organisation":"{organisation}","fiscalYear":{fiscalYear},"set":"calendar"}"#,
                whenMissing: LocalizedText("หน่วยงานนี้ไม่มีรายการของตนเอง", "It has nothing to do of its own.")),
        ],
        parts: [
            part(
                "progress", LocalizedText("ความก้าวหน้ารวมทุกหน่วยงาน", "Progress over all organisations"), isWritten: true,
                [.table(drivingTable("calendar"))]),
            part("own", LocalizedText("รายการของหน่วยงาน", "Its own tasks"), [.table(tasksTable)]),
        ])

    // MARK: Pieces of results

    /// Params of `indicator.results`. What a report says may be published: small groups of people are kept back.
    static let publishedResults =
        #"{"fiscalYear":{fiscalYear},"organisation":"{organisation}","asPublished":true}"#

    static let resultFigures =
        [
            ReportFigure(
                name: "indicators", query: "results", path: "", kind: .count, rows: "/items", counts: true)
        ]
        + Achievement.allCases.map { status in
            ReportFigure(
                name: status.rawValue, query: "results", path: "", kind: .count, rows: "/items",
                filter: [ReportFilter(path: "/status", values: [status.rawValue])]
                    // How a figure that is kept back stands to its target is not told by a number either.
                    + (status == .notEvaluated
                        ? [] : [ReportFilter(path: "/suppressed", values: ["true"], excludes: true)]),
                counts: true)
        }

    static let resultText = ReportBinding.textWith(
        "results",
        LocalizedText(
            "ตัวชี้วัดทั้งหมด {indicators} ตัวชี้วัด บรรลุเป้าหมาย {achieved} ตัวชี้วัด เป็นไปตามแผน {onTrack} ตัวชี้วัด ล่าช้ากว่าแผน {behind} ตัวชี้วัด เสี่ยงไม่บรรลุ {atRisk} ตัวชี้วัด และยังประเมินไม่ได้ {notEvaluated} ตัวชี้วัด",
            "Of {indicators} indicators {achieved} reached their target, {onTrack} are on track, {behind} behind and {atRisk} at risk; {notEvaluated} cannot be evaluated yet."
        ))

    static let statusWords = Dictionary(
        uniqueKeysWithValues: Achievement.allCases.map { ($0.rawValue, ReportMessages.text($0)) })

    static let resultsTable = ReportTableBinding(
        code: "results", caption: LocalizedText("ผลตามตัวชี้วัด", "Results by indicator"), query: "results",
        rows: "/items", columns: resultColumns, key: "/indicator",
        whenEmpty: LocalizedText("ไม่มีตัวชี้วัดที่ต้องรายงาน", "There is no indicator to report."))

    private static let resultColumns = [
        column("indicator", ReportMessages.indicator, .text, "/indicator", "/name"),
        column("unit", ReportMessages.unit, .text, "/unit"),
        column("baseline", LocalizedText("ค่าฐาน", "Baseline"), .number, "/baseline/value"),
        column("target", ReportMessages.target, .number, "/target", absent: ReportCellState.none),
        column("actual", ReportMessages.actual, .number, "/actual", absent: .notReported, suppressed: "/suppressed"),
        column("achievement", ReportMessages.achievement, .percent, "/achievement", suppressed: "/suppressed"),
        column(
            "status", ReportMessages.status, .text, "/status", words: statusWords, suppressed: "/suppressed"),
    ]

    private static let levelWords = [
        "office": LocalizedText("ศธจ.", "Office"), "agency": LocalizedText("หน่วยงาน", "Agency"),
        "school": LocalizedText("สถานศึกษา", "School"),
    ]

    private static func drivingTable(_ query: String) -> ReportTableBinding {
        ReportTableBinding(
            code: query, caption: LocalizedText("จำนวนหน่วยงานตามสถานะ", "Organisations by status"), query: query,
            rows: "/rows",
            columns: [
                column("item", LocalizedText("รายการ", "Item"), .text, "/text", otherwise: ["/item"]),
                column("level", LocalizedText("ระดับ", "Level"), .text, "/level", words: levelWords),
                column("expected", LocalizedText("ต้องทำ", "Expected"), .count, "/counts/expected"),
                column("done", LocalizedText("เสร็จ", "Done"), .count, "/counts/done"),
                column("inProgress", LocalizedText("กำลังทำ", "Under way"), .count, "/counts/inProgress"),
                column("notStarted", LocalizedText("ยังไม่เริ่ม", "Not started"), .count, "/counts/notStarted"),
                column("notApplicable", LocalizedText("ไม่เกี่ยวข้อง", "Not applicable"), .count, "/counts/notApplicable"),
                column("notReported", LocalizedText("ยังไม่รายงาน", "Not reported"), .count, "/counts/notReported"),
                column("overdue", LocalizedText("ในนี้เกินกำหนด", "Of these overdue"), .count, "/counts/overdue"),
            ], key: "/item", whenEmpty: LocalizedText("ไม่มีรายการ", "There are no items."))
    }

    private static let tasksTable = ReportTableBinding(
        code: "tasks", caption: LocalizedText("รายการตามปฏิทิน", "Tasks of the calendar"), query: "own", rows: "/tasks",
        columns: [
            column("item", LocalizedText("รายการ", "Item"), .text, "/item/text", otherwise: ["/item/code"]),
            column("due", LocalizedText("ครบกำหนด", "Due"), .date, "/dueOn"),
            column(
                "state", ReportMessages.status, .text, "/state",
                words: [
                    "notReported": LocalizedText("ยังไม่รายงาน", "Not reported"),
                    "notStarted": LocalizedText("ยังไม่เริ่ม", "Not started"),
                    "inProgress": LocalizedText("กำลังทำ", "Under way"), "done": LocalizedText("เสร็จ", "Done"),
                    "notApplicable": LocalizedText("ไม่เกี่ยวข้อง", "Not applicable"),
                ]), column("note", LocalizedText("หมายเหตุ", "Note"), .text, "/note"),
        ], key: "/item/code", whenEmpty: LocalizedText("ไม่มีรายการ", "There are no tasks."))
}
