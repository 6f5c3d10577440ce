/// Base 64 (RFC 4648): cursors, secrets and signatures, files in params, mail, tokens.
public enum Base64 {
    public enum Alphabet: Sendable { case standard, urlSafe }

    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// `.standard` is padded with `=`, `.urlSafe` is not.
    public static func encode(_ bytes: some Collection<UInt8>, alphabet: Alphabet = .standard) -> String {
        String(decoding: encodedBytes(bytes, alphabet: alphabet), as: UTF8.self)
    }

    /// The same as ASCII bytes.
    public static func encodedBytes(_ bytes: some Collection<UInt8>, alphabet: Alphabet = .standard) -> [UInt8] {
        let digits = digits + Array((alphabet == .standard ? "+/" : "-_").utf8)
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var word: UInt32 = 0
        var count = 0
        for byte in bytes {
            word = word << 8 | UInt32(byte)
            count += 1
            if count == 3 {
                text.append(digits[Int(word >> 18 & 63)])
                text.append(digits[Int(word >> 12 & 63)])
                text.append(digits[Int(word >> 6 & 63)])
                text.append(digits[Int(word & 63)])
                (word, count) = (0, 0)
            }
        }
        if count > 0 {
            word <<= UInt32(8 * (3 - count))
            for place in 0...count { text.append(digits[Int(word >> UInt32(18 - 6 * place) & 63)]) }
            if alphabet == .standard { text += [UInt8](repeating: UInt8(ascii: "="), count: 3 - count) }
        }
        return text
    }

    /// Either alphabet, padded or not; `nil` for anything else.
    public static func decode(_ text: String) -> [UInt8]? {
        var digits = Array(text.utf8)[...]
        while digits.last == UInt8(ascii: "=") { digits.removeLast() }
        return decode(digits) { value(standard: $0) ?? value(urlSafe: $0) }
    }

    /// Strictly RFC 4648 §5 as tokens write it: no padding, no blanks, no surplus bits.
    public static func decode(urlSafe text: some Collection<UInt8>) -> [UInt8]? {
        decode(text) { value(urlSafe: $0) }
    }

    private static func decode(_ digits: some Collection<UInt8>, _ value: (UInt8) -> UInt8?) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 4 * 3 + 2)
        var word: UInt32 = 0
        var bits: UInt32 = 0
        for digit in digits {
            guard let value = value(digit) else { return nil }
            word = word << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: word >> bits))
                word &= (1 << bits) - 1
            }
        }
        return bits < 6 && word == 0 ? bytes : nil
    }

    private static func value(standard byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: value(common: byte)
        }
    }

    private static func value(urlSafe byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: value(common: byte)
        }
    }

    private static func value(common byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte + 4
        default: nil
        }
    }
}
