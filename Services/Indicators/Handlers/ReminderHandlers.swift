import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// `reminder.*`
enum ReminderHandlers {
    static func register(on router: ServiceRouter) {
        router.change(ScheduleReminders.self, at: { try await RoundHandlers.owner($0.round, $1) }, schedule)
        router.read(GetReminderSchedule.self) { params, call in
            let round = try await Lookup.round(params.round, call.database)
            let steps = try await call.database.all(ReminderStepsOfRound(round: round.key))
            return ReminderSchedule(round: round.code, steps: steps)
        }
        router.read(ListReminders.self, at: { try await RoundHandlers.owner($0.round, $1) }, list)
        router.change(SendReminders.self, at: { params, _ in params.organisation }, ReminderNow.send)
        router.change(ResendReminders.self, at: { try await RoundHandlers.owner($0.round, $1) }, resend)
        router.mail(ReminderPlanner.mail, [String: String].self, text: ReminderPlanner.text)
    }

    static func schedule(_ params: ScheduleReminders, _ change: Change) async throws -> ReminderSchedule {
        let round = try await Lookup.round(params.round, change.database)
        try await change.database.execute(DeleteReminderSteps(round: round.key))
        if !params.steps.isEmpty {
            try await change.database.execute(InsertReminderSteps(round: round.key, steps: params.steps))
        }
        let schedule = ReminderSchedule(round: round.code, steps: params.steps)
        try await change.emit("reminder.scheduled", subject: round.code, data: schedule)
        try await change.audit(subject: round.code, details: schedule)
        return schedule
    }

    static func list(_ params: ListReminders, _ call: ReadCall) async throws -> Page<Reminder> {
        let round = try await Lookup.round(params.round, call.database)
        var before: (at: Instant, id: ID)?
        if let keys = try params.cursor?.keys("planned", count: 2), let at = Instant(keys[0]), let id = ID(keys[1]) {
            before = (at, id)
        }
        let limit = PageLimit.of(params.limit)
        let rows = try await call.database.all(
            PageOfReminders(round: round.key, state: params.state, before: before, limit: limit + 1))
        return Page(rows, limit: limit) { PageCursor("planned", $0.plannedAt.description, $0.id.description) }
    }

    static func resend(_ params: ResendReminders, _ change: Change) async throws -> MailQueued {
        let round = try await Lookup.round(params.round, change.database)
        let queued = try await change.database.execute(
            QueueMailAgain(
                province: round.key.province, kind: ReminderPlanner.mail, state: params.state,
                ids: try await change.database.all(RemindersOfRound(round: round.key)), now: change.now))
        let result = MailQueued(queued: queued)
        try await change.audit(subject: round.code, details: result)
        return result
    }
}
