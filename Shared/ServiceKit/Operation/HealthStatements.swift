import Kernel
import Postgres

/// What a service's database tells of its work.
public struct DatabaseHealth: Sendable {
    /// `"PostgreSQL 15.4"`
    public var server: String
    public var sizeBytes: Int
    /// Connections to this database out of those that the server takes.
    public var connections: Int
    public var connectionsMax: Int
    /// Entries of the audit trail that wait for their seal and their events for a number.
    public var unsealed: Int
    /// Number of the last event.
    public var events: Int
    /// When the last one was; `nil`: there was none.
    public var lastEventAt: Instant?
    public var jobsWaiting: Int
    public var jobsRunning: Int
    public var jobsFailed: Int
    public var webhooks: Int
    /// How far the slowest webhook is behind, in events.
    public var webhookLag: Int
    public var deadLetters: Int
    public var mailWaiting: Int
    /// Within seven days.
    public var mailFailed: Int
    public var mailSentAt: Instant?
    /// When a log segment was archived last; `nil`: none was, or nobody set it up.
    public var archivedAt: Instant?
    public var archiveFailures: Int
    /// Replicas that follow the database's server.
    public var replicas: Int
}

public struct ReadDatabaseHealth: Statement {
    public static let sql = """
        SELECT 'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1),
               pg_database_size(current_database()),
               (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),
               current_setting('max_connections')::bigint,
               (SELECT count(*) FROM (SELECT) AS one \(Unsealed.lookedFor("e.xact >= h.horizon"))),
               h.event_number,
               (SELECT at FROM event WHERE number = h.event_number),
               (SELECT count(*) FROM job WHERE state = 'queued'),
               (SELECT count(*) FROM job WHERE state = 'running'),
               (SELECT count(*) FROM job WHERE state = 'failed' AND finished_at > now() - interval '7 days'),
               (SELECT count(*) FROM webhook),
               coalesce((SELECT h.event_number - min(delivered_through) FROM webhook), 0),
               (SELECT count(*) FROM webhook_dead_letter),
               (SELECT count(*) FROM mail WHERE state IN ('queued', 'sending')),
               (SELECT count(*) FROM mail
                 WHERE state IN ('failed', 'uncertain', 'undeliverable') AND planned_at > now() - interval '7 days'),
               (SELECT max(sent_at) FROM mail),
               a.last_archived_time, a.failed_count,
               (SELECT count(*) FROM pg_stat_replication)
          FROM audit_head h, pg_stat_archiver a
        """

    public init() {}

    public func bind(_ parameters: inout Parameters) {}

    public static func decode(_ row: inout RowReader) throws -> DatabaseHealth {
        DatabaseHealth(
            server: try row.next(), sizeBytes: try row.next(), connections: try row.next(),
            connectionsMax: try row.next(), unsealed: try row.next(), events: try row.next(),
            lastEventAt: try row.next(), jobsWaiting: try row.next(), jobsRunning: try row.next(),
            jobsFailed: try row.next(), webhooks: try row.next(), webhookLag: try row.next(),
            deadLetters: try row.next(), mailWaiting: try row.next(), mailFailed: try row.next(),
            mailSentAt: try row.next(), archivedAt: try row.next(), archiveFailures: try row.next(),
            replicas: try row.next())
    }
}

/// The steps that brought the tables to where they are, the last first.
public struct AppliedMigrations: Statement {
    public struct Applied: Sendable {
        public var name: String
        public var at: Instant
    }
    public static let sql = "SELECT name, applied_at FROM schema_migration ORDER BY applied_at DESC, name DESC"

    public init() {}

    public func bind(_ parameters: inout Parameters) {}

    public static func decode(_ row: inout RowReader) throws -> Applied {
        Applied(name: try row.next(), at: try row.next())
    }
}
