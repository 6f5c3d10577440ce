import FoundationEssentials
import JWTKit
import Kernel
import Synchronization

/// Algorithms that a token may be signed with. All have a public key: a secret shared with the issuer (HMAC) and
/// `none` are not on the list and cannot be put on it.
public enum TokenAlgorithm: String, Sendable, CaseIterable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    case edDSA = "EdDSA"

    /// What is allowed unless configured otherwise.
    public static let usual: Set<TokenAlgorithm> = [.rs256, .es256, .edDSA]
}

/// The issuer's public keys by `kid`, read from a JWKS document and read again when it is old or a token names a key
/// that is not among them.
public final class TokenKeys: Sendable {
    /// Gives the JWKS document: a file's bytes, or an address's answer.
    public typealias Source = @Sendable () async throws -> [UInt8]

    struct Key: Sendable {
        /// What the key is for: its own `alg`, else what its type can do.
        var algorithms: Set<TokenAlgorithm>
        var material: JWK
    }

    private struct State {
        var keys: [String: Key] = [:]
        var generation = 0
        var lastRead: Instant?
    }

    /// Keys of one document; the rest is not looked at.
    static let keysMax = 100
    /// Seconds between two readings for tokens with unknown keys: made-up `kid`s must not become a flood of requests.
    static let rereadSecondsMin: Int64 = 10

    private let source: Source
    private let observe: @Sendable (RPCObservation) -> Void
    private let state = Mutex(State())

    public init(source: @escaping Source, observe: @escaping @Sendable (RPCObservation) -> Void = { _ in }) {
        self.source = source
        self.observe = observe
    }

    /// Changes whenever the keys do.
    var generation: Int { state.withLock { $0.generation } }

    /// Whether there is any key to verify with.
    public var isEmpty: Bool { state.withLock { $0.keys.isEmpty } }

    func key(_ kid: String) -> Key? { state.withLock { $0.keys[kid] } }

    /// The key, after another look at the document if it is unknown and the last look is not just past.
    func key(_ kid: String, now: Instant) async -> Key? {
        if let key = key(kid) { return key }
        let may = state.withLock { state in
            guard let last = state.lastRead, now < last.adding(seconds: TokenKeys.rereadSecondsMin) else {
                state.lastRead = now
                return true
            }
            return false
        }
        if may { await refresh(now: now) }
        return key(kid)
    }

    /// The document's key, if it has one and no other.
    func onlyKey(now: Instant) async -> Key? {
        if isEmpty { await refresh(now: now) }
        return state.withLock { $0.keys.count == 1 ? $0.keys.values.first : nil }
    }

    /// Reads the document; if that fails, or it has no usable key, the old keys stay.
    public func refresh(now: Instant) async {
        do {
            let keys = try TokenKeys.parse(try await source())
            let isNew = state.withLock { state in
                state.lastRead = now
                guard !TokenKeys.same(state.keys, keys) else { return false }
                state.keys = keys
                state.generation += 1
                return true
            }
            if isNew { observe(.keysRefreshed(keys: keys.count)) }
        } catch {
            state.withLock { $0.lastRead = now }
            observe(.keysUnavailable(description: String(describing: error)))
        }
    }

    private static func same(_ left: [String: Key], _ right: [String: Key]) -> Bool {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        func text(_ keys: [String: Key]) -> [String: Data?] { keys.mapValues { try? encoder.encode($0.material) } }
        return text(left) == text(right)
    }

    /// - Throws: `TokenKeysError`.
    static func parse(_ document: [UInt8]) throws -> [String: Key] {
        guard let set = try? JSONDecoder().decode(KeySet.self, from: Data(document)) else {
            throw TokenKeysError(description: "the key set is not a JWKS document")
        }
        var keys: [String: Key] = [:]
        for entry in set.keys.prefix(keysMax) {
            guard let jwk = entry.jwk, let kid = jwk.keyIdentifier?.string, !kid.isEmpty else { continue }
            let algorithms = algorithms(of: jwk)
            if isComplete(jwk), !algorithms.isEmpty { keys[kid] = Key(algorithms: algorithms, material: jwk) }
        }
        guard !keys.isEmpty else {
            throw TokenKeysError(description: "the key set has no usable public key with a kid")
        }
        return keys
    }

    private static func isComplete(_ jwk: JWK) -> Bool {
        switch jwk.keyType {
        case .rsa: jwk.modulus != nil && jwk.exponent != nil
        case .ecdsa: jwk.x != nil && jwk.y != nil
        default: jwk.x != nil
        }
    }

    private static func algorithms(of jwk: JWK) -> Set<TokenAlgorithm> {
        let ofType: Set<TokenAlgorithm>
        switch jwk.keyType {
        case .rsa: ofType = [.rs256, .rs384, .rs512, .ps256, .ps384, .ps512]
        case .ecdsa:
            switch jwk.curve?.rawValue {
            case "P-256": ofType = [.es256]
            case "P-384": ofType = [.es384]
            case "P-521": ofType = [.es512]
            default: ofType = []
            }
        case .octetKeyPair: ofType = jwk.curve?.rawValue == "Ed25519" ? [.edDSA] : []
        default: ofType = []
        }
        guard let named = jwk.algorithm else { return ofType }
        return TokenAlgorithm(rawValue: named.rawValue).map { ofType.intersection([$0]) } ?? []
    }
}

/// Why a key set cannot be used; names no address.
public struct TokenKeysError: Error, CustomStringConvertible {
    public let description: String
}

/// A JWKS document whose odd members (other types, symmetric keys) are skipped instead of spoiling the rest.
private struct KeySet: Decodable {
    struct Entry: Decodable {
        var jwk: JWK?

        private enum Names: String, CodingKey { case use }

        init(from decoder: any Decoder) throws {
            let use = try? decoder.container(keyedBy: Names.self).decodeIfPresent(String.self, forKey: .use)
            jwk = (use ?? "sig") == "sig" ? try? JWK(from: decoder) : nil
        }
    }

    var keys: [Entry]
}
