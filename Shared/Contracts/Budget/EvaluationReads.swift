import CommonContract
import JSONRPC
import Kernel

/// What a result of an indicator has cost: the work's spending over the result.
public struct IndicatorCost: Codable, Sendable, Hashable {
    public var indicator: String
    public var name: LocalizedText
    public var unit: LocalizedText
    /// Of the indicator service, at the evaluation's organisation, for its fiscal year.
    public var target: Quantity?
    public var actual: Quantity?
    /// Achievement in percent by the indicator's own rule.
    public var achievement: Quantity?
    /// The indicator service's word for it: `"achieved"` …
    public var status: String
    /// Spent ÷ actual, to the satang: of a person, a school, a percentage point. Absent where there is no result above
    /// zero. Several indicators share one spending: their costs are not added up.
    public var costPerResult: Money?

    public init(
        indicator: String, name: LocalizedText, unit: LocalizedText, target: Quantity?, actual: Quantity?,
        achievement: Quantity?, status: String, costPerResult: Money?
    ) {
        self.indicator = indicator
        self.name = name
        self.unit = unit
        self.target = target
        self.actual = actual
        self.achievement = achievement
        self.status = status
        self.costPerResult = costPerResult
    }
}

/// Why something of an evaluation cannot be told.
public enum MissingReason: String, Codable, Sendable, CaseIterable {
    /// The indicator service is not configured here.
    case notConfigured
    /// It does not answer.
    case unavailable
    /// It answered that it will not, or cannot.
    case refused
    /// It has no indicator of this code for the organisation's province.
    case unknownIndicator
    /// Nothing was reported for it, or nothing above zero.
    case noResult
}

/// What of an evaluation cannot be told, and why.
public struct MissingResult: Codable, Sendable, Hashable {
    /// Absent where it is about all of them.
    public var indicator: String?
    public var reason: MissingReason
    public var message: LocalizedText

    public init(indicator: String? = nil, reason: MissingReason, message: LocalizedText) {
        self.indicator = indicator
        self.reason = reason
        self.message = message
    }
}

/// An evaluation with what the indicator service says of it.
public struct EvaluationFile: Codable, Sendable, Hashable {
    public var evaluation: Evaluation
    /// In the order in which the evaluation names them.
    public var indicators: [IndicatorCost]
    /// What cannot be told; empty where everything is.
    public var missing: [MissingResult]

    public init(evaluation: Evaluation, indicators: [IndicatorCost], missing: [MissingResult]) {
        self.evaluation = evaluation
        self.indicators = indicators
        self.missing = missing
    }
}

/// An evaluation with the cost of each indicator's result.
public struct GetEvaluation: RPCMethod {
    public static let name = "evaluation.get"
    public static let summary = LocalizedText(
        "การประเมินผลพร้อมต้นทุนต่อผลตัวชี้วัด", "An evaluation with what each indicator's result has cost")
    public static let details = LocalizedText(
        "ผลตัวชี้วัดมาจากบริการตัวชี้วัด (indicator.results) ถ้าไม่ได้เชื่อมต่อหรือไม่ตอบ คำตอบบอกใน missing ว่าขาดสิ่งใด",
        "Results come from the indicator service (indicator.results). Where it is not configured or does not answer, `missing` says what is not told."
    )
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "of an output that names no indicator",
            params: #"{"organisation":"67-01","fiscalYear":2499,"workCode":"OUT-EX1"}"#,
            result: """
                {"evaluation":{"draft":{"organisation":"67-01","fiscalYear":2499,"workCode":"OUT-EX1",\
                "quantity":"200","unit":"คน","risks":["จัดซื้อล่าช้า"]},"allocated":"0.00","spent":"0.00",\
                "costPerUnit":"0.00","recordedBy":"example","recordedAt":"\(Examples.instant)","version":1},\
                "indicators":[],"missing":[]}
                """)
    ]
    public typealias Result = EvaluationFile

    public var organisation: String
    public var fiscalYear: FiscalYear
    public var workCode: String

    public init(organisation: String, fiscalYear: FiscalYear, workCode: String) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.workCode = workCode
    }
}
