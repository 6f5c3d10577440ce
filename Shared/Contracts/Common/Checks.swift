import Kernel

extension Problems {
    /// A text of 1 to `max` characters that is not only blanks and has no control character but line feeds and tabs.
    public mutating func check(text: String?, at path: String, max: Int) {
        guard let text else { return }
        let blank = text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
        if blank || text.unicodeScalars.count > max {
            add(
                path, "text.length", th: "ต้องมีข้อความ 1 ถึง \(max) ตัวอักษร",
                en: "must be a text of 1 to \(max) characters")
        }
        let control = text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" || $0.value == 0x7F }
        if control {
            add(path, "text.control", th: "มีอักขระควบคุมที่ไม่อนุญาต", en: "must not contain control characters")
        }
    }

    /// Both languages of a text.
    public mutating func check(text: LocalizedText?, at path: String, max: Int) {
        check(text: text?.th, at: path + "/th", max: max)
        check(text: text?.en, at: path + "/en", max: max)
    }

    /// The caller's own key of a change, 1 to 128 characters.
    public mutating func check(idempotencyKey key: String) {
        check(text: key, at: "/idempotencyKey", max: 128)
    }
}
