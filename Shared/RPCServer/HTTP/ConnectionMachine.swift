/// One HTTP/1.1 connection: which request it is at and what may happen next. Events in, actions out; no clock, no
/// socket. Requests that come before the last answer was taken wait in line; no more is read meanwhile.
struct ConnectionMachine: Equatable, Sendable {
    enum State: Equatable, Sendable {
        /// Between requests. → reading, skipping, closed
        case idle
        /// A head was taken, its body comes. → answering, skipping, closed
        case reading(isKeptAlive: Bool)
        /// The request is whole and is being worked on. → sending, closed
        case answering(isKeptAlive: Bool)
        /// The answer was given to the socket and waits to be taken. → idle, closed
        case sending(isKeptAlive: Bool)
        /// Refused before its end: what still comes of its body is dropped, up to a limit. → sending, idle, closed
        case skipping(isKeptAlive: Bool, bytesLeft: Int, isTaken: Bool)
        case closed
    }

    /// What a wait on the caller's side is bounded by.
    enum Wait: Equatable, Sendable { case none, head, body, taking }

    private(set) var state = State.idle
    /// No further request is taken: the server is about to stop, or the caller has sent its last.
    private(set) var isEnding = false

    /// A part may be looked at now; else it has to wait in line.
    var takesParts: Bool {
        switch state {
        case .idle, .reading, .skipping: true
        case .answering, .sending, .closed: false
        }
    }

    var wait: Wait {
        switch state {
        case .idle: .head
        case .reading, .skipping: .body
        case .sending: .taking
        case .answering, .closed: .none
        }
    }

    /// A head that is accepted.
    mutating func head(isKeptAlive: Bool) {
        if state == .idle { state = .reading(isKeptAlive: isKeptAlive && !isEnding) }
    }

    /// The request was refused with bytes of its body still to come.
    /// - Parameter bytesMax: how much of it is dropped before the connection is.
    mutating func refused(isKeptAlive: Bool, bytesMax: Int) {
        guard state != .closed else { return }
        state = .skipping(isKeptAlive: isKeptAlive && !isEnding, bytesLeft: bytesMax, isTaken: false)
    }

    /// Bytes of a body that is being dropped. True: enough, the connection has to be closed.
    mutating func skipped(_ count: Int) -> Bool {
        guard case .skipping(let isKeptAlive, let left, let isTaken) = state else { return false }
        state = .skipping(isKeptAlive: isKeptAlive, bytesLeft: left - count, isTaken: isTaken)
        return count > left
    }

    enum End: Equatable, Sendable { case answer, proceed, close, ignore }

    /// The last byte of a request has come.
    mutating func end() -> End {
        switch state {
        case .reading(let isKeptAlive):
            state = .answering(isKeptAlive: isKeptAlive)
            return .answer
        case .skipping(let isKeptAlive, _, false):
            state = .sending(isKeptAlive: isKeptAlive)
            return .ignore
        case .skipping(let isKeptAlive, _, true):
            state = isKeptAlive ? .idle : .closed
            return isKeptAlive ? .proceed : .close
        case .idle, .answering, .sending, .closed: return .ignore
        }
    }

    /// The answer is ready. `nil`: the connection is gone; else whether it goes on afterwards.
    mutating func answered(closes: Bool) -> Bool? {
        guard case .answering(let isKeptAlive) = state else { return nil }
        let goesOn = isKeptAlive && !closes && !isEnding
        state = .sending(isKeptAlive: goesOn)
        return goesOn
    }

    enum Next: Equatable, Sendable { case proceed, close, nothing }

    /// The caller has taken the answer.
    mutating func taken() -> Next {
        switch state {
        case .sending(let isKeptAlive):
            state = isKeptAlive && !isEnding ? .idle : .closed
            return state == .idle ? .proceed : .close
        case .skipping(let isKeptAlive, let left, _):
            state = .skipping(isKeptAlive: isKeptAlive, bytesLeft: left, isTaken: true)
            return .nothing
        case .idle, .reading, .answering, .closed: return .nothing
        }
    }

    /// No more requests. True: there is nothing under way, close now.
    mutating func finish() -> Bool {
        isEnding = true
        if state == .idle { state = .closed }
        return state == .closed
    }

    mutating func close() { state = .closed }
}
