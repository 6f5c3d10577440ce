import CPostgres
import Glibc
import Synchronization

/// The event thread: one epoll over all connections of a client. It owns the machines and the connections; tasks
/// reach it through the inbox, and get their answers by continuation. While it sleeps, a task that reads takes its turn
/// and sends what waits itself: nobody has to be woken for that.
final class Engine: @unchecked Sendable {
    /// How often deadlines are looked at while anything is under way.
    static let beatNanoseconds: UInt64 = 20_000_000
    /// While nothing was under way when it fell asleep; what is sent since has its deadline looked at then at the latest.
    private static let idleBeatMilliseconds: Int32 = 100

    let configuration: PostgresConfiguration
    let inbox = Inbox()
    let snapshot = Mutex(PostgresFigures())
    let observe: @Sendable (PostgresObservation) -> Void
    private let connector: Connector
    private let isStarted = Atomic(false)

    /// Held by the event thread except while it waits, and by who sends in its place.
    private let turn = Mutex(())

    // Whose turn it is only, from here on.
    var lane: LaneMachine<Operation>
    var pool: PoolMachine<LeaseRequest>
    var listening = Listening()
    var links: [Int: Link] = [:]
    /// Closed at the next beat, when nothing of theirs is on the stack.
    var retired: [Link] = []
    /// Their transactions have ended: back to the pool in this turn.
    var returning: [Int] = []
    var laneLinks: [Link?]
    var leasedLinks: [Link?]
    var figures = PostgresFigures()
    var now: UInt64 = 0
    private var commands: [Command] = []
    private var nextBeat: UInt64 = 0
    private var nextLink = 1
    private var epoll: Int32 = -1
    private var closing: (deadline: UInt64, waiters: [UnsafeContinuation<Void, Never>])?

    init(_ configuration: PostgresConfiguration, observe: @escaping @Sendable (PostgresObservation) -> Void) {
        self.configuration = configuration
        self.observe = observe
        connector = Connector(configuration)
        let seed = UInt64.random(in: .min ... .max)
        lane = LaneMachine(
            limits: .init(
                connections: configuration.laneConnections, inFlightMax: configuration.laneInFlightMax,
                queueMax: configuration.laneQueueMax, lifetimeNanoseconds: configuration.lifetimeLimit.nanoseconds),
            seed: seed)
        pool = PoolMachine(
            limits: .init(
                connectionsMax: configuration.leasedConnectionsMax,
                acquireNanoseconds: configuration.acquireTimeout.nanoseconds,
                idleNanoseconds: configuration.idleLimit.nanoseconds,
                lifetimeNanoseconds: configuration.lifetimeLimit.nanoseconds),
            seed: ~seed)
        laneLinks = Array(repeating: nil, count: max(1, configuration.laneConnections))
        leasedLinks = Array(repeating: nil, count: max(1, configuration.leasedConnectionsMax))
    }

    /// Hands a command to the event thread, which is started by the first. False if the client is closed.
    @discardableResult
    func put(_ command: Command, isRead: Bool = false) -> Bool {
        if !isStarted.load(ordering: .relaxed), !isStarted.exchange(true, ordering: .relaxed) {
            if !Background.run({ self.run() }) {
                for command in inbox.close() { refuse(command) }
            }
        }
        guard isRead else { return inbox.put(command) }
        guard inbox.add(command) else { return false }
        if inbox.gathers { return true }
        if inbox.isThreadAsleep, turn.withLockIfAvailable({ _ in sendFromHere() }) != nil { return true }
        inbox.ring()
        return true
    }

    /// On the thread of a task that reads: what waits goes out now, and its answers wake the event thread.
    private func sendFromHere() {
        now = Monotonic.now()
        handleAll()
        returnEnded()
        sendWaiting()
        publish()
        inbox.setGathering(lane.isGathering)
    }

    // MARK: - The loop

    private func run() {
        nameThread()
        epoll = epoll_create1(0o2_000_000)
        watch(inbox.bell, id: 0, EPOLL_CTL_ADD, interest: 1)
        var events = [epoll_event](repeating: epoll_event(), count: 64)
        var count = 0
        while let timeout = turn.withLock({ _ in takeTurn(events[..<count]) }) {
            count = max(0, Int(epoll_wait(epoll, &events, Int32(events.count), timeout)))
            inbox.wokeUp()
        }
    }

    /// What the sockets told, what was handed in, what waits to be sent.
    /// - Returns: how long to wait then, in milliseconds; `nil` when all is over.
    private func takeTurn(_ events: ArraySlice<epoll_event>) -> Int32? {
        now = Monotonic.now()
        for event in events {
            let id = Int(event.data.u64)
            if id == 0 {
                var rings: eventfd_t = 0
                eventfd_read(inbox.bell, &rings)
            } else if let link = links[id] {
                ready(link, events: event.events)
            }
        }
        handleAll()
        if now >= nextBeat {
            beat()
            nextBeat = now + Engine.beatNanoseconds
        }
        returnEnded()
        sendWaiting()
        if isOver {
            finish()
            return nil
        }
        publish()
        return inbox.fallAsleep(isGathering: lane.isGathering) ? waitMilliseconds : 0
    }

