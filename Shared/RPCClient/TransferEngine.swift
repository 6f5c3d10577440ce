import CCurl
import Glibc
import Synchronization

/// Sends requests and mail through libcurl: one multi handle on one thread of its own, a bounded cache of
/// connections, a bounded number of transfers at a time and a bounded queue behind them.
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
            await withCheckedContinuation { continuation in
                loop.submit(Transfer(id: id, work: work, deadline: deadline) { continuation.resume(returning: $0) })
            }
        } onCancel: {
            loop.cancel(id)
        }
        if Task.isCancelled { loop.forget(id) }
        return try result.get()
    }
}

/// The engine's thread and what it shares with the callers.
final class TransferLoop: @unchecked Sendable {
    private struct Inbox {
        var submitted: [Transfer] = []
        var cancelled: [UInt64] = []
        /// Every cancelled transfer until its caller has heard: a cancel may overtake its own submission.
        var withdrawn: Set<UInt64> = []
        var stopping = false
        var lastID: UInt64 = 0
    }

    private let inbox = Mutex(Inbox())
    private let multi: UnsafeMutableRawPointer?

    // Of the thread alone.
    private var queue: TransferQueue
    private var transfers: [UInt64: Transfer] = [:]
    private var idleHandles: [UnsafeMutableRawPointer] = []

    private static let prepared: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    private static let idleHandlesMax = 32

    init(queue: TransferQueue, idleConnectionsMax: Int) {
        self.queue = queue
        multi = TransferLoop.prepared ? curl_multi_init() : nil
        guard let multi else { return }
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, idleConnectionsMax)
    }

    func start() {
        let this = Unmanaged.passRetained(self).toOpaque()
        var thread = pthread_t()
        let failed = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                ccurl_name_thread("transfers")
                Unmanaged<TransferLoop>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, this)
        if failed == 0 { pthread_detach(thread) } else { Unmanaged<TransferLoop>.fromOpaque(this).release() }
    }

    // MARK: From any thread

    func nextID() -> UInt64 {
        inbox.withLock { inbox in
            inbox.lastID += 1
            return inbox.lastID
        }
    }

    func submit(_ transfer: Transfer) {
        guard let multi else { return transfer.finish(.failure(.notConnected("libcurl could not start"))) }
        let taken = inbox.withLock { inbox in
            if inbox.withdrawn.contains(transfer.id) { return false }
            inbox.submitted.append(transfer)
            return true
        }
        guard taken else { return transfer.finish(.failure(.cancelled)) }
        curl_multi_wakeup(multi)
    }

    func cancel(_ id: UInt64) {
        guard let multi else { return }
        inbox.withLock { inbox in
            inbox.withdrawn.insert(id)
            inbox.cancelled.append(id)
        }
        curl_multi_wakeup(multi)
    }

    /// The caller of a cancelled transfer has its answer.
    func forget(_ id: UInt64) {
        inbox.withLock { inbox in _ = inbox.withdrawn.remove(id) }
    }

    func stop() {
        guard let multi else { return }
        inbox.withLock { $0.stopping = true }
        curl_multi_wakeup(multi)
    }

    // MARK: On the engine's thread

    private func run() {
        guard let multi else { return }
        while true {
            let (submitted, cancelled, stopping) = inbox.withLock { inbox in
                defer {
                    inbox.submitted.removeAll()
                    inbox.cancelled.removeAll()
                }
                return (inbox.submitted, inbox.cancelled, inbox.stopping)
            }
            submitted.forEach(admit)
            cancelled.forEach(withdraw)
            dropOverdue()
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            collect(multi)
            if stopping, transfers.isEmpty { break }
            // libcurl shortens the wait to its own next timer; those that wait in our queue have deadlines too.
            curl_multi_poll(multi, nil, 0, queue.waiting.isEmpty ? 60_000 : 50, nil)
        }
        idleHandles.forEach(curl_easy_cleanup)
        curl_multi_cleanup(multi)
    }

    private func admit(_ transfer: Transfer) {
        transfers[transfer.id] = transfer
        switch queue.enqueue(transfer.id) {
        case .start: begin(transfer)
        case .wait: break
        case .refuse:
            transfers[transfer.id] = nil
            transfer.finish(.failure(.overloaded(limit: queue.waitingMax)))
        }
    }

    private func begin(_ transfer: Transfer) {
        let remaining = (transfer.deadline - ContinuousClock.now).wholeMilliseconds
        guard remaining > 0 else { return end(transfer, .failure(.timedOut(sent: false))) }
        guard let multi, let handle = idleHandles.popLast() ?? curl_easy_init() else {
            return end(transfer, .failure(.notConnected("out of memory")))
        }
        transfer.handle = handle
        var options = TransferOptions(handle)
        if let refusal = options.apply(transfer, remainingMilliseconds: remaining) {
            return end(transfer, .failure(refusal))
        }
        let code = curl_multi_add_handle(multi, handle)
        guard code == CURLM_OK else { return end(transfer, .failure(.notConnected("libcurl refused the transfer"))) }
    }

    /// Answers a transfer that has its place, and gives the place on.
    private func end(_ transfer: Transfer, _ result: Result<HTTPTransferReply, TransferFailure>) {
        if let handle = transfer.handle {
            if let multi { curl_multi_remove_handle(multi, handle) }
            transfer.handle = nil
            curl_easy_reset(handle)
            if idleHandles.count < Self.idleHandlesMax { idleHandles.append(handle) } else { curl_easy_cleanup(handle) }
        }
        transfer.lists.forEach(curl_slist_free_all)
        transfer.lists = []
        transfers[transfer.id] = nil
        transfer.finish(result)
        if let next = queue.finished(transfer.id), let waiting = transfers[next] { begin(waiting) }
    }

    private func withdraw(_ id: UInt64) {
        switch queue.withdraw(id) {
        case .wasRunning: transfers[id].map { end($0, .failure(.cancelled)) }
        case .wasWaiting: transfers.removeValue(forKey: id)?.finish(.failure(.cancelled))
        case .unknown: break
        }
    }

    private func dropOverdue() {
        guard !queue.waiting.isEmpty else { return }
        let now = ContinuousClock.now
        for id in queue.waiting {
            guard let transfer = transfers[id], transfer.deadline <= now else { continue }
            _ = queue.withdraw(id)
            transfers[id] = nil
            transfer.finish(.failure(.timedOut(sent: false)))
        }
    }

    private func collect(_ multi: UnsafeMutableRawPointer) {
        var code = CURLE_OK
        while let handle = ccurl_finished(multi, &code) {
            var context: UnsafeMutableRawPointer?
            ccurl_get_pointer(handle, CURLINFO_PRIVATE, &context)
            guard let context else { continue }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            guard code == CURLE_OK else {
                end(transfer, .failure(TransferFailure(code, transfer: transfer)))
                continue
            }
            var status = 0
            ccurl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
            transfer.reply.status = status
            end(transfer, .success(transfer.reply))
        }
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
