import Synchronization

/// An open transaction; lives no longer than the `body` it was given to. Its statements run in the order in which
/// they are called; after one has failed all others fail (`25P02`) up to the end or the surrounding savepoint.
public final class PostgresTransaction: StatementExecutor, Sendable {
    private struct State {
        /// Statements that nobody waits for; they go out with the next.
        var held: [Operation] = []
        var isBegun = false
        var isReturned = false
    }

    private let client: PostgresClient
    let link: Int
    private let state = Mutex(State())

    /// How long one statement may take, from when it is handed over.
    private let timeout: Duration

    init(_ client: PostgresClient, link: Int, statementTimeout: Duration? = nil) {
        self.client = client
        self.link = link
        timeout = statementTimeout ?? client.configuration.leasedStatementTimeout
    }

    var engine: Engine { client.engine }

    public func all<S: Statement>(_ statement: S) async throws -> [S.Row] {
        try await run(statement).decode(as: S.self)
    }

    @discardableResult
    public func execute<S: Statement>(_ statement: S) async throws -> Int {
        try await run(statement).touchedCount
    }

    /// Sends a statement whose answer nobody waits for: it goes out together with what follows. If it fails, so does
    /// the rest of the transaction, its commit included (`25P02`).
    public func send<S: Statement>(_ statement: S) throws {
        hold(try Operation(statement, deadline: Monotonic.deadline(after: timeout)))
    }

    private func hold(_ operation: Operation) {
        operation.joinsNext = true
        state.withLock { $0.held.append(operation) }
    }

    /// What is held, with `last` behind it.
    private func take(_ last: Operation? = nil) -> [Operation] {
        state.withLock { state in
            defer { state.held = [] }
            state.isBegun = true
            return last.map { state.held + [$0] } ?? state.held
        }
    }

    private func sendHeld() { engine.put(.runAll(take(), link: link)) }

    /// Several statements without input (migrations, tests), simple protocol. Must not end the transaction.
    public func script(_ sql: String) async throws {
        let operation = Operation(.plain(sql), kind: .script, deadline: Monotonic.deadline(after: timeout))
        sendHeld()
        _ = try await engine.runScript(operation, on: link)
    }

    /// `COPY … FROM STDIN` with the bytes of `source`; says how many rows were taken.
    @discardableResult
    public func copyIn<Source: AsyncSequence & Sendable>(_ sql: String, _ source: Source) async throws -> Int
    where Source.Element == [UInt8] {
        sendHeld()
        return try await engine.copyIn(sql, source, on: link, deadline: Monotonic.deadline(after: timeout))
    }

    /// Runs `body` between savepoints: when it throws, what it did is undone, the transaction stays usable, and the
    /// error goes on to the caller.
    @discardableResult
    public func savepoint<Result: Sendable>(
        _ body: @Sendable (PostgresTransaction) async throws -> Result
    ) async throws -> Result {
        try await plain("SAVEPOINT inner_part")
        let result: Result
        do {
            result = try await body(self)
        } catch {
            // The connection may be gone; then the caller's error says so.
            _ = try? await plain("ROLLBACK TO SAVEPOINT inner_part", isCancellable: false)
            _ = try? await plain("RELEASE SAVEPOINT inner_part", isCancellable: false)
            throw error
        }
        try await plain("RELEASE SAVEPOINT inner_part")
        return result
    }

    private func run<S: Statement>(_ statement: S) async throws -> Answer {
        try await engine.run(take(try Operation(statement, deadline: Monotonic.deadline(after: timeout))), on: link)
    }

    @discardableResult
    func plain(_ sql: String, isCancellable: Bool = true, releases: Bool = false) async throws -> Answer {
        let operation = Operation(.plain(sql), deadline: Monotonic.deadline(after: timeout))
        operation.releases = releases
        return try await engine.run(take(operation), on: link, isCancellable: isCancellable)
    }

    // MARK: - Begin and end

    /// Goes out together with the first statement: nobody waits for its answer.
    func begin() {
        hold(Operation(.plain("BEGIN"), deadline: Monotonic.deadline(after: timeout)))
    }

    /// Throws `25P02` if the body let a statement's error pass, so that the server rolled back instead.
    func commit() async throws {
        let answer = try await plain("COMMIT", isCancellable: false, releases: true)
        // The event thread has taken the connection back with the answer.
        state.withLock { $0.isReturned = true }
        guard answer.commandTag == "COMMIT" else { throw PostgresError.failedBefore }
    }

    /// Waits until the server has undone everything, unless nobody knows whether it will answer.
    func rollback(after error: any Error) async {
        let isAnswering = (error as? PostgresError).map { $0.kind == .statement || $0.kind == .decoding } ?? true
        let isBegun = state.withLock { state in
            // What was not sent is undone by not sending it.
            state.held = []
            return state.isBegun
        }
        if !isBegun || error is CancellationError || Task.isCancelled || !isAnswering { return }
        _ = try? await plain("ROLLBACK", isCancellable: false)
    }

    /// Gives the connection back; whatever still runs on it is cancelled and rolled back first.
    func end() {
        if !state.withLock({ $0.isReturned }) { engine.put(.release(link: link)) }
    }
}

extension Engine {
    /// A script has no single answer; an empty one is fine.
    func runScript(_ operation: Operation, on link: Int) async throws -> Answer? {
        try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                operation.continuation = continuation
                if !put(.run(operation, link: link)) { operation.fail(PostgresError.closed) }
            }
        } onCancel: {
            put(.abandon(operation, CancellationError()))
        }
    }
}
