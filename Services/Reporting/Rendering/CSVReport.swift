import ReportingContract
import Sheets

/// Every figure of a report as one row of a table that a machine reads: where it stands, what it is, where it came
/// from. RFC 4180, UTF-8 with a byte-order mark (spreadsheets guess wrong without).
struct CSVReport {
    static let header = [
        "part", "table", "row", "row_kind", "label", "column", "kind", "state", "value", "source", "service", "method",
        "params", "key",
    ]

    private let tables: [(table: ReportTable, part: String)]
    private let sources: [Int: ReportSource]
    private var writer = CSVWriter()
    /// The table and row that were written last.
    private var last = (table: 0, row: 0)

    /// - Parameter content: what it says beside the rows, which are given one by one.
    init(_ content: ReportContent) {
        tables = content.parts.flatMap { part in part.blocks.compactMap { $0.table.map { ($0, part.code) } } }
        sources = Dictionary(content.sources.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        writer.write(Self.header.map(SheetOutput.text), style: .heading)
    }

    /// A whole content that is at hand.
    static func bytes(_ content: ReportContent) -> [UInt8] {
        var report = CSVReport(content)
        for (number, one) in report.tables.enumerated() {
            for row in one.table.rows { report.add(row, of: number) }
        }
        return report.finish()
    }

    /// - Parameter table: its number from 0 in the order of the content.
    mutating func add(_ row: ReportRow, of table: Int) {
        last = table == last.table ? (table, last.row + 1) : (table, 1)
        let (columns, code, part) = (tables[table].table.columns, tables[table].table.code, tables[table].part)
        let label = row.cells.first?.value ?? ""
        for (column, cell) in zip(columns, row.cells) {
            let source = cell.source.flatMap { sources[$0] }
            writer.write([
                .figure(part), .figure(code), .integer(last.row), .figure(row.kind.rawValue), .text(label),
                .figure(column.code), .figure(column.kind.rawValue), .figure(cell.state.rawValue),
                column.kind == .text ? .text(cell.value ?? "") : .figure(cell.value ?? ""),
                cell.source.map(SheetOutput.integer) ?? .empty, .figure(source?.service ?? ""),
                .figure(source?.method ?? ""), .figure(source?.params ?? ""), .text(cell.key ?? ""),
            ])
        }
    }

    mutating func finish() -> [UInt8] { writer.finish() }
}
