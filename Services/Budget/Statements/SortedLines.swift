import BudgetContract
import Kernel
import Postgres
import ServiceKit

/// A page of lines below an organisation in the order of a column that its reader chose.
struct SortedLines: Statement {
    static let sql = SortedList.sql(
        LineColumns.sql, id: "l.province || ' ' || l.code",
        by: [
            "name": "coalesce(l.item_th, l.work_name_th, l.work_code)",
            "nameInEnglish": "coalesce(l.item_en, l.item_th, l.work_name_en, l.work_name_th, l.work_code)",
            "allocated": number("l.allocated"), "available": number("l.available"),
            "committed": number("l.committed"), "spent": number("l.disbursed"),
            "used": number("(l.committed + l.disbursed) * 1000000::numeric / nullif(l.allocated, 0)"),
        ],
        """
        FROM budget_line AS l
                     WHERE l.organisation IN (SELECT descendant FROM organisation_reach
                                               WHERE ancestor = $1 AND relation = 'either')
                       AND ($2::integer IS NULL OR l.fiscal_year = $2)
                       AND ($3::text IS NULL OR l.category = $3)
        """, first: 4)

    let organisation: String
    let fiscalYear: FiscalYear?
    let category: ExpenditureCategory?
    let list: SortedList

    /// Amounts as texts of one length, so that they stand in their order; those below zero as well.
    private static func number(_ expression: String) -> String {
        "lpad((\(expression) + 1000000000000000000::numeric)::numeric(30, 0)::text, 20, '0')"
    }

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(fiscalYear)
        parameters.append(category?.rawValue)
        list.bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> SortedRow<BudgetLine> {
        try SortedList.row(&row, LineColumns.decode)
    }
}
