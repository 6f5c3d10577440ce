import Kernel

/// A kind of report as data: what is asked of the other services, and how the answers become text, tables and charts.
public struct ReportDefinition: Codable, Sendable, Hashable {
    /// As callers name it: `budgetQuarterly`.
    public var code: String
    /// May name values in braces, as every text here: `{year}`, `{name}`, `{quarter}` and the definition's figures.
    public var title: LocalizedText
    /// Whether it is about a quarter; else about the year.
    public var isQuarterly: Bool
    /// Who owes it when; nobody without.
    public var cycle: ReportCycle?
    /// Code of the procedure that its reports go through; over the committee to the ministry unless given.
    public var procedure: String?
    public var queries: [ReportQuery]
    public var figures: [ReportFigure]
    public var parts: [ReportPartDefinition]

    public init(
        code: String, title: LocalizedText, isQuarterly: Bool = false, cycle: ReportCycle? = nil,
        procedure: String? = nil, queries: [ReportQuery] = [], figures: [ReportFigure] = [],
        parts: [ReportPartDefinition]
    ) {
        self.code = code
        self.title = title
        self.isQuarterly = isQuarterly
        self.cycle = cycle
        self.procedure = procedure
        self.queries = queries
        self.figures = figures
        self.parts = parts
    }
}

/// A call of another service; only methods that read are allowed.
public struct ReportQuery: Codable, Sendable, Hashable {
    /// Unique within the definition.
    public var name: String
    /// `plans`, `indicators`, `budget`.
    public var service: String
    public var method: String
    /// The params as JSON text, in which `{organisation}`, `{province}`, `{fiscalYear}`, `{quarter}`, `{firstDay}`,
    /// `{lastDay}`, `{asOf}` and figures of other queries are filled in.
    public var params: String
    /// What stands in its place where there is no answer; without it an answer that is missing is a gap, and the report
    /// cannot be published.
    public var whenMissing: LocalizedText?

    public init(name: String, service: String, method: String, params: String, whenMissing: LocalizedText? = nil) {
        self.name = name
        self.service = service
        self.method = method
        self.params = params
        self.whenMissing = whenMissing
    }
}

/// One value out of an answer, for texts and for the params of other queries.
public struct ReportFigure: Codable, Sendable, Hashable {
    public var name: String
    /// Name of the query.
    public var query: String
    /// RFC 6901 pointer into the answer; into the chosen row where there is `rows`.
    public var path: String
    public var kind: ReportValueKind
    /// Pointer to the list that a row is chosen from.
    public var rows: String?
    public var filter: [ReportFilter]?
    /// Pointer within a row: the row where this is greatest is chosen; the first one without.
    public var greatest: String?
    /// Whether the answer is in basis points and is to be shown as percent.
    public var basisPoints: Bool?
    /// Instead of a value: how many rows there are.
    public var counts: Bool?

    public init(
        name: String, query: String, path: String, kind: ReportValueKind, rows: String? = nil,
        filter: [ReportFilter]? = nil, greatest: String? = nil, basisPoints: Bool? = nil, counts: Bool? = nil
    ) {
        self.name = name
        self.query = query
        self.path = path
        self.kind = kind
        self.rows = rows
        self.filter = filter
        self.greatest = greatest
        self.basisPoints = basisPoints
        self.counts = counts
    }
}

/// Which rows are meant: those whose value is one of these, or none of them.
public struct ReportFilter: Codable, Sendable, Hashable {
    /// Pointer within a row.
    public var path: String
    public var values: [String]
    public var excludes: Bool?
    /// Instead of values: no less and no more than these, days and other texts that sort; values in braces are filled in
    /// for tables.
    public var from: String?
    public var until: String?

    public init(
        path: String, values: [String] = [], excludes: Bool? = nil, from: String? = nil, until: String? = nil
    ) {
        self.path = path
        self.values = values
        self.excludes = excludes
        self.from = from
        self.until = until
    }
}

public struct ReportPartDefinition: Codable, Sendable, Hashable {
    public var code: String
    public var title: LocalizedText
    /// Whether people write text into it (`report.write`).
    public var isWritten: Bool
    public var blocks: [ReportBinding]

    public init(code: String, title: LocalizedText, isWritten: Bool = false, blocks: [ReportBinding]) {
        self.code = code
        self.title = title
        self.isWritten = isWritten
        self.blocks = blocks
    }
}

public enum ReportBindingKind: String, Codable, Sendable, CaseIterable {
    case heading, text, list, table, chart
    /// A table that the service computes from several services' answers.
    case dataset
}

/// A piece of a part: which member carries it depends on the kind.
public struct ReportBinding: Codable, Sendable, Hashable {
    public var kind: ReportBindingKind
    public var text: LocalizedText?
    public var items: [LocalizedText]?
    /// Only where these answered: names of queries, or services of the datasets.
    public var needs: [String]?
    public var table: ReportTableBinding?
    public var chart: ReportChartBinding?
    public var dataset: ReportDataset?

    public init(
        kind: ReportBindingKind, text: LocalizedText? = nil, items: [LocalizedText]? = nil, needs: [String]? = nil,
        table: ReportTableBinding? = nil, chart: ReportChartBinding? = nil, dataset: ReportDataset? = nil
    ) {
        self.kind = kind
        self.text = text
        self.items = items
        self.needs = needs
        self.table = table
        self.chart = chart
        self.dataset = dataset
    }

