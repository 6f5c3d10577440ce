import Kernel
import Postgres

/// Statements that the tests of this module use.
struct Plain: Statement {
    static let sql = "SELECT $1::bigint + 1"
    let number: Int
    func bind(_ parameters: inout Parameters) { parameters.append(number) }
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

struct AddNote: Statement {
    typealias Row = Void
    static let sql = "INSERT INTO note (id, text) VALUES ($1, $2)"
    let id: Int
    let text: String
    func bind(_ parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(text)
    }
}

struct Notes: Statement {
    static let sql = "SELECT text FROM note ORDER BY id"
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

let notes = [
    Migration("test-0001-note", "CREATE TABLE note (id bigint PRIMARY KEY, text text NOT NULL CHECK (text <> 'bad'))")
]

struct Sleep: Statement {
    typealias Row = Void
    static let sql = "SELECT pg_sleep($1)"
    let seconds: Double
    func bind(_ parameters: inout Parameters) { parameters.append(seconds) }
}

/// Fails for zero.
struct Divide: Statement {
    static let sql = "SELECT 100 / $1::bigint"
    let by: Int
    func bind(_ parameters: inout Parameters) { parameters.append(by) }
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

/// The same as a read, which goes in groups.
struct DivideInGroup: Statement {
    static let isRead = true
    static let sql = "SELECT 10000 / $1::bigint"
    let by: Int
    func bind(_ parameters: inout Parameters) { parameters.append(by) }
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

struct SleepInGroup: Statement {
    typealias Row = Void
    static let isRead = true
    static let sql = "SELECT pg_sleep($1), 'in a group'"
    let seconds: Double
    func bind(_ parameters: inout Parameters) { parameters.append(seconds) }
}

/// How many sessions are in the middle of a `COPY`.
struct Copies: Statement {
    static let sql = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'active' AND query LIKE 'COPY note%'
        """
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

/// `TimeZone` of the session.
struct TimeZone: Statement {
    static let sql = "SELECT current_setting('TimeZone')"
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

struct Series: Statement {
    static let sql = "SELECT number, repeat('x', 100) FROM generate_series(1, $1::bigint) AS number"
    let upTo: Int
    func bind(_ parameters: inout Parameters) { parameters.append(upTo) }
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

/// Ends all other sessions on the database.
struct TerminateOthers: Statement {
    static let sql = """
        SELECT count(pg_terminate_backend(pid))
        FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
        """
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

/// How many other sessions run a `pg_sleep`.
struct Sleepers: Statement {
    static let sql = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND wait_event = 'PgSleep'
        """
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}
