import Glibc
import Kernel
import Synchronization

/// Takes finished lines and writes them to standard error, many at a time: a busy service must not make a system call
/// for each call. What is a warning or worse goes out at once, and everything when the process ends in order.
public final class LogSink: Sendable {
    /// Lines held back at most, in bytes and in time.
    private static let heldBytesMax = 65_536
    private static let holdTime = Duration.milliseconds(100)

    private struct State {
        var held: [UInt8] = []
        var isFlushPlanned = false
    }

    let level: LogLevel
    let service: String
    let clock: @Sendable () -> Instant
    private let write: @Sendable ([UInt8]) -> Void
    private let state = Mutex(State())

    /// - Parameter write: where the bytes go; whole lines.
    public init(
        service: String, level: LogLevel, clock: @escaping @Sendable () -> Instant,
        write: @escaping @Sendable ([UInt8]) -> Void = LogSink.standardError
    ) {
        self.service = service
        self.level = level
        self.clock = clock
        self.write = write
    }

    /// Makes and takes a line, if its level is wanted.
    func line(_ level: LogLevel, _ message: String, _ fields: (inout LogLine) -> Void = { _ in }) {
        guard level >= self.level else { return }
        var line = LogLine(level, message, service: service, now: clock())
        fields(&line)
        line.finish()
        let plans = state.withLock { state in
            state.held.append(contentsOf: line.bytes)
            if level >= .warning || state.held.count >= LogSink.heldBytesMax {
                // Written under the lock, so that lines keep their order.
                write(state.held)
                state.held.removeAll(keepingCapacity: true)
                return false
            }
            defer { state.isFlushPlanned = true }
            return !state.isFlushPlanned
        }
        if plans {
            Task {
                try? await Task.sleep(for: LogSink.holdTime)
                flush()
            }
        }
    }

    /// Writes what is held.
    public func flush() {
        state.withLock { state in
            state.isFlushPlanned = false
            if !state.held.isEmpty { write(state.held) }
            state.held.removeAll(keepingCapacity: true)
        }
    }

    /// Writes to standard error; what it does not take is lost.
    public static let standardError: @Sendable ([UInt8]) -> Void = { bytes in
        bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset < buffer.count, let start = buffer.baseAddress {
                let count = Glibc.write(2, start + offset, buffer.count - offset)
                if count < 0 {
                    if errno == EINTR { continue }
                    return
                }
                offset += count
            }
        }
    }
}
