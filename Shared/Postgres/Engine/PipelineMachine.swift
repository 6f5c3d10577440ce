/// What is in flight on one connection, in order, and what each reply of the server means for it. Pure: replies go
/// in, completions come out. An operation ends with a sync of its own, so that an error stays with it; it is complete
/// only at its sync, because that is where the server commits it.
///
/// Operations may stand in a group with one sync behind the last, which spares the server a transaction and a system
/// call for each: one is complete with its own reply. So go those that only read, and what a transaction sends ahead.
/// What the server skipped because one before it failed had no effect: outside a transaction it is sent again.
struct PipelineMachine<Operation, Reply> {
    /// The messages that carry one operation; a sync follows, or the next of its group.
    struct Sending {
        var deallocate: PreparedCache.Name?
        var prepare: PreparedCache.Name?
        /// `nil`: parse and run in one go, without a name.
        var execute: PreparedCache.Name?
    }

    enum Event {
        case answer(Reply)
        case failure(PostgresError)
        /// Skipped because an earlier message of the same operation failed.
        case skipped
        /// No more replies to the current message.
        case end
        case sync
    }

    enum Outcome {
        case answer(Reply)
        case failure(PostgresError)
        /// It had no effect, and its failure was none of its own: send it again.
        case again
    }

    struct Completion {
        let operation: Operation
        let outcome: Outcome
    }

    private enum Message { case deallocate, prepare, execute }

    private struct Entry {
        let operation: Operation
        let key: PreparedCache.Key?
        let name: PreparedCache.Name?
        let mayRepeat: Bool
        let prepares: Bool
        /// More of its group follow before the sync.
        var isFollowed = false
        /// Another of its group stands before it.
        var isFollower = false
        var wasSkipped = false
        var preparing: Bool
        var deallocating: Bool
        var isPrepared = false
        var answer: Reply?
        var error: PostgresError?
        var isAbandoned = false
        /// A cancel request was under way while this could have been running.
        var mayBeHit = false
        var wasCancelled = false
        var beatsInFront = 0

        var hasReply: Bool { answer != nil || error != nil || wasSkipped }
        var current: Message { deallocating ? .deallocate : preparing ? .prepare : .execute }
    }

    private var cache: PreparedCache?
    private var entries = Queue<Entry>()
    private(set) var isCancelling = false
    /// The last operation waits for more of its group, or for the sync.
    private(set) var isGroupOpen = false

    /// - Parameter preparedMax: how many statements stay prepared; `nil` prepares none (behind a pooler).
    init(preparedMax: Int?) {
        cache = preparedMax.map { PreparedCache(countMax: $0) }
    }

    var inFlight: Int { entries.count }
    var isIdle: Bool { entries.isEmpty }
    var operations: [Operation] { entries.elements.map(\.operation) }

    /// Takes an operation in. `key` nil: never prepared. `mayRepeat`: it stands alone, outside any transaction.
    /// `inGroup`: no sync behind it yet; `endGroup` tells when there is one.
    mutating func send(
        _ operation: Operation, key: PreparedCache.Key?, mayRepeat: Bool, inGroup: Bool = false
    ) -> Sending {
        var sending = Sending()
        if let key, cache != nil {
            if let name = cache?.use(key) {
                sending.execute = name
            } else if let (name, evicted) = cache?.insert(key) {
                sending = Sending(deallocate: evicted, prepare: name, execute: name)
            }
        }
        var entry = Entry(
            operation: operation, key: key, name: sending.execute, mayRepeat: mayRepeat,
            prepares: sending.prepare != nil, preparing: sending.prepare != nil,
            deallocating: sending.deallocate != nil)
        entry.mayBeHit = isCancelling
        entry.isFollower = isGroupOpen
        if isGroupOpen { entries.withLast { $0.isFollowed = true } }
        isGroupOpen = inGroup
        entries.append(entry)
        return sending
    }

    /// A sync was sent behind the open group.
    mutating func endGroup() { isGroupOpen = false }

    /// One reply of the server; the completion of the operation it finishes, if it does.
    mutating func received(_ event: Event) -> Completion? {
        switch event {
        case .answer(let answer):
            entries.withFirst { entry in
                switch entry.current {
                case .deallocate: break
                case .prepare: entry.isPrepared = true
                case .execute: entry.answer = answer
                }
            }
        case .failure(let error):
            entries.withFirst { if $0.error == nil { $0.error = error } }
        case .skipped:
            entries.withFirst { $0.wasSkipped = true }
        case .end:
            let isOver = entries.withFirst { entry in
                switch entry.current {
                case .deallocate: entry.deallocating = false
                case .prepare: entry.preparing = false
                case .execute: return entry.isFollowed && entry.hasReply
                }
                return false
            }
            if isOver == true { return entries.popFirst().map { complete($0) } }
        case .sync:
            return entries.popFirst().map { complete($0) }
        }
        return nil
    }

    private mutating func complete(_ entry: Entry) -> Completion {
        var outcome = Outcome.failure(.connection("no answer"))
        if let error = entry.error {
            // 26000: the name is not there, because the neighbour that was to prepare it failed. 0A000 on a name
            // prepared before: the table has changed under its plan.
            let isStale = error.sqlState == "26000" || (error.sqlState == "0A000" && !entry.prepares)
            if let key = entry.key, let name = entry.name, isStale || (entry.prepares && !entry.isPrepared) {
                cache?.remove(key, name: name)
            }
            let wasHit = error.sqlState == "57014" && entry.mayBeHit && !entry.wasCancelled
            // The group's time is one: what is left of it says nothing about one behind the first.
            let wasLate = error.sqlState == "57014" && entry.isFollower && !entry.wasCancelled
            let again =
                entry.mayRepeat && !entry.isAbandoned && ((isStale && entry.name != nil) || wasHit || wasLate)
            outcome = again ? .again : .failure(error)
        } else if let answer = entry.answer {
            outcome = .answer(answer)
        } else if entry.wasSkipped, entry.isFollower {
            if entry.prepares, !entry.isPrepared, let key = entry.key, let name = entry.name {
                cache?.remove(key, name: name)
            }
            outcome = entry.mayRepeat && !entry.isAbandoned ? .again : .failure(.failedBefore)
        }
        return Completion(operation: entry.operation, outcome: outcome)
    }

    /// Nobody waits for these any more; their replies are still read.
    mutating func abandon(where matches: (Operation) -> Bool) {
        entries.forEach { if matches($0.operation) { $0.isAbandoned = true } }
    }

    /// Called at every beat of the clock. True if the server should be asked to cancel what it is running: nobody
    /// waits for it, and it has been first in line for a whole beat.
    mutating func wantsCancel() -> Bool {
        let wanted = entries.withFirst { entry in
            defer { entry.beatsInFront += 1 }
            guard entry.isAbandoned, !entry.wasCancelled, entry.beatsInFront > 0 else { return false }
            return !isCancelling
        }
        guard wanted == true else { return false }
        isCancelling = true
        entries.forEach { $0.mayBeHit = true }
        entries.withFirst { $0.wasCancelled = true }
        return true
    }

    /// The cancel request has been delivered; what is sent from now on cannot be hit by it.
    mutating func cancelDelivered() {
        isCancelling = false
    }

    /// The connection is gone: everything in flight, in order.
    mutating func lost() -> [Operation] {
        entries.removeAll().map(\.operation)
    }
}
