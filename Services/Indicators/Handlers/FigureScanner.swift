import CommonContract
import IndicatorsContract
import Kernel

/// Reads the bytes of a CSV file of figures as they come, cut anywhere, and gives lines for `COPY`: nothing of the file
/// is kept but the row that has not ended.
struct FigureScanner {
    /// Where the file has what, from 0.
    struct Columns: Sendable {
        var organisation: Int
        /// Of long tables.
        var element: Int?
        var period: Int?
        var categories: Int?
        var value: Int?
        /// Of wide tables: a column for each data element, or a part of it.
        var elements: [Wide] = []
    }

    /// A column of a wide table.
    struct Wide: Sendable {
        var element: [UInt8]
        var categories: [UInt8]
        var member: String
        var column: Int

        init(_ wide: WideColumn, column: Int) {
            element = Array(wide.element.utf8)
            categories = Array(wide.categories.joined(separator: " ").utf8)
            member = wide.key
            self.column = column
        }
    }

    /// What a row's cells can not be taken for.
    struct RowProblem: Sendable {
        var row: Int
        var member: String
        var value: String
        var rule: String
        var message: LocalizedText
    }

    private let separator: UInt8
    private let isThaiSingleByte: Bool
    private let columns: Columns
    /// Of the call, where there is no column of periods.
    private let period: [UInt8]?
    private let takesBack: Bool
    private let headerRow: Int
    private var rest: [UInt8] = []
    private(set) var row = 0
    /// Rows of the table so far, without blank ones, and figures in them.
    private(set) var rows = 0
    private(set) var figures = 0
    private(set) var problems: [RowProblem] = []
    /// What was read, as it is kept; `nil`: no period.
    private var periods: [[UInt8]: [UInt8]?] = [:]
    private var lastPeriod: (read: [UInt8], kept: [UInt8]) = ([], [])
    private var categories: [[UInt8]: [UInt8]?] = [:]

    /// - Parameter headerRow: rows up to this one are none of the table's.
    init(
        separator: UInt8, isThaiSingleByte: Bool, columns: Columns, period: Period?, takesBack: Bool, headerRow: Int
    ) {
        self.separator = separator
        self.isThaiSingleByte = isThaiSingleByte
        self.columns = columns
        self.period = period.map { Array($0.description.utf8) }
        self.takesBack = takesBack
        self.headerRow = headerRow
    }

    /// What has been found since the last time.
    mutating func takeProblems() -> [RowProblem] {
        defer { problems = [] }
        return problems
    }

    /// Lines for `COPY` of every row that ends in these bytes.
    mutating func read(_ bytes: [UInt8], isLast: Bool) -> [UInt8] {
        var lines: [UInt8] = []
        lines.reserveCapacity(bytes.count * 2)
        rest += isThaiSingleByte ? Self.utf8(bytes) : bytes
        var start = row == 0 && rest.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let waiting = rest
        waiting.withUnsafeBufferPointer { buffer in
            while let end = Self.rowEnd(buffer, from: start, isLast: isLast) {
                row += 1
                if row > headerRow { take(buffer, start..<end.content, &lines) }
                start = end.next
            }
        }
        rest.removeFirst(start)
        return lines
    }

