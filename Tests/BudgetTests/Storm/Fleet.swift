import Budget
import BudgetContract
import Directory
import Files
import JSONRPC
import Kernel
import Postgres
import Procedures
import RPCServer
import ServiceKit
import ServiceTestSupport
import Synchronization
import TestSupport

/// The budget service as one process would run it: connections of its own, nothing shared but the database.
final class Replica: Sendable {
    static let modules: [any ServiceModule] = [
        CommonModule(), DirectoryModule(), FilesModule(), BudgetService(), ProceduresModule(BudgetService.procedures),
    ]
    /// A day on which every date of the fiscal year has come.
    static let now = Instant("2023-11-15T03:00:00Z") ?? Instant(microsecondsSinceEpoch: 0)

    let client: PostgresClient
    private let routes: [String: RPCRoute]

    init(conninfo: String) throws {
        var configuration = PostgresConfiguration(conninfo: conninfo)
        configuration.acquireTimeout = .seconds(20)
        configuration.laneStatementTimeout = .seconds(20)
        configuration.closeLimit = .milliseconds(1)
        client = PostgresClient(configuration: configuration)
        let runtime = ServiceRuntime(
            service: "budget", modules: Self.modules, database: client, clock: { Replica.now })
        let router = try ServiceRouter(runtime: runtime, modules: Self.modules)
        routes = Dictionary(router.routes.map { ($0.method.name, $0) }) { first, _ in first }
    }

    @discardableResult
    func call<Method: RPCMethod>(_ method: Method) async throws -> Method.Result {
        guard let route = routes[Method.name] else {
            throw RPCError(.methodNotFound, LocalizedText(Method.name, Method.name))
        }
        let context = CallContext(
            caller: .administrator, requestID: Method.name, traceparent: nil, deadline: .now + .seconds(30),
            now: Replica.now)
        let bytes = try await route.invoke(try RPCParams(parsing: try JSONEncoding.bytes(method)), context)
        return try StoredJSON.decode(Method.Result.self, from: bytes)
    }
}

/// Two processes over a server of their own, which die and come back.
final class Fleet: Sendable {
    let server: PostgresServer
    private let conninfo: String
    private let replicas: Mutex<[Replica]>
    private let running = Mutex<[Int: Task<Void, any Error>]>([:])

    /// A database that keeps what it has acknowledged, whatever dies.
    init(lines: Int) async throws {
        server = try await PostgresServer.started(settings: ["synchronous_commit=on", "full_page_writes=on"])
        try await server.createDatabase("storm")
        conninfo = server.conninfo(database: "storm")
        let first = try Replica(conninfo: conninfo)
        try await Migrations.apply(
            Replica.modules.flatMap(\.migrations) + [Fixture.organisations], to: first.client)
        replicas = Mutex([first, try Replica(conninfo: conninfo)])
        try await first.call(
            ImportLines(
                idempotencyKey: "lines", organisation: "67",
                lines: (0..<lines).map { Office.draft("L\($0)", category: .allCases[$0 % 5], work: "W\($0 % 3)") }))
    }

    func replica(_ number: Int) -> Replica { replicas.withLock { $0[number % $0.count] } }

    /// Does an act as its client would: asks again, with the same key, until there is an answer.
    /// - Returns: whether it was accepted.
    func perform(_ act: StormAct) async throws -> Bool {
        for attempt in 0..<50 {
            // Where another actor has failed there is no server to wait for.
            try Task.checkCancellation()
            let replica = replica(act.number + attempt)
            let task = Task { try await act.perform(on: replica) }
            running.withLock { $0[act.number] = task }
            defer { running.withLock { $0[act.number] = nil } }
            do {
                try await task.value
                return true
            } catch let error as RPCError {
                switch error.kind {
                case .ruleViolated, .notFound: return false
                case .unavailable, .deadlineExceeded: try? await self.replica(act.number).client.start()
                default: throw error
                }
            } catch is CancellationError {
                continue
            } catch let error as PostgresError where error.kind != .statement && error.kind != .decoding {
                try? await self.replica(act.number).client.start()
            }
        }
        throw TestSupportError("act \(act.number) never got an answer")
    }

    // MARK: - Faults

    /// A process dies in the middle of what it does, and another takes its place.
    func restart(_ number: Int) async throws {
        let fresh = try Replica(conninfo: conninfo)
        let old = replicas.withLock { replicas in
            let old = replicas[number % replicas.count]
            replicas[number % replicas.count] = fresh
            return old
        }
        await old.client.close()
    }

    /// Calls end where they are, between any two statements.
    func abandon() {
        for task in running.withLock({ Array($0.values) }) { task.cancel() }
    }

    /// Connections are cut by the server.
    func cut() async {
        _ = try? await replica(0).client.all(CutConnections())
    }

    /// Every process of the database dies; it starts again from its log.
    func crash() async throws {
        await server.kill()
        try await server.start()
    }

    func close() async {
        for replica in replicas.withLock({ $0 }) { await replica.client.close() }
    }
}

/// Ends every other connection to the database.
struct CutConnections: Statement {
    static let sql = """
        SELECT pg_terminate_backend(pid)
          FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()
        """

    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> Bool { try row.next() }
}
