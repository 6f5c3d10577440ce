import CommonContract
import Kernel
import ReportingContract

extension ShippedDefinitions {
    /// Money of a quarter (B8): by expenditure category, plan type and organisation, against the cabinet's targets, with
    /// transfers and carry-overs.
    static let budgetQuarterly = ReportDefinition(
        code: "budgetQuarterly",
        title: LocalizedText(
            "รายงานผลการใช้จ่ายงบประมาณ ไตรมาสที่ {quarter} ปีงบประมาณ พ.ศ. {year} {name}",
            "Budget report, quarter {quarter} of fiscal year {year}, {name}"), isQuarterly: true,
        cycle: ReportCycle(due: .weekAfterQuarter, kinds: [.province]),
        queries: [
            summary("byCategory", "category"), summary("byPlanType", "planType"),
            summary("byOrganisation", "organisation"), summary("byMonth", "month"), summary("bySource", "source"),
            ReportQuery(
                name: "transfers", service: "budget", method: "transfer.list",
                params: #"{"organisation":"{organisation}","fiscalYear":{fiscalYear},"limit":500}"#),
            ReportQuery(
                name: "carryOvers", service: "budget", method: "carryOver.list",
                params: #"{"organisation":"{organisation}","fiscalYear":{fiscalYear},"limit":500}"#,
                whenMissing: LocalizedText("ไม่มีข้อมูลเงินกันเหลื่อมปี", "Nothing is known of carry-overs.")),
        ], figures: moneyFigures,
        parts: [
            part(
                "summary", LocalizedText("สรุปผลการใช้จ่าย", "Summary"), isWritten: true,
                [moneyText, .table(targetsTable("byCategory")), .chart(targetsChart)]),
            part(
                "categories", LocalizedText("จำแนกตามงบรายจ่ายและแผนงาน", "By category and plan type"),
                [
                    .table(moneyTable("category", ReportMessages.moneyByCategory, "byCategory", categoryWords)),
                    .chart(moneyChart("category", ReportMessages.moneyByCategory)),
                    .table(moneyTable("planType", ReportMessages.moneyByPlanType, "byPlanType", planTypeWords)),
                    .table(
                        moneyTable(
                            "source", LocalizedText("แหล่งเงิน (บาท)", "Source of money (baht)"), "bySource", sourceWords)
                    ),
                ]),
            part(
                "months", LocalizedText("การเบิกจ่ายรายเดือน", "Month by month"),
                [
                    .table(
                        ReportTableBinding(
                            code: "months",
                            caption: LocalizedText(
                                "การเบิกจ่ายรายเดือน ถึงสิ้นไตรมาส (บาท)", "Spent by month, to the quarter's end (baht)"),
                            query: "byMonth", rows: "/rows",
                            // Months that have not come are no months without spending.
                            filter: [ReportFilter(path: "/key", until: "{lastDay}")],
                            columns: [
                                column("month", LocalizedText("เดือน", "Month"), .text, "/key", isMonth: true),
                                column("planned", LocalizedText("แผน", "Planned"), .money, "/planned"),
                                column("spent", ReportMessages.spent, .money, "/spent"),
                                column(
                                    "committed", LocalizedText("ผูกพันเพิ่ม (ลด) สุทธิ", "Committed, net change"), .money,
                                    "/committed"),
                            ], hasTotal: true, key: "/key"))
                ]),
            part(
                "organisations", LocalizedText("จำแนกตามหน่วยงาน", "By organisation"),
                [
                    .table(
                        moneyTable(
                            "organisation", LocalizedText("งบประมาณจำแนกตามหน่วยงาน (บาท)", "By organisation (baht)"),
                            "byOrganisation"))
                ]),
            part(
                "changes", LocalizedText("การโอนเปลี่ยนแปลงและเงินกัน", "Transfers and carry-overs"),
                [.table(transfersTable), .table(carryOversTable)]),
            part(
                "suggestions", LocalizedText("ปัญหา อุปสรรค และแนวทางเร่งรัด", "Problems and what is to be done"),
                isWritten: true,
                [
                    .text(
                        LocalizedText(
                            "หน่วยงานที่มีผลการเบิกจ่ายต่ำกว่าเป้าหมายให้จัดทำแผนเร่งรัดและรายงานผลภายใน 15 วัน",
                            "Organisations behind their target are to plan how they catch up, and report within 15 days."
                        ))
                ]),
        ])

    // MARK: Pieces of money

    static func summary(_ name: String, _ grouping: String) -> ReportQuery {
        ReportQuery(
            name: name, service: "budget", method: "budget.summary",
            params: #"{"organisation":"{organisation}","fiscalYear":{fiscalYear},"groupBy":""# + grouping
                + #"","date":"{asOf}"}"#)
    }

    static let moneyFigures = [
        ReportFigure(name: "allocated", query: "byCategory", path: "/total/allocated", kind: .money),
        ReportFigure(name: "spent", query: "byCategory", path: "/total/spent", kind: .money),
        ReportFigure(name: "used", query: "byCategory", path: "/total/used", kind: .money),
        ReportFigure(
            name: "spentPercent", query: "byCategory", path: "/total/spentBasisPoints", kind: .percent,
            basisPoints: true),
        ReportFigure(
            name: "usedPercent", query: "byCategory", path: "/total/usedBasisPoints", kind: .percent,
            basisPoints: true),
    ]

    static let moneyText = ReportBinding.textWith(
        "byCategory",
        LocalizedText(
            "งบประมาณที่ได้รับจัดสรร {allocated} บาท เบิกจ่ายแล้ว {spent} บาท คิดเป็นร้อยละ {spentPercent} ใช้จ่าย (เบิกจ่ายรวมก่อหนี้ผูกพัน) {used} บาท คิดเป็นร้อยละ {usedPercent} ข้อมูล ณ วันที่ {asOf}",
            "{allocated} baht were allocated, {spent} spent ({spentPercent} %) and {used} used, commitments included ({usedPercent} %), as of {asOf}."
        ))

    static let categoryWords = Dictionary(
        uniqueKeysWithValues: ["personnel", "operating", "investment", "subsidy", "other"].compactMap { key in
            ReportMessages.category(key).map { (key, $0) }
        })

    private static let sourceWords = [
        "parentAgency": LocalizedText("ต้นสังกัด", "Parent agency"),
        "provincialPlan": LocalizedText("แผนปฏิบัติราชการของจังหวัด", "Provincial plan"),
        "clusterPlan": LocalizedText("แผนกลุ่มจังหวัด", "Cluster's plan"),
        "regionalPlan": LocalizedText("แผนบูรณาการภาค", "Region's integrated plan"),
        "centralFund": LocalizedText("งบกลาง", "Central fund"), "other": LocalizedText("อื่น ๆ", "Other"),
    ]

    static let planTypeWords = Dictionary(
        uniqueKeysWithValues: ["personnel", "basic", "strategic", "integrated"].compactMap { key in
            ReportMessages.planType(key).map { (key, $0) }
        })

    private static let moneyTitles = [
        "category": LocalizedText("งบรายจ่าย", "Category"), "planType": LocalizedText("แผนงาน", "Plan type"),
        "source": LocalizedText("แหล่งเงิน", "Source"), "organisation": ReportMessages.organisation,
        "project": ReportMessages.project,
    ]

    static func moneyTable(
        _ code: String, _ caption: LocalizedText, _ query: String, _ words: [String: LocalizedText]? = nil
    ) -> ReportTableBinding {
        let title = moneyTitles[code] ?? LocalizedText("รายการ", "Item")
        return ReportTableBinding(
            code: code, caption: caption, query: query, rows: "/rows",
            // Of what has a name only what has money: lines of other years stand in the list as well.
            filter: words == nil ? [ReportFilter(path: "/allocated", values: ["0.00"], excludes: true)] : nil,
            columns: [
                words == nil
                    ? column("key", title, .text, "/name", otherwise: ["/key"])
                    : column("key", title, .text, "/key", words: words),
                column("allocated", ReportMessages.allocated, .money, "/allocated"),
                column("spent", ReportMessages.spent, .money, "/spent"),
                column("used", ReportMessages.used, .money, "/used"),
                column("spentPercent", ReportMessages.spentPercent, .percent, "/spentBasisPoints", basisPoints: true),
            ], hasTotal: true, key: "/key", whenEmpty: LocalizedText("ไม่มีงบประมาณ", "There is no budget."))
    }

    static func moneyChart(_ table: String, _ caption: LocalizedText) -> ReportChartBinding {
        ReportChartBinding(
            code: table + "Chart", caption: caption, kind: .bars, table: table,
            columns: ["allocated", "used", "spent"])
    }

    static func targetsTable(_ query: String) -> ReportTableBinding {
        ReportTableBinding(
            code: "targets", caption: ReportMessages.targetsCaption, query: query, rows: "/targets",
            columns: [
                column(
                    "scope", ReportMessages.scope, .text, "/scope", "/measure",
                    words: [
                        "overall": LocalizedText("ภาพรวม", "Overall"),
                        "recurrent": LocalizedText("รายจ่ายประจำ", "Recurrent"),
                        "investment": LocalizedText("รายจ่ายลงทุน", "Investment"),
                        "spent": LocalizedText("(เบิกจ่าย)", "(spent)"), "used": LocalizedText("(ใช้จ่าย)", "(used)"),
                    ]), column("quarter", ReportMessages.quarter, .count, "/quarter"),
                column("target", ReportMessages.targetPercent, .percent, "/targetBasisPoints", basisPoints: true),
                column("actual", ReportMessages.actualPercent, .percent, "/actualBasisPoints", basisPoints: true),
                column("ahead", LocalizedText("สูง/ต่ำกว่าเป้า (บาท)", "Above or below (baht)"), .money, "/ahead"),
            ], whenEmpty: LocalizedText("ยังไม่ได้กำหนดเป้าหมายของปีนี้", "No targets are set for this year."))
    }

    static let targetsChart = ReportChartBinding(
        code: "targetsChart", caption: ReportMessages.targetsCaption, kind: .bars, table: "targets",
        columns: ["target", "actual"])

    private static let transfersTable = ReportTableBinding(
        code: "transfers", caption: LocalizedText("การโอนเปลี่ยนแปลงงบประมาณ", "Transfers and changes"),
        query: "transfers", rows: "/items", filter: [ReportFilter(path: "/date", until: "{lastDay}")],
        columns: [
            column("code", LocalizedText("เลขที่", "Number"), .text, "/code"),
            column("reason", LocalizedText("เหตุผล", "Reason"), .text, "/reason"),
            column("date", LocalizedText("วันที่ขอ", "Requested"), .date, "/date"),
            column("amount", LocalizedText("จำนวนเงิน (บาท)", "Amount (baht)"), .money, "/amount"),
            column(
                "state", ReportMessages.status, .text, "/state",
                words: [
                    "requested": LocalizedText("ขอแล้ว", "Requested"), "executed": LocalizedText("โอนแล้ว", "Executed"),
                    "rejected": LocalizedText("ไม่เห็นชอบ", "Rejected"),
                    "withdrawn": LocalizedText("ถอนเรื่อง", "Withdrawn"),
                    "expired": LocalizedText("พ้นกำหนด", "Expired"),
                ]),
        ], key: "/code", whenEmpty: LocalizedText("ไม่มีการโอนเปลี่ยนแปลงงบประมาณ", "There were no transfers."))

    private static let spenders = ReportLookup(query: "byOrganisation", rows: "/rows", key: "/key", name: "/name")

    private static let carryOversTable = ReportTableBinding(
        code: "carryOvers", caption: LocalizedText("เงินกันไว้เบิกเหลื่อมปี", "Carried over to the next year"),
        query: "carryOvers", rows: "/items",
        columns: [
            column("line", LocalizedText("รายการที่กัน", "Carried as"), .text, "/toLineCode"),
            column("organisation", ReportMessages.organisation, .text, "/organisation", lookups: [spenders]),
            column("until", LocalizedText("เบิกจ่ายภายใน", "To be spent by"), .date, "/spendUntil"),
            column("amount", LocalizedText("จำนวนเงิน (บาท)", "Amount (baht)"), .money, "/amount"),
            column("spent", ReportMessages.spent, .money, "/spent"),
        ], hasTotal: true, key: "/toLineCode",
        whenEmpty: LocalizedText("ไม่มีเงินกันไว้เบิกเหลื่อมปี", "Nothing was carried over."))
}
