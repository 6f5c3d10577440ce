import BudgetContract
import CommonContract
import Kernel
import Sheets

extension BudgetSheetKind {
    /// The columns of a file of this kind; exports write the same.
    var shape: SheetShape {
        switch self {
        case .lines: SheetShape(BudgetColumns.lines)
        case .allocations: SheetShape(BudgetColumns.allocations)
        case .plans: SheetShape(BudgetColumns.plans)
        case .payments: SheetShape(BudgetColumns.payments, unknownColumns: .taken)
        case .budgetDocument: SheetShape(BudgetColumns.document, unknownColumns: .taken)
        }
    }
}

/// Columns of an office's files, with what people call them.
enum BudgetColumns {
    static let positive = Money(satang: 1)...Money.limit
    static let signed = Money(satang: -Money.limit.satang)...Money.limit

    private static let line = SheetColumn(
        "line", LocalizedText("รหัสรายการ", "Line"),
        synonyms: ["รหัสรายการงบประมาณ", "line code", "รายการ"], .code(max: 64), required: true)
    private static let date = SheetColumn(
        "date", LocalizedText("วันที่", "Date"), synonyms: ["วันที่เอกสาร", "วันที่จ่าย", "ว/ด/ป", "posting date"], .date,
        required: true)
    private static let code = SheetColumn(
        "code", LocalizedText("เลขที่เอกสาร", "Document"),
        synonyms: ["เลขเอกสาร", "เลขที่เอกสาร GFMIS", "document no", "เลขที่ฎีกา"], .code(max: 64), required: true)
    private static func amount(_ range: ClosedRange<Money>) -> SheetColumn {
        SheetColumn(
            "amount", LocalizedText("จำนวนเงิน", "Amount"),
            synonyms: ["จำนวนเงิน (บาท)", "ยอดเงิน", "วงเงิน", "จัดสรร", "จำนวนเงินจัดสรร", "เบิกจ่าย", "amount (baht)"],
            .money(range), required: true)
    }

    static let lines =
        [
            SheetColumn(
                "code", LocalizedText("รหัสรายการ", "Line"), synonyms: ["รหัส", "line code", "code"], .code(max: 64),
                required: true),
            SheetColumn(
                "fiscalYear", LocalizedText("ปีงบประมาณ", "Fiscal year"), synonyms: ["ปี", "ปีงบ"], .fiscalYear,
                required: true),
            SheetColumn(
                "organisation", LocalizedText("รหัสหน่วยงาน", "Organisation"), synonyms: ["หน่วยงาน"], .code(max: 32),
                required: true),
            SheetColumn(
                "planType", LocalizedText("แผนงาน", "Plan type"), synonyms: ["ประเภทแผนงาน"], .choice(planTypes),
                required: true),
            SheetColumn(
                "category", LocalizedText("งบรายจ่าย", "Category"),
                synonyms: ["ประเภทรายจ่าย", "หมวดรายจ่าย", "ประเภทงบรายจ่าย"],
                .choice(categories), required: true),
            SheetColumn(
                "source", LocalizedText("แหล่งเงิน", "Source"), synonyms: ["แหล่งงบประมาณ"], .choice(sources),
                required: true),
            SheetColumn("sourceName", LocalizedText("ชื่อแหล่งเงิน", "Source name"), .text(max: 200)),
            SheetColumn(
                "workKind", LocalizedText("ผลผลิต/โครงการ", "Output or project"), .choice(workKinds), required: true),
            SheetColumn(
                "workCode", LocalizedText("รหัสผลผลิต/โครงการ", "Work code"), synonyms: ["รหัสโครงการ", "รหัสผลผลิต"],
                .code(max: 64), required: true),
            SheetColumn(
                "workName", LocalizedText("ชื่อผลผลิต/โครงการ", "Work name"), synonyms: ["ชื่อโครงการ"], .text(max: 500)),
            SheetColumn("workNameEn", LocalizedText("ชื่อผลผลิต/โครงการ (อังกฤษ)", "Work name (English)"), .text(max: 500)),
            SheetColumn("item", LocalizedText("รายการย่อย", "Item"), synonyms: ["ชื่อรายการ"], .text(max: 500)),
            SheetColumn("itemEn", LocalizedText("รายการย่อย (อังกฤษ)", "Item (English)"), .text(max: 500)),
            SheetColumn(
                "budgeted", LocalizedText("วงเงินตาม พ.ร.บ.", "Budgeted"), synonyms: ["วงเงินงบประมาณ"],
                .money(Money.zero...Money.limit)),
            SheetColumn("gfmisAgency", LocalizedText("รหัสหน่วยงาน GFMIS", "GFMIS agency"), .code(max: 5)),
            SheetColumn("gfmisUnit", LocalizedText("หน่วยรับงบประมาณ", "GFMIS budget unit"), .code(max: 10)),
            SheetColumn("gfmisFund", LocalizedText("แหล่งของเงิน", "GFMIS fund"), .code(max: 7)),
            SheetColumn("gfmisBudgetCode", LocalizedText("รหัสงบประมาณ", "GFMIS budget code"), .code(max: 20)),
        ]
        + (1...5).map { level in
            SheetColumn(
                "detail\(level)", LocalizedText("รายละเอียดงบรายจ่าย \(level)", "Category detail \(level)"),
                .text(max: 200))
        }