    /// Where the row that begins at `start` ends: a line end outside of quotation marks.
    private static func rowEnd(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isLast: Bool
    ) -> (content: Int, next: Int)? {
        guard start < bytes.count else { return nil }
        var isQuoted = false
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x22 {
                isQuoted.toggle()
            } else if byte == 0x0A, !isQuoted {
                let content = index > start && bytes[index - 1] == 0x0D ? index - 1 : index
                return (content, index + 1)
            }
            index += 1
        }
        return isLast ? (bytes.count, bytes.count) : nil
    }

    private mutating func take(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ lines: inout [UInt8]) {
        let cells = fields(bytes, range)
        guard cells.contains(where: { !$0.isEmpty }) else { return }
        rows += 1
        func cell(_ column: Int?) -> ArraySlice<UInt8> {
            guard let column, column < cells.count else { return [] }
            return cells[column]
        }
        let (organisation, isNamed) = code(cell(columns.organisation))
        if !isNamed { report("organisation", organisation, "organisation.code", BulkMessages.organisation) }
        if columns.elements.isEmpty {
            let (element, isElement) = code(cell(columns.element))
            if !isElement { report("element", element, "code.format", BulkMessages.element) }
            take(
                isNamed && isElement ? (organisation, element) : nil, periodOf(cell(columns.period)),
                cell(columns.categories), cell(columns.value), "value", &lines)
            return
        }
        for wide in columns.elements {
            take(
                isNamed ? (organisation, wide.element[...]) : nil, periodOf([]), wide.categories[...],
                cell(wide.column), wide.member, &lines)
        }
    }

    private func periodOf(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> { cell.isEmpty ? period?[...] ?? [] : cell }

    /// A figure, or what one cell of it can not be taken for: the others are looked at none the less, and what says whose
    /// figure it is is compared with all other rows.
    /// - Parameter whose: organisation and element; `nil`: one of them can not be read.
    private mutating func take(
        _ whose: (organisation: ArraySlice<UInt8>, element: ArraySlice<UInt8>)?, _ period: ArraySlice<UInt8>,
        _ categories: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>, _ member: String, _ lines: inout [UInt8]
    ) {
        let figure = figure(value)
        if figure == nil { report(member, value, "answer.number", Messages.notNumber) }
        if figure == .notReported, !takesBack { return }
        let kept = kept(period)
        if kept == nil { report("period", period, "period.format", DataMessages.periodForm) }
        let sorted = sorted(categories)
        if sorted == nil { report("categories", categories, "category.format", BulkMessages.categories) }
        guard let whose, let kept, let sorted else { return }
        lines += String(row).utf8
        lines.append(0x09)
        lines += member.utf8
        for field in [whose.organisation, whose.element, kept[...], sorted[...]] {
            lines.append(0x09)
            lines += field
        }
        if figure != nil { figures += 1 }
        switch figure {
        case .number(let number):
            lines += "\tvalue\t".utf8
            lines += String(number).utf8
        case .some(.none): lines += "\tnone\t\\N".utf8
        case .notApplicable: lines += "\tnotApplicable\t\\N".utf8
        case .notReported: lines += "\tnotReported\t\\N".utf8
        case nil: lines += "\tunreadable\t\\N".utf8
        }
        lines.append(0x0A)
    }

    private mutating func report(_ member: String, _ value: ArraySlice<UInt8>, _ rule: String, _ message: LocalizedText)
    {
        let text = String(decoding: value.prefix(200), as: UTF8.self)
        problems.append(RowProblem(row: row, member: member, value: text, rule: rule, message: message))
    }

    // MARK: - Cells

    private func fields(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> [ArraySlice<UInt8>] {
        var cells: [ArraySlice<UInt8>] = []
        cells.reserveCapacity(8)
        var index = range.lowerBound
        while true {
            var cell: [UInt8] = []
            if index < range.upperBound, bytes[index] == 0x22 {
                index += 1
                while index < range.upperBound {
                    if bytes[index] != 0x22 {
                        cell.append(bytes[index])
                    } else if index + 1 < range.upperBound, bytes[index + 1] == 0x22 {
                        cell.append(0x22)
                        index += 1
                    } else {
                        break
                    }
                    index += 1
                }
            }
            var end = index
            while end < range.upperBound, bytes[end] != separator { end += 1 }
            if cell.isEmpty {
                var (low, high) = (index, end)
                while low < high, bytes[low] == 0x20 || bytes[low] == 0x09 || bytes[low] == 0x22 { low += 1 }
                while high > low, bytes[high - 1] == 0x20 || bytes[high - 1] == 0x09 { high -= 1 }
                cells.append(Array(bytes[low..<high])[...])
            } else {
                cells.append(cell[...])
            }
            guard end < range.upperBound else { return cells }
            index = end + 1
        }
    }

    /// Letters, digits and `-._`, 1 to 32: what can stand in a line for `COPY` as it is.
    private func isCode(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard (1...32).contains(bytes.count) else { return false }
        return bytes.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
                || $0 == 0x2E || $0 == 0x5F
        }
    }

    /// A code, with Arabic digits, and whether it is one.
    private func code(_ bytes: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, Bool) {
        if isCode(bytes) { return (bytes, true) }
        let arabic = Array(ThaiDigits.arabic(String(decoding: bytes, as: UTF8.self)).utf8)[...]
        return isCode(arabic) ? (arabic, true) : (bytes, false)
    }

    private mutating func kept(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        if !lastPeriod.read.isEmpty, lastPeriod.read.elementsEqual(bytes) { return lastPeriod.kept }
        let key = Array(bytes)
        if let known = periods[key] { return known }
        let kept = Period(written: String(decoding: key, as: UTF8.self)).map { Array($0.description.utf8) }
        if periods.count < 1_000 { periods[key] = .some(kept) }
        if let kept { lastPeriod = (key, kept) }
        return kept
    }

    /// `sex=female level=primary` in the order in which they are kept; `nil`: not of that form.
    private mutating func sorted(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        if bytes.isEmpty { return [] }
        let key = Array(bytes)
        if let known = categories[key] { return known }
        let parts = key.split { $0 == 0x20 || $0 == 0x2C || $0 == 0x3B }
        let isWhole =
            parts.count <= 8
            && parts.allSatisfy { part in
                let sides = part.split(separator: 0x3D, omittingEmptySubsequences: false)
                return sides.count == 2 && sides.allSatisfy(isCode)
            }
        let dimensions = Set(parts.map { $0.prefix { $0 != 0x3D } })
        let result: [UInt8]? =
            isWhole && dimensions.count == parts.count
            ? Array(parts.map { String(decoding: $0, as: UTF8.self) }.sorted().joined(separator: " ").utf8) : nil
        if categories.count < 10_000 { categories[key] = .some(result) }
        return result
    }

    private enum Figure: Equatable {
        /// In ten-thousandths.
        case number(Int64)
        case none, notApplicable, notReported
    }

    /// `nil`: no number and none of the words.
    private func figure(_ bytes: ArraySlice<UInt8>) -> Figure? {
        if bytes.isEmpty { return .notReported }
        if let number = Self.plainNumber(bytes) { return .number(number) }
        let text = Cell.trimmed(String(decoding: bytes, as: UTF8.self))
        let word = text.lowercased()
        if Cell.notReported.contains(word) { return .notReported }
        if Cell.none.contains(word) { return Figure.none }
        if Cell.notApplicable.contains(word) { return .notApplicable }
        guard let number = Cell.number(text), number.tenThousandths.magnitude <= 100_000_000_000_000 else { return nil }
        return .number(number.tenThousandths)
    }

    /// Digits with at most four places after a point: the way in which programs write numbers.
    private static func plainNumber(_ bytes: ArraySlice<UInt8>) -> Int64? {
        var (value, places, hasPoint) = (Int64(0), 0, false)
        let isNegative = bytes.first == 0x2D
        let digits = isNegative ? bytes.dropFirst() : bytes
        guard (1...15).contains(digits.count), digits.first != 0x2E, digits.last != 0x2E else { return nil }
        for byte in digits {
            if byte == 0x2E, !hasPoint {
                hasPoint = true
            } else if (0x30...0x39).contains(byte) {
                value = value * 10 + Int64(byte - 0x30)
                if hasPoint { places += 1 }
            } else {
                return nil
            }
        }
        guard places <= 4 else { return nil }
        let scaled = value.multipliedReportingOverflow(by: [10_000, 1_000, 100, 10, 1][places])
        guard !scaled.overflow, scaled.partialValue <= 100_000_000_000_000 else { return nil }
        return isNegative ? -scaled.partialValue : scaled.partialValue
    }

    /// TIS-620 as UTF-8.
    static func utf8(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            if (0xA1...0xFB).contains(byte) {
                let scalar = UInt32(byte) - 0xA0 + 0x0E00
                text += [0xE0, UInt8(0x80 | (scalar >> 6) & 0x3F), UInt8(0x80 | scalar & 0x3F)]
            } else {
                text.append(byte < 0x80 ? byte : 0x20)
            }
        }
        return text
    }
}

