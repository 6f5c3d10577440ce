import IndicatorsContract
import Kernel
import Postgres

// MARK: - Schedule

struct DeleteReminderSteps: Statement {
    static let sql = "DELETE FROM reminder_step WHERE province = $1 AND round_id = $2"
    var round: RoundKey
    func bind(_ parameters: inout Parameters) { parameters.append(round: round) }
    typealias Row = Void
}

struct InsertReminderSteps: Statement {
    static let sql = """
        INSERT INTO reminder_step (province, round_id, code, position, days_after_due, target)
        SELECT $1, $2, given.code, given.position, given.days, given.target
        FROM unnest($3::text[], $4::bigint[], $5::text[]) WITH ORDINALITY AS given (code, days, target, position)
        """
    var round: RoundKey
    var steps: [ReminderStep]

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(steps.map(\.code))
        parameters.append(steps.map(\.daysAfterDue))
        parameters.append(steps.map(\.to.rawValue))
    }

    typealias Row = Void
}

struct ReminderStepsOfRound: Statement {
    static let sql = """
        SELECT code, days_after_due, target FROM reminder_step WHERE province = $1 AND round_id = $2 ORDER BY position
        """
    var round: RoundKey
    func bind(_ parameters: inout Parameters) { parameters.append(round: round) }

    static func decode(_ row: inout RowReader) throws -> ReminderStep {
        let code = try row.next(String.self)
        let days = try row.next(Int.self)
        return ReminderStep(code: code, daysAfterDue: days, to: try row.raw(ReminderTarget.self))
    }
}

// MARK: - Planning

/// Everyone outstanding with the day and the recipient of each step.
private let dueReminders = """
    SELECT m.province, m.round_id, s.code AS step, m.organisation,
           greatest(r.due_on, e.until) + s.days_after_due AS day,
           CASE s.target WHEN 'organisation' THEN m.organisation WHEN 'parent' THEN m.parent
                         WHEN 'supervisor' THEN coalesce(m.supervisor, m.parent) ELSE r.owner END AS recipient
    FROM round r
    JOIN reminder_step s ON (s.province, s.round_id) = (r.province, r.id)
    JOIN round_member m  ON (m.province, m.round_id) = (r.province, r.id) AND m.expected
                        AND m.state IN ('notStarted', 'draft', 'returned')
    LEFT JOIN round_exception e ON (e.province, e.round_id, e.organisation)
                                 = (m.province, m.round_id, m.organisation)
    WHERE r.state IN ('open', 'closed')
    """

/// Writes down every reminder whose day has come, once; answers those that are new. One that is more than three days
/// past is left: whoever sets a schedule late does not want its past.
struct PlanReminders: Statement {
    static let sql = """
        INSERT INTO reminder (province, id, round_id, step, day, recipient, about, email, name, state, planned_at,
                              next_at)
        SELECT due.province, gen_random_uuid(), due.round_id, due.step, due.day, due.recipient,
               array_agg(due.organisation ORDER BY due.organisation), c.email, c.name,
               CASE WHEN c.email IS NULL THEN 'undeliverable' ELSE 'queued' END, $1, $1
        FROM (\(dueReminders)) AS due
        LEFT JOIN organisation o ON o.code = due.recipient
        LEFT JOIN contact c      ON (c.province, c.organisation) = (o.province, o.code)
        WHERE due.recipient IS NOT NULL AND due.day <= $2 AND due.day > $2::date - 3
        GROUP BY due.province, due.round_id, due.step, due.day, due.recipient, c.email, c.name
        ON CONFLICT (province, round_id, step, day, recipient) DO NOTHING
        RETURNING id, (SELECT code FROM round r WHERE (r.province, r.id) = (reminder.province, reminder.round_id)),
                  step, recipient, email, about, state, attempts, planned_at, sent_at, error
        """
    var now: Instant
    /// In Thailand.
    var today: CalendarDate

    func bind(_ parameters: inout Parameters) {
        parameters.append(now)
        parameters.append(today)
    }

    static func decode(_ row: inout RowReader) throws -> Reminder { try Reminder(from: &row) }
}

