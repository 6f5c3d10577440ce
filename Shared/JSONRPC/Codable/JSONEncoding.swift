/// Encodes values as JSON text: members in the order of their declaration, `nil` left out, numbers in their shortest
/// exact form.
public enum JSONEncoding {
    /// - Throws: `EncodingError` for a number that JSON cannot write (infinity, NaN).
    public static func bytes(_ value: some Encodable) throws -> [UInt8] {
        let state = EncodingState()
        try state.write(value, codingPath: [])
        return state.output.bytes
    }
}

/// The buffer and the brackets that are still open.
private final class EncodingState {
    var output = JSONOutput()
    /// Closing bytes of the open arrays and objects, outermost first, and whether each has a member already.
    private var open: [(closing: UInt8, isEmpty: Bool)] = []

    var depth: Int { open.count }

    func begin(_ opening: UInt8, closing: UInt8) -> Int {
        output.write(opening)
        open.append((closing, true))
        return open.count
    }

    func close(to depth: Int) {
        while open.count > depth { output.write(open.removeLast().closing) }
    }

    /// Before an element of the container at `depth`: what lies deeper is finished.
    func element(at depth: Int) {
        close(to: depth)
        if !open[depth - 1].isEmpty { output.write(UInt8(ascii: ",")) }
        open[depth - 1].isEmpty = false
    }

    func write<Value: Encodable>(_ value: Value, codingPath: [any CodingKey]) throws {
        switch value {
        case let text as String: output.string(text)
        case let number as Int: output.raw(String(number))
        case let flag as Bool: output.raw(flag ? "true" : "false")
        case let json as JSONValue: output.value(json)
        case let number as Double: try write(number, codingPath)
        default:
            let outer = depth
            let before = output.bytes.count
            try value.encode(to: StateEncoder(state: self, codingPath: codingPath))
            close(to: outer)
            if output.bytes.count == before { output.raw("{}") }
        }
    }

    func write(_ number: Double, _ codingPath: [any CodingKey]) throws {
        guard number.isFinite else {
            throw EncodingError.invalidValue(
                number, .init(codingPath: codingPath, debugDescription: "JSON has no infinity and no NaN"))
        }
        output.raw(number.description)
    }
}

private struct StateEncoder: Encoder {
    let state: EncodingState
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        let depth = state.begin(UInt8(ascii: "{"), closing: UInt8(ascii: "}"))
        return KeyedEncodingContainer(StateMembers(state: state, depth: depth, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        let depth = state.begin(UInt8(ascii: "["), closing: UInt8(ascii: "]"))
        return StateElements(state: state, depth: depth, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        StateValue(state: state, codingPath: codingPath)
    }
}

private struct StateMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let state: EncodingState
    let depth: Int
    let codingPath: [any CodingKey]

    private func name(_ key: Key) {
        state.element(at: depth)
        state.output.string(key.stringValue)
        state.output.write(UInt8(ascii: ":"))
    }

    func encodeNil(forKey key: Key) throws {
        name(key)
        state.output.raw("null")
    }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        name(key)
        try state.write(value, codingPath: codingPath + [key])
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        name(key)
        return StateEncoder(state: state, codingPath: codingPath + [key]).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        name(key)
        return StateEncoder(state: state, codingPath: codingPath + [key]).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { StateEncoder(state: state, codingPath: codingPath) }

    func superEncoder(forKey key: Key) -> any Encoder {
        name(key)
        return StateEncoder(state: state, codingPath: codingPath + [key])
    }
}

private struct StateElements: UnkeyedEncodingContainer {
    let state: EncodingState
    let depth: Int
    let codingPath: [any CodingKey]
    private(set) var count = 0

    init(state: EncodingState, depth: Int, codingPath: [any CodingKey]) {
        self.state = state
        self.depth = depth
        self.codingPath = codingPath
    }

    private mutating func next() -> [any CodingKey] {
        state.element(at: depth)
        defer { count += 1 }
        return codingPath + [IndexKey(count)]
    }

    mutating func encodeNil() throws {
        _ = next()
        state.output.raw("null")
    }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
        try state.write(value, codingPath: next())
    }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        StateEncoder(state: state, codingPath: next()).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        StateEncoder(state: state, codingPath: next()).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { StateEncoder(state: state, codingPath: next()) }
}

private struct StateValue: SingleValueEncodingContainer {
    let state: EncodingState
    let codingPath: [any CodingKey]

    func encodeNil() throws { state.output.raw("null") }
    func encode(_ value: Bool) throws { state.output.raw(value ? "true" : "false") }
    func encode(_ value: String) throws { state.output.string(value) }
    func encode(_ value: Double) throws { try state.write(value, codingPath) }
    func encode(_ value: Float) throws { try state.write(Double(value), codingPath) }
    func encode(_ value: Int) throws { state.output.raw(String(value)) }
    func encode(_ value: Int8) throws { state.output.raw(String(value)) }
    func encode(_ value: Int16) throws { state.output.raw(String(value)) }
    func encode(_ value: Int32) throws { state.output.raw(String(value)) }
    func encode(_ value: Int64) throws { state.output.raw(String(value)) }
    func encode(_ value: UInt) throws { state.output.raw(String(value)) }
    func encode(_ value: UInt8) throws { state.output.raw(String(value)) }
    func encode(_ value: UInt16) throws { state.output.raw(String(value)) }
    func encode(_ value: UInt32) throws { state.output.raw(String(value)) }
    func encode(_ value: UInt64) throws { state.output.raw(String(value)) }
    func encode<Value: Encodable>(_ value: Value) throws { try state.write(value, codingPath: codingPath) }
}

extension JSONValue: Codable {
    /// Only from a document's tokens, which keep numbers as they were written.
    public init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? NodeDecoder else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a JSON value is read from JSON tokens"))
        }
        self = decoder.node.value
    }

    public func encode(to encoder: any Encoder) throws {
        guard let encoder = encoder as? StateEncoder else {
            throw EncodingError.invalidValue(
                self, .init(codingPath: encoder.codingPath, debugDescription: "a JSON value is written as JSON text"))
        }
        encoder.state.output.value(self)
    }
}
