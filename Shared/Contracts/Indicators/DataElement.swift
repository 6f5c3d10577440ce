import CommonContract
import Kernel

/// One of the categories of a dimension.
public struct Category: Codable, Sendable, Hashable {
    public var code: String
    public var name: LocalizedText

    public init(code: String, name: LocalizedText) {
        self.code = code
        self.name = name
    }
}

/// What figures are broken down by (มิติ): sex, level of education, location, affiliation, disability, or one of the
/// province's own.
public struct Dimension: Codable, Sendable, Hashable {
    public var province: String
    /// Unique among the province's and the standard ones.
    public var code: String
    public var name: LocalizedText
    /// In the order they are shown in; 1 to 100.
    public var categories: [Category]
    public var version: Int

    public init(province: String, code: String, name: LocalizedText, categories: [Category], version: Int) {
        self.province = province
        self.code = code
        self.name = name
        self.categories = categories
        self.version = version
    }
}

/// The three families of data (domain §4 I10).
public enum DataFamily: String, Codable, Sendable, CaseIterable {
    /// Schools, pupils, teachers of each academic year.
    case basic
    /// O-NET, N-NET, V-NET, I-NET, reading and writing.
    case quality
    /// For a purpose of the day.
    case special
}

/// What kind of value a data element's figures are.
public enum DataValueType: String, Codable, Sendable, CaseIterable {
    /// Whole numbers.
    case integer
    /// With places after the point.
    case number
    /// 0 to 100.
    case percentage
    /// 1 is yes, 0 is no; what is put together of them is how many said yes.
    case yesNo

    /// What a value may be at least and at most, whatever else is said.
    public var bounds: (minimum: Quantity?, maximum: Quantity?) {
        switch self {
        case .integer, .number: (nil, nil)
        case .percentage: (.zero, .hundred)
        case .yesNo: (.zero, Quantity(1))
        }
    }
}

/// What people say about a data element when they make or change it.
public struct DataElementInput: Codable, Sendable, Hashable {
    /// Begins with the province of its owner (`"67-PUPILS"`); national ones with `TH-`.
    public var code: String
    public var owner: String
    public var name: LocalizedText
    public var definition: LocalizedText?
    /// Two units are the same if their codes are: `person`, `school`, `baht`, `score`.
    public var unitCode: String
    public var unit: LocalizedText
    public var periodType: PeriodType
    public var family: DataFamily?
    /// Standard `integer`, with `decimals` `number`.
    public var valueType: DataValueType?
    /// Places after the point, 0 to 4; standard 0.
    public var decimals: Int?
    public var minimum: Quantity?
    public var maximum: Quantity?
    /// Codes of the dimensions that its figures are broken down by.
    public var dimensions: [String]?
    /// Kinds of organisation that report it; absent or empty: any. An organisation and one above it never both do.
    public var reportedBy: [OrganisationKind]?

    public init(
        code: String, owner: String, name: LocalizedText, definition: LocalizedText? = nil, unitCode: String,
        unit: LocalizedText, periodType: PeriodType, family: DataFamily? = nil, valueType: DataValueType? = nil,
        decimals: Int? = nil, minimum: Quantity? = nil, maximum: Quantity? = nil, dimensions: [String]? = nil,
        reportedBy: [OrganisationKind]? = nil
    ) {
        self.code = code
        self.owner = owner
        self.name = name
        self.definition = definition
        self.unitCode = unitCode
        self.unit = unit
        self.periodType = periodType
        self.family = family
        self.valueType = valueType
        self.decimals = decimals
        self.minimum = minimum
        self.maximum = maximum
        self.dimensions = dimensions
        self.reportedBy = reportedBy
    }
}

/// A data element (ข้อมูลที่จัดเก็บ): a figure that organisations report and formulas are made of.
public struct DataElement: Codable, Sendable, Hashable {
    public var id: ID
    public var code: String
    public var province: String
    public var owner: String
    public var name: LocalizedText
    public var definition: LocalizedText?
    public var unitCode: String
    public var unit: LocalizedText
    public var periodType: PeriodType
    public var family: DataFamily?
    public var valueType: DataValueType
    public var decimals: Int
    public var minimum: Quantity?
    public var maximum: Quantity?
    public var dimensions: [String]
    public var reportedBy: [OrganisationKind]
    public var version: Int

    public init(
        id: ID, code: String, province: String, owner: String, name: LocalizedText, definition: LocalizedText?,
        unitCode: String, unit: LocalizedText, periodType: PeriodType, family: DataFamily?,
        valueType: DataValueType, decimals: Int, minimum: Quantity?, maximum: Quantity?, dimensions: [String],
        reportedBy: [OrganisationKind], version: Int
    ) {
        self.id = id
        self.code = code
        self.province = province
        self.owner = owner
        self.name = name
        self.definition = definition
        self.unitCode = unitCode
        self.unit = unit
        self.periodType = periodType
        self.family = family
        self.valueType = valueType
        self.decimals = decimals
        self.minimum = minimum
        self.maximum = maximum
        self.dimensions = dimensions
        self.reportedBy = reportedBy
        self.version = version
    }
}

/// One figure of a data element.
public struct DataValue: Codable, Sendable, Hashable {
    /// Code of the data element.
    public var element: String
    public var period: Period
    public var organisation: String
    /// What it is of, as `dimension=category` (`["sex=female"]`); absent or empty: everything together.
    public var categories: [String]?
    /// `value` where it is not given; `notReported` takes a figure back.
    public var state: AnswerState?
    /// With `state` `value`, and only then.
    public var number: Quantity?

    public init(
        element: String, period: Period, organisation: String, categories: [String]? = nil, state: AnswerState? = nil,
        number: Quantity? = nil
    ) {
        self.element = element
        self.period = period
        self.organisation = organisation
        self.categories = categories
        self.state = state
        self.number = number
    }
}
