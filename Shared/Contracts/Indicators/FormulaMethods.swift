import CommonContract
import JSONRPC
import Kernel

/// Why a formula gives no figure.
public enum NoValueKind: String, Codable, Sendable, CaseIterable {
    /// Nobody reported something that it needs.
    case notReported
    case divisionByZero
    /// More than ten billion.
    case tooLarge
    /// It is of so few people, or would give such a figure away, that it is kept back from this caller.
    case suppressed
}

/// No value, and why.
public struct NoValue: Codable, Sendable, Hashable {
    public var kind: NoValueKind
    /// What nobody reported, as the formula writes it (`"67-PUPILS sex=female"`).
    public var elements: [String]
    public var message: LocalizedText

    public init(kind: NoValueKind, elements: [String], message: LocalizedText) {
        self.kind = kind
        self.elements = elements
        self.message = message
    }
}

/// A part of a formula and what was put in for it.
public struct FormulaPart: Codable, Sendable, Hashable {
    /// Code of the data element.
    public var element: String
    /// `dimension=category`.
    public var categories: [String]
    /// The sum; absent where nobody reported it.
    public var total: Quantity?
    /// How many organisations reported it.
    public var organisations: Int

    public init(element: String, categories: [String], total: Quantity?, organisations: Int) {
        self.element = element
        self.categories = categories
        self.total = total
        self.organisations = organisations
    }
}

/// Checks a formula without saving it.
public struct CheckFormula: RPCMethod {
    public static let name = "formula.check"
    public static let summary = LocalizedText("ตรวจสูตร", "Checks a formula: what is wrong where, or its unit and parts")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.planners
    public static let examples = [
        RPCExample(
            "girls to boys",
            params: """
                {"province":"67","periodType":"academicYear","formula":"parity({67-PUPILS sex=female}, {67-PUPILS sex=male})"}
                """,
            result: """
                {"problems":[],"unitCode":"1","references":["67-PUPILS sex=female","67-PUPILS sex=male"],\
                "indicators":[]}
                """),
        RPCExample(
            "what is wrong",
            params: #"{"province":"67","periodType":"academicYear","formula":"{67-PUPILS} / {67-TEACHERS}"}"#,
            result: """
                {"problems":[{"position":15,"rule":"formula.element","message":{\
                "th":"ไม่มีข้อมูล “67-TEACHERS”","en":"there is no data element “67-TEACHERS”"}}],"references":[],\
                "indicators":[]}
                """),
    ]
    public typealias Result = FormulaChecked

    public var province: String
    public var formula: String
    public var periodType: PeriodType
    /// Of the indicator that will have it, so that a formula that refers to itself is found.
    public var indicator: String?

    public init(province: String, formula: String, periodType: PeriodType, indicator: String? = nil) {
        self.province = province
        self.formula = formula
        self.periodType = periodType
        self.indicator = indicator
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(province, "/province", &problems)
        Rules.code(indicator, "/indicator", &problems)
        problems.check(text: formula, at: "/formula", max: 4_000)
    }
}

/// Something wrong at a place of a formula.
public struct FormulaProblem: Codable, Sendable, Hashable {
    /// The character it begins at, from 1.
    public var position: Int
    public var rule: String
    public var message: LocalizedText

    public init(position: Int, rule: String, message: LocalizedText) {
        self.position = position
        self.rule = rule
        self.message = message
    }
}

/// What `formula.check` found.
public struct FormulaChecked: Codable, Sendable, Hashable {
    /// In the order of the text; empty: the formula is right.
    public var problems: [FormulaProblem]
    /// Of the result; absent where any fits.
    public var unitCode: String?
    /// Data elements, with the categories taken of them.
    public var references: [String]
    /// Indicators whose formulas it takes in.
    public var indicators: [String]

    public init(problems: [FormulaProblem], unitCode: String?, references: [String], indicators: [String]) {
        self.problems = problems
        self.unitCode = unitCode
        self.references = references
        self.indicators = indicators
    }
}

/// A formula's figure with its status and what it comes from.
public struct EvaluatedIndicator: Codable, Sendable, Hashable {
    public var organisation: String
    public var period: Period
    /// The category it is of; absent: all together.
    public var category: String?
    public var value: Quantity?
    /// Why there is no value.
    public var reason: NoValue?
    public var target: Quantity?
    public var achievement: Quantity?
    public var status: ResultStatus
    public var parts: [FormulaPart]

