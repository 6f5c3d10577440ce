import Kernel

/// What a report says, whatever it is shown as: page, PDF, spreadsheet, CSV and JSON are made from this alone.
public struct ReportContent: Codable, Sendable, Hashable {
    /// Code and version of the definition it was composed by.
    public var definition: String
    public var definitionVersion: Int
    /// Code of the organisation that it is about.
    public var organisation: String
    public var organisationName: LocalizedText
    public var fiscalYear: FiscalYear
    public var quarter: Int?
    public var title: LocalizedText
    /// Code of the published report that this one corrects, and why.
    public var corrects: String?
    public var reason: LocalizedText?
    public var composedAt: Instant
    public var parts: [ReportPart]
    /// The calls that its figures came from; a cell names one by its number.
    public var sources: [ReportSource]
    /// What could not be had. A report with a missing part is a draft and stays one.
    public var missing: [ReportGap]

    public init(
        definition: String, definitionVersion: Int, organisation: String, organisationName: LocalizedText,
        fiscalYear: FiscalYear, quarter: Int? = nil, title: LocalizedText, corrects: String? = nil,
        reason: LocalizedText? = nil, composedAt: Instant, parts: [ReportPart], sources: [ReportSource],
        missing: [ReportGap]
    ) {
        self.definition = definition
        self.definitionVersion = definitionVersion
        self.organisation = organisation
        self.organisationName = organisationName
        self.fiscalYear = fiscalYear
        self.quarter = quarter
        self.title = title
        self.corrects = corrects
        self.reason = reason
        self.composedAt = composedAt
        self.parts = parts
        self.sources = sources
        self.missing = missing
    }
}

/// A chapter.
public struct ReportPart: Codable, Sendable, Hashable {
    /// Stable within the definition: `"foreword"`, `"results"`.
    public var code: String
    public var title: LocalizedText
    public var blocks: [ReportBlock]

    public init(code: String, title: LocalizedText, blocks: [ReportBlock]) {
        self.code = code
        self.title = title
        self.blocks = blocks
    }
}

public enum ReportBlockKind: String, Codable, Sendable, CaseIterable {
    /// A section's title, in `text`.
    case heading
    /// Text, in `text`; paragraphs are parted by an empty line.
    case paragraph
    /// Points, in `items`.
    case list
    case table
    case chart
    /// That something is missing here, in `text`.
    case gap
}

/// A piece of a chapter: which member carries it depends on the kind.
public struct ReportBlock: Codable, Sendable, Hashable {
    public var kind: ReportBlockKind
    public var text: LocalizedText?
    public var items: [LocalizedText]?
    public var table: ReportTable?
    public var chart: ReportChart?

    public init(
        kind: ReportBlockKind, text: LocalizedText? = nil, items: [LocalizedText]? = nil, table: ReportTable? = nil,
        chart: ReportChart? = nil
    ) {
        self.kind = kind
        self.text = text
        self.items = items
        self.table = table
        self.chart = chart
    }

    public static func heading(_ text: LocalizedText) -> ReportBlock { ReportBlock(kind: .heading, text: text) }
    public static func paragraph(_ text: LocalizedText) -> ReportBlock { ReportBlock(kind: .paragraph, text: text) }
    public static func list(_ items: [LocalizedText]) -> ReportBlock { ReportBlock(kind: .list, items: items) }
    public static func table(_ table: ReportTable) -> ReportBlock { ReportBlock(kind: .table, table: table) }
    public static func chart(_ chart: ReportChart) -> ReportBlock { ReportBlock(kind: .chart, chart: chart) }
    public static func gap(_ text: LocalizedText) -> ReportBlock { ReportBlock(kind: .gap, text: text) }
}

public struct ReportTable: Codable, Sendable, Hashable {
    /// Unique within the report: `"results-1"`.
    public var code: String
    public var caption: LocalizedText
    public var columns: [ReportColumn]
    public var rows: [ReportRow]

