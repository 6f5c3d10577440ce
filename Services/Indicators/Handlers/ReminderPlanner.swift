import CommonContract
import IndicatorsContract
import Kernel
import Postgres
import ServiceKit

/// Plans reminders whose day has come and hands them to the service's mail. Any number of replicas may do it at once: a
/// reminder is planned once by its key.
struct ReminderPlanner: Sendable {
    static let mail = "reminder"
    /// Looks at the clock this often.
    static let pause: Duration = .seconds(30)

    let runtime: ServiceRuntime

    /// Every new reminder is an event too, so that webhooks have it whether there is an address or not.
    func plan() async throws {
        let now = runtime.clock()
        let planning = PlanReminders(today: now.dateInThailand)
        // Most looks find nothing: no transaction, no audit entry for them.
        guard try await runtime.database.first(RemindersDue(today: now.dateInThailand)) ?? false else { return }
        try await runtime.change(as: "system", method: "reminder.plan") { change in
            let planned = try await change.database.all(planning)
            try await Self.queue(planned, change)
            try await change.audit(subject: "reminder", details: ["planned": String(planned.count)])
        }
    }

    /// Hands reminders that were written down to the mail, and tells of them.
    @discardableResult
    static func queue(_ planned: [PlannedReminder], _ change: Change) async throws -> [Reminder] {
        let mailed = try await change.mail(
            mail,
            planned.map {
                try MailOrder(
                    id: $0.id, province: $0.province, key: $0.key, to: $0.recipient, data: ["round": $0.round])
            })
        let byID = Dictionary(mailed.map { ($0.id, $0) }) { first, _ in first }
        let reminders = planned.compactMap { reminder in byID[reminder.id].map(reminder.reminder) }
        for reminder in reminders { try await change.emit("reminder.due", subject: reminder.recipient, data: reminder) }
        return reminders
    }

    /// What a reminder says when its turn comes: about those who are outstanding then, or nothing.
    @Sendable
    static func text(_ data: [String: String], _ mail: MailInHand) async throws -> MailText? {
        guard
            let due = try await mail.runtime.database.first(ReminderInHand(province: mail.province, id: mail.id)),
            !due.outstanding.isEmpty
        else { return nil }
        let text = ReminderText(
            round: due.round.th, dueOn: due.dueOn, outstanding: due.outstanding,
            isOwn: due.about == [mail.organisation])
        return MailText(subject: text.subject, body: text.body)
    }
}
