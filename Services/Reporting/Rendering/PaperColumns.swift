import Kernel
import ReportingContract

/// How wide the columns of a table are on paper: no narrower than their longest figure, and text shares what is left as
/// much as it has to say.
struct PaperColumns {
    /// Percents of the table's width with one decimal, `"12.5"`; one a column, together 100.
    let percents: [String]
    /// Whether the table only fits on a page turned on its side.
    let isWide: Bool
    /// Whether it is set smaller, to keep its figures on one line.
    let isDense: Bool

    /// Length of the line in points on an upright A4 page (160 mm) and on one on its side (247 mm).
    private static let lines = (upright: 453.0, wide: 700.0)
    /// Sizes of a table's letters in points of Laksaman, in which texts are measured.
    private static let sizes = (normal: 14 * DocumentFont.scale, dense: 12.5 * DocumentFont.scale)

    /// Lines of a cell's text beyond which letters are set smaller for its sake; text of so many lines that it is read as a
    /// text keeps its size.
    private static let linesCramped = 3.0...8.0
    /// What an upright page holds of a table that begins on it, in points.
    private static let pageHeight = 640.0

    /// - Parameter asDense: where another table like it, in the same report, is set smaller.
    init(_ table: ReportTable, language: String, digits: Digits = .arabic, asDense: Bool = false) {
        let columns = table.columns.indices.map { Column(table, $0, language: language, digits: digits) }
        // The first of these settings that leaves every text room to be read.
        let choices = [
            (Self.lines.upright, Self.sizes.normal, false, false), (Self.lines.upright, Self.sizes.dense, false, true),
            (Self.lines.wide, Self.sizes.normal, true, false), (Self.lines.wide, Self.sizes.dense, true, true),
        ]
        func fits(_ line: Double, _ size: Double) -> Bool { columns.reduce(0) { $0 + $1.least(size) } <= line }
        let prefersDense = asDense || Self.isBetterDense(columns)
        let isBetterWide = Self.isBetterWide(columns)
        let fitting = choices.enumerated().first { number, choice in
            if isBetterWide, !choice.2 { return false }
            if prefersDense, !isBetterWide, number == 0 { return false }
            return fits(choice.0, choice.1)
        }?.element
        let (line, size, isWide, isDense) = fitting ?? choices[3]
        self.isWide = isWide
        self.isDense = isDense
        percents = Self.percents(of: Self.widths(columns, line: line, size: size))
    }

    /// Whether many columns of figures leave the names so little room that the page is better turned on its side.
    private static func isBetterWide(_ columns: [Column]) -> Bool {
        guard columns.count >= 8, let first = columns.first, first.isText else { return false }
        let width = widths(columns, line: lines.upright, size: sizes.dense)[0]
        return first.lengths.indices.contains { first.lines($0, in: width, sizes.dense) > 3 }
    }

    /// Whether names stand on fewer lines, or a table that is little longer than a page on one, in smaller letters.
    private static func isBetterDense(_ columns: [Column]) -> Bool {
        func laidOut(_ size: Double) -> (most: Double, height: Double) {
            let widths = widths(columns, line: lines.upright, size: size)
            let rows = columns.map(\.lengths.count).max() ?? 0
            var (most, height) = (0.0, size * 3.4)
            for row in 0..<rows {
                let lines = zip(columns, widths).map { $0.lines(row, in: $1, size) }.max() ?? 1
                most = max(most, lines)
                height += lines * size * 1.35 + size * 0.3 + 0.5
            }
            return (most, height)
        }
        let normal = laidOut(sizes.normal)
        if linesCramped.contains(normal.most) { return true }
        return normal.height > pageHeight && normal.height < pageHeight * 1.3
            && laidOut(sizes.dense).height <= pageHeight
    }

