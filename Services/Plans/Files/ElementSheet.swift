import CommonContract
import Kernel
import PlansContract
import Sheets

/// The table in which offices keep the elements of a plan: one column a member, named as they name it.
enum ElementSheet {
    static let shape = SheetShape(columns + ElementLinks.columns)

    private static let columns: [SheetColumn] = [
        SheetColumn(
            "code", LocalizedText("รหัส", "Code"), synonyms: ["รหัสโครงการ", "รหัสองค์ประกอบ", "project code"],
            .code(max: 64), required: true),
        SheetColumn("kind", LocalizedText("ประเภท", "Kind"), synonyms: ["ชนิด", "ระดับ"], .choice(kinds)),
        SheetColumn(
            "parent", LocalizedText("อยู่ภายใต้", "Parent"),
            synonyms: [
                "ภายใต้", "อยู่ภายใต้รหัส", "รหัสแม่", "รหัสเป้าประสงค์", "รหัสแนวทาง", "รหัสแผนงาน", "รหัสโครงการหลัก", "below",
            ],
            .code(max: 64)),
        SheetColumn(
            "text", LocalizedText("ชื่อ", "Name"),
            synonyms: [
                "ชื่อโครงการ", "โครงการ", "โครงการ/กิจกรรม", "ชื่อโครงการ/กิจกรรม", "กิจกรรม", "รายการ", "ข้อความ", "project",
                "project name", "title",
            ], .text(max: 2_000), required: true),
        SheetColumn(
            "textEn", LocalizedText("ชื่อภาษาอังกฤษ", "English name"), synonyms: ["name in English"], .text(max: 2_000)),
        SheetColumn(
            "details", LocalizedText("รายละเอียด", "Details"), synonyms: ["วัตถุประสงค์", "คำอธิบาย", "หลักการและเหตุผล"],
            .text(max: 10_000)),
        SheetColumn(
            "organisation", LocalizedText("หน่วยงานรับผิดชอบ", "Organisation"),
            synonyms: ["หน่วยงาน", "รหัสหน่วยงาน", "หน่วยงานที่รับผิดชอบ", "ผู้รับผิดชอบ", "หน่วยงานเจ้าของโครงการ", "agency"],
            .code(max: 64)),
        SheetColumn(
            "tags", LocalizedText("ป้าย", "Tags"), synonyms: ["แท็ก", "tag", "Agenda/Function/Area"], .text(max: 1_400)),
        SheetColumn(
            "funding", LocalizedText("สถานะงบประมาณ", "Funding"), synonyms: ["การใช้งบประมาณ"], .choice(fundings)),
        SheetColumn(
            "budget", LocalizedText("งบประมาณ", "Budget"),
            synonyms: ["วงเงิน", "วงเงินงบประมาณ", "จำนวนเงิน", "งบประมาณที่ใช้", "งบประมาณรวม"], .money(.zero...Money.limit)),
        SheetColumn(
            "startsOn", LocalizedText("วันเริ่มต้น", "Starts on"),
            synonyms: ["วันที่เริ่ม", "วันที่เริ่มต้น", "วันเริ่ม", "เริ่มต้น", "เริ่มดำเนินการ", "วันเริ่มโครงการ", "start", "start date"],
            .date),
        SheetColumn(
            "endsOn", LocalizedText("วันสิ้นสุด", "Ends on"),
            synonyms: ["วันที่สิ้นสุด", "สิ้นสุด", "วันสิ้นสุดโครงการ", "แล้วเสร็จ", "วันแล้วเสร็จ", "end", "end date"], .date),
        SheetColumn(
            "valueChainStage", LocalizedText("ขั้นของห่วงโซ่คุณค่า", "Value chain stage"), synonyms: ["ห่วงโซ่คุณค่า"],
            .choice(stages)),
        SheetColumn(
            "indicator", LocalizedText("รหัสตัวชี้วัด", "Indicator code"), synonyms: ["ตัวชี้วัด"], .code(max: 64)),
        SheetColumn("unit", LocalizedText("หน่วยนับ", "Unit"), synonyms: ["หน่วย"], .text(max: 100)),
        SheetColumn(
            "baseline", LocalizedText("ค่าฐาน", "Baseline"), synonyms: ["ข้อมูลฐาน", "ค่าพื้นฐาน"], .decimal(places: 4)),
        SheetColumn(
            "target", LocalizedText("ค่าเป้าหมาย", "Target"), synonyms: ["เป้าหมาย"], .decimal(places: 4), perYear: true),
        SheetColumn("order", LocalizedText("ลำดับการแสดง", "Order"), synonyms: ["ลำดับแสดงผล"], .integer(0...1_000_000)),
    ]

