/// A JSON value of unknown shape, numbers kept exactly as they were written.
public indirect enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    /// The number's own text, RFC 8259 form.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// Members in the order written.
    case object([JSONMember])

    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}

/// A member of a JSON object.
public struct JSONMember: Sendable, Hashable {
    public var name: String
    public var value: JSONValue

    public init(name: String, value: JSONValue) {
        self.name = name
        self.value = value
    }
}
