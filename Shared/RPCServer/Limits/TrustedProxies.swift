/// The gateways whose word is taken for the address of a caller. Everybody can write an `X-Forwarded-For` header; what
/// a trusted gateway added to it, at its right end, is true.
public struct TrustedProxies: Sendable, Equatable {
    /// Nobody's: the caller is the other end of the connection.
    public static let none = TrustedProxies(networks: [])

    private struct Network: Sendable, Equatable {
        var address: NetworkAddress
        var bits: Int
    }

    private var networks: [Network]

    private init(networks: [Network]) {
        self.networks = networks
    }

    /// - Parameter text: addresses and networks with commas between: `"127.0.0.1,10.0.0.0/8,fd00::/8"`. `nil` if one of
    ///   them is neither.
    public init?(_ text: String) {
        networks = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.filter { $0 != " " }.split(separator: "/", omittingEmptySubsequences: false)
            guard (1...2).contains(sides.count), let address = NetworkAddress(sides[0]) else { return nil }
            // A mapped IPv4 address keeps its own count of bits.
            let widest = address.isIPv4 ? 32 : 128
            guard let bits = sides.count == 1 ? widest : Int(sides[1]), (0...widest).contains(bits) else { return nil }
            networks.append(Network(address: address, bits: address.isIPv4 ? bits + 96 : bits))
        }
    }

    /// The address to count a request for: the right-most one of `X-Forwarded-For` that no trusted gateway has, as far
    /// as trusted gateways have written it; else the other end of the connection.
    /// - Parameter peer: the other end; `nil` for a Unix socket, over which only a trusted gateway can come.
    func caller(peer: String?, forwardedFor: String?) -> String {
        let peerAddress = peer.flatMap { NetworkAddress($0[...]) }
        let known = peerAddress?.description ?? peer ?? "local"
        guard !networks.isEmpty, peer == nil || peerAddress.map(trusts) == true, let forwardedFor else { return known }
        var caller = known
        for part in forwardedFor.split(separator: ",").reversed().prefix(TrustedProxies.hopsMax) {
            guard let address = NetworkAddress(TrustedProxies.host(part)) else { return caller }
            caller = address.description
            if !trusts(address) { return caller }
        }
        return caller
    }

    /// Whether what this other end of a connection says of its caller is taken for true.
    func believes(peer: String?) -> Bool {
        !networks.isEmpty && (peer == nil || peer.flatMap { NetworkAddress($0[...]) }.map(trusts) == true)
    }

    /// Gateways one after the other; what claims to have passed more is not followed further.
    private static let hopsMax = 16

    private func trusts(_ address: NetworkAddress) -> Bool {
        networks.contains { address.isWithin($0.address, bits: $0.bits) }
    }

    /// Without blanks and port: `"192.0.2.1:80"`, `"[2001:db8::1]:80"`.
    private static func host(_ part: Substring) -> Substring {
        let text = part.filter { $0 != " " && $0 != "\t" }[...]
        if text.hasPrefix("[") { return text.dropFirst().prefix { $0 != "]" } }
        return text.filter { $0 == ":" }.count == 1 ? text.prefix { $0 != ":" } : text
    }
}
