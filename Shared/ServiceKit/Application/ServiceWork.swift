import JSONRPC
import Kernel
import Logging
import Pages
import Postgres
import RPCClient
import RPCSchema
import RPCServer
import ServiceLifecycle
import Synchronization

/// The part of a process that needs the database: its router, its public port and its modules' own work.
struct ServiceWork: Service {
    let process: ServiceProcess
    let database: PostgresClient
    let readiness: Readiness
    let surroundings: Surroundings
    let inFlight: InFlight
    let logger: Logger

    func run() async throws {
        // A stop while the database is still waited for ends the wait.
        do {
            try await cancelWhenGracefulShutdown { try await process.prepare(database) }
        } catch is CancellationError where Task.isShuttingDownGracefully {
            return
        }
        let modules = process.modules
        let runtime = ServiceRuntime(
            service: process.definition.name, modules: modules, database: database, peers: process.peers(),
            offices: process.offices(), clock: process.clock, operation: operation)
        let router = try ServiceRouter(runtime: runtime, modules: modules)
        let keys = process.tokenKeys()
        await keys?.refresh(now: process.clock())
        let visitors = modules.lazy.compactMap { $0.visitors(in: runtime) }.first
        let identity = process.identity(database, keys, visitors)
        let endpoint = try endpoint(router, identity: identity, visitors)
        inFlight.endpoint = endpoint
        let server = try endpoint.server(
            at: process.configuration.publicAddress, certificate: process.configuration.certificate, logger: logger,
            onRunning: { port in
                let host = process.configuration.publicAddress.host
                process.observatory.record(.listening(host: host, port: port, isPrivate: false))
                readiness.listening()
                process.recordReady()
            })
        readiness.migrated()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for module in modules { group.addTask { await work(module, runtime) } }
            if let keys { group.addTask { await refresh(keys) } }
            group.addTask { await surroundings.watch(database) }
            try await serve(server, endpoint)
            group.cancelAll()
        }
    }

    /// Runs the server until it is asked to stop and has answered what it was asked. A caller that keeps an idle
    /// HTTP/2 connection and never answers the goodbye does not hold it up.
    private func serve(_ server: any Service, _ endpoint: RPCEndpoint) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask {
                try await gracefulShutdown()
                repeat { try await Task.sleep(for: ServiceWork.goodbye) } while endpoint.requestsInFlight > 0
            }
            try await group.next()
            group.cancelAll()
            do {
                try await group.waitForAll()
            } catch is CancellationError {}
        }
    }

    /// How long callers have at least to hear that the server goes.
    private static let goodbye = Duration.milliseconds(500)

    /// What the pages of those who run the service show of it.
    private var operation: ServiceOperation {
        let configuration = process.configuration
        let (readiness, surroundings, inFlight) = (self.readiness, self.surroundings, self.inFlight)
        return ServiceOperation(
            version: process.definition.version, startedAt: process.clock(), settings: configuration.inForce,
            warnings: configuration.warnings, dataFolder: configuration.dataFolder,
            mailServer: configuration.mail?.server,
            look: {
                ServiceHealth(
                    isReady: await readiness.report().isReady, peers: surroundings.peersSeen,
                    databaseWarnings: surroundings.databaseWarnings,
                    requestsInFlight: inFlight.endpoint?.requestsInFlight ?? 0,
                    memoryBytes: Int(ProcessFigures.residentBytes()), disk: Disk.space(of: configuration.dataFolder))
            })
    }

    private func endpoint(
        _ router: ServiceRouter, identity: BearerIdentity, _ visitors: (any PageVisitors)?
    ) throws -> RPCEndpoint {
        let definition = process.definition
        let observatory = process.observatory
        let limits = process.configuration.limits
        let observe: @Sendable (RPCObservation) -> Void = { observatory.record(.server($0)) }
        let methods = router.routes.map(\.method)
        let shell = PageShell(service: definition.title, version: definition.version)
        let document = try ServiceDocument.make(definition, methods: methods, limits: limits)
        let dispatcher = RPCDispatcher(
            routes: router.routes, document: document.bytes, limits: limits, observe: observe)
        let pages = ServicePages(
            definition: definition, shell: shell, document: document, router: router, pages: router.pages,
            visitors: visitors, sites: process.configuration.sites)
        let root = process.configuration.sites[definition.name] ?? "/"
        return RPCEndpoint(
            dispatcher: dispatcher, identity: identity, limits: limits, pages: pages.all,
            isSecure: process.configuration.certificate != nil,
            errorPage: { status, detail, language in
                // For any path, known or not: only the whole way to the assets is sure.
                var scene = PageScene()
                scene.root = root
                return PageScene.$current.withValue(scene) {
                    ErrorPages.page(shell, status: status, detail: detail, language: language)
                }
            },
            clock: process.clock, observe: observe)
    }

    /// A module's own work, begun again after a fault with growing pauses.
    private func work(_ module: any ServiceModule, _ runtime: ServiceRuntime) async {
        var pause = Duration.seconds(1)
        while !Task.isCancelled {
            do {
                return try await module.run(in: runtime)
            } catch {
                if Task.isCancelled { return }
                process.observatory.record(
                    .workFailed(module: String(describing: type(of: module)), reason: ServiceApplication.reason(error)))
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(60))
            }
        }
    }

    private func refresh(_ keys: TokenKeys) async {
        let pause = Duration.seconds(process.configuration.tokens?.refreshSeconds ?? 300)
        while !Task.isCancelled {
            try? await Task.sleep(for: pause)
            if !Task.isCancelled { await keys.refresh(now: process.clock()) }
        }
    }
}

/// Says not ready for a while before the port closes.
struct Drain: Service {
    let time: Duration
    let begin: @Sendable () -> Void

    func run() async throws {
        try? await gracefulShutdown()
        begin()
        try? await Task.sleep(for: time)
    }
}

/// Where the endpoint is once there is one; what it is doing, for metrics.
final class InFlight: Sendable {
    private let stored = Mutex<RPCEndpoint?>(nil)

    var endpoint: RPCEndpoint? {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }

    var gauges: [MetricsRegistry.Gauge] {
        [
            .init("phaen_requests_in_flight", help: "Requests that are being worked on.") {
                Double(self.endpoint?.requestsInFlight ?? 0)
            }
        ]
    }
}

/// The pool's figures.
enum DatabaseFigures {
    static func gauges(_ database: PostgresClient) -> [MetricsRegistry.Gauge] {
        func gauge(
            _ name: String, _ help: String, _ value: @escaping @Sendable (PostgresFigures) -> Int
        ) -> MetricsRegistry.Gauge {
            .init("phaen_database_\(name)", help: help) { Double(value(database.figures)) }
        }
        return [
            gauge("shared_connections", "Connections of the shared lane that are up.") { $0.laneUp },
            gauge("shared_in_flight", "Statements in flight on the shared lane.") { $0.laneInFlight },
            gauge("shared_queued", "Statements that wait for the shared lane.") { $0.laneQueued },
            gauge("leased_in_use", "Connections in use by transactions.") { $0.leasedInUse },
            gauge("leased_idle", "Connections free for transactions.") { $0.leasedIdle },
            gauge("leased_waiters", "Tasks that wait for a connection.") { $0.leaseWaiters },
            gauge("statements_total", "Statements answered.") { $0.statements },
            gauge("statement_failures_total", "Statements answered with an error.") { $0.failures },
            gauge("connects_total", "Connections made.") { $0.connects },
        ]
    }
}
