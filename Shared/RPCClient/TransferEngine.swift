/// Sends requests and mail through libcurl: one multi handle with a thread of its own that waits for its sockets, a
/// bounded cache of connections, a bounded number of transfers at a time and a bounded queue behind them. A request
/// goes out on the caller's thread; only its answer is waited for by the other.
public final class TransferEngine: Sendable {
    /// For those who need no limits of their own; lives as long as the process.
    public static let shared = TransferEngine()

    private let loop: TransferLoop

    /// - Parameters:
    ///   - runningMax: transfers at the same time, 1 to 1,000.
    ///   - waitingMax: transfers that wait for a place before more are refused.
    ///   - idleConnectionsMax: connections kept open for the next transfer.
    public init(runningMax: Int = 64, waitingMax: Int = 1_024, idleConnectionsMax: Int = 32) {
        loop = TransferLoop(
            queue: TransferQueue(runningMax: min(max(1, runningMax), 1_000), waitingMax: max(0, waitingMax)),
            idleConnectionsMax: max(0, idleConnectionsMax))
        loop.start()
    }

    deinit { loop.stop() }

    /// Sends an HTTP request and waits for its answer, of any status. Cancelling the task ends the transfer.
    public func perform(
        _ transfer: HTTPTransfer, deadline: ContinuousClock.Instant? = nil
    ) async throws(TransferFailure) -> HTTPTransferReply {
        let limit = ContinuousClock.now + .milliseconds(max(0, transfer.limits.timeoutMilliseconds))
        return try await run(.http(transfer), deadline: deadline.map { min($0, limit) } ?? limit)
    }

    func run(
        _ work: Transfer.Work, deadline: ContinuousClock.Instant
    ) async throws(TransferFailure) -> HTTPTransferReply {
        let id = loop.nextID()
        let result = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                loop.submit(Transfer(id: id, work: work, deadline: deadline) { continuation.resume(returning: $0) })
            }
        } onCancel: {
            loop.cancel(id)
        }
        if Task.isCancelled { loop.forget(id) }
        return try result.get()
    }
}

extension Duration {
    /// Rounded up, so that a wait of this long is never short.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        let part = attoseconds / 1_000_000_000_000_000
        let rounded = attoseconds % 1_000_000_000_000_000 > 0 ? part + 1 : part
        return Int(clamping: seconds.multipliedReportingOverflow(by: 1_000).partialValue &+ rounded)
    }
}
