import CommonContract
import Kernel
import ReportingContract

extension ShippedDefinitions {
    /// What was done in a quarter (R1): results, money, projects and what the committees have before them.
    static let quarterlyFollowUp = ReportDefinition(
        code: "quarterlyFollowUp",
        title: LocalizedText(
            "รายงานการติดตามผลการดำเนินงาน ไตรมาสที่ {quarter} ปีงบประมาณ พ.ศ. {year} {name}",
            "Follow-up report, quarter {quarter} of fiscal year {year}, {name}"), isQuarterly: true,
        cycle: ReportCycle(due: .weekAfterQuarter, kinds: [.province]),
        queries: [
            planQuery, lintQuery, summary("byCategory", "category"), summary("byProject", "project"), mattersQuery,
            ReportQuery(
                name: "results", service: "indicators", method: "indicator.results",
                params: publishedResults,
                whenMissing: LocalizedText("ยังไม่มีผลตามตัวชี้วัดของปีนี้", "There are no results of this year yet.")),
        ], figures: planFigures + moneyFigures + resultFigures,
        parts: [
            part("summary", LocalizedText("สรุปผล", "Summary"), isWritten: true, [resultText, moneyText, chainText]),
            part("indicators", LocalizedText("ผลตามตัวชี้วัด", "Indicators"), [.table(resultsTable)]),
            part(
                "money", LocalizedText("ผลการใช้จ่ายงบประมาณ", "Money"),
                [
                    .table(targetsTable("byCategory")), .chart(targetsChart),
                    .table(moneyTable("category", ReportMessages.moneyByCategory, "byCategory", categoryWords)),
                    .table(moneyTable("project", ReportMessages.projectsCaption, "byProject")),
                ]),
            part("matters", LocalizedText("เรื่องที่อยู่ระหว่างดำเนินการ", "Matters under way"), [.table(mattersTable)]),
            part(
                "suggestions", LocalizedText("ปัญหา อุปสรรค และข้อเสนอแนะ", "Problems and suggestions"), isWritten: true,
                [.text(LocalizedText("ไม่มีข้อเสนอแนะเพิ่มเติมในไตรมาสนี้", "None in this quarter."))]),
        ])

