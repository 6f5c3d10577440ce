/// Whether text is an address that mail can go to.
public enum MailAddress {
    /// `name@example.org`: one `@`, before it no blanks or brackets, behind it a name of at least two labels (RFC 5321, §2.3
    /// and §4.5.3).
    public static func isValid(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254, (1...64).contains(parts[0].utf8.count) else { return false }
        let local = parts[0]
        let isPlain = local.utf8.allSatisfy {
            (0x21...0x7E).contains($0) && !"<>,;:()[]\\\"".utf8.contains($0)
        }
        guard isPlain, !local.hasPrefix("."), !local.hasSuffix("."), !local.contains("..") else { return false }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        let areLabels = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy(isLetterOrDigit)
        }
        // The last is a name, not a number.
        return labels.count >= 2 && areLabels && (labels.last?.utf8.count ?? 0) >= 2
            && labels.last?.contains { $0.isLetter } == true
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D
    }
}
