import CPostgres
import Glibc
import Synchronization

/// What tasks and helper threads hand to the event thread.
enum Command: Sendable {
    case run(Operation, link: Int?)
    /// On a leased connection, in one go.
    case runAll([Operation], link: Int)
    case abandon(Operation, any Error)
    case acquire(LeaseRequest)
    case abandonAcquire(LeaseRequest)
    case release(link: Int)
    case connected(Target, Connection, milliseconds: Int)
    case connectFailed(Target, PostgresError)
    case cancelDelivered(link: Int)
    /// A reader has room again, or a source has bytes.
    case wake(link: Int)
    case listen(channel: String, id: Int, AsyncStream<PostgresNotification>.Continuation)
    case unlisten(id: Int)
    case close(UnsafeContinuation<Void, Never>?)

    /// What a new connection is for.
    enum Target: Sendable, Equatable {
        case lane(slot: Int)
        case leased(slot: Int)
        case listener

        var use: PostgresObservation.Use {
            switch self {
            case .lane: .lane
            case .leased: .leased
            case .listener: .listener
            }
        }
    }
}

/// Commands in order, and the bell that wakes the event thread; rung only when it sleeps.
final class Inbox: Sendable {
    private struct State {
        var commands: [Command] = []
        var isClosed = false
    }

    let bell: Int32
    private let state = Mutex(State())
    private let isAsleep = Atomic(false)
    /// An answer that is under way wakes the event thread soon: what can wait until then rings no bell.
    private let isGathering = Atomic(false)

    init() {
        bell = eventfd(0, 0o2_000_000 | 0o4_000)  // close on exec, non-blocking
    }

    deinit {
        Glibc.close(bell)
    }

    /// Adds a command and wakes the event thread. False if it is gone.
    @discardableResult
    func put(_ command: Command) -> Bool {
        guard add(command) else { return false }
        ring()
        return true
    }

    /// Adds a command, of which the event thread is still to be told. False if it is gone.
    func add(_ command: Command) -> Bool {
        state.withLock { state in
            if state.isClosed { return false }
            state.commands.append(command)
            return true
        }
    }

    /// An answer that is under way wakes the event thread: a read on the shared lane goes then.
    var gathers: Bool { isGathering.load(ordering: .sequentiallyConsistent) }

    func setGathering(_ gathers: Bool) { isGathering.store(gathers, ordering: .sequentiallyConsistent) }

    var isThreadAsleep: Bool { isAsleep.load(ordering: .sequentiallyConsistent) }

    /// Wakes the event thread if it sleeps.
    func ring() {
        if isThreadAsleep, isAsleep.exchange(false, ordering: .sequentiallyConsistent) { eventfd_write(bell, 1) }
    }

    /// Takes all that is there.
    func take(into commands: inout [Command]) {
        commands.removeAll(keepingCapacity: true)
        state.withLock { swap(&$0.commands, &commands) }
    }

    /// Called before waiting: true if there is nothing, and from now on the bell rings.
    /// - Parameter isGathering: no read can be sent before an answer comes.
    func fallAsleep(isGathering gathers: Bool) -> Bool {
        // Before the other: who puts something in after the look below finds both as they are now.
        isGathering.store(gathers, ordering: .sequentiallyConsistent)
        isAsleep.store(true, ordering: .sequentiallyConsistent)
        if state.withLock({ $0.commands.isEmpty }) { return true }
        wokeUp()
        return false
    }

    func wokeUp() {
        isGathering.store(false, ordering: .sequentiallyConsistent)
        isAsleep.store(false, ordering: .sequentiallyConsistent)
    }

    func close() -> [Command] {
        state.withLock { state in
            state.isClosed = true
            defer { state.commands = [] }
            return state.commands
        }
    }
}
