import Kernel

// The outline that dependents compile against; each type moves to a file of its own with its implementation.

/// A value that can be a parameter or a column: `Bool`, `Int16/32/64`, `Int`, `Double`, `String`, `[UInt8]` (bytea),
/// `ID` (uuid), `Money` (bigint, satang), `Instant` (timestamptz), `CalendarDate` (date), `FiscalYear` (integer),
/// `JSONText` (jsonb), `Optional` of these, and `Array` of them.
public protocol PostgresValue: Sendable {}

/// JSON text for a `jsonb` parameter or column, as it is.
public struct JSONText: Sendable, Hashable {
    public var utf8: [UInt8]
    public init(utf8: [UInt8]) { self.utf8 = utf8 }
}

extension Bool: PostgresValue {}
extension Int: PostgresValue {}
extension Int16: PostgresValue {}
extension Int32: PostgresValue {}
extension Int64: PostgresValue {}
extension Double: PostgresValue {}
extension String: PostgresValue {}
extension ID: PostgresValue {}
extension Money: PostgresValue {}
extension Instant: PostgresValue {}
extension CalendarDate: PostgresValue {}
extension FiscalYear: PostgresValue {}
extension JSONText: PostgresValue {}
extension Optional: PostgresValue where Wrapped: PostgresValue {}
/// What an array parameter or column may hold: `[UInt8]` is bytea, any other a PostgreSQL array.
public protocol PostgresArrayElement: Sendable {}
extension UInt8: PostgresArrayElement {}
extension Int: PostgresArrayElement {}
extension Int64: PostgresArrayElement {}
extension Double: PostgresArrayElement {}
extension Bool: PostgresArrayElement {}
extension String: PostgresArrayElement {}
extension ID: PostgresArrayElement {}
extension Money: PostgresArrayElement {}
extension CalendarDate: PostgresArrayElement {}
extension Optional: PostgresArrayElement where Wrapped: PostgresArrayElement {}
extension Array: PostgresValue where Element: PostgresArrayElement {}

/// The parameters of one run of a statement, in order, in PostgreSQL's binary format.
public struct Parameters: Sendable {
    public init() {}
    public mutating func append<Value: PostgresValue>(_ value: Value) {}
}

/// Reads the columns of one row in order.
public struct RowReader {
    public mutating func next<Value: PostgresValue>(_ type: Value.Type = Value.self) throws -> Value {
        throw PostgresError(kind: .connection, sqlState: nil, constraint: nil, message: "outline")
    }
}

/// What went wrong between a statement and its answer. Describes itself without SQL, data or addresses.
public struct PostgresError: Error, Sendable {
    public enum Kind: Sendable {
        /// The server refused the statement; `sqlState` says why.
        case statement
        /// The connection could not be made or was lost; nothing of an unfinished transaction remains.
        case connection
        /// No connection became free within the acquire timeout.
        case acquireTimeout
        /// The deadline passed.
        case deadline
        /// A column did not hold what the statement type said.
        case decoding
        /// The client is shut down.
        case closed
    }

    public var kind: Kind
    /// Five characters, `"23505"` unique violation, `"23514"` check violation …
    public var sqlState: String?
    /// Name of the violated constraint, where the server said one.
    public var constraint: String?
    /// The server's primary message; for logs only.
    public var message: String

    public init(kind: Kind, sqlState: String?, constraint: String?, message: String) {
        self.kind = kind
        self.sqlState = sqlState
        self.constraint = constraint
        self.message = message
    }
}

/// One schema migration, embedded in the binary. Names sort in the order of running: `"plans-0001-elements"`.
public struct Migration: Sendable {
    public let name: String
    public let sql: String

    public init(_ name: String, _ sql: String) {
        self.name = name
        self.sql = sql
    }
}

/// The asynchronous client of one database: a pipelined shared lane for single statements, leased connections for
/// transactions, `COPY` and `LISTEN`.
public final class PostgresClient: StatementExecutor, Sendable {
    init() {}

    public func all<S: Statement>(_ statement: S) async throws -> [S.Row] { [] }
    public func execute<S: Statement>(_ statement: S) async throws -> Int { 0 }

    /// Runs `body` in one transaction on a leased connection: commits when it returns, rolls back when it throws.
    /// Nothing is retried.
    public func transaction<Result: Sendable>(
        deadline: ContinuousClock.Instant? = nil,
        _ body: @Sendable (PostgresTransaction) async throws -> Result
    ) async throws -> Result {
        throw PostgresError(kind: .closed, sqlState: nil, constraint: nil, message: "outline")
    }
}

/// An open transaction; lives no longer than the `body` it was given to.
public final class PostgresTransaction: StatementExecutor, Sendable {
    init() {}

    public func all<S: Statement>(_ statement: S) async throws -> [S.Row] { [] }
    public func execute<S: Statement>(_ statement: S) async throws -> Int { 0 }
    /// Several statements without input (migrations, tests), simple protocol.
    public func script(_ sql: String) async throws {}
}
