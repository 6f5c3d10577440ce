import CommonContract
import JSONRPC
import Kernel
import Postgres

struct InsertSession: Statement {
    static let sql = """
        INSERT INTO account_session (id, digest, account, started_at, seen_at, expires_at, waits_for_code, agent, address,
                                     via)
        VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9)
        """
    let session: Session
    let digest: [UInt8]
    let waitsForCode: Bool

    func bind(_ parameters: inout Parameters) {
        parameters.append(session.id)
        parameters.append(digest)
        parameters.append(session.account)
        parameters.append(session.startedAt)
        parameters.append(session.expiresAt)
        parameters.append(waitsForCode)
        parameters.append(session.agent)
        parameters.append(session.address)
        parameters.append(session.via)
    }

    typealias Row = Void
}

/// Who is signed in by a session that goes on; notes that it was seen, every five minutes.
struct PersonOfSession: Statement {
    /// Without a request for so long a session ends.
    static let idleDays = 3

    static let sql = """
        WITH seen AS (
            UPDATE account_session SET seen_at = $2
             WHERE digest = $1 AND ended_at IS NULL AND expires_at > $2 AND seen_at < $2 - interval '5 minutes'
               AND seen_at > $2 - interval '\(idleDays) days')
        SELECT a.subject, a.display_name, s.hat_role, s.hat_organisation
          FROM account_session s JOIN account a ON a.id = s.account
         WHERE s.digest = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND NOT s.waits_for_code
           AND s.seen_at > $2 - interval '\(idleDays) days' AND a.disabled_at IS NULL
        """
    let digest: [UInt8]
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(digest)
        parameters.append(now)
    }

    static func decode(_ row: inout RowReader) throws -> SessionPerson {
        let (subject, name) = (try row.next(String.self), try row.next(String.self))
        let (role, place) = (try row.next(String?.self), try row.next(String?.self))
        var hat: KeyGrant?
        if let place, let role = role.flatMap(Role.init) { hat = KeyGrant(role: role, organisation: place) }
        return SessionPerson(subject: subject, displayName: name, hat: hat)
    }
}

/// A session of which the code of an authenticator is still to be given.
struct SessionThatWaits: Statement {
    static let sql = """
        SELECT s.id, a.id, a.name, a.totp_secret, a.totp_step
          FROM account_session s JOIN account a ON a.id = s.account
         WHERE s.digest = $1 AND s.ended_at IS NULL AND s.waits_for_code AND a.disabled_at IS NULL
           AND s.started_at > $2 - interval '10 minutes'
        """
    struct Found: Sendable {
        var session: ID
        var name: String
        var credentials: Credentials
    }
    let digest: [UInt8]
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(digest)
        parameters.append(now)
    }

    static func decode(_ row: inout RowReader) throws -> Found {
        let (session, account, name) = (try row.next(ID.self), try row.next(ID.self), try row.next(String.self))
        return Found(
            session: session, name: name,
            credentials: Credentials(
                account: account, password: nil, totpSecret: try row.next(), totpStep: try row.next()))
    }
}

struct EndSessionRow: Statement {
    static let sql = "UPDATE account_session SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL"
    let id: ID
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(now)
    }

    typealias Row = Void
}

struct EndSessionByDigest: Statement {
    static let sql = "UPDATE account_session SET ended_at = $2 WHERE digest = $1 AND ended_at IS NULL"
    let digest: [UInt8]
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(digest)
        parameters.append(now)
    }

    typealias Row = Void
}

/// The session acts in one role, or in all; says which session.
struct ChooseHat: Statement {
    static let sql = """
        UPDATE account_session SET hat_role = $2, hat_organisation = $3 WHERE digest = $1 RETURNING id
        """
    let digest: [UInt8]
    let hat: KeyGrant?

    func bind(_ parameters: inout Parameters) {
        parameters.append(digest)
        parameters.append(hat?.role.rawValue)
        parameters.append(hat?.organisation)
    }

