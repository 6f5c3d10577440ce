import Kernel

/// What the frame of a page shows beside the page itself: who is looking, in which language, and where else to go.
/// Set around the making of every page.
public struct PageScene: Sendable {
    /// Who is signed in.
    public struct Person: Sendable {
        public var name: String
        /// The role and place that the person acts in, in words; `nil` with none.
        public var hat: LocalizedText?
        /// Where the person's sessions and hats are chosen.
        public var accountAddress: String

        public init(name: String, hat: LocalizedText?, accountAddress: String) {
            self.name = name
            self.hat = hat
            self.accountAddress = accountAddress
        }
    }

    public struct Link: Sendable {
        public var name: LocalizedText
        public var address: String
        public var isHere: Bool
        /// What is there, in a sentence.
        public var about: LocalizedText?

        public init(name: LocalizedText, address: String, isHere: Bool, about: LocalizedText? = nil) {
            self.name = name
            self.address = address
            self.isHere = isHere
            self.about = about
        }
    }

    @TaskLocal public static var current = PageScene()

    /// `"th"` or `"en"`.
    public var language = "th"
    public var digits = Digits.arabic
    /// Where the service's `/` is, seen from the page.
    public var root = "./"
    /// The page's query, for links to the same page in another view.
    public var query: [String: String] = [:]
    public var person: Person?
    /// Where to sign in; `nil` where nobody can.
    public var signInAddress: String?
    /// What forms of the page carry (`FormProof`).
    public var proof: String?
    /// The services of the suite, as far as they are known to this one.
    public var sites: [Link] = []
    /// Where browsers find a service of the suite, by its name (`"plans"`), each ending in `/`; those that are not known
    /// are absent.
    public var siteAddresses: [String: String] = [:]
    /// The service's own pages.
    public var links: [Link] = []

    /// Where the page is, as its reader can type it in again: its whole address where the service knows its own, else
    /// from the service's `/` on.
    public var ownAddress: String?
    /// When it was made.
    public var now: Instant?

    /// Says what people are called, by their subjects; those who are not known are left out.
    public var names: @Sendable (_ subjects: [String]) async -> [String: String] = { _ in [:] }

    public init() {}

    /// The subjects with the names that people know; those without a name stand for themselves.
    public func named(_ subjects: [String]) async -> (String) -> String {
        let found = await names(Array(Set(subjects)))
        return { found[$0] ?? $0 }
    }

    public var isEnglish: Bool { language == "en" }

    /// The text in the page's language.
    public func text(_ text: LocalizedText) -> String { isEnglish ? text.en ?? text.th : text.th }

    /// An address of the same page with one item of its query changed.
    public func address(_ name: String, _ value: String?) -> String {
        var items = query
        items[name] = value
        let text = items.sorted { $0.key < $1.key }.map { "\(PageText.query($0.key))=\(PageText.query($0.value))" }
        return "?" + text.joined(separator: "&")
    }
}

/// Text on its way into a page.
public enum PageText {
    /// Text as HTML.
    public static func escape(_ text: String) -> String {
        var html = ""
        html.reserveCapacity(text.utf8.count)
        for character in text.unicodeScalars {
            switch character {
            case "&": html += "&amp;"
            case "<": html += "&lt;"
            case ">": html += "&gt;"
            case "\"": html += "&quot;"
            case "'": html += "&#39;"
            default: html.unicodeScalars.append(character)
            }
        }
        return html
    }

    /// Text as a part of a query (RFC 3986 §2.1).
    public static func query(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A whole page with Thai digits in what people read: the text between its tags, but for codes, programs and what
    /// is typed in, and for names that are of Latin letters and digits, as SDG4 or 67-PEC.
    public static func withThaiDigits(_ html: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(html.utf8.count + html.utf8.count / 16)
        var (isInTag, isInEntity) = (false, false)
        var tag: [UInt8] = []
        var kept: [UInt8]?
        // Latin letters, digits and what joins them, and whether there is a letter among them.
        var (word, isName): ([UInt8], Bool) = ([], false)
        func endWord() {
            for byte in word {
                if !isName, (0x30...0x39).contains(byte) {
                    bytes += [0xE0, 0xB9, 0x90 + (byte - 0x30)]
                } else {
                    bytes.append(byte)
                }
            }
            word.removeAll(keepingCapacity: true)
            isName = false
        }
        for byte in html.utf8 {
            if isInTag {
                if byte == UInt8(ascii: ">") {
                    isInTag = false
                    note(tag, &kept)
                } else if tag.count < 16 {
                    tag.append(byte)
                }
            } else if byte == UInt8(ascii: "<") {
                endWord()
                (isInTag, isInEntity) = (true, false)
                tag.removeAll(keepingCapacity: true)
            } else if kept == nil {
                if byte == UInt8(ascii: "&") { isInEntity = true }
                if byte == UInt8(ascii: ";") { isInEntity = false }
                if !isInEntity, isOfName(byte) {
                    word.append(byte)
                    if isLetter(byte) { isName = true }
                    continue
                }
                endWord()
            }
            bytes.append(byte)
        }
        endWord()
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        isLetter(byte) || (0x2D...0x3A).contains(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "@")
    }

    private static let leftAlone = ["code", "pre", "script", "style", "textarea", "title"].map { Array($0.utf8) }

    private static func note(_ tag: [UInt8], _ kept: inout [UInt8]?) {
        if let open = kept {
            if tag.first == UInt8(ascii: "/"), tag.dropFirst().elementsEqual(open) { kept = nil }
            return
        }
        let name = Array(tag.prefix { $0 != 0x20 && $0 != 0x0A })
        if leftAlone.contains(name) { kept = name }
    }
}
