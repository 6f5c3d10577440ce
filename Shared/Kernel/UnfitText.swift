/// Why a text is not a value of a type, for the person who wrote it; goes with a `DecodingError` as its underlying error.
public struct UnfitText: Error, Sendable {
    /// The rule it breaks, as problems name it: `"money.range"`.
    public let rule: String
    public let message: LocalizedText

    public init(rule: String, message: LocalizedText) {
        self.rule = rule
        self.message = message
    }
}
