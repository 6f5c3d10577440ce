import CommonContract
import Kernel

/// Rows out of CSV (RFC 4180; comma, semicolon or tab between fields).
struct CSVSource: RowSource {
    let encoding: TextEncoding
    let separator: UInt8

    private let bytes: [UInt8]
    private var position: Int
    private var number = 0
    private var cellCount = 0
    private let limits: SheetLimits

    private static let quote = UInt8(ascii: "\"")

    init(_ bytes: [UInt8], limits: SheetLimits) throws(SheetProblem) {
        let (encoding, mark) = try TextEncoding.recognise(bytes)
        self.encoding = encoding
        self.limits = limits
        switch encoding {
        case .utf8, .windows874:
            self.bytes = bytes
            position = mark
        case .utf16LittleEndian, .utf16BigEndian:
            self.bytes = TextEncoding.utf8(bytes[mark...], littleEndian: encoding == .utf16LittleEndian)
            position = 0
        }
        if self.bytes.contains(0) { throw SheetProblem("sheet.kind", SheetMessages.binary) }
        // Excel's own directive, a line before the table that names the separator.
        let head = self.bytes[position...].prefix(6)
        if head.count == 6, head.starts(with: "sep=".utf8), let last = head.last, last == 0x0A || last == 0x0D {
            separator = head[head.startIndex + 4]
            position += 5
            endLine()
            number = 1
        } else {
            separator = CSVSource.separator(self.bytes[position...])
        }
    }

    mutating func next() throws(SheetProblem) -> SheetRow? {
        while position < bytes.count {
            number += 1
            if number > limits.rowsMax { throw .tooLarge(SheetMessages.rows, limits.rowsMax, row: number) }
            let start = number
            var cells: [SheetCell] = []
            var column = 0
            var more = true
            while more {
                column += 1
                if column > limits.columnsMax {
                    throw .tooLarge(SheetMessages.columns, limits.columnsMax, row: start)
                }
                let text = try field(SheetAddress(row: start, column: column))
                if !SheetText.isBlank(text) {
                    cells.append(SheetCell(column: column, value: .text(text)))
                    cellCount += 1
                }
                more = position < bytes.count && bytes[position] == separator
                if more { position += 1 }
            }
            if cellCount > limits.cellsMax { throw .tooLarge(SheetMessages.cells, limits.cellsMax, row: start) }
            endLine()
            if !cells.isEmpty { return SheetRow(number: start, cells: cells) }
        }
        return nil
    }

    private mutating func field(_ address: SheetAddress) throws(SheetProblem) -> String {
        let start = position
        guard start < bytes.count, bytes[start] == Self.quote else { return try text(plain(), address) }
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
                content += plain()
                return try text(content[...], address)
            }
        }
        throw SheetProblem("sheet.quote", SheetMessages.openQuote, row: address.row, cell: address.description)
    }

    private mutating func plain() -> ArraySlice<UInt8> {
        let start = position
        while position < bytes.count, bytes[position] != separator, bytes[position] != 0x0A, bytes[position] != 0x0D {
            position += 1
        }
        return bytes[start..<position]
    }

    private func text(_ bytes: ArraySlice<UInt8>, _ address: SheetAddress) throws(SheetProblem) -> String {
        if bytes.count > limits.cellBytesMax {
            throw .tooLarge(
                SheetMessages.cellBytes, limits.cellBytesMax, row: address.row, cell: address.description)
        }
        let text = encoding == .windows874 ? Windows874.text(bytes) : String(decoding: bytes, as: UTF8.self)
        // The apostrophe that guards a text against being taken for a formula is none of its characters.
        return bytes.first == UInt8(ascii: "'") && CSVWriter.isRisky(text) ? String(text.dropFirst()) : text
    }

    private mutating func endLine() {
        if position < bytes.count, bytes[position] == 0x0D { position += 1 }
        if position < bytes.count, bytes[position] == 0x0A { position += 1 }
    }

    /// The separator that stands the same number of times in the most of the first lines.
    private static func separator(_ bytes: ArraySlice<UInt8>) -> UInt8 {
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        var lines: [[Int]] = [[0, 0, 0]]
        var quoted = false
        for byte in bytes.prefix(1 << 16) {
            if byte == quote { quoted.toggle() }
            if quoted { continue }
            if byte == 0x0A {
                if lines.count == 40 { break }
                lines.append([0, 0, 0])
            } else if let index = candidates.firstIndex(of: byte) {
                lines[lines.count - 1][index] += 1
            }
        }
        let scores = candidates.indices.map { index -> (Int, Int) in
            var counts: [Int: Int] = [:]
            for line in lines where line[index] > 0 { counts[line[index], default: 0] += 1 }
            return counts.map { ($0.value, $0.key) }.max { $0 < $1 } ?? (0, 0)
        }
        let best = candidates.indices.max { scores[$0] < scores[$1] || scores[$0] == scores[$1] && $0 > $1 } ?? 0
        return candidates[best]
    }
}
