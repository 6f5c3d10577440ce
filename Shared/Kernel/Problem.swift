/// One thing that is wrong with what a caller sent, located and in both languages.
public struct Problem: Hashable, Sendable, Codable {
    /// RFC 6901 pointer into the params (`"/answers/3/value"`; `""` is the whole).
    public var path: String
    /// Stable name of the rule that was broken (`"required"`, `"money.range"`).
    public var rule: String
    /// What was wrong, what was expected, what to do.
    public var message: LocalizedText

    public init(path: String, rule: String, message: LocalizedText) {
        self.path = path
        self.rule = rule
        self.message = message
    }
}

/// Collects every problem of an input, so that a caller hears of all of them at once.
public struct Problems: Sendable, Error {
    /// What was found, in the order found; at most `limit`.
    public private(set) var items: [Problem] = []
    /// Problems found beyond `limit`, counted and not kept.
    public private(set) var omitted = 0
    /// How many are kept: an answer with more helps nobody and costs memory.
    public let limit: Int

    public init(limit: Int = 1_000) {
        self.limit = limit
    }

    public var isEmpty: Bool { items.isEmpty && omitted == 0 }

    public mutating func add(_ problem: Problem) {
        if items.count < limit { items.append(problem) } else { omitted += 1 }
    }

    public mutating func add(_ path: String, _ rule: String, th: String, en: String) {
        add(Problem(path: path, rule: rule, message: LocalizedText(th, en)))
    }

    /// Throws itself if anything was found.
    public func throwIfAny() throws(Problems) {
        if !isEmpty { throw self }
    }
}
