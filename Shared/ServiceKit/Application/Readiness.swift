import JSONRPC
import Synchronization

/// Whether this service can serve: a pooled query just worked, its tables are there, and it is not about to stop. A
/// peer that is down is a detail of it, never a reason.
final class Readiness: Sendable {
    private struct State {
        var isMigrated = false
        var isListening = false
        var isDraining = false
        var wasReady: Bool?
    }

    /// How long the query may take.
    private static let queryTimeout = Duration.seconds(2)

    private let state = Mutex(State())
    private let detail: @Sendable () -> String
    private let lastFailure: @Sendable () -> String?
    private let observatory: Observatory
    private let query: @Sendable (ContinuousClock.Instant) async throws -> Void

    /// - Parameters:
    ///   - detail: members of the report beside the service's own state, as JSON.
    ///   - lastFailure: why the database was not reached last, in the words of libpq or the server.
    ///   - query: runs a small statement on the pool, until the deadline at most.
    init(
        observatory: Observatory, detail: @escaping @Sendable () -> String,
        lastFailure: @escaping @Sendable () -> String? = { nil },
        query: @escaping @Sendable (ContinuousClock.Instant) async throws -> Void
    ) {
        self.detail = detail
        self.lastFailure = lastFailure
        self.observatory = observatory
        self.query = query
    }

    func migrated() { state.withLock { $0.isMigrated = true } }
    func listening() { state.withLock { $0.isListening = true } }
    func draining() { state.withLock { $0.isDraining = true } }

    struct Report: Sendable {
        var isReady: Bool
        var json: String
    }

    func report() async -> Report {
        let now = state.withLock { $0 }
        var database = "not asked"
        if now.isMigrated {
            do {
                try await query(.now.advanced(by: Readiness.queryTimeout))
                database = "ok"
            } catch {
                database = "unavailable"
            }
        }
        let isReady = now.isMigrated && now.isListening && !now.isDraining && database == "ok"
        note(isReady, draining: now.isDraining, database: database)
        return Report(
            isReady: isReady,
            json: #"{"status":"\#(isReady ? "ready" : "notReady")","database":"\#(database)","#
                + #""migrated":\#(now.isMigrated),"listening":\#(now.isListening),"draining":\#(now.isDraining),"#
                + (database == "ok" ? "" : reason()) + "\(detail())}")
    }

    private func reason() -> String {
        guard let failure = lastFailure(), let quoted = try? JSONEncoding.bytes(failure) else { return "" }
        return #""reason":\#(String(decoding: quoted, as: UTF8.self)),"#
    }

    /// A change is news; each look is not.
    private func note(_ isReady: Bool, draining: Bool, database: String) {
        let changed = state.withLock { state in
            defer { state.wasReady = isReady }
            return state.wasReady.map { $0 != isReady } ?? false
        }
        if changed {
            observatory.record(.readiness(isReady: isReady, reason: draining ? "draining" : "database \(database)"))
        }
    }
}
