/// The leased connections: who holds which, who waits, when one is made or given up. Pure: events and the time go
/// in, actions come out.
struct PoolMachine<Waiter> {
    struct Limits {
        var connectionsMax = 4
        var waitersMax = 4_096
        var acquireNanoseconds: UInt64 = 5_000_000_000
        var idleNanoseconds: UInt64 = 300_000_000_000
        var lifetimeNanoseconds: UInt64 = 1_800_000_000_000
        /// How long a returned connection may take to roll back before it is closed.
        var cleaningNanoseconds: UInt64 = 5_000_000_000
    }

    enum Action {
        case connect(slot: Int)
        case lease(Waiter, slot: Int)
        case expire(Waiter)
        case refuse(Waiter)
        case close(slot: Int)
    }

    enum SlotState: Equatable {
        /// → connecting
        case empty
        /// → idle, leased, empty
        case connecting
        /// → leased, empty
        case idle(since: UInt64)
        /// → idle, cleaning, empty
        case leased
        /// Returned with something still running. → idle, empty
        case cleaning(since: UInt64)
    }

    private struct Slot {
        var state: SlotState = .empty
        var bornAt: UInt64 = 0
        var isRetiring = false
    }

    private struct Waiting {
        let waiter: Waiter
        let until: UInt64
    }

    private let limits: Limits
    private var slots: [Slot]
    private var waiting = Queue<Waiting>()
    private var backoff: Backoff
    private var retryAt: UInt64 = 0
    private(set) var isClosing = false

    init(limits: Limits, seed: UInt64) {
        self.limits = limits
        slots = Array(repeating: Slot(), count: max(1, limits.connectionsMax))
        backoff = Backoff(seed: seed)
    }

    var waitingCount: Int { waiting.count }
    func count(where matches: (SlotState) -> Bool) -> Int { slots.count { matches($0.state) } }
    var idleCount: Int { count { if case .idle = $0 { true } else { false } } }
    var leasedCount: Int { count { $0 == .leased } }
    func state(of slot: Int) -> SlotState { slots[slot].state }
    var isQuiet: Bool {
        waiting.isEmpty && count { if case .idle = $0 { false } else { $0 != .empty } } == 0
    }

    mutating func acquire(_ waiter: Waiter, now: UInt64) -> [Action] {
        guard !isClosing, waiting.count < limits.waitersMax else { return [.refuse(waiter)] }
        waiting.append(Waiting(waiter: waiter, until: now + limits.acquireNanoseconds))
        return serve(now: now)
    }

    /// The connection comes back. `isClean`: nothing runs on it and it is in no transaction.
    mutating func released(slot: Int, isClean: Bool, now: UInt64) -> [Action] {
        guard slots[slot].state == .leased else { return [] }
        if isClean { return becameIdle(slot, now: now) }
        slots[slot].state = .cleaning(since: now)
        return []
    }

    /// What was still running on a returned connection is over.
    mutating func cleaned(slot: Int, now: UInt64) -> [Action] {
        guard case .cleaning = slots[slot].state else { return [] }
        return becameIdle(slot, now: now)
    }

    mutating func connected(slot: Int, now: UInt64) -> [Action] {
        backoff.succeeded()
        retryAt = 0
        slots[slot] = Slot(state: .idle(since: now), bornAt: now)
        return becameIdle(slot, now: now)
    }

    mutating func failed(slot: Int, now: UInt64) -> [Action] {
        slots[slot].state = .empty
        retryAt = now + backoff.failed()
        return []
    }

    /// The connection broke, or was closed as asked. Whoever leases it learns that from its own operations.
    mutating func lost(slot: Int, now: UInt64) -> [Action] {
        slots[slot] = Slot()
        return serve(now: now)
    }

    /// The connection should be replaced when it comes back.
    mutating func retire(slot: Int) {
        slots[slot].isRetiring = true
    }

    mutating func beat(now: UInt64) -> [Action] {
        var actions = waiting.remove { $0.until <= now }.map { Action.expire($0.waiter) }
        for index in slots.indices {
            switch slots[index].state {
            case .idle(let since)
            where now > since + limits.idleNanoseconds || now > slots[index].bornAt + limits.lifetimeNanoseconds:
                slots[index] = Slot()
                actions.append(.close(slot: index))
            case .cleaning(let since) where now > since + limits.cleaningNanoseconds:
                slots[index] = Slot()
                actions.append(.close(slot: index))
            default:
                break
            }
        }
        return actions + serve(now: now)
    }

    mutating func withdraw(where matches: (Waiter) -> Bool) -> [Waiter] {
        waiting.remove { matches($0.waiter) }.map(\.waiter)
    }

    /// Nobody new is served; those who wait are refused.
    mutating func close() -> [Action] {
        isClosing = true
        return waiting.removeAll().map { .refuse($0.waiter) }
    }

    private mutating func becameIdle(_ slot: Int, now: UInt64) -> [Action] {
        if slots[slot].isRetiring || now > slots[slot].bornAt + limits.lifetimeNanoseconds {
            slots[slot] = Slot()
            return [.close(slot: slot)] + serve(now: now)
        }
        slots[slot].state = .idle(since: now)
        return serve(now: now)
    }

    /// Leases what is idle (the most recently used, so that the rest can grow old), then connects for who remains.
    private mutating func serve(now: UInt64) -> [Action] {
        var actions: [Action] = []
        while !waiting.isEmpty {
            var best: (slot: Int, since: UInt64)?
            for index in slots.indices {
                if case .idle(let since) = slots[index].state, since >= best?.since ?? 0 { best = (index, since) }
            }
            guard let best, let next = waiting.popFirst() else { break }
            slots[best.slot].state = .leased
            actions.append(.lease(next.waiter, slot: best.slot))
        }
        guard !isClosing, now >= retryAt else { return actions }
        var wanted = waiting.count - count { $0 == .connecting }
        // After a failure one attempt at a time, until one succeeds.
        if backoff.failures > 0 { wanted = min(wanted, 1 - count { $0 == .connecting }) }
        for index in slots.indices where wanted > 0 && slots[index].state == .empty {
            slots[index].state = .connecting
            actions.append(.connect(slot: index))
            wanted -= 1
        }
        return actions
    }
}
