import CommonContract
import Kernel
import ReportingContract

extension ShippedDefinitions {
    /// Who was asked, who answered, who is outstanding (I7).
    static let roundCompleteness = ReportDefinition(
        code: "roundCompleteness",
        title: LocalizedText(
            "รายงานความครบถ้วนของการรายงานข้อมูล ปีงบประมาณ พ.ศ. {year} {name}",
            "Completeness of reporting, fiscal year {year}, {name}"),
        procedure: "reportOfOffice", queries: [roundQuery, statusQuery, outstandingQuery, namesQuery],
        figures: roundFigures,
        parts: [
            part("summary", LocalizedText("สรุป", "Summary"), isWritten: true, [roundText, .table(stateTable)]),
            part(
                "organisations", LocalizedText("รายหน่วยงาน", "By organisation"),
                [
                    .table(countsTable),
                    .chart(
                        ReportChartBinding(
                            code: "countsChart", caption: ReportMessages.reportedCaption, kind: .stacked,
                            table: "counts",
                            columns: ["certified", "accepted", "submitted", "returned", "drafted", "notStarted"])),
                ]),
            part(
                "outstanding", LocalizedText("หน่วยงานที่ยังไม่รับรองข้อมูล", "Not certified yet"), [.table(outstandingTable)]),
        ])

    /// One organisation's year: its answers, its indicators, its money.
    static let agencyScorecard = ReportDefinition(
        code: "agencyScorecard",
        title: LocalizedText(
            "สรุปผลการดำเนินงานรายหน่วยงาน ปีงบประมาณ พ.ศ. {year} {name}", "Scorecard, fiscal year {year}, {name}"),
        cycle: ReportCycle(
            due: .november, kinds: [.educationServiceArea, .agency, .localGovernment, .provincialEducationOffice]),
        procedure: "reportOfOffice",
        queries: [
            roundQuery, statusQuery, resultsQuery, outstandingQuery, namesQuery, summary("byCategory", "category"),
        ],
        figures: roundFigures + moneyFigures + resultFigures,
        parts: [
            part(
                "summary", LocalizedText("ภาพรวม", "At a glance"), isWritten: true, [resultText, roundText, moneyText]),
            part("indicators", LocalizedText("ตัวชี้วัด", "Indicators"), [.table(resultsTable)]),
            part(
                "money", LocalizedText("งบประมาณ", "Money"),
                [.table(moneyTable("category", ReportMessages.moneyByCategory, "byCategory", categoryWords))]),
            part(
                "outstanding", LocalizedText("สถานศึกษาที่ยังไม่รับรองข้อมูล", "Not certified yet"), [.table(outstandingTable)]),
        ])

