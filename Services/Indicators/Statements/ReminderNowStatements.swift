import IndicatorsContract
import Kernel
import Postgres

/// Who would be reminded about whom: those expected at or below an organisation who have not answered.
struct OutstandingNow: Statement {
    struct Row: Sendable {
        var recipient: String
        /// By code.
        var about: [String]
    }

    static let sql = """
        SELECT due.recipient, array_agg(due.organisation ORDER BY due.organisation)
        FROM (SELECT m.organisation,
                     CASE $4 WHEN 'organisation' THEN m.organisation WHEN 'parent' THEN m.parent
                             WHEN 'supervisor' THEN coalesce(m.supervisor, m.parent) ELSE r.owner END AS recipient
              FROM round_place p
              JOIN round r        ON (r.province, r.id) = (p.province, p.round_id)
              JOIN round_member m ON (m.province, m.round_id, m.organisation) = (p.province, p.round_id, p.organisation)
              WHERE p.province = $1 AND p.round_id = $2 AND p.ancestor = $3 AND p.relation = 'either'
                AND m.expected AND m.state IN ('notStarted', 'draft', 'returned')) AS due
        WHERE due.recipient IS NOT NULL
        GROUP BY due.recipient
        ORDER BY due.recipient
        """
    var round: RoundKey
    var under: String
    var target: ReminderTarget

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(under)
        parameters.append(target.rawValue)
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        let recipient = try row.next(String.self)
        return Row(recipient: recipient, about: try row.next([String].self))
    }
}

/// Writes down reminders that a person sends; who has had one today is left out.
struct PlanRemindersNow: Statement {
    static let sql = """
        INSERT INTO reminder (province, id, round_id, step, day, recipient, about)
        SELECT $1, gen_random_uuid(), $2, 'now', $5, given.recipient, string_to_array(given.about, ' ')
        FROM unnest($3::text[], $4::text[]) AS given (recipient, about)
        ON CONFLICT (province, round_id, step, day, recipient) DO NOTHING
        RETURNING province, id,
                  (SELECT code FROM round r WHERE (r.province, r.id) = (reminder.province, reminder.round_id)),
                  step, day, recipient, about
        """
    var round: RoundKey
    var recipients: [OutstandingNow.Row]
    /// In Thailand.
    var today: CalendarDate

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(recipients.map(\.recipient))
        parameters.append(recipients.map { $0.about.joined(separator: " ") })
        parameters.append(today)
    }

    static func decode(_ row: inout RowReader) throws -> PlannedReminder { try PlanReminders.decode(&row) }
}

struct NamesOfMembers: Statement {
    static let sql = """
        SELECT name_th FROM round_member
        WHERE province = $1 AND round_id = $2 AND organisation = ANY ($3)
        ORDER BY organisation
        """
    var round: RoundKey
    var organisations: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(organisations)
    }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}
