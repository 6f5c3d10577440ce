/// Brings a database's schema to what the binary wants.
public enum Migrations {
    /// Why the schema cannot be brought up.
    public enum Failure: Error, Sendable, CustomStringConvertible {
        /// The text of an applied migration is no longer the one that was applied.
        case changed(name: String)
        /// The database has migrations that this binary does not know: it is of a newer version.
        case newer(names: [String])
        /// A new migration stands before an applied one of the same series (the name up to its number).
        case outOfOrder(name: String, applied: String)
        /// Two migrations have one name.
        case duplicate(name: String)

        public var description: String {
            switch self {
            case .changed(let name): "migration \(name) was applied with another text; add a new one instead"
            case .newer(let names):
                "the database is newer than this program; it has \(names.joined(separator: ", "))"
            case .outOfOrder(let name, let applied): "migration \(name) sorts before \(applied), which is applied"
            case .duplicate(let name): "two migrations are named \(name)"
            }
        }
    }

    /// Applies what is missing, each in its own transaction, in the order given. Any number of processes may do so
    /// at once: an advisory lock lets one at a time. The client's limit for a statement does not count here. Throws `Failure`, or the `PostgresError` of the migration that
    /// failed, which leaves nothing of it behind.
    public static func apply(_ migrations: [Migration], to client: PostgresClient) async throws {
        var names: Set<String> = []
        for migration in migrations where !names.insert(migration.name).inserted {
            throw Failure.duplicate(name: migration.name)
        }
        while try await step(migrations, client) {}
    }

    /// Applies the first that is missing; false if none is.
    private static func step(_ migrations: [Migration], _ client: PostgresClient) async throws -> Bool {
        try await client.transaction(statementTimeout: statementTimeout) { transaction in
            // Behind the lock time may pass (other processes migrate), and filling a new table takes as long as it takes.
            try await transaction.script("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
            try await transaction.script("SELECT pg_advisory_xact_lock(\(lockKey))")
            // Not made again where it is: a read-only database that is up to date is good enough to start.
            if try await transaction.first(TableIsThere()) != true { try await transaction.script(table) }
            let applied = try await transaction.all(Applied())
            guard let next = try await missing(migrations, applied, transaction) else { return false }
            try await transaction.script(next.sql)
            try await transaction.execute(Record(name: next.name, sql: next.sql))
            return true
        }
    }

    private static func missing(
        _ migrations: [Migration], _ applied: [Applied.Row], _ transaction: PostgresTransaction
    ) async throws -> Migration? {
        let known = Set(migrations.map(\.name))
        let unknown = applied.map(\.name).filter { !known.contains($0) }
        guard unknown.isEmpty else { throw Failure.newer(names: unknown) }
        let digests = Dictionary(applied.map { ($0.name, $0.digest) }, uniquingKeysWith: { first, _ in first })
        let texts = migrations.filter { digests[$0.name] != nil }
        let current = try await transaction.all(Digests(texts: texts.map(\.sql)))
        for (migration, digest) in zip(texts, current) where digests[migration.name] != digest {
            throw Failure.changed(name: migration.name)
        }
        var skipped: [Substring: String] = [:]
        for migration in migrations {
            if digests[migration.name] == nil {
                skipped[series(migration.name)] = skipped[series(migration.name)] ?? migration.name
            } else if let name = skipped[series(migration.name)] {
                throw Failure.outOfOrder(name: name, applied: migration.name)
            }
        }
        return migrations.first { digests[$0.name] == nil }
    }

    /// `plans` of `plans-0001-elements`: modules that live in one database number their own.
    private static func series(_ name: String) -> Substring {
        name.prefix { !$0.isNumber }
    }

    /// A table of many million rows is filled or indexed in one statement; only the deadline of the task that migrates,
    /// where it has one, ends it earlier.
    private static let statementTimeout: Duration = .seconds(86_400)

    /// The same in every version of every service: "phaen" in ASCII.
    private static let lockKey = 0x70_6861_656E

    private static let table = """
        SET LOCAL client_min_messages = warning;
        CREATE TABLE IF NOT EXISTS schema_migration (
            name       text PRIMARY KEY,
            sha256     text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
        )
        """

    private struct TableIsThere: Statement {
        static let sql = "SELECT to_regclass('schema_migration') IS NOT NULL"
        func bind(_ parameters: inout Parameters) {}
        static func decode(_ row: inout RowReader) throws -> Bool { try row.next() }
    }

    private struct Applied: Statement {
        struct Row: Sendable {
            let name: String
            let digest: String
        }

        static let sql = "SELECT name, sha256 FROM schema_migration ORDER BY name"
        func bind(_ parameters: inout Parameters) {}
        static func decode(_ row: inout RowReader) throws -> Row {
            Row(name: try row.next(), digest: try row.next())
        }
    }

    private struct Digests: Statement {
        static let sql = """
            SELECT encode(sha256(convert_to(part.sql, 'UTF8')), 'hex')
            FROM unnest($1) WITH ORDINALITY AS part (sql, number)
            ORDER BY part.number
            """
        let texts: [String]
        func bind(_ parameters: inout Parameters) { parameters.append(texts) }
        static func decode(_ row: inout RowReader) throws -> String { try row.next() }
    }

    private struct Record: Statement {
        typealias Row = Void
        static let sql = """
            INSERT INTO schema_migration (name, sha256)
            VALUES ($1, encode(sha256(convert_to($2, 'UTF8')), 'hex'))
            """
        let name: String
        let sql: String
        func bind(_ parameters: inout Parameters) {
            parameters.append(name)
            parameters.append(sql)
        }
    }
}
