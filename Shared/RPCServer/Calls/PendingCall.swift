import JSONRPC
import Synchronization

/// A call that runs, and whoever waits for it; whichever of answer and deadline comes first is the outcome.
final class PendingCall: Sendable {
    typealias Outcome = Result<[UInt8], any Error>

    private struct State {
        var outcome: Outcome?
        var waiter: CheckedContinuation<Outcome, Never>?
        var work: Task<Void, Never>?
    }

    let deadline: ContinuousClock.Instant
    private let state = Mutex(State())

    init(deadline: ContinuousClock.Instant) {
        self.deadline = deadline
    }

    func start(on executor: (any TaskExecutor)? = nil, _ operation: @escaping @Sendable () async throws -> [UInt8]) {
        let work = Task(executorPreference: executor) { [self] in
            do {
                finish(.success(try await operation()))
            } catch {
                finish(.failure(error))
            }
        }
        let isLate = state.withLock { state in
            if state.outcome == nil { state.work = work }
            return state.outcome != nil
        }
        // Answered already, or expired before it began: cancelling what has ended changes nothing.
        if isLate { work.cancel() }
    }

    /// Ends the wait with `deadlineExceeded` and cancels the work; what it still gives is dropped.
    func expire() {
        let work = state.withLock { $0.outcome == nil ? $0.work : nil }
        finish(.failure(ServerErrors.deadlineExceeded))
        work?.cancel()
    }

    /// The outcome; to be awaited once. Cancelling the waiting task cancels the work.
    func outcome() async -> Outcome {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known = state.withLock { state in
                    if state.outcome == nil { state.waiter = continuation }
                    return state.outcome
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            state.withLock { $0.work }?.cancel()
        }
    }

    private func finish(_ outcome: Outcome) {
        let waiter = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            guard state.outcome == nil else { return nil }
            state.outcome = outcome
            state.work = nil
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: outcome)
    }
}

/// Ends calls whose deadline has passed. One look at all of them every few milliseconds costs less than a timer for
/// each; nothing runs while there is none.
final class DeadlineWatch: Sendable {
    /// How late a deadline may be noticed.
    private static let resolution = Duration.milliseconds(10)

    private struct State {
        var calls: [ObjectIdentifier: PendingCall] = [:]
        var isLooking = false
    }

    private let state = Mutex(State())

    func add(_ call: PendingCall) {
        let begins = state.withLock { state in
            state.calls[ObjectIdentifier(call)] = call
            defer { state.isLooking = true }
            return !state.isLooking
        }
        if begins { Task { await look() } }
    }

    func remove(_ call: PendingCall) {
        _ = state.withLock { $0.calls.removeValue(forKey: ObjectIdentifier(call)) }
    }

    private func look() async {
        while true {
            try? await Task.sleep(for: Self.resolution)
            let now = ContinuousClock.now
            let (expired, ends) = state.withLock { state in
                let expired = state.calls.values.filter { $0.deadline <= now }
                for call in expired { state.calls.removeValue(forKey: ObjectIdentifier(call)) }
                if state.calls.isEmpty { state.isLooking = false }
                return (expired, !state.isLooking)
            }
            for call in expired { call.expire() }
            if ends { return }
        }
    }
}
