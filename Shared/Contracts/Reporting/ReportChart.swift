import Kernel

/// How a chart draws its figures.
public enum ReportChartKind: String, Codable, Sendable, CaseIterable {
    /// For each category one bar a series, side by side.
    case bars
    /// For each category one bar, of the series end to end: for parts of a whole, none below zero.
    case stacked
}

/// Figures as a picture. What it shows also stands in a table of the report: nobody depends on seeing it.
public struct ReportChart: Codable, Sendable, Hashable {
    /// Unique within the report: `"status-by-issue"`.
    public var code: String
    public var caption: LocalizedText
    public var kind: ReportChartKind
    /// What the values are; they are written as in a table's cells.
    public var values: ReportValueKind
    public var categories: [LocalizedText]
    public var series: [ReportChartSeries]
    /// Where it shows but some of its table's rows: how many, which, and where all of them are.
    public var note: LocalizedText?

    public init(
        code: String, caption: LocalizedText, kind: ReportChartKind, values: ReportValueKind,
        categories: [LocalizedText], series: [ReportChartSeries], note: LocalizedText? = nil
    ) {
        self.code = code
        self.caption = caption
        self.kind = kind
        self.values = values
        self.categories = categories
        self.series = series
        self.note = note
    }
}

/// One figure for each category of a chart; a cell without a value leaves its place empty.
public struct ReportChartSeries: Codable, Sendable, Hashable {
    public var name: LocalizedText
    public var cells: [ReportCell]

    public init(name: LocalizedText, cells: [ReportCell]) {
        self.name = name
        self.cells = cells
    }
}
