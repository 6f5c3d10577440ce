import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// `reminder.send`: what a person sends beside the schedule.
enum ReminderNow {
    static func send(_ params: SendReminders, _ change: Change) async throws -> RemindersSent {
        let database = change.database
        let round = try await Lookup.round(params.round, database)
        guard round.state != .draft else {
            throw RPCError.ruleViolated("round.state", Messages.roundNeverOpened).at("/round")
        }
        _ = try await Lookup.member(params.organisation, of: round, database)
        let due = OutstandingNow(round: round.key, under: params.organisation, target: params.to)
        let recipients = try await database.all(due)
        let planned = try await database.all(
            PlanRemindersNow(round: round.key, recipients: recipients, today: change.now.dateInThailand))
        let reminders = try await ReminderPlanner.queue(planned, change)
        let sample = try await sample(recipients.first, round, database)
        let undeliverable = reminders.count { $0.state == .undeliverable }
        let result = RemindersSent(
            recipients: recipients.count, about: recipients.reduce(0) { $0 + $1.about.count },
            queued: reminders.count - undeliverable, undeliverable: undeliverable,
            alreadyToday: recipients.count - reminders.count, subject: sample?.subject, body: sample?.body)
        try await change.audit(subject: round.code, details: result)
        return result
    }

    private static func sample(
        _ first: OutstandingNow.Row?, _ round: Round, _ database: any StatementExecutor
    ) async throws -> ReminderText? {
        guard let first else { return nil }
        let names = try await database.all(NamesOfMembers(round: round.key, organisations: first.about))
        return ReminderText(
            round: round.name.th, dueOn: round.dueOn, outstanding: names, isOwn: first.about == [first.recipient])
    }
}
