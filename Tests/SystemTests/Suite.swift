import Foundation
import RPCClient
import Synchronization
import TestSupport

@testable import Phaen

/// The four services as real processes over a PostgreSQL of their own, on free ports, with a local issuer.
final class Suite: Sendable {
    static let names = Example.Service.allCases.map(\.rawValue)

    let folder: String
    let database: PostgresServer
    let issuer: LocalIssuer
    let ports: [String: (public: Int, private: Int)]
    private let processes = Mutex<[String: pid_t]>([:])

    /// Starts PostgreSQL and the services named, and waits until each is ready.
    init(starting started: [String] = Suite.names) async throws {
        folder = NSTemporaryDirectory() + "phaen-system-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // What was acknowledged must outlive a crash: commits wait for the log here, as they do in operation.
        database = try PostgresServer(settings: ["synchronous_commit=on"])
        issuer = try LocalIssuer.loadOrMake(folder: folder + "/identity")
        var free = FreePorts.take(Suite.names.count * 2)[...]
        var ports: [String: (public: Int, private: Int)] = [:]
        for name in Suite.names { ports[name] = (free.removeFirst(), free.removeFirst()) }
        self.ports = ports
        let token = try await issuer.token(
            subject: "service", grants: [LocalIssuer.grant("integrator@TH"), LocalIssuer.grant("reader@TH")],
            lifetime: 3_600, issuer: "phaen-local", audience: "phaen")
        try LocalIssuer.writePrivately(token, to: folder + "/peer.token")
        for name in Suite.names { try database.createDatabase("phaen_\(name)") }
        for name in started { try start(name) }
        for name in started { try await waitUntilReady(name) }
    }

    deinit {
        for pid in processes.withLock({ Array($0.values) }) {
            Foundation.kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
        }
        database.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    func address(_ name: String) -> String { "http://127.0.0.1:\(ports[name]?.public ?? 0)" }

    // MARK: - Processes

    func start(_ name: String) throws {
        guard let port = ports[name] else { return }
        var settings = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder,
            "PHAEN_PUBLIC_PORT": String(port.public), "PHAEN_PRIVATE_PORT": String(port.private),
            "PHAEN_DATABASE": database.conninfo(database: "phaen_\(name)"), "PHAEN_JWKS": issuer.publicKeysPath,
            "PHAEN_ISSUER": "phaen-local", "PHAEN_AUDIENCE": "phaen", "PHAEN_DATA": "\(folder)/\(name)",
            "PHAEN_PEER_TOKEN_FILE": folder + "/peer.token",
        ]
        for peer in Suite.names where peer != name { settings["PHAEN_PEER_\(peer.uppercased())"] = address(peer) }
        if name != "plans" { settings["PHAEN_DIRECTORY_PEER"] = "plans" }
        let pid = try Spawn.run(Suite.binary("phaen-\(name)"), settings, log: "\(folder)/\(name).log")
        processes.withLock { $0[name] = pid }
    }

    /// Ends it as a crash would: nothing is asked, nothing is finished.
    func kill(_ name: String) {
        guard let pid = processes.withLock({ $0.removeValue(forKey: name) }) else { return }
        Foundation.kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
    }

    /// Asks it to stop and gives its exit status.
    func stop(_ name: String) -> Int32 {
        guard let pid = processes.withLock({ $0.removeValue(forKey: name) }) else { return -1 }
        Foundation.kill(pid, SIGTERM)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        return status
    }

    func waitUntilReady(_ name: String) async throws {
        let port = ports[name]?.private ?? 0
        for _ in 0..<600 {
            if let reply = try? await Web.get("http://127.0.0.1:\(port)/ready"), reply.status == 200 { return }
            let pid = processes.withLock { $0[name] } ?? 0
            guard pid > 0, waitpid(pid, nil, WNOHANG) == 0 else { break }
            await Pause.short()
        }
        let log = (try? String(contentsOfFile: "\(folder)/\(name).log", encoding: .utf8)) ?? ""
        throw SystemTestError("\(name) is not ready: \(log.suffix(2_000))")
    }

    static func binary(_ name: String) -> String {
        // The services are built beside the test bundle.
        let bundle = URL(filePath: CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0])
        return bundle.deletingLastPathComponent().appending(path: name).path
    }
}
