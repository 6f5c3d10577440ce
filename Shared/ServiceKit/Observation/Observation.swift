import Postgres
import RPCServer

/// Everything that a service notices about itself. One place says what becomes a log line and one what becomes a
/// metric; tests wait for an observation instead of sleeping.
public enum Observation: Sendable {
    case server(RPCObservation)
    /// The settings have something odd.
    case settingsWarning(String)
    /// The database did not answer; another try follows.
    case waitingForDatabase(attempt: Int, retryIn: Duration, reason: String)
    /// What happens to the database's connections.
    case database(PostgresObservation)
    /// Schema changes were applied, by name.
    case migrated([String])
    /// Listening on a port, public or private.
    case listening(host: String, port: Int, isPrivate: Bool)
    case ready(version: String, after: Duration)
    case draining
    case stopped
    /// A module's background work ended with a fault and begins again.
    case workFailed(module: String, reason: String)
    /// A peer answers, or does not; only where that is news.
    case peer(String, isReachable: Bool)
    /// What of the database's settings endangers acknowledged work or refuses changes; empty once it is right again.
    case databaseSettings(warnings: [String])
    /// Readiness changed.
    case readiness(isReady: Bool, reason: String)
}
