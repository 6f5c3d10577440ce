/// A value that can be a parameter or a column: `Bool`, `Int16/32/64`, `Int`, `Double`, `String`, `[UInt8]` (bytea),
/// `ID` (uuid), `Money` (bigint, satang), `Instant` (timestamptz), `CalendarDate` (date), `FiscalYear` (integer),
/// `JSONText` (jsonb), `Optional` of these, and `Array` of them. An enum with raw values of these conforms by
/// declaring it.
///
/// A `String` parameter has no type of its own: the server reads it as whatever the place asks for (text, an enum,
/// numeric, an interval …). All others are declared with their type and sent in binary form.
public protocol PostgresValue: Sendable {
    /// The type in PostgreSQL.
    static var postgresType: PostgresType { get }
    /// The type that a parameter is declared with: `postgresType` unless the server is to infer it.
    static var parameterType: PostgresType { get }
    /// Appends the binary form; not called for null.
    func encodePostgres(into bytes: inout [UInt8])
    /// Reads a column. Throws `PostgresError` of kind `.decoding` if it holds something else, or null.
    static func decodePostgres(_ column: PostgresColumn) throws -> Self
    /// Appends this as one parameter.
    func append(to parameters: inout Parameters)
}

extension PostgresValue {
    public static var parameterType: PostgresType { postgresType }

    public func append(to parameters: inout Parameters) {
        parameters.appendBinary(Self.postgresType) { encodePostgres(into: &$0) }
    }
}

/// What an array parameter or column may hold: `[UInt8]` is bytea, any other a PostgreSQL array.
public protocol PostgresArrayElement: Sendable {
    static var elementType: PostgresType { get }
    var isNullElement: Bool { get }
    func encodeElement(into bytes: inout [UInt8])
    static func decodeElement(_ column: PostgresColumn) throws -> Self
    static func encodeArray(_ elements: [Self], into bytes: inout [UInt8])
    static func decodeArray(_ column: PostgresColumn) throws -> [Self]
    /// The type that an array of these is declared with.
    static var arrayType: PostgresType { get }
}

/// One column of one row: its bytes in binary form (`nil` for null) and its type. Valid only while it is decoded.
public struct PostgresColumn {
    public let bytes: UnsafeRawBufferPointer?
    public let type: PostgresType

    /// The bytes; throws if the column is null.
    func value(_ wanted: @autoclosure () -> String) throws -> UnsafeRawBufferPointer {
        guard let bytes else { throw PostgresError.decoding("null where \(wanted()) is wanted") }
        return bytes
    }

    func mismatch(_ wanted: String) -> PostgresError {
        PostgresError.decoding("type \(type.rawValue) where \(wanted) is wanted")
    }
}

extension UnsafeRawBufferPointer {
    /// A number in network order at `offset`; the caller has checked the length.
    func bigEndian<Number: FixedWidthInteger>(_ type: Number.Type, at offset: Int = 0) -> Number {
        Number(bigEndian: loadUnaligned(fromByteOffset: offset, as: type))
    }
}

extension Array where Element == UInt8 {
    mutating func appendBigEndian<Number: FixedWidthInteger>(_ number: Number) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }
}

extension Optional: PostgresValue where Wrapped: PostgresValue {
    public static var postgresType: PostgresType { Wrapped.postgresType }
    public static var parameterType: PostgresType { Wrapped.parameterType }

    public func encodePostgres(into bytes: inout [UInt8]) {
        if let self { self.encodePostgres(into: &bytes) }
    }

    public func append(to parameters: inout Parameters) {
        if let self { self.append(to: &parameters) } else { parameters.appendNull(Wrapped.parameterType) }
    }

    public static func decodePostgres(_ column: PostgresColumn) throws -> Self {
        column.bytes == nil ? nil : try Wrapped.decodePostgres(column)
    }
}

extension PostgresValue where Self: RawRepresentable, RawValue: PostgresValue {
    public static var postgresType: PostgresType { RawValue.postgresType }
    public static var parameterType: PostgresType { RawValue.parameterType }
    public func encodePostgres(into bytes: inout [UInt8]) { rawValue.encodePostgres(into: &bytes) }
    public func append(to parameters: inout Parameters) { rawValue.append(to: &parameters) }

    public static func decodePostgres(_ column: PostgresColumn) throws -> Self {
        guard let value = Self(rawValue: try RawValue.decodePostgres(column)) else {
            throw PostgresError.decoding("not a \(Self.self)")
        }
        return value
    }
}
