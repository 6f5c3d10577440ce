import BudgetContract
import CommonContract
import Crypto
import Kernel
import Sheets

/// A row of a ministry's budget document as a line of the organisation that took it in.
struct DocumentRow {
    let draft: LineDraft

    /// - Throws: what cannot be read of it; nothing is guessed.
    init(_ record: SheetRecord, _ params: ImportSheet) throws(SheetProblem) {
        let unit = record.text("unit") ?? ""
        let plan = record.text("plan") ?? ""
        guard let planType = DocumentRow.planType(plan) else {
            throw record.problem("plan", "document.plan", Messages.documentPlan)
        }
        guard let category = record.choice("category").flatMap(ExpenditureCategory.init) else {
            throw record.problem("category", "required", Messages.documentPlan)
        }
        guard let year = DocumentRow.year(record.integer("year"), params.fiscalYear) else {
            throw record.problem("year", "document.year", Messages.documentYear)
        }
        let (output, project) = (record.text("output"), record.text("project"))
        guard output == nil || project == nil else {
            throw record.problem("project", "document.work", Messages.documentWork)
        }
        let work = output ?? project ?? plan
        let detail = (1...5).compactMap { record.text("detail\($0)") }
        let item = record.text("item")
        // A document that numbers its items keeps their numbers; of another the row itself is the number.
        let code =
            record.text("itemID")
            ?? "D-" + DocumentRow.digest([unit, plan, work, category.rawValue, item ?? "", "\(year)"] + detail)
        draft = LineDraft(
            code: code, fiscalYear: year, organisation: params.organisation, planType: planType, category: category,
            categoryDetail: detail, source: .parentAgency, sourceName: unit,
            workKind: project == nil ? .output : .project,
            workCode: "W-" + DocumentRow.digest([unit, work]), workName: LocalizedText(th: work),
            item: item.map { LocalizedText(th: $0) }, budgeted: record.money("amount"))
    }

    private static func planType(_ name: String) -> BudgetPlanType? {
        let kinds: [(String, BudgetPlanType)] = [
            ("แผนงานบุคลากร", .personnel), ("แผนงานพื้นฐาน", .basic), ("แผนงานยุทธศาสตร์", .strategic),
            ("แผนงานบูรณาการ", .integrated),
        ]
        return kinds.first { name.hasPrefix($0.0) }?.1
    }

    /// Of the common era (2022) or of the Buddhist one (2565).
    private static func year(_ written: Int?, _ given: FiscalYear?) -> FiscalYear? {
        guard let written else { return given }
        return FiscalYear(written < 2_400 ? written + 543 : written)
    }

    /// 16 hexadecimal digits, the same for the same texts.
    private static func digest(_ texts: [String]) -> String {
        let digits = Array("0123456789abcdef")
        let hash = SHA256.hash(data: Array(texts.joined(separator: "\u{1F}").utf8))
        return hash.prefix(8).map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined()
    }
}
