/// Encodes values as JSON text: members in the order of their declaration, `nil` left out, numbers in their shortest
/// exact form.
public enum JSONEncoding {
    /// - Throws: `EncodingError` for a number that JSON cannot write (infinity, NaN).
    public static func bytes(_ value: some Encodable) throws -> [UInt8] {
        let state = EncodingState()
        try state.write(value)
        return state.output.bytes
    }

    /// The same for equal values, so that it can stand for them: dictionaries, which keep no order, by their keys.
    /// - Throws: as `bytes`.
    public static func orderedBytes(_ value: some Encodable) throws -> [UInt8] {
        let state = EncodingState(isOrdered: true)
        try state.write(value)
        return state.output.bytes
    }
}

private protocol WrittenByKeys {
    func writeMembers(to state: EncodingState) throws
}

extension Dictionary: WrittenByKeys where Key == String, Value: Encodable {
    fileprivate func writeMembers(to state: EncodingState) throws {
        let depth = state.begin(UInt8(ascii: "{"), closing: UInt8(ascii: "}"))
        for (key, value) in sorted(by: { $0.key < $1.key }) {
            state.element(at: depth)
            state.output.string(key)
            state.output.write(UInt8(ascii: ":"))
            try state.write(value)
        }
    }
}

/// The buffer and the brackets that are still open.
private final class EncodingState {
    var output = JSONOutput()
    /// Closing bytes of the open arrays and objects, outermost first, and whether each has a member already.
    private var open: [(closing: UInt8, isEmpty: Bool)] = []
    private let isOrdered: Bool

    init(isOrdered: Bool = false) { self.isOrdered = isOrdered }

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

    func write<Value: Encodable>(_ value: Value) throws {
        if Value.self == String.self, let text = value as? String { return output.string(text) }
        if Value.self == JSONValue.self, let json = value as? JSONValue { return output.value(json) }
        let outer = depth
        let before = output.bytes.count
        if isOrdered, let members = value as? any WrittenByKeys {
            try members.writeMembers(to: self)
        } else {
            try value.encode(to: StateEncoder(state: self))
        }
        close(to: outer)
        if output.bytes.count == before { output.raw("{}") }
    }

    func write(_ number: Double) throws {
        guard number.isFinite else {
            throw EncodingError.invalidValue(
                number, .init(codingPath: [], debugDescription: "JSON has no infinity and no NaN"))
        }
        output.raw(number.description)
    }
}

/// Coding paths are not kept: the one thing that cannot be encoded says what it is.
private struct StateEncoder: Encoder {
    let state: EncodingState
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        let depth = state.begin(UInt8(ascii: "{"), closing: UInt8(ascii: "}"))
        return KeyedEncodingContainer(StateMembers(state: state, depth: depth))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        let depth = state.begin(UInt8(ascii: "["), closing: UInt8(ascii: "]"))
        return StateElements(state: state, depth: depth)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        StateValue(state: state)
    }
}

private struct StateMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let state: EncodingState
    let depth: Int
    var codingPath: [any CodingKey] { [] }

    private func name(_ key: Key) {
        state.element(at: depth)
        state.output.string(key.stringValue)
        state.output.write(UInt8(ascii: ":"))
    }

    func encodeNil(forKey key: Key) throws {
        name(key)
        state.output.raw("null")
    }

    func encode(_ value: String, forKey key: Key) throws {
        name(key)
        state.output.string(value)
    }

    func encode(_ value: Int, forKey key: Key) throws {
        name(key)
        state.output.integer(value)
    }

    func encode(_ value: Bool, forKey key: Key) throws {
        name(key)
        state.output.raw(value ? "true" : "false")
    }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        name(key)
        try state.write(value)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        name(key)
        return StateEncoder(state: state).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        name(key)
        return StateEncoder(state: state).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { StateEncoder(state: state) }

    func superEncoder(forKey key: Key) -> any Encoder {
        name(key)
        return StateEncoder(state: state)
    }
}

private struct StateElements: UnkeyedEncodingContainer {
    let state: EncodingState
    let depth: Int
    var codingPath: [any CodingKey] { [] }
    private(set) var count = 0

    init(state: EncodingState, depth: Int) {
        self.state = state
        self.depth = depth
    }

    private mutating func next() {
        state.element(at: depth)
        count += 1
    }

    mutating func encodeNil() throws {
        next()
        state.output.raw("null")
    }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
        next()
        try state.write(value)
    }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        next()
        return StateEncoder(state: state).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        next()
        return StateEncoder(state: state).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder {
        next()
        return StateEncoder(state: state)
    }
}

private struct StateValue: SingleValueEncodingContainer {
    let state: EncodingState
    var codingPath: [any CodingKey] { [] }

    func encodeNil() throws { state.output.raw("null") }
    func encode(_ value: Bool) throws { state.output.raw(value ? "true" : "false") }
    func encode(_ value: String) throws { state.output.string(value) }
    func encode(_ value: Double) throws { try state.write(value) }
    func encode(_ value: Float) throws { try state.write(Double(value)) }
    func encode(_ value: Int) throws { state.output.integer(value) }
    func encode(_ value: Int8) throws { state.output.raw(String(value)) }
    func encode(_ value: Int16) throws { state.output.raw(String(value)) }
    func encode(_ value: Int32) throws { state.output.raw(String(value)) }
    func encode(_ value: Int64) throws { state.output.raw(String(value)) }
    func encode(_ value: UInt) throws { state.output.raw(String(value)) }
    func encode(_ value: UInt8) throws { state.output.raw(String(value)) }
    func encode(_ value: UInt16) throws { state.output.raw(String(value)) }
    func encode(_ value: UInt32) throws { state.output.raw(String(value)) }
    func encode(_ value: UInt64) throws { state.output.raw(String(value)) }
    func encode<Value: Encodable>(_ value: Value) throws { try state.write(value) }
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
