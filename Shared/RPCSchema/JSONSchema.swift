import JSONRPC
import Kernel

/// A type that says itself what its schema is (dates, money, ids).
public typealias JSONSchemaDescribed = JSONShaped

/// JSON Schema (draft 7) of a type, found by letting it decode itself.
public enum SchemaReflection {
    /// The schema with everything in it, no references.
    /// - Throws: `ShapeReflectionFailure` for a type of which no sample can be made.
    public static func schema<Value: Decodable>(of type: Value.Type) throws -> JSONValue {
        JSONSchema.inline(try ShapeReflection.shape(of: type))
    }
}

/// Schemas from shapes.
enum JSONSchema {
    static func inline(_ shape: JSONShape) -> JSONValue {
        write(shape) { _, members in object(members, isClosed: true, notes: [:], inline) }
    }

    /// - Parameter object: what stands for an object: itself, or a reference to it.
    static func write(_ shape: JSONShape, object: (String, [JSONShapeMember]) -> JSONValue) -> JSONValue {
        switch shape {
        case .any: .record([])
        case .null: type("null")
        case .boolean: type("boolean")
        case .number: type("number")
        case .integer(let minimum, let maximum):
            .record([
                ("type", .string("integer")), ("minimum", minimum.map { .number(String($0)) }),
                ("maximum", maximum.map { .number(String($0)) }),
            ])
        case .string(let format, let pattern):
            .record([
                ("type", .string("string")), ("format", format.map(JSONValue.string)),
                ("pattern", pattern.map(JSONValue.string)),
            ])
        case .choice(let names):
            .record([("type", .string("string")), ("enum", .array(names.map(JSONValue.string)))])
        case .array(let element):
            .record([("type", .string("array")), ("items", write(element, object: object))])
        case .map(let value):
            .record([("type", .string("object")), ("additionalProperties", write(value, object: object))])
        case .object(let name, let members): object(name, members)
        }
    }

    /// - Parameter isClosed: unknown members are refused, as they are in params; what a result has may grow.
    static func object(
        _ members: [JSONShapeMember], isClosed: Bool, notes: [String: LocalizedText],
        _ schema: (JSONShape) -> JSONValue
    ) -> JSONValue {
        let properties = members.map { member in
            JSONMember(name: member.name, value: described(schema(member.shape), notes[member.name]))
        }
        let required = members.filter(\.isRequired).map { JSONValue.string($0.name) }
        return .record([
            ("type", .string("object")), ("properties", .object(properties)),
            ("required", required.isEmpty ? nil : .array(required)),
            ("additionalProperties", isClosed ? .bool(false) : nil),
        ])
    }

    /// Beside a reference draft 7 ignores everything, so that a described one is wrapped.
    static func described(_ schema: JSONValue, _ note: LocalizedText?) -> JSONValue {
        guard let note else { return schema }
        let description = JSONMember(name: "description", value: .string(note.bothLines))
        guard case .object(let members) = schema, schema["$ref"] == nil else {
            return .object([description, JSONMember(name: "allOf", value: .array([schema]))])
        }
        return .object(members + [description])
    }

    private static func type(_ name: String) -> JSONValue { .record([("type", .string(name))]) }
}

extension JSONValue {
    /// An object of those members that are there.
    static func record(_ members: [(String, JSONValue?)]) -> JSONValue {
        .object(members.compactMap { name, value in value.map { JSONMember(name: name, value: $0) } })
    }

    static func localized(_ text: LocalizedText) -> JSONValue {
        .record([("th", .string(text.th)), ("en", text.en.map(JSONValue.string))])
    }
}

extension LocalizedText {
    /// English, then Thai on a line of its own.
    var bothLines: String { [en ?? "", th].filter { !$0.isEmpty }.joined(separator: "\n") }
}
