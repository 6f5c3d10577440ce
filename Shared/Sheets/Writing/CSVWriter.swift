import Kernel

/// Writes CSV (RFC 4180, UTF-8).
public struct CSVWriter: SheetWriting {
    private var bytes: [UInt8] = []
    private let separator: UInt8
    private let guardsFormulas: Bool

    /// - Parameters:
    ///   - hasMark: a byte-order mark before the text, without which spreadsheet programs take it for another encoding.
    ///   - guardsFormulas: text that a spreadsheet program would take for a formula (it begins with `=`, `+`, `-`, `@`, a
    ///     tab or a carriage return) gets an apostrophe before it; figures are left as they are.
    public init(hasMark: Bool = true, guardsFormulas: Bool = true, separator: UInt8 = UInt8(ascii: ",")) {
        if hasMark { bytes = [0xEF, 0xBB, 0xBF] }
        self.guardsFormulas = guardsFormulas
        self.separator = separator
    }

    public mutating func write(_ row: [SheetOutput], style: SheetRowStyle = .body) {
        for (index, cell) in row.enumerated() {
            if index > 0 { bytes.append(separator) }
            let (text, isFree) = CSVWriter.text(cell)
            append(guardsFormulas && isFree && CSVWriter.isRisky(text) ? "'" + text : text)
        }
        bytes += [0x0D, 0x0A]
    }

    public mutating func finish() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    /// The text of a cell, and whether a person may have written it.
    private static func text(_ cell: SheetOutput) -> (String, isFree: Bool) {
        switch cell {
        case .empty: ("", false)
        case .text(let text), .muted(let text), .problem(let text): (text, true)
        case .figure(let text): (text, false)
        case .integer(let value): (String(value), false)
        case .decimal(let value): (value.description, false)
        case .money(let value): (value.description, false)
        case .formula(_, let figure): self.text(figure)
        case .percent(let value): (value.description + "%", false)
        case .date(let date): (date.description, false)
        case .cell(let cell): (cell.text, cell.isText && !isFigure(cell.text))
        }
    }

    /// What a spreadsheet program takes for a formula, apostrophes before it or not: `CSVSource` takes one away again.
    static func isRisky(_ text: String) -> Bool {
        let rest = text.utf8.drop { $0 == UInt8(ascii: "'") }
        guard let first = rest.first, "=+-@\t\r".utf8.contains(first) else { return false }
        return text != "-"
    }

    /// `-1,250.00` that came as text is a figure, not a formula.
    private static func isFigure(_ text: String) -> Bool {
        if case .success = WrittenNumber.read(text) { true } else { false }
    }

    private mutating func append(_ text: String) {
        let special = text.utf8.contains { $0 == 0x22 || $0 == separator || $0 == 0x0D || $0 == 0x0A }
        guard special else {
            bytes += text.utf8
            return
        }
        bytes.append(0x22)
        for byte in text.utf8 {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        bytes.append(0x22)
    }
}
