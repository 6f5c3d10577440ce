import Kernel
import Postgres

/// A browser on its way to the provider and back: used once, within ten minutes.
struct ProviderVisit: Sendable {
    var nonce: String
    var verifier: String
    var returnTo: String
    /// The account that is to be joined with whoever comes back; `nil`: somebody signs in.
    var account: ID?
    /// What a form held that was being filled in (`KeptForm`).
    var kept: String?
    /// The digest of the invitation by which the account is entered, with whoever comes back joined to it.
    var invitation: [UInt8]?
}

struct InsertProviderVisit: Statement {
    static let sql = """
        INSERT INTO provider_visit (state, nonce, verifier, return_to, account, expires_at, kept, invitation)
        VALUES ($1, $2, $3, $4, (SELECT id FROM account WHERE subject = $5), $6, $7, $8)
        """
    let state: [UInt8]
    let visit: ProviderVisit
    let subject: String?
    let expiresAt: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(state)
        parameters.append(visit.nonce)
        parameters.append(visit.verifier)
        parameters.append(visit.returnTo)
        parameters.append(subject)
        parameters.append(expiresAt)
        parameters.append(visit.kept)
        parameters.append(visit.invitation)
    }

    typealias Row = Void
}

/// Takes a visit: a second time there is none.
struct TakeProviderVisit: Statement {
    static let sql = """
        DELETE FROM provider_visit WHERE state = $1 AND expires_at > $2
        RETURNING nonce, verifier, return_to, account, kept, invitation
        """
    let state: [UInt8]
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(state)
        parameters.append(now)
    }

    static func decode(_ row: inout RowReader) throws -> ProviderVisit {
        ProviderVisit(
            nonce: try row.next(), verifier: try row.next(), returnTo: try row.next(), account: try row.next(),
            kept: try row.next(), invitation: try row.next())
    }
}

struct JoinIdentity: Statement {
    static let sql = """
        INSERT INTO account_identity (issuer, subject, account) VALUES ($1, $2, $3)
        ON CONFLICT (issuer, subject) DO UPDATE SET account = excluded.account
         WHERE account_identity.account = excluded.account
        """
    let issuer: String
    let subject: String
    let account: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(issuer)
        parameters.append(subject)
        parameters.append(account)
    }

    typealias Row = Void
}

struct AccountOfIdentity: Statement {
    static let sql = """
        SELECT a.id FROM account_identity i JOIN account a ON a.id = i.account
         WHERE i.issuer = $1 AND i.subject = $2 AND a.disabled_at IS NULL
        """
    let issuer: String
    let subject: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(issuer)
        parameters.append(subject)
    }

    static func decode(_ row: inout RowReader) throws -> ID { try row.next() }
}

/// Whether an account is joined with an identity of the issuer, and whether it has another way in.
struct JoinedIdentity: Statement {
    struct Found: Sendable {
        var isJoined: Bool
        var hasPassword: Bool
    }
    static let sql = """
        SELECT EXISTS (SELECT FROM account_identity i WHERE i.account = a.id AND i.issuer = $2), a.password IS NOT NULL
          FROM account a
         WHERE a.subject = $1
        """
    let subject: String
    let issuer: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(subject)
        parameters.append(issuer)
    }

    static func decode(_ row: inout RowReader) throws -> Found {
        Found(isJoined: try row.next(), hasPassword: try row.next())
    }
}

/// Parts an account from its identities at the issuer, unless they are the only way in.
struct LeaveIdentity: Statement {
    static let sql = """
        DELETE FROM account_identity i USING account a
         WHERE a.id = i.account AND a.subject = $1 AND i.issuer = $2 AND a.password IS NOT NULL
        """
    let subject: String
    let issuer: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(subject)
        parameters.append(issuer)
    }

    typealias Row = Void
}

/// Ends a session; says which, and whether it was begun at the provider.
struct EndSessionOfBrowser: Statement {
    struct Ended: Sendable {
        var id: ID
        var wasProviders: Bool
    }
    static let sql = """
        UPDATE account_session SET ended_at = $2 WHERE digest = $1 AND ended_at IS NULL RETURNING id, via = 'provider'
        """
    let digest: [UInt8]
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(digest)
        parameters.append(now)
    }

    static func decode(_ row: inout RowReader) throws -> Ended {
        Ended(id: try row.next(), wasProviders: try row.next())
    }
}
