import Postgres
import RPCServer

extension LogSink {
    /// What an observation is as a line.
    func record(_ observation: Observation) {
        switch observation {
        case .server(let observation): record(observation)
        case .settingsWarning(let text): line(.warning, "settings") { $0.add("detail", text) }
        case .waitingForDatabase(let attempt, let retryIn, let reason):
            line(.warning, "waiting for the database") {
                $0.add("attempt", attempt)
                $0.add("retryInMs", retryIn)
                $0.add("reason", reason)
            }
        case .database(let observation): record(observation)
        case .migrated(let names):
            line(.notice, names.isEmpty ? "the schema is up to date" : "schema migrated") {
                $0.add("migrations", names.joined(separator: " "))
            }
        case .listening(let host, let port, let isPrivate):
            line(.notice, isPrivate ? "private port open" : "public port open") {
                $0.add("host", host)
                $0.add("port", port)
            }
        case .ready(let version, let after):
            line(.notice, "ready") {
                $0.add("version", version)
                $0.add("afterMs", after)
            }
        case .draining: line(.notice, "draining")
        case .stopped: line(.notice, "stopped")
        case .workFailed(let module, let reason):
            line(.error, "background work failed") {
                $0.add("module", module)
                $0.add("reason", reason)
            }
        case .peer(let name, let isReachable):
            line(.notice, isReachable ? "a peer answers again" : "a peer does not answer") { $0.add("peer", name) }
        case .databaseSettings(let warnings):
            if warnings.isEmpty { line(.notice, "the database's settings are right again") }
            for warning in warnings { line(.warning, "the database's settings") { $0.add("detail", warning) } }
        case .readiness(let isReady, let reason):
            line(isReady ? .notice : .warning, isReady ? "ready again" : "not ready") { $0.add("reason", reason) }
        }
    }

    private func record(_ observation: PostgresObservation) {
        switch observation {
        case .connected(let use, let milliseconds):
            line(.debug, "connected to the database") {
                $0.add("use", String(describing: use))
                $0.add("durationMs", milliseconds)
            }
        case .connectFailed(let use, let message):
            // Tries go on with growing pauses; readiness says it louder.
            line(.debug, "no connection to the database") {
                $0.add("use", String(describing: use))
                $0.add("reason", message)
            }
        case .connectionLost(let use, let failed):
            line(.warning, "a connection to the database was lost") {
                $0.add("use", String(describing: use))
                $0.add("failedStatements", failed)
            }
        case .stalled(let use):
            line(.warning, "a connection to the database was cut: it did not answer") {
                $0.add("use", String(describing: use))
            }
        case .acquireTimedOut: line(.info, "no connection became free in time")
        case .cancelRequested: line(.debug, "a statement was cancelled")
        case .statementFailed(let state): line(.debug, "a statement failed") { $0.add("sqlState", state ?? "") }
        }
    }

    private func record(_ observation: RPCObservation) {
        switch observation {
        case .call(let method, let isRead, let outcome, let duration, let requestID, let caller):
            // Successful reads are most of the traffic and least of the news.
            line(isRead && outcome == "ok" ? .debug : .info, "call") {
                $0.add("method", method)
                $0.add("outcome", outcome)
                $0.add("durationMs", duration)
                $0.add("requestId", requestID)
                $0.add("caller", caller.rawValue)
            }
        case .fault(let reference, let method, let requestID, let description):
            line(.error, "internal fault") {
                $0.add("reference", reference)
                $0.add("method", method)
                $0.add("requestId", requestID)
                $0.add("fault", description)
            }
        case .refused(let status, let reason, let requestID):
            line(.info, "refused") {
                $0.add("status", status)
                $0.add("reason", reason)
                $0.add("requestId", requestID)
            }
        case .page(let path, let status, let duration, let requestID):
            line(.debug, "page") {
                $0.add("path", path)
                $0.add("status", status)
                $0.add("durationMs", duration)
                $0.add("requestId", requestID)
            }
        case .keysRefreshed(let keys): line(.notice, "token keys read") { $0.add("keys", keys) }
        case .keysUnavailable(let description):
            line(.warning, "token keys could not be read; the old ones stay") { $0.add("reason", description) }
        }
    }
}
