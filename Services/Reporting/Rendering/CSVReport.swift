import ReportingContract

/// Every figure of a report as one row of a table that a machine reads: where it stands, what it is, where it came
/// from. RFC 4180, UTF-8 with a byte-order mark (spreadsheets guess wrong without).
enum CSVReport {
    static let header = [
        "part", "table", "row", "row_kind", "label", "column", "kind", "state", "value", "source", "service", "method",
        "params", "key",
    ]

    static func bytes(_ content: ReportContent) -> [UInt8] {
        var bytes: [UInt8] = [0xEF, 0xBB, 0xBF]
        append(header.map { ($0, false) }, to: &bytes)
        let sources = Dictionary(
            content.sources.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        for part in content.parts {
            for table in part.blocks.compactMap(\.table) {
                for (number, row) in table.rows.enumerated() {
                    append(row, number: number + 1, table, part.code, sources, to: &bytes)
                }
            }
        }
        return bytes
    }

    private static func append(
        _ row: ReportRow, number: Int, _ table: ReportTable, _ part: String, _ sources: [Int: ReportSource],
        to bytes: inout [UInt8]
    ) {
        let label = row.cells.first?.value ?? ""
        for (column, cell) in zip(table.columns, row.cells) {
            let source = cell.source.flatMap { sources[$0] }
            append(
                [
                    (part, false), (table.code, false), (String(number), false), (row.kind.rawValue, false),
                    (label, true), (column.code, false), (column.kind.rawValue, false), (cell.state.rawValue, false),
                    (cell.value ?? "", column.kind == .text), (cell.source.map { String($0) } ?? "", false),
                    (source?.service ?? "", false), (source?.method ?? "", false), (source?.params ?? "", false),
                    (cell.key ?? "", true),
                ], to: &bytes)
        }
    }

    /// - Parameter fields: with whether it is free text: text that a spreadsheet would take for a formula gets an
    ///   apostrophe before it, figures (`-1.00`) are left as they are.
    private static func append(_ fields: [(text: String, isFree: Bool)], to bytes: inout [UInt8]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            let risky = field.isFree && field.text.utf8.first.map { "=+-@\t\r".utf8.contains($0) } ?? false
            let text = (risky ? "'" : "") + field.text
            if text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0D || $0 == 0x0A }) {
                bytes.append(0x22)
                for byte in text.utf8 {
                    if byte == 0x22 { bytes.append(0x22) }
                    bytes.append(byte)
                }
                bytes.append(0x22)
            } else {
                bytes += text.utf8
            }
        }
        bytes += [0x0D, 0x0A]
    }
}
