import CommonContract
import Crypto
import JSONRPC
import Kernel
import Postgres
import RPCServer

enum KeyHandlers {
    static let methods: [any RPCMethod.Type] = [CreateKey.self, ListKeys.self, RevokeKey.self]
    /// Seconds that a key lives at most (two years), and unless said otherwise (one).
    static let lifeMax: Int64 = 2 * 366 * 86_400
    static let life: Int64 = 365 * 86_400

    static let migration = Migration(
        "common-0004-keys",
        #"""
        CREATE TABLE api_key (
            id           uuid        PRIMARY KEY,
            digest       bytea       NOT NULL CONSTRAINT api_key_digest UNIQUE CHECK (octet_length(digest) = 32),
            prefix       text        NOT NULL,
            name         text        NOT NULL,
            organisation text        NOT NULL,
            subject      text        NOT NULL,
            grants       text        NOT NULL,
            scopes       text[]      NOT NULL,
            created_at   timestamptz NOT NULL,
            created_by   text        NOT NULL,
            expires_at   timestamptz NOT NULL CHECK (expires_at > created_at),
            revoked_at   timestamptz,
            last_used_at timestamptz
        );
        CREATE INDEX api_key_organisation ON api_key (organisation, id);
        """#)

    static func register(on router: ServiceRouter) {
        router.change(CreateKey.self, at: { params, _ in params.organisation }, create)
        router.read(ListKeys.self, at: { params, _ in params.organisation ?? "TH" }) { params, call in
            let limit = PageLimit.of(params.limit)
            let after = try params.cursor.map { try ID($0.keys("key", count: 1)[0]) }
            let rows = try await call.database.all(
                KeyPage(organisation: params.organisation, after: after ?? nil, limit: limit + 1))
            return Page(rows, limit: limit) { PageCursor("key", $0.id.description) }
        }
        router.change(
            RevokeKey.self,
            at: { params, call in
                guard let place = try await call.database.first(KeyOrganisation(id: params.key)) else {
                    throw RPCError.notFound("key", params.key)
                }
                return place
            }
        ) { params, change in
            _ = try await change.transaction.execute(RevokeKeyRow(id: params.key, now: change.now))
            try await change.audit(subject: params.key.description, details: ["revoked": true])
            return Removed(id: params.key)
        }
    }

    @Sendable
    private static func create(_ params: CreateKey, _ change: Change) async throws -> APIKey {
        var problems = Problems()
        let expires = params.expiresAt ?? change.now.adding(seconds: life)
        if expires <= change.now || expires > change.now.adding(seconds: lifeMax) {
            problems.add(
                "/expiresAt", "key.expiry", th: "ต้องอยู่ในอนาคตและไม่เกินสองปี",
                en: "must lie in the future, at most two years ahead")
        }
        for (index, grant) in params.grants.enumerated() {
            let mayGive = try await change.runtime.authoriser.holds(
                [.administrator], at: grant.organisation, caller: change.caller, now: change.now)
            guard !mayGive else { continue }
            problems.add(
                "/grants/\(index)/organisation", "key.grantBeyondOwn",
                th: "ผู้ออกกุญแจต้องเป็นผู้ดูแลระบบที่ \(grant.organisation) หรือเหนือขึ้นไป",
                en: "the maker must be administrator at \(grant.organisation) or above it")
        }
        if !problems.isEmpty {
            throw RPCError.ruleViolated(
                "key.create", LocalizedText("ออกกุญแจนี้ไม่ได้", "this key cannot be made"), problems: problems.items)
        }
        let id = change.newID()
        let secret = APIKeys.newKey()
        var key = APIKey(
            id: id, name: params.name, prefix: String(secret.prefix(12)), subject: "key:\(id)", grants: params.grants,
            scopes: params.scopes ?? [], createdAt: change.now, expiresAt: expires, revokedAt: nil, lastUsedAt: nil,
            key: nil)
        _ = try await change.transaction.execute(
            InsertKey(
                key: key, digest: APIKeys.digest(of: secret), organisation: params.organisation,
                grants: String(decoding: try JSONEncoding.bytes(params.grants), as: UTF8.self),
                createdBy: change.caller.subject))
        try await change.audit(subject: id.description, details: key)
        // What is stored for repeats does not have the key: it is nowhere but with who made it.
        try change.storeAnswer(key)
        key.key = secret
        return key
    }
}

/// Keys of other systems, for the identity of a call.
public struct APIKeys: Sendable {
    /// How every key begins, so that it is told from a token at once and found by scanners of leaked secrets.
    public static let prefix = "phaen_"

    let database: PostgresClient

    public init(database: PostgresClient) {
        self.database = database
    }

    /// The caller whose key it is; `nil` if there is none such, or it ended.
    public func caller(of key: String, now: Instant) async throws -> Caller? {
        guard key.hasPrefix(APIKeys.prefix), key.utf8.count == 49 else { return nil }
        guard let found = try await database.first(KeyByDigest(digest: APIKeys.digest(of: key), now: now)) else {
            return nil
        }
        let grants = try StoredJSON.decode([KeyGrant].self, from: Array(found.grants.utf8))
        return Caller(
            kind: .system, subject: found.subject,
            grants: grants.map { Grant(role: $0.role, organisation: $0.organisation) },
            scopes: found.scopes.isEmpty ? nil : found.scopes)
    }

    /// 256 random bits.
    static func newKey() -> String {
        var random = SystemRandomNumberGenerator()
        return prefix
            + Base64.encode((0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }, alphabet: .urlSafe)
    }

    static func digest(of key: String) -> [UInt8] { Array(SHA256.hash(data: Array(key.utf8))) }
}
