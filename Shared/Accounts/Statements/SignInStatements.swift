import Kernel
import Postgres

/// What signing in looks at: never answered to anyone.
struct Credentials: Sendable {
    var account: ID
    var password: String?
    var totpSecret: [UInt8]?
    var totpStep: Int64
}

struct CredentialsByName: Statement {
    static let sql = "SELECT id, password, totp_secret, totp_step FROM account WHERE name = $1 AND disabled_at IS NULL"
    let name: String
    func bind(_ parameters: inout Parameters) { parameters.append(name) }

    static func decode(_ row: inout RowReader) throws -> Credentials {
        Credentials(
            account: try row.next(), password: try row.next(), totpSecret: try row.next(), totpStep: try row.next())
    }
}

/// Until when a name is locked, if it is.
struct LockOfName: Statement {
    static let sql = "SELECT locked_until FROM sign_in_attempt WHERE name = $1 AND locked_until > $2"
    let name: String
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(name)
        parameters.append(now)
    }

    static func decode(_ row: inout RowReader) throws -> Instant { try row.next() }
}

/// Counts a failure: the fifth in a row locks the name for a minute, each further one twice as long, an hour at most.
/// A day without one forgets them.
struct CountFailure: Statement {
    static let sql = """
        INSERT INTO sign_in_attempt AS t (name, failures, failed_at) VALUES ($1, 1, $2)
        ON CONFLICT (name) DO UPDATE
           SET failures = CASE WHEN t.failed_at < $2 - interval '1 day' THEN 1 ELSE t.failures + 1 END,
               failed_at = $2,
               locked_until = CASE
                   WHEN t.failed_at >= $2 - interval '1 day' AND t.failures >= 4
                   THEN $2 + least(interval '1 hour', interval '1 minute' * power(2, least(t.failures - 4, 10)))
               END
        """
    let name: String
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(name)
        parameters.append(now)
    }

    typealias Row = Void
}

struct ForgetFailures: Statement {
    static let sql = "DELETE FROM sign_in_attempt WHERE name = $1"
    let name: String
    func bind(_ parameters: inout Parameters) { parameters.append(name) }
    typealias Row = Void
}

/// A code was right: it and those before it are of no more use. No row: it was used meanwhile.
struct UseCode: Statement {
    static let sql = """
        UPDATE account SET totp_step = $2 WHERE id = $1 AND totp_step < $2 RETURNING true
        """
    let account: ID
    let step: Int64

    func bind(_ parameters: inout Parameters) {
        parameters.append(account)
        parameters.append(step)
    }

    static func decode(_ row: inout RowReader) throws -> Bool { try row.next() }
}

/// What has ended long ago.
struct PruneSignIns: Statement {
    static let sql = """
        WITH sessions AS (DELETE FROM account_session WHERE expires_at < $1 - interval '30 days'),
        visits AS (DELETE FROM provider_visit WHERE expires_at < $1),
        addresses AS (DELETE FROM sign_in_address WHERE used_until < $1)
        DELETE FROM sign_in_attempt WHERE failed_at < $1 - interval '2 days'
        """
    let now: Instant
    func bind(_ parameters: inout Parameters) { parameters.append(now) }
    typealias Row = Void
}
