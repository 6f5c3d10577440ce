import Kernel

/// One thing that whoever runs a service can set: in the environment, or in the JSON file that `PHAEN_CONFIG_FILE`
/// names (there by `key`). The environment wins.
public struct Setting: Sendable {
    /// What a value has to look like.
    public enum Kind: Sendable, Equatable {
        case text
        /// A whole number within bounds.
        case integer(ClosedRange<Int>)
        /// One of a few words.
        case choice([String])
        /// Several of a few words, separated by commas.
        case several([String])
        /// `http://` or `https://`, host, no user, no query.
        case address
        /// A file that can be read.
        case file
        /// A file or an address.
        case fileOrAddress
        /// A folder.
        case folder
    }

    /// `"publicPort"`
    public let key: String
    public let kind: Kind
    /// As it would be written; `nil`: nothing is set unless somebody does.
    public let defaultValue: String?
    /// Its value must never be printed or logged.
    public let isSecret: Bool
    public let meaning: LocalizedText

    init(
        _ key: String, _ kind: Kind, default defaultValue: String? = nil, isSecret: Bool = false, th: String,
        en: String
    ) {
        self.key = key
        self.kind = kind
        self.defaultValue = defaultValue
        self.isSecret = isSecret
        meaning = LocalizedText(th, en)
    }

    /// `"PHAEN_PUBLIC_PORT"`
    public var variable: String {
        var name = "PHAEN_"
        for character in key {
            if character.isUppercase { name += "_" }
            name += character.uppercased()
        }
        return name
    }

    /// What is wrong with a value, or nothing.
    func problem(with value: String) -> LocalizedText? {
        switch kind {
        case .text, .folder:
            return value.isEmpty ? LocalizedText("ต้องไม่ว่าง", "must not be empty") : nil
        case .integer(let range):
            guard let number = Int(value), range.contains(number) else {
                return LocalizedText(
                    "ต้องเป็นจำนวนเต็ม \(range.lowerBound) ถึง \(range.upperBound)",
                    "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return nil
        case .choice(let words): return words.contains(value) ? nil : Setting.notOneOf(words)
        case .several(let words):
            let given = Setting.list(value)
            return !given.isEmpty && given.allSatisfy(words.contains) ? nil : Setting.notOneOf(words)
        case .address:
            return Setting.isAddress(value)
                ? nil : LocalizedText("ต้องเป็น http://… หรือ https://…", "must be http://… or https://…")
        case .file: return Files.isReadable(value) ? nil : Setting.unreadable
        case .fileOrAddress:
            return Setting.isAddress(value) || Files.isReadable(value) ? nil : Setting.unreadable
        }
    }

    /// The items of a list as it is written.
    static func list(_ value: String) -> [String] {
        value.split(separator: ",").map { $0.filter { $0 != " " } }
    }

    static func isAddress(_ value: String) -> Bool {
        let isHTTP = value.hasPrefix("http://") || value.hasPrefix("https://")
        let rest = value.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).last ?? ""
        let host = rest.prefix { $0 != "/" }
        return isHTTP && !host.isEmpty && !value.contains("?") && !value.contains("#") && !host.contains("@")
            && value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    private static func notOneOf(_ words: [String]) -> LocalizedText {
        let list = words.joined(separator: ", ")
        return LocalizedText("ต้องเป็นหนึ่งใน \(list)", "must be of \(list)")
    }

    private static let unreadable = LocalizedText(
        "อ่านแฟ้มนี้ไม่ได้ หรือไม่มี", "there is no such file, or it cannot be read")
}
