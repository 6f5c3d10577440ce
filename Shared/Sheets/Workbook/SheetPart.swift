import CommonContract
import Glibc
import Kernel

/// The cells of one sheet, collected row by row while the part is parsed.
final class SheetPart: XMLTarget {
    private let strings: SharedStrings
    private let formats: NumberFormats
    private let countsFrom1904: Bool
    private let limits: SheetLimits
    private let part: String

    private var ready: [SheetRow] = []
    private var taken = 0
    private var row = 0
    private var cells: [SheetCell] = []
    private var cellCount = 0

    // The cell that is being read.
    private var column = 0
    private var style = 0
    private var kind = Kind.number
    private var isFormula = false
    private var text: [UInt8] = []
    private var isText = false
    private var phonetic = 0

    private enum Kind { case number, shared, inline, string, boolean, error, date }

    init(strings: SharedStrings, formats: NumberFormats, countsFrom1904: Bool, limits: SheetLimits, part: String) {
        self.strings = strings
        self.formats = formats
        self.countsFrom1904 = countsFrom1904
        self.limits = limits
        self.part = part
    }

    func takeRow() -> SheetRow? {
        guard taken < ready.count else {
            ready.removeAll(keepingCapacity: true)
            taken = 0
            return nil
        }
        taken += 1
        return ready[taken - 1]
    }

    private var address: String { SheetAddress(row: row, column: column).description }

    func start(_ element: XMLStart) throws(SheetProblem) {
        if element.is("c") {
            try startCell(element)
        } else if element.is("v") || element.is("t") {
            isText = phonetic == 0 && column > 0
        } else if element.is("f") {
            isFormula = true
        } else if element.is("rPh") {
            phonetic += 1
        } else if element.is("row") {
            try startRow(element)
        }
    }

    private func startRow(_ element: XMLStart) throws(SheetProblem) {
        let number = element["r"].map { Int($0) ?? 0 } ?? row + 1
        guard number > row else { throw SheetProblem("sheet.order", SheetMessages.rowOrder, row: row) }
        row = number
        column = 0
        cells = []
    }

    private func startCell(_ element: XMLStart) throws(SheetProblem) {
        if let place = element.pointer("r") {
            let bytes = UnsafeRawBufferPointer(start: place, count: strlen(place))
            guard let address = SheetAddress(bytes), address.row == row, address.column > column else {
                throw .damaged("\(part), \(String(cString: place))")
            }
            column = address.column
        } else {
            column += 1
        }
        if column > limits.columnsMax {
            throw .tooLarge(SheetMessages.columns, limits.columnsMax, row: row, cell: address)
        }
        style = element["s"].flatMap { Int($0) } ?? 0
        kind =
            switch element["t"] {
            case "s": .shared
            case "inlineStr": .inline
            case "str": .string
            case "b": .boolean
            case "e": .error
            case "d": .date
            default: .number
            }
        isFormula = false
        text.removeAll(keepingCapacity: true)
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(SheetProblem) {
        guard isText else { return }
        text += bytes
        if text.count > limits.cellBytesMax {
            throw .tooLarge(SheetMessages.cellBytes, limits.cellBytesMax, row: row, cell: address)
        }
    }

    func end(_ name: UnsafePointer<CChar>) throws(SheetProblem) {
        isText = false
        if XMLStart.equal(name, "c") {
            try endCell()
        } else if XMLStart.equal(name, "row") {
            try endRow()
        } else if XMLStart.equal(name, "rPh") {
            phonetic -= 1
        }
    }

    private func endRow() throws(SheetProblem) {
        defer { column = 0 }
        guard !cells.isEmpty else { return }
        // Formatted but empty rows go on to the sheet's end: only rows with something in them count.
        if row > limits.rowsMax { throw .tooLarge(SheetMessages.rows, limits.rowsMax, row: row) }
        ready.append(SheetRow(number: row, cells: cells))
        cells = []
    }

    private func endCell() throws(SheetProblem) {
        guard !text.isEmpty, let value = try value() else { return }
        if case .text(let text) = value, SheetText.isBlank(text) { return }
        cells.append(SheetCell(column: column, value: value, isFormula: isFormula))
        cellCount += 1
        if cellCount > limits.cellsMax {
            throw .tooLarge(SheetMessages.cells, limits.cellsMax, row: row, cell: address)
        }
    }

    private func value() throws(SheetProblem) -> SheetValue? {
        switch kind {
        case .shared:
            guard let index = Int(String(decoding: text, as: UTF8.self)), let string = strings[index] else {
                throw .damaged("\(part), \(address)")
            }
            return .text(string)
        case .inline, .string: return .text(XMLText.unescaped(text))
        case .boolean: return .boolean(text == [UInt8(ascii: "1")] || text == Array("true".utf8))
        case .error: return .error(String(decoding: text, as: UTF8.self))
        case .date:
            let written = String(decoding: text, as: UTF8.self)
            return CalendarDate(String(written.prefix(10))).map { .date($0, seconds: 0) } ?? .text(written)
        case .number:
            guard let number = Double(String(decoding: text, as: UTF8.self)), number.isFinite else {
                throw .damaged("\(part), \(address)")
            }
            return shown(number)
        }
    }

    private func shown(_ number: Double) -> SheetValue {
        switch formats[style] {
        case .plain: .number(number, .plain)
        case .percent: .number(number, .percent)
        case .padded(let width): .number(number, number == number.rounded() ? .padded(width) : .plain)
        case .time: .number(number, .time)
        case .date, .dateTime:
            SheetDate.day(serial: number, countsFrom1904: countsFrom1904).map { .date($0.date, seconds: $0.seconds) }
                ?? .number(number, .plain)
        }
    }
}

/// Days as spreadsheets count them.
enum SheetDate {
    /// Serial 1 is 1 January 1900, or 2 January 1904 where a workbook says so; Excel believes in 29 February 1900.
    static func day(serial: Double, countsFrom1904: Bool = false) -> (date: CalendarDate, seconds: Int)? {
        guard serial >= 1, serial < 2_958_466 else { return nil }
        let seconds = Int((serial * 86_400).rounded())
        let days = seconds / 86_400
        let epoch = countsFrom1904 ? 24_107 : days < 60 ? 25_568 : 25_569
        return CalendarDate(daysSinceEpoch: days - epoch).map { ($0, seconds % 86_400) }
    }

    /// The serial of a day from March 1900 on.
    static func serial(_ date: CalendarDate, seconds: Int = 0) -> Double {
        Double(date.daysSinceEpoch + 25_569) + Double(seconds) / 86_400
    }
}
