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
