import CommonContract
import Kernel
import Postgres

/// Addresses of organisations (`contact.set`) and the mail to them, each once.
enum MailTables {
    static let migration = Migration(
        "common-0007-mail",
        """
        CREATE TABLE organisation_contact (
            province     text NOT NULL,
            organisation text NOT NULL,
            email        text NOT NULL CHECK (email ~ '^[!-~]+@[!-~]+$'),
            name         text,
            PRIMARY KEY (province, organisation)
        );

        -- What is to be sent, and the record of its sending. The key says that it goes to a recipient once, whoever
        -- queues it and how often.
        CREATE TABLE mail (
            province     text        NOT NULL,
            id           uuid        NOT NULL,
            kind         text        NOT NULL,
            key          text        NOT NULL CHECK (char_length(key) BETWEEN 1 AND 200),
            organisation text        NOT NULL,
            email        text,
            name         text,
            data         text        NOT NULL,
            state        text        NOT NULL
                CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'uncertain', 'undeliverable', 'obsolete')),
            attempts     integer     NOT NULL DEFAULT 0,
            planned_at   timestamptz NOT NULL,
            next_at      timestamptz NOT NULL,
            expires_at   timestamptz NOT NULL,
            lease_until  timestamptz,
            sent_at      timestamptz,
            error        text,
            PRIMARY KEY (province, id),
            CONSTRAINT mail_once UNIQUE (province, kind, key, organisation),
            CONSTRAINT mail_lease_whole CHECK ((state = 'sending') = (lease_until IS NOT NULL)),
            CONSTRAINT mail_sent_whole CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
            CONSTRAINT mail_address CHECK (email IS NOT NULL OR state IN ('undeliverable', 'obsolete'))
        );
        CREATE INDEX mail_waiting ON mail (next_at) WHERE state IN ('queued', 'sending');
        CREATE INDEX mail_latest ON mail (province, planned_at DESC, id DESC);
        """)
}

extension MailRecord {
    static let columns =
        "m.id, m.kind, m.key, m.organisation, m.email, m.state, m.attempts, m.planned_at, m.sent_at, m.error"

    init(from row: inout RowReader) throws {
        self.init(
            id: try row.next(), kind: try row.next(), key: try row.next(), organisation: try row.next(),
            email: try row.next(), state: MailState(rawValue: try row.next()) ?? .failed, attempts: try row.next(),
            plannedAt: try row.next(), sentAt: try row.next(), error: try row.next())
    }
}

/// Queues mail; answers what is new.
struct QueueMail: Statement {
    static let sql = """
        INSERT INTO mail AS m (province, id, kind, key, organisation, email, name, data, state, planned_at, next_at,
                               expires_at)
        SELECT given.province, given.id, $1, given.key, given.organisation, c.email, c.name, given.data,
               CASE WHEN c.email IS NULL THEN 'undeliverable' ELSE 'queued' END, $2, $2,
               $2::timestamptz + interval '7 days'
          FROM unnest($3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[])
            AS given (province, id, key, organisation, home, data)
          LEFT JOIN organisation_contact c ON (c.province, c.organisation) = (given.home, given.organisation)
        ON CONFLICT (province, kind, key, organisation) DO NOTHING
        RETURNING \(MailRecord.columns)
        """
    let kind: String
    let orders: [MailOrder]
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(kind)
        parameters.append(now)
        parameters.append(orders.map(\.province))
        parameters.append(orders.map(\.id))
        parameters.append(orders.map(\.key))
        parameters.append(orders.map(\.organisation))
        parameters.append(orders.map { OrganisationCode.province(of: $0.organisation) })
        parameters.append(orders.map(\.data))
    }

    static func decode(_ row: inout RowReader) throws -> MailRecord { try MailRecord(from: &row) }
}

/// What was broken off in the middle of its sending may have gone out: it is left until somebody decides. What nobody
/// sent for a week says nothing that is still so.
struct LeaveBrokenMail: Statement {
    static let sql = """
        UPDATE mail
           SET state = CASE state WHEN 'sending' THEN 'uncertain' ELSE 'failed' END, lease_until = NULL,
               error = CASE state WHEN 'sending' THEN 'interrupted' ELSE 'expired' END
         WHERE state IN ('queued', 'sending')
           AND (state = 'sending' AND lease_until < $1 OR state = 'queued' AND expires_at < $1)
        """
    let now: Instant
    func bind(_ parameters: inout Parameters) { parameters.append(now) }
    typealias Row = Void
}

