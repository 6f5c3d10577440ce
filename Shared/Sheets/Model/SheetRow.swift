import Kernel

/// What a cell holds.
public enum SheetValue: Hashable, Sendable {
    case text(String)
    case number(Double, NumberForm)
    /// A day, with the seconds since its midnight where the cell has a time.
    case date(CalendarDate, seconds: Int)
    case boolean(Bool)
    /// `#REF!` and its like.
    case error(String)

    /// How the sheet shows a number.
    public enum NumberForm: Hashable, Sendable {
        case plain
        /// 0.125 that is shown as 12.5 %.
        case percent
        /// A part of a day.
        case time
        /// With zeros in front, to so many digits: a code that was typed as a number.
        case padded(Int)
    }
}

/// A cell that is not empty.
public struct SheetCell: Hashable, Sendable {
    /// From 1.
    public var column: Int
    public var value: SheetValue
    /// The value is what a formula gave when the file was last saved; nothing is evaluated here.
    public var isFormula: Bool

    public init(column: Int, value: SheetValue, isFormula: Bool = false) {
        self.column = column
        self.value = value
        self.isFormula = isFormula
    }

    var isText: Bool { if case .text = value { true } else { false } }

    /// As text, in a form that reads the same again: numbers without thousands separators, dates in ISO 8601.
    public var text: String {
        switch value {
        case .text(let text), .error(let text): return text
        case .boolean(let value): return value ? "TRUE" : "FALSE"
        case .number(let number, .padded(let width)):
            let text = SheetNumber.text(number)
            return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
        case .number(let number, .percent): return SheetNumber.text(SheetNumber.cleaned(number * 100)) + "%"
        case .number(let number, .plain): return SheetNumber.text(number)
        case .number(let number, .time): return SheetNumber.time(Int((number * 86_400).rounded()))
        case .date(let date, let seconds):
            return seconds == 0 ? date.description : "\(date) \(SheetNumber.time(seconds))"
        }
    }
}

/// A row that is not blank: rows between two rows' numbers are.
public struct SheetRow: Hashable, Sendable {
    /// As people count, the first is 1.
    public var number: Int
    /// By column; empty cells are left out.
    public var cells: [SheetCell]

    public init(number: Int, cells: [SheetCell]) {
        self.number = number
        self.cells = cells
    }

    /// The cell of a column, `nil` where it is empty.
    public subscript(column: Int) -> SheetCell? {
        // Most rows have no gaps.
        if column >= 1, column <= cells.count, cells[column - 1].column == column { return cells[column - 1] }
        return cells.first { $0.column == column }
    }
}

/// Numbers of spreadsheets, which are doubles of at most 15 digits that mean something.
enum SheetNumber {
    /// Without an exponent: `1067020001`, `0.1`.
    static func text(_ number: Double) -> String {
        if number == number.rounded(), abs(number) < 1e15 { return String(Int64(number)) }
        let text = "\(number)"
        guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]),
            abs(exponent) < 320
        else { return text }
        let negative = text.hasPrefix("-")
        let mantissa = text[..<mark].drop { $0 == "-" }
        let parts = mantissa.split(separator: ".")
        let fraction = parts.count == 2 && parts[1] != "0" ? String(parts[1]) : ""
        let digits = String(parts.first ?? "0") + fraction
        let point = 1 + exponent
        let zeros = { (count: Int) in String(repeating: "0", count: max(0, count)) }
        let plain =
            point <= 0
            ? "0." + zeros(-point) + digits
            : digits.count <= point
                ? digits + zeros(point - digits.count) : digits.prefix(point) + "." + digits.dropFirst(point)
        return (negative ? "-" : "") + plain
    }

    /// Without the noise behind the fifteenth digit that arithmetic on doubles leaves: 0.1 + 0.2 is 0.3.
    static func cleaned(_ number: Double) -> Double {
        guard number != 0, number.isFinite else { return number }
        var scale = 1.0
        while abs(number) * scale < 1e14, scale < 1e15 { scale *= 10 }
        return (number * scale).rounded() / scale
    }

    static func time(_ seconds: Int) -> String {
        [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }
}
