import BudgetContract
import Kernel
import ServiceKit

/// The roll-ups of an organisation as a page: made on the server, no script, prints on A4.
struct SummaryPage {
    let language: String
    /// By category, plan type, organisation, month.
    let summaries: [BudgetSummary]

    /// Plain text.
    var title: String {
        guard let first = summaries.first else { return "" }
        let year = "\(first.fiscalYear.buddhistYear)"
        return language == "en" ? "Budget of fiscal year \(year)" : "งบประมาณ ปี \(year)"
    }

    /// The page's own part, without the shell around it.
    var body: String {
        guard let first = summaries.first else { return "" }
        var html =
            "<p>" + text("ณ วันที่", "At") + " "
            + text(ThaiDate.text(first.date, .short, digits: .arabic), first.date.description) + "</p>"
        html += targets(first)
        for summary in summaries { html += table(summary) }
        return html
    }

    private func text(_ th: String, _ en: String) -> String { PageShell.escape(language == "en" ? en : th) }

    private func targets(_ summary: BudgetSummary) -> String {
        guard !summary.targets.isEmpty else { return "" }
        let labels = [
            text("เป้าหมาย", "Target") + " %", text("ทำได้", "Reached") + " %",
            text("เร็ว (ช้า) บาท", "Ahead (behind) baht"),
        ]
        let rows = summary.targets.map { target in
            let ahead = target.ahead < .zero ? " class=\"bad\"" : ""
            return "<tr><td class=\"first\" data-label=\"\">\(name(target.scope)) · \(name(target.measure))</td>"
                + cell(percent(target.targetBasisPoints), labels[0])
                + cell(percent(target.actualBasisPoints), labels[1])
                + "<td\(ahead) data-label=\"\(labels[2])\">\(BudgetWords.amount(target.ahead))</td></tr>"
        }
        return "<h2>"
            + text("เทียบเป้าหมายไตรมาส \(summary.quarter)", "Against the targets of quarter \(summary.quarter)")
            + "</h2><table class=\"figures stack\"><thead><tr><th></th>"
            + labels.map { "<th>\($0)</th>" }.joined() + "</tr></thead><tbody>" + rows.joined() + "</tbody></table>"
    }

    private func table(_ summary: BudgetSummary) -> String {
        let heads = [
            name(summary.groupBy), text("จัดสรร", "Allocated"), text("คงเหลือ", "Available"), text("กันโอน", "Reserved"),
            text("ผูกพัน", "Committed"), text("เบิกจ่าย", "Spent"), text("ใช้จ่าย", "Used"), text("เบิกจ่าย %", "Spent %"),
            text("ใช้จ่าย %", "Used %"), text("แผนถึงเดือนนี้", "Plan to date"), text("เร็ว (ช้า) กว่าแผน", "Ahead (behind)"),
        ]
        let head = heads.map { "<th scope=\"col\">\($0)</th>" }.joined()
        let rows = summary.rows.map { row($0, label: label($0, summary.groupBy)) }.joined()
        let total = summary.groupBy == .month ? "" : row(summary.total, label: text("รวม", "Total"))
        return "<h2>" + name(summary.groupBy)
            + "</h2><div class=\"scroll\"><table class=\"figures compare\"><thead><tr>\(head)</tr></thead><tbody>\(rows)</tbody>"
            + "<tfoot>\(total)</tfoot></table></div>"
    }

    private func row(_ row: SummaryRow, label: String) -> String {
        let amounts = [row.allocated, row.available, row.reserved, row.committed, row.spent, row.used]
        let behind = row.aheadOfPlan < .zero ? " class=\"bad\"" : ""
        return "<tr><th scope=\"row\">\(label)</th>" + amounts.map { cell(BudgetWords.amount($0)) }.joined()
            + cell(percent(row.spentBasisPoints)) + cell(percent(row.usedBasisPoints))
            + cell(BudgetWords.amount(row.plannedToDate))
            + "<td\(behind)>\(BudgetWords.amount(row.aheadOfPlan))</td></tr>"
    }

    private func cell(_ text: String, _ label: String? = nil) -> String {
        "<td\(label.map { " data-label=\"\($0)\"" } ?? "")>\(text)</td>"
    }

    private func percent(_ basisPoints: Int?) -> String {
        guard let basisPoints else { return "–" }
        let fraction = abs(basisPoints % 100)
        return "\(basisPoints / 100)." + (fraction < 10 ? "0\(fraction)" : "\(fraction)")
    }

    // MARK: - Names

    private func label(_ row: SummaryRow, _ grouping: SummaryGrouping) -> String {
        if let name = row.name { return PageShell.escape(language == "en" ? name.en ?? name.th : name.th) }
        switch grouping {
        case .category: return ExpenditureCategory(rawValue: row.key).map(name) ?? PageShell.escape(row.key)
        case .planType: return BudgetPlanType(rawValue: row.key).map(name) ?? PageShell.escape(row.key)
        default: return PageShell.escape(row.key)
        }
    }

    private func name(_ category: ExpenditureCategory) -> String {
        let name = BudgetWords.category(category)
        return text(name.th, name.en ?? name.th)
    }

    private func name(_ type: BudgetPlanType) -> String {
        let name = BudgetWords.planType(type)
        return text(name.th, name.en ?? name.th)
    }

    private func name(_ grouping: SummaryGrouping) -> String {
        switch grouping {
        case .organisation: text("หน่วยงาน", "By organisation")
        case .planType: text("แผนงาน", "By plan type")
        case .category: text("งบรายจ่าย", "By category")
        case .source: text("แหล่งเงิน", "By source")
        case .project: text("ผลผลิต/โครงการ", "By output or project")
        case .month: text("รายเดือน", "By month")
        }
    }

    private func name(_ scope: TargetScope) -> String {
        switch scope {
        case .overall: text("ภาพรวม", "Overall")
        case .recurrent: text("รายจ่ายประจำ", "Recurrent")
        case .investment: text("รายจ่ายลงทุน", "Investment")
        }
    }

    private func name(_ measure: TargetMeasure) -> String {
        switch measure {
        case .spent: text("เบิกจ่าย", "spent")
        case .used: text("ใช้จ่าย", "used")
        }
    }
}
