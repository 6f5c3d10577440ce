import CommonContract
import JSONRPC
import Kernel

/// Every indicator at an organisation and at each directly below it, in one call: the agencies of a province side by
/// side, or the schools of an agency.
public struct CompareIndicators: RPCMethod {
    public static let name = "indicator.compare"
    public static let summary = LocalizedText(
        "เทียบทุกตัวชี้วัดระหว่างหน่วยงาน", "Every indicator at an organisation and at each directly below it")
    public static let details = LocalizedText(
        "หน้าแรกเริ่มด้วยหน่วยงานเอง แล้วตามด้วยหน่วยงานที่อยู่ถัดลงไปตามรหัส; " + SuppressionNotes.details.th,
        "The first page begins with the organisation itself; those directly below follow by code. "
            + (SuppressionNotes.details.en ?? ""))
    public static let memberNotes = SuppressionNotes.members
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "an agency and the first of its schools",
            params: #"{"fiscalYear":2566,"organisation":"67-02","indicators":["67-EX1"],"limit":1}"#,
            result: """
                {"items":[{"organisation":"67-02","name":\(Examples.agencyName),"kind":"educationServiceArea",\
                "results":[\(result)]},{"organisation":"67-S0001","name":\(Examples.schoolName),"kind":"school",\
                "results":[\(result)]}],"nextCursor":"MTI6b3JnYW5pc2F0aW9uODo2Ny1TMDAwMQ"}
                """)
    ]
    private static let result = """
        {"indicator":"67-EX1","target":"80","actual":"75","achievement":"93.75","status":"onTrack"}
        """
    public typealias Result = Page<ComparedOrganisation>

    public var fiscalYear: FiscalYear
    public var organisation: String
    /// Standard `either`.
    public var relation: Relation?
    public var round: Reference?
    /// Codes, at most 200; absent: all of the province's that are of fiscal years.
    public var indicators: [String]?
    public var asPublished: Bool?
    /// Organisations below on one page.
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        fiscalYear: FiscalYear, organisation: String, relation: Relation? = nil, round: Reference? = nil,
        indicators: [String]? = nil, asPublished: Bool? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.fiscalYear = fiscalYear
        self.organisation = organisation
        self.relation = relation
        self.round = round
        self.indicators = indicators
        self.asPublished = asPublished
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(organisation, "/organisation", &problems)
        if let indicators {
            Rules.count(indicators.count, 1...200, "/indicators", &problems)
            Rules.unique(indicators, "/indicators", &problems)
            for (index, code) in indicators.enumerated() { Rules.code(code, "/indicators/\(index)", &problems) }
        }
        PageLimit.check(limit, &problems)
    }
}

/// An organisation with its figures.
public struct ComparedOrganisation: Codable, Sendable, Hashable {
    public var organisation: String
    public var name: LocalizedText
    public var kind: OrganisationKind
    /// By strategy, then code.
    public var results: [ComparedResult]

    public init(organisation: String, name: LocalizedText, kind: OrganisationKind, results: [ComparedResult]) {
        self.organisation = organisation
        self.name = name
        self.kind = kind
        self.results = results
    }
}

/// An indicator's figure at one organisation; what the indicator is says `indicator.get`.
public struct ComparedResult: Codable, Sendable, Hashable {
    public var indicator: String
    public var target: Quantity?
    public var actual: Quantity?
    /// In percent by the indicator's rule.
    public var achievement: Quantity?
    public var status: ResultStatus
    /// Indicators with a formula: why there is no figure.
    public var reason: NoValue?
    /// The figure is of so few people, or would give such a one away, that it is kept back (`suppression.get`).
    public var suppressed: Bool?

    public init(_ result: IndicatorResult) {
        indicator = result.indicator
        target = result.target
        actual = result.actual
        achievement = result.achievement
        status = result.status
        reason = result.reason
        suppressed = result.suppressed
    }
}
