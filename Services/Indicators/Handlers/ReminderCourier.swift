import IndicatorsContract
import Kernel
import Postgres
import RPCClient
import ServiceKit

/// Hands mail in. What it throws tells whether the mail may have gone out.
public struct MailSender: Sendable {
    public var from: SMTPMessage.Mailbox
    public var send: @Sendable (_ message: SMTPMessage, _ id: ID, _ date: Instant) async throws(TransferFailure) -> Void

    public init(
        from: SMTPMessage.Mailbox,
        send: @escaping @Sendable (SMTPMessage, ID, Instant) async throws(TransferFailure) -> Void
    ) {
        self.from = from
        self.send = send
    }

    /// As the settings say.
    init(_ settings: ServiceConfiguration.Mail) {
        self.init(
            from: SMTPMessage.Mailbox(settings.from, name: settings.fromName),
            through: SMTPServer(
                url: settings.server, user: settings.user, password: settings.password,
                requiresTLS: settings.requiresTLS))
    }

    /// Over SMTP, through libcurl.
    public init(from: SMTPMessage.Mailbox, through server: SMTPServer, engine: TransferEngine = .shared) {
        self.init(from: from) { (message, id, date) throws(TransferFailure) in
            try await engine.send(message, id: id, date: date, through: server)
        }
    }
}

/// Plans reminders whose day has come and delivers what waits. Any number of replicas may do it at once, and any may
/// go away in the middle: a reminder is planned once by its key, and taken as being sent before it is.
struct ReminderCourier: Sendable {
    private static let attemptsMax = 5
    /// Looks at the clock and the queue this often.
    static let pause: Duration = .seconds(30)

    let runtime: ServiceRuntime
    let mail: MailSender?

    /// Plans, then delivers until nothing waits.
    func work() async throws {
        try await plan()
        guard let mail else { return }
        while let reminder = try await take() { try await deliver(reminder, mail) }
    }

    /// Every new reminder is an event too, so that webhooks have it whether there is an address or not.
    func plan() async throws {
        let now = runtime.clock()
        let planning = PlanReminders(now: now, today: now.dateInThailand)
        // Most looks find nothing: no transaction, no audit entry for them.
        guard try await runtime.database.first(RemindersDue(today: now.dateInThailand)) ?? false else { return }
        try await runtime.change(as: "system", method: "reminder.plan") { change in
            let planned = try await change.database.all(planning)
            for reminder in planned {
                try await change.emit("reminder.due", subject: reminder.recipient, data: reminder)
            }
            try await change.audit(subject: "reminder", details: ["planned": String(planned.count)])
        }
    }

    private func take() async throws -> TakenReminder? {
        let now = runtime.clock()
        try await runtime.database.execute(LeaveBrokenReminders(now: now))
        return try await runtime.database.first(TakeReminder(now: now))
    }

    private func deliver(_ reminder: TakenReminder, _ mail: MailSender) async throws {
        guard !reminder.outstanding.isEmpty else { return try await record(reminder, .obsolete) }
        let text = ReminderText(
            round: reminder.round.th, dueOn: reminder.dueOn, outstanding: reminder.outstanding,
            isOwn: reminder.about == [reminder.recipient])
        let message = SMTPMessage(
            from: mail.from, to: [SMTPMessage.Mailbox(reminder.email, name: reminder.name)], subject: text.subject,
            body: text.body)
        do {
            try await mail.send(message, reminder.id, runtime.clock())
        } catch {
            return try await record(reminder, failure: error)
        }
        try await record(reminder, .sent)
    }

    private func record(_ reminder: TakenReminder, failure: TransferFailure) async throws {
        switch failure {
        case .broken, .timedOut(sent: true), .cancelled:
            try await record(reminder, .uncertain, error: "\(failure)")
        case .invalid, .tooLarge, .notTrusted:
            try await record(reminder, .failed, error: "\(failure)")
        case .notConnected, .overloaded, .timedOut(sent: false):
            if reminder.attempts >= Self.attemptsMax {
                return try await record(reminder, .failed, error: "\(failure)")
            }
            let wait = Int64(60 << min(reminder.attempts, 10)) * 1_000_000
            let next = Instant(microsecondsSinceEpoch: runtime.clock().microsecondsSinceEpoch + wait)
            try await record(reminder, .queued, error: "\(failure)", next: next)
        }
    }

    private func record(
        _ reminder: TakenReminder, _ state: ReminderState, error: String? = nil, next: Instant? = nil
    ) async throws {
        try await runtime.database.execute(
            RecordDelivery(
                reminder: reminder, state: state, error: error.map { String($0.prefix(500)) }, next: next,
                now: runtime.clock()))
    }
}
