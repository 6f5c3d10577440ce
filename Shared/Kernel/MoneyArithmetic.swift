extension Money {
    /// The exact sum; `nil` if it does not fit (92 quadrillion baht). `+` stops the process there instead: it is for
    /// amounts whose bound is known.
    public static func sum(_ amounts: some Sequence<Money>) -> Money? {
        var total: Int128 = 0
        for amount in amounts { total += Int128(amount.satang) }
        return Int64(exactly: total).map(Money.init(satang:))
    }

    /// The exact sum of two; `nil` if it does not fit.
    public func adding(_ other: Money) -> Money? {
        let (satang, overflow) = satang.addingReportingOverflow(other.satang)
        return overflow ? nil : Money(satang: satang)
    }

    /// The exact difference; `nil` if it does not fit.
    public func subtracting(_ other: Money) -> Money? {
        let (satang, overflow) = satang.subtractingReportingOverflow(other.satang)
        return overflow ? nil : Money(satang: satang)
    }

    /// Divides the amount in proportion to `weights` so that the parts add up to it to the satang: each part is cut
    /// to whole satang, and what is left goes one by one to the parts that lost most (the earlier of equals).
    /// - Returns: one part a weight, in order, none farther than a satang from its exact share; `nil` if there is no
    ///   weight, a weight is negative, all are zero, or their sum does not fit.
    public func allocated(byWeights weights: [Int64]) -> [Money]? {
        guard weights.allSatisfy({ $0 >= 0 }) else { return nil }
        let total = weights.reduce(Int128(0)) { $0 + Int128($1) }
        guard total > 0, total <= Int128(Int64.max) else { return nil }
        let magnitude = Int128(satang.magnitude)
        var parts: [Int128] = []
        var lost: [(remainder: Int128, index: Int)] = []
        for (index, weight) in weights.enumerated() {
            let (part, remainder) = (magnitude * Int128(weight)).quotientAndRemainder(dividingBy: total)
            parts.append(part)
            lost.append((remainder, index))
        }
        let left = Int(magnitude - parts.reduce(0, +))
        lost.sort { ($1.remainder, $0.index) < ($0.remainder, $1.index) }
        for item in lost.prefix(left) { parts[item.index] += 1 }
        let sign: Int128 = satang < 0 ? -1 : 1
        return parts.map { Money(satang: Int64(sign * $0)) }
    }

    /// Divides the amount by percentages that make up the whole.
    /// - Returns: `nil` unless the percentages add up to exactly 100 and none is negative.
    public func allocated(byPercent percents: [BasisPoints]) -> [Money]? {
        guard percents.reduce(0, { $0 + $1.value }) == BasisPoints.whole.value else { return nil }
        return allocated(byWeights: percents.map(\.value))
    }

    /// This share of the amount, rounded to the nearest satang (half away from zero); `nil` if it does not fit.
    public func share(_ ratio: BasisPoints) -> Money? {
        let exact = Int128(satang) * Int128(ratio.value)
        return Int64(exactly: roundedQuotient(exact, 10_000)).map(Money.init(satang:))
    }

    /// This amount as a share of `whole`; `nil` where `whole` is zero (a share of nothing is not zero).
    public func ratio(to whole: Money) -> BasisPoints? {
        BasisPoints(satang, of: whole.satang)
    }
}

/// A ratio in hundredths of a percent, rounded half away from zero: 93.25 % is 9,325. On the wire that integer.
public struct BasisPoints: Hashable, Sendable, Comparable, Codable {
    public var value: Int64

    public init(_ value: Int64) {
        self.value = value
    }

    /// `nil` where the denominator is zero or the ratio does not fit.
    public init?(_ numerator: Int64, of denominator: Int64) {
        guard denominator != 0 else { return nil }
        let quotient = roundedQuotient(Int128(numerator) * 10_000, Int128(denominator))
        guard let value = Int64(exactly: quotient) else { return nil }
        self.value = value
    }

    /// 100 %.
    public static let whole = BasisPoints(10_000)

    /// The percentage with exactly two places, without a sign for percent: `93.25`.
    public var percent: String { Money(satang: value).description }

    public static func < (left: BasisPoints, right: BasisPoints) -> Bool { left.value < right.value }

    public init(from decoder: any Decoder) throws {
        value = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

/// Nearest whole number, half away from zero; `divisor` is not zero.
private func roundedQuotient(_ value: Int128, _ divisor: Int128) -> Int128 {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    guard remainder.magnitude >= divisor.magnitude - remainder.magnitude else { return quotient }
    return quotient + ((value < 0) == (divisor < 0) ? 1 : -1)
}

extension Money {
    /// With a comma between thousands and two places: `1,250,000.00`.
    public func grouped(digits: Digits = .arabic) -> String {
        let text = description
        let negative = text.hasPrefix("-")
        let whole = Array(text.dropFirst(negative ? 1 : 0).dropLast(3))
        var result = negative ? "-" : ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return digits.applied(to: result + text.suffix(3))
    }
}
