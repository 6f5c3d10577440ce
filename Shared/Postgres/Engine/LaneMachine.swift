/// The shared lane: which of its few connections is up, what waits, and what goes where next. Pure: events and the
/// time go in, actions come out.
///
/// What only reads goes in groups: a connection takes the next group when it has answered the last one. Under load each
/// then has a few statements, and with one or two callers it is sent at once.
struct LaneMachine<Operation> {
    struct Limits {
        var connections = 2
        /// In flight on one connection: enough to keep the server busy, few enough that a slow one delays few.
        var inFlightMax = 64
        /// Reads in one group: one that is slow holds up the answers of no more than so many.
        var groupMax = 8
        var queueMax = 8_192
        var lifetimeNanoseconds: UInt64 = 1_800_000_000_000
    }

    enum Action {
        case connect(slot: Int)
        case close(slot: Int)
    }

    enum SlotState: Equatable {
        /// → connecting
        case down(retryAt: UInt64)
        /// → up, down
        case connecting
        /// → retiring, down
        case up(bornAt: UInt64)
        /// Takes nothing new; closed when what is in flight is done. → down
        case retiring
    }

    private struct Slot {
        var state: SlotState = .down(retryAt: 0)
        var inFlight = 0
        /// Reads of the group that is being gathered, and of the one that was sent and has not all its answers yet.
        var gathered = 0
        var reading = 0
        var backoff: Backoff
    }

    private let limits: Limits
    private var slots: [Slot]
    private(set) var queue = Queue<Operation>()
    private(set) var isClosing = false

    init(limits: Limits, seed: UInt64) {
        self.limits = limits
        slots = (0..<max(1, limits.connections)).map { Slot(backoff: Backoff(seed: seed &+ UInt64($0) &* 7_919)) }
    }

    var upCount: Int { slots.count { if case .up = $0.state { true } else { false } } }
    var inFlight: Int { slots.reduce(0) { $0 + $1.inFlight } }
    var isIdle: Bool { queue.isEmpty && inFlight == 0 }
    func state(of slot: Int) -> SlotState { slots[slot].state }

    /// False if the queue is full.
    mutating func enqueue(_ operation: Operation) -> Bool {
        guard queue.count < limits.queueMax else { return false }
        queue.append(operation)
        return true
    }

    /// An operation that comes back goes before those that never went.
    mutating func requeue(_ operation: Operation) {
        queue.prepend(operation)
    }

    /// The next operation to send, and where; `nil` when nothing waits or nothing has room for it.
    mutating func next(isRead: (Operation) -> Bool = { _ in false }) -> (operation: Operation, slot: Int)? {
        guard let first = queue.first else { return nil }
        let reads = isRead(first)
        var best: Int?
        for index in slots.indices {
            guard case .up = slots[index].state, slots[index].inFlight < limits.inFlightMax else { continue }
            if reads, slots[index].reading > 0 || slots[index].gathered == limits.groupMax { continue }
            if best.map({ slots[index].inFlight < slots[$0].inFlight }) ?? true { best = index }
        }
        guard let best, let operation = queue.popFirst() else { return nil }
        slots[best].inFlight += 1
        if reads { slots[best].gathered += 1 }
        return (operation, best)
    }

    /// What was gathered has been sent.
    mutating func sentGroups() {
        for index in slots.indices {
            slots[index].reading += slots[index].gathered
            slots[index].gathered = 0
        }
    }

    /// A read that comes now waits for an answer that is under way in any case.
    var isGathering: Bool {
        var isUp = false
        for slot in slots {
            guard case .up = slot.state else { continue }
            if slot.reading == 0 { return false }
            isUp = true
        }
        return isUp
    }

    /// An operation on `slot` has its answer.
    mutating func completed(slot: Int, isRead: Bool = false) -> Action? {
        slots[slot].inFlight -= 1
        if isRead { if slots[slot].gathered > 0 { slots[slot].gathered -= 1 } else { slots[slot].reading -= 1 } }
        if slots[slot].state == .retiring, slots[slot].inFlight == 0 { return .close(slot: slot) }
        return nil
    }

    mutating func connected(slot: Int, now: UInt64) {
        slots[slot].state = .up(bornAt: now)
        empty(slot)
        slots[slot].backoff.succeeded()
    }

    mutating func failed(slot: Int, now: UInt64) {
        slots[slot].state = .down(retryAt: now + slots[slot].backoff.failed())
    }

    /// The connection broke, or was closed as asked.
    mutating func lost(slot: Int, now: UInt64) {
        empty(slot)
        slots[slot].state = .down(retryAt: now)
    }

    private mutating func empty(_ slot: Int) {
        slots[slot].inFlight = 0
        slots[slot].gathered = 0
        slots[slot].reading = 0
    }

    /// The connection should be replaced (its server turned into a standby).
    mutating func retire(slot: Int) -> Action? {
        guard case .up = slots[slot].state else { return nil }
        slots[slot].state = .retiring
        return slots[slot].inFlight == 0 ? .close(slot: slot) : nil
    }

    mutating func beat(now: UInt64) -> [Action] {
        guard !isClosing else { return [] }
        var actions: [Action] = []
        for index in slots.indices {
            switch slots[index].state {
            case .down(let retryAt) where retryAt <= now:
                slots[index].state = .connecting
                actions.append(.connect(slot: index))
            case .up(let bornAt) where now > bornAt + limits.lifetimeNanoseconds && (upCount > 1 || slots.count == 1):
                if let action = retire(slot: index) { actions.append(action) }
            default:
                break
            }
        }
        return actions
    }

    /// Takes out of the queue what `matches`.
    mutating func withdraw(where matches: (Operation) -> Bool) -> [Operation] {
        queue.remove(where: matches)
    }

    mutating func close() {
        isClosing = true
    }
}
