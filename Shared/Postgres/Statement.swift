/// One SQL statement with what it binds and the row it gives. One type a statement, so that its text, its
/// parameters and its columns stand together and a test can ask for its plan.
public protocol Statement: Sendable {
    /// What one row decodes to; `Never`-like statements use `Void` and `decode` ignores its row.
    associatedtype Row: Sendable

    /// SQL with `$1 …`. The text is the key of the prepared-statement cache: never build it from input.
    static var sql: String { get }
    /// It reads and does nothing else: no lock, no notification, no function with an effect. The shared lane sends such
    /// statements several at a time, and again those that a neighbour's failure kept from running. `false` if not said.
    static var isRead: Bool { get }
    /// False: it is planned for the parameters of each run, which pays where filters may be left out, so that no one
    /// plan is good for all. `true` if not said.
    static var isPrepared: Bool { get }
    /// Appends the parameters in order.
    func bind(_ parameters: inout Parameters)
    /// Reads the columns in order.
    static func decode(_ row: inout RowReader) throws -> Row
}

extension Statement {
    public static var isRead: Bool { false }
    public static var isPrepared: Bool { true }
}

extension Statement where Row == Void {
    public static func decode(_ row: inout RowReader) throws {}
}

/// Whatever runs statements: the client (shared lane) or a transaction (its own connection).
public protocol StatementExecutor: Sendable {
    /// All rows of the answer. For answers that may be long use `rows(_:limit:)` or `copyOut`.
    func all<S: Statement>(_ statement: S) async throws -> [S.Row]
    /// Runs it and says how many rows it touched.
    @discardableResult
    func execute<S: Statement>(_ statement: S) async throws -> Int
}

extension StatementExecutor {
    /// The first row, if there is one.
    public func first<S: Statement>(_ statement: S) async throws -> S.Row? {
        try await all(statement).first
    }
}
