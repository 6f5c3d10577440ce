/// Stops asking a peer that keeps failing, and tries again with one call after a while. Pure: the time is handed in,
/// in milliseconds of any monotonic clock.
struct CircuitBreaker: Sendable, Hashable {
    struct Settings: Sendable, Hashable {
        /// Failures in a row that open it.
        var failuresMax = 5
        /// First time that it stays open; doubles each time the trial fails.
        var openMilliseconds: Int64 = 500
        var openMillisecondsMax: Int64 = 30_000
    }

    enum State: Sendable, Hashable {
        /// Calls pass. Next: `open` after failures in a row.
        case closed(failures: Int)
        /// Calls are refused. Next: `trying` at the first call after `until`.
        case open(until: Int64, length: Int64)
        /// One call is out. Next: `closed` or `open`, as it ends; `open` again for nobody if it was given up.
        case trying(length: Int64)
    }

    let settings: Settings
    private(set) var state: State = .closed(failures: 0)

    init(_ settings: Settings = Settings()) {
        self.settings = settings
    }

    enum Admission: Hashable {
        case pass
        case refuse(retryAfterMilliseconds: Int64)
    }

    mutating func admit(now: Int64) -> Admission {
        switch state {
        case .closed: return .pass
        case .open(let until, let length):
            guard now >= until else { return .refuse(retryAfterMilliseconds: until - now) }
            state = .trying(length: length)
            return .pass
        case .trying(let length): return .refuse(retryAfterMilliseconds: length)
        }
    }

    mutating func succeeded() {
        state = .closed(failures: 0)
    }

    mutating func failed(now: Int64) {
        switch state {
        case .closed(let failures):
            state =
                failures + 1 >= settings.failuresMax
                ? .open(until: now + settings.openMilliseconds, length: settings.openMilliseconds)
                : .closed(failures: failures + 1)
        case .trying(let length):
            let longer = min(length * 2, settings.openMillisecondsMax)
            state = .open(until: now + longer, length: longer)
        case .open: break  // a call that was out when it opened
        }
    }

    /// A call ended without saying anything about the peer (the caller gave up): the next one may try.
    mutating func abandoned(now: Int64) {
        if case .trying(let length) = state { state = .open(until: now, length: length) }
    }
}

/// Which of a peer's addresses is asked next. Pure.
struct PeerRouting: Sendable {
    private(set) var breakers: [CircuitBreaker]
    private var preferred = 0
    var budget = RetryBudget()

    init(addresses: Int, settings: CircuitBreaker.Settings = .init()) {
        breakers = Array(repeating: CircuitBreaker(settings), count: addresses)
    }

    enum Choice: Hashable {
        case address(Int)
        case none(retryAfterMilliseconds: Int64)
    }

    /// The address that answered last, or the next one whose breaker lets a call pass.
    mutating func choose(now: Int64) -> Choice {
        var soonest = Int64.max
        for offset in breakers.indices {
            let index = (preferred + offset) % breakers.count
            switch breakers[index].admit(now: now) {
            case .pass: return .address(index)
            case .refuse(let wait): soonest = min(soonest, wait)
            }
        }
        return .none(retryAfterMilliseconds: breakers.isEmpty ? 0 : soonest)
    }

    mutating func succeeded(_ index: Int) {
        breakers[index].succeeded()
        preferred = index
    }

    /// The next call goes to the address after it.
    mutating func failed(_ index: Int, now: Int64) {
        breakers[index].failed(now: now)
        if preferred == index { preferred = (index + 1) % breakers.count }
    }

    mutating func abandoned(_ index: Int, now: Int64) {
        breakers[index].abandoned(now: now)
    }
}