    public static func heading(_ text: LocalizedText) -> ReportBinding { ReportBinding(kind: .heading, text: text) }
    public static func text(_ text: LocalizedText, needs: [String]? = nil) -> ReportBinding {
        ReportBinding(kind: .text, text: text, needs: needs)
    }
    public static func list(_ items: [LocalizedText]) -> ReportBinding { ReportBinding(kind: .list, items: items) }
    public static func table(_ table: ReportTableBinding) -> ReportBinding {
        ReportBinding(kind: .table, table: table)
    }
    public static func chart(_ chart: ReportChartBinding) -> ReportBinding {
        ReportBinding(kind: .chart, chart: chart)
    }
    public static func dataset(_ dataset: ReportDataset) -> ReportBinding {
        ReportBinding(kind: .dataset, dataset: dataset)
    }
}

/// The tables that the service computes from what several services say.
public enum ReportDataset: String, Codable, Sendable, CaseIterable {
    case planLinks
    /// Every project of the plan with its rationale, its indicators (or those of the nearest element above that has any)
    /// with their targets of the year, and its target group.
    case projectPurpose
    /// Every project of the plan with its causal chain up to the national strategy: Z, Y2, Y1.
    case projectChains
    /// Every activity of the plan's projects: the plan's days, the days that it really began and ended, its money.
    case projectActivities
    /// One row for each strategic issue: indicators by status, projects, money.
    case overview
    /// For each strategic issue a heading, its indicators, and its projects with their money.
    case resultsByIssue
    case moneyByCategory, moneyByPlanType, spendingTargets
    /// Indicators that fell behind.
    case problems
    case whoReported
    /// Of SDG 4 (R4): each target with its indicators, projects and baht; target → global → national → provincial
    /// indicator; baseline, latest, milestones, 2030, status and trend; disaggregations that are missing; the projects.
    case sdgTargets, sdgChain, sdgProgress, sdgGaps, sdgProjects

    /// Services without which it has a gap; `sdg` is what all of them say of SDG 4.
    public var needs: [String] {
        switch self {
        case .planLinks, .projectPurpose, .projectChains, .projectActivities: ["plans"]
        case .overview, .resultsByIssue: ["plans", "indicators", "budget"]
        case .moneyByCategory, .moneyByPlanType, .spendingTargets: ["budget"]
        case .problems, .whoReported: ["indicators"]
        case .sdgTargets, .sdgChain, .sdgProgress, .sdgGaps, .sdgProjects: ["sdg"]
        }
    }
}

/// A table of the rows of an answer.
public struct ReportTableBinding: Codable, Sendable, Hashable {
    public var code: String
    public var caption: LocalizedText
    public var query: String
    /// Pointer to the list of rows: `/items`.
    public var rows: String
    public var filter: [ReportFilter]?
    public var columns: [ReportColumnBinding]
    /// Whether money and counts are added up below.
    public var hasTotal: Bool?
    /// Pointer within a row to what the row is followed back by.
    public var key: String?
    /// Instead of an empty table.
    public var whenEmpty: LocalizedText?

    public init(
        code: String, caption: LocalizedText, query: String, rows: String, filter: [ReportFilter]? = nil,
        columns: [ReportColumnBinding], hasTotal: Bool? = nil, key: String? = nil, whenEmpty: LocalizedText? = nil
    ) {
        self.code = code
        self.caption = caption
        self.query = query
        self.rows = rows
        self.filter = filter
        self.columns = columns
        self.hasTotal = hasTotal
        self.key = key
        self.whenEmpty = whenEmpty
    }
}

public struct ReportColumnBinding: Codable, Sendable, Hashable {
    public var code: String
    public var title: LocalizedText
    public var kind: ReportValueKind
    /// Pointer within a row; several are joined with a space.
    public var paths: [String]
    /// What a value that is not there means; `notApplicable` unless given.
    public var absent: ReportCellState?
    /// Pointers that are tried in order where `paths` lead to nothing.
    public var otherwise: [String]?
    /// Words in place of codes.
    public var words: [String: LocalizedText]?
    /// Names in place of codes, out of other queries' answers; a code that is in none stays as it is.
    public var lookups: [ReportLookup]?
    public var basisPoints: Bool?
    /// Whether a text is a month, `2022-10`, to be shown as people write it.
    public var isMonth: Bool?
    /// Pointer to what is `true` where the value is kept back, as of a small group of people: it is then not told, nor is
    /// what would tell of it.
    public var suppressed: String?

    public init(
        code: String, title: LocalizedText, kind: ReportValueKind, paths: [String], absent: ReportCellState? = nil,
        otherwise: [String]? = nil, words: [String: LocalizedText]? = nil, lookups: [ReportLookup]? = nil,
        basisPoints: Bool? = nil, isMonth: Bool? = nil, suppressed: String? = nil
    ) {
        self.code = code
        self.title = title
        self.kind = kind
        self.paths = paths
        self.absent = absent
        self.otherwise = otherwise
        self.words = words
        self.lookups = lookups
        self.basisPoints = basisPoints
        self.isMonth = isMonth
        self.suppressed = suppressed
    }
}

/// Where the names of codes are found.
public struct ReportLookup: Codable, Sendable, Hashable {
    /// Name of the query.
    public var query: String
    /// Pointer to the list of named things.
    public var rows: String
    /// Pointers within one of them: to the code, and to the name.
    public var key: String
    public var name: String

    public init(query: String, rows: String, key: String, name: String) {
        self.query = query
        self.rows = rows
        self.key = key
        self.name = name
    }
}

/// Columns of a table drawn against its first one.
public struct ReportChartBinding: Codable, Sendable, Hashable {
    public var code: String
    public var caption: LocalizedText
    public var kind: ReportChartKind
    /// Code of a table that stands before it.
    public var table: String
    public var columns: [String]

    public init(code: String, caption: LocalizedText, kind: ReportChartKind, table: String, columns: [String]) {
        self.code = code
        self.caption = caption
        self.kind = kind
        self.table = table
        self.columns = columns
    }
}
