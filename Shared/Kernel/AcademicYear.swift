/// A Thai academic year by its Buddhist-era number: year 2566 begins in mid-May 2023. It is an axis of its own,
/// never derived from a fiscal year (domain §8). On the wire an integer; 2400 to 2800.
public struct AcademicYear: Hashable, Sendable, Comparable, Codable {
    public let buddhistYear: Int

    /// `nil` outside 2400 to 2800.
    public init?(_ buddhistYear: Int) {
        guard FiscalYear.range.contains(buddhistYear) else { return nil }
        self.buddhistYear = buddhistYear
    }

    public static func < (left: AcademicYear, right: AcademicYear) -> Bool { left.buddhistYear < right.buddhistYear }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let year = AcademicYear(try container.decode(Int.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an academic year (2400–2800)")
        }
        self = year
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(buddhistYear)
    }
}

/// On which day academic years begin. The ministry sets it; 16 May unless configured otherwise.
public struct AcademicCalendar: Hashable, Sendable {
    public let month: Int
    public let day: Int

    public static let standard = AcademicCalendar(trustedMonth: 5, day: 16)

    /// `nil` if no ordinary year has such a day.
    public init?(month: Int, day: Int) {
        guard CalendarDate(year: 2023, month: month, day: day) != nil else { return nil }
        self.init(trustedMonth: month, day: day)
    }

    private init(trustedMonth month: Int, day: Int) {
        self.month = month
        self.day = day
    }

    /// `nil` outside 2400 to 2800.
    public func year(containing date: CalendarDate) -> AcademicYear? {
        let begun = (date.month, date.day) >= (month, day)
        return AcademicYear(date.buddhistYear - (begun ? 0 : 1))
    }

    public func firstDay(of year: AcademicYear) -> CalendarDate {
        CalendarDate(trustedYear: year.buddhistYear - 543, month: month, day: day)
    }

    /// The day before the next one begins.
    public func lastDay(of year: AcademicYear) -> CalendarDate {
        let next = CalendarDate(trustedYear: year.buddhistYear - 542, month: month, day: day)
        return next.adding(days: -1) ?? next
    }
}
