import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit
import Sheets

/// A sheet as its page shows it: its headings, and its rows with what is wrong in each cell.
struct SheetOnPage {
    /// Rows on one page.
    static let rowsMax = 50
    /// Columns beyond these are not drawn.
    private static let columnsMax = 40
    /// Rows of the head that headings are looked for in.
    static let headerRowsMax = 20

    let sheets: [String]
    let sheet: String?
    let rows: [SheetRow]

    init(_ bytes: [UInt8], sheet: String?) throws(SheetProblem) {
        let reader = try SheetReader(bytes, sheet: sheet)
        var rows: [SheetRow] = []
        while let row = try reader.next() { rows.append(row) }
        sheets = reader.sheets
        self.sheet = reader.sheet
        self.rows = rows
    }

    /// The row of headings: as recognised, else the first of the head with the most texts.
    func headerRow(_ layout: SheetLayout?) -> Int {
        if let row = layout?.headerRow { return row }
        let head = rows.prefix { $0.number <= Self.headerRowsMax }
        return head.max { $0.cells.count < $1.cells.count }?.number ?? 1
    }

    /// Headings with their letters, in the sheet's order.
    func headings(at row: Int) -> [(letters: String, text: String)] {
        (rows.first { $0.number == row }?.cells ?? []).compactMap { cell in
            let text = cell.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return text.isEmpty ? nil : (SheetAddress.letters(cell.column), text)
        }
    }

    /// - Parameters:
    ///   - from: the first row's number.
    ///   - onlyWrong: rows without a problem are left out.
    func table(
        header: Int, problems: [SheetProblem], from: Int, onlyWrong: Bool, say: (LocalizedText) -> String
    ) -> (html: String, next: Int?) {
        let byRow = Dictionary(grouping: problems.filter { $0.row != nil }) { $0.row ?? 0 }
        let body = rows.filter { $0.number > header && $0.number >= from && (!onlyWrong || byRow[$0.number] != nil) }
        let width = min(Self.columnsMax, max(1, rows.prefix(200).compactMap { $0.cells.last?.column }.max() ?? 1))
        var html = "<table class=\"sheet\"><thead><tr class=\"letters\"><th></th>"
        for column in 1...width { html += "<th scope=\"col\">\(SheetAddress.letters(column))</th>" }
        html += "</tr></thead><tbody>"
        if let head = rows.first(where: { $0.number == header }) {
            html += row(head, width, byRow[header] ?? [], true, say)
        }
        for one in body.prefix(Self.rowsMax) { html += row(one, width, byRow[one.number] ?? [], false, say) }
        html += "</tbody></table>"
        return (html, body.dropFirst(Self.rowsMax).first?.number)
    }

    /// What is wrong in no row that the table shows.
    func elsewhere(_ problems: [SheetProblem], header: Int) -> [SheetProblem] {
        let shown = Set(rows.lazy.map(\.number).filter { $0 >= header })
        return problems.filter { $0.row.map { !shown.contains($0) } ?? true }
    }

    private func row(
        _ row: SheetRow, _ width: Int, _ problems: [SheetProblem], _ isHead: Bool, _ say: (LocalizedText) -> String
    ) -> String {
        var html = "<tr\(problems.isEmpty ? "" : " class=\"wrong\"")><th scope=\"row\">\(row.number)</th>"
        // What is about no cell of its own stands in the first.
        var rest = problems.filter { problem in
            guard let cell = problem.cell else { return true }
            return !(1...width).contains { SheetAddress(row: row.number, column: $0).description == cell }
        }
        for column in 1...width {
            let address = SheetAddress(row: row.number, column: column).description
            let here = problems.filter { $0.cell == address } + (column == 1 ? rest : [])
            if column == 1 { rest = [] }
            let text = String((row[column]?.text ?? "").prefix(300))
            html += "<td\(here.isEmpty ? isHead ? " class=\"head\"" : "" : " class=\"wrong\"")>\(PageText.escape(text))"
            for problem in here { html += "<span class=\"why\">\(PageText.escape(say(problem.message)))</span>" }
            html += "</td>"
        }
        return html + "</tr>\n"
    }
}
