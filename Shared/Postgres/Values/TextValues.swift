import Kernel

/// JSON text for a `jsonb` parameter or column, as it is.
public struct JSONText: Sendable, Hashable {
    public var utf8: [UInt8]
    public init(utf8: [UInt8]) { self.utf8 = utf8 }
}

extension JSONText: PostgresValue {
    public static var postgresType: PostgresType { .jsonb }

    public func encodePostgres(into bytes: inout [UInt8]) {
        bytes.append(1)  // the version of jsonb's binary form
        bytes.append(contentsOf: utf8)
    }

    /// From jsonb, json or text, without looking into it.
    public static func decodePostgres(_ column: PostgresColumn) throws -> JSONText {
        let bytes = try column.value("json")
        switch column.type {
        case .jsonb: return JSONText(utf8: [UInt8](bytes.dropFirst()))
        case let type where type.isText: return JSONText(utf8: [UInt8](bytes))
        default: throw column.mismatch("json")
        }
    }
}

extension String: PostgresValue {
    public static var postgresType: PostgresType { .text }
    public static var parameterType: PostgresType { .inferred }
    public func encodePostgres(into bytes: inout [UInt8]) { bytes.append(contentsOf: utf8) }
    public func append(to parameters: inout Parameters) { parameters.appendText(self) }

    /// From any text type, an enum or json; numbers, dates, uuids and bools in their usual form.
    public static func decodePostgres(_ column: PostgresColumn) throws -> String {
        let bytes = try column.value("text")
        switch column.type {
        case let type where type.isText: return String(decoding: bytes, as: UTF8.self)
        case .jsonb: return String(decoding: bytes.dropFirst(), as: UTF8.self)
        case .int2, .int4, .int8: return String(try column.wholeNumber())
        case .numeric:
            guard let number = Numeric(bytes) else { throw column.mismatch("text") }
            return number.description
        case .uuid: return try ID.decodePostgres(column).description
        case .date: return try CalendarDate.decodePostgres(column).description
        case .timestamptz: return try Instant.decodePostgres(column).description
        case .bool: return String(try Bool.decodePostgres(column))
        default: throw column.mismatch("text")
        }
    }
}

extension ID: PostgresValue {
    public static var postgresType: PostgresType { .uuid }

    public func encodePostgres(into bytes: inout [UInt8]) {
        bytes.appendBigEndian(high)
        bytes.appendBigEndian(low)
    }

    public static func decodePostgres(_ column: PostgresColumn) throws -> ID {
        let bytes = try column.value("uuid")
        if column.type == .uuid, bytes.count == 16 {
            return ID(high: bytes.bigEndian(UInt64.self), low: bytes.bigEndian(UInt64.self, at: 8))
        }
        guard column.type.isText, let id = ID(String(decoding: bytes, as: UTF8.self)) else {
            throw column.mismatch("uuid")
        }
        return id
    }
}
