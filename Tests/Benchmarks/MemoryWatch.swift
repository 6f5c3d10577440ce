import Synchronization

/// Looks at a process's memory while it works, ten times a second: what counts is the most.
final class MemoryWatch: Sendable {
    private let most = Mutex(0.0)
    private let looking = Mutex<Task<Void, Never>?>(nil)

    /// - Parameter process: 0: none.
    init(_ process: Int) {
        guard process > 0 else { return }
        let task = Task { [self] in
            while !Task.isCancelled {
                if let now = try? Tools.residentMegabytes(process) { most.withLock { $0 = max($0, now) } }
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
        looking.withLock { $0 = task }
    }

    /// The most so far, in MiB.
    func stop() -> Double {
        looking.withLock { $0 }?.cancel()
        return most.withLock { $0 }
    }
}
