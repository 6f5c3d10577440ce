/// Base 64 (RFC 4648) for the few places that need it: cursors, secrets and signatures, files.
public enum Base64 {
    public enum Alphabet: Sendable { case standard, urlSafe }

    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// `.standard` is padded with `=`, `.urlSafe` is not.
    public static func encode(_ bytes: some Collection<UInt8>, alphabet: Alphabet = .standard) -> String {
        let digits = digits + Array((alphabet == .standard ? "+/" : "-_").utf8)
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var word: UInt32 = 0
        var count = 0
        for byte in bytes {
            word = word << 8 | UInt32(byte)
            count += 1
            if count == 3 {
                for shift in [18, 12, 6, 0] as [UInt32] { text.append(digits[Int(word >> shift & 63)]) }
                (word, count) = (0, 0)
            }
        }
        if count > 0 {
            word <<= UInt32(8 * (3 - count))
            for place in 0...count { text.append(digits[Int(word >> UInt32(18 - 6 * place) & 63)]) }
            if alphabet == .standard { text += [UInt8](repeating: UInt8(ascii: "="), count: 3 - count) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Either alphabet, padded or not; `nil` for anything else.
    public static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count / 4 * 3 + 3)
        var word: UInt32 = 0
        var bits = 0
        var padded = false
        for character in text.utf8 {
            let value: UInt8
            switch character {
            case 0x41...0x5A: value = character - 0x41
            case 0x61...0x7A: value = character - 0x61 + 26
            case 0x30...0x39: value = character - 0x30 + 52
            case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
            case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
            case UInt8(ascii: "="):
                padded = true
                continue
            default: return nil
            }
            guard !padded else { return nil }
            word = word << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(bits)))
                word &= (1 << UInt32(bits)) - 1
            }
        }
        return bits < 6 && word == 0 ? bytes : nil
    }
}
