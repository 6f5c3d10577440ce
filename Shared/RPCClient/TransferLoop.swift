import CCurl
import Glibc
import Synchronization

/// The multi handle and the transfers in it. libcurl allows any thread, one at a time: the lock. Whoever submits a
/// transfer starts it, the loop's own thread goes on with it when something happens on its sockets.
final class TransferLoop: @unchecked Sendable {
    private typealias Ended = [(transfer: Transfer, result: Result<HTTPTransferReply, TransferFailure>)]

    private let lock = Mutex(())
    private let multi: UnsafeMutableRawPointer?
    private let watch = TransferWatch()
    private let lastID = Atomic<UInt64>(0)

    // Under the lock.
    private var queue: TransferQueue
    private var transfers: [UInt64: Transfer] = [:]
    private var idleHandles: [UnsafeMutableRawPointer] = []
    /// Every cancelled transfer until its caller has heard: a cancel may overtake its own submission.
    private var withdrawn: Set<UInt64> = []
    private var isStopping = false
    /// Their callers are told when the lock is free again.
    private var ended: Ended = []

    private static let prepared: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    private static let idleHandlesMax = 32

    init(queue: TransferQueue, idleConnectionsMax: Int) {
        self.queue = queue
        multi = TransferLoop.prepared ? curl_multi_init() : nil
        guard let multi else { return }
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, idleConnectionsMax)
        watch.begin(multi)
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

    func nextID() -> UInt64 { lastID.wrappingAdd(1, ordering: .relaxed).newValue }

    func submit(_ transfer: Transfer) {
        guard let multi else { return transfer.finish(.failure(.notConnected("libcurl could not start"))) }
        locked {
            if withdrawn.contains(transfer.id) { return ended.append((transfer, .failure(.cancelled))) }
            admit(transfer)
            goOn(multi)
            if !queue.waiting.isEmpty { watch.wake(within: TransferLoop.waitingLookMilliseconds) }
        }
    }

    func cancel(_ id: UInt64) {
        guard let multi else { return }
        locked {
            withdrawn.insert(id)
            withdraw(id)
            goOn(multi)
        }
    }

    /// The caller of a cancelled transfer has its answer.
    func forget(_ id: UInt64) {
        locked { withdrawn.remove(id) }
    }

    func stop() {
        locked {
            isStopping = true
            watch.ring()
        }
    }

    private func locked(_ body: () -> Void) {
        let ended = lock.withLock { _ -> Ended in
            body()
            defer { self.ended = [] }
            return self.ended
        }
        for (transfer, result) in ended { transfer.finish(result) }
    }

    // MARK: The loop's thread

    /// Those that wait in our queue have deadlines that libcurl does not know.
    private static let waitingLookMilliseconds: Int32 = 50

    private func run() {
        guard let multi else { return }
        var isOver = false
        var milliseconds: Int32 = 0
        while !isOver {
            let ready = watch.wait(milliseconds)
            locked {
                watch.awake()
                for (socket, events) in ready {
                    var running: Int32 = 0
                    curl_multi_socket_action(multi, socket, events, &running)
                }
                goOn(multi)
                dropOverdue()
                isOver = isStopping && transfers.isEmpty
                milliseconds = watch.sleep(atMost: queue.waiting.isEmpty ? nil : TransferLoop.waitingLookMilliseconds)
            }
        }
        lock.withLock { _ in
            idleHandles.forEach(curl_easy_cleanup)
            curl_multi_cleanup(multi)
        }
    }

    // MARK: Under the lock

    /// Does what libcurl wants done at this time, and takes out what has ended.
    private func goOn(_ multi: UnsafeMutableRawPointer) {
        // What has just begun wants several steps; more than a few are left to the loop.
        for _ in 0..<8 where watch.isDue {
            var running: Int32 = 0
            watch.timerTaken()
            curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running)
        }
        collect(multi)
        watch.wakeForTimer()
    }

    private func admit(_ transfer: Transfer) {
        transfers[transfer.id] = transfer
        switch queue.enqueue(transfer.id) {
        case .start: begin(transfer)
        case .wait: break
        case .refuse:
            transfers[transfer.id] = nil
            ended.append((transfer, .failure(.overloaded(limit: queue.waitingMax))))
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
        ended.append((transfer, result))
        if let next = queue.finished(transfer.id), let waiting = transfers[next] { begin(waiting) }
    }

    private func withdraw(_ id: UInt64) {
        switch queue.withdraw(id) {
        case .wasRunning: transfers[id].map { end($0, .failure(.cancelled)) }
        case .wasWaiting: transfers.removeValue(forKey: id).map { ended.append(($0, .failure(.cancelled))) }
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
            ended.append((transfer, .failure(.timedOut(sent: false))))
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
