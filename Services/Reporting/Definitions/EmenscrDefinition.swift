import CommonContract
import Kernel
import ReportingContract

extension ShippedDefinitions {
    /// The year's projects in the order of eMENSCR's form (R3; domain §8: no public import format was found, M1 to M7 as
    /// they are remembered there), with what has to be put right before they are entered. As CSV, XLSX or JSON it is the
    /// bulk of a quarter; its publication and deliveries say what was sent when.
    static let emenscrProjects = ReportDefinition(
        code: "emenscrProjects",
        title: LocalizedText(
            "ข้อมูลโครงการสำหรับระบบ eMENSCR ไตรมาสที่ {quarter} ปีงบประมาณ พ.ศ. {year} {name}",
            "Projects for eMENSCR, quarter {quarter} of fiscal year {year}, {name}"), isQuarterly: true,
        cycle: ReportCycle(due: .weekAfterQuarter, kinds: [.province]),
        procedure: "reportOfOffice",
        queries: [
            planQuery, lintQuery, summary("byProject", "project"), organisationsQuery,
            ReportQuery(
                name: "elements", service: "plans", method: "element.list",
                params: #"{"plan":"{planCode}","limit":1000}"#),
        ], figures: planFigures,
        parts: [
            part(
                "checks", LocalizedText("ตรวจก่อนนำเข้า", "Checks before it is entered"), isWritten: true,
                [chainText, .table(checksTable)]),
            part("m1", LocalizedText("M1 ข้อมูลทั่วไป", "M1 General"), [.table(generalTable)]),
            part(
                "m2", LocalizedText("M2 ความเชื่อมโยงกับแผน (XYZ)", "M2 Links to plans (XYZ)"), [.dataset(.projectChains)]),
            part(
                "m3", LocalizedText("M3 หลักการ เป้าหมาย และตัวชี้วัด", "M3 Rationale, targets, indicators"),
                [.dataset(.projectPurpose)]),
            part("m4", LocalizedText("M4 กิจกรรม", "M4 Activities"), [.dataset(.projectActivities)]),
            part(
                "m5",
                LocalizedText(
                    "M5–M6 แผนและผลการใช้จ่าย ณ สิ้นไตรมาส", "M5–M6 Money planned and spent by the quarter's end"),
                [.table(projectMoneyTable)]),
        ])

    private static let checksTable = ReportTableBinding(
        code: "checks", caption: LocalizedText("ข้อที่ต้องแก้ไขก่อนนำเข้าระบบ", "To be put right first"), query: "lint",
        rows: "/findings",
        filter: [
            ReportFilter(
                path: "/rule",
                values: [
                    "missingY1", "missingY2", "missingZ", "goalWithoutIndicator", "indicatorWithoutTarget",
                    "duplicateProject", "similarProject",
                ])
        ],
        columns: [
            column("element", LocalizedText("โครงการ", "Project"), .text, "/element", lookups: [elementNames]),
            column("rule", LocalizedText("ข้อ", "Rule"), .text, "/rule", words: ruleWords),
            column("message", LocalizedText("รายละเอียด", "Finding"), .text, "/message"),
        ], key: "/element", whenEmpty: LocalizedText("ทุกโครงการพร้อมนำเข้า", "Every project is ready."))

    private static let elementNames = ReportLookup(query: "elements", rows: "/items", key: "/code", name: "/text")

    private static let ruleWords = [
        "missingY1": LocalizedText("ขาด Y1", "Y1 is missing"), "missingY2": LocalizedText("ขาด Y2", "Y2 is missing"),
        "missingZ": LocalizedText("ขาด Z", "Z is missing"),
        "goalWithoutIndicator": LocalizedText("เป้าประสงค์ไม่มีตัวชี้วัด", "A goal without an indicator"),
        "indicatorWithoutTarget": LocalizedText("ตัวชี้วัดไม่มีค่าเป้าหมาย", "An indicator without a target"),
        "duplicateProject": LocalizedText("โครงการซ้ำ", "The project is there twice"),
        "similarProject": LocalizedText("โครงการคล้ายกัน", "Another project is like it"),
    ]

    private static let isProject = [ReportFilter(path: "/kind", values: ["project"])]

    private static let generalTable = ReportTableBinding(
        code: "m1", caption: LocalizedText("โครงการ", "Projects"), query: "elements", rows: "/items", filter: isProject,
        columns: [
            column("project", ReportMessages.project, .text, "/code", "/text"),
            column("organisation", ReportMessages.organisation, .text, "/organisation", lookups: [organisationNames]),
            column("approach", LocalizedText("แนวทาง", "Approach"), .text, "/parent", lookups: [elementNames]),
            column(
                "funding", LocalizedText("ลักษณะ", "Funding"), .text, "/funding", absent: .notReported,
                words: [
                    "funded": LocalizedText("ใช้งบประมาณ", "Funded"),
                    "unfunded": LocalizedText("ภารกิจหลัก ไม่ใช้งบประมาณ", "Core mission without a budget"),
                    "offPlan": LocalizedText("นอกแผน", "Off plan"),
                ]),
            column(
                "budget", LocalizedText("วงเงิน (บาท)", "Budget (baht)"), .money, "/budget", absent: ReportCellState.none
            ),
        ], hasTotal: true, key: "/code", whenEmpty: LocalizedText("ไม่มีโครงการ", "There are no projects."))

    private static let projectMoneyTable = ReportTableBinding(
        code: "m5", caption: ReportMessages.projectsCaption, query: "byProject", rows: "/rows",
        columns: [
            column("project", ReportMessages.project, .text, "/name", otherwise: ["/key"]),
            column("planned", LocalizedText("แผนการใช้จ่าย", "Planned"), .money, "/planned"),
            column("plannedToDate", LocalizedText("แผนถึงสิ้นไตรมาส", "Planned to date"), .money, "/plannedToDate"),
            column("allocated", ReportMessages.allocated, .money, "/allocated"),
            column("spent", ReportMessages.spent, .money, "/spent"),
            column("used", ReportMessages.used, .money, "/used"),
            column("spentPercent", ReportMessages.spentPercent, .percent, "/spentBasisPoints", basisPoints: true),
        ], hasTotal: true, key: "/key", whenEmpty: LocalizedText("ไม่มีงบประมาณรายโครงการ", "No project has money."))
}
