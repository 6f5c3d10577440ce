import JSONRPC
import RPCClient
import RPCServer

/// The example's people, each with a token of the local issuer.
actor Callers {
    nonisolated let addresses: [Example.Service: String]
    private let issuer: LocalIssuer
    private var peers: [String: RPCPeer] = [:]

    init(issuer: LocalIssuer, addresses: [Example.Service: String]) {
        self.issuer = issuer
        self.addresses = addresses
    }

    func caller(_ service: Example.Service, role: Role, at organisation: String) async throws -> RPCPeer {
        let name = "\(service.rawValue) \(role.rawValue)@\(organisation)"
        if let peer = peers[name] { return peer }
        let token = try await issuer.token(
            subject: "example:\(role.rawValue)@\(organisation)",
            grants: [Grant(role: role, organisation: organisation)],
            lifetime: 3_600, issuer: "phaen-local", audience: "phaen")
        let peer = RPCPeer(
            RPCPeerSettings(
                name: service.rawValue, addresses: [addresses[service] ?? ""], credential: { token },
                limits: TransferLimits(timeoutMilliseconds: 120_000)))
        peers[name] = peer
        return peer
    }
}
