/// Which digits a document is written with: formal letters use Thai ones, tables and data Arabic ones.
public enum Digits: String, Sendable, Codable, CaseIterable {
    case thai, arabic

    /// The text with every digit of the other kind replaced; nothing else is touched.
    public func applied(to text: String) -> String {
        switch self {
        case .thai: ThaiDigits.thai(text)
        case .arabic: ThaiDigits.arabic(text)
        }
    }
}

/// Conversion between Arabic digits (0–9) and Thai digits (๐–๙, U+0E50–U+0E59).
public enum ThaiDigits {
    public static func thai(_ text: String) -> String {
        mapped(text) { (0x30...0x39).contains($0) ? $0 - 0x30 + 0x0E50 : $0 }
    }

    public static func arabic(_ text: String) -> String {
        mapped(text) { (0x0E50...0x0E59).contains($0) ? $0 - 0x0E50 + 0x30 : $0 }
    }

    private static func mapped(_ text: String, _ map: (UInt32) -> UInt32) -> String {
        var scalars = String.UnicodeScalarView()
        scalars.reserveCapacity(text.unicodeScalars.count)
        for scalar in text.unicodeScalars { scalars.append(Unicode.Scalar(map(scalar.value)) ?? scalar) }
        return String(scalars)
    }
}
