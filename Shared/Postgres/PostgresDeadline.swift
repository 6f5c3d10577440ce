import CPostgres
import Glibc

/// The moment after which nobody wants the answers of the current task's statements any more.
public enum PostgresDeadline {
    @TaskLocal public static var current: ContinuousClock.Instant?
}

/// Runs `body` with a deadline for all its statements; an earlier one that is already set stays.
public func withPostgresDeadline<Result: Sendable>(
    _ deadline: ContinuousClock.Instant?, _ body: () async throws -> Result
) async rethrows -> Result {
    guard let deadline else { return try await body() }
    let earliest = PostgresDeadline.current.map { min($0, deadline) } ?? deadline
    return try await PostgresDeadline.$current.withValue(earliest, operation: body)
}

/// The event thread's clock, in nanoseconds.
enum Monotonic {
    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// The end of `timeout` from now, or the task's deadline if that is earlier.
    static func deadline(after timeout: Duration) -> UInt64 {
        let now = now()
        let end = now &+ timeout.nanoseconds
        guard let deadline = PostgresDeadline.current else { return end }
        return min(end, now &+ (deadline - ContinuousClock.now).nanoseconds)
    }
}

extension Duration {
    /// Whole nanoseconds, 0 for less than nothing, at most a hundred years.
    var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return UInt64(min(seconds, 3_153_600_000)) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    }

    var milliseconds: Int { Int(nanoseconds / 1_000_000) }
}
