import Directory
import Files
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit
import Synchronization
import TestSupport

/// A service in this process: the real router, authorisation, transactions and database, without HTTP.
public final class TestService: RPCCaller {
    public let runtime: ServiceRuntime
    public let router: ServiceRouter
    public let modules: [any ServiceModule]
    private let routes: [String: RPCRoute]
    private let time: TestTime

    public var database: PostgresClient { runtime.database }

    init(runtime: ServiceRuntime, router: ServiceRouter, modules: [any ServiceModule], time: TestTime) {
        self.runtime = runtime
        self.router = router
        self.modules = modules
        self.time = time
        routes = Dictionary(router.routes.map { ($0.method.name, $0) }) { first, _ in first }
    }

    /// The time that calls see. Stands still unless set.
    public var now: Instant {
        get { time.now }
        set { time.now = newValue }
    }

    /// Calls a method and gives its typed answer.
    /// - Throws: `RPCError` as the caller of the service would get it.
    public func call<Method: RPCMethod>(
        _ method: Method, as caller: Caller = .administrator,
        deadline: ContinuousClock.Instant = .now + .seconds(30)
    ) async throws -> Method.Result {
        let bytes = try await call(Method.name, try JSONEncoding.bytes(method), as: caller, deadline: deadline)
        return try StoredJSON.decode(Method.Result.self, from: bytes)
    }

    /// Calls a method by name with params as JSON, and gives the result's JSON.
    public func call(
        _ name: String, _ params: [UInt8], as caller: Caller = .administrator,
        deadline: ContinuousClock.Instant = .now + .seconds(30)
    ) async throws -> [UInt8] {
        guard let route = routes[name] else {
            throw RPCError(.methodNotFound, LocalizedText("ไม่มีวิธี \(name)", "no method \(name)"))
        }
        let context = CallContext(
            caller: caller, requestID: ID(at: now).description, traceparent: nil, deadline: deadline, now: now)
        return try await route.invoke(try RPCParams(parsing: params), context)
    }

    /// As a peer of another service: with the roles of a system at the nation.
    public func call<Method: RPCMethod>(
        _ method: Method, deadline: ContinuousClock.Instant?
    ) async throws -> Method.Result {
        try await call(method, as: .integrator, deadline: deadline ?? .now + .seconds(30))
    }

    /// Gives the audit entries their place and the events their numbers, now. Waits for transactions of other tests
    /// on the same server: nothing is sealed above the oldest that runs.
    public func seal() async throws {
        try await Sealing.sealAll(runtime)
    }

    /// Does every job that waits.
    public func runJobs() async throws {
        try await JobRunning.runAll(runtime)
    }

    /// Runs the modules' background work beside `body`.
    public func running<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        let modules = modules
        let runtime = runtime
        let work = Task {
            await withTaskGroup(of: Void.self) { group in
                for module in modules { group.addTask { try? await module.run(in: runtime) } }
            }
        }
        do {
            let result = try await body()
            work.cancel()
            await work.value
            return result
        } catch {
            work.cancel()
            await work.value
            throw error
        }
    }
}

/// A clock that stands still unless it is set.
final class TestTime: Sendable {
    private let instant: Mutex<Instant>

    init(_ instant: Instant) {
        self.instant = Mutex(instant)
    }

    var now: Instant {
        get { instant.withLock { $0 } }
        set { instant.withLock { $0 = newValue } }
    }
}

/// Runs a service over a fresh database with the fixture's organisations.
/// - Parameters:
///   - modules: those of the service; the directory and what every service has are added if they are not there.
///   - name: the service's name, as its events bear it.
///   - peers: answered by other test services or by stubs.
///   - offices: the same of other provinces.
///   - at: the time of all calls until it is set.
public func withService<Result: Sendable>(
    modules: [any ServiceModule] = [], name: String = "test", peers: [String: any RPCCaller] = [:],
    offices: [String: any RPCCaller] = [:],
    at instant: Instant = Instant("2023-11-15T03:00:00Z") ?? Instant(microsecondsSinceEpoch: 0),
    _ body: @Sendable (TestService) async throws -> Result
) async throws -> Result {
    var all: [any ServiceModule] = []
    if !modules.contains(where: { $0 is CommonModule }) { all.append(CommonModule()) }
    if !modules.contains(where: { $0 is DirectoryModule }) { all.append(DirectoryModule()) }
    if !modules.contains(where: { $0 is FilesModule }) { all.append(FilesModule()) }
    all += modules
    let complete = all
    let time = TestTime(instant)
    let migrations = all.flatMap(\.migrations) + [Fixture.organisations]
    return try await withTestDatabase(migrations: migrations) { client in
        let runtime = ServiceRuntime(
            service: name, modules: complete, database: client, peers: peers, offices: offices,
            clock: { time.now })
        let router = try ServiceRouter(runtime: runtime, modules: complete)
        return try await body(TestService(runtime: runtime, router: router, modules: complete, time: time))
    }
}
