/// A UUID version 7 (RFC 9562) made by a service: ordered by time of making. On the wire the lowercase
/// 36-character form.
public struct ID: Hashable, Sendable, Comparable {
    /// The sixteen bytes in network order, as two words.
    public let high: UInt64
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A new id: 48 bits of Unix milliseconds, 74 random bits.
    public init(at instant: Instant) {
        let (first, second) = RandomWords.shared.take()
        let milliseconds = UInt64(max(0, instant.microsecondsSinceEpoch / 1_000))
        high = milliseconds << 16 | 0x7000 | (first & 0x0FFF)
        low = second & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    }

    /// Any UUID in its 36-character form, either case; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        var words: (UInt64, UInt64) = (0, 0)
        var digits = 0
        var position = 0
        for byte in text.utf8 {
            defer { position += 1 }
            if position == 8 || position == 13 || position == 18 || position == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            let nibble: UInt8
            switch byte {
            case 0x30...0x39: nibble = byte - 0x30
            case 0x61...0x66: nibble = byte - 0x61 + 10
            case 0x41...0x46: nibble = byte - 0x41 + 10
            default: return nil
            }
            if digits < 16 { words.0 = words.0 << 4 | UInt64(nibble) } else { words.1 = words.1 << 4 | UInt64(nibble) }
            digits += 1
        }
        guard position == 36, digits == 32 else { return nil }
        self.init(high: words.0, low: words.1)
    }

    public static func < (left: ID, right: ID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension ID: CustomStringConvertible, LosslessStringConvertible, Codable {
    public init?(_ description: String) {
        self.init(description[...])
    }

    public var description: String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            var position = 0
            for digit in 0..<32 {
                if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
                    buffer[position] = UInt8(ascii: "-")
                    position += 1
                }
                let word = digit < 16 ? high : low
                let nibble = UInt8(truncatingIfNeeded: word >> UInt64(60 - (digit % 16) * 4)) & 0xF
                buffer[position] = nibble < 10 ? 0x30 + nibble : 0x57 + nibble
                position += 1
            }
            return 36
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = ID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a UUID")
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// How a caller names a thing: by the id a service made, or by the code people chose. On the wire one string;
/// what has the form of a UUID is an id.
public enum Reference: Hashable, Sendable, Codable, CustomStringConvertible {
    case id(ID)
    case code(String)

    public init(_ text: String) {
        self = ID(text).map(Reference.id) ?? .code(text)
    }

    public var id: ID? { if case .id(let id) = self { id } else { nil } }
    public var code: String? { if case .code(let code) = self { code } else { nil } }

    public var description: String {
        switch self {
        case .id(let id): id.description
        case .code(let code): code
        }
    }

    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Reference: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        self.init(value)
    }
}
