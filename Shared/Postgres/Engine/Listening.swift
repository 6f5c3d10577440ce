import CPostgres

/// What a listener gets.
public enum PostgresNotification: Sendable, Equatable {
    /// `NOTIFY channel, payload`.
    case message(payload: String)
    /// The connection was lost and is back: notifications in between are lost, so look at the tables afresh.
    case resumed
}

/// Who listens to which channel, on one connection that is made for the first listener and kept.
struct Listening {
    private struct Listener {
        let channel: String
        let continuation: AsyncStream<PostgresNotification>.Continuation
    }

    private var listeners: [Int: Listener] = [:]
    private var isConnecting = false
    private var hasGap = false
    private var retryAt: UInt64 = 0
    private var backoff = Backoff(seed: 17)
    var link: Link?

    var isQuiet: Bool { listeners.isEmpty || (link != nil && !isConnecting) }
    var channels: Set<String> { Set(listeners.values.map(\.channel)) }

    /// True if the channel is new.
    mutating func add(_ id: Int, _ channel: String, _ continuation: AsyncStream<PostgresNotification>.Continuation)
        -> Bool
    {
        let isNew = !channels.contains(channel)
        listeners[id] = Listener(channel: channel, continuation: continuation)
        return isNew
    }

    /// The channel, if nobody listens to it any more.
    mutating func remove(_ id: Int) -> String? {
        guard let channel = listeners.removeValue(forKey: id)?.channel else { return nil }
        return channels.contains(channel) ? nil : channel
    }

    func received(channel: String, payload: String) {
        for listener in listeners.values where listener.channel == channel {
            listener.continuation.yield(.message(payload: payload))
        }
    }

    mutating func wantsConnection(now: UInt64) -> Bool {
        guard link == nil, !isConnecting, !listeners.isEmpty, now >= retryAt else { return false }
        isConnecting = true
        return true
    }

    mutating func connected(_ link: Link) {
        self.link = link
        isConnecting = false
        backoff.succeeded()
    }

    /// All channels are listened to again.
    mutating func resumed() {
        guard hasGap else { return }
        hasGap = false
        for listener in listeners.values { listener.continuation.yield(.resumed) }
    }

    mutating func failed(now: UInt64) {
        isConnecting = false
        retryAt = now + backoff.failed()
    }

    mutating func lost(now: UInt64) {
        link = nil
        hasGap = true
        retryAt = now
    }

    mutating func finish() {
        for listener in listeners.values { listener.continuation.finish() }
        listeners = [:]
    }
}

extension Engine {
    func listen(_ channel: String, id: Int, _ continuation: AsyncStream<PostgresNotification>.Continuation) {
        if lane.isClosing { return continuation.finish() }
        if listening.add(id, channel, continuation), let link = listening.link { submitListen(channel, on: link) }
        if listening.wantsConnection(now: now) { connect(.listener) }
    }

    func unlisten(_ id: Int) {
        guard let channel = listening.remove(id), let link = listening.link else { return }
        link.submit([Operation(.plain("UNLISTEN \(quoted(channel))"), deadline: .max)])
        settle(link)
    }

    func resumeListening(on link: Link) {
        listening.connected(link)
        for channel in listening.channels.sorted() { submitListen(channel, on: link) }
    }

    private func submitListen(_ channel: String, on link: Link) {
        link.submit([Operation(.plain("LISTEN \(quoted(channel))"), deadline: .max)])
        settle(link)
    }

    private func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
