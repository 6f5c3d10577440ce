import CXlsxWriter

/// A chart of columns of the sheet that it stands on, read in black and white as well: each series has a pattern of its
/// own and every bar its figure.
public struct SheetChart: Sendable {
    public enum Kind: Sendable { case bars, stacked }

    public var kind: Kind
    public var title: String
    /// Columns from 1: of the categories, and of each series, whose names stand in `headingRow`.
    public var categories: Int
    public var series: [Int]
    public var headingRow: Int
    /// Of the figures, from 1.
    public var rows: ClosedRange<Int>

    public init(
        kind: Kind, title: String, categories: Int, series: [Int], headingRow: Int, rows: ClosedRange<Int>
    ) {
        self.kind = kind
        self.title = title
        self.categories = categories
        self.series = series
        self.headingRow = headingRow
        self.rows = rows
    }
}

/// Makes a chart of a workbook.
struct ChartPen {
    let workbook: UnsafeMutablePointer<lxw_workbook>
    let sheet: String

    private static let patterns = [
        LXW_CHART_PATTERN_NONE, LXW_CHART_PATTERN_WIDE_UPWARD_DIAGONAL, LXW_CHART_PATTERN_PERCENT_20,
        LXW_CHART_PATTERN_DARK_HORIZONTAL, LXW_CHART_PATTERN_PERCENT_5,
        LXW_CHART_PATTERN_DIAGONAL_BRICK, LXW_CHART_PATTERN_DARK_VERTICAL, LXW_CHART_PATTERN_DOTTED_GRID,
    ]
    private static let ink: UInt32 = 0x12365C

    /// - Returns: `nil` if there is no memory for it.
    func make(_ chart: SheetChart) -> UnsafeMutablePointer<lxw_chart>? {
        let type = chart.kind == .bars ? LXW_CHART_BAR : LXW_CHART_BAR_STACKED
        guard let made = workbook_add_chart(workbook, UInt8(type.rawValue)) else { return nil }
        chart_title_set_name(made, chart.title)
        for (index, column) in chart.series.enumerated() {
            guard
                let series = chart_add_series(
                    made, range(chart.categories, chart.rows), range(column, chart.rows))
            else { return nil }
            chart_series_set_name(series, range(column, chart.headingRow...chart.headingRow))
            draw(series, Self.patterns[index % Self.patterns.count])
            chart_series_set_labels(series)
        }
        // The first row above, as in the table.
        chart_axis_set_reverse(made.pointee.y_axis)
        chart_legend_set_position(made, UInt8(LXW_CHART_LEGEND_BOTTOM.rawValue))
        return made
    }

    private func draw(_ series: UnsafeMutablePointer<lxw_chart_series>, _ pattern: lxw_chart_pattern_type) {
        var line = lxw_chart_line()
        line.color = Self.ink
        line.width = 0.75
        chart_series_set_line(series, &line)
        if pattern == LXW_CHART_PATTERN_NONE {
            var fill = lxw_chart_fill()
            fill.color = Self.ink
            chart_series_set_fill(series, &fill)
        } else {
            var hatching = lxw_chart_pattern()
            hatching.fg_color = Self.ink
            hatching.bg_color = 0xFFFFFF
            hatching.type = UInt8(pattern.rawValue)
            chart_series_set_pattern(series, &hatching)
        }
    }

    /// `='sheet'!$B$3:$B$9`
    private func range(_ column: Int, _ rows: ClosedRange<Int>) -> String {
        let letters = SheetAddress.letters(column)
        let end = rows.count > 1 ? ":$\(letters)$\(rows.upperBound)" : ""
        return "='\(sheet)'!$\(letters)$\(rows.lowerBound)" + end
    }
}
