import Kernel

/// A word of a formula and the character it begins at.
struct FormulaToken: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case number(Quantity)
        case name(String)
        /// What stands between `{` and `}`, word by word.
        case element([String])
        /// What stands between `[` and `]`.
        case indicator(String)
        case symbol(String)
        case end
    }

    var kind: Kind
    var position: Int
}

/// Divides a formula into its words.
struct FormulaScanner {
    private let characters: [Character]
    private var index = 0

    init(_ text: String) { characters = Array(text) }

    static func tokens(of text: String) throws(FormulaFault) -> [FormulaToken] {
        var scanner = FormulaScanner(text)
        var tokens: [FormulaToken] = []
        while true {
            let token = try scanner.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private mutating func next() throws(FormulaFault) -> FormulaToken {
        while index < characters.count, characters[index].isWhitespace { index += 1 }
        let start = index + 1
        guard index < characters.count else { return FormulaToken(kind: .end, position: start) }
        let character = characters[index]
        if let symbol = symbol() { return FormulaToken(kind: .symbol(symbol), position: start) }
        if character == "{" {
            let words = try inside(until: "}").split(separator: " ").map(String.init)
            return FormulaToken(kind: .element(words), position: start)
        }
        if character == "[" {
            let name = try inside(until: "]").split(separator: " ").joined(separator: " ")
            return FormulaToken(kind: .indicator(name), position: start)
        }
        if Self.isDigit(character) { return FormulaToken(kind: .number(try number()), position: start) }
        if Self.isLetter(character) {
            let name = take { Self.isLetter($0) || Self.isDigit($0) }
            return FormulaToken(kind: .name(name), position: start)
        }
        throw FormulaFault(start, "formula.character", FormulaMessages.character(String(character)))
    }

    /// Both ways of writing an operator become one.
    private static let symbols: [(written: String, meant: String)] = [
        ("<=", "<="), (">=", ">="), ("<>", "<>"), ("!=", "<>"), ("≤", "<="), ("≥", ">="), ("≠", "<>"), ("<", "<"),
        (">", ">"), ("=", "="), ("+", "+"), ("-", "-"), ("−", "-"), ("*", "*"), ("×", "*"), ("/", "/"), ("÷", "/"),
        ("(", "("), (")", ")"), (",", ","),
    ]

    private mutating func symbol() -> String? {
        for (written, meant) in Self.symbols {
            let end = index + written.count
            if end <= characters.count, String(characters[index..<end]) == written {
                index = end
                return meant
            }
        }
        return nil
    }

    private mutating func inside(until closing: Character) throws(FormulaFault) -> String {
        let start = index
        index += 1
        let text = take { $0 != closing && $0 != "{" && $0 != "[" }
        guard index < characters.count, characters[index] == closing else {
            throw FormulaFault(start + 1, "formula.bracket", FormulaMessages.open(String(characters[start])))
        }
        index += 1
        return text
    }

    private mutating func number() throws(FormulaFault) -> Quantity {
        let start = index + 1
        let text = take { Self.isDigit($0) || $0 == "." }
        let arabic = String(
            text.map { character in character.wholeNumberValue.map { Character(String($0)) } ?? character })
        guard let quantity = Quantity(arabic), quantity <= Quantity.answerMax else {
            throw FormulaFault(start, "formula.number", FormulaMessages.number(text))
        }
        return quantity
    }

    private mutating func take(while belongs: (Character) -> Bool) -> String {
        let start = index
        while index < characters.count, belongs(characters[index]) { index += 1 }
        return String(characters[start..<index])
    }

    /// Arabic or Thai.
    private static func isDigit(_ character: Character) -> Bool {
        ("0"..."9").contains(character) || ("๐"..."๙").contains(character)
    }

    private static func isLetter(_ character: Character) -> Bool {
        ("a"..."z").contains(character) || ("A"..."Z").contains(character)
    }
}
