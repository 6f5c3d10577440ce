import FoundationEssentials
import JSONRPC
import JWTKit
import Kernel

/// Verifies JSON Web Tokens (RFC 7519, RFC 8725): signed by a key of the issuer's set that the header names, with an
/// algorithm that is both allowed here and the key's own; from the issuer, for this audience, in its time.
public struct TokenVerifier: Sendable {
    /// Seconds that clocks may differ.
    public static let leewaySeconds: Int64 = 30
    /// Grants of one token; more is a mistake of the issuer.
    static let grantsMax = 200

    public let keys: TokenKeys
    let issuer: String
    let audience: String
    let algorithms: Set<TokenAlgorithm>
    /// A token that names no key is checked by the only one that the issuer has (OpenID Connect Core §10.1).
    let takesOnlyKey: Bool

    public init(
        keys: TokenKeys, issuer: String, audience: String, algorithms: Set<TokenAlgorithm> = TokenAlgorithm.usual,
        takesOnlyKey: Bool = false
    ) {
        self.keys = keys
        self.issuer = issuer
        self.audience = audience
        self.algorithms = algorithms
        self.takesOnlyKey = takesOnlyKey
    }

    struct Verified: Sendable {
        var caller: Caller
        var validFrom: Instant
        var validUntil: Instant
    }

    /// - Throws: `RPCError` `.unauthenticated`, the same whatever is wrong.
    func verify(_ token: String, now: Instant) async throws -> Verified {
        try accept(try await claims(of: token, now: now), now: now)
    }

    /// Whom an identity provider's token names (OpenID Connect Core §3.1.3.7), checked as every token is.
    /// - Parameter nonce: what was sent to the provider with the visit that the token is the answer to.
    public func subject(of token: String, nonce: String, now: Instant) async throws -> String {
        let claims = try await claims(of: token, now: now)
        _ = try accept(claims, now: now)
        // Of several audiences the token must say that it is this one's.
        guard claims.nonce == nonce, claims.azp == nil ? claims.audiences.count == 1 : claims.azp == audience else {
            throw ServerErrors.badCredential
        }
        return claims.sub
    }

    private func claims(of token: String, now: Instant) async throws -> TokenClaims {
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let headerBytes = Base64.decode(urlSafe: parts[0]),
            let payloadBytes = Base64.decode(urlSafe: parts[1]), let signature = Base64.decode(urlSafe: parts[2]),
            let header = try? JSONDecoder().decode(TokenHeader.self, from: Data(headerBytes)),
            header.crit == nil, let algorithm = TokenAlgorithm(rawValue: header.alg), algorithms.contains(algorithm),
            let key = await key(header.kid, now: now), key.algorithms.contains(algorithm),
            let verifier = await TokenVerifier.verifier(key.material, algorithm)
        else { throw ServerErrors.badCredential }
        let signed = Array(parts[0]) + [UInt8(ascii: ".")] + Array(parts[1])
        guard (try? verifier.verify(signature, signs: signed)) == true,
            let claims = try? JSONDecoder().decode(TokenClaims.self, from: Data(payloadBytes))
        else { throw ServerErrors.badCredential }
        return claims
    }

    private func key(_ kid: String?, now: Instant) async -> TokenKeys.Key? {
        if let kid { return await keys.key(kid, now: now) }
        return takesOnlyKey ? await keys.onlyKey(now: now) : nil
    }

    private func accept(_ claims: TokenClaims, now: Instant) throws -> Verified {
        guard claims.iss == issuer, claims.audiences.contains(audience), !claims.sub.isEmpty,
            claims.sub.utf8.count <= 255, let expires = TokenVerifier.instant(claims.exp)
        else { throw ServerErrors.badCredential }
        let until = expires.adding(seconds: TokenVerifier.leewaySeconds)
        var from = Instant(microsecondsSinceEpoch: 0)
        if let notBefore = claims.nbf {
            guard let instant = TokenVerifier.instant(notBefore) else { throw ServerErrors.badCredential }
            from = instant.adding(seconds: -TokenVerifier.leewaySeconds)
        }
        guard from <= now, now < until else { throw ServerErrors.badCredential }
        let caller = Caller(
            kind: claims.isSystem ? .system : .person, subject: claims.sub,
            grants: Array((claims.grants ?? []).prefix(TokenVerifier.grantsMax).compactMap(\.grant)))
        return Verified(caller: caller, validFrom: from, validUntil: until)
    }

    private static func instant(_ seconds: Double) -> Instant? {
        // Up to the year 9999; what is beyond is not a date.
        guard seconds.isFinite, (0...253_402_300_799).contains(seconds) else { return nil }
        return Instant(microsecondsSinceEpoch: Int64(seconds * 1_000_000))
    }

    /// JWTKit's verifier of exactly this algorithm; a key that it refuses (RSA under 2048 bits) is none.
    private static func verifier(_ key: JWK, _ algorithm: TokenAlgorithm) async -> (any JWTAlgorithm)? {
        var key = key
        key.algorithm = JWK.Algorithm(rawValue: algorithm.rawValue)
        let collection = JWTKeyCollection()
        guard key.algorithm != nil, (try? await collection.add(jwk: key)) != nil else { return nil }
        return try? await collection.getKey(for: key.keyIdentifier, alg: algorithm.rawValue)
    }
}

/// What of a token's header is looked at. `crit` names extensions that must be understood; none is (RFC 7515 §4.1.11).
private struct TokenHeader: Decodable {
    var alg: String
    var kid: String?
    var crit: [String]?
}

private struct TokenClaims: Decodable {
    /// A grant as issued; one with a role that this version does not know gives nothing.
    struct IssuedGrant: Decodable {
        var role: String
        var organisation: String

        var grant: Grant? { Role(rawValue: role).map { Grant(role: $0, organisation: organisation) } }
    }

    /// One audience or several.
    enum Audience: Decodable {
        case one(String)
        case several([String])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let one = try? container.decode(String.self) {
                self = .one(one)
            } else {
                self = .several(try container.decode([String].self))
            }
        }
    }

    var iss: String
    var sub: String
    var aud: Audience
    var exp: Double
    var nbf: Double?
    var kind: String?
    var nonce: String?
    var azp: String?
    var grants: [IssuedGrant]?

    var audiences: [String] {
        switch aud {
        case .one(let name): [name]
        case .several(let names): names
        }
    }

    /// A system says so itself, or by the form of its name.
    var isSystem: Bool { kind.map { $0 == "system" } ?? sub.hasPrefix("service:") }
}
