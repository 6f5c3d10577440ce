/// Text meant for people: Thai always, English where there is one. On the wire `{"th": "...", "en": "..."}`.
public struct LocalizedText: Hashable, Sendable, Codable {
    public var th: String
    public var en: String?

    public init(th: String, en: String? = nil) {
        self.th = th
        self.en = en
    }

    /// Both languages, Thai first.
    public init(_ th: String, _ en: String) {
        self.init(th: th, en: en)
    }
}
