import Kernel

/// A mail of plain text, as RFC 5322 and MIME write it: any language in names, subject and body; ASCII on the wire.
public struct SMTPMessage: Sendable, Hashable {
    /// A mailbox: an address of ASCII characters, and a name in any language.
    public struct Mailbox: Sendable, Hashable {
        public var name: String?
        public var address: String

        public init(_ address: String, name: String? = nil) {
            self.name = name
            self.address = address
        }
    }

    public var from: Mailbox
    /// At least one, at most `recipientsMax`, copies included.
    public var to: [Mailbox]
    public var copies: [Mailbox]
    public var subject: String
    /// Lines end with `\n`.
    public var body: String
    /// Marks it as sent by a machine (RFC 3834), so that nobody's absence note answers it.
    public var isAutomatic: Bool

    public static let recipientsMax = 100

    public init(
        from: Mailbox, to: [Mailbox], copies: [Mailbox] = [], subject: String, body: String, isAutomatic: Bool = true
    ) {
        self.from = from
        self.to = to
        self.copies = copies
        self.subject = subject
        self.body = body
        self.isAutomatic = isAutomatic
    }

    public var recipients: [String] { (to + copies).map(\.address) }

    /// The message's bytes.
    /// - Parameter id: becomes `Message-ID` at the sender's domain; the same on a repeat, so that readers see one mail.
    /// - Throws: `TransferFailure.invalid` for an address that is none, no recipient or too many, or a line break in a
    ///   name or subject.
    public func bytes(id: ID, date: Instant) throws(TransferFailure) -> [UInt8] {
        guard (1...Self.recipientsMax).contains(recipients.count), !to.isEmpty else {
            throw .invalid("a mail needs 1 to \(Self.recipientsMax) recipients")
        }
        for mailbox in [from] + to + copies {
            guard Self.isAddress(mailbox.address) else { throw .invalid("not a mail address: \(mailbox.address)") }
        }
        let names = ([from] + to + copies).compactMap(\.name)
        guard (names + [subject]).allSatisfy(TransferOptions.isClean) else {
            throw .invalid("a name or the subject has a line break or control character")
        }
        var lines = [
            "Date: " + Self.dateText(date),
            "From: " + Self.text(from),
            "To: " + to.map(Self.text).joined(separator: ",\r\n "),
        ]
        if !copies.isEmpty { lines.append("Cc: " + copies.map(Self.text).joined(separator: ",\r\n ")) }
        lines.append("Subject: " + Self.encoded(subject))
        lines.append("Message-ID: <\(id)@\(from.address.split(separator: "@").last ?? "localhost")>")
        if isAutomatic { lines.append("Auto-Submitted: auto-generated") }
        lines += [
            "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "",
        ]
        var bytes = Array(lines.joined(separator: "\r\n").utf8) + [0x0D, 0x0A]
        // Text in base64 keeps its line ends as CRLF.
        let text = body.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        let encoded = Base64.encodedBytes(text.utf8)
        for start in stride(from: 0, to: encoded.count, by: 76) {
            bytes += encoded[start..<min(start + 76, encoded.count)]
            bytes += [0x0D, 0x0A]
        }
        return bytes
    }

    /// `local@domain` of ASCII characters that stand without quotes.
    static func isAddress(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].count), (1...255).contains(parts[1].count) else {
            return false
        }
        let marks = Set("!#$%&'*+-/=?^_`{|}~.".utf8)
        let local = parts[0].allSatisfy { isAlphanumeric($0) || marks.contains($0) }
        let domain = parts[1].allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
        return local && domain && isAlphanumeric(parts[1].first ?? 0) && isAlphanumeric(parts[1].last ?? 0)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func text(_ mailbox: Mailbox) -> String {
        mailbox.name.map { "\(encoded($0))\r\n <\(mailbox.address)>" } ?? "<\(mailbox.address)>"
    }

    /// As encoded words of RFC 2047 (each at most 75 characters and whole scalars), unless it is short plain ASCII.
    static func encoded(_ text: String) -> String {
        let plain = text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x20 || $0 == UInt8(ascii: "-") }
        if plain, text.utf8.count <= 60 { return text }
        var words: [String] = []
        var piece: [UInt8] = []
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            // 36 bytes are 48 characters of base64: with the frame of 12 and a field's name within a line of 76.
            if piece.count + bytes.count > 36 {
                words.append(word(piece))
                piece = []
            }
            piece += bytes
        }
        words.append(word(piece))
        return words.joined(separator: "\r\n ")
    }

    private static func word(_ bytes: [UInt8]) -> String {
        "=?utf-8?B?" + Base64.encode(bytes) + "?="
    }

    /// RFC 5322's date, in UTC.
    static func dateText(_ instant: Instant) -> String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let text = instant.description
        guard let date = CalendarDate(String(text.prefix(10))) else { return text }
        let weekday = days[((date.daysSinceEpoch % 7) + 7) % 7]
        return "\(weekday), \(date.day) \(months[date.month - 1]) \(date.year) \(text.dropFirst(11).prefix(8)) +0000"
    }
}

/// Where mail is handed in.
public struct SMTPServer: Sendable, Hashable {
    /// `smtp://host:587` or `smtps://host:465`.
    public var url: String
    public var user: String?
    public var password: String?
    /// Refuses a server that does not offer TLS; off only for a relay on the same machine.
    public var requiresTLS: Bool
    public var security: TransferSecurity

    public init(
        url: String, user: String? = nil, password: String? = nil, requiresTLS: Bool = true,
        security: TransferSecurity = TransferSecurity()
    ) {
        self.url = url
        self.user = user
        self.password = password
        self.requiresTLS = requiresTLS
        self.security = security
    }
}

struct MailTransfer: Sendable {
    let server: SMTPServer
    let from: String
    let recipients: [String]
    let bytes: [UInt8]
}

extension TransferEngine {
    /// Hands a mail in. A repeat after a failure of unknown outcome may deliver it twice, with the same `Message-ID`.
    public func send(
        _ message: SMTPMessage, id: ID, date: Instant, through server: SMTPServer,
        timeoutMilliseconds: Int = 60_000
    ) async throws(TransferFailure) {
        let bytes = try message.bytes(id: id, date: date)
        let mail = MailTransfer(
            server: server, from: message.from.address, recipients: message.recipients, bytes: bytes)
        _ = try await run(.mail(mail), deadline: ContinuousClock.now + .milliseconds(timeoutMilliseconds))
    }
}
