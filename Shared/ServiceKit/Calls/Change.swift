import JSONRPC
import Kernel
import Postgres
import RPCServer
import Synchronization

/// One call that changes something: its statements, its idempotency record, its audit entry and its events are one
/// transaction, committed after the handler returns (rolled back for `validateOnly`).
public final class Change: Sendable {
    /// An event as the audit entry keeps it until the sealer numbers it.
    struct Event: Sendable {
        var id: ID
        var type: String
        var subject: String
        var data: [UInt8]
    }

    struct Recorded: Sendable {
        var target: String?
        var details: [[UInt8]] = []
        var events: [Event] = []
        var afterCommit: [@Sendable () -> Void] = []
        var storedAnswer: [UInt8]?
    }

    public let context: CallContext
    public let runtime: ServiceRuntime
    /// The transaction: all statements of the handler go here.
    public let transaction: PostgresTransaction
    /// The organisation that the call is about, where the method has one.
    public let organisation: String?
    public var caller: Caller { context.caller }
    public var now: Instant { context.now }
    private let recorded = Mutex(Recorded())

    /// A new id, made at the time of the call.
    public func newID() -> ID { ID(at: now) }

    /// Adds an event to the feed (`type` as `"plan.announced"`), written in this transaction.
    /// - Parameter subject: the id or code of the thing that changed; `data` is encoded as JSON.
    public func emit(_ type: String, subject: String, data: some Encodable & Sendable) async throws {
        let event = Event(id: newID(), type: type, subject: subject, data: try JSONEncoding.bytes(data))
        recorded.withLock { $0.events.append(event) }
    }

    /// Adds what changed to the audit entry that every change gets anyway (who, when, method, subject).
    /// - Parameter details: no secrets: auditors read it.
    public func audit(subject: String, details: some Encodable & Sendable) async throws {
        let bytes = try JSONEncoding.bytes(details)
        recorded.withLock { recorded in
            if recorded.target == nil { recorded.target = subject }
            recorded.details.append(bytes)
        }
    }

    /// Runs `action` once the change is committed (and not if it is rolled back): to drop what is cached of it.
    public func afterCommit(_ action: @escaping @Sendable () -> Void) {
        recorded.withLock { $0.afterCommit.append(action) }
    }

    /// What a repeat of the call is answered with, where the first answer holds a secret that must not be stored.
    public func storeAnswer(_ answer: some Encodable) throws {
        let bytes = try JSONEncoding.bytes(answer)
        recorded.withLock { $0.storedAnswer = bytes }
    }

    /// What goes into the audit entry.
    var record: Recorded { recorded.withLock { $0 } }

    init(
        context: CallContext, runtime: ServiceRuntime, transaction: PostgresTransaction, organisation: String?
    ) {
        self.context = context
        self.runtime = runtime
        self.transaction = transaction
        self.organisation = organisation
    }
}