    static func decode(_ row: inout RowReader) throws -> ID { try row.next() }
}

struct SessionsOfSubject: Statement {
    static let sql = """
        SELECT s.id, s.account, s.started_at, s.seen_at, s.expires_at, s.agent, s.address, s.via
          FROM account_session s JOIN account a ON a.id = s.account
         WHERE a.subject = $1 AND s.ended_at IS NULL AND s.expires_at > $2
           AND s.seen_at > $2 - interval '\(PersonOfSession.idleDays) days'
         ORDER BY s.seen_at DESC
         LIMIT 200
        """
    let subject: String
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(subject)
        parameters.append(now)
    }

    static func decode(_ row: inout RowReader) throws -> Session {
        Session(
            id: try row.next(), account: try row.next(), startedAt: try row.next(), seenAt: try row.next(),
            expiresAt: try row.next(), agent: try row.next(), address: try row.next(), via: try row.next())
    }
}

/// Sessions that go on of all accounts at an organisation and below it, the newest first.
struct SessionsAtOrganisation: Statement {
    static let columns = """
        s.id, s.account, s.started_at, s.seen_at, s.expires_at, s.agent, s.address, s.via, a.display_name, s.hat_role,
               s.hat_organisation
        """
    static let ofPlace = """
        FROM account_session s
          JOIN account a ON a.id = s.account
          JOIN organisation_reach r ON r.descendant = a.organisation AND r.relation = 'either' AND r.ancestor = $1
        """

    /// - Parameter now: number of the parameter that says when it is.
    static func goingOn(now: Int) -> String {
        """

         WHERE s.ended_at IS NULL AND s.expires_at > $\(now) AND NOT s.waits_for_code
           AND s.seen_at > $\(now) - interval '\(PersonOfSession.idleDays) days'
        """
    }

    static let sql = """
        SELECT \(columns)
          \(ofPlace)\(goingOn(now: 3))
           AND ($2::uuid IS NULL OR s.id < $2)
         ORDER BY s.id DESC
         LIMIT $4
        """
    let organisation: String
    let before: ID?
    let now: Instant
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(before)
        parameters.append(now)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Session {
        var session = Session(
            id: try row.next(), account: try row.next(), startedAt: try row.next(), seenAt: try row.next(),
            expiresAt: try row.next(), agent: try row.next(), address: try row.next(), via: try row.next(),
            displayName: try row.next())
        let (role, place) = (try row.next(String?.self), try row.next(String?.self))
        if let place, let role = role.flatMap(Role.init) { session.hat = KeyGrant(role: role, organisation: place) }
        return session
    }
}

/// Whose a session is.
struct OwnerOfSession: Statement {
    static let sql = """
        SELECT \(AccountRow.columns) FROM account_session s JOIN account a ON a.id = s.account WHERE s.id = $1
        """
    let id: ID
    func bind(_ parameters: inout Parameters) { parameters.append(id) }
    static func decode(_ row: inout RowReader) throws -> Account { try AccountRow.decode(&row) }
}

/// The roles that a person can take: those held today, with their places' names.
struct HatsOfSubject: Statement {
    struct Hat: Sendable {
        var grant: KeyGrant
        var place: LocalizedText
    }
    static let sql = """
        SELECT s.role, s.organisation, o.name_th, o.name_en
          FROM assignment s JOIN organisation o ON o.code = s.organisation
         WHERE s.subject = $1 AND s.valid_from <= $2 AND (s.valid_until IS NULL OR s.valid_until > $2)
         ORDER BY s.organisation, s.role
         LIMIT 200
        """
    let subject: String
    let today: CalendarDate

    func bind(_ parameters: inout Parameters) {
        parameters.append(subject)
        parameters.append(today)
    }

    static func decode(_ row: inout RowReader) throws -> Hat {
        let role = Role(rawValue: try row.next()) ?? .reader
        return Hat(
            grant: KeyGrant(role: role, organisation: try row.next()),
            place: LocalizedText(th: try row.next(), en: try row.next()))
    }
}
