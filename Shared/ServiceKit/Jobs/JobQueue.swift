import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import Synchronization

/// Work that outlives a request: rows of the table `job`, taken by any replica, one at a time each.
public final class JobQueue: Sendable {
    typealias Handler = @Sendable (_ params: [UInt8], JobRun) async throws -> [UInt8]

    private let handlers = Mutex<[String: Handler]>([:])
    private let prompt = Mutex<Set<String>>([])
    /// Set when a job was enqueued here.
    let enqueued = Signal()

    /// Adds a job; it begins after the change is committed.
    /// - Parameter kind: registered with `ServiceRouter.job`.
    /// - Returns: its id, for `job.get`.
    @discardableResult
    public func enqueue(in change: Change, kind: String, params: some Encodable & Sendable) async throws -> ID {
        let id = change.newID()
        _ = try await change.transaction.execute(
            InsertJob(
                id: id, kind: kind, params: String(decoding: try JSONEncoding.bytes(params), as: UTF8.self),
                organisation: change.organisation, subject: change.caller.subject, now: change.now))
        change.afterCommit { [enqueued] in enqueued.set() }
        return id
    }

    var kinds: [String] { handlers.withLock { $0.keys.sorted() } }

    /// Those that somebody waits for: they do not stand behind long ones.
    var promptKinds: [String] { prompt.withLock { $0.sorted() } }

    func handler(of kind: String) -> Handler? { handlers.withLock { $0[kind] } }

    func register<Params: Codable & Sendable, Answer: Encodable & Sendable>(
        _ kind: String, _ params: Params.Type, isPrompt: Bool,
        _ handler: @escaping @Sendable (Params, JobRun) async throws -> Answer
    ) {
        if isPrompt { prompt.withLock { _ = $0.insert(kind) } }
        handlers.withLock { handlers in
            handlers[kind] = { bytes, run in
                try JSONEncoding.bytes(try await handler(try StoredJSON.decode(Params.self, from: bytes), run))
            }
        }
    }
}

/// A job that this process works on.
public final class JobRun: Sendable {
    public let id: ID
    public let kind: String
    /// Who asked for it.
    public let subject: String
    public let organisation: String?
    /// 1 the first time; more if an earlier process went away in the middle: go on from what is in the database.
    public let attempt: Int
    public let runtime: ServiceRuntime
    private let state = Mutex((done: 0, total: Int?.none, cancelled: false))

    init(taken: TakeJob.Taken, runtime: ServiceRuntime) {
        id = taken.id
        kind = taken.kind
        subject = taken.subject
        organisation = taken.organisation
        attempt = taken.attempts
        self.runtime = runtime
    }

    /// Says how far it is; written with the next heartbeat (each few seconds).
    public func progress(_ done: Int, of total: Int? = nil) {
        state.withLock { state in
            state.done = done
            state.total = total ?? state.total
        }
    }

    /// To be asked between steps; throws if somebody wants it to stop, or another process has taken it over.
    public func checkCancellation() throws {
        if state.withLock({ $0.cancelled }) || Task.isCancelled { throw CancellationError() }
    }

    /// A transaction of its own with an audit entry and events, in the name of who asked for the job.
    public func change<Result: Sendable>(
        _ body: @escaping @Sendable (Change) async throws -> Result
    ) async throws -> Result {
        try await runtime.change(as: subject, method: "job:\(kind)", organisation: organisation, body)
    }

    var position: (done: Int, total: Int?) { state.withLock { ($0.done, $0.total) } }
    func cancel() { state.withLock { $0.cancelled = true } }
    var isCancelled: Bool { state.withLock { $0.cancelled } }
}
