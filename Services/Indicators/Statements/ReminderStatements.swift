import CommonContract
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

/// A reminder that was written down.
struct PlannedReminder: Sendable {
    var province: String
    var id: ID
    var round: String
    var step: String
    var day: CalendarDate
    var recipient: String
    var about: [String]

    /// Of its mail.
    var key: String { "\(round) \(step) \(day)" }

    func reminder(_ mail: MailRecord) -> Reminder {
        Reminder(
            id: id, round: round, step: step, recipient: recipient, email: mail.email, about: about, state: mail.state,
            attempts: mail.attempts, plannedAt: mail.plannedAt, sentAt: mail.sentAt, error: mail.error)
    }
}

/// Writes down every reminder whose day has come, once; answers those that are new. One that is more than three days
/// past is left: whoever sets a schedule late does not want its past.
struct PlanReminders: Statement {
    static let sql = """
        INSERT INTO reminder (province, id, round_id, step, day, recipient, about)
        SELECT due.province, gen_random_uuid(), due.round_id, due.step, due.day, due.recipient,
               array_agg(due.organisation ORDER BY due.organisation)
        FROM (\(dueReminders)) AS due
        WHERE due.recipient IS NOT NULL AND due.day <= $1 AND due.day > $1::date - 3
        GROUP BY due.province, due.round_id, due.step, due.day, due.recipient
        ON CONFLICT (province, round_id, step, day, recipient) DO NOTHING
        RETURNING province, id,
                  (SELECT code FROM round r WHERE (r.province, r.id) = (reminder.province, reminder.round_id)),
                  step, day, recipient, about
        """
    /// In Thailand.
    var today: CalendarDate

    func bind(_ parameters: inout Parameters) { parameters.append(today) }

    static func decode(_ row: inout RowReader) throws -> PlannedReminder {
        PlannedReminder(
            province: try row.next(), id: try row.next(), round: try row.next(), step: try row.next(),
            day: try row.next(), recipient: try row.next(), about: try row.next())
    }
}

struct PageOfReminders: Statement {
    static let sql = """
        SELECT n.id, r.code, n.step, n.recipient, m.email, n.about, m.state, m.attempts, m.planned_at, m.sent_at,
               m.error
        FROM reminder n
        JOIN round r ON (r.province, r.id) = (n.province, n.round_id)
        JOIN mail m  ON (m.province, m.id) = (n.province, n.id)
        WHERE n.province = $1 AND n.round_id = $2 AND ($3::text IS NULL OR m.state = $3)
          AND ($4::timestamptz IS NULL OR (m.planned_at, n.id) < ($4, $5::uuid))
        ORDER BY m.planned_at DESC, n.id DESC
        LIMIT $6
        """
    var round: RoundKey
    var state: MailState?
    var before: (at: Instant, id: ID)?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(state?.rawValue)
        parameters.append(before?.at)
        parameters.append(before?.id)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Reminder {
        Reminder(
            id: try row.next(), round: try row.next(), step: try row.next(), recipient: try row.next(),
            email: try row.next(), about: try row.next(), state: try row.raw(MailState.self),
            attempts: try row.next(), plannedAt: try row.next(), sentAt: try row.next(), error: try row.next())
    }
}

/// Ids of a round's reminders.
struct RemindersOfRound: Statement {
    static let sql = "SELECT id FROM reminder WHERE province = $1 AND round_id = $2"
    var round: RoundKey
    func bind(_ parameters: inout Parameters) { parameters.append(round: round) }
    static func decode(_ row: inout RowReader) throws -> ID { try row.next() }
}

// MARK: - Delivery

/// What a reminder's text needs when its turn comes.
struct ReminderInHand: Statement {
    static let sql = """
        SELECT n.about,
               ARRAY(SELECT p.name_th FROM round_member p
                     WHERE (p.province, p.round_id) = (r.province, r.id) AND p.organisation = ANY (n.about)
                       AND p.state IN ('notStarted', 'draft', 'returned')
                     ORDER BY p.organisation),
               r.name_th, r.name_en, r.due_on
        FROM reminder n
        JOIN round r ON (r.province, r.id) = (n.province, n.round_id)
        WHERE n.province = $1 AND n.id = $2
        """
    var province: String
    var id: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(id)
    }

    static func decode(
        _ row: inout RowReader
    ) throws -> (about: [String], outstanding: [String], round: LocalizedText, dueOn: CalendarDate) {
        let about = try row.next([String].self)
        let outstanding = try row.next([String].self)
        let round = try row.text()
        return (about, outstanding, round, try row.next())
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
