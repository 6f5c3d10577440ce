import Kernel
import Postgres

/// Whose key of which method.
struct CallKey: Sendable {
    let subject: String
    let method: String
    let key: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(subject)
        parameters.append(method)
        parameters.append(key)
    }
}

/// What a key stands for: a new call, or one that was answered.
struct CallClaim: Sendable {
    let isNew: Bool
    let digest: [UInt8]
    let answer: [UInt8]?
}

/// Claims a key. Waits for a transaction that holds it; without a row, that one has just committed.
struct ClaimCall: Statement {
    static let sql = """
        WITH claimed AS (
            INSERT INTO answered_call (subject, method, key, digest, answered_at)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT DO NOTHING
            RETURNING digest)
        SELECT true, digest, NULL::bytea FROM claimed
        UNION ALL
        SELECT false, digest, answer FROM answered_call WHERE subject = $1 AND method = $2 AND key = $3
        """
    let key: CallKey
    let digest: [UInt8]
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(digest)
        parameters.append(now)
    }

    static func decode(_ row: inout RowReader) throws -> CallClaim {
        CallClaim(isNew: try row.next(), digest: try row.next(), answer: try row.next())
    }
}

/// Claims the keys of several calls of one method, in the order of the keys so that two groups never wait for each other
/// in a circle; answers the places of those that are new.
struct ClaimCalls: Statement {
    static let sql = """
        WITH given AS (
            SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[]) WITH ORDINALITY
                       AS g (subject, key, digest, at, place)),
        claimed AS (
            INSERT INTO answered_call (subject, method, key, digest, answered_at)
            SELECT subject, $1, key, decode(digest, 'hex'), at FROM given ORDER BY subject, key
            ON CONFLICT DO NOTHING
            RETURNING subject, key)
        SELECT given.place - 1 FROM given JOIN claimed USING (subject, key)
        """
    let method: String
    let claims: [ClaimCall]

    func bind(_ parameters: inout Parameters) {
        parameters.append(method)
        parameters.append(claims.map(\.key.subject))
        parameters.append(claims.map(\.key.key))
        parameters.append(claims.map { hexadecimal($0.digest) })
        parameters.append(claims.map(\.now))
    }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

/// Gives up keys that were claimed in this transaction.
struct DropCalls: Statement {
    static let sql = """
        DELETE FROM answered_call AS a
         USING unnest($2::text[], $3::text[]) AS g (subject, key)
         WHERE a.subject = g.subject AND a.method = $1 AND a.key = g.key
        """
    let method: String
    let keys: [CallKey]

    func bind(_ parameters: inout Parameters) {
        parameters.append(method)
        parameters.append(keys.map(\.subject))
        parameters.append(keys.map(\.key))
    }

    typealias Row = Void
}

/// What is stored under a key.
struct StoredCall: Statement {
    static let sql = """
        SELECT digest, answer FROM answered_call WHERE subject = $1 AND method = $2 AND key = $3
        """
    let key: CallKey

    func bind(_ parameters: inout Parameters) { key.bind(&parameters) }

    static func decode(_ row: inout RowReader) throws -> CallClaim {
        CallClaim(isNew: false, digest: try row.next(), answer: try row.next())
    }
}

/// Stores the answer and the audit entry of a call, in one round trip.
struct CompleteCall: Statement {
    static let sql = """
        WITH answered AS (
            UPDATE answered_call SET answer = $4 WHERE subject = $1 AND method = $2 AND key = $3)
        INSERT INTO audit_entry
               (id, at, subject, kind, method, request_id, organisation, target, details, events, digest)
        VALUES ($5, $6, $1, $7, $2, $8, $9, $10, $11, $12, $13)
        """
    let key: CallKey
    let answer: [UInt8]
    let entry: AuditEntry

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(answer)
        parameters.append(entry.id)
        parameters.append(entry.at)
        parameters.append(entry.kind)
        parameters.append(entry.requestID)
        parameters.append(entry.organisation)
        parameters.append(entry.target)
        parameters.append(entry.details)
        parameters.append(entry.events)
        parameters.append(entry.digest)
    }

    typealias Row = Void
}

/// Stores an audit entry alone.
struct RecordEntry: Statement {
    static let sql = """
        INSERT INTO audit_entry
               (id, at, subject, kind, method, request_id, organisation, target, details, events, digest)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """
    let entry: AuditEntry

    func bind(_ parameters: inout Parameters) {
        parameters.append(entry.id)
        parameters.append(entry.at)
        parameters.append(entry.subject)
        parameters.append(entry.kind)
        parameters.append(entry.method)
        parameters.append(entry.requestID)
        parameters.append(entry.organisation)
        parameters.append(entry.target)
        parameters.append(entry.details)
        parameters.append(entry.events)
        parameters.append(entry.digest)
    }

    typealias Row = Void
}

/// Forgets answers that are older than anybody may ask for, some at a time.
struct PruneCalls: Statement {
    static let sql = """
        DELETE FROM answered_call
         WHERE ctid = ANY (ARRAY(SELECT ctid FROM answered_call WHERE answered_at < $1 LIMIT 1000))
        """
    let before: Instant

    func bind(_ parameters: inout Parameters) { parameters.append(before) }
    typealias Row = Void
}