    /// In points, together `line`.
    private static func widths(_ columns: [Column], line: Double, size: Double) -> [Double] {
        let least = columns.map { $0.least(size) }
        let wished = columns.map { $0.wished(size) }
        let rest = line - least.reduce(0, +)
        guard rest > 0 else { return least.map { $0 * line / least.reduce(0, +) } }
        let more = zip(wished, least).map { max(0, $0 - $1) }
        let asked = more.reduce(0, +)
        // More than all ask for: the rest goes to the first text column, so that tables span the line.
        if asked <= rest {
            var widths = zip(least, more).map(+)
            let index = columns.firstIndex { $0.isText } ?? 0
            if !widths.isEmpty { widths[index] += rest - asked }
            return widths
        }
        return zip(least, more).map { $0 + $1 / asked * rest }
    }

    private static func percents(of widths: [Double]) -> [String] {
        let total = widths.reduce(0, +)
        guard total > 0 else { return widths.map { _ in "" } }
        var tenths = widths.map { Int(($0 / total * 1_000).rounded(.down)) }
        tenths[0] += 1_000 - tenths.reduce(0, +)
        return tenths.map { "\($0 / 10).\($0 % 10)" }
    }

    /// What a column has to hold, in ems.
    private struct Column {
        let isText: Bool
        /// Of each row's text; of those without a value 0.
        let lengths: [Double]
        /// The longest cell.
        let longest: Double
        let head: Double
        /// What it must show on one line.
        let unbroken: Double

        init(_ table: ReportTable, _ index: Int, language: String, digits: Digits) {
            let column = table.columns[index]
            isText = column.kind == .text
            let cells = table.rows.map { ($0.cells[index], $0.kind == .total ? 1.04 : 1) }
            let values = cells.filter { $0.0.state == .value }
            let texts = values.map { cell, weight in
                let text = CellText.text(cell, column.kind, language: language)
                return (digits == .thai ? ThaiFigures.text(text) : text, weight)
            }
            lengths = cells.map { cell, weight in
                cell.state == .value ? ems(CellText.text(cell, column.kind, language: language)) * weight : 0
            }
            longest = texts.map { ems($0.0) * $0.1 }.max() ?? 0
            let title = column.title
            head = ems(language == "en" ? title.en ?? title.th : title.th) * 1.05
            // "ยังไม่รายงาน" may stand on two lines, as a title may on three.
            let stated =
                cells.filter { $0.0.state != .value }
                .map { ems(CellText.state($0.0.state, language: language)) * 0.6 }.max() ?? 0
            // Thai breaks between words without spaces; codes and figures do not.
            let words = texts.flatMap { $0.0.split(separator: " ") }
            let code = words.filter { $0.allSatisfy(\.isASCII) }.map { ems(String($0)) }.max() ?? 0
            let text = max(code, min(longest, index == 0 ? 10 : 6.5), longest / 6)
            let figure = isText ? min(text, index == 0 ? 12 : 9) : longest * (column.kind == .date ? 1.1 : 1)
            // A short title is one word, which cannot be broken; a longer one stands on two lines.
            unbroken = max(figure, stated, min(head, max(5, head * 0.6)))
        }

        /// In points, padding included.
        func least(_ size: Double) -> Double { unbroken * size + 9.5 }

        /// How many lines a row's text takes; figures take one.
        func lines(_ row: Int, in width: Double, _ size: Double) -> Double {
            isText ? max(1, (lengths[row] * 1.08 / max(1, (width - 9.5) / size)).rounded(.up)) : 1
        }

        /// A title of figures need not stand on one line.
        func wished(_ size: Double) -> Double {
            max(unbroken, min(isText ? max(longest * 1.12, head) : longest, 50)) * size + 10.5
        }
    }
}

/// How long a text is in ems of Laksaman; Thai vowels and tone marks above and below a letter take no room.
func ems(_ text: String) -> Double {
    text.unicodeScalars.reduce(0) { sum, scalar in
        switch scalar.value {
        case 0x0E34...0x0E3A, 0x0E47...0x0E4E, 0x0E31: sum
        case 0x20: sum + 0.33
        case 0x21...0x2F, 0x3A...0x3F: sum + 0.3
        case 0x30...0x39, 0x41...0x7E: sum + 0.52
        case 0x0E40...0x0E45: sum + 0.4
        // Thai digits.
        case 0x0E50...0x0E59: sum + 0.68
        default: sum + 0.6
        }
    }
}