    private func handleAll() {
        var taken: [Command] = []
        swap(&taken, &commands)
        inbox.take(into: &taken)
        for command in taken { handle(command) }
        taken.removeAll(keepingCapacity: true)
        swap(&taken, &commands)
    }

    /// For those who look at the process from outside.
    private func nameThread() {
        guard let file = fopen("/proc/thread-self/comm", "w") else { return }
        fputs("database", file)
        fclose(file)
    }

    private var waitMilliseconds: Int32 {
        let isQuiet =
            lane.isIdle && lane.upCount == laneLinks.count && pool.isQuiet && listening.isQuiet && closing == nil
            && links.values.allSatisfy(\.isIdle)
        return isQuiet ? Engine.idleBeatMilliseconds : Int32(Engine.beatNanoseconds / 1_000_000)
    }

    private func handle(_ command: Command) {
        switch command {
        case .run(let operation, let id): start(operation, on: id)
        case .runAll(let operations, let id): start(operations, on: id)
        case .abandon(let operation, let error):
            operation.isAbandoned = true
            if operation.isSubmitted { operation.fail(error) }
        case .acquire(let request): acquire(request)
        case .abandonAcquire(let request):
            request.isAbandoned = true
            if request.isSubmitted {
                for waiter in pool.withdraw(where: { $0 === request }) { waiter.fail(CancellationError()) }
            }
        case .release(let id): release(id)
        case .connected(let target, let connection, let milliseconds):
            connected(target, connection, milliseconds: milliseconds)
        case .connectFailed(let target, let error): connectFailed(target, error)
        case .cancelDelivered(let id): links[id]?.machine.cancelDelivered()
        case .wake(let id): wake(id)
        case .listen(let channel, let id, let continuation): listen(channel, id: id, continuation)
        case .unlisten(let id): unlisten(id)
        case .close(let waiter): beginClosing(waiter)
        }
    }

    private func ready(_ link: Link, events: UInt32) {
        if events & 4 != 0, !link.isBroken { link.flush() }
        if events & ~4 != 0, !link.isBroken { receive(link, reads: true) }
        settle(link)
    }

    func receive(_ link: Link, reads: Bool) {
        if reads {
            link.receive { completed($0, on: link) }
        } else {
            link.drain { completed($0, on: link) }
        }
        link.notifications { listening.received(channel: $0, payload: $1) }
    }

    /// After anything was done on a link: is it lost, returned clean, or waiting for the socket?
    func settle(_ link: Link) {
        guard links[link.id] != nil else { return }
        if !link.isBroken, link.exclusive?.isCopyingIn == true {
            link.serviceCopyIn()
            // Where the server refused a row before the end, its word is here already: no socket tells of it again.
            if !link.isBroken, link.exclusive?.isCopyingIn != true { receive(link, reads: false) }
        }
        if link.isBroken { return lost(link) }
        if link.isCleaning, link.isIdle { cleaned(link) }
        guard links[link.id] != nil else { return }
        if link.exclusive?.isCopyingIn != true, !link.isIdle || link.hasUnsent {
            link.flush()
        }
        if link.isBroken { return lost(link) }
        let interest: UInt32 = (link.isPaused ? 0 : 1) | (link.hasUnsent ? 4 : 0)
        if interest != link.interest {
            watch(link.descriptor, id: link.id, EPOLL_CTL_MOD, interest: interest)
            link.interest = interest
        }
    }

    private func wake(_ id: Int) {
        guard let link = links[id] else { return }
        if link.isPaused {
            link.isPaused = false
            receive(link, reads: false)
        }
        settle(link)
    }

    // MARK: - Links

    func connect(_ target: Command.Target) {
        let connector = connector
        let inbox = inbox
        let isStarted = Background.run {
            let begin = Monotonic.now()
            switch connector.connect(for: target.use) {
            case .success(let connection):
                let milliseconds = Int((Monotonic.now() - begin) / 1_000_000)
                if !inbox.put(.connected(target, connection, milliseconds: milliseconds)) {
                    PQfinish(connection.pointer)
                }
            case .failure(let error):
                inbox.put(.connectFailed(target, error))
            }
        }
        if !isStarted { inbox.put(.connectFailed(target, .connection("no thread to connect on"))) }
    }

    private func connected(_ target: Command.Target, _ connection: Connection, milliseconds: Int) {
        if closing != nil {
            PQfinish(connection.pointer)
            return connectFailed(target, .closed)
        }
        let link = Link(
            id: nextLink, target: target, connection: connection.pointer,
            preparedMax: configuration.prepares ? configuration.preparedMax : nil)
        nextLink += 1
        links[link.id] = link
        link.interest = 1
        watch(link.descriptor, id: link.id, EPOLL_CTL_ADD, interest: 1)
        figures.connects += 1
        observe(.connected(target.use, milliseconds: milliseconds))
        switch target {
        case .lane(let slot):
            laneLinks[slot] = link
            lane.connected(slot: slot, now: now)
        case .leased(let slot):
            leasedLinks[slot] = link
            perform(pool.connected(slot: slot, now: now))
        case .listener:
            resumeListening(on: link)
        }
    }

