import ReportingContract
import Sheets

/// Every figure of a report as one row of a table that a machine reads: where it stands, what it is, where it came
/// from. RFC 4180, UTF-8 with a byte-order mark (spreadsheets guess wrong without).
enum CSVReport {
    static let header = [
        "part", "table", "row", "row_kind", "label", "column", "kind", "state", "value", "source", "service", "method",
        "params", "key",
    ]

    static func bytes(_ content: ReportContent) -> [UInt8] {
        var writer = CSVWriter()
        writer.write(header.map(SheetOutput.text), style: .heading)
        let sources = Dictionary(
            content.sources.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        for part in content.parts {
            for table in part.blocks.compactMap(\.table) {
                for (number, row) in table.rows.enumerated() {
                    write(row, number: number + 1, table, part.code, sources, to: &writer)
                }
            }
        }
        return writer.finish()
    }

    private static func write(
        _ row: ReportRow, number: Int, _ table: ReportTable, _ part: String, _ sources: [Int: ReportSource],
        to writer: inout CSVWriter
    ) {
        let label = row.cells.first?.value ?? ""
        for (column, cell) in zip(table.columns, row.cells) {
            let source = cell.source.flatMap { sources[$0] }
            writer.write([
                .figure(part), .figure(table.code), .integer(number), .figure(row.kind.rawValue), .text(label),
                .figure(column.code), .figure(column.kind.rawValue), .figure(cell.state.rawValue),
                column.kind == .text ? .text(cell.value ?? "") : .figure(cell.value ?? ""),
                cell.source.map(SheetOutput.integer) ?? .empty, .figure(source?.service ?? ""),
                .figure(source?.method ?? ""), .figure(source?.params ?? ""), .text(cell.key ?? ""),
            ])
        }
    }
}