    public init(
        organisation: String, period: Period, category: String?, value: Quantity?, reason: NoValue?,
        target: Quantity?, achievement: Quantity?, status: ResultStatus, parts: [FormulaPart]
    ) {
        self.organisation = organisation
        self.period = period
        self.category = category
        self.value = value
        self.reason = reason
        self.target = target
        self.achievement = achievement
        self.status = status
        self.parts = parts
    }
}

/// A formula's figure at an organisation in a period, broken down by a dimension or by the organisations below.
public struct EvaluateIndicator: RPCMethod {
    public static let name = "indicator.evaluate"
    public static let summary = LocalizedText(
        "คำนวณตัวชี้วัดตามสูตร", "A formula's figure, its status and parts; by category or organisation below")
    public static let memberNotes = SuppressionNotes.members
    public static let details = LocalizedText(
        "`by` จำแนกตามมิติ (ต้องเป็นมิติของข้อมูลทุกรายการในสูตร); `children` แสดงหน่วยงานที่อยู่ถัดลงไป",
        "`by` breaks down by a dimension of every data element in the formula; `children` adds the organisations directly below."
    )
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "girls to boys in a province",
            params: #"{"indicator":"67-GPI","organisation":"67","period":"AY2566"}"#,
            result: """
                {"indicator":"67-GPI","unitCode":"1","items":[{"organisation":"67","period":"AY2566","value":"1.2",\
                "target":"1","achievement":"120","status":"achieved","parts":[\
                {"element":"67-PUPILS","categories":["sex=female"],"total":"60","organisations":1},\
                {"element":"67-PUPILS","categories":["sex=male"],"total":"50","organisations":1}]}]}
                """)
    ]
    public typealias Result = EvaluatedIndicators

    public var indicator: Reference
    public var organisation: String
    public var period: Period
    /// Code of a dimension.
    public var by: String?
    public var children: Bool?
    /// Keeps small groups back even from who may see them, as for what is to be published.
    public var asPublished: Bool?

    public init(
        indicator: Reference, organisation: String, period: Period, by: String? = nil, children: Bool? = nil,
        asPublished: Bool? = nil
    ) {
        self.indicator = indicator
        self.organisation = organisation
        self.period = period
        self.by = by
        self.children = children
        self.asPublished = asPublished
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(organisation, "/organisation", &problems)
        Rules.code(by, "/by", &problems)
    }
}

/// The whole first, then the categories, then the organisations below.
public struct EvaluatedIndicators: Codable, Sendable, Hashable {
    public var indicator: String
    public var unitCode: String?
    public var items: [EvaluatedIndicator]

    public init(indicator: String, unitCode: String?, items: [EvaluatedIndicator]) {
        self.indicator = indicator
        self.unitCode = unitCode
        self.items = items
    }
}

/// An indicator over several periods, formula or questionnaire.
public struct GetTrend: RPCMethod {
    public static let name = "indicator.trend"
    public static let memberNotes = SuppressionNotes.members
    public static let summary = LocalizedText(
        "แนวโน้มตัวชี้วัด", "An indicator over several periods, with targets, status and change")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "two years",
            params: #"{"indicator":"67-GPI","organisation":"67","periods":["AY2565","AY2566"]}"#,
            result: """
                {"indicator":"67-GPI","organisation":"67","direction":"up","trend":"unknown","points":[\
                {"period":"AY2565","target":"1","status":"notEvaluated","reason":{"kind":"notReported",\
                "elements":["67-PUPILS sex=female","67-PUPILS sex=male"],\
                "message":{"th":"ยังไม่มีหน่วยงานใดรายงาน: 67-PUPILS sex=female, 67-PUPILS sex=male",\
                "en":"nobody has reported: 67-PUPILS sex=female, 67-PUPILS sex=male"}}},\
                {"period":"AY2566","value":"1.2","target":"1","achievement":"120","status":"achieved"}]}
                """)
    ]
    public typealias Result = IndicatorTrend

    public var indicator: Reference
    public var organisation: String
    /// 1 to 24 of the indicator's type, oldest first.
    public var periods: [Period]
    /// Keeps small groups back even from who may see them, as for what is to be published.
    public var asPublished: Bool?

    public init(indicator: Reference, organisation: String, periods: [Period], asPublished: Bool? = nil) {
        self.indicator = indicator
        self.organisation = organisation
        self.periods = periods
        self.asPublished = asPublished
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(organisation, "/organisation", &problems)
        Rules.count(periods.count, 1...24, "/periods", &problems)
        Rules.unique(periods.map(\.description), "/periods", &problems)
    }
}

