import Kernel

/// Thai text as people type it into cells.
public enum SheetText {
    /// White space of any kind, and what takes no room.
    static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x21...0x7E, 0x0E01...0x0E5B: false
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200D, 0x2028...0x2029, 0x202F, 0x205F, 0x2060, 0x3000,
            0xFEFF:
            true
        default: false
        }
    }

    static func isBlank(_ text: String) -> Bool { text.unicodeScalars.allSatisfy(isBlank) }

    /// Without blanks, no-break and zero-width spaces at either end.
    public static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return first == scalars.startIndex && last == scalars.index(before: scalars.endIndex)
            ? text : String(scalars[first...last])
    }

    /// What is compared when headers and choices are recognised: without spaces, marks of punctuation and case, digits
    /// Arabic, สระอำ and แ in one way whatever they were typed with.
    public static func key(_ text: String) -> String {
        var key = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0E50...0x0E59: key.append(Unicode.Scalar(UInt8(scalar.value - 0x0E50 + 0x30)))
            case 0x0E32 where key.last == "\u{0E4D}":
                key.removeLast()
                key.append("\u{0E33}")
            case 0x0E40 where key.last == "\u{0E40}":
                key.removeLast()
                key.append("\u{0E41}")
            case 0x41...0x5A: key.append(Unicode.Scalar(UInt8(scalar.value + 0x20)))
            case 0x30...0x39, 0x61...0x7A, 0x25, 0x23: key.append(scalar)
            case 0x00...0x7F, 0x2010...0x2015, 0x2018...0x201F, 0x2026: break
            default:
                if !isBlank(scalar) { key.append(contentsOf: String(scalar).lowercased().unicodeScalars) }
            }
        }
        return String(key)
    }

    /// The key without what stands in brackets: `งบประมาณ (บาท)` is `งบประมาณ`.
    static func keyWithoutBrackets(_ text: String) -> String {
        var depth = 0
        var rest = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "(" || scalar == "[" {
                depth += 1
            } else if scalar == ")" || scalar == "]" {
                depth = max(0, depth - 1)
            } else if depth == 0 {
                rest.append(scalar)
            }
        }
        return key(String(rest))
    }

    /// Letters that take room: Thai vowels and tone marks above and below a letter take none.
    public static func width(_ text: some StringProtocol) -> Int {
        text.unicodeScalars.count {
            !((0x0E34...0x0E3A).contains($0.value) || (0x0E47...0x0E4E).contains($0.value) || $0.value == 0x0E31)
        }
    }
}
