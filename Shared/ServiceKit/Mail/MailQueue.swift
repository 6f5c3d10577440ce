import CommonContract
import JSONRPC
import Kernel
import Postgres
import Synchronization

/// What a mail says. Mail to offices is Thai.
public struct MailText: Sendable, Hashable {
    public var subject: String
    /// Plain text; that it was sent by a machine is added.
    public var body: String

    public init(subject: String, body: String) {
        self.subject = subject
        self.body = body
    }

    static let automatic = "จดหมายนี้ส่งโดยระบบอัตโนมัติ"
    var whole: String { body + "\n\n" + Self.automatic }
}

/// A mail whose turn has come, for the text of its kind.
public struct MailInHand: Sendable {
    public var id: ID
    public var province: String
    public var kind: String
    public var key: String
    /// Organisation that it goes to.
    public var organisation: String
    /// Whose the address is.
    public var name: String?
    public var runtime: ServiceRuntime
}

/// A mail to an organisation, sent once for its kind and key.
public struct MailOrder: Sendable {
    public var id: ID
    /// Under which it is kept; the recipient's unless given.
    public var province: String
    /// 1 to 200 characters; with the kind and the recipient it says what is the same mail.
    public var key: String
    public var organisation: String
    /// JSON for the text of its kind.
    public var data: String

    public init(
        id: ID, province: String? = nil, key: String, to organisation: String, data: some Encodable & Sendable
    ) throws {
        self.id = id
        self.province = province ?? OrganisationCode.province(of: organisation)
        self.key = key
        self.organisation = organisation
        self.data = String(decoding: try JSONEncoding.bytes(data), as: UTF8.self)
    }
}

/// The service's mail: rows of the table `mail`, taken by any replica, each sent once.
///
/// A row is written in the transaction of what it tells of; its text is made when its turn comes, by what the kind
/// registered with `ServiceRouter.mail`. It is taken as being sent before it is, so that no crash sends it twice: what
/// was broken off in the middle is `uncertain` and is left to somebody's decision (`mail.resend`).
public final class MailQueue: Sendable {
    typealias Text = @Sendable (_ data: [UInt8], MailInHand) async throws -> MailText?

    private let texts = Mutex<[String: Text]>([:])
    /// Set when mail was queued here.
    let queued = Signal()

    var kinds: [String] { texts.withLock { $0.keys.sorted() } }

    func text(of kind: String) -> Text? { texts.withLock { $0[kind] } }

    func register<Data: Decodable & Sendable>(
        _ kind: String, _ data: Data.Type,
        _ text: @escaping @Sendable (Data, MailInHand) async throws -> MailText?
    ) {
        texts.withLock { texts in
            texts[kind] = { bytes, mail in try await text(try StoredJSON.decode(Data.self, from: bytes), mail) }
        }
    }
}

extension ServiceRouter {
    /// What mail of this kind says, asked when its turn comes: `nil` where nothing is left to say (it is then `obsolete`
    /// and not sent). What it throws puts the mail off.
    public func mail<Data: Decodable & Sendable>(
        _ kind: String, _ data: Data.Type,
        text: @escaping @Sendable (Data, MailInHand) async throws -> MailText?
    ) {
        runtime.mail.register(kind, data, text)
    }
}

extension Change {
    /// Queues mail in this transaction, to the addresses of `contact.set`; what was queued before under the same kind
    /// and key is left as it is.
    /// - Returns: those that are new; `undeliverable` where the recipient has no address.
    @discardableResult
    public func mail(_ kind: String, _ orders: [MailOrder]) async throws -> [MailRecord] {
        guard !orders.isEmpty else { return [] }
        let records = try await transaction.all(QueueMail(kind: kind, orders: orders, now: now))
        afterCommit { [runtime] in runtime.mail.queued.set() }
        return records
    }

    /// Queues one mail to each organisation, with the same data.
    @discardableResult
    public func mail(
        _ kind: String, key: String, to organisations: [String], data: some Encodable & Sendable
    ) async throws -> [MailRecord] {
        try await mail(
            kind, organisations.map { try MailOrder(id: newID(), key: key, to: $0, data: data) })
    }
}
