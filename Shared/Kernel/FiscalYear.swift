/// A Thai fiscal year by its Buddhist-era number: FY 2566 runs from 1 October 2022 to 30 September 2023.
/// On the wire an integer; 2400 to 2800.
public struct FiscalYear: Hashable, Sendable, Comparable, Codable {
    public let buddhistYear: Int

    /// `nil` outside 2400 to 2800.
    public init?(_ buddhistYear: Int) {
        guard (2400...2800).contains(buddhistYear) else { return nil }
        self.buddhistYear = buddhistYear
    }

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