/// Where an indicator goes.
public enum TrendKind: String, Codable, Sendable, CaseIterable {
    case improving, steady, worsening
    /// Fewer than two figures.
    case unknown
}

/// One period of a trend.
public struct TrendPoint: Codable, Sendable, Hashable {
    public var period: Period
    public var value: Quantity?
    public var reason: NoValue?
    public var target: Quantity?
    public var achievement: Quantity?
    public var status: ResultStatus
    /// Against the figure before, in the indicator's unit.
    public var change: Quantity?

    public init(
        period: Period, value: Quantity?, reason: NoValue?, target: Quantity?, achievement: Quantity?,
        status: ResultStatus, change: Quantity?
    ) {
        self.period = period
        self.value = value
        self.reason = reason
        self.target = target
        self.achievement = achievement
        self.status = status
        self.change = change
    }
}

/// An indicator over several periods.
public struct IndicatorTrend: Codable, Sendable, Hashable {
    public var indicator: String
    public var organisation: String
    public var direction: Direction
    public var baseline: YearValue?
    /// From the first figure to the last.
    public var trend: TrendKind
    public var points: [TrendPoint]

    public init(
        indicator: String, organisation: String, direction: Direction, baseline: YearValue?, trend: TrendKind,
        points: [TrendPoint]
    ) {
        self.indicator = indicator
        self.organisation = organisation
        self.direction = direction
        self.baseline = baseline
        self.trend = trend
        self.points = points
    }
}

/// Disaggregations that should be there and are not.
public struct ListDisaggregationGaps: RPCMethod {
    public static let name = "indicator.gaps"
    public static let summary = LocalizedText(
        "ข้อมูลจำแนกที่ยังขาด", "Disaggregations that indicators should have and nobody has reported")
    public static let details = LocalizedText(
        "ดูทุกตัวชี้วัดที่มีสูตรและกำหนด `disaggregations` ของจังหวัดของหน่วยงาน",
        "Of every indicator of the organisation's province that has a formula and `disaggregations`.")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "of a province", params: #"{"organisation":"67","periods":["AY2566"]}"#,
            result: """
                {"checked":1,"gaps":[{"indicator":"67-GPI","element":"67-PUPILS","period":"AY2566",\
                "dimension":"disability","defined":false,"missing":["with","without"]}]}
                """)
    ]
    public typealias Result = DisaggregationGaps

    public var organisation: String
    /// 1 to 24; each is looked at for the indicators of its type.
    public var periods: [Period]
    /// Code of the only indicator that is looked at; absent: all.
    public var indicator: String?

    public init(organisation: String, periods: [Period], indicator: String? = nil) {
        self.organisation = organisation
        self.periods = periods
        self.indicator = indicator
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(organisation, "/organisation", &problems)
        Rules.code(indicator, "/indicator", &problems)
        Rules.count(periods.count, 1...24, "/periods", &problems)
        Rules.unique(periods.map(\.description), "/periods", &problems)
    }
}

/// A data element that an indicator needs broken down, and is not.
public struct DisaggregationGap: Codable, Sendable, Hashable {
    public var indicator: String
    public var element: String
    public var period: Period
    public var dimension: String
    /// Whether the data element has the dimension at all.
    public var defined: Bool
    /// Codes of the categories that nobody has reported.
    public var missing: [String]

    public init(
        indicator: String, element: String, period: Period, dimension: String, defined: Bool, missing: [String]
    ) {
        self.indicator = indicator
        self.element = element
        self.period = period
        self.dimension = dimension
        self.defined = defined
        self.missing = missing
    }
}

/// What `indicator.gaps` found.
public struct DisaggregationGaps: Codable, Sendable, Hashable {
    /// How many indicators have a disaggregation to look for.
    public var checked: Int
    public var gaps: [DisaggregationGap]

    public init(checked: Int, gaps: [DisaggregationGap]) {
        self.checked = checked
        self.gaps = gaps
    }
}
