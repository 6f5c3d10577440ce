import Synchronization

/// The asynchronous client of one database: a pipelined shared lane for single statements, leased connections for
/// transactions, `COPY` and `LISTEN`.
///
/// Life: make it, `start()` (waits for the database), use it from any task, `close()`. Used without `start` it
/// connects at the first statement. Or `run()` in a service group.
///
/// A statement that was sent when its connection broke fails with `.connection` and may have been carried out;
/// one that was not sent yet goes over the next connection by itself. A task that is cancelled gets a
/// `CancellationError` at once; the server is asked to stop what it runs.
public final class PostgresClient: StatementExecutor, Sendable {
    public let configuration: PostgresConfiguration
    let engine: Engine
    private let listeners = Atomic(1)

    public init(
        configuration: PostgresConfiguration,
        observe: @escaping @Sendable (PostgresObservation) -> Void = { _ in }
    ) {
        self.configuration = configuration
        engine = Engine(configuration, observe: observe)
    }

    deinit {
        engine.inbox.put(.close(nil))
    }

    // MARK: - Life

    /// Connects, and waits until the database answers. Throws the last error if it has not within `timeout`.
    public func start(timeout: Duration = .seconds(30)) async throws {
        let end = ContinuousClock.now + timeout
        while true {
            do {
                return try await withPostgresDeadline(end) { try await ping() }
            } catch let error as PostgresError {
                let isPassing = error.kind == .connection || error.kind == .acquireTimeout
                guard isPassing, ContinuousClock.now < end else { throw error }
            }
        }
    }

    /// Waits for what is under way (up to `closeLimit`), closes all connections and ends the event thread.
    /// Everything afterwards fails with `.closed`.
    public func close() async {
        await withUnsafeContinuation { continuation in
            if !engine.put(.close(continuation)) { continuation.resume() }
        }
    }

    /// Starts, and closes when the task is cancelled.
    public func run() async throws {
        try await start()
        let (stream, continuation) = AsyncStream<Never>.makeStream()
        await withTaskCancellationHandler {
            for await _ in stream {}
        } onCancel: {
            continuation.finish()
        }
        await close()
    }

    /// One round trip on the shared lane.
    public func ping() async throws {
        _ = try await engine.run(
            Operation(.plain("SELECT 1"), deadline: Monotonic.deadline(after: configuration.laneStatementTimeout)))
    }

    /// Gauges and counters for metrics.
    public var figures: PostgresFigures { engine.snapshot.withLock { $0 } }

    // MARK: - Statements

    public func all<S: Statement>(_ statement: S) async throws -> [S.Row] {
        try await engine.run(laneOperation(statement)).decode(as: S.self)
    }

    @discardableResult
    public func execute<S: Statement>(_ statement: S) async throws -> Int {
        try await engine.run(laneOperation(statement)).touchedCount
    }

    private func laneOperation<S: Statement>(_ statement: S) throws -> Operation {
        try Operation(statement, deadline: Monotonic.deadline(after: configuration.laneStatementTimeout))
    }

    /// SQL without input or answer on a leased connection, simple protocol: for set-up and tests, and for what cannot
    /// run in a transaction (`CREATE DATABASE`, `VACUUM`).
    public func script(_ sql: String) async throws {
        let link = try await engine.acquire()
        defer { engine.put(.release(link: link)) }
        let deadline = Monotonic.deadline(after: configuration.leasedStatementTimeout)
        _ = try await engine.runScript(Operation(.plain(sql), kind: .script, deadline: deadline), on: link)
    }

    // MARK: - Transactions

    /// Runs `body` in one transaction on a leased connection: commits when it returns, rolls back when it throws.
    /// Nothing is retried.
    ///
    /// - Parameters:
    ///   - deadline: after it every statement of the transaction fails with `.deadline`, and so it rolls back.
    ///   - statementTimeout: how long one statement may take, unless it is `leasedStatementTimeout`. The server has a
    ///     limit of its own (`statement_timeout`), which the transaction must lift itself.
    @discardableResult
    public func transaction<Result: Sendable>(
        deadline: ContinuousClock.Instant? = nil, statementTimeout: Duration? = nil,
        _ body: @Sendable (PostgresTransaction) async throws -> Result
    ) async throws -> Result {
        try await withPostgresDeadline(deadline) {
            let transaction = PostgresTransaction(
                self, link: try await engine.acquire(), statementTimeout: statementTimeout)
            defer { transaction.end() }
            transaction.begin()
            let result: Result
            do {
                result = try await body(transaction)
            } catch {
                await transaction.rollback(after: error)
                throw error
            }
            try await transaction.commit()
            return result
        }
    }

    // MARK: - Notifications

    /// What is notified on `channel`, from a connection of its own that is kept up. At most 1,024 unread are kept,
    /// the newest; a stream that ends means that the client was closed.
    public func listen(_ channel: String) -> AsyncStream<PostgresNotification> {
        let id = listeners.wrappingAdd(1, ordering: .relaxed).newValue
        let (stream, continuation) = AsyncStream.makeStream(
            of: PostgresNotification.self, bufferingPolicy: .bufferingNewest(1_024))
        continuation.onTermination = { [weak engine] _ in _ = engine?.put(.unlisten(id: id)) }
        if !engine.put(.listen(channel: channel, id: id, continuation)) { continuation.finish() }
        return stream
    }
}

extension Operation {
    /// A statement with its parameters. Throws if a text holds a NUL, which PostgreSQL cannot store.
    convenience init<S: Statement>(_ statement: S, kind: Kind = .statement, deadline: UInt64) throws {
        var parameters = Parameters()
        statement.bind(&parameters)
        if parameters.holdsNUL {
            throw PostgresError(
                kind: .statement, sqlState: "22021", constraint: nil, message: "a text parameter holds a NUL")
        }
        self.init(.statement(S.self), parameters, kind: kind, deadline: deadline)
    }
}

/// The task's side of the event thread.
extension Engine {
    /// Runs operations on a leased connection, the last of which is waited for.
    func run(_ operations: [Operation], on link: Int, isCancellable: Bool = true) async throws -> Answer {
        guard let last = operations.last else { throw PostgresError.closed }
        return try await waitFor(last, isCancellable: isCancellable) { self.put(.runAll(operations, link: link)) }
    }

    /// Runs an operation on the shared lane.
    func run(_ operation: Operation) async throws -> Answer {
        try await waitFor(operation, isCancellable: true) {
            self.put(.run(operation, link: nil), isRead: operation.isRead)
        }
    }

    private func waitFor(
        _ operation: Operation, isCancellable: Bool, _ submit: () -> Bool
    ) async throws -> Answer {
        func answer() async throws -> Answer? {
            try await withUnsafeThrowingContinuation { continuation in
                operation.continuation = continuation
                if !submit() { operation.fail(PostgresError.closed) }
            }
        }
        let answer =
            isCancellable
            ? try await withTaskCancellationHandler {
                try await answer()
            } onCancel: {
                put(.abandon(operation, CancellationError()))
            } : try await answer()
        guard let answer else { throw PostgresError.connection("no answer") }
        return answer
    }

    /// A connection for the task alone, until it is released.
    func acquire() async throws -> Int {
        let request = LeaseRequest(deadline: Monotonic.deadline(after: configuration.acquireTimeout + .seconds(1)))
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                request.continuation = continuation
                if !put(.acquire(request)) { request.fail(PostgresError.closed) }
            }
        } onCancel: {
            put(.abandonAcquire(request))
        }
    }
}
