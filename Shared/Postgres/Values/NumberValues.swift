import Kernel

extension PostgresColumn {
    /// A whole number from int2, int4, int8, oid, xid8 or a numeric without fraction (a `sum` of bigints).
    func wholeNumber() throws -> Int64 {
        let bytes = try value("a whole number")
        switch (type, bytes.count) {
        case (.int8, 8), (.xid8, 8): return bytes.bigEndian(Int64.self)
        case (.int4, 4): return Int64(bytes.bigEndian(Int32.self))
        case (.int2, 2): return Int64(bytes.bigEndian(Int16.self))
        case (.oid, 4), (.xid, 4): return Int64(bytes.bigEndian(UInt32.self))
        case (.numeric, 8...):
            guard let number = Numeric(bytes)?.wholeNumber else { throw mismatch("a whole number of 64 bits") }
            return number
        default: throw mismatch("a whole number")
        }
    }

    func narrowed<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        guard let number = Number(exactly: try wholeNumber()) else {
            throw PostgresError.decoding("number beyond \(Number.self)")
        }
        return number
    }
}

extension Bool: PostgresValue {
    public static var postgresType: PostgresType { .bool }
    public func encodePostgres(into bytes: inout [UInt8]) { bytes.append(self ? 1 : 0) }

    public static func decodePostgres(_ column: PostgresColumn) throws -> Bool {
        let bytes = try column.value("bool")
        guard column.type == .bool, bytes.count == 1 else { throw column.mismatch("bool") }
        return bytes[0] != 0
    }
}

extension Int: PostgresValue {
    public static var postgresType: PostgresType { .int8 }
    public func encodePostgres(into bytes: inout [UInt8]) { bytes.appendBigEndian(Int64(self)) }
    public static func decodePostgres(_ column: PostgresColumn) throws -> Int { try column.narrowed(Int.self) }
}

extension Int64: PostgresValue {
    public static var postgresType: PostgresType { .int8 }
    public func encodePostgres(into bytes: inout [UInt8]) { bytes.appendBigEndian(self) }
    public static func decodePostgres(_ column: PostgresColumn) throws -> Int64 { try column.wholeNumber() }
}

extension Int32: PostgresValue {
    public static var postgresType: PostgresType { .int4 }
    public func encodePostgres(into bytes: inout [UInt8]) { bytes.appendBigEndian(self) }
    public static func decodePostgres(_ column: PostgresColumn) throws -> Int32 { try column.narrowed(Int32.self) }
}

extension Int16: PostgresValue {
    public static var postgresType: PostgresType { .int2 }
    public func encodePostgres(into bytes: inout [UInt8]) { bytes.appendBigEndian(self) }
    public static func decodePostgres(_ column: PostgresColumn) throws -> Int16 { try column.narrowed(Int16.self) }
}

extension Double: PostgresValue {
    public static var postgresType: PostgresType { .float8 }
    public func encodePostgres(into bytes: inout [UInt8]) { bytes.appendBigEndian(bitPattern) }

    /// From float8, float4, numeric (nearest) or a whole number.
    public static func decodePostgres(_ column: PostgresColumn) throws -> Double {
        let bytes = try column.value("a number")
        switch (column.type, bytes.count) {
        case (.float8, 8): return Double(bitPattern: bytes.bigEndian(UInt64.self))
        case (.float4, 4): return Double(Float(bitPattern: bytes.bigEndian(UInt32.self)))
        case (.numeric, 8...):
            guard let number = Numeric(bytes).flatMap({ Double($0.description) }) else {
                throw column.mismatch("a number")
            }
            return number
        default: return Double(try column.wholeNumber())
        }
    }
}

extension Money: PostgresValue {
    public static var postgresType: PostgresType { .int8 }
    public func encodePostgres(into bytes: inout [UInt8]) { bytes.appendBigEndian(satang) }

    /// Satang, from a whole number or a numeric without fraction (the sum of a bigint column).
    public static func decodePostgres(_ column: PostgresColumn) throws -> Money {
        Money(satang: try column.wholeNumber())
    }
}

extension FiscalYear: PostgresValue {
    public static var postgresType: PostgresType { .int4 }
    public func encodePostgres(into bytes: inout [UInt8]) { bytes.appendBigEndian(Int32(buddhistYear)) }

    public static func decodePostgres(_ column: PostgresColumn) throws -> FiscalYear {
        guard let year = FiscalYear(try column.narrowed(Int.self)) else {
            throw PostgresError.decoding("not a fiscal year")
        }
        return year
    }
}
