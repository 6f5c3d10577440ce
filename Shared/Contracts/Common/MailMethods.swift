import JSONRPC
import Kernel

/// Where a mail stands.
public enum MailState: String, Codable, Sendable, CaseIterable {
    case queued
    /// Handed to the mail server, or about to be.
    case sending
    /// The mail server took it.
    case sent
    /// The mail server would not take it, could not be reached five times, or a week went by.
    case failed
    /// Broken off in the middle: it may have gone out, so it is not sent again unless somebody says so.
    case uncertain
    /// The recipient has no address; the event feed (webhooks) has it all the same.
    case undeliverable
    /// There was nothing left to say when its turn came.
    case obsolete
}

/// A mail with the record of its delivery.
public struct MailRecord: Codable, Sendable, Hashable {
    public var id: ID
    /// What it is about, `"reminder"`.
    public var kind: String
    /// Once for an organisation: what has the same kind and key is never sent twice.
    public var key: String
    /// Organisation that it goes to.
    public var organisation: String
    public var email: String?
    public var state: MailState
    public var attempts: Int
    public var plannedAt: Instant
    public var sentAt: Instant?
    /// What the mail server said.
    public var error: String?

    public init(
        id: ID, kind: String, key: String, organisation: String, email: String?, state: MailState, attempts: Int,
        plannedAt: Instant, sentAt: Instant?, error: String?
    ) {
        self.id = id
        self.kind = kind
        self.key = key
        self.organisation = organisation
        self.email = email
        self.state = state
        self.attempts = attempts
        self.plannedAt = plannedAt
        self.sentAt = sentAt
        self.error = error
    }
}

/// Mail that the service sent or is to send, newest first.
public struct ListMail: RPCMethod {
    public static let name = "mail.list"
    public static let summary = LocalizedText("บันทึกการส่งอีเมล ใหม่สุดก่อน", "List mail with its delivery, newest first")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.roles([
        .planner, .budgetOfficer, .provincialOfficer, .secretary, .auditor, .integrator, .administrator,
    ])
    public static let examples = [
        RPCExample("none", params: #"{"province":"67","kind":"no.such"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<MailRecord>

    /// Only of this province; all unless given (which takes a role at the nation).
    public var province: String?
    public var kind: String?
    public var state: MailState?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        province: String? = nil, kind: String? = nil, state: MailState? = nil, limit: Int? = nil,
        cursor: PageCursor? = nil
    ) {
        self.province = province
        self.kind = kind
        self.state = state
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// Queues mail again that was not delivered, to the addresses that the recipients have now.
public struct ResendMail: RPCChange {
    public static let name = "mail.resend"
    public static let summary = LocalizedText(
        "ส่งอีเมลที่ยังไม่ถึงอีกครั้ง", "Queue failed, uncertain or undeliverable mail again")
    public static let access = RPCAccess.roles([
        .planner, .budgetOfficer, .provincialOfficer, .secretary, .administrator,
    ])
    public static let examples = [
        RPCExample(
            "none", params: #"{"idempotencyKey":"resend-mail-1","province":"67","kind":"no.such","state":"uncertain"}"#,
            result: #"{"queued":0}"#)
    ]
    public typealias Result = MailQueued

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var province: String
    /// All kinds unless given.
    public var kind: String?
    /// `failed`, `uncertain` or `undeliverable`.
    public var state: MailState

    public init(
        idempotencyKey: String, province: String, kind: String? = nil, state: MailState, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.province = province
        self.kind = kind
        self.state = state
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Self.check(state, &problems)
    }

    /// Only what did not arrive, or may not have, can be sent again.
    public static func check(_ state: MailState, _ problems: inout Problems) {
        guard ![.failed, .uncertain, .undeliverable].contains(state) else { return }
        problems.add(
            "/state", "mail.state", th: "ต้องเป็น failed, uncertain หรือ undeliverable",
            en: "must be failed, uncertain or undeliverable")
    }
}

/// How many were queued.
public struct MailQueued: Codable, Sendable, Hashable {
    public var queued: Int

    public init(queued: Int) { self.queued = queued }
}
