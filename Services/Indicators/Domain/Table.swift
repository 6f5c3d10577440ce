import Kernel

/// A table out of CSV text (RFC 4180; comma, semicolon or tab, told by the header line).
struct Table: Sendable {
    struct Row: Sendable {
        /// The row's number in the table, as people count: 1 is the header. Blank lines are not rows.
        var number: Int
        var fields: [String]
    }

    var header: [String]
    var rows: [Row]

    struct Failure: Error, Hashable {
        var row: Int
        var fault: Fault
    }

    /// - Throws: `Failure` if there is no header, a quote stays open, or there are more than `rowsMax` rows.
    init(csv: String, rowsMax: Int) throws(Failure) {
        var scanner = TableScanner(csv)
        var records: [[String]] = []
        while let record = try scanner.record(after: records.count) {
            records.append(record)
            if records.count > rowsMax + 1 {
                throw Failure(row: records.count, fault: Fault("table.rows", Messages.tooManyRows(rowsMax)))
            }
        }
        guard let first = records.first else {
            throw Failure(row: 1, fault: Fault("table.empty", Messages.emptyTable))
        }
        header = first.map { Cell.trimmed($0) }
        rows = records.dropFirst().enumerated().map { Row(number: $0.offset + 2, fields: $0.element) }
    }

    /// The same table with one more column.
    func csv(adding column: String, _ value: (Row) -> String) -> String {
        var text = "\u{FEFF}" + Table.line(header + [column])
        for row in rows {
            let padding = [String](repeating: "", count: max(0, header.count - row.fields.count))
            text += Table.line(row.fields + padding + [value(row)])
        }
        return text
    }

    static func line(_ fields: [String]) -> String {
        fields.map(quotedField).joined(separator: ",") + "\r\n"
    }

    static func quotedField(_ field: String) -> String {
        let special = field.utf8.contains {
            $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: ",") || $0 == 0x0A || $0 == 0x0D
        }
        guard special else { return field }
        var text = "\""
        for character in field.unicodeScalars {
            if character == "\"" { text += "\"" }
            text.unicodeScalars.append(character)
        }
        return text + "\""
    }
}

/// Reads records out of CSV text.
private struct TableScanner {
    private let bytes: [UInt8]
    private var position = 0
    private let separator: UInt8
    private static let quote = UInt8(ascii: "\"")

    init(_ text: String) {
        var bytes = Array(text.utf8)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        let head = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
        let candidates: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        let counts = candidates.map { candidate in head.count { $0 == candidate } }
        let most = counts.max() ?? 0
        separator = candidates[counts.firstIndex(of: most) ?? 0]
        self.bytes = bytes
    }

    /// The next record that is not blank; `nil` at the end.
    mutating func record(after count: Int) throws(Table.Failure) -> [String]? {
        while position < bytes.count {
            var fields: [String] = []
            var more = true
            while more {
                fields.append(try field(row: count + 1))
                more = position < bytes.count && bytes[position] == separator
                if more { position += 1 }
            }
            endLine()
            if fields.contains(where: { !Cell.trimmed($0).isEmpty }) { return fields }
        }
        return nil
    }

    private mutating func field(row: Int) throws(Table.Failure) -> String {
        guard position < bytes.count, bytes[position] == Self.quote else { return plain() }
        position += 1
        var content: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte != Self.quote {
                content.append(byte)
            } else if position < bytes.count, bytes[position] == Self.quote {
                content.append(byte)
                position += 1
            } else {
                return String(decoding: content, as: UTF8.self) + plain()
            }
        }
        throw Table.Failure(row: row, fault: Fault("table.quote", Messages.openQuote))
    }

    private mutating func plain() -> String {
        let start = position
        while position < bytes.count, bytes[position] != separator, bytes[position] != 0x0A, bytes[position] != 0x0D {
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func endLine() {
        if position < bytes.count, bytes[position] == 0x0D { position += 1 }
        if position < bytes.count, bytes[position] == 0x0A { position += 1 }
    }
}
