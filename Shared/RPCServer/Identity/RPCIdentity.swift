import Kernel

/// Establishes who calls.
public protocol RPCIdentity: Sendable {
    /// - Parameter authorization: the `Authorization` header as it came.
    /// - Returns: `.anonymous` without the header.
    /// - Throws: `RPCError` `.unauthenticated` for a credential that is not valid; `.unavailable` where it cannot be
    ///   looked up now.
    func caller(authorization: String?) async throws -> Caller
    /// The same for one who may come with a session's cookie instead.
    /// - Throws: as above, and `.forbidden` for a change that does not show that it comes from a page of ours.
    func caller(_ credentials: RPCCredentials) async throws -> Caller
}

extension RPCIdentity {
    public func caller(_ credentials: RPCCredentials) async throws -> Caller {
        try await caller(authorization: credentials.authorization)
    }
}

/// What a request shows of who sends it.
public struct RPCCredentials: Sendable {
    /// The `Authorization` header; where there is one, cookies say nothing.
    public var authorization: String?
    /// The session's token, from its cookie.
    public var session: String?
    /// Changes with what there is to know of the session (`Cookies.mark`).
    public var mark: String?
    /// What a form or a script of ours sends along with the cookie.
    public var proof: String?
    /// It may change something, so that the proof is needed with a session.
    public var needsProof: Bool

    public init(
        authorization: String?, session: String? = nil, mark: String? = nil, proof: String? = nil,
        needsProof: Bool = false
    ) {
        self.authorization = authorization
        self.session = session
        self.mark = mark
        self.proof = proof
        self.needsProof = needsProof
    }
}

/// Looks a session up by its cookie's token: whose it is, or `nil` if it is none or has ended. What was found with
/// another mark (`Cookies.mark`) is not gone by.
public typealias SessionLookup = @Sendable (_ token: String, _ mark: String?, _ now: Instant) async throws -> Caller?

/// Looks an API key up: the caller whose key it is, or `nil`.
public typealias APIKeyLookup = @Sendable (_ key: String, _ now: Instant) async throws -> Caller?

/// Bearer credentials: API keys, told by their prefix, and tokens.
public struct BearerIdentity: RPCIdentity {
    /// Longest credential that is looked at; a token with a few dozen grants fits.
    public static let credentialBytesMax = 8_192
    /// How long a key that was found stays so without another look: the time that a revocation takes at most.
    static let keyCacheSeconds: Int64 = 10

    let tokens: TokenVerifier?
    let keyPrefix: String
    let lookup: APIKeyLookup?
    let sessions: SessionLookup?
    let clock: @Sendable () -> Instant
    private let cache: CredentialCache

    /// - Parameters:
    ///   - tokens: `nil`: no token is valid.
    ///   - keyPrefix: how every API key begins.
    public init(
        tokens: TokenVerifier?, keyPrefix: String = "phaen_", lookup: APIKeyLookup? = nil,
        sessions: SessionLookup? = nil, clock: @escaping @Sendable () -> Instant
    ) {
        self.tokens = tokens
        self.keyPrefix = keyPrefix
        self.lookup = lookup
        self.sessions = sessions
        self.clock = clock
        cache = CredentialCache()
    }

    public func caller(authorization: String?) async throws -> Caller {
        guard let authorization else { return .anonymous }
        let now = clock()
        let generation = tokens?.keys.generation ?? 0
        if let known = cache.caller(for: authorization, generation: generation, now: now) { return known }
        guard let credential = BearerIdentity.bearer(authorization) else { throw ServerErrors.badCredential }
        if credential.hasPrefix(keyPrefix) {
            guard let caller = try await lookup?(credential, now) else { throw ServerErrors.badCredential }
            cache.remember(
                authorization, caller, generation: generation, from: now,
                until: now.adding(seconds: BearerIdentity.keyCacheSeconds))
            return caller
        }
        guard let tokens else { throw ServerErrors.badCredential }
        let verified = try await tokens.verify(credential, now: now)
        // The generation of before the verification: keys that rotated meanwhile make it be checked again.
        cache.remember(
            authorization, verified.caller, generation: generation, from: verified.validFrom,
            until: verified.validUntil)
        return verified.caller
    }

    public func caller(_ credentials: RPCCredentials) async throws -> Caller {
        guard credentials.authorization == nil, let token = credentials.session, let sessions else {
            return try await caller(authorization: credentials.authorization)
        }
        guard let caller = try await sessions(token, credentials.mark, clock()) else { return .anonymous }
        if credentials.needsProof, !FormProof.holds(credentials.proof, for: token) { throw ServerErrors.noProof }
        return caller
    }

    private static func bearer(_ header: String) -> String? {
        guard header.utf8.count <= credentialBytesMax else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let credential = String(parts[1].drop { $0 == " " })
        let isOneWord = credential.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ",") }
        return isOneWord && !credential.isEmpty ? credential : nil
    }
}

/// Lets everybody be anonymous: for a service whose callers are all strangers, and for tests.
public struct NoIdentity: RPCIdentity {
    public init() {}

    public func caller(authorization: String?) throws -> Caller {
        guard authorization == nil else { throw ServerErrors.badCredential }
        return .anonymous
    }
}