    static let allocations = [
        line, amount(positive), date, code,
        SheetColumn(
            "letterNumber", LocalizedText("เลขที่หนังสือ", "Letter"), synonyms: ["ที่หนังสือ", "หนังสือแจ้งจัดสรร"], .text(max: 64)),
        SheetColumn(
            "supplementary", LocalizedText("จัดสรรเพิ่มเติม", "Supplementary"), synonyms: ["เพิ่มเติม"],
            .choice([
                SheetChoice("yes", LocalizedText("ใช่", "Yes"), synonyms: ["เพิ่มเติม", "true"]),
                SheetChoice("no", LocalizedText("ไม่ใช่", "No"), synonyms: ["ต้นปี", "false"]),
            ])),
    ]

    static let plans =
        [line]
        + FiscalMonths.order.map { month in
            SheetColumn(
                "month\(month)", monthNames[month - 1], synonyms: monthSynonyms[month - 1],
                .money(Money.zero...Money.limit), none: .zero)
        }

    static let payments = [
        date, amount(signed), code,
        SheetColumn(
            "commitment", LocalizedText("เลขที่ใบสั่งซื้อ", "Order"),
            synonyms: ["เลขที่ใบสั่งซื้อ/สัญญา", "เลขที่สัญญา", "PO", "เลขที่ PO"], .code(max: 64)),
        SheetColumn(
            "line", LocalizedText("รหัสรายการ", "Line"), synonyms: ["รหัสรายการงบประมาณ", "line code"], .code(max: 64)),
        SheetColumn(
            "payee", LocalizedText("ผู้ขาย", "Payee"), synonyms: ["ผู้รับเงิน", "เจ้าหนี้", "ชื่อผู้ขาย", "vendor"], .text(max: 300)),
        SheetColumn(
            "reference", LocalizedText("อ้างอิง", "Reference"), synonyms: ["เลขที่อ้างอิง", "ใบสำคัญ"], .text(max: 128)),
        // Extracts of GFMIS know no line by its code: its budget code, with unit and fund where several have it, says
        // which one it is.
        SheetColumn(
            "gfmisUnit", LocalizedText("หน่วยรับงบประมาณ", "GFMIS budget unit"),
            synonyms: ["รหัสหน่วยรับงบประมาณ", "หน่วยเบิกจ่าย", "รหัสหน่วยเบิกจ่าย", "budget unit"], .code(max: 10)),
        SheetColumn(
            "gfmisFund", LocalizedText("แหล่งของเงิน", "GFMIS fund"), synonyms: ["รหัสแหล่งของเงิน", "fund"], .code(max: 7)),
        SheetColumn(
            "gfmisBudgetCode", LocalizedText("รหัสงบประมาณ", "GFMIS budget code"),
            synonyms: ["รหัสงบประมาณ GFMIS", "budget code"], .code(max: 20)),
    ]