enum BulkMessages {
    static let organisation = LocalizedText("ไม่ใช่รหัสหน่วยงาน", "is no code of an organisation")
    static let element = LocalizedText("ไม่ใช่รหัสข้อมูล", "is no code of a data element")
    static let categories = LocalizedText(
        "ต้องอยู่ในรูป มิติ=ประเภท เช่น sex=female มิติละหนึ่งประเภท", "must be dimension=category, one of each dimension")
    static let twice = LocalizedText("ข้อมูลนี้มีในแถวก่อนหน้าแล้ว", "an earlier row has this figure already")
    static let state = LocalizedText("ส่งหรือสั่งนำเข้าได้เฉพาะที่ยังเปิดอยู่", "only an import that is open takes parts and is run")
    static let notTaken = LocalizedText("ยกเลิกได้เฉพาะแฟ้มที่นำเข้าแล้ว", "only a file that is in can be taken back")
    static let undo = LocalizedText(
        "ยกเลิกได้เฉพาะผู้ที่นำเข้า ภายใน 30 วัน", "only who took it in can take it back, for 30 days")
    static let missing = LocalizedText("ส่งมาไม่ครบทุกส่วน", "not every part is there")
    static let unreadable = LocalizedText(
        "ใช้ได้เฉพาะ XLSX หรือ CSV ที่เป็น UTF-8 หรือ TIS-620", "takes XLSX, and CSV in UTF-8 or TIS-620")

    static let range = LocalizedText("{} อยู่นอกช่วงที่กำหนดของข้อมูลนี้", "{} is out of the range of this data element")
    static let decimals = LocalizedText("{} มีทศนิยมเกินที่กำหนดของข้อมูลนี้", "{} has more decimals than this data element")

    static func part(_ expected: Int) -> LocalizedText {
        LocalizedText("ส่วนถัดไปคือส่วนที่ \(expected)", "the next part is \(expected)")
    }

    static func scheme(_ scheme: String) -> LocalizedText {
        LocalizedText("ไม่มีหน่วยงานใดมีรหัสนี้ในระบบ \(scheme)", "no organisation has this code of the scheme \(scheme)")
    }
}
