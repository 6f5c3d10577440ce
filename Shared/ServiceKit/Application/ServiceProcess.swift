import Glibc
import JSONRPC
import Kernel
import Logging
import Postgres
import RPCClient
import RPCSchema
import RPCServer
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Why a service did not start, in words for whoever runs it.
public struct ServiceStartError: Error, CustomStringConvertible {
    public let description: String
}

/// Puts a service together from its definition and settings. Start: private port → database → tables → router →
/// public port → ready. Stop: not ready → drain → close.
struct ServiceProcess: Sendable {
    let definition: ServiceDefinition
    let configuration: ServiceConfiguration
    let observatory: Observatory
    let clock: @Sendable () -> Instant
    private let began = ContinuousClock.now
    private let lastFailure = LastFailure()

    init(
        definition: ServiceDefinition, configuration: ServiceConfiguration, observatory: Observatory,
        clock: @escaping @Sendable () -> Instant
    ) {
        self.definition = definition
        self.configuration = configuration
        self.observatory = observatory
        self.clock = clock
    }

    var modules: [any ServiceModule] {
        [CommonModule(mail: configuration.mail.map(MailSender.init))] + definition.modules(configuration)
    }

    /// The OpenRPC document.
    func document() throws -> [UInt8] {
        try ServiceDocument.make(definition, methods: modules.flatMap(\.methods), limits: configuration.limits).bytes
    }

    /// Waits for the database, brings its tables up to date, and ends.
    func migrate() async throws {
        let database = makeDatabase()
        try await prepare(database)
        await database.close()
    }

