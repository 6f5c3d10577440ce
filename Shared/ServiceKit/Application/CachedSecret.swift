import Synchronization

/// A secret in a file, read again after a few seconds, so that it can be changed without a restart.
final class CachedSecret: Sendable {
    private static let keptFor = Duration.seconds(5)

    private struct State {
        var value: String?
        var readAt: ContinuousClock.Instant?
    }

    private let path: String
    private let state = Mutex(State())

    init(_ path: String) {
        self.path = path
    }

    /// The secret; what was read last where the file cannot be read now.
    func value() -> String? {
        let now = ContinuousClock.now
        return state.withLock { state in
            if let readAt = state.readAt, now < readAt.advanced(by: CachedSecret.keptFor) { return state.value }
            state.readAt = now
            state.value = Files.secret(path) ?? state.value
            return state.value
        }
    }
}