/// A mail that is being sent.
struct TakenMail: Sendable {
    var province: String
    var id: ID
    var kind: String
    var key: String
    var organisation: String
    var email: String
    var name: String?
    var data: String
    var attempts: Int
}

/// Takes one mail that waits, as being sent: before anything goes out, so that no crash sends it twice.
struct TakeMail: Statement {
    static let sql = """
        UPDATE mail m
           SET state = 'sending', attempts = m.attempts + 1, lease_until = $1::timestamptz + interval '10 minutes'
          FROM (SELECT province, id FROM mail
                 WHERE state = 'queued' AND next_at <= $1 AND kind = ANY ($2)
                 ORDER BY next_at
                 LIMIT 1
                   FOR UPDATE SKIP LOCKED) AS next
         WHERE (m.province, m.id) = (next.province, next.id)
        RETURNING m.province, m.id, m.kind, m.key, m.organisation, m.email, m.name, m.data, m.attempts
        """
    let kinds: [String]
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(now)
        parameters.append(kinds)
    }

    static func decode(_ row: inout RowReader) throws -> TakenMail {
        TakenMail(
            province: try row.next(), id: try row.next(), kind: try row.next(), key: try row.next(),
            organisation: try row.next(), email: try row.next(), name: try row.next(), data: try row.next(),
            attempts: try row.next())
    }
}

/// Records what became of a mail that was being sent.
struct RecordMail: Statement {
    static let sql = """
        UPDATE mail
           SET state = $3, lease_until = NULL, error = $4, next_at = coalesce($5, next_at),
               sent_at = CASE WHEN $3 = 'sent' THEN $6::timestamptz END
         WHERE province = $1 AND id = $2 AND state = 'sending'
        """
    let mail: TakenMail
    let state: MailState
    let error: String?
    /// When to try again.
    let next: Instant?
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(mail.province)
        parameters.append(mail.id)
        parameters.append(state.rawValue)
        parameters.append(error)
        parameters.append(next)
        parameters.append(now)
    }

    typealias Row = Void
}

struct PageOfMail: Statement {
    static let sql = """
        SELECT \(MailRecord.columns)
          FROM mail m
         WHERE ($1::text IS NULL OR m.province = $1) AND ($2::text IS NULL OR m.kind = $2)
           AND ($3::text IS NULL OR m.state = $3)
           AND ($4::timestamptz IS NULL OR (m.planned_at, m.id) < ($4, $5::uuid))
         ORDER BY m.planned_at DESC, m.id DESC
         LIMIT $6
        """
    let params: ListMail
    let before: (at: Instant, id: ID)?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(params.province)
        parameters.append(params.kind)
        parameters.append(params.state?.rawValue)
        parameters.append(before?.at)
        parameters.append(before?.id)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> MailRecord { try MailRecord(from: &row) }
}

/// Queues mail again, to the address that the recipient has now.
public struct QueueMailAgain: Statement {
    public static let sql = """
        UPDATE mail m
           SET state = 'queued', attempts = 0, next_at = $5, expires_at = $5::timestamptz + interval '7 days',
               error = NULL, email = c.email, name = c.name
          FROM organisation_contact c
         WHERE m.province = $1 AND ($2::text IS NULL OR m.kind = $2) AND m.state = $3
           AND ($4::uuid[] IS NULL OR m.id = ANY ($4))
           AND c.organisation = m.organisation
           AND c.province = CASE WHEN m.organisation ~ '^[0-9]{2}(-|$)' THEN left(m.organisation, 2) ELSE 'TH' END
        """
    let province: String
    let kind: String?
    let state: MailState
    /// All unless given.
    let ids: [ID]?
    let now: Instant

    public init(province: String, kind: String?, state: MailState, ids: [ID]? = nil, now: Instant) {
        self.province = province
        self.kind = kind
        self.state = state
        self.ids = ids
        self.now = now
    }

    public func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(kind)
        parameters.append(state.rawValue)
        parameters.append(ids)
        parameters.append(now)
    }

    public typealias Row = Void
}
