import FoundationEssentials

/// A CSV file of the example: RFC 4180, UTF-8, first line the names of the columns.
struct Table: Sendable {
    struct Row: Sendable {
        /// Line of the file, the header being line 1.
        let number: Int
        fileprivate let cells: [String: String]

        /// The cell; empty where the column is absent or empty.
        subscript(column: String) -> String { cells[column] ?? "" }
        /// The cell, `nil` where empty.
        func optional(_ column: String) -> String? { self[column].isEmpty ? nil : self[column] }
    }

    let rows: [Row]

    init(_ path: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        var records = Table.records(text)[...]
        let header = records.popFirst() ?? []
        rows = records.enumerated().map { index, cells in
            Row(number: index + 2, cells: Dictionary(zip(header, cells), uniquingKeysWith: { first, _ in first }))
        }
    }

    private static func records(_ text: String) -> [[String]] {
        var records: [[String]] = []
        var record: [String] = []
        var cell = ""
        var quoted = false
        var characters = Array(text.unicodeScalars)[...]
        while let scalar = characters.popFirst() {
            switch (scalar, quoted) {
            case ("\"", true) where characters.first == "\"":
                cell.unicodeScalars.append("\"")
                characters.removeFirst()
            case ("\"", _): quoted.toggle()
            case (",", false):
                record.append(cell)
                cell = ""
            case ("\n", false):
                records.append(record + [cell])
                record = []
                cell = ""
            case ("\r", false): break
            default: cell.unicodeScalars.append(scalar)
            }
        }
        if !cell.isEmpty || !record.isEmpty { records.append(record + [cell]) }
        return records
    }
}
