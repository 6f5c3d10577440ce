import Kernel
import Synchronization

/// Finds what a type looks like by letting it decode itself from a decoder that only takes notes. No macro, so that a
/// build stays short.
public enum ShapeReflection {
    private struct Key: Hashable, Sendable { let type: ObjectIdentifier }
    private static let known = Mutex<[Key: JSONShape]>([:])

    /// - Throws: `ShapeReflectionFailure` for a type that cannot be made from what it asks for; it must be `JSONShaped`.
    public static func shape<Value: Decodable>(of type: Value.Type) throws -> JSONShape {
        let key = Key(type: ObjectIdentifier(type))
        if let shape = known.withLock({ $0[key] }) { return shape }
        let shape = try Notes(path: []).look(at: type).shape
        known.withLock { $0[key] = shape }
        return shape
    }
}

/// A type that could not be looked into.
public struct ShapeReflectionFailure: Error, CustomStringConvertible {
    public let type: String
    public var description: String { "\(type): no sample of it can be made; let it conform to JSONShaped" }
}

/// What a type asked its decoder for, so far.
private final class Notes {
    var shape: JSONShape?
    var members: [JSONShapeMember] = []
    /// Types being looked into, outermost first: a type inside itself is not followed.
    let path: [ObjectIdentifier]

    init(path: [ObjectIdentifier]) { self.path = path }

    func look<Value: Decodable>(at type: Value.Type) throws -> (shape: JSONShape, sample: Value?) {
        if type == String.self { return (.string, "text" as? Value) }
        if type == JSONValue.self { return (.any, JSONValue.null as? Value) }
        if let shaped = type as? any JSONShaped.Type {
            return (shaped.jsonShape, try sample(type, [shaped.jsonExample]))
        }
        if let cases = choices(type) { return (.choice(cases.names), cases.first as? Value) }
        guard !path.contains(ObjectIdentifier(type)) else { return (.any, nil) }
        let inner = Notes(path: path + [ObjectIdentifier(type)])
        let made = try? Value(from: NotesDecoder(notes: inner))
        if let made { return (inner.finished(type), made) }
        // A value with a form of its own: what it asked for is known, what it takes has to be guessed.
        let guesses = [#""""#, #""0""#, #""67""#, #""2022-10-01""#, "0", "1", "2566", "{}", "[]"]
        return (inner.finished(type), try sample(type, guesses))
    }

    private func sample<Value: Decodable>(_ type: Value.Type, _ texts: [String]) throws -> Value {
        for text in texts {
            if let document = try? JSONDocument(parsing: Array(text.utf8)),
                let value = try? JSONTokenDecoder.decode(type, from: document.root)
            {
                return value
            }
        }
        throw ShapeReflectionFailure(type: String(describing: type))
    }

    func finished(_ type: Any.Type) -> JSONShape {
        shape ?? .object(name: String(describing: type), members: members)
    }

    private func choices(_ type: Any.Type) -> (names: [String], first: Any)? {
        guard let cases = type as? any CaseIterable.Type else { return nil }
        func all<Cases: CaseIterable>(_ type: Cases.Type) -> [Any] { Array(type.allCases) }
        let values = all(cases)
        let names = values.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
        guard names.count == values.count, let first = values.first else { return nil }
        return (names, first)
    }
}

private struct NotesDecoder: Decoder {
    let notes: Notes
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(NotesMembers(notes: notes))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer { NotesElements(notes: notes) }
    func singleValueContainer() -> any SingleValueDecodingContainer { NotesValue(notes: notes) }
}

private struct NotesMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let notes: Notes
    var codingPath: [any CodingKey] { [] }