    public init(code: String, caption: LocalizedText, columns: [ReportColumn], rows: [ReportRow]) {
        self.code = code
        self.caption = caption
        self.columns = columns
        self.rows = rows
    }
}

/// What the values of a column are, and how they are written in a cell's `value`.
public enum ReportValueKind: String, Codable, Sendable, CaseIterable {
    case text
    /// Decimal, `"12.50"`.
    case number
    /// Whole number, `"608"`.
    case count
    /// Percentage with two places, `"93.25"`.
    case percent
    /// Baht with two places, `"1250000.00"`.
    case money
    /// ISO 8601 day.
    case date
}

public struct ReportColumn: Codable, Sendable, Hashable {
    public var code: String
    public var title: LocalizedText
    public var kind: ReportValueKind

    public init(code: String, title: LocalizedText, kind: ReportValueKind) {
        self.code = code
        self.title = title
        self.kind = kind
    }
}

public enum ReportRowKind: String, Codable, Sendable, CaseIterable {
    case body
    /// Sum of the body rows above it, for the columns of money and counts.
    case total
}

public struct ReportRow: Codable, Sendable, Hashable {
    public var kind: ReportRowKind
    public var cells: [ReportCell]

    public init(kind: ReportRowKind = .body, cells: [ReportCell]) {
        self.kind = kind
        self.cells = cells
    }
}

/// Different things that are never mixed up (domain §7), beside a value.
public enum ReportCellState: String, Codable, Sendable, CaseIterable {
    case value
    /// 'ไม่มี': asked, and there is none.
    case none
    case notApplicable
    case notReported
    /// There is a value, of so few people that it is not told.
    case suppressed
    /// The service that knows was not there when the report was composed.
    case missing
}

public struct ReportCell: Codable, Sendable, Hashable {
    public var state: ReportCellState
    /// Present where the state is `value`, in the form of the column's kind.
    public var value: String?
    /// The English of a text, where there is one.
    public var en: String?
    /// Number of the source in the report's `sources`, from 1.
    public var source: Int?
    /// Key of the thing within that source (an indicator's code, a ledger line), to follow the figure back by.
    public var key: String?

    public init(
        state: ReportCellState, value: String? = nil, en: String? = nil, source: Int? = nil, key: String? = nil
    ) {
        self.state = state
        self.value = value
        self.en = en
        self.source = source
        self.key = key
    }

    public init(_ value: String, source: Int? = nil, key: String? = nil) {
        self.init(state: .value, value: value, source: source, key: key)
    }

    /// A text that has an English side.
    public init(_ text: LocalizedText, source: Int? = nil, key: String? = nil) {
        self.init(state: .value, value: text.th, en: text.en, source: source, key: key)
    }
}

/// A call that a report's figures came from: asked again with the same params as of the same instant it gives the
/// same figures.
public struct ReportSource: Codable, Sendable, Hashable {
    /// From 1, in the order of the calls.
    public var number: Int
    /// `"plans"`, `"indicators"`, `"budget"`.
    public var service: String
    public var method: String
    /// The params as JSON text.
    public var params: String
    /// When it was answered.
    public var answeredAt: Instant
    /// SHA-256 of the answer, lower-case hex: the version of the data.
    public var answerSHA256: String
    /// Who handed the answer over, where the service itself was not asked.
    public var handedBy: String?

    public init(
        number: Int, service: String, method: String, params: String, answeredAt: Instant, answerSHA256: String,
        handedBy: String? = nil
    ) {
        self.number = number
        self.service = service
        self.method = method
        self.params = params
        self.answeredAt = answeredAt
        self.answerSHA256 = answerSHA256
        self.handedBy = handedBy
    }
}

/// A part that could not be composed, or not in full.
public struct ReportGap: Codable, Sendable, Hashable {
    /// Codes of the parts that lack something for it.
    public var parts: [String]
    /// The service that did not answer.
    public var service: String
    public var method: String
    public var reason: LocalizedText

    public init(parts: [String], service: String, method: String, reason: LocalizedText) {
        self.parts = parts
        self.service = service
        self.method = method
        self.reason = reason
    }
}
