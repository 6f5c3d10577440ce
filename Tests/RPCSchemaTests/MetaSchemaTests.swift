import Glibc
import JSONRPC
import Kernel
import RPCSchema
import Testing

/// The document against OpenRPC's own meta-schema, where the design data stand beside the project.
@Suite struct MetaSchemaTests {
    private static let address = "../shared/data/schemas/openrpc-1.4.schema.json"

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    @Test func theDocumentIsAnOpenRPCDocument() throws {
        guard let meta = Self.read(Self.address) else {
            print("skipped: \(Self.address) is not beside the project")
            return
        }
        let schema = try JSONDocument(parsing: meta).root.value
        let document = try OpenRPCDocument(
            service: LocalizedText("บริการ", "Service"), version: "1.0.0", methods: [CreateOffering.self],
            limits: [OpenRPCLimit("bodyBytesMax", 1_000)])
        let value = try JSONDocument(parsing: document.bytes).root.value
        #expect(SchemaCheck(root: schema).faults(value, schema, "").isEmpty)
        // The checker finds what is wrong, too.
        guard case .object(let members) = value else { return }
        let spoilt = JSONValue.object(members + [JSONMember(name: "unknown", value: .null)])
        #expect(!SchemaCheck(root: schema).faults(spoilt, schema, "").isEmpty)
    }
}

/// The part of JSON Schema draft 7 that the meta-schema uses.
struct SchemaCheck {
    let root: JSONValue

    func faults(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
        if case .string(let reference)? = schema["$ref"] { return followed(value, reference, path) }
        var found: [String] = []
        if case .string(let type)? = schema["type"], !fits(value, type) { found.append("\(path): not \(type)") }
        if case .array(let choices)? = schema["enum"], !choices.contains(value) { found.append("\(path): not in enum") }
        if case .string(let pattern)? = schema["pattern"], case .string(let text) = value,
            let regex = try? Regex(pattern), text.firstMatch(of: regex) == nil
        {
            found.append("\(path): not like \(pattern)")
        }
        if case .array(let choices)? = schema["oneOf"] {
            let each = choices.map { faults(value, $0, path) }
            let fitting = each.filter(\.isEmpty).count
            if fitting != 1 { found += ["\(path): fits \(fitting) of oneOf"] + (each.first ?? []) }
        }
        if case .array(let required)? = schema["required"], case .object(let members) = value {
            for case .string(let name) in required where !members.contains(where: { $0.name == name }) {
                found.append("\(path): lacks \(name)")
            }
        }
        if case .array(let items) = value, let item = schema["items"] {
            for (index, element) in items.enumerated() { found += faults(element, item, "\(path)/\(index)") }
        }
        if case .object(let members) = value { found += membersFaults(members, schema, path) }
        return found
    }

    private func membersFaults(_ members: [JSONMember], _ schema: JSONValue, _ path: String) -> [String] {
        var found: [String] = []
        for member in members {
            var isKnown = false
            if let property = schema["properties"]?[member.name] {
                isKnown = true
                found += faults(member.value, property, "\(path)/\(member.name)")
            }
            if case .object(let patterns)? = schema["patternProperties"] {
                for pattern in patterns {
                    guard let regex = try? Regex(pattern.name), member.name.firstMatch(of: regex) != nil else {
                        continue
                    }
                    isKnown = true
                    found += faults(member.value, pattern.value, "\(path)/\(member.name)")
                }
            }
            if !isKnown, schema["additionalProperties"] == .bool(false) {
                found.append("\(path): unknown member \(member.name)")
            }
        }
        return found
    }

    private func followed(_ value: JSONValue, _ reference: String, _ path: String) -> [String] {
        // Another document (JSON Schema's own meta-schema) is not looked into.
        guard reference.hasPrefix("#/") else { return [] }
        var schema = root
        for name in reference.dropFirst(2).split(separator: "/") {
            guard let inner = schema[String(name)] else { return ["\(path): no \(reference)"] }
            schema = inner
        }
        return faults(value, schema, path)
    }

    private func fits(_ value: JSONValue, _ type: String) -> Bool {
        switch (value, type) {
        case (.object, "object"), (.array, "array"), (.string, "string"), (.bool, "boolean"), (.null, "null"),
            (.number, "number"):
            true
        case (.number(let text), "integer"): Int(text) != nil
        default: false
        }
    }
}