extension Reminder {
    init(from row: inout RowReader) throws {
        let id = try row.next(ID.self)
        let round = try row.next(String.self)
        let step = try row.next(String.self)
        let recipient = try row.next(String.self)
        let email = try row.next(String?.self)
        let about = try row.next([String].self)
        let state = try row.raw(ReminderState.self)
        let attempts = try row.next(Int.self)
        let plannedAt = try row.next(Instant.self)
        let sentAt = try row.next(Instant?.self)
        self.init(
            id: id, round: round, step: step, recipient: recipient, email: email, about: about, state: state,
            attempts: attempts, plannedAt: plannedAt, sentAt: sentAt, error: try row.next(String?.self))
    }
}

struct PageOfReminders: Statement {
    static let sql = """
        SELECT m.id, r.code, m.step, m.recipient, m.email, m.about, m.state, m.attempts, m.planned_at, m.sent_at,
               m.error
        FROM reminder m
        JOIN round r ON (r.province, r.id) = (m.province, m.round_id)
        WHERE m.province = $1 AND m.round_id = $2 AND ($3::text IS NULL OR m.state = $3)
          AND ($4::timestamptz IS NULL OR (m.planned_at, m.id) < ($4, $5::uuid))
        ORDER BY m.planned_at DESC, m.id DESC
        LIMIT $6
        """
    var round: RoundKey
    var state: ReminderState?
    var before: (at: Instant, id: ID)?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(state?.rawValue)
        parameters.append(before?.at)
        parameters.append(before?.id)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Reminder { try Reminder(from: &row) }
}

// MARK: - Delivery

/// What was broken off in the middle of its sending may have gone out: it is left until somebody decides.
struct LeaveBrokenReminders: Statement {
    static let sql = """
        UPDATE reminder SET state = 'uncertain', lease_until = NULL, error = 'interrupted'
        WHERE state = 'sending' AND lease_until < $1
        """
    var now: Instant
    func bind(_ parameters: inout Parameters) { parameters.append(now) }
    typealias Row = Void
}

/// A reminder to be sent, with what its text needs.
struct TakenReminder: Sendable {
    var province: String
    var id: ID
    var step: String
    var email: String
    var name: String?
    var recipient: String
    var about: [String]
    /// Names of those who still have not answered.
    var outstanding: [String]
    var round: LocalizedText
    var dueOn: CalendarDate
    var attempts: Int
    var plannedAt: Instant
}

/// Takes one reminder that waits, as being sent: before anything goes out, so that no crash sends it twice.
struct TakeReminder: Statement {
    static let sql = """
        UPDATE reminder m
        SET state = 'sending', attempts = m.attempts + 1, lease_until = $1::timestamptz + interval '10 minutes'
        FROM (SELECT province, id FROM reminder
              WHERE state = 'queued' AND next_at <= $1
              ORDER BY next_at
              LIMIT 1
              FOR UPDATE SKIP LOCKED) AS next
        JOIN reminder n ON (n.province, n.id) = (next.province, next.id)
        JOIN round r    ON (r.province, r.id) = (n.province, n.round_id)
        WHERE (m.province, m.id) = (next.province, next.id)
        RETURNING m.province, m.id, m.step, m.email, m.name, m.recipient, m.about,
                  ARRAY(SELECT p.name_th FROM round_member p
                        WHERE (p.province, p.round_id) = (r.province, r.id) AND p.organisation = ANY (m.about)
                          AND p.state IN ('notStarted', 'draft', 'returned')
                        ORDER BY p.organisation),
                  r.name_th, r.name_en, r.due_on, m.attempts, m.planned_at
        """
    var now: Instant
    func bind(_ parameters: inout Parameters) { parameters.append(now) }

    static func decode(_ row: inout RowReader) throws -> TakenReminder {
        let province = try row.next(String.self)
        let id = try row.next(ID.self)
        let step = try row.next(String.self)
        let email = try row.next(String.self)
        let name = try row.next(String?.self)
        let recipient = try row.next(String.self)
        let about = try row.next([String].self)
        let outstanding = try row.next([String].self)
        let round = try row.text()
        let dueOn = try row.next(CalendarDate.self)
        let attempts = try row.next(Int.self)
        return TakenReminder(
            province: province, id: id, step: step, email: email, name: name, recipient: recipient, about: about,
            outstanding: outstanding, round: round, dueOn: dueOn, attempts: attempts,
            plannedAt: try row.next(Instant.self))
    }
}