    /// How much of the plan is tied to the plans above it, and what is not (P3, P4).
    static let planCoverage = ReportDefinition(
        code: "planCoverage",
        title: LocalizedText(
            "ความครอบคลุมและความเชื่อมโยงของแผน ปีงบประมาณ พ.ศ. {year} {name}",
            "Coverage of plans, fiscal year {year}, {name}"),
        cycle: ReportCycle(due: .quarter4, kinds: [.province]),
        procedure: "reportOfOffice",
        queries: [
            planQuery, lintQuery,
            ReportQuery(
                name: "coverage", service: "plans", method: "plan.coverage", params: #"{"plan":"{planCode}"}"#),
            ReportQuery(
                name: "elements", service: "plans", method: "element.list",
                params: #"{"plan":"{planCode}","limit":1000}"#),
        ], figures: planFigures,
        parts: [
            part("summary", LocalizedText("สรุป", "Summary"), isWritten: true, [chainText, .table(kindsTable)]),
            part(
                "higher", LocalizedText("ความครอบคลุมแผนระดับบน", "Plans above it"),
                [.table(higherTable), .table(unservedTable)]),
            part("findings", LocalizedText("ข้อที่ต้องแก้ไขหรือพิจารณา", "Findings"), [.table(findingsTable)]),
        ])

    /// What the committees resolved, and what is before them (P8).
    static let resolutionRegister = ReportDefinition(
        code: "resolutionRegister",
        title: LocalizedText(
            "ทะเบียนมติ ปีงบประมาณ พ.ศ. {year} {name}", "Register of resolutions, fiscal year {year}, {name}"),
        procedure: "reportOfOffice",
        queries: [
            ReportQuery(
                name: "bodies", service: "plans", method: "body.list",
                params: #"{"province":"{province}","kind":"provincialEducationCommittee"}"#),
            ReportQuery(
                name: "resolutions", service: "plans", method: "resolution.list",
                params: #"{"body":"{committee}","limit":1000}"#,
                whenMissing: LocalizedText("ยังไม่มีคณะกรรมการหรือมติ", "There is no committee or no resolution.")),
            mattersQuery,
            ReportQuery(
                name: "all", service: "plans", method: "matter.list",
                params: #"{"organisation":"{organisation}","limit":1000}"#,
                whenMissing: LocalizedText("ไม่มีรายชื่อเรื่อง", "There is no list of matters.")),
        ],
        figures: [
            ReportFigure(name: "committee", query: "bodies", path: "/code", kind: .text, rows: "/items"),
            ReportFigure(name: "committeeName", query: "bodies", path: "/name", kind: .text, rows: "/items"),
        ],
        parts: [
            part(
                "resolutions", LocalizedText("มติ", "Resolutions"),
                [
                    .textWith("resolutions", LocalizedText("มติของ{committeeName}", "Resolutions of {committeeName}")),
                    .table(resolutionsTable),
                ]), part("matters", LocalizedText("เรื่องที่อยู่ระหว่างดำเนินการ", "Matters under way"), [.table(mattersTable)]),
        ])

    // MARK: Pieces of plans

    static let planQuery = ReportQuery(
        name: "plans", service: "plans", method: "plan.list",
        params: #"{"province":"{province}","kind":"provincialEducationPlan","fiscalYear":{fiscalYear},"limit":100}"#)

    static let lintQuery = ReportQuery(
        name: "lint", service: "plans", method: "plan.lint", params: #"{"plan":"{planCode}"}"#)

    static let mattersQuery = ReportQuery(
        name: "matters", service: "plans", method: "matter.list",
        params: #"{"organisation":"{organisation}","state":"open","limit":500}"#)

    static let planFigures = [
        ReportFigure(
            name: "planCode", query: "plans", path: "/code", kind: .text, rows: "/items", greatest: "/firstYear"),
        ReportFigure(
            name: "plan", query: "plans", path: "/name", kind: .text, rows: "/items", greatest: "/firstYear"),
        ReportFigure(name: "projects", query: "lint", path: "/projects", kind: .count),
        ReportFigure(name: "completeProjects", query: "lint", path: "/completeProjects", kind: .count),
    ]

    static let chainText = ReportBinding.textWith(
        "lint",
        LocalizedText(
            "{plan} มีโครงการ {projects} โครงการ มีความสัมพันธ์เชิงเหตุและผล (XYZ) ครบถ้วน {completeProjects} โครงการ",
            "{plan} has {projects} projects; the causal chain (XYZ) of {completeProjects} is complete."))

    private static let kindWords = [
        "strategicIssue": LocalizedText("ประเด็นยุทธศาสตร์", "Strategic issue"),
        "goal": LocalizedText("เป้าประสงค์", "Goal"),
        "indicatorReference": LocalizedText("ตัวชี้วัด", "Indicator"), "approach": LocalizedText("แนวทาง", "Approach"),
        "programme": LocalizedText("แผนงาน", "Programme"), "project": LocalizedText("โครงการ", "Project"),
        "activity": LocalizedText("กิจกรรม", "Activity"), "vision": LocalizedText("วิสัยทัศน์", "Vision"),
        "mission": LocalizedText("พันธกิจ", "Mission"), "component": LocalizedText("องค์ประกอบ", "Component"),
        "factor": LocalizedText("ปัจจัย", "Factor"),
    ]

    private static let kindsTable = ReportTableBinding(
        code: "kinds", caption: LocalizedText("องค์ประกอบของแผนที่เชื่อมโยงแล้ว", "Elements that are linked"),
        query: "coverage",
        rows: "/kinds",
        columns: [
            column("kind", LocalizedText("องค์ประกอบ", "Element"), .text, "/kind", words: kindWords),
            column("total", LocalizedText("ทั้งหมด", "All"), .count, "/total"),
            column("linked", LocalizedText("เชื่อมโยงแล้ว", "Linked"), .count, "/linked"),
        ], key: "/kind")

    private static let higherTable = ReportTableBinding(
        code: "higher", caption: LocalizedText("เป้าหมายของแผนระดับบนที่มีแผนรองรับ", "Goals above that are served"),
        query: "coverage", rows: "/higher",
        columns: [
            column("plan", LocalizedText("แผน", "Plan"), .text, "/name"),
            column("goals", LocalizedText("เป้าหมาย", "Goals"), .count, "/goals"),
            column("covered", LocalizedText("มีแผนรองรับ", "Served"), .count, "/covered"),
        ], key: "/plan")

    private static let unservedTable = ReportTableBinding(
        code: "unserved", caption: LocalizedText("เป้าหมายที่ยังไม่มีแผนรองรับ", "Goals that are not served yet"),
        query: "coverage", rows: "/unserved",
        columns: [
            column("goal", LocalizedText("เป้าหมาย", "Goal"), .text, "/code", "/text"),
            column(
                "plan", LocalizedText("แผน", "Plan"), .text, "/plan",
                lookups: [ReportLookup(query: "coverage", rows: "/higher", key: "/plan", name: "/name")]),
        ], key: "/code",
        whenEmpty: LocalizedText("ทุกเป้าหมายของแผนระดับบนมีแผนรองรับ", "Every goal above is served."))

    private static let findingsTable = ReportTableBinding(
        code: "findings", caption: LocalizedText("ผลการตรวจความเชื่อมโยง", "Findings"), query: "lint", rows: "/findings",
        columns: [
            column(
                "name", LocalizedText("องค์ประกอบของแผน", "Element"), .text, "/element",
                lookups: [ReportLookup(query: "elements", rows: "/items", key: "/code", name: "/text")]),
            column("element", LocalizedText("รหัส", "Code"), .text, "/element"),
            column(
                "severity", LocalizedText("ระดับ", "Severity"), .text, "/severity",
                words: ["error": LocalizedText("ต้องแก้", "Error"), "warning": LocalizedText("ควรพิจารณา", "Warning")]),
            column("message", LocalizedText("รายละเอียด", "Finding"), .text, "/message"),
        ], key: "/element", whenEmpty: LocalizedText("ไม่พบข้อที่ต้องแก้ไข", "Nothing was found."))

    private static let mattersTable = ReportTableBinding(
        code: "matters", caption: LocalizedText("เรื่องที่อยู่ระหว่างดำเนินการ", "Matters under way"), query: "matters",
        rows: "/items",
        columns: [
            column("title", LocalizedText("เรื่อง", "Matter"), .text, "/title"),
            column("step", LocalizedText("ขั้นตอน", "Step"), .text, "/stepName"),
            column("since", LocalizedText("ตั้งแต่", "Since"), .date, "/since"),
            column("due", LocalizedText("ครบกำหนด", "Due"), .date, "/dueOn"),
        ], key: "/id", whenEmpty: LocalizedText("ไม่มีเรื่องค้าง", "Nothing is open."))

    private static let resolutionsTable = ReportTableBinding(
        code: "resolutions", caption: LocalizedText("มติที่ประชุม", "Resolutions"), query: "resolutions", rows: "/items",
        filter: [ReportFilter(path: "/date", from: "{firstDay}", until: "{lastDay}")],
        columns: [
            column("number", LocalizedText("มติที่", "Number"), .text, "/number"),
            column("meeting", LocalizedText("ครั้งที่", "Meeting"), .text, "/meeting"),
            column("date", LocalizedText("วันที่", "Date"), .date, "/date"),
            column(
                "matter", LocalizedText("เรื่อง", "Matter"), .text, "/matter",
                lookups: [ReportLookup(query: "all", rows: "/items", key: "/id", name: "/title")]),
            column("text", LocalizedText("มติ", "Resolution"), .text, "/text"),
            column(
                "outcome", LocalizedText("ผล", "Outcome"), .text, "/outcome",
                words: [
                    "approve": LocalizedText("เห็นชอบ", "Approved"),
                    "approveWithObservations": LocalizedText("เห็นชอบโดยมีข้อสังเกต", "Approved with observations"),
                    "return": LocalizedText("ส่งกลับ", "Returned"), "reject": LocalizedText("ไม่เห็นชอบ", "Rejected"),
                    "acknowledge": LocalizedText("รับทราบ", "Acknowledged"),
                    "forward": LocalizedText("ส่งต่อ", "Forwarded"),
                ]),
        ], key: "/number", whenEmpty: LocalizedText("ยังไม่มีมติ", "There are no resolutions yet."))
}