    /// Serves until a signal ends it.
    func serve() async throws {
        signal(SIGPIPE, SIG_IGN)
        let database = makeDatabase()
        let surroundings = Surroundings(peers: configuration.peers, observatory: observatory)
        let readiness = Readiness(
            observatory: observatory, detail: { surroundings.members },
            lastFailure: { [lastFailure] in lastFailure.text },
            query: { deadline in try await withPostgresDeadline(deadline) { try await database.ping() } })
        let logger = observatory.log.logger("phaen")
        let inFlight = InFlight()
        let privatePort = PrivateEndpoint(
            definition: definition, readiness: readiness, observatory: observatory,
            gauges: ProcessFigures.gauges + DatabaseFigures.gauges(database) + inFlight.gauges, clock: clock)
        var settings = ServiceGroupConfiguration(
            services: [
                .init(service: try privatePort.server(at: configuration.privateAddress, logger: logger)),
                .init(
                    service: ServiceWork(
                        process: self, database: database, readiness: readiness, surroundings: surroundings,
                        inFlight: inFlight, logger: logger),
                    failureTerminationBehavior: .cancelGroup),
                .init(
                    service: Drain(time: configuration.drainTime) {
                        readiness.draining()
                        inFlight.endpoint?.beginDraining()
                        observatory.record(.draining)
                    }),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        settings.maximumGracefulShutdownDuration = configuration.stopTime
        settings.maximumCancellationDuration = .seconds(10)
        do {
            try await ServiceGroup(configuration: settings).run()
        } catch {
            await database.close()
            throw error
        }
        await database.close()
        observatory.record(.stopped)
    }

    private func makeDatabase() -> PostgresClient {
        let settings = configuration.database
        var client = PostgresConfiguration(conninfo: settings.conninfo)
        client.applicationName = "phaen-\(definition.name)"
        client.laneConnections = settings.sharedConnections
        client.leasedConnectionsMax = settings.leasedConnections
        client.acquireTimeout = settings.acquireTimeout
        client.leasedStatementTimeout = settings.statementTimeout
        client.prepares = settings.preparesStatements
        let observatory = observatory
        let lastFailure = lastFailure
        return PostgresClient(
            configuration: client,
            observe: { observation in
                if case .connectFailed(_, let message) = observation { lastFailure.set(message) }
                observatory.record(.database(observation))
            })
    }

    /// Waits for the database and brings its tables up to date.
    func prepare(_ database: PostgresClient) async throws {
        try await wait(for: database)
        let migrations = modules.flatMap(\.migrations)
        try await Migrations.apply(migrations, to: database)
        observatory.record(.migrated(migrations.map(\.name)))
    }

    private func wait(for database: PostgresClient) async throws {
        let end = ContinuousClock.now.advanced(by: configuration.database.waitLimit)
        var pause = Duration.milliseconds(250)
        var attempt = 0
        while true {
            do {
                return try await database.start(timeout: .seconds(1))
            } catch let error as PostgresError {
                attempt += 1
                let reason = lastFailure.text ?? error.message
                guard ContinuousClock.now < end else {
                    throw ServiceStartError(description: "ฐานข้อมูลไม่ตอบ / the database does not answer: \(reason)")
                }
                observatory.record(.waitingForDatabase(attempt: attempt, retryIn: pause, reason: reason))
                try await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(10))
            }
        }
    }

    /// Identity from the settings: tokens by the key set, keys by the database, sessions by the accounts.
    func identity(
        _ database: PostgresClient, _ keys: TokenKeys?, _ visitors: (any PageVisitors)? = nil
    ) -> BearerIdentity {
        let verifier = configuration.tokens.flatMap { tokens in
            keys.map {
                TokenVerifier(
                    keys: $0, issuer: tokens.issuer, audience: tokens.audience, algorithms: tokens.algorithms)
            }
        }
        let known = APIKeys(database: database)
        var sessions: SessionLookup?
        if let visitors {
            sessions = { token, mark, now in
                do {
                    return try await visitors.caller(session: token, mark: mark, now: now)
                } catch is PostgresError {
                    throw Faults.databaseUnavailable
                }
            }
        }
        return BearerIdentity(
            tokens: verifier, keyPrefix: APIKeys.prefix,
            lookup: { key, now in
                do {
                    return try await known.caller(of: key, now: now)
                } catch is PostgresError {
                    throw Faults.databaseUnavailable
                }
            },
            sessions: sessions, clock: clock)
    }

    /// The issuer's keys, from the file or the address of the settings.
    func tokenKeys() -> TokenKeys? {
        guard let tokens = configuration.tokens else { return nil }
        let place = tokens.keySet
        let security = TransferSecurity(authorityFile: configuration.peers.authorityFile)
        let observatory = observatory
        return TokenKeys(
            source: {
                guard Setting.isAddress(place) else {
                    guard let bytes = Files.bytes(place) else {
                        throw ServiceStartError(description: "the key set's file cannot be read")
                    }
                    return bytes
                }
                let reply = try await TransferEngine.shared.perform(
                    HTTPTransfer(
                        .get, place, headers: [("Accept", "application/json")],
                        limits: TransferLimits(timeoutMilliseconds: 5_000, responseBytesMax: 1 << 20),
                        security: security))
                guard reply.status == 200 else {
                    throw ServiceStartError(description: "the key set's address answered \(reply.status)")
                }
                return reply.body
            },
            observe: { observatory.record(.server($0)) })
    }

    /// The other services, as configured.
    func peers() -> [String: any RPCCaller] {
        let settings = configuration.peers
        let token = settings.tokenFile.map(CachedSecret.init)
        var peers: [String: any RPCCaller] = [:]
        for (name, address) in settings.addresses {
            peers[name] = RPCPeer(
                RPCPeerSettings(
                    name: name, addresses: address.split(separator: ",").map(String.init),
                    credential: token.map { token in { @Sendable in token.value() } },
                    security: TransferSecurity(authorityFile: settings.authorityFile)))
        }
        if let directory = settings.directory { peers["directory"] = peers[directory] }
        return peers
    }

    /// The same service of other offices, by province, each with its own token where there is one.
    func offices() -> [String: any RPCCaller] {
        let settings = configuration.peers
        var offices: [String: any RPCCaller] = [:]
        for (province, address) in settings.offices {
            let token = (settings.officeTokens[province] ?? settings.tokenFile).map(CachedSecret.init)
            offices[province] = RPCPeer(
                RPCPeerSettings(
                    name: "office \(province)", addresses: address.split(separator: "|").map(String.init),
                    credential: token.map { token in { @Sendable in token.value() } },
                    security: TransferSecurity(authorityFile: settings.authorityFile)))
        }
        return offices
    }

    func recordReady() {
        observatory.record(.ready(version: definition.version, after: began.duration(to: .now)))
        ProcessMemory.releaseWhatTheStartUsed()
    }
}

/// Why the last try to connect failed: more than that time passed.
private final class LastFailure: Sendable {
    private let stored = Mutex<String?>(nil)
    var text: String? { stored.withLock { $0 } }
    func set(_ text: String) { stored.withLock { $0 = text } }
}