    /// One school on one sheet.
    static let schoolSheet = ReportDefinition(
        code: "schoolSheet",
        title: LocalizedText("ข้อมูลสถานศึกษา ปีงบประมาณ พ.ศ. {year} {name}", "School sheet, fiscal year {year}, {name}"),
        cycle: ReportCycle(due: .parentsCalendar, kinds: [.school]), procedure: "reportOfOffice",
        queries: [
            roundQuery, resultsQuery,
            ReportQuery(
                name: "school", service: "indicators", method: "organisation.get",
                params: #"{"organisation":"{organisation}"}"#),
            ReportQuery(
                name: "parents", service: "indicators", method: "organisation.get",
                params: #"{"organisation":"{parent}"}"#,
                whenMissing: LocalizedText("ไม่ทราบหน่วยงานต้นสังกัด", "The parent is not known.")),
            ReportQuery(
                name: "submissions", service: "indicators", method: "submission.list",
                params: #"{"round":"{round}","organisation":"{organisation}"}"#,
                whenMissing: LocalizedText("ยังไม่มีแบบรายงาน", "There is no submission yet.")),
            summary("byCategory", "category"),
        ],
        figures: resultFigures + moneyFigures + [
            roundFigures[0],
            ReportFigure(name: "parent", query: "school", path: "/organisation/parent", kind: .text),
            ReportFigure(name: "parentName", query: "parents", path: "/organisation/name", kind: .text),
            ReportFigure(
                name: "state", query: "submissions", path: "/state", kind: .text, rows: "/items"),
        ],
        parts: [
            part(
                "sheet", LocalizedText("ข้อมูลทั่วไปและสถานะการรายงาน", "The school and its report"),
                [
                    .textWith(
                        "school",
                        LocalizedText("รหัส {organisation} สังกัด{parentName}", "Code {organisation}, under {parentName}")),
                    .table(
                        ReportTableBinding(
                            code: "submissions", caption: LocalizedText("แบบติดตามและรายงานผล", "Submission"),
                            query: "submissions", rows: "/items",
                            columns: [
                                column(
                                    "round", LocalizedText("รอบ", "Round"), .text, "/roundCode",
                                    lookups: [
                                        ReportLookup(query: "rounds", rows: "/items", key: "/code", name: "/name")
                                    ]),
                                column("state", ReportMessages.status, .text, "/state", words: stateWords),
                            ], whenEmpty: LocalizedText("ยังไม่มีแบบรายงาน", "There is no submission yet."))),
                ]),
            part("indicators", LocalizedText("ตัวชี้วัด", "Indicators"), [resultText, .table(resultsTable)]),
            part(
                "money", LocalizedText("งบประมาณ", "Money"),
                [.table(moneyTable("category", ReportMessages.moneyByCategory, "byCategory", categoryWords))]),
        ])

    // MARK: Pieces of rounds

    static let roundQuery = ReportQuery(
        name: "rounds", service: "indicators", method: "round.list",
        params: #"{"province":"{province}","fiscalYear":{fiscalYear},"limit":100}"#)

    static let statusQuery = ReportQuery(
        name: "status", service: "indicators", method: "round.status",
        params: #"{"round":"{round}","organisation":"{organisation}","relation":"parent"}"#)

    static let outstandingQuery = ReportQuery(
        name: "outstanding", service: "indicators", method: "round.outstanding",
        params: #"{"round":"{round}","organisation":"{organisation}","uncertified":true,"limit":1000}"#)

    /// What the organisations are called, as the service of the round knows them.
    private static let namesQuery = ReportQuery(
        name: "names", service: "indicators", method: "organisation.list",
        params: #"{"province":"{province}","limit":1000}"#,
        whenMissing: LocalizedText("ไม่มีรายชื่อหน่วยงาน", "There is no list of organisations."))

    static let resultsQuery = ReportQuery(
        name: "results", service: "indicators", method: "indicator.results",
        params: #"{"fiscalYear":{fiscalYear},"organisation":"{organisation}","round":"{round}","asPublished":true}"#)

    /// Of several rounds of the year the one that opened last.
    static let roundFigures =
        [
            ReportFigure(
                name: "round", query: "rounds", path: "/code", kind: .text, rows: "/items",
                filter: [ReportFilter(path: "/state", values: ["draft"], excludes: true)], greatest: "/opensOn"),
            ReportFigure(name: "roundName", query: "status", path: "/round/name", kind: .text),
            ReportFigure(name: "due", query: "status", path: "/round/dueOn", kind: .date),
        ]
        + ["expected", "certified", "accepted", "submitted", "returned", "drafted", "onTime", "late", "notStarted"].map
    {
        ReportFigure(name: $0, query: "status", path: "/counts/\($0)", kind: .count)
    }

    static let roundText = ReportBinding.textWith(
        "status",
        LocalizedText(
            "รอบ “{roundName}” ครบกำหนดวันที่ {due} หน่วยที่ต้องรายงาน {expected} แห่ง รับรองแล้วรอตรวจ {certified} แห่ง ตรวจรับแล้ว {accepted} แห่ง ส่งแล้วรอรับรอง {submitted} แห่ง ส่งกลับแก้ไข {returned} แห่ง ร่าง {drafted} แห่ง ยังไม่เริ่ม {notStarted} แห่ง ที่ส่งแล้วทันเวลา {onTime} แห่ง ล่าช้า {late} แห่ง",
            "Round “{roundName}”, due {due}: of {expected} expected {accepted} are accepted, {certified} certified, {submitted} submitted, {returned} returned, {drafted} drafted and {notStarted} not started; {onTime} were on time, {late} late."
        ))

    static let stateWords = [
        "notStarted": LocalizedText("ยังไม่เริ่ม", "Not started"), "draft": LocalizedText("ร่าง", "Draft"),
        "submitted": LocalizedText("ส่งแล้ว รอรับรอง", "Submitted"), "certified": LocalizedText("รับรองแล้ว", "Certified"),
        "accepted": LocalizedText("ตรวจรับแล้ว", "Accepted"), "returned": LocalizedText("ส่งกลับแก้ไข", "Returned"),
    ]

    private static let stateTable = ReportTableBinding(
        code: "state", caption: LocalizedText("รอบการติดตามของปี", "Rounds of the year"), query: "rounds", rows: "/items",
        columns: [
            column("code", LocalizedText("รหัส", "Code"), .text, "/code"),
            column("name", LocalizedText("ชื่อรอบ", "Name"), .text, "/name"),
            column("opens", LocalizedText("เปิด", "Opens"), .date, "/opensOn"),
            column("due", LocalizedText("ครบกำหนด", "Due"), .date, "/dueOn"),
            column("expected", ReportMessages.expected, .count, "/expected", absent: .notReported),
        ], key: "/code")

    private static let countsTable = ReportTableBinding(
        code: "counts", caption: ReportMessages.reportedCaption, query: "status", rows: "/children",
        columns: [
            column("organisation", ReportMessages.organisation, .text, "/name", otherwise: ["/organisation"]),
            column("expected", ReportMessages.expected, .count, "/counts/expected"),
            column("certified", LocalizedText("รับรอง รอตรวจ", "Certified"), .count, "/counts/certified"),
            column("accepted", LocalizedText("ตรวจรับแล้ว", "Accepted"), .count, "/counts/accepted"),
            column("submitted", LocalizedText("ส่งแล้ว รอรับรอง", "Submitted"), .count, "/counts/submitted"),
            column("returned", LocalizedText("ส่งกลับ", "Returned"), .count, "/counts/returned"),
            column("drafted", LocalizedText("ร่าง", "Draft"), .count, "/counts/drafted"),
            column("notStarted", LocalizedText("ยังไม่เริ่ม", "Not started"), .count, "/counts/notStarted"),
            column("onTime", ReportMessages.onTime, .count, "/counts/onTime"),
            column("late", ReportMessages.late, .count, "/counts/late"),
        ], hasTotal: true, key: "/organisation", whenEmpty: LocalizedText("ไม่มีหน่วยงานในสังกัด", "Nothing is under it."))

    static let outstandingTable = ReportTableBinding(
        code: "outstanding", caption: LocalizedText("ยังไม่รับรองข้อมูล", "Outstanding"), query: "outstanding",
        rows: "/items",
        columns: [
            column("organisation", ReportMessages.organisation, .text, "/organisation", "/name"),
            column(
                "parent", LocalizedText("สังกัด", "Under"), .text, "/parent",
                lookups: [
                    ReportLookup(query: "status", rows: "/children", key: "/organisation", name: "/name"),
                    ReportLookup(query: "names", rows: "/items", key: "/code", name: "/name"),
                ]),
            column("state", ReportMessages.status, .text, "/state", words: stateWords),
            column("overdue", LocalizedText("เกินกำหนด (วัน)", "Days overdue"), .count, "/daysOverdue"),
        ], key: "/organisation", whenEmpty: LocalizedText("รับรองข้อมูลครบทุกแห่ง", "Every organisation has certified."))
}
