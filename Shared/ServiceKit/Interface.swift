import JSONRPC
import Kernel
import Postgres
import RPCServer

// The outline that dependents compile against; each type moves to a file of its own with its implementation.

/// A part of a service that brings methods, tables and background work: the service's own part, the directory, the
/// procedures, and what every service has (audit, events, webhooks, keys, jobs).
public protocol ServiceModule: Sendable {
    /// Every method it answers; at start these must be exactly those registered.
    var methods: [any RPCMethod.Type] { get }
    /// In order; names are prefixed by the module.
    var migrations: [Migration] { get }
    /// Registers a handler for each of `methods`.
    func register(on router: ServiceRouter)
    /// Work that goes on beside calls, until cancelled.
    func run(in runtime: ServiceRuntime) async throws
}

extension ServiceModule {
    public func run(in runtime: ServiceRuntime) async throws {}
}

/// What a running service has: its database, its peers and its clock.
public final class ServiceRuntime: Sendable {
    public let database: PostgresClient
    /// Peers by name (`"plans"`, `"indicators"`, `"budget"`, `"reporting"`) as configured; absent if not.
    public let peers: [String: any RPCCaller]
    public let clock: @Sendable () -> Instant

    init(database: PostgresClient, peers: [String: any RPCCaller], clock: @escaping @Sendable () -> Instant) {
        self.database = database
        self.peers = peers
        self.clock = clock
    }
}

/// One call that reads.
public struct ReadCall: Sendable {
    public let context: CallContext
    public let runtime: ServiceRuntime
    /// The shared lane.
    public var database: PostgresClient { runtime.database }
    public var caller: Caller { context.caller }
    public var now: Instant { context.now }
}

/// One call that changes something: its statements, its idempotency record, its audit entry and its events are one
/// transaction, committed after the handler returns (rolled back for `validateOnly`).
public final class Change: Sendable {
    public let context: CallContext
    public let runtime: ServiceRuntime
    /// The transaction: all statements of the handler go here.
    public let transaction: PostgresTransaction
    public var caller: Caller { context.caller }
    public var now: Instant { context.now }
    /// A new id, made at the time of the call.
    public func newID() -> ID { ID(at: now) }

    /// Adds an event to the feed (`type` as `"plan.announced"`), written in this transaction.
    /// - Parameter subject: the id or code of the thing that changed; `data` is encoded as JSON.
    public func emit(_ type: String, subject: String, data: some Encodable & Sendable) async throws {}
    /// Adds what changed to the audit entry that every change gets anyway (who, when, method, subject).
    public func audit(subject: String, details: some Encodable & Sendable) async throws {}

    init(context: CallContext, runtime: ServiceRuntime, transaction: PostgresTransaction) {
        self.context = context
        self.runtime = runtime
        self.transaction = transaction
    }
}

/// Takes the handlers of a service's modules.
public final class ServiceRouter: Sendable {
    init() {}

    /// A method that reads. `at` names the organisation (code) that the call is about, where the method's roles must
    /// be held; `nil` means: held anywhere. It runs before the handler; throw `notFound` from it where there is no
    /// such thing.
    public func read<Method: RPCMethod>(
        _ method: Method.Type,
        at organisation: @escaping @Sendable (Method, ReadCall) async throws -> String? = { _, _ in nil },
        _ handler: @escaping @Sendable (Method, ReadCall) async throws -> Method.Result
    ) {}

    /// A method that changes something.
    public func change<Method: RPCChange>(
        _ method: Method.Type,
        at organisation: @escaping @Sendable (Method, ReadCall) async throws -> String? = { _, _ in nil },
        _ handler: @escaping @Sendable (Method, Change) async throws -> Method.Result
    ) {}

    /// A method whose answer PostgreSQL builds as JSON: the bytes are passed on as they are.
    public func bytes<Method: RPCMethod>(
        _ method: Method.Type,
        at organisation: @escaping @Sendable (Method, ReadCall) async throws -> String? = { _, _ in nil },
        _ handler: @escaping @Sendable (Method, ReadCall) async throws -> [UInt8]
    ) {}
}

// MARK: - Pages and files

/// A GET of a page or file of the service.
public struct PageRequest: Sendable {
    /// Path parameters by name (`:id`).
    public var parameters: [String: String]
    /// Query items by name.
    public var query: [String: String]
    /// `"th"` unless the caller asked for English (`?lang=en`).
    public var language: String
}

/// Its answer; `body` is whole, or streamed by `stream` in pieces.
public struct PageResponse: Sendable {
    public var status: Int
    public var contentType: String
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]

    public init(
        status: Int = 200, contentType: String, headers: [(name: String, value: String)] = [], body: [UInt8]
    ) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.body = body
    }
}

extension ServiceRouter {
    /// A page or a file: `path` as `"/reports/:id"`. `.open` for what is published; throw `notFound` for the rest.
    public func page(
        _ path: String, access: RPCAccess,
        _ handler: @escaping @Sendable (PageRequest, ReadCall) async throws -> PageResponse
    ) {}
}