    private func connectFailed(_ target: Command.Target, _ error: PostgresError) {
        observe(.connectFailed(target.use, message: error.message))
        switch target {
        case .lane(let slot): lane.failed(slot: slot, now: now)
        case .leased(let slot): perform(pool.failed(slot: slot, now: now))
        case .listener: listening.failed(now: now)
        }
    }

    /// Closes the link and tells everybody whose operation was on it.
    func lost(_ link: Link, isWanted: Bool = false) {
        guard links.removeValue(forKey: link.id) != nil else { return }
        link.isBroken = true
        var event = epoll_event()
        epoll_ctl(epoll, EPOLL_CTL_DEL, link.descriptor, &event)
        let operations = link.lost()
        PQfinish(link.connection)
        if !isWanted { observe(.connectionLost(link.target.use, failedStatements: operations.count)) }
        figures.failures += operations.count
        for operation in operations { operation.fail(PostgresError.connection("the connection was lost")) }
        switch link.target {
        case .lane(let slot):
            laneLinks[slot] = nil
            lane.lost(slot: slot, now: now)
        case .leased(let slot):
            guard leasedLinks[slot] === link else { return }
            leasedLinks[slot] = nil
            perform(pool.lost(slot: slot, now: now))
        case .listener:
            listening.lost(now: now)
        }
    }

    private func watch(_ descriptor: Int32, id: Int, _ change: Int32, interest: UInt32) {
        var event = epoll_event(events: interest, data: epoll_data_t(u64: UInt64(id)))
        epoll_ctl(epoll, change, descriptor, &event)
    }

    /// Asks the server, over a connection of its own, to stop what the link runs.
    func requestCancel(_ link: Link) {
        struct Handle: @unchecked Sendable { let pointer: OpaquePointer }
        guard let pointer = PQgetCancel(link.connection) else { return link.machine.cancelDelivered() }
        let handle = Handle(pointer: pointer)
        let inbox = inbox
        let id = link.id
        observe(.cancelRequested)
        let isStarted = Background.run {
            var message = [CChar](repeating: 0, count: 256)
            _ = PQcancel(handle.pointer, &message, Int32(message.count))
            PQfreeCancel(handle.pointer)
            inbox.put(.cancelDelivered(link: id))
        }
        if !isStarted {
            PQfreeCancel(pointer)
            link.machine.cancelDelivered()
        }
    }

    // MARK: - Time and the end

    private func beat() {
        beatLane()
        perform(pool.beat(now: now))
        for request in pool.withdraw(where: { [now] in $0.deadline <= now }) { request.fail(PostgresError.deadline) }
        if closing == nil, listening.wantsConnection(now: now) { connect(.listener) }
        for link in links.values {
            if link.beat(now: now) { requestCancel(link) }
            if let since = link.abandonedSince, now > since + configuration.stallLimit.nanoseconds {
                observe(.stalled(link.target.use))
                link.isBroken = true
            }
            settle(link)
        }
    }

    private func publish() {
        figures.laneUp = lane.upCount
        figures.laneInFlight = lane.inFlight
        figures.laneQueued = lane.queue.count
        figures.leasedInUse = pool.leasedCount
        figures.leasedIdle = pool.idleCount
        figures.leaseWaiters = pool.waitingCount
        snapshot.withLock { $0 = figures }
    }

    private func beginClosing(_ waiter: UnsafeContinuation<Void, Never>?) {
        let waiters = (closing?.waiters ?? []) + [waiter].compactMap { $0 }
        closing = (closing?.deadline ?? now + configuration.closeLimit.nanoseconds, waiters)
        lane.close()
        perform(pool.close())
        listening.finish()
    }

    private var isOver: Bool {
        guard let closing else { return false }
        return now >= closing.deadline || (lane.isIdle && pool.leasedCount == 0)
    }

    private func finish() {
        let left = inbox.close()
        for link in Array(links.values) { lost(link, isWanted: true) }
        for operation in lane.withdraw(where: { _ in true }) { operation.fail(PostgresError.closed) }
        for command in left { refuse(command) }
        Glibc.close(epoll)
        figures = PostgresFigures()
        snapshot.withLock { $0 = figures }
        for waiter in closing?.waiters ?? [] { waiter.resume() }
    }

    private func refuse(_ command: Command) {
        switch command {
        case .run(let operation, _): operation.fail(PostgresError.closed)
        case .runAll(let operations, _): for operation in operations { operation.fail(PostgresError.closed) }
        case .acquire(let request): request.fail(PostgresError.closed)
        case .connected(_, let connection, _): PQfinish(connection.pointer)
        case .listen(_, _, let continuation): continuation.finish()
        case .close(let waiter): waiter?.resume()
        default: break
        }
    }
}
