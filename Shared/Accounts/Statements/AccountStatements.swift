import CommonContract
import Kernel
import Postgres

enum AccountRow {
    static let columns = """
        a.id, a.name, a.display_name, a.subject, a.organisation, a.password IS NOT NULL, a.totp_secret IS NOT NULL,
        a.created_at, a.disabled_at, a.version
        """

    static func decode(_ row: inout RowReader) throws -> Account {
        Account(
            id: try row.next(), name: try row.next(), displayName: try row.next(), subject: try row.next(),
            organisation: try row.next(), hasPassword: try row.next(), hasTotp: try row.next(),
            createdAt: try row.next(), disabledAt: try row.next(), version: try row.next())
    }
}

struct InsertAccount: Statement {
    static let sql = """
        INSERT INTO account (id, name, display_name, subject, organisation, created_at, created_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """
    let account: Account
    let createdBy: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(account.id)
        parameters.append(account.name)
        parameters.append(account.displayName)
        parameters.append(account.subject)
        parameters.append(account.organisation)
        parameters.append(account.createdAt)
        parameters.append(createdBy)
    }

    typealias Row = Void
}

struct FindAccount: Statement {
    static let sql = "SELECT \(AccountRow.columns) FROM account a WHERE a.id = $1"
    let id: ID
    func bind(_ parameters: inout Parameters) { parameters.append(id) }
    static func decode(_ row: inout RowReader) throws -> Account { try AccountRow.decode(&row) }
}

struct AccountPage: Statement {
    static let sql = """
        SELECT \(AccountRow.columns)
          FROM account a
          JOIN organisation_reach r ON r.descendant = a.organisation AND r.relation = 'either' AND r.ancestor = $1
         WHERE ($2::text IS NULL OR strpos(a.name, lower($2)) > 0 OR strpos(a.display_name, $2) > 0)
           AND ($3::uuid IS NULL OR a.id > $3)
         ORDER BY a.id
         LIMIT $4
        """
    let organisation: String
    let search: String?
    let after: ID?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(search)
        parameters.append(after)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Account { try AccountRow.decode(&row) }
}

/// The account by the name under which its person acts.
struct AccountOfSubject: Statement {
    static let sql = "SELECT \(AccountRow.columns) FROM account a WHERE a.subject = $1"
    let subject: String
    func bind(_ parameters: inout Parameters) { parameters.append(subject) }
    static func decode(_ row: inout RowReader) throws -> Account { try AccountRow.decode(&row) }
}

/// Other ways in than the password, and what is in the way.
struct StandingOfAccounts: Statement {
    struct Standing: Sendable {
        var account: ID
        var hasIdentity: Bool
        var lockedUntil: Instant?
    }
    static let sql = """
        SELECT a.id, EXISTS (SELECT FROM account_identity i WHERE i.account = a.id),
               (SELECT t.locked_until FROM sign_in_attempt t WHERE t.name = a.name AND t.locked_until > $2)
          FROM account a
         WHERE a.id = ANY ($1)
        """
    let accounts: [ID]
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(accounts)
        parameters.append(now)
    }

    static func decode(_ row: inout RowReader) throws -> Standing {
        Standing(account: try row.next(), hasIdentity: try row.next(), lockedUntil: try row.next())
    }
}

/// Closes or opens; also ends all ways in that there are.
struct SetAccountDisabled: Statement {
    static let sql = """
        WITH ended AS (
            UPDATE account_session SET ended_at = $3 WHERE account = $1 AND ended_at IS NULL AND $2),
        dropped AS (
            UPDATE account_invitation SET expires_at = $3 WHERE account = $1 AND used_at IS NULL AND $2)
        UPDATE account a SET disabled_at = CASE WHEN $2 THEN coalesce(disabled_at, $3) END, version = version + 1
         WHERE a.id = $1
        RETURNING \(AccountRow.columns)
        """
    let id: ID
    let disabled: Bool
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(disabled)
        parameters.append(now)
    }

    static func decode(_ row: inout RowReader) throws -> Account { try AccountRow.decode(&row) }
}

/// A new link; those before it end, and so does a lock-out.
struct InsertInvitation: Statement {
    static let sql = """
        WITH earlier AS (
            UPDATE account_invitation SET expires_at = $5 WHERE account = $2 AND used_at IS NULL),
        unlocked AS (
            DELETE FROM sign_in_attempt t USING account a WHERE a.id = $2 AND t.name = a.name),
        counted AS (
            UPDATE account SET version = version + 1 WHERE id = $2 AND $6)
        INSERT INTO account_invitation (digest, account, expires_at, reset_totp) VALUES ($1, $2, $3, $4)
        """
    let digest: [UInt8]
    let account: ID
    let expiresAt: Instant
    let resetTotp: Bool
    let now: Instant
    /// The account is not just being made.
    let counts: Bool

    func bind(_ parameters: inout Parameters) {
        parameters.append(digest)
        parameters.append(account)
        parameters.append(expiresAt)
        parameters.append(resetTotp)
        parameters.append(now)
        parameters.append(counts)
    }

    typealias Row = Void
}

/// The account that a link in force is for.
struct InvitedAccount: Statement {
    static let sql = """
        SELECT \(AccountRow.columns)
          FROM account_invitation i JOIN account a ON a.id = i.account
         WHERE i.digest = $1 AND i.used_at IS NULL AND i.expires_at > $2 AND a.disabled_at IS NULL
        """
    let digest: [UInt8]
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(digest)
        parameters.append(now)
    }

    static func decode(_ row: inout RowReader) throws -> Account { try AccountRow.decode(&row) }
}

/// Uses a link up: the new password is set, and whoever was signed in with the old one is not any more. Without a new one
/// (a provider's identity is joined instead) the old one is dropped.
struct UseInvitation: Statement {
    static let sql = """
        WITH used AS (
            UPDATE account_invitation SET used_at = $2
             WHERE digest = $1 AND used_at IS NULL AND expires_at > $2
            RETURNING account, reset_totp),
        ended AS (
            UPDATE account_session s SET ended_at = $2 FROM used u WHERE s.account = u.account AND s.ended_at IS NULL)
        UPDATE account a
           SET password = $3, totp_secret = CASE WHEN NOT u.reset_totp THEN totp_secret END, version = version + 1
          FROM used u
         WHERE a.id = u.account AND a.disabled_at IS NULL
        RETURNING \(AccountRow.columns)
        """
    let digest: [UInt8]
    let now: Instant
    let password: String?

    func bind(_ parameters: inout Parameters) {
        parameters.append(digest)
        parameters.append(now)
        parameters.append(password)
    }

    static func decode(_ row: inout RowReader) throws -> Account { try AccountRow.decode(&row) }
}

/// A new authenticator, or none; says how many other sessions have ended by it.
struct SetTotp: Statement {
    static let sql = """
        WITH kept AS (
            UPDATE account SET totp_secret = $2, totp_step = $3, version = version + 1 WHERE subject = $1 RETURNING id),
        ended AS (
            UPDATE account_session s SET ended_at = $4 FROM kept a
             WHERE s.account = a.id AND s.ended_at IS NULL AND s.digest <> $5
            RETURNING s.id)
        SELECT count(*) FROM ended
        """
    let subject: String
    let secret: [UInt8]?
    let step: Int64
    let now: Instant
    /// The digest of the session that goes on.
    let own: [UInt8]

    func bind(_ parameters: inout Parameters) {
        parameters.append(subject)
        parameters.append(secret)
        parameters.append(step)
        parameters.append(now)
        parameters.append(own)
    }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}
