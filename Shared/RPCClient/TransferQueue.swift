/// Who may run and who waits: a pure state machine, without a clock or a socket.
struct TransferQueue: Sendable {
    /// Transfers at the same time: each holds a connection.
    let runningMax: Int
    /// Transfers that wait for a place; more are refused, so that overload is answered and not stored.
    let waitingMax: Int

    private(set) var running: Set<UInt64> = []
    private(set) var waiting: [UInt64] = []

    init(runningMax: Int, waitingMax: Int) {
        self.runningMax = runningMax
        self.waitingMax = waitingMax
    }

    enum Admission: Hashable { case start, wait, refuse }
    enum Withdrawal: Hashable { case wasWaiting, wasRunning, unknown }

    mutating func enqueue(_ id: UInt64) -> Admission {
        if running.count < runningMax, waiting.isEmpty {
            running.insert(id)
            return .start
        }
        guard waiting.count < waitingMax else { return .refuse }
        waiting.append(id)
        return .wait
    }

    /// A running transfer ended; returns the one that takes its place.
    mutating func finished(_ id: UInt64) -> UInt64? {
        guard running.remove(id) != nil, !waiting.isEmpty else { return nil }
        let next = waiting.removeFirst()
        running.insert(next)
        return next
    }

    /// Takes a transfer out wherever it is. A running one keeps its place until `finished`.
    mutating func withdraw(_ id: UInt64) -> Withdrawal {
        if running.contains(id) { return .wasRunning }
        guard let index = waiting.firstIndex(of: id) else { return .unknown }
        waiting.remove(at: index)
        return .wasWaiting
    }
}
