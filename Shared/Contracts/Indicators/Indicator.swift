import CommonContract
import Kernel

/// How an indicator's answers are put together at a higher level.
public enum Aggregation: String, Codable, Sendable, CaseIterable {
    /// How many organisations answered with a value.
    case count
    /// The sum of the numbers.
    case sum
    /// The sum of the numerators over the sum of the denominators, never an average (domain §7).
    case ratio
    /// How the choices are spread; the value is the percentage that took an option that achieves.
    case choice
    /// What its formula over data elements gives.
    case formula
}

/// Which way is better.
public enum Direction: String, Codable, Sendable, CaseIterable {
    case up, down
}

/// A figure of a fiscal year.
public struct YearValue: Codable, Sendable, Hashable {
    public var fiscalYear: FiscalYear
    public var value: Quantity

    public init(fiscalYear: FiscalYear, value: Quantity) {
        self.fiscalYear = fiscalYear
        self.value = value
    }
}

/// A year's target of an organisation.
public struct Target: Codable, Sendable, Hashable {
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var value: Quantity

    public init(organisation: String, fiscalYear: FiscalYear, value: Quantity) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.value = value
    }
}

/// Against what achievement is measured.
public enum EvaluationBasis: String, Codable, Sendable, CaseIterable {
    /// Actual over target (target over actual where down is better).
    case target
    /// The way gone from baseline to target.
    case baseline
}

/// From what achievement, in percent, a result has which status. 100 and more is achieved; below `behindAt` is at risk.
public struct EvaluationRule: Codable, Sendable, Hashable {
    public var basis: EvaluationBasis
    /// Percent; standard 90.
    public var onTrackAt: Quantity
    /// Percent; standard 70, not above `onTrackAt`.
    public var behindAt: Quantity

    public init(basis: EvaluationBasis, onTrackAt: Quantity, behindAt: Quantity) {
        self.basis = basis
        self.onTrackAt = onTrackAt
        self.behindAt = behindAt
    }

    public static let standard = EvaluationRule(
        basis: .target, onTrackAt: Quantity(tenThousandths: 900_000), behindAt: Quantity(tenThousandths: 700_000))
}

/// What people say about an indicator when they make or change it.
public struct IndicatorInput: Codable, Sendable, Hashable {
    /// Begins with the province of its owner (`"67-I1.1"`); 1 to 32 letters, digits, `-` and `.`.
    public var code: String
    /// Code of the organisation that owns it.
    public var owner: String
    public var name: LocalizedText
    /// What is measured and how, in both languages.
    public var definition: LocalizedText?
    public var unit: LocalizedText
    public var aggregation: Aggregation
    public var direction: Direction
    /// Places after the point that figures are shown with: 0 to 4; standard 2 for ratio and choice, else 0.
    public var decimals: Int?
    /// What a ratio is multiplied by; standard 100 (percent).
    public var multiplier: Quantity?
    /// Code of the strategic issue that it belongs to.
    public var strategy: String?
    /// Codes of plan elements that it measures.
    public var planElements: [String]?
    /// Codes of SDG4 targets (`"SDG-4.7"`).
    public var sdgTargets: [String]?
    public var baseline: YearValue?
    /// The owner's yearly targets; other organisations' by `target.set`.
    public var targets: [YearValue]?
    public var rule: EvaluationRule?
    /// With `formula`: over data elements, as `Services/Indicators/FORMULAS.md` says.
    public var formula: String?
    /// Unit of the formula's result as a code (`"percent"`, `"baht/person"`, `"1"`); checked where it is given.
    public var unitCode: String?
    /// Standard `fiscalYear`; only indicators with a formula have another.
    public var periodType: PeriodType?
    /// Codes of dimensions that its figures should be broken down by.
    public var disaggregations: [String]?
    /// Organisations that own a joint indicator beside `owner`.
    public var coOwners: [String]?

    public init(
        code: String, owner: String, name: LocalizedText, definition: LocalizedText? = nil, unit: LocalizedText,
        aggregation: Aggregation, direction: Direction, decimals: Int? = nil, multiplier: Quantity? = nil,
        strategy: String? = nil, planElements: [String]? = nil, sdgTargets: [String]? = nil,
        baseline: YearValue? = nil, targets: [YearValue]? = nil, rule: EvaluationRule? = nil,
        formula: String? = nil, unitCode: String? = nil, periodType: PeriodType? = nil,
        disaggregations: [String]? = nil, coOwners: [String]? = nil
    ) {
        self.code = code
        self.owner = owner
        self.name = name
        self.definition = definition
        self.unit = unit
        self.aggregation = aggregation
        self.direction = direction
        self.decimals = decimals
        self.multiplier = multiplier
        self.strategy = strategy
        self.planElements = planElements
        self.sdgTargets = sdgTargets
        self.baseline = baseline
        self.targets = targets
        self.rule = rule
        self.formula = formula
        self.unitCode = unitCode
        self.periodType = periodType
        self.disaggregations = disaggregations
        self.coOwners = coOwners
    }
}

/// An indicator (ตัวชี้วัด) as it is.
public struct Indicator: Codable, Sendable, Hashable {
    public var id: ID
    public var code: String
    public var province: String
    public var owner: String
    public var name: LocalizedText
    public var definition: LocalizedText?
    public var unit: LocalizedText
    public var aggregation: Aggregation
    public var direction: Direction
    public var decimals: Int
    public var multiplier: Quantity
    public var strategy: String?
    public var planElements: [String]
    public var sdgTargets: [String]
    public var baseline: YearValue?
    /// By organisation and year; in lists only the owner's.
    public var targets: [Target]
    public var rule: EvaluationRule
    public var formula: String?
    /// Of the formula's result.
    public var unitCode: String?
    public var periodType: PeriodType
    public var disaggregations: [String]
    public var coOwners: [String]
    public var version: Int

    public init(
        id: ID, code: String, province: String, owner: String, name: LocalizedText, definition: LocalizedText?,
        unit: LocalizedText, aggregation: Aggregation, direction: Direction, decimals: Int, multiplier: Quantity,
        strategy: String?, planElements: [String], sdgTargets: [String], baseline: YearValue?, targets: [Target],
        rule: EvaluationRule, formula: String? = nil, unitCode: String? = nil, periodType: PeriodType = .fiscalYear,
        disaggregations: [String] = [], coOwners: [String] = [], version: Int
    ) {
        self.id = id
        self.code = code
        self.province = province
        self.owner = owner
        self.name = name
        self.definition = definition
        self.unit = unit
        self.aggregation = aggregation
        self.direction = direction
        self.decimals = decimals
        self.multiplier = multiplier
        self.strategy = strategy
        self.planElements = planElements
        self.sdgTargets = sdgTargets
        self.baseline = baseline
        self.targets = targets
        self.rule = rule
        self.formula = formula
        self.unitCode = unitCode
        self.periodType = periodType
        self.disaggregations = disaggregations
        self.coOwners = coOwners
        self.version = version
    }
}
