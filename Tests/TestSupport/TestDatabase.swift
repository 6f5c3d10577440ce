import Glibc
import Kernel
import Postgres

/// A fresh database: a copy of a template to which the migrations were applied once in this process.
public struct TestDatabase: Sendable {
    public let name: String
    /// libpq's connection string.
    public let conninfo: String
}

/// Runs `body` with a client of a fresh database to which `migrations` are applied; the database goes afterwards.
/// The server is private to the test process, or the one that `PHAEN_TEST_POSTGRES` (a connection string of a role
/// that may make databases) names.
@discardableResult
public func withTestDatabase<Result: Sendable>(
    migrations: [Migration] = [],
    configure: (inout PostgresConfiguration) -> Void = { _ in },
    _ body: (PostgresClient) async throws -> Result
) async throws -> Result {
    try await withBareTestDatabase(migrations: migrations) { database in
        var configuration = PostgresConfiguration(conninfo: database.conninfo)
        configuration.acquireTimeout = .seconds(30)
        configuration.laneStatementTimeout = .seconds(30)
        configure(&configuration)
        let client = PostgresClient(configuration: configuration)
        do {
            let result = try await body(client)
            await client.close()
            return result
        } catch {
            await client.close()
            throw error
        }
    }
}

/// The same without a client.
@discardableResult
public func withBareTestDatabase<Result: Sendable>(
    migrations: [Migration] = [],
    _ body: (TestDatabase) async throws -> Result
) async throws -> Result {
    let database = try await TestDatabases.shared.make(migrations)
    do {
        let result = try await body(database)
        await TestDatabases.shared.drop(database)
        return result
    } catch {
        await TestDatabases.shared.drop(database)
        throw error
    }
}

/// The server and the templates of this test process.
private actor TestDatabases {
    static let shared = TestDatabases()
    /// Open at once: tests run in parallel, and each database has a handful of connections.
    private static let openMax = 24

    private var admin: Task<Admin, any Error>?
    private var templates: [String: Task<String, any Error>] = [:]
    private var made = 0
    private var open = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    private struct Admin: Sendable {
        let server: PostgresServer?
        let conninfo: String
        let client: PostgresClient

        func conninfo(of database: String) -> String {
            server?.conninfo(database: database) ?? "\(conninfo) dbname=\(database)"
        }
    }

    func make(_ migrations: [Migration]) async throws -> TestDatabase {
        if open >= Self.openMax { await withCheckedContinuation { waiting.append($0) } } else { open += 1 }
        do {
            let admin = try await started()
            let template = try await template(migrations, admin)
            let name = nextName("test")
            try await admin.client.script("CREATE DATABASE \(name) TEMPLATE \(template)")
            return TestDatabase(name: name, conninfo: admin.conninfo(of: name))
        } catch {
            leave()
            throw error
        }
    }

    func drop(_ database: TestDatabase) async {
        if let admin = try? await started() {
            _ = try? await admin.client.script("DROP DATABASE IF EXISTS \(database.name) WITH (FORCE)")
        }
        leave()
    }

    private func leave() {
        if waiting.isEmpty { open -= 1 } else { waiting.removeFirst().resume() }
    }

    private func nextName(_ kind: String) -> String {
        made += 1
        return "phaen_\(kind)_\(getpid())_\(made)"
    }

    private func started() async throws -> Admin {
        if let admin { return try await admin.value }
        let task = Task { () throws -> Admin in
            var server: PostgresServer?
            let conninfo: String
            if let named = getenv("PHAEN_TEST_POSTGRES") {
                conninfo = String(cString: named)
            } else {
                let own = try await PostgresServer.started()
                server = own
                conninfo = own.conninfo()
            }
            var configuration = PostgresConfiguration(conninfo: conninfo)
            configuration.acquireTimeout = .seconds(60)
            configuration.laneStatementTimeout = .seconds(120)
            configuration.laneConnections = 1
            configuration.leasedStatementTimeout = .seconds(120)
            let client = PostgresClient(configuration: configuration)
            return Admin(server: server, conninfo: conninfo, client: client)
        }
        admin = task
        return try await task.value
    }

    private func template(_ migrations: [Migration], _ admin: Admin) async throws -> String {
        if migrations.isEmpty { return "template0" }
        let key = migrations.map { "\($0.name)\u{0}\($0.sql)" }.joined(separator: "\u{0}")
        if let template = templates[key] { return try await template.value }
        let name = nextName("template")
        let task = Task { () throws -> String in
            try await admin.client.script("CREATE DATABASE \(name)")
            var configuration = PostgresConfiguration(conninfo: admin.conninfo(of: name))
            configuration.laneConnections = 1
            let client = PostgresClient(configuration: configuration)
            do {
                try await Migrations.apply(migrations, to: client)
            } catch {
                await client.close()
                throw error
            }
            // A template with a connection on it cannot be copied.
            await client.close()
            try await admin.client.script("ALTER DATABASE \(name) WITH ALLOW_CONNECTIONS false")
            return name
        }
        templates[key] = task
        return try await task.value
    }
}
