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

    public init?(_ description: String) {
        let bytes = Array(description.utf8)
        func number(_ range: Range<Int>) -> Int? {
            let digits = bytes[range]
            guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        if bytes.count == 6, description.hasPrefix("FY"), number(2..<6).flatMap({ FiscalYear($0) }) != nil {
            type = .fiscalYear
        } else if bytes.count == 6, description.hasPrefix("AY"), number(2..<6).flatMap({ AcademicYear($0) }) != nil {
            type = .academicYear
        } else if FiscalQuarter(description) != nil {
            type = .fiscalQuarter
        } else if bytes.count == 7, bytes[4] == UInt8(ascii: "-"), let year = number(0..<4), let month = number(5..<7),
            CalendarDate(year: year, month: month, day: 1) != nil
        {
            type = .month
        } else {
            return nil
        }
        self.description = description
    }

    public static func fiscalYear(_ year: FiscalYear) -> Period { Period(.fiscalYear, "FY\(year)") }
    public static func academicYear(_ year: AcademicYear) -> Period { Period(.academicYear, "AY\(year.buddhistYear)") }
    public static func quarter(_ quarter: FiscalQuarter) -> Period { Period(.fiscalQuarter, quarter.description) }

    private init(_ type: PeriodType, _ description: String) {
        self.type = type
        self.description = description
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
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a period (FY2566, AY2566, 2566-Q1 or 2022-10)")
        }
        self = period
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
