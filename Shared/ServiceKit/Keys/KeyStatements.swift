import CommonContract
import Kernel
import Postgres

struct InsertKey: Statement {
    static let sql = """
        INSERT INTO api_key (id, digest, prefix, name, organisation, subject, grants, scopes, created_at, created_by,
                             expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """
    let key: APIKey
    let digest: [UInt8]
    let organisation: String
    let grants: String
    let createdBy: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(key.id)
        parameters.append(digest)
        parameters.append(key.prefix)
        parameters.append(key.name)
        parameters.append(organisation)
        parameters.append(key.subject)
        parameters.append(grants)
        parameters.append(key.scopes)
        parameters.append(key.createdAt)
        parameters.append(createdBy)
        parameters.append(key.expiresAt)
    }

    typealias Row = Void
}

/// The key in force with this digest; notes its use, once an hour.
struct KeyByDigest: Statement {
    struct Found: Sendable {
        var subject: String
        var grants: String
        var scopes: [String]
    }

    static let sql = """
        WITH used AS (
            UPDATE api_key SET last_used_at = $2
             WHERE digest = $1 AND revoked_at IS NULL AND expires_at > $2
               AND (last_used_at IS NULL OR last_used_at < $2 - interval '1 hour'))
        SELECT subject, grants, scopes FROM api_key
         WHERE digest = $1 AND revoked_at IS NULL AND expires_at > $2
        """
    let digest: [UInt8]
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(digest)
        parameters.append(now)
    }

    static func decode(_ row: inout RowReader) throws -> Found {
        Found(subject: try row.next(), grants: try row.next(), scopes: try row.next())
    }
}

struct KeyPage: Statement {
    static let sql = """
        SELECT id, name, prefix, subject, grants, scopes, created_at, expires_at, revoked_at, last_used_at
          FROM api_key
         WHERE ($1::text IS NULL OR organisation = $1) AND ($2::uuid IS NULL OR id > $2)
         ORDER BY id
         LIMIT $3
        """
    let organisation: String?
    let after: ID?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(after)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> APIKey {
        APIKey(
            id: try row.next(), name: try row.next(), prefix: try row.next(), subject: try row.next(),
            grants: try StoredJSON.decode([KeyGrant].self, from: Array(try row.next(String.self).utf8)),
            scopes: try row.next(), createdAt: try row.next(), expiresAt: try row.next(), revokedAt: try row.next(),
            lastUsedAt: try row.next(), key: nil)
    }
}

struct KeyOrganisation: Statement {
    static let sql = "SELECT organisation FROM api_key WHERE id = $1"
    let id: ID
    func bind(_ parameters: inout Parameters) { parameters.append(id) }
    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

struct RevokeKeyRow: Statement {
    static let sql = "UPDATE api_key SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1"
    let id: ID
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(now)
    }

    typealias Row = Void
}
