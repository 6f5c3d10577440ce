import Kernel

/// Decodes a value from a document's tokens. Strict: an unknown member, a number that is not exact, a wrong kind are
/// errors.
public enum JSONTokenDecoder {
    /// - Parameter ignoringUnknownMembers: for what a peer answers: a newer one may say more than this one knows.
    public static func decode<Value: Decodable>(
        _ type: Value.Type, from node: JSONNode, ignoringUnknownMembers: Bool = false
    ) throws -> Value {
        try NodeDecoder(node: node, path: nil, step: nil, isLenient: ignoringUnknownMembers).unbox(type)
    }
}

struct NodeDecoder: Decoder {
    let node: JSONNode
    /// Where the container stands that holds the value.
    let path: NodePath?
    /// The value's place in it; `nil` for the container's own value.
    let step: PathStep?
    let isLenient: Bool
    var codingPath: [any CodingKey] { NodePath.keys(path, step) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// The path of what is in the value.
    private var inner: NodePath? { step.map { NodePath(path, $0) } ?? path }

    func unbox<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if type == String.self, let value = try string() as? Value { return value }
        if type == JSONValue.self, let value = node.value as? Value { return value }
        return try Value(from: self)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard node.kind == .object else { throw mismatch("an object") }
        return KeyedDecodingContainer(try NodeMembers<Key>(node, inner, isLenient))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard node.kind == .array else { throw mismatch("an array") }
        return NodeElements(node: node, path: inner, isLenient: isLenient)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { NodeValue(decoder: self) }

    func mismatch(_ wanted: String) -> DecodingError {
        .typeMismatch(Any.self, .init(codingPath: codingPath, debugDescription: "not \(wanted)"))
    }

    func string() throws -> String {
        guard let string = node.string else { throw mismatch("a string") }
        return string
    }

    func bool() throws -> Bool {
        guard let bool = node.bool else { throw mismatch("true or false") }
        return bool
    }

    func double() throws -> Double {
        guard let text = node.number, let value = Double(text), value.isFinite else { throw mismatch("a number") }
        return value
    }

    func integer<Value: FixedWidthInteger>() throws -> Value {
        guard let text = node.number, let value = Value(text), text != "-0" else {
            throw mismatch("a whole number in range")
        }
        return value
    }
}

private struct NodeMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let node: JSONNode
    let path: NodePath?
    let isLenient: Bool
    var codingPath: [any CodingKey] { NodePath.keys(path, nil) }

    /// Refuses a member that the type does not have: what is misspelt must not be ignored.
    init(_ node: JSONNode, _ path: NodePath?, _ isLenient: Bool) throws {
        self.node = node
        self.path = path
        self.isLenient = isLenient
        if isLenient { return }
        var at = node.index + 1
        for _ in 0..<node.count {
            let name = JSONNode(document: node.document, index: at).string ?? ""
            if Key(stringValue: name) == nil {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: codingPath, debugDescription: "unknown member \(name)"))
            }
            at = Int(node.document.tokens[at + 1].next)
        }
    }

    var allKeys: [Key] { node.members.compactMap { $0.name.string.flatMap(Key.init(stringValue:)) } }

    func contains(_ key: Key) -> Bool { node[key.stringValue] != nil }

    private func decoder(_ key: Key) throws -> NodeDecoder {
        guard let value = node[key.stringValue] else {
            throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: "missing"))
        }
        return NodeDecoder(node: value, path: path, step: .key(key.stringValue), isLenient: isLenient)
    }

    /// The value of a member that is there and not null, found by one look.
    private func present(_ key: Key) -> NodeDecoder? {
        guard let value = node[key.stringValue], value.kind != .null else { return nil }
        return NodeDecoder(node: value, path: path, step: .key(key.stringValue), isLenient: isLenient)
    }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try present(key)?.bool() }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try present(key)?.string() }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try present(key)?.double() }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try present(key)?.integer() }
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try present(key)?.unbox(type)
    }

    func decodeNil(forKey key: Key) throws -> Bool { try decoder(key).node.kind == .null }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try decoder(key).bool() }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try decoder(key).string() }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try decoder(key).double() }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { Float(try decoder(key).double()) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try decoder(key).integer() }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try decoder(key).integer() }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try decoder(key).integer() }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try decoder(key).integer() }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try decoder(key).integer() }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try decoder(key).integer() }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try decoder(key).integer() }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try decoder(key).integer() }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try decoder(key).integer() }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try decoder(key).integer() }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try decoder(key).unbox(type) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try decoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { NodeDecoder(node: node, path: path, step: nil, isLenient: isLenient) }
    func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }
}

private struct NodeElements: UnkeyedDecodingContainer {
    let node: JSONNode
    let path: NodePath?
    let isLenient: Bool
    var codingPath: [any CodingKey] { NodePath.keys(path, nil) }
    private var index: Int
    private(set) var currentIndex = 0

    init(node: JSONNode, path: NodePath?, isLenient: Bool) {
        self.node = node
        self.path = path
        self.isLenient = isLenient
        index = node.index + 1
    }

    var count: Int? { node.count }
    var isAtEnd: Bool { currentIndex >= node.count }

    private func decoder() throws -> NodeDecoder {
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                Any.self, .init(codingPath: codingPath, debugDescription: "the array has only \(node.count) elements"))
        }
        return NodeDecoder(
            node: JSONNode(document: node.document, index: index), path: path, step: .index(currentIndex),
            isLenient: isLenient)
    }

    private mutating func step() {
        index = Int(node.document.tokens[index].next)
        currentIndex += 1
    }

    mutating func decodeNil() throws -> Bool {
        let isNil = try decoder().node.kind == .null
        if isNil { step() }
        return isNil
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let value = try decoder().unbox(type)
        step()
        return value
    }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        let container = try decoder().container(keyedBy: type)
        step()
        return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try decoder().unkeyedContainer()
        step()
        return container
    }

    mutating func superDecoder() throws -> any Decoder {
        let inner = try decoder()
        step()
        return inner
    }
}

private struct NodeValue: SingleValueDecodingContainer {
    let decoder: NodeDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.node.kind == .null }
    func decode(_ type: Bool.Type) throws -> Bool { try decoder.bool() }
    func decode(_ type: String.Type) throws -> String { try decoder.string() }
    func decode(_ type: Double.Type) throws -> Double { try decoder.double() }
    func decode(_ type: Float.Type) throws -> Float { Float(try decoder.double()) }
    func decode(_ type: Int.Type) throws -> Int { try decoder.integer() }
    func decode(_ type: Int8.Type) throws -> Int8 { try decoder.integer() }
    func decode(_ type: Int16.Type) throws -> Int16 { try decoder.integer() }
    func decode(_ type: Int32.Type) throws -> Int32 { try decoder.integer() }
    func decode(_ type: Int64.Type) throws -> Int64 { try decoder.integer() }
    func decode(_ type: UInt.Type) throws -> UInt { try decoder.integer() }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try decoder.integer() }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try decoder.integer() }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try decoder.integer() }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try decoder.integer() }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.unbox(type) }
}
