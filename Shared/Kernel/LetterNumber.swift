/// The number of an official letter: ⟨ministry letters⟩ ⟨owner number⟩/⟨ว if circular⟩⟨running number⟩, as
/// `ศธ 02110/ว1234` (domain §8). On the wire that text in Arabic digits.
public struct LetterNumber: Hashable, Sendable {
    /// Abbreviation of the ministry or province, 1 to 10 Thai letters (dots allowed).
    public let ministry: String
    /// Number of the owning unit: digits, with dots between parts; text, because leading zeros count.
    public let owner: String
    /// Sent to many (หนังสือเวียน).
    public let isCircular: Bool
    /// Running number in the owner's register; 1 to 9,999,999.
    public let running: Int

    /// `nil` if a part is not in range.
    public init?(ministry: String, owner: String, isCircular: Bool, running: Int) {
        let letters = ministry.unicodeScalars
        guard (1...10).contains(letters.count), letters.first != ".",
            letters.allSatisfy({ (0x0E01...0x0E4E).contains($0.value) || $0 == "." }),
            (1...16).contains(owner.utf8.count), (1...9_999_999).contains(running),
            owner.split(separator: ".", omittingEmptySubsequences: false).allSatisfy({
                decimal(Array($0.utf8)) != nil
            })
        else { return nil }
        self.ministry = ministry
        self.owner = owner
        self.isCircular = isCircular
        self.running = running
    }

    /// As a letter shows it, by custom in Thai digits.
    public func text(digits: Digits = .thai) -> String {
        digits.applied(to: description)
    }
}

extension LetterNumber: LosslessStringConvertible, Codable {
    /// Thai or Arabic digits; ที่ before it and spaces around `/` and ว may stand in it.
    public init?(_ description: String) {
        let text = ThaiDigits.arabic(description)
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        var front = halves[0].split(separator: " ").map(String.init)
        if front.first == "ที่" { front.removeFirst() }
        guard front.count == 2 else { return nil }
        var back = halves[1].split(separator: " ").joined().unicodeScalars[...]
        let isCircular = back.first == "ว"
        if isCircular { back.removeFirst() }
        guard back.count <= 7, let running = decimal(Array(String(back).utf8)) else { return nil }
        self.init(ministry: front[0], owner: front[1], isCircular: isCircular, running: running)
    }

    public var description: String { "\(ministry) \(owner)/\(isCircular ? "ว" : "")\(running)" }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let number = LetterNumber(try container.decode(String.self)) else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: container.codingPath, debugDescription: "not a letter number",
                    underlyingError: UnfitText(
                        rule: "letter.number",
                        message: LocalizedText(
                            "ต้องเป็นเลขที่หนังสือราชการ เช่น ศธ 04088/125",
                            "must be the number of an official letter, such as ศธ 04088/125"))))
        }
        self = number
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
