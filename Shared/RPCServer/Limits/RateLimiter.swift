import Synchronization

/// A bucket for each caller: by subject with a credential, by address without one.
public final class RateLimiter: Sendable {
    private struct State {
        var buckets: [String: TokenBucket] = [:]
    }

    private let limits: RPCServerLimits
    private let state = Mutex(State())

    public init(limits: RPCServerLimits) {
        self.limits = limits
    }

    /// What the answer's headers say.
    struct Standing: Equatable, Sendable {
        var limit: Int
        var remaining: Int
        var secondsToFull: Int
    }

    enum Admission: Equatable, Sendable {
        case allowed(Standing)
        case refused(retryAfterMilliseconds: Int)
    }

    func admit(_ key: String, isAnonymous: Bool, now: ContinuousClock.Instant) -> Admission {
        let (capacity, rate) = rates(isAnonymous)
        return state.withLock { state in
            if state.buckets[key] == nil { makeRoom(&state, now: now) }
            switch state.buckets[key, default: TokenBucket(capacity: capacity, now: now)]
                .take(1, capacity: capacity, perSecond: rate, now: now)
            {
            case .allowed(let remaining, let seconds):
                return .allowed(Standing(limit: capacity, remaining: remaining, secondsToFull: seconds))
            case .refused(let wait): return .refused(retryAfterMilliseconds: wait)
            }
        }
    }

    /// How many are remembered.
    var callersKnown: Int { state.withLock { $0.buckets.count } }

    /// The further members of a batch, once they are counted.
    func charge(_ key: String, _ calls: Int) {
        state.withLock { $0.buckets[key]?.charge(calls) }
    }

    private func rates(_ isAnonymous: Bool) -> (capacity: Int, rate: Int) {
        isAnonymous
            ? (limits.anonymousCallsBurst, limits.anonymousCallsPerSecond)
            : (limits.callsBurst, limits.callsPerSecond)
    }

    /// Forgets full buckets when there are too many; where that does not help, all of them: a flood of made-up
    /// addresses must not take the memory.
    private func makeRoom(_ state: inout State, now: ContinuousClock.Instant) {
        guard state.buckets.count >= limits.callersMax else { return }
        state.buckets = state.buckets.filter { _, bucket in
            var bucket = bucket
            return !bucket.isFull(capacity: limits.callsBurst, perSecond: limits.callsPerSecond, now: now)
        }
        if state.buckets.count >= limits.callersMax { state.buckets.removeAll() }
    }
}
