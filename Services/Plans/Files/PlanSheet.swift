import CommonContract
import Kernel
import PlansContract
import Sheets

/// The table in which offices keep their list of plans.
enum PlanSheet {
    static let shape = SheetShape(columns)

    private static let columns: [SheetColumn] = [
        SheetColumn(
            "code", LocalizedText("รหัสแผน", "Plan code"), synonyms: ["รหัส", "code"], .code(max: 64), required: true),
        SheetColumn(
            "kind", LocalizedText("ประเภทแผน", "Kind of plan"), synonyms: ["ประเภท", "ชนิดแผน", "ระดับแผน"],
            .choice(kinds)),
        SheetColumn(
            "name", LocalizedText("ชื่อแผน", "Plan name"), synonyms: ["แผน", "ชื่อ", "plan", "name"], .text(max: 300),
            required: true),
        SheetColumn("nameEn", LocalizedText("ชื่อภาษาอังกฤษ", "English name"), .text(max: 300)),
        SheetColumn(
            "firstYear", LocalizedText("ปีเริ่มต้น", "First year"), synonyms: ["ปีแรก", "ปีที่เริ่ม", "ตั้งแต่ปี", "ปีเริ่ม"],
            .fiscalYear),
        SheetColumn(
            "lastYear", LocalizedText("ปีสิ้นสุด", "Last year"), synonyms: ["ปีสุดท้าย", "ถึงปี", "ปีที่สิ้นสุด"], .fiscalYear),
        SheetColumn(
            "organisation", LocalizedText("หน่วยงานเจ้าของแผน", "Organisation"),
            synonyms: ["หน่วยงาน", "รหัสหน่วยงาน", "เจ้าของแผน", "สถานศึกษา", "รหัสสถานศึกษา"], .code(max: 64)),
        SheetColumn(
            "higher", LocalizedText("แผนที่รับช่วง", "Higher plans"),
            synonyms: ["แผนที่สูงกว่า", "แผนแม่", "รับช่วงจากแผน", "สอดคล้องกับแผน"], .text(max: 1_400)),
    ]

    private static let kinds: [SheetChoice] = [
        SheetChoice("nationalStrategy", LocalizedText("ยุทธศาสตร์ชาติ", "National strategy")),
        SheetChoice("masterPlan", LocalizedText("แผนแม่บทภายใต้ยุทธศาสตร์ชาติ", "Master plan"), synonyms: ["แผนแม่บท"]),
        SheetChoice("reformPlan", LocalizedText("แผนการปฏิรูปประเทศ", "Reform plan"), synonyms: ["แผนปฏิรูป"]),
        SheetChoice(
            "nationalDevelopmentPlan", LocalizedText("แผนพัฒนาเศรษฐกิจและสังคมแห่งชาติ", "National development plan")),
        SheetChoice(
            "nationalSecurityPolicy",
            LocalizedText("นโยบายและแผนระดับชาติว่าด้วยความมั่นคงแห่งชาติ", "National security policy")),
        SheetChoice(
            "sustainableDevelopmentGoal", LocalizedText("เป้าหมายการพัฒนาที่ยั่งยืน", "Sustainable development goal")),
        SheetChoice("nationalEducationPlan", LocalizedText("แผนการศึกษาแห่งชาติ", "National education plan")),
        SheetChoice("ministryPlan", LocalizedText("แผนระดับกระทรวง", "Ministry's plan"), synonyms: ["แผนกระทรวง"]),
        SheetChoice("regionalPlan", LocalizedText("แผนภาค", "Regional plan"), synonyms: ["แผนพัฒนาการศึกษาภาค"]),
        SheetChoice("clusterPlan", LocalizedText("แผนกลุ่มจังหวัด", "Cluster plan"), synonyms: ["แผนพัฒนากลุ่มจังหวัด"]),
        SheetChoice("provincialPlan", LocalizedText("แผนพัฒนาจังหวัด", "Provincial plan")),
        SheetChoice("provincialEducationPlan", LocalizedText("แผนพัฒนาการศึกษาจังหวัด", "Provincial education plan")),
        SheetChoice(
            "fiveYearActionPlan", LocalizedText("แผนปฏิบัติราชการราย 5 ปี", "Five-year action plan"),
            synonyms: ["แผนปฏิบัติราชการ 5 ปี", "แผน 5 ปี", "แผนปฏิบัติราชการระยะ 5 ปี"]),
        SheetChoice(
            "annualActionPlan", LocalizedText("แผนปฏิบัติราชการประจำปี", "Annual action plan"),
            synonyms: ["แผนปฏิบัติการประจำปี", "แผนปฏิบัติราชการรายปี", "แผนประจำปี"]),
        SheetChoice("agencyPlan", LocalizedText("แผนของหน่วยงาน", "Agency's plan"), synonyms: ["แผนหน่วยงาน"]),
        SheetChoice(
            "schoolPlan", LocalizedText("แผนของสถานศึกษา", "School's plan"), synonyms: ["แผนสถานศึกษา", "แผนโรงเรียน"]),
        SheetChoice("otherPlan", LocalizedText("แผนอื่น", "Other plan"), synonyms: ["อื่น ๆ"]),
    ]

    /// A plan as its row has it; what the file has no column for is as it is now. `nil` members are said by nobody.
    struct Row: Sendable {
        /// The sheet's row, from 1.
        var number: Int
        var code: String
        var kind: PlanKind?
        var name: LocalizedText
        var firstYear: FiscalYear?
        var lastYear: FiscalYear?
        var organisation: String
        var higher: [String]

        init(_ record: SheetRecord, now: StoredPlan?, organisation owner: String) {
            func kept<Value>(_ key: String, _ value: Value?, _ old: Value?) -> Value? {
                record.hasColumn(key) ? value : old
            }
            number = record.row
            code = record.text("code") ?? ""
            kind = kept("kind", record.choice("kind"), now?.kind).flatMap { PlanKind(rawValue: $0) }
            name = LocalizedText(
                th: record.text("name") ?? "", en: kept("nameEn", record.text("nameEn"), now?.name.en))
            firstYear = kept("firstYear", record.fiscalYear("firstYear"), now.flatMap { FiscalYear($0.firstYear) })
            lastYear = kept("lastYear", record.fiscalYear("lastYear"), now.flatMap { FiscalYear($0.lastYear) })
            organisation = record.text("organisation") ?? now?.organisation ?? owner
            higher = kept("higher", ElementLinks.references(record.text("higher")), now?.higher) ?? []
        }

        func isSame(as plan: StoredPlan) -> Bool {
            name == plan.name && firstYear?.buddhistYear == plan.firstYear && lastYear?.buddhistYear == plan.lastYear
                && higher == plan.higher
        }
    }

    static let headings: [SheetOutput] = columns.map { .text($0.header.th) }

    static func row(_ plan: Plan) -> [SheetOutput] {
        let kind = kinds.first { $0.code == plan.kind.rawValue }?.name.th ?? plan.kind.rawValue
        return [
            .text(plan.code), .text(kind), .text(plan.name.th), plan.name.en.map { .text($0) } ?? .empty,
            .integer(plan.firstYear.buddhistYear), .integer(plan.lastYear.buddhistYear), .text(plan.organisation),
            plan.higher.isEmpty ? .empty : .text(plan.higher.joined(separator: ", ")),
        ]
    }
}