    /// A dictionary looks at its keys first: one is enough to see what its values are.
    var allKeys: [Key] { Key(stringValue: "key").map { [$0] } ?? [] }
    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) -> Bool { false }

    private func note(_ key: Key, _ shape: JSONShape, required: Bool = true) {
        if Key(stringValue: "key") != nil, Key(stringValue: "another key") != nil {
            notes.shape = .map(shape)
        } else if !notes.members.contains(where: { $0.name == key.stringValue }) {
            notes.members.append(JSONShapeMember(name: key.stringValue, shape: shape, isRequired: required))
        }
    }

    private func integer<Value: FixedWidthInteger>(_ key: Key, _ type: Value.Type) -> Value {
        note(key, IntegerShape.of(type))
        return 1
    }

    func decode(_ type: Bool.Type, forKey key: Key) -> Bool {
        note(key, .boolean)
        return false
    }
    func decode(_ type: String.Type, forKey key: Key) -> String {
        note(key, .string)
        return "text"
    }
    func decode(_ type: Double.Type, forKey key: Key) -> Double {
        note(key, .number)
        return 1
    }
    func decode(_ type: Float.Type, forKey key: Key) -> Float {
        note(key, .number)
        return 1
    }
    func decode(_ type: Int.Type, forKey key: Key) -> Int { integer(key, type) }
    func decode(_ type: Int8.Type, forKey key: Key) -> Int8 { integer(key, type) }
    func decode(_ type: Int16.Type, forKey key: Key) -> Int16 { integer(key, type) }
    func decode(_ type: Int32.Type, forKey key: Key) -> Int32 { integer(key, type) }
    func decode(_ type: Int64.Type, forKey key: Key) -> Int64 { integer(key, type) }
    func decode(_ type: UInt.Type, forKey key: Key) -> UInt { integer(key, type) }
    func decode(_ type: UInt8.Type, forKey key: Key) -> UInt8 { integer(key, type) }
    func decode(_ type: UInt16.Type, forKey key: Key) -> UInt16 { integer(key, type) }
    func decode(_ type: UInt32.Type, forKey key: Key) -> UInt32 { integer(key, type) }
    func decode(_ type: UInt64.Type, forKey key: Key) -> UInt64 { integer(key, type) }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let (shape, sample) = try notes.look(at: type)
        note(key, shape)
        guard let sample else { throw ShapeReflectionFailure(type: String(describing: type)) }
        return sample
    }

    private func optional<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value? {
        let (shape, sample) = try notes.look(at: type)
        note(key, shape, required: false)
        return sample
    }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        note(key, .boolean, required: false)
        return nil
    }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        note(key, .string, required: false)
        return nil
    }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
        note(key, .number, required: false)
        return nil
    }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        note(key, IntegerShape.of(type), required: false)
        return nil
    }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
        note(key, IntegerShape.of(type), required: false)
        return nil
    }
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        _ = try optional(type, key)
        return nil
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        throw ShapeReflectionFailure(type: key.stringValue)
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw ShapeReflectionFailure(type: key.stringValue)
    }
    func superDecoder() throws -> any Decoder { NotesDecoder(notes: notes) }
    func superDecoder(forKey key: Key) throws -> any Decoder { NotesDecoder(notes: notes) }
}

private enum IntegerShape {
    static func of<Value: FixedWidthInteger>(_ type: Value.Type) -> JSONShape {
        Value.bitWidth == 64
            ? .integer(minimum: Value.isSigned ? nil : 0, maximum: nil)
            : .integer(minimum: Int64(Value.min), maximum: Int64(Value.max))
    }
}

/// An array of one element, so that the element is seen.
private struct NotesElements: UnkeyedDecodingContainer {
    let notes: Notes
    var codingPath: [any CodingKey] { [] }
    var count: Int? { 1 }
    private(set) var currentIndex = 0
    var isAtEnd: Bool { currentIndex > 0 }

    init(notes: Notes) { self.notes = notes }

    mutating func decodeNil() -> Bool { false }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        currentIndex += 1
        let (shape, sample) = try notes.look(at: type)
        notes.shape = .array(shape)
        guard let sample else { throw ShapeReflectionFailure(type: String(describing: type)) }
        return sample
    }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw ShapeReflectionFailure(type: "nested object")
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw ShapeReflectionFailure(type: "nested array")
    }
    mutating func superDecoder() throws -> any Decoder { NotesDecoder(notes: notes) }
}

private struct NotesValue: SingleValueDecodingContainer {
    let notes: Notes
    var codingPath: [any CodingKey] { [] }

    private func integer<Value: FixedWidthInteger>(_ type: Value.Type) -> Value {
        notes.shape = IntegerShape.of(type)
        return 1
    }

    func decodeNil() -> Bool { false }
    func decode(_ type: Bool.Type) -> Bool {
        notes.shape = .boolean
        return false
    }
    func decode(_ type: String.Type) -> String {
        notes.shape = .string
        return "text"
    }
    func decode(_ type: Double.Type) -> Double {
        notes.shape = .number
        return 1
    }
    func decode(_ type: Float.Type) -> Float {
        notes.shape = .number
        return 1
    }
    func decode(_ type: Int.Type) -> Int { integer(type) }
    func decode(_ type: Int8.Type) -> Int8 { integer(type) }
    func decode(_ type: Int16.Type) -> Int16 { integer(type) }
    func decode(_ type: Int32.Type) -> Int32 { integer(type) }
    func decode(_ type: Int64.Type) -> Int64 { integer(type) }
    func decode(_ type: UInt.Type) -> UInt { integer(type) }
    func decode(_ type: UInt8.Type) -> UInt8 { integer(type) }
    func decode(_ type: UInt16.Type) -> UInt16 { integer(type) }
    func decode(_ type: UInt32.Type) -> UInt32 { integer(type) }
    func decode(_ type: UInt64.Type) -> UInt64 { integer(type) }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let (shape, sample) = try notes.look(at: type)
        notes.shape = shape
        guard let sample else { throw ShapeReflectionFailure(type: String(describing: type)) }
        return sample
    }
}
