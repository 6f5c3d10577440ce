import Kernel
import ReportingContract

/// How wide the columns of a table are on paper: as their longest cell asks, the first column gets the rest.
enum PaperColumns {
    /// Whole percents of the table's width that add up to 100; one a column.
    ///
    /// In points: the line is 453 long (160 mm), a cell's padding 0.8 and a digit of Laksaman's bold 0.5 of the size.
    static func widths(_ table: ReportTable, language: String) -> [Int] {
        guard table.columns.count > 1 else { return [100] }
        let size = isDense(table) ? 11.5 : 13.0
        let kinds = table.columns.map(\.kind)
        var widths = table.columns.indices.dropFirst().map { index -> Double in
            let longest =
                table.rows.map(\.cells[index]).map { cell -> Int in
                    let length = letters(CellText.text(cell, kinds[index], language: language))
                    return cell.state == .value ? length : length / 2 + 1
                }.max() ?? 0
            let title = table.columns[index].title
            // A title may stand on two lines.
            let length = letters(language == "en" ? title.en ?? title.th : title.th)
            let head = max(length / 2 + 1, min(length, 7))
            let asked = (Double(max(longest, head)) * 0.5 + 1) * size / 4.53
            return kinds[index] == .text ? min(max(asked, 9), 26) : asked
        }
        // What is too much is taken from text, which can break; figures cannot.
        let surplus = widths.reduce(0, +) - (kinds[0] == .text ? 78 : 90)
        let text = zip(widths, kinds.dropFirst()).filter { $0.1 == .text }.map(\.0).reduce(0, +)
        if surplus > 0, text > 0 {
            let share = max(0.85, 1 - surplus / text)
            widths = zip(widths, kinds.dropFirst()).map { $0.1 == .text ? $0.0 * share : $0.0 }
        }
        let over = widths.reduce(0, +) / 86
        if over > 1 { widths = widths.map { $0 / over } }
        let rounded = widths.map { Int($0.rounded(.down)) }
        return [100 - rounded.reduce(0, +)] + rounded
    }

    /// Whether a table is set smaller, to keep its figures on one line.
    static func isDense(_ table: ReportTable) -> Bool { table.columns.count >= 7 }

    /// Letters that take room: Thai vowels and tone marks above and below a letter take none.
    private static func letters(_ text: String) -> Int {
        text.unicodeScalars.count {
            !((0x0E34...0x0E3A).contains($0.value) || (0x0E47...0x0E4E).contains($0.value) || $0.value == 0x0E31)
        }
    }
}
