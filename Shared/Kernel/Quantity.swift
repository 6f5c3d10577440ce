/// A figure of an indicator: a fixed-point decimal with four places, never floating point, so that sums do not depend
/// on their order. On the wire a decimal string without superfluous zeros, `"120"`, `"85.25"`, `"-0.5"`.
public struct Quantity: Hashable, Sendable, Comparable {
    /// The figure times ten thousand.
    public let tenThousandths: Int64

    public init(tenThousandths: Int64) {
        self.tenThousandths = tenThousandths
    }

    /// A whole number; `nil` if it is too large to be kept with four places.
    public init?(_ whole: Int) {
        let (product, overflow) = Int64(whole).multipliedReportingOverflow(by: 10_000)
        if overflow { return nil }
        self.init(tenThousandths: product)
    }

    public static let zero = Quantity(tenThousandths: 0)
    public static let hundred = Quantity(tenThousandths: 1_000_000)

    /// The largest magnitude that one answer may have (10 billion): 90,000 of them can be added without overflow.
    public static let answerMax = Quantity(tenThousandths: 100_000_000_000_000)

    public static func < (left: Quantity, right: Quantity) -> Bool { left.tenThousandths < right.tenThousandths }

    /// `multiplier × numerator ÷ denominator`, rounded half away from zero to `decimals` places (0 to 4); `nil` if
    /// the denominator is zero or the quotient too large.
    public static func ratio(
        _ numerator: Quantity, over denominator: Quantity, times multiplier: Quantity, decimals: Int
    ) -> Quantity? {
        guard denominator.tenThousandths != 0, (0...4).contains(decimals) else { return nil }
        let step = power(4 - decimals)
        // All three are scaled by ten thousand: n·m/d is scaled once, as the result is.
        let dividend = Int128(numerator.tenThousandths) * Int128(multiplier.tenThousandths)
        let divisor = Int128(denominator.tenThousandths) * Int128(step)
        return Int64(exactly: roundedQuotient(dividend, divisor) * Int128(step)).map(Quantity.init(tenThousandths:))
    }

    /// Rounded half away from zero to `decimals` places (0 to 4).
    public func rounded(decimals: Int) -> Quantity {
        let step = Int128(Quantity.power(4 - min(max(decimals, 0), 4)))
        let value = Quantity.roundedQuotient(Int128(tenThousandths), step) * step
        return Quantity(tenThousandths: Int64(exactly: value) ?? tenThousandths)
    }

    /// How many decimal places it needs: 0 to 4.
    public var decimals: Int {
        (0...4).first { tenThousandths % Quantity.power(4 - $0) == 0 } ?? 4
    }

    private static func power(_ exponent: Int) -> Int64 {
        [1, 10, 100, 1_000, 10_000][exponent]
    }

    private static func roundedQuotient(_ dividend: Int128, _ divisor: Int128) -> Int128 {
        let (quotient, remainder) = dividend.magnitude.quotientAndRemainder(dividingBy: divisor.magnitude)
        let up = remainder >= divisor.magnitude - remainder ? quotient + 1 : quotient
        return (dividend < 0) == (divisor < 0) ? Int128(up) : -Int128(up)
    }
}

extension Quantity: LosslessStringConvertible, Codable {
    /// An optional `-`, 1 to 14 digits, and at most four places after a point; nothing else.
    public init?(_ description: String) {
        var rest = Array(description.utf8)[...]
        let negative = rest.first == UInt8(ascii: "-")
        if negative { rest.removeFirst() }
        let parts = rest.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), (1...14).contains(parts[0].count), let whole = decimal(parts[0]) else {
            return nil
        }
        var fraction = 0
        if parts.count == 2 {
            guard (1...4).contains(parts[1].count), let digits = decimal(parts[1]) else { return nil }
            fraction = digits * Int(Quantity.power(4 - parts[1].count))
        }
        let magnitude = Int64(whole) * 10_000 + Int64(fraction)
        self.init(tenThousandths: negative ? -magnitude : magnitude)
    }

    public var description: String { text(decimals: decimals) }

    /// With exactly `decimals` places (0 to 4), rounded: `85.00`.
    public func text(decimals: Int) -> String {
        let places = min(max(decimals, 0), 4)
        let magnitude = rounded(decimals: places).tenThousandths.magnitude
        let fraction = padded(Int(magnitude % 10_000), 4).prefix(places)
        let sign = tenThousandths < 0 && magnitude != 0 ? "-" : ""
        return sign + String(magnitude / 10_000) + (places == 0 ? "" : "." + fraction)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let quantity = Quantity(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a decimal string with at most four places")
        }
        self = quantity
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
