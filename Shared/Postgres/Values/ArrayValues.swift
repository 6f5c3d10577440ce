import Kernel

extension Array: PostgresValue where Element: PostgresArrayElement {
    public static var postgresType: PostgresType { Element.arrayType }
    public func encodePostgres(into bytes: inout [UInt8]) { Element.encodeArray(self, into: &bytes) }
    public static func decodePostgres(_ column: PostgresColumn) throws -> Self { try Element.decodeArray(column) }
}

extension PostgresArrayElement where Self: PostgresValue {
    public static var elementType: PostgresType { postgresType }
    public func encodeElement(into bytes: inout [UInt8]) { encodePostgres(into: &bytes) }
    public static func decodeElement(_ column: PostgresColumn) throws -> Self { try decodePostgres(column) }
}

extension PostgresArrayElement {
    public var isNullElement: Bool { false }
    public static var arrayType: PostgresType { elementType.array ?? .inferred }

    /// Dimensions, a flag for nulls, the element type, then length and bytes of each element
    /// (PostgreSQL `array_send`).
    public static func encodeArray(_ elements: [Self], into bytes: inout [UInt8]) {
        bytes.appendBigEndian(Int32(elements.isEmpty ? 0 : 1))
        bytes.appendBigEndian(Int32(elements.contains(where: \.isNullElement) ? 1 : 0))
        bytes.appendBigEndian(elementType.rawValue)
        guard !elements.isEmpty else { return }
        bytes.appendBigEndian(Int32(elements.count))
        bytes.appendBigEndian(Int32(1))
        for element in elements {
            if element.isNullElement {
                bytes.appendBigEndian(Int32(-1))
                continue
            }
            let start = bytes.count
            bytes.appendBigEndian(Int32(0))
            element.encodeElement(into: &bytes)
            let length = UInt32(bytes.count - start - 4)
            for place in 0..<4 { bytes[start + place] = UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * place)) }
        }
    }

    public static func decodeArray(_ column: PostgresColumn) throws -> [Self] {
        let bytes = try column.value("an array")
        guard bytes.count >= 12 else { throw column.mismatch("an array") }
        let dimensions = bytes.bigEndian(Int32.self)
        if dimensions == 0 { return [] }
        guard dimensions == 1, bytes.count >= 20 else { throw column.mismatch("an array of one dimension") }
        let type = PostgresType(rawValue: bytes.bigEndian(UInt32.self, at: 8))
        let count = Int(bytes.bigEndian(Int32.self, at: 12))
        guard count >= 0, count <= bytes.count / 4 else { throw column.mismatch("an array") }
        var elements: [Self] = []
        elements.reserveCapacity(count)
        var offset = 20
        for _ in 0..<count {
            guard offset + 4 <= bytes.count else { throw column.mismatch("a whole array") }
            let length = Int(bytes.bigEndian(Int32.self, at: offset))
            offset += 4
            if length < 0 {
                elements.append(try decodeElement(PostgresColumn(bytes: nil, type: type)))
                continue
            }
            guard offset + length <= bytes.count else { throw column.mismatch("a whole array") }
            let element = UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + length)])
            elements.append(try decodeElement(PostgresColumn(bytes: element, type: type)))
            offset += length
        }
        return elements
    }
}

extension Optional: PostgresArrayElement where Wrapped: PostgresArrayElement {
    public static var elementType: PostgresType { Wrapped.elementType }
    public var isNullElement: Bool { self == nil }

    public func encodeElement(into bytes: inout [UInt8]) {
        if let self { self.encodeElement(into: &bytes) }
    }

    public static func decodeElement(_ column: PostgresColumn) throws -> Self {
        column.bytes == nil ? nil : try Wrapped.decodeElement(column)
    }
}

extension UInt8: PostgresArrayElement {
    public static var elementType: PostgresType { .bytea }
    public static var arrayType: PostgresType { .bytea }
    public func encodeElement(into bytes: inout [UInt8]) { bytes.append(self) }

    public static func decodeElement(_ column: PostgresColumn) throws -> UInt8 {
        throw column.mismatch("an array")
    }

    public static func encodeArray(_ elements: [UInt8], into bytes: inout [UInt8]) {
        bytes.append(contentsOf: elements)
    }

    /// The bytes of a bytea, text, json or jsonb column as they are.
    public static func decodeArray(_ column: PostgresColumn) throws -> [UInt8] {
        let bytes = try column.value("bytea")
        switch column.type {
        case .bytea: return [UInt8](bytes)
        case .jsonb: return [UInt8](bytes.dropFirst())
        case let type where type.isText: return [UInt8](bytes)
        default: throw column.mismatch("bytea, text or json")
        }
    }
}

extension Int: PostgresArrayElement {}
extension Int16: PostgresArrayElement {}
extension Int32: PostgresArrayElement {}
extension Int64: PostgresArrayElement {}
extension Double: PostgresArrayElement {}
extension Bool: PostgresArrayElement {}
extension String: PostgresArrayElement {}
extension ID: PostgresArrayElement {}
extension Money: PostgresArrayElement {}
extension Instant: PostgresArrayElement {}
extension CalendarDate: PostgresArrayElement {}
extension FiscalYear: PostgresArrayElement {}
extension JSONText: PostgresArrayElement {}
