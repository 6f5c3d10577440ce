import CommonContract
import JSONRPC

/// Reads JSON that a service itself has stored or sent.
public enum StoredJSON {
    public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        let document = try JSONDocument(parsing: bytes, limits: JSONLimits())
        return try JSONTokenDecoder.decode(type, from: document.root)
    }

    static func value(_ text: String?) throws -> JSONValue? {
        guard let text else { return nil }
        return try JSONDocument(parsing: Array(text.utf8), limits: JSONLimits()).root.value
    }
}

extension CloudEvent {
    /// The event's data as the type that it was made of.
    public func decoded<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try StoredJSON.decode(type, from: try JSONEncoding.bytes(data))
    }
}
