import ConformanceSupport
import Foundation
import RPCClient
import TestSupport
import Testing

extension Processes {
    /// Behind PgBouncer in transaction mode: no statement is prepared, no session is anybody's own.
    @Suite struct PoolerTests {
        /// A pooler in front of a suite's database.
        private final class Pooler: Sendable {
            static let program = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer"]
                .first { FileManager.default.isExecutableFile(atPath: $0) }
            let port = FreePorts.take(1)[0]
            private let folder: TemporaryFolder
            private let process: pid_t

            init(_ server: PostgresServer) async throws {
                folder = try TemporaryFolder("pooler")
                let settings = """
                    [databases]
                    phaen_plans = host=\(server.folder) port=5432 dbname=phaen_plans user=phaen
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = \(port)
                    unix_socket_dir =
                    auth_type = any
                    pool_mode = transaction
                    default_pool_size = 3
                    server_reset_query = DISCARD ALL
                    server_reset_query_always = 1
                    """
                let file = try folder.write("pgbouncer.ini", settings.utf8)
                chmod(folder.path, 0o755)
                let log = folder.path + "/log"
                // Like PostgreSQL it refuses to run as root.
                let words = [Pooler.program ?? "pgbouncer", file]
                process = try Command.start(
                    getuid() == 0
                        ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"] + words : words,
                    log: log)
                try await Pause.until("the pooler runs: \((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")") {
                    (try? String(contentsOfFile: log, encoding: .utf8))?.contains("process up") == true
                }
            }

            deinit {
                let process = process
                kill(process, SIGKILL)
                detach { Command.wait(for: process) }
            }
        }

        @Test(.enabled(if: Pooler.program != nil)) func theServiceWorksWithoutASessionOfItsOwn() async throws {
            var options = Suite.Options()
            options.starting = []
            let suite = try await Suite(options)
            var pooler: Pooler? = try await Pooler(suite.database)
            try suite.start(
                "plans",
                beside: [
                    "PHAEN_DATABASE": "host=127.0.0.1 port=\(pooler?.port ?? 0) user=phaen dbname=phaen_plans",
                    "PHAEN_DATABASE_PREPARE": "off",
                ])
            try await suite.waitUntilReady("plans")
            let faults = try await Conformance.faults(ofServiceAt: suite.address("plans"))
            #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
            let books = try await Books(suite)
            // Everything, on three sessions that change hands after each transaction.
            try await books.underLoad((0..<120).map { "67-K\(1000 + $0)" }) {}
            #expect(books.acknowledged.count == 120 && books.refusals.isEmpty)
            try await books.expectNothingLost()
            // Without it the service is not ready, and lives.
            pooler = nil
            try await Pause.until("it is not ready") { await !suite.isReady("plans") }
            #expect((try await Web.get(suite.privateAddress("plans", "/live"))).status == 200)
        }
    }
}