    static let kinds: [SheetChoice] = [
        SheetChoice("vision", LocalizedText("วิสัยทัศน์", "Vision")),
        SheetChoice("mission", LocalizedText("พันธกิจ", "Mission")),
        SheetChoice(
            "strategicIssue", LocalizedText("ประเด็นยุทธศาสตร์", "Strategic issue"),
            synonyms: ["ยุทธศาสตร์", "ประเด็นการพัฒนา", "ประเด็น"]),
        SheetChoice("goal", LocalizedText("เป้าประสงค์", "Goal"), synonyms: ["เป้าหมาย"]),
        SheetChoice("indicatorReference", LocalizedText("ตัวชี้วัด", "Indicator")),
        SheetChoice("approach", LocalizedText("แนวทาง", "Approach"), synonyms: ["กลยุทธ์", "แนวทางการพัฒนา"]),
        SheetChoice("programme", LocalizedText("แผนงาน", "Programme"), synonyms: ["แผนย่อย"]),
        SheetChoice("project", LocalizedText("โครงการ", "Project")),
        SheetChoice("activity", LocalizedText("กิจกรรม", "Activity")),
        SheetChoice("component", LocalizedText("องค์ประกอบ", "Component")),
        SheetChoice("factor", LocalizedText("ปัจจัย", "Factor")),
    ]

    static let fundings: [SheetChoice] = [
        SheetChoice("funded", LocalizedText("ใช้งบประมาณ", "Funded"), synonyms: ["มีงบประมาณ", "ได้รับงบประมาณ"]),
        SheetChoice("unfunded", LocalizedText("ไม่ใช้งบประมาณ", "Unfunded"), synonyms: ["ไม่มีงบประมาณ"]),
        SheetChoice("offPlan", LocalizedText("นอกแผน", "Off plan")),
    ]

    static let stages: [SheetChoice] = [
        SheetChoice("input", LocalizedText("ปัจจัยนำเข้า", "Input")),
        SheetChoice("inputProcessing", LocalizedText("กระบวนการนำเข้า", "Input processing")),
        SheetChoice("outputProcessing", LocalizedText("กระบวนการผลผลิต", "Output processing")),
        SheetChoice("output", LocalizedText("ผลผลิต", "Output")),
        SheetChoice("outcome", LocalizedText("ผลลัพธ์", "Outcome")),
    ]

    /// A row as a draft; what the file has no column for is as it is now.
    static func draft(_ record: SheetRecord, now: PlanElement?) -> ElementDraft {
        func kept<Value>(_ key: String, _ value: Value?, _ old: Value?) -> Value? {
            record.hasColumn(key) ? value : old
        }
        let text = record.text("text") ?? ""
        let textEn = kept("textEn", record.text("textEn"), now?.text.en)
        let details = record.text("details").map { text in
            LocalizedText(th: text, en: now?.details?.th == text ? now?.details?.en : nil)
        }
        let kind = record.choice("kind").flatMap { ElementKind(rawValue: $0) }
        return ElementDraft(
            code: record.text("code") ?? "", kind: kind ?? now?.kind ?? .project,
            parent: kept("parent", record.text("parent"), now?.parent), text: LocalizedText(th: text, en: textEn),
            details: kept("details", details, now?.details),
            organisation: kept("organisation", record.text("organisation"), now?.organisation),
            tags: kept("tags", tags(record.text("tags")), now?.tags),
            funding: kept("funding", record.choice("funding").flatMap { Funding(rawValue: $0) }, now?.funding),
            budget: kept("budget", record.money("budget"), now?.budget),
            startsOn: kept("startsOn", record.date("startsOn"), now?.startsOn),
            endsOn: kept("endsOn", record.date("endsOn"), now?.endsOn),
            valueChainStage: kept(
                "valueChainStage", record.choice("valueChainStage").flatMap { ValueChainStage(rawValue: $0) },
                now?.valueChainStage),
            indicator: indicator(record, now: now?.indicator), stakeholders: now?.stakeholders,
            order: kept("order", record.integer("order"), now?.order))
    }

