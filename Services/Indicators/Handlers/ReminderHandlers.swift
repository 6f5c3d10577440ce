import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// `reminder.*` and `contact.*`.
enum ReminderHandlers {
    static func register(on router: ServiceRouter) {
        router.change(ScheduleReminders.self, at: { try await RoundHandlers.owner($0.round, $1) }, schedule)
        router.read(GetReminderSchedule.self) { params, call in
            let round = try await Lookup.round(params.round, call.database)
            let steps = try await call.database.all(ReminderStepsOfRound(round: round.key))
            return ReminderSchedule(round: round.code, steps: steps)
        }
        router.read(ListReminders.self, at: { try await RoundHandlers.owner($0.round, $1) }, list)
        router.change(ResendReminders.self, at: { try await RoundHandlers.owner($0.round, $1) }, resend)
        router.change(SetContacts.self, at: { params, _ in params.under }, setContacts)
        router.read(ListContacts.self, at: { params, _ in params.organisation }, contacts)
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

    static func resend(_ params: ResendReminders, _ change: Change) async throws -> RemindersQueued {
        let round = try await Lookup.round(params.round, change.database)
        let queued = try await change.database.execute(
            QueueAgain(round: round.key, state: params.state, now: change.now))
        let result = RemindersQueued(queued: queued)
        try await change.audit(subject: round.code, details: result)
        return result
    }

    static func setContacts(_ params: SetContacts, _ change: Change) async throws -> ContactsSet {
        let database = change.database
        let codes = params.contacts.map(\.organisation)
        let below = Set(
            try await database.all(OrganisationsBelow(under: params.under, codes: codes)).map(\.code))
        let problems = codes.enumerated().filter { !below.contains($0.element) }.map {
            Problem(
                path: "/contacts/\($0.offset)/organisation", rule: "organisation.below",
                message: DataMessages.notBelow($0.element))
        }
        if let first = problems.first {
            throw RPCError.ruleViolated("organisation.below", first.message, problems: problems)
        }
        let gone = params.contacts.filter { $0.email == nil }.map(\.organisation)
        try await database.execute(DeleteContacts(organisations: gone))
        try await database.execute(UpsertContacts(contacts: params.contacts.filter { $0.email != nil }))
        // Addresses are personal data: the audit trail says whose were set, not what they are.
        try await change.audit(subject: params.under, details: codes)
        return ContactsSet(contacts: params.contacts)
    }

    static func contacts(_ params: ListContacts, _ call: ReadCall) async throws -> Page<Contact> {
        let limit = PageLimit.of(params.limit)
        let rows = try await call.database.all(
            PageOfContacts(
                organisation: params.organisation,
                after: try params.cursor?.keys("organisation", count: 1)[0] ?? "", limit: limit + 1))
        return Page(rows, limit: limit) { PageCursor("organisation", $0.organisation) }
    }
}
