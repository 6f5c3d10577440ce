import Kernel

/// PostgreSQL counts from 2000-01-01, 10 957 days after 1970-01-01.
private let epochShiftDays = 10_957
private let epochShiftMicroseconds: Int64 = 10_957 * 86_400 * 1_000_000

extension Instant: PostgresValue {
    public static var postgresType: PostgresType { .timestamptz }

    public func encodePostgres(into bytes: inout [UInt8]) {
        bytes.appendBigEndian(microsecondsSinceEpoch - epochShiftMicroseconds)
    }

    /// From timestamptz, or from timestamp taken as UTC. `infinity` is refused.
    public static func decodePostgres(_ column: PostgresColumn) throws -> Instant {
        let bytes = try column.value("timestamptz")
        guard column.type == .timestamptz || column.type == .timestamp, bytes.count == 8 else {
            throw column.mismatch("timestamptz")
        }
        let (sum, overflow) = bytes.bigEndian(Int64.self).addingReportingOverflow(epochShiftMicroseconds)
        guard !overflow, sum != Int64.min + epochShiftMicroseconds else {
            throw PostgresError.decoding("an infinite timestamp")
        }
        return Instant(microsecondsSinceEpoch: sum)
    }
}

extension CalendarDate: PostgresValue {
    public static var postgresType: PostgresType { .date }

    public func encodePostgres(into bytes: inout [UInt8]) {
        bytes.appendBigEndian(Int32(daysSinceEpoch - epochShiftDays))
    }

    public static func decodePostgres(_ column: PostgresColumn) throws -> CalendarDate {
        let bytes = try column.value("date")
        guard column.type == .date, bytes.count == 4 else { throw column.mismatch("date") }
        guard let date = CalendarDate(daysSinceEpoch: Int(bytes.bigEndian(Int32.self)) + epochShiftDays) else {
            throw PostgresError.decoding("a date outside years 1 to 9999")
        }
        return date
    }
}