    /// A ministry's budget document, item by item or summed by unit, plan and category.
    static let document =
        [
            SheetColumn("itemID", LocalizedText("ITEM_ID", "ITEM_ID"), .code(max: 64)),
            SheetColumn("unit", LocalizedText("BUDGETARY_UNIT", "BUDGETARY_UNIT"), .text(max: 200), required: true),
            SheetColumn("plan", LocalizedText("BUDGET_PLAN", "BUDGET_PLAN"), .text(max: 500), required: true),
            SheetColumn("output", LocalizedText("OUTPUT", "OUTPUT"), .text(max: 500)),
            SheetColumn("project", LocalizedText("PROJECT", "PROJECT"), .text(max: 500)),
            SheetColumn(
                "category", LocalizedText("CATEGORY_LV1", "CATEGORY_LV1"), synonyms: ["category"], .choice(categories),
                required: true),
            SheetColumn("item", LocalizedText("ITEM_DESCRIPTION", "ITEM_DESCRIPTION"), .text(max: 500)),
            // Of the common era in the documents that were read.
            SheetColumn("year", LocalizedText("FISCAL_YEAR", "FISCAL_YEAR"), .integer(1_957...2_800)),
            SheetColumn(
                "amount", LocalizedText("AMOUNT", "AMOUNT"), synonyms: ["amount_baht_fy2565", "amount_baht"],
                .money(positive), required: true),
        ]
        + (2...6).map { level in
            SheetColumn(
                "detail\(level - 1)", LocalizedText("CATEGORY_LV\(level)", "CATEGORY_LV\(level)"), .text(max: 200))
        }

    static let planTypes = [
        SheetChoice("personnel", LocalizedText("แผนงานบุคลากรภาครัฐ", "Personnel"), synonyms: ["บุคลากรภาครัฐ"]),
        SheetChoice("basic", LocalizedText("แผนงานพื้นฐาน", "Basic"), synonyms: ["พื้นฐาน"]),
        SheetChoice("strategic", LocalizedText("แผนงานยุทธศาสตร์", "Strategic"), synonyms: ["ยุทธศาสตร์"]),
        SheetChoice("integrated", LocalizedText("แผนงานบูรณาการ", "Integrated"), synonyms: ["บูรณาการ"]),
    ]
    static let categories = [
        SheetChoice("personnel", LocalizedText("งบบุคลากร", "Personnel"), synonyms: ["บุคลากร"]),
        SheetChoice("operating", LocalizedText("งบดำเนินงาน", "Operating"), synonyms: ["ดำเนินงาน"]),
        SheetChoice("investment", LocalizedText("งบลงทุน", "Investment"), synonyms: ["ลงทุน"]),
        SheetChoice("subsidy", LocalizedText("งบเงินอุดหนุน", "Subsidy"), synonyms: ["เงินอุดหนุน", "อุดหนุน"]),
        SheetChoice("other", LocalizedText("งบรายจ่ายอื่น", "Other"), synonyms: ["รายจ่ายอื่น"]),
    ]
    static let sources = [
        SheetChoice("parentAgency", LocalizedText("ต้นสังกัด", "Parent agency"), synonyms: ["หน่วยงานต้นสังกัด"]),
        SheetChoice("provincialPlan", LocalizedText("แผนจังหวัด", "Provincial plan"), synonyms: ["งบจังหวัด"]),
        SheetChoice("clusterPlan", LocalizedText("แผนกลุ่มจังหวัด", "Cluster plan"), synonyms: ["งบกลุ่มจังหวัด"]),
        SheetChoice("regionalPlan", LocalizedText("แผนภาค", "Regional plan"), synonyms: ["บูรณาการภาค"]),
        SheetChoice("centralFund", LocalizedText("งบกลาง", "Central fund")),
        SheetChoice("other", LocalizedText("อื่น ๆ", "Other"), synonyms: ["อื่น"]),
    ]
    static let workKinds = [
        SheetChoice("output", LocalizedText("ผลผลิต", "Output")),
        SheetChoice("project", LocalizedText("โครงการ", "Project")),
    ]

    private static let monthNames = [
        LocalizedText("ม.ค.", "January"), LocalizedText("ก.พ.", "February"), LocalizedText("มี.ค.", "March"),
        LocalizedText("เม.ย.", "April"), LocalizedText("พ.ค.", "May"), LocalizedText("มิ.ย.", "June"),
        LocalizedText("ก.ค.", "July"), LocalizedText("ส.ค.", "August"), LocalizedText("ก.ย.", "September"),
        LocalizedText("ต.ค.", "October"), LocalizedText("พ.ย.", "November"), LocalizedText("ธ.ค.", "December"),
    ]
    private static let monthSynonyms = [
        ["มกราคม", "Jan"], ["กุมภาพันธ์", "Feb"], ["มีนาคม", "Mar"], ["เมษายน", "Apr"], ["พฤษภาคม"], ["มิถุนายน", "Jun"],
        ["กรกฎาคม", "Jul"], ["สิงหาคม", "Aug"], ["กันยายน", "Sep"], ["ตุลาคม", "Oct"], ["พฤศจิกายน", "Nov"],
        ["ธันวาคม", "Dec"],
    ]
}
