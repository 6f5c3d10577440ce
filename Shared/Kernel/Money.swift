/// An amount of baht in whole satang (1/100 baht), positive or negative. On the wire a decimal string of baht with
/// exactly two places, `"1250000.00"`; never a floating-point number.
public struct Money: Hashable, Sendable, Comparable {
    public var satang: Int64

    public init(satang: Int64) {
        self.satang = satang
    }

    public init(baht: Int64) {
        satang = baht * 100
    }

    public static let zero = Money(satang: 0)
    /// The largest amount taken from outside: 10^15 baht, far above any national budget and far below overflow.
    public static let limit = Money(baht: 1_000_000_000_000_000)

    public static func < (left: Money, right: Money) -> Bool { left.satang < right.satang }
    public static func + (left: Money, right: Money) -> Money { Money(satang: left.satang + right.satang) }
    public static func - (left: Money, right: Money) -> Money { Money(satang: left.satang - right.satang) }
    public static prefix func - (value: Money) -> Money { Money(satang: -value.satang) }
    public static func += (left: inout Money, right: Money) { left = left + right }
    public static func -= (left: inout Money, right: Money) { left = left - right }
}

extension Money: LosslessStringConvertible, Codable {
    /// Baht with no, one or two places, an optional minus sign, within ± `limit`; `nil` for anything else.
    public init?(_ description: String) {
        var bytes = Array(description.utf8)[...]
        let negative = bytes.first == UInt8(ascii: "-")
        if negative { bytes.removeFirst() }
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, whole.count <= 16, let baht = decimal(whole) else { return nil }
        var fraction = 0
        if parts.count == 2 {
            guard (1...2).contains(parts[1].count), let digits = decimal(parts[1]) else { return nil }
            fraction = parts[1].count == 1 ? digits * 10 : digits
        }
        let satang = Int64(baht) * 100 + Int64(fraction)
        guard satang <= Money.limit.satang else { return nil }
        self.init(satang: negative ? -satang : satang)
    }

    public var description: String {
        let magnitude = satang.magnitude
        return (satang < 0 ? "-" : "") + String(magnitude / 100) + "." + padded(Int(magnitude % 100), 2)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let money = Money(try container.decode(String.self)) else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: container.codingPath, debugDescription: "not an amount of baht",
                    underlyingError: UnfitText(
                        rule: "money.range",
                        message: LocalizedText(
                            "ต้องเป็นจำนวนเงินบาท ทศนิยมไม่เกินสองตำแหน่ง ไม่เกิน 10^15 บาท",
                            "must be an amount of baht with at most two places, at most 10^15"))))
        }
        self = money
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
