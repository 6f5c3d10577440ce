import CommonContract
import Kernel
import Postgres
import RPCClient

/// Sends what waits, one mail after the other. Any number of replicas may do it at once, and any may go away in the
/// middle.
struct MailCourier: Sendable {
    static let attemptsMax = 5
    static let look: Duration = .seconds(30)

    let runtime: ServiceRuntime
    /// `nil`: nothing is sent; what waits is recorded as failed after a week.
    let sender: MailSender?

    func run() async {
        while !Task.isCancelled {
            // The database or the mail server may be away for a while; the next look is soon enough.
            try? await work()
            await runtime.mail.queued.wait(upTo: Self.look)
        }
    }

    /// Sends until nothing waits.
    func work() async throws {
        try await runtime.database.execute(LeaveBrokenMail(now: runtime.clock()))
        guard let sender else { return }
        while !Task.isCancelled, let mail = try await take() { try await deliver(mail, sender) }
    }

    private func take() async throws -> TakenMail? {
        try await runtime.database.first(TakeMail(kinds: runtime.mail.kinds, now: runtime.clock()))
    }

    private func deliver(_ mail: TakenMail, _ sender: MailSender) async throws {
        let hand = MailInHand(
            id: mail.id, province: mail.province, kind: mail.kind, key: mail.key, organisation: mail.organisation,
            name: mail.name, runtime: runtime)
        let text: MailText?
        do {
            text = try await runtime.mail.text(of: mail.kind)?(Array(mail.data.utf8), hand)
        } catch {
            // Nothing has gone out.
            return try await putOff(mail, error: "\(error)")
        }
        guard let text else { return try await record(mail, .obsolete) }
        let message = SMTPMessage(
            from: sender.from, to: [SMTPMessage.Mailbox(mail.email, name: mail.name)], subject: text.subject,
            body: text.whole)
        do {
            try await sender.send(message, mail.id, runtime.clock())
        } catch {
            return try await record(mail, failure: error)
        }
        try await record(mail, .sent)
    }

    private func record(_ mail: TakenMail, failure: TransferFailure) async throws {
        switch failure {
        case .broken, .timedOut(sent: true), .cancelled:
            try await record(mail, .uncertain, error: "\(failure)")
        case .invalid, .tooLarge, .notTrusted:
            try await record(mail, .failed, error: "\(failure)")
        case .notConnected, .overloaded, .timedOut(sent: false):
            try await putOff(mail, error: "\(failure)")
        }
    }

    private func putOff(_ mail: TakenMail, error: String) async throws {
        if mail.attempts >= Self.attemptsMax { return try await record(mail, .failed, error: error) }
        try await record(
            mail, .queued, error: error, next: runtime.clock().adding(seconds: Int64(60 << min(mail.attempts, 10))))
    }

    private func record(
        _ mail: TakenMail, _ state: MailState, error: String? = nil, next: Instant? = nil
    ) async throws {
        try await runtime.database.execute(
            RecordMail(
                mail: mail, state: state, error: error.map { String($0.prefix(500)) }, next: next,
                now: runtime.clock()))
    }
}

/// The courier's work on demand, for tests and commands.
public enum MailRunning {
    /// Sends everything that waits.
    public static func deliverAll(_ runtime: ServiceRuntime, through sender: MailSender) async throws {
        try await MailCourier(runtime: runtime, sender: sender).work()
    }
}
