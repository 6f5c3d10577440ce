import ReportingContract

/// How wide the columns of a table are on paper: as their longest cell asks, the first column gets the rest.
enum PaperColumns {
    /// Whole percents of the table's width that add up to 100; one a column.
    ///
    /// In points: the line is 453 long (160 mm), a cell's padding 0.8 and a digit of Laksaman's bold 0.5 of the size.
    static func widths(_ table: ReportTable, language: String) -> [Int] {
        guard table.columns.count > 1 else { return [100] }
        let size = isDense(table) ? 11.5 : 13.0
        var widths = table.columns.indices.dropFirst().map { index -> Double in
            let kind = table.columns[index].kind
            let longest =
                table.rows.map { letters(CellText.text($0.cells[index], kind, language: language)) }.max() ?? 0
            let asked = (Double(longest) * 0.5 + 0.8) * size / 4.53
            return min(max(asked, kind == .percent ? 11 : 9.5), kind == .text ? 30 : 26)
        }
        let room = table.columns[0].kind == .text ? 78.0 : 90.0
        let sum = widths.reduce(0, +)
        if sum > room { widths = widths.map { $0 * room / sum } }
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