/// Records what became of a reminder that was being sent.
struct RecordDelivery: Statement {
    static let sql = """
        UPDATE reminder
        SET state = $3, lease_until = NULL, error = $4, next_at = coalesce($5, next_at),
            sent_at = CASE WHEN $3 = 'sent' THEN $6::timestamptz END
        WHERE province = $1 AND id = $2 AND state = 'sending'
        """
    var reminder: TakenReminder
    var state: ReminderState
    var error: String?
    /// When to try again.
    var next: Instant?
    var now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(reminder.province)
        parameters.append(reminder.id)
        parameters.append(state.rawValue)
        parameters.append(error)
        parameters.append(next)
        parameters.append(now)
    }

    typealias Row = Void
}

/// Queues reminders of a round again, with the address that the recipient has now.
struct QueueAgain: Statement {
    static let sql = """
        UPDATE reminder m
        SET state = 'queued', attempts = 0, next_at = $4, error = NULL, email = c.email, name = c.name
        FROM organisation o
        JOIN contact c ON (c.province, c.organisation) = (o.province, o.code)
        WHERE m.province = $1 AND m.round_id = $2 AND m.state = $3 AND o.code = m.recipient
        """
    var round: RoundKey
    var state: ReminderState
    var now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(state.rawValue)
        parameters.append(now)
    }

    typealias Row = Void
}

// MARK: - Contacts

struct UpsertContacts: Statement {
    static let sql = """
        INSERT INTO contact (province, organisation, email, name)
        SELECT o.province, o.code, given.email, given.name
        FROM unnest($1::text[], $2::text[], $3::text[]) AS given (organisation, email, name)
        JOIN organisation o ON o.code = given.organisation
        ON CONFLICT (province, organisation) DO UPDATE SET email = EXCLUDED.email, name = EXCLUDED.name
        """
    var contacts: [Contact]

    func bind(_ parameters: inout Parameters) {
        parameters.append(contacts.map(\.organisation))
        parameters.append(contacts.map { $0.email ?? "" })
        parameters.append(contacts.map(\.name))
    }

    typealias Row = Void
}

struct DeleteContacts: Statement {
    static let sql = "DELETE FROM contact WHERE organisation = ANY ($1)"
    var organisations: [String]
    func bind(_ parameters: inout Parameters) { parameters.append(organisations) }
    typealias Row = Void
}

struct PageOfContacts: Statement {
    static let sql = """
        SELECT c.organisation, c.email, c.name
        FROM organisation_reach r
        JOIN organisation o ON o.code = r.descendant
        JOIN contact c      ON (c.province, c.organisation) = (o.province, o.code)
        WHERE r.ancestor = $1 AND r.relation = 'either' AND c.organisation > $2
        ORDER BY c.organisation
        LIMIT $3
        """
    var organisation: String
    var after: String
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(after)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Contact {
        let organisation = try row.next(String.self)
        let email = try row.next(String.self)
        return Contact(organisation: organisation, email: email, name: try row.next(String?.self))
    }
}

/// Whether there is anything to plan: most looks find nothing.
struct RemindersDue: Statement {
    static let sql = """
        SELECT EXISTS (
            SELECT
            FROM (\(dueReminders)) AS due
            WHERE due.recipient IS NOT NULL AND due.day <= $1 AND due.day > $1::date - 3
              AND NOT EXISTS (SELECT FROM reminder m
                              WHERE (m.province, m.round_id, m.step, m.day, m.recipient)
                                  = (due.province, due.round_id, due.step, due.day, due.recipient)))
        """
    /// In Thailand.
    var today: CalendarDate
    func bind(_ parameters: inout Parameters) { parameters.append(today) }
    static func decode(_ row: inout RowReader) throws -> Bool { try row.next() }
}
