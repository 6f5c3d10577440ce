import Kernel
import RPCClient

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

    /// As the settings say (`PHAEN_MAIL_…`).
    public init(_ settings: ServiceConfiguration.Mail) {
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
