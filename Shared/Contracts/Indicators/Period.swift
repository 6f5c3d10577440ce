import JSONRPC
import Kernel

/// How often a figure is taken. Fiscal and academic years are two axes; neither is derived from the other (domain §8).
public enum PeriodType: String, Codable, Sendable, CaseIterable {
    case fiscalYear, academicYear, fiscalQuarter, month
}

/// A span that a figure is of. On the wire `"FY2566"`, `"AY2566"`, `"2566-Q1"` or `"2022-10"` (a month, Gregorian).
/// Of one type the text sorts as the time does.
public struct Period: Hashable, Sendable, LosslessStringConvertible {
    public let type: PeriodType
    public let description: String

    /// Academic years begin as `AcademicCalendar.standard` says.
    public let firstDay: CalendarDate

    public init?(_ description: String) {
        let years = description.utf8.count == 6 ? Int(description.dropFirst(2)) : nil
        if description.hasPrefix("FY"), let year = years.flatMap({ FiscalYear($0) }) {
            self = .fiscalYear(year)
        } else if description.hasPrefix("AY"), let year = years.flatMap({ AcademicYear($0) }) {
            self = .academicYear(year)
        } else if let quarter = FiscalQuarter(description) {
            self = .quarter(quarter)
        } else if description.utf8.count == 7, let day = CalendarDate(description + "-01") {
            self.init(.month, description, day)
        } else {
            return nil
        }
        if self.description != description { return nil }
    }

    public static func fiscalYear(_ year: FiscalYear) -> Period { Period(.fiscalYear, "FY\(year)", year.firstDay) }
    public static func academicYear(_ year: AcademicYear) -> Period {
        Period(.academicYear, "AY\(year.buddhistYear)", AcademicCalendar.standard.firstDay(of: year))
    }
    public static func quarter(_ quarter: FiscalQuarter) -> Period {
        Period(.fiscalQuarter, quarter.description, quarter.firstDay)
    }

    private init(_ type: PeriodType, _ description: String, _ firstDay: CalendarDate) {
        self.type = type
        self.description = description
        self.firstDay = firstDay
    }

    /// The period of the same type just before; `nil` before the first year taken.
    public var previous: Period? {
        switch type {
        case .fiscalYear: return fiscalYear?.previous.map(Period.fiscalYear)
        case .academicYear:
            return Int(description.dropFirst(2)).flatMap { AcademicYear($0 - 1) }.map(Period.academicYear)
        case .fiscalQuarter: return FiscalQuarter(description)?.previous.map(Period.quarter)
        case .month: return firstDay.adding(days: -1).flatMap { Period(String($0.description.prefix(7))) }
        }
    }

    /// The fiscal year that it lies in; `nil` of an academic year, which lies in none.
    public var fiscalYear: FiscalYear? {
        switch type {
        case .fiscalYear: Int(description.dropFirst(2)).flatMap { FiscalYear($0) }
        case .academicYear: nil
        case .fiscalQuarter: FiscalQuarter(description)?.year
        case .month: CalendarDate(description + "-01").flatMap { FiscalYear(containing: $0) }
        }
    }
}

extension Period: Codable, JSONShaped {
    public static var jsonShape: JSONShape {
        .string(format: nil, pattern: "^(FY[0-9]{4}|AY[0-9]{4}|[0-9]{4}-Q[1-4]|[0-9]{4}-[0-9]{2})$")
    }
    public static var jsonExample: String { #""FY2566""# }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let period = Period(try container.decode(String.self)) else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: container.codingPath, debugDescription: "not a period",
                    underlyingError: UnfitText(
                        rule: "period",
                        message: LocalizedText(
                            "ต้องเป็นช่วงเวลา เช่น FY2566, AY2566, 2566-Q1 หรือ 2022-10 (ปี พ.ศ. 2400–2800)",
                            "must be a period such as FY2566, AY2566, 2566-Q1 or 2022-10 (B.E. years 2400–2800)"))))
        }
        self = period
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