    private static func tags(_ text: String?) -> [String]? {
        text.map { text in
            text.split { $0 == "," || $0 == ";" || $0 == "\n" }.map { SheetText.trimmed(String($0)) }
                .filter { !$0.isEmpty }
        }
    }

    private static func indicator(_ record: SheetRecord, now: IndicatorTargets?) -> IndicatorTargets? {
        guard record.hasColumn("indicator") else { return now }
        guard let code = record.text("indicator") else { return nil }
        let unit = record.text("unit").map { LocalizedText(th: $0, en: now?.unit?.th == $0 ? now?.unit?.en : nil) }
        let targets = record.perYear("target").compactMap { year, entry -> YearlyTarget? in
            if case .decimal(let value) = entry { YearlyTarget(fiscalYear: year, value: value) } else { nil }
        }
        return IndicatorTargets(
            indicator: code, unit: record.hasColumn("unit") ? unit : now?.unit,
            baseline: record.hasColumn("baseline") ? record.decimal("baseline") : now?.baseline,
            targets: record.hasColumn("target") ? targets.sorted { $0.fiscalYear < $1.fiscalYear } : now?.targets ?? [])
    }

    /// A problem of a draft, `/rows/3/indicator/targets/0/fiscalYear`, at its cell.
    static func located(_ problem: Problem, _ records: [SheetRecord], _ drafts: [ElementDraft]) -> SheetProblem {
        let parts = problem.path.split(separator: "/").map(String.init)
        guard parts.count > 1, let index = Int(parts[1]), records.indices.contains(index) else {
            return SheetProblem(rule: problem.rule, message: problem.message)
        }
        var key = parts.count > 2 ? parts[2] : nil
        var year: FiscalYear?
        if parts.count > 3 {
            switch (parts[2], parts[3]) {
            case ("text", "en"): key = "textEn"
            case ("indicator", "unit"), ("indicator", "baseline"): key = parts[3]
            case ("indicator", "targets"):
                key = "target"
                let targets = drafts[index].indicator?.targets ?? []
                year =
                    parts.count > 4
                    ? Int(parts[4]).flatMap { targets.indices.contains($0) ? targets[$0].fiscalYear : nil } : nil
            default: break
            }
        }
        return records[index].problem(key, year: year, problem.rule, problem.message)
    }

    // MARK: - Out

    /// The headings of a table with targets of these years.
    static func headings(_ years: [FiscalYear]) -> [SheetOutput] {
        columns.flatMap { column -> [SheetOutput] in
            column.isPerYear ? years.map { .text("\(column.header.th) \($0)") } : [.text(column.header.th)]
        } + ElementLinks.columns.map { .text($0.header.th) }
    }

    static func row(_ element: PlanElement, _ years: [FiscalYear]) -> [SheetOutput] {
        let name = { (choices: [SheetChoice], code: String?) in
            choices.first { $0.code == code }.map { SheetOutput.text($0.name.th) } ?? .empty
        }
        let text = { (text: String?) in text.map { SheetOutput.text($0) } ?? .empty }
        let targets = Dictionary(
            (element.indicator?.targets ?? []).map { ($0.fiscalYear, $0.value) },
            uniquingKeysWith: { first, _ in first })
        return [
            .text(element.code), name(kinds, element.kind.rawValue), text(element.parent), .text(element.text.th),
            text(element.text.en), text(element.details?.th), text(element.organisation),
            text(element.tags.isEmpty ? nil : element.tags.joined(separator: ", ")),
            name(fundings, element.funding?.rawValue), element.budget.map { .money($0) } ?? .empty,
            element.startsOn.map { .date($0) } ?? .empty, element.endsOn.map { .date($0) } ?? .empty,
            name(stages, element.valueChainStage?.rawValue), text(element.indicator?.indicator),
            text(element.indicator?.unit?.th), element.indicator?.baseline.map { .decimal($0) } ?? .empty,
        ] + years.map { targets[$0].map { .decimal($0) } ?? .empty } + [.integer(element.order)]
    }
}
