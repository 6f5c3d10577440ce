import Kernel
import Postgres
import TestSupport
import Testing

/// Gives its parameter back.
private struct Echo<Value: PostgresValue>: Statement {
    static var sql: String { "SELECT $1" }
    let value: Value
    func bind(_ parameters: inout Parameters) { parameters.append(value) }
    static func decode(_ row: inout RowReader) throws -> Value { try row.next() }
}

private enum Colour: String, PostgresValue, PostgresArrayElement, CaseIterable {
    case red, green
}

/// What PostgreSQL itself says, against what is decoded.
private struct Literals: Statement {
    struct Row: Sendable {
        var texts: [String] = []
        var moneySum = Money.zero
        var number = 0.0
        var json = JSONText(utf8: [])
        var bytes: [UInt8] = []
        var jsonBytes: [UInt8] = []
        var instant: Instant?
        var date: CalendarDate?
        var nothing: [String]?
    }

    static let sql = """
        SELECT '12345.6700'::numeric, '-0.00012'::numeric, '100000000'::numeric, 0::numeric, 'NaN'::numeric,
               7::smallint, '{"a":1}'::jsonb, 'x'::char(3),
               (SELECT sum(n) FROM (VALUES (9000000000::bigint), (-1)) AS v (n)),
               '1e-3'::numeric, '{"a":1}'::jsonb, '\\x00ff'::bytea, '{"b": 2}'::json,
               '2022-10-01 02:00:00.5+00'::timestamptz, '1999-12-31'::date, NULL::text[]
        """
    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> Row {
        var result = Row()
        for _ in 0..<8 { result.texts.append(try row.next()) }
        result.moneySum = try row.next()
        result.number = try row.next()
        result.json = try row.next()
        result.bytes = try row.next()
        result.jsonBytes = try row.next()
        result.instant = try row.next()
        result.date = try row.next()
        result.nothing = try row.next()
        return result
    }
}

private struct Typed: Statement {
    static let sql = "SELECT kind::text FROM thing WHERE kind = $1 AND amount = $2 AND born < $3"
    func bind(_ parameters: inout Parameters) {
        parameters.append("big")
        parameters.append("12.50")
        parameters.append(String?.some("infinity"))
    }
    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

@Suite struct ValueTests {
    private func comesBack<Value: PostgresValue & Equatable>(_ values: [Value], _ client: PostgresClient) async throws {
        for value in values {
            let back = try await client.first(Echo(value: value))
            #expect(back == value)
            let optional = try await client.first(Echo(value: Optional(value)))
            #expect(optional == value)
        }
        let null = try await client.first(Echo(value: Value?.none))
        #expect(null == .some(.none))
    }

    @Test func everyTypeComesBackAsItWent() async throws {
        try await withTestDatabase { client in
            var random = SystemRandomNumberGenerator()
            let numbers = [0, 1, -1, .max, .min] + (0..<20).map { _ in Int.random(in: .min ... .max) }
            try await comesBack([true, false], client)
            try await comesBack(numbers, client)
            try await comesBack(numbers.map { Int64($0) }, client)
            try await comesBack(numbers.map { Int32(truncatingIfNeeded: $0) }, client)
            try await comesBack(numbers.map { Int16(truncatingIfNeeded: $0) }, client)
            try await comesBack(numbers.map { Double($0) / 3 } + [.infinity, -.infinity], client)
            try await comesBack(["", "ก", "สวัสดี 👋", "it's \\ \"q\"", String(repeating: "ก", count: 9_999)], client)
            try await comesBack([[], [0], (0..<999).map { _ in UInt8.random(in: 0...255, using: &random) }], client)
            try await comesBack((0..<9).map { _ in ID(high: random.next(), low: random.next()) }, client)
            try await comesBack(numbers.map { Money(satang: Int64($0)) }, client)
            let moments = (0..<20).map { _ in Int64.random(in: -60_000_000_000_000_000...200_000_000_000_000_000) }
            try await comesBack(moments.map(Instant.init(microsecondsSinceEpoch:)), client)
            let days = (0..<20).map { _ in Int.random(in: -719_162...2_932_896) } + [-719_162, 2_932_896]
            try await comesBack(days.compactMap(CalendarDate.init(daysSinceEpoch:)), client)
            try await comesBack([2400, 2566, 2800].compactMap(FiscalYear.init), client)
            try await comesBack([JSONText(utf8: Array("[1, \"ก\"]".utf8))], client)
            try await comesBack(Colour.allCases, client)
        }
    }

    @Test func arraysComeBackAsTheyWent() async throws {
        try await withTestDatabase { client in
            try await comesBack([[], [1, -5, .max]], client)
            try await comesBack([[], ["a", "", "ก,{}\"\\"]], client)
            try await comesBack([["a", nil, "b"], [nil]], client)
            try await comesBack([[true, false]], client)
            try await comesBack([[0.5, -1]], client)
            try await comesBack([[ID(high: 1, low: 2)]], client)
            try await comesBack([[Money(satang: 5)]], client)
            try await comesBack([[Colour.red, .green]], client)
            try await comesBack([[CalendarDate.epoch]], client)
        }
    }

    @Test func whatPostgreSQLMakesIsRead() async throws {
        try await withTestDatabase { client in
            let row = try #require(try await client.first(Literals()))
            #expect(row.texts == ["12345.6700", "-0.00012", "100000000", "0", "nan", "7", "{\"a\": 1}", "x  "])
            #expect(row.moneySum == Money(satang: 8_999_999_999))
            #expect(row.number == 0.001)
            #expect(row.json.utf8 == Array("{\"a\": 1}".utf8))
            #expect(row.bytes == [0, 255])
            #expect(row.jsonBytes == Array("{\"b\": 2}".utf8))
            #expect(row.instant == Instant("2022-10-01T02:00:00.5Z"))
            #expect(row.date == CalendarDate("1999-12-31"))
            #expect(row.nothing == nil)
        }
    }

    @Test func aTextTakesTheTypeOfItsPlace() async throws {
        let things = Migration(
            "test-0001-thing",
            """
            CREATE TYPE size AS ENUM ('small', 'big');
            CREATE TABLE thing (kind size, amount numeric, born date);
            INSERT INTO thing VALUES ('big', 12.5, '2020-01-01')
            """)
        try await withTestDatabase(migrations: [things]) { client in
            let kinds = try await client.all(Typed())
            #expect(kinds == ["big"])
        }
    }

    @Test func aNULInATextIsRefused() async throws {
        try await withTestDatabase { client in
            let error = await #expect(throws: PostgresError.self) { try await client.all(Echo(value: "a\u{0}b")) }
            #expect(error?.sqlState == "22021")
        }
    }

    @Test func aColumnOfAnotherTypeIsADecodingError() async throws {
        try await withTestDatabase(migrations: notes) { client in
            try await client.execute(AddNote(id: 1, text: "one"))
            struct Wrong: Statement {
                static let sql = "SELECT text FROM note"
                func bind(_ parameters: inout Parameters) {}
                static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
            }
            let error = await #expect(throws: PostgresError.self) { try await client.all(Wrong()) }
            #expect(error?.kind == .decoding)
        }
    }
}
