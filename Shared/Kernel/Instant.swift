/// A moment, to the microsecond, as PostgreSQL keeps it. On the wire RFC 3339 in UTC, `"2022-10-01T02:00:00Z"`,
/// with a fraction only where there is one.
public struct Instant: Hashable, Sendable, Comparable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    public var microsecondsSinceEpoch: Int64

    public init(microsecondsSinceEpoch: Int64) {
        self.microsecondsSinceEpoch = microsecondsSinceEpoch
    }

    public static func < (left: Instant, right: Instant) -> Bool {
        left.microsecondsSinceEpoch < right.microsecondsSinceEpoch
    }

    public func adding(seconds: Int64) -> Instant {
        Instant(microsecondsSinceEpoch: microsecondsSinceEpoch + seconds * 1_000_000)
    }

    /// The day it is at this moment in Thailand (UTC+7 all year, no daylight saving).
    public var dateInThailand: CalendarDate {
        let seconds = Instant.floorDivide(microsecondsSinceEpoch, 1_000_000) + 7 * 3_600
        let days = Int(Instant.floorDivide(seconds, 86_400))
        return CalendarDate(daysSinceEpoch: min(max(days, -719_162), 2_932_896)) ?? CalendarDate.epoch
    }

    static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : (value - divisor + 1) / divisor
    }
}

extension CalendarDate {
    /// 1 January 1970.
    public static let epoch = CalendarDate(trustedYear: 1970, month: 1, day: 1)

    init(trustedYear year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }
}

extension Instant: LosslessStringConvertible, Codable {
    /// RFC 3339 with `Z` or an offset, up to six fractional digits (more are cut).
    public init?(_ description: String) {
        let bytes = Array(description.utf8)
        guard bytes.count >= 20, let date = CalendarDate(String(decoding: bytes[0..<10], as: UTF8.self)),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let hour = decimal(bytes[11..<13]), hour < 24, let minute = decimal(bytes[14..<16]), minute < 60,
            let second = decimal(bytes[17..<19]), second < 60
        else { return nil }
        var position = 19
        var fraction = 0
        if bytes[position] == UInt8(ascii: ".") {
            let digits = bytes[(position + 1)...].prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty, digits.count <= 18 else { return nil }
            for place in 0..<6 {
                let index = digits.startIndex + place
                fraction = fraction * 10 + (index < digits.endIndex ? Int(digits[index] - 0x30) : 0)
            }
            position = digits.endIndex
        }
        guard position < bytes.count, let offset = Instant.offsetMinutes(bytes[position...]) else { return nil }
        let seconds = date.daysSinceEpoch * 86_400 + hour * 3_600 + minute * 60 + second - offset * 60
        self.init(microsecondsSinceEpoch: Int64(seconds) * 1_000_000 + Int64(fraction))
    }

    private static func offsetMinutes(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = bytes.first else { return nil }
        if first == UInt8(ascii: "Z") || first == UInt8(ascii: "z") { return bytes.count == 1 ? 0 : nil }
        let start = bytes.startIndex
        guard bytes.count == 6, bytes[start + 3] == UInt8(ascii: ":"),
            let hours = decimal(bytes[(start + 1)..<(start + 3)]), hours < 24,
            let minutes = decimal(bytes[(start + 4)..<(start + 6)]), minutes < 60
        else { return nil }
        switch first {
        case UInt8(ascii: "+"): return hours * 60 + minutes
        case UInt8(ascii: "-"): return -(hours * 60 + minutes)
        default: return nil
        }
    }

    public var description: String {
        let seconds = Instant.floorDivide(microsecondsSinceEpoch, 1_000_000)
        let days = Instant.floorDivide(seconds, 86_400)
        let date = CalendarDate(daysSinceEpoch: min(max(Int(days), -719_162), 2_932_896)) ?? .epoch
        let second = Int(seconds - days * 86_400)
        var text = date.description + "T" + padded(second / 3_600, 2) + ":" + padded(second / 60 % 60, 2)
        text += ":" + padded(second % 60, 2)
        let fraction = Int(microsecondsSinceEpoch - seconds * 1_000_000)
        if fraction != 0 {
            var digits = padded(fraction, 6)
            while digits.hasSuffix("0") { digits.removeLast() }
            text += "." + digits
        }
        return text + "Z"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let instant = Instant(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 instant")
        }
        self = instant
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
