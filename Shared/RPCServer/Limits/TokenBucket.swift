/// What one caller may still do: tokens come back at a steady rate up to the capacity, a call takes one. A batch may
/// take the level below zero: it is allowed if anything was left, and paid back before the next.
struct TokenBucket: Sendable, Equatable {
    private(set) var level: Double
    private var lastChange: ContinuousClock.Instant

    init(capacity: Int, now: ContinuousClock.Instant) {
        level = Double(capacity)
        lastChange = now
    }

    enum Decision: Equatable, Sendable {
        /// - Parameters:
        ///   - remaining: whole tokens left.
        ///   - secondsToFull: rounded up.
        case allowed(remaining: Int, secondsToFull: Int)
        case refused(retryAfterMilliseconds: Int)
    }

    mutating func take(
        _ cost: Int, capacity: Int, perSecond: Int, now: ContinuousClock.Instant
    ) -> Decision {
        refill(capacity: capacity, perSecond: perSecond, now: now)
        guard level >= 1 else {
            let wait = (1 - level) / Double(perSecond)
            return .refused(retryAfterMilliseconds: max(1, Int((wait * 1_000).rounded(.up))))
        }
        level -= Double(cost)
        return .allowed(
            remaining: max(0, Int(level)),
            secondsToFull: Int(((Double(capacity) - level) / Double(perSecond)).rounded(.up)))
    }

    /// Takes what is owed without asking.
    mutating func charge(_ cost: Int) {
        level -= Double(cost)
    }

    /// Whether nothing is lost by forgetting it.
    mutating func isFull(capacity: Int, perSecond: Int, now: ContinuousClock.Instant) -> Bool {
        refill(capacity: capacity, perSecond: perSecond, now: now)
        return level >= Double(capacity)
    }

    private mutating func refill(capacity: Int, perSecond: Int, now: ContinuousClock.Instant) {
        let elapsed = lastChange.duration(to: now) / .seconds(1)
        if elapsed > 0 {
            level = min(Double(capacity), level + elapsed * Double(perSecond))
            lastChange = now
        }
    }
}
