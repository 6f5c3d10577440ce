import Dispatch
import Synchronization

/// Looks at a process's memory while it works, ten times a second: what counts is the most.
final class MemoryWatch: Sendable {
    private let most = Mutex(0.0)
    // A dispatch source may be used from every thread; its type does not say so.
    nonisolated(unsafe) private let timer = DispatchSource.makeTimerSource(queue: .init(label: "phaen.memory-watch"))

    /// - Parameter process: 0: none.
    init(_ process: Int) {
        if process > 0 {
            timer.setEventHandler { [weak self] in
                guard let now = try? Tools.residentMegabytes(process) else { return }
                self?.most.withLock { $0 = max($0, now) }
            }
            timer.schedule(deadline: .now(), repeating: .milliseconds(100))
        }
        timer.activate()
    }

    /// The most so far, in MiB.
    func stop() -> Double {
        timer.cancel()
        return most.withLock { $0 }
    }
}
