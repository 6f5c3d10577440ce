/// How to reach one database, and the limits of everything that this client holds for it.
public struct PostgresConfiguration: Sendable {
    /// libpq's connection string or URI; may name several hosts (`host=a,b`), of which the one that takes writes is
    /// used, so that a failover needs no restart.
    public var conninfo: String
    /// Shown in `pg_stat_activity`.
    public var applicationName = "phaen"
    /// `read-write` (the default) refuses a standby; `any` takes it.
    public var targetSessionAttributes = "read-write"
    /// False behind a connection pooler in transaction mode: no prepared statements, no session settings
    /// but the time zone, which is UTC in any case.
    public var prepares = true
    /// Prepared statements kept on one connection; the least recently used is given up.
    public var preparedMax = 256

    /// Connections of the shared lane. More than two only pay with more than two cores at each end.
    public var laneConnections = 2
    /// Statements in flight on one lane connection.
    public var laneInFlightMax = 64
    /// Statements that may wait for the lane; more are refused at once with `.acquireTimeout`.
    public var laneQueueMax = 8_192
    /// A statement on the lane holds up those behind it, so it must be short; longer work takes a transaction.
    public var laneStatementTimeout: Duration = .seconds(5)

    /// Connections for transactions, streams and `COPY`.
    public var leasedConnectionsMax = 4
    /// A statement in a transaction, unless the transaction has a deadline of its own.
    public var leasedStatementTimeout: Duration = .seconds(60)
    /// The server ends a transaction that does nothing for so long.
    public var idleInTransactionTimeout: Duration = .seconds(60)

    /// Waiting for a connection, then `.acquireTimeout`.
    public var acquireTimeout: Duration = .seconds(5)
    /// One attempt to connect to one host; libpq counts whole seconds, two at least.
    public var connectTimeout: Duration = .seconds(5)
    /// A leased connection that nobody uses is closed.
    public var idleLimit: Duration = .seconds(300)
    /// A connection is replaced, when free, at this age.
    public var lifetimeLimit: Duration = .seconds(1_800)
    /// A connection whose abandoned statement does not end after being cancelled is cut.
    public var stallLimit: Duration = .seconds(10)
    /// How long `close` waits for what is under way.
    public var closeLimit: Duration = .seconds(10)

    public init(conninfo: String) {
        self.conninfo = conninfo
    }
}

/// What happens to the client's connections; feeds logs and metrics. Given on the client's event thread: the
/// receiver must return at once and call nothing of the client.
public enum PostgresObservation: Sendable {
    public enum Use: Sendable { case lane, leased, listener }

    case connected(Use, milliseconds: Int)
    /// The message is the server's or libpq's; it may name the host.
    case connectFailed(Use, message: String)
    case connectionLost(Use, failedStatements: Int)
    case acquireTimedOut
    case cancelRequested
    case stalled(Use)
    case statementFailed(sqlState: String?)
}

/// A reading of the client's gauges and counters, at most one turn of its event loop old.
public struct PostgresFigures: Sendable, Equatable {
    /// Lane connections that are up.
    public var laneUp = 0
    public var laneInFlight = 0
    public var laneQueued = 0
    public var leasedInUse = 0
    public var leasedIdle = 0
    /// Tasks that wait for a leased connection.
    public var leaseWaiters = 0
    /// Statements answered since the start, whether well or with an error.
    public var statements = 0
    public var failures = 0
    public var connects = 0

    public init() {}
}
