/// What went wrong between a statement and its answer. Describes itself without SQL, data or addresses.
public struct PostgresError: Error, Sendable {
    public enum Kind: Sendable {
        /// The server refused the statement; `sqlState` says why.
        case statement
        /// The connection could not be made or was lost; nothing of an unfinished transaction remains. A statement
        /// that was already sent may or may not have been carried out.
        case connection
        /// No connection became free within the acquire timeout; nothing was sent.
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

extension PostgresError {
    static func connection(_ message: String) -> PostgresError {
        PostgresError(kind: .connection, sqlState: nil, constraint: nil, message: message)
    }

    static func decoding(_ message: String) -> PostgresError {
        PostgresError(kind: .decoding, sqlState: nil, constraint: nil, message: message)
    }

    /// The statement's time passed while there was no connection to send it over; nothing was sent.
    static let unreachable = connection("there is no connection to the database")

    /// What PostgreSQL says too of a statement in a transaction that has failed.
    static let failedBefore = PostgresError(
        kind: .statement, sqlState: "25P02", constraint: nil, message: "a statement of the transaction had failed")

    static let closed = PostgresError(kind: .closed, sqlState: nil, constraint: nil, message: "the client is closed")
    static let deadline = PostgresError(kind: .deadline, sqlState: nil, constraint: nil, message: "the deadline passed")

    static let acquireTimeout = PostgresError(
        kind: .acquireTimeout, sqlState: nil, constraint: nil, message: "no connection became free in time")

    static let queueFull = PostgresError(
        kind: .acquireTimeout, sqlState: nil, constraint: nil, message: "too many statements wait already")
}

extension PostgresError: CustomStringConvertible {
    /// Kind, SQLSTATE and constraint; never the server's message, which may quote data.
    public var description: String {
        var text = "PostgreSQL: \(kind)"
        if let sqlState { text += " \(sqlState)" }
        if let constraint { text += " (\(constraint))" }
        return text
    }
}
