/// A quarter of a fiscal year: Q1 October–December, Q2 January–March, Q3 April–June, Q4 July–September.
/// On the wire `"2566-Q1"`.
public struct FiscalQuarter: Hashable, Sendable, Comparable {
    public let year: FiscalYear
    /// 1 to 4.
    public let number: Int

    /// `nil` unless `number` is 1 to 4.
    public init?(year: FiscalYear, number: Int) {
        guard (1...4).contains(number) else { return nil }
        self.init(trustedYear: year, number: number)
    }

    /// The quarter that `date` lies in; `nil` outside the fiscal years taken.
    public init?(containing date: CalendarDate) {
        guard let year = FiscalYear(containing: date) else { return nil }
        self.init(trustedYear: year, number: (date.month + 2) % 12 / 3 + 1)
    }

    init(trustedYear year: FiscalYear, number: Int) {
        self.year = year
        self.number = number
    }

    public var firstDay: CalendarDate {
        let month = (number * 3 + 6) % 12 + 1
        return CalendarDate(trustedYear: year.buddhistYear - (number == 1 ? 544 : 543), month: month, day: 1)
    }

    public var lastDay: CalendarDate {
        let first = firstDay
        let month = first.month + 2
        return CalendarDate(
            trustedYear: first.year, month: month, day: CalendarDate.days(inMonth: month, of: first.year))
    }

    public var days: ClosedRange<CalendarDate> { firstDay...lastDay }

    /// The last day on which the quarter's report is on time: a week after the quarter ends (domain §4 R1).
    public var reportDueDay: CalendarDate {
        lastDay.adding(days: 7) ?? lastDay
    }

    public var previous: FiscalQuarter? {
        number > 1
            ? FiscalQuarter(trustedYear: year, number: number - 1)
            : year.previous.map { FiscalQuarter(trustedYear: $0, number: 4) }
    }

    public var next: FiscalQuarter? {
        number < 4
            ? FiscalQuarter(trustedYear: year, number: number + 1)
            : year.next.map { FiscalQuarter(trustedYear: $0, number: 1) }
    }

    public static func < (left: FiscalQuarter, right: FiscalQuarter) -> Bool {
        (left.year, left.number) < (right.year, right.number)
    }
}

extension FiscalQuarter: LosslessStringConvertible, Codable {
    public init?(_ description: String) {
        let bytes = Array(description.utf8)
        guard bytes.count == 7, bytes[4] == UInt8(ascii: "-"), bytes[5] == UInt8(ascii: "Q"),
            let year = decimal(bytes[0..<4]).flatMap({ FiscalYear($0) }), let number = decimal(bytes[6...])
        else { return nil }
        self.init(year: year, number: number)
    }

    public var description: String { "\(year)-Q\(number)" }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let quarter = FiscalQuarter(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a fiscal quarter (2566-Q1)")
        }
        self = quarter
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
