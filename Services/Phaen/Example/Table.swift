import FoundationEssentials
import Sheets

/// A CSV file of the example: its first row has the names of the columns.
struct Table: Sendable {
    struct Row: Sendable {
        /// Row of the file, the header being row 1.
        let number: Int
        fileprivate let cells: [String: String]

        /// The cell; empty where the column is absent or empty.
        subscript(column: String) -> String { cells[column] ?? "" }
        /// The cell, `nil` where empty.
        func optional(_ column: String) -> String? { self[column].isEmpty ? nil : self[column] }
    }

    let rows: [Row]

    init(_ path: String) throws {
        let reader = try SheetReader(Array(try Data(contentsOf: URL(filePath: path))))
        let header = try reader.next()
        let names = Dictionary(
            (header?.cells ?? []).map { ($0.column, $0.text) }, uniquingKeysWith: { first, _ in first })
        var rows: [Row] = []
        while let row = try reader.next() {
            let cells = row.cells.compactMap { cell in names[cell.column].map { ($0, cell.text) } }
            rows.append(Row(number: row.number, cells: Dictionary(cells, uniquingKeysWith: { first, _ in first })))
        }
        self.rows = rows
    }
}
