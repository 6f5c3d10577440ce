/// A Thai fiscal year by its Buddhist-era number: FY 2566 runs from 1 October 2022 to 30 September 2023.
/// On the wire an integer; 2400 to 2800.
public struct FiscalYear: Hashable, Sendable, Comparable, Codable {
    public let buddhistYear: Int

    /// `nil` outside 2400 to 2800.
    public init?(_ buddhistYear: Int) {
        guard FiscalYear.range.contains(buddhistYear) else { return nil }
        self.buddhistYear = buddhistYear
    }

    /// The fiscal year that `date` lies in; `nil` outside 2400 to 2800.
    public init?(containing date: CalendarDate) {
        self.init(date.buddhistYear + (date.month >= 10 ? 1 : 0))
    }

    /// The years that are taken, everywhere in the suite.
    public static let range = 2400...2800

    /// 1 October of the year before.
    public var firstDay: CalendarDate {
        CalendarDate(trustedYear: buddhistYear - 544, month: 10, day: 1)
    }

    /// 30 September.
    public var lastDay: CalendarDate {
        CalendarDate(trustedYear: buddhistYear - 543, month: 9, day: 30)
    }

    public var days: ClosedRange<CalendarDate> { firstDay...lastDay }

    /// The four quarters in order.
    public var quarters: [FiscalQuarter] {
        (1...4).map { FiscalQuarter(trustedYear: self, number: $0) }
    }

    public var previous: FiscalYear? { FiscalYear(buddhistYear - 1) }
    public var next: FiscalYear? { FiscalYear(buddhistYear + 1) }

    public static func < (left: FiscalYear, right: FiscalYear) -> Bool { left.buddhistYear < right.buddhistYear }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let year = FiscalYear(try container.decode(Int.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a fiscal year (2400–2800)")
        }
        self = year
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(buddhistYear)
    }
}

extension FiscalYear: CustomStringConvertible {
    public var description: String { String(buddhistYear) }
}
