import CommonContract
import JSONRPC
import Kernel

/// How figures that stand out are found.
public enum OutlierMethod: String, Codable, Sendable, CaseIterable {
    /// Standard deviations from the mean of organisations of the same kind.
    case zScore
    /// 0.6745 × distance from their median over the median distance: not bent by the outliers themselves.
    case modifiedZScore
    /// Outside what the organisation itself reported in the periods before, by more than `threshold` percent of it.
    case minMax
}

/// Checks a data set's figures and keeps what is found.
public struct ValidateDataSet: RPCChange {
    public static let name = "dataSet.validate"
    public static let summary = LocalizedText(
        "ตรวจสอบชุดข้อมูล", "Checks rules and looks for outliers, and keeps what is found")
    public static let details = LocalizedText(
        "ตรวจซ้ำได้: ที่แก้แล้วเป็น resolved ที่ชี้แจงแล้วคงเดิม; ค่าผิดปกติเทียบหน่วยงานประเภทเดียวกัน (zScore, modifiedZScore) หรือเทียบช่วงก่อน (minMax)",
        "May be done again: what is put right becomes resolved, what is explained stays so. Outliers are told among organisations of the same kind (zScore, modifiedZScore) or against the periods before (minMax)."
    )
    public static let access = RPCAccess.roles([
        .agencyPlanner, .planner, .provincialOfficer, .integrator, .administrator,
    ])
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "a soft rule",
            params: """
                {"idempotencyKey":"validate-1","dataSet":"67-DS-PUPILS","period":"AY2566","organisation":"67",\
                "outliers":"modifiedZScore"}
                """,
            result: #"{"organisations":1,"figures":2,"hard":0,"soft":1,"outliers":0,"resolved":0}"#)
    ]
    public typealias Result = DataSetValidated

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var dataSet: String
    public var period: Period
    /// It and everything below it.
    public var organisation: String
    /// Absent: rules alone.
    public var outliers: OutlierMethod?
    /// Standard 3 for zScore, 3.5 for modifiedZScore, 50 (percent) for minMax.
    public var threshold: Quantity?

    public init(
        idempotencyKey: String, dataSet: String, period: Period, organisation: String,
        outliers: OutlierMethod? = nil, threshold: Quantity? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.dataSet = dataSet
        self.period = period
        self.organisation = organisation
        self.outliers = outliers
        self.threshold = threshold
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.code(dataSet, "/dataSet", &problems)
        Rules.organisation(organisation, "/organisation", &problems)
        if let threshold, threshold <= .zero {
            problems.add("/threshold", "threshold.positive", th: "ต้องมากกว่าศูนย์", en: "must be above zero")
        }
    }
}

/// What `dataSet.validate` found.
public struct DataSetValidated: Codable, Sendable, Hashable {
    /// That reported something.
    public var organisations: Int
    public var figures: Int
    /// Open findings of each kind.
    public var hard: Int
    public var soft: Int
    public var outliers: Int
    /// Findings of earlier that are put right.
    public var resolved: Int

    public init(organisations: Int, figures: Int, hard: Int, soft: Int, outliers: Int, resolved: Int) {
        self.organisations = organisations
        self.figures = figures
        self.hard = hard
        self.soft = soft
        self.outliers = outliers
        self.resolved = resolved
    }
}

/// What kind of finding.
public enum FindingKind: String, Codable, Sendable, CaseIterable {
    case hard, soft, outlier
}

/// Where a finding stands.
public enum FindingState: String, Codable, Sendable, CaseIterable {
    case open
    /// To be looked into: the follow-up flag.
    case followUp
    /// Right as it is, with a reason.
    case explained
    /// No longer found.
    case resolved
}

/// Something that checking found.
public struct DataFinding: Codable, Sendable, Hashable {
    public var dataSet: String
    public var period: Period
    public var organisation: String
    public var kind: FindingKind
    /// Code of the rule, or of the data element with its categories.
    public var about: String
    public var message: LocalizedText
    /// The figure, of an outlier.
    public var value: Quantity?
    /// How far out it is, by the method.
    public var score: Quantity?
    public var state: FindingState
    public var note: String?
    public var changedAt: Instant

    public init(
        dataSet: String, period: Period, organisation: String, kind: FindingKind, about: String,
        message: LocalizedText, value: Quantity?, score: Quantity?, state: FindingState, note: String?,
        changedAt: Instant
    ) {
        self.dataSet = dataSet
        self.period = period
        self.organisation = organisation
        self.kind = kind
        self.about = about
        self.message = message
        self.value = value
        self.score = score
        self.state = state
        self.note = note
        self.changedAt = changedAt
    }
}

/// Findings of a data set's period at and below an organisation.
public struct ListDataFindings: RPCMethod {
    public static let name = "finding.list"
    public static let summary = LocalizedText("ผลการตรวจสอบข้อมูล", "What checking a data set found, by organisation")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "of a province", params: #"{"dataSet":"67-DS-PUPILS","period":"AY2566","organisation":"67"}"#,
            result: #"{"items":[\#(DataSetExamples.finding("open"))]}"#)
    ]
    public typealias Result = Page<DataFinding>

    public var dataSet: String
    public var period: Period
    public var organisation: String
    public var state: FindingState?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        dataSet: String, period: Period, organisation: String, state: FindingState? = nil, limit: Int? = nil,
        cursor: PageCursor? = nil
    ) {
        self.dataSet = dataSet
        self.period = period
        self.organisation = organisation
        self.state = state
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        Rules.code(dataSet, "/dataSet", &problems)
        Rules.organisation(organisation, "/organisation", &problems)
        PageLimit.check(limit, &problems)
    }
}

/// Flags a finding for follow-up, or explains it.
public struct FollowFinding: RPCChange {
    public static let name = "finding.follow"
    public static let summary = LocalizedText(
        "ติดตามหรือชี้แจงผลการตรวจสอบ", "Flags a finding for follow-up, explains it, or opens it again")
    public static let access = RPCAccess.roles([.head, .agencyPlanner, .planner, .provincialOfficer, .administrator])
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples: [RPCExample] = [
        RPCExample(
            "right as it is, checked only",
            params: """
                {"idempotencyKey":"follow-1","validateOnly":true,"dataSet":"67-DS-PUPILS","period":"AY2566",\
                "organisation":"67-S0001","kind":"soft","about":"BALANCE","state":"explained","note":"นับซ้ำชั้น"}
                """,
            result: DataSetExamples.finding("explained", note: "นับซ้ำชั้น"))
    ]
    public typealias Result = DataFinding

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var dataSet: String
    public var period: Period
    public var organisation: String
    public var kind: FindingKind
    public var about: String
    /// `open`, `followUp` or `explained`.
    public var state: FindingState
    /// 1 to 1,000 characters.
    public var note: String

    public init(
        idempotencyKey: String, dataSet: String, period: Period, organisation: String, kind: FindingKind,
        about: String, state: FindingState, note: String, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.dataSet = dataSet
        self.period = period
        self.organisation = organisation
        self.kind = kind
        self.about = about
        self.state = state
        self.note = note
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.code(dataSet, "/dataSet", &problems)
        Rules.organisation(organisation, "/organisation", &problems)
        problems.check(text: about, at: "/about", max: 300)
        problems.check(text: note, at: "/note", max: 1_000)
        if state == .resolved {
            problems.add(
                "/state", "finding.state", th: "resolved เกิดจากการตรวจซ้ำเท่านั้น",
                en: "resolved comes from checking again only")
        }
    }
}
