import Foundation
import JSONRPC
import RPCClient
import RPCServer
import Synchronization
import TestSupport

@testable import Phaen

/// The four services as real processes over a PostgreSQL of their own, on free ports, with a local issuer.
final class Suite: Sendable {
    static let names = Example.Service.allCases.map(\.rawValue)

    /// What is not as usual.
    struct Options: Sendable {
        /// Which services are started; each is waited for.
        var starting = Suite.names
        /// Whether the other services follow the directory of the plans service.
        var follows = true
        /// Settings of all services beside or instead of the usual ones.
        var settings: [String: String] = [:]
        /// Of single ones; an empty one is left out.
        var settingsOf: [String: [String: String]] = [:]
        /// PostgreSQL's settings. What was acknowledged must outlive a crash: commits wait for the log here, as they
        /// do in operation.
        var database = ["synchronous_commit=on"]
    }

    let folder: TemporaryFolder
    let database: PostgresServer
    let issuer: LocalIssuer
    let ports: [String: (public: Int, private: Int)]
    private let options: Options
    private let processes = Mutex<[String: pid_t]>([:])

    /// Starts PostgreSQL and the services, and waits until each is ready.
    init(_ options: Options = Options()) async throws {
        self.options = options
        folder = try TemporaryFolder()
        database = try await PostgresServer.started(settings: options.database)
        issuer = try LocalIssuer.loadOrMake(folder: folder.path + "/identity")
        var free = FreePorts.take(Suite.names.count * 2)[...]
        var ports: [String: (public: Int, private: Int)] = [:]
        for name in Suite.names { ports[name] = (free.removeFirst(), free.removeFirst()) }
        self.ports = ports
        let token = try await issuer.token(
            subject: "service", grants: [LocalIssuer.grant("integrator@TH"), LocalIssuer.grant("reader@TH")],
            lifetime: 3_600, issuer: "phaen-local", audience: "phaen")
        try LocalIssuer.writePrivately(token, to: folder.path + "/peer.token")
        for name in Suite.names { try await database.createDatabase("phaen_\(name)") }
        for name in options.starting { try start(name) }
        for name in options.starting { try await waitUntilReady(name) }
    }

    convenience init(starting: [String]) async throws {
        var options = Options()
        options.starting = starting
        try await self.init(options)
    }

    deinit {
        // PostgreSQL ends with its own object.
        let left = processes.withLock { Array($0.values) }
        for pid in left { Foundation.kill(pid, SIGKILL) }
        detach { for pid in left { Command.wait(for: pid) } }
    }

    func address(_ name: String) -> String {
        let isSecure = options.settings.merging(options.settingsOf[name] ?? [:]) { $1 }["PHAEN_TLS_KEY_FILE"] != nil
        return "\(isSecure ? "https" : "http")://127.0.0.1:\(ports[name]?.public ?? 0)"
    }

    /// `"/live"`, `"/ready"`, `"/metrics"`
    func privateAddress(_ name: String, _ path: String) -> String {
        "http://127.0.0.1:\(ports[name]?.private ?? 0)\(path)"
    }

    /// A token of the local issuer with every role at the nation, unless other grants are named.
    func token(_ grants: [Grant] = Role.allCases.map { Grant(role: $0, organisation: "TH") }) async throws -> String {
        try await issuer.token(
            subject: "system-tests", grants: grants, lifetime: 3_600, issuer: "phaen-local", audience: "phaen")
    }

    /// What a service has written to its log.
    func log(_ name: String) -> String {
        (try? String(contentsOfFile: "\(folder.path)/\(name).log", encoding: .utf8)) ?? ""
    }

    // MARK: - Processes

    /// - Parameter beside: further settings for this run alone.
    func start(_ name: String, beside: [String: String] = [:]) throws {
        guard let port = ports[name] else { return }
        var settings = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder.path,
            "PHAEN_PUBLIC_PORT": String(port.public), "PHAEN_PRIVATE_PORT": String(port.private),
            "PHAEN_DATABASE": database.conninfo(database: "phaen_\(name)"), "PHAEN_JWKS": issuer.publicKeysPath,
            "PHAEN_ISSUER": "phaen-local", "PHAEN_AUDIENCE": "phaen", "PHAEN_DATA": "\(folder.path)/\(name)",
            "PHAEN_PEER_TOKEN_FILE": folder.path + "/peer.token",
        ]
        for site in Suite.names { settings["PHAEN_SITE_\(site.uppercased())"] = address(site) + "/" }
        for peer in Suite.names where peer != name { settings["PHAEN_PEER_\(peer.uppercased())"] = address(peer) }
        if name != "plans", options.follows { settings["PHAEN_DIRECTORY_PEER"] = "plans" }
        for more in [options.settings, options.settingsOf[name] ?? [:], beside] { settings.merge(more) { $1 } }
        settings = settings.filter { !$0.value.isEmpty }
        let pid = try Command.start(
            [Suite.binary("phaen-\(name)")], environment: settings, log: "\(folder.path)/\(name).log")
        processes.withLock { $0[name] = pid }
    }

    /// Ends it as a crash would: nothing is asked, nothing is finished.
    func kill(_ name: String) async { _ = await end(name, SIGKILL) }

    /// Asks it to stop and gives its exit status.
    func stop(_ name: String) async -> Int32 { await end(name, SIGTERM) }

    /// Waits for it to end by itself and gives its exit code.
    func exitCode(_ name: String) async -> Int32 { (await end(name, 0) >> 8) & 0xFF }

    private func end(_ name: String, _ signal: Int32) async -> Int32 {
        guard let pid = processes.withLock({ $0.removeValue(forKey: name) }) else { return -1 }
        if signal != 0 { Foundation.kill(pid, signal) }
        return await onThread { Command.wait(for: pid) }
    }

    func isReady(_ name: String) async -> Bool {
        (try? await Web.get(privateAddress(name, "/ready")))?.status == 200
    }

    func waitUntilReady(_ name: String) async throws {
        try await Pause.until("\(name) is ready: \(log(name).suffix(2_000))") {
            if await isReady(name) { return true }
            let pid = processes.withLock { $0[name] } ?? 0
            guard pid > 0, waitpid(pid, nil, WNOHANG) == 0 else {
                throw SystemTestError("\(name) ended: \(log(name).suffix(2_000))")
            }
            return false
        }
    }

    static func binary(_ name: String) -> String {
        // The services are built beside the test bundle.
        let bundle = URL(filePath: CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0])
        return bundle.deletingLastPathComponent().appending(path: name).path
    }
}
