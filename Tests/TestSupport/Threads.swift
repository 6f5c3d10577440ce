import Glibc

/// Runs what blocks (waiting for another program, reading from a pipe) on a thread of its own. The runtime has no more
/// threads than the machine has cores: a few tests that block them stop every other test of the process.
public func onThread<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        detach { continuation.resume(with: Swift.Result { try work() }) }
    }
}

/// The same for what does not fail.
public func onThread<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
        detach { continuation.resume(returning: work()) }
    }
}

/// Starts a thread that nobody waits for.
public func detach(_ work: @escaping @Sendable () -> Void) {
    let boxed = Unmanaged.passRetained(Work(work)).toOpaque()
    var thread = pthread_t()
    let failed = pthread_create(
        &thread, nil,
        { context in
            if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run() }
            return nil
        }, boxed)
    // Without a thread it is done here: late is better than never.
    if failed == 0 { pthread_detach(thread) } else { Unmanaged<Work>.fromOpaque(boxed).takeRetainedValue().run() }
}

private final class Work: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
        self.run = run
    }
}
