import JSONRPC
import Kernel

/// A subscription to the event feed: each event is posted to the address, in order, at least once.
public struct Webhook: Codable, Sendable, Hashable {
    public var id: ID
    public var url: String
    /// Types of event; empty means all.
    public var types: [String]
    /// Only of this province; absent means all.
    public var province: String?
    /// Number of the event that was delivered (or given up) last.
    public var deliveredThrough: Int
    /// Attempts at the next event so far.
    public var failures: Int
    public var lastError: String?
    public var nextAttemptAt: Instant?
    /// Events that were given up and wait for `webhook.retry`.
    public var deadLetters: Int
    public var createdAt: Instant
    /// What signs the deliveries (Standard Webhooks, `whsec_…`); in the answer of `webhook.create` only.
    public var secret: String?

    public init(
        id: ID, url: String, types: [String], province: String?, deliveredThrough: Int, failures: Int,
        lastError: String?, nextAttemptAt: Instant?, deadLetters: Int, createdAt: Instant, secret: String?
    ) {
        self.id = id
        self.url = url
        self.types = types
        self.province = province
        self.deliveredThrough = deliveredThrough
        self.failures = failures
        self.lastError = lastError
        self.nextAttemptAt = nextAttemptAt
        self.deadLetters = deadLetters
        self.createdAt = createdAt
        self.secret = secret
    }
}

/// Subscribes an address to the event feed.
public struct CreateWebhook: RPCChange {
    public static let name = "webhook.create"
    public static let summary = LocalizedText("สมัครรับเหตุการณ์ทาง webhook", "Subscribe an address to the event feed")
    public static let details = LocalizedText(
        "ลงลายมือชื่อ HMAC-SHA-256 ตาม Standard Webhooks ส่งตามลำดับ อย่างน้อยหนึ่งครั้ง",
        """
        Deliveries are signed with HMAC-SHA-256 as Standard Webhooks says (webhook-id, webhook-timestamp, \
        webhook-signature), in order, at least once, with growing pauses; what fails 12 times goes to the dead letters.
        """)
    public static let access = RPCAccess.roles([.administrator, .integrator])
    public static let errors: [RPCErrorKind] = [.ruleViolated]
    public static let memberNotes = [
        "url": LocalizedText("https:// เท่านั้น (http:// ได้เฉพาะเครื่องเดียวกัน)", "https:// only (http:// for loopback)"),
        "types": LocalizedText("ชนิดเหตุการณ์ ว่างคือทั้งหมด", "Types of event, empty for all"),
        "after": LocalizedText("เริ่มหลังลำดับนี้ (จากนี้ไปถ้าไม่ระบุ)", "Begin after this number (from now on unless given)"),
        "secret": LocalizedText("แสดงครั้งเดียว", "Shown only once"),
    ]
    public static let examples = [
        RPCExample(
            "checked only",
            params: #"""
                {"idempotencyKey":"example-webhook-create-1","url":"https://example.org/phaen","types":[],
                "province":"67","validateOnly":true}
                """#,
            result: #"""
                {"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f15","url":"https://example.org/phaen","types":[],"province":"67",
                "deliveredThrough":0,"failures":0,"deadLetters":0,"createdAt":"2026-01-01T00:00:00Z",
                "secret":"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}
                """#),
        RPCExample(
            "announced plans of one province",
            params: #"""
                {"idempotencyKey":"example-webhook-create-2","url":"https://example.org/plans",
                "types":["plan.announced"],"province":"67"}
                """#,
            result: #"""
                {"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f15","url":"https://example.org/plans","types":["plan.announced"],
                "province":"67","deliveredThrough":0,"failures":0,"deadLetters":0,"createdAt":"2026-01-01T00:00:00Z",
                "secret":"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}
                """#),
    ]
    public typealias Result = Webhook

    public var idempotencyKey: String
    public var url: String
    public var types: [String]?
    public var province: String?
    public var after: Int?
    public var validateOnly: Bool?

    public init(
        idempotencyKey: String, url: String, types: [String]? = nil, province: String? = nil, after: Int? = nil,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.url = url
        self.types = types
        self.province = province
        self.after = after
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        let loopback = ["http://127.0.0.1", "http://localhost", "http://[::1]"]
        let isLoopback = loopback.contains { url == $0 || url.hasPrefix($0 + ":") || url.hasPrefix($0 + "/") }
        let plain = url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        if !plain || url.utf8.count > 2_000 || url.contains("@") || !(url.hasPrefix("https://") || isLoopback) {
            problems.add(
                "/url", "webhook.url", th: "ต้องเป็นที่อยู่ https:// ที่ไม่มีชื่อผู้ใช้",
                en: "must be an https:// address without user information")
        }
        if let types, types.count > 50 {
            problems.add("/types", "webhook.types", th: "ไม่เกิน 50 ชนิด", en: "at most 50 types")
        }
        if let after, after < 0 { problems.add("/after", "event.after", th: "ต้องไม่ติดลบ", en: "must not be negative") }
    }
}

/// Subscriptions in the order of their making.
public struct ListWebhooks: RPCMethod {
    public static let name = "webhook.list"
    public static let summary = LocalizedText(
        "รายการ webhook และสถานะการส่ง", "List webhooks and how their delivery stands")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.roles([.administrator, .integrator, .auditor])
    public static let examples = [
        RPCExample("none", params: #"{"province":"65"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<Webhook>

    public var province: String?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(province: String? = nil, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.province = province
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// That something was removed.
public struct Removed: Codable, Sendable, Hashable {
    public var id: ID

    public init(id: ID) {
        self.id = id
    }
}

/// Ends a subscription.
public struct DeleteWebhook: RPCChange {
    public static let name = "webhook.delete"
    public static let summary = LocalizedText("เลิก webhook", "End a webhook")
    public static let access = RPCAccess.roles([.administrator, .integrator])
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "from an earlier answer",
            params: #"{"idempotencyKey":"example-webhook-delete-1","webhook":"{webhookId}"}"#,
            result: #"{"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f15"}"#)
    ]
    public typealias Result = Removed

    public var idempotencyKey: String
    public var webhook: ID
    public var validateOnly: Bool?

    public init(idempotencyKey: String, webhook: ID, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.webhook = webhook
        self.validateOnly = validateOnly
    }
}

/// An event that could not be delivered.
public struct DeadLetter: Codable, Sendable, Hashable {
    public var webhook: ID
    /// Number of the event in the feed.
    public var event: Int
    public var type: String
    public var attempts: Int
    public var lastError: String
    public var givenUpAt: Instant

    public init(webhook: ID, event: Int, type: String, attempts: Int, lastError: String, givenUpAt: Instant) {
        self.webhook = webhook
        self.event = event
        self.type = type
        self.attempts = attempts
        self.lastError = lastError
        self.givenUpAt = givenUpAt
    }
}

/// Events that a webhook did not take.
public struct ListDeadLetters: RPCMethod {
    public static let name = "webhook.deadLetters"
    public static let summary = LocalizedText("เหตุการณ์ที่ส่งไม่สำเร็จ", "List events that could not be delivered")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.roles([.administrator, .integrator, .auditor])
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample("from an earlier answer", params: #"{"webhook":"{webhookId}"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<DeadLetter>

    public var webhook: ID
    public var limit: Int?
    public var cursor: PageCursor?

    public init(webhook: ID, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.webhook = webhook
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// How many dead letters are sent again.
public struct WebhookRetried: Codable, Sendable, Hashable {
    public var requeued: Int

    public init(requeued: Int) {
        self.requeued = requeued
    }
}

/// Sends dead letters again, and a waiting webhook at once.
public struct RetryWebhook: RPCChange {
    public static let name = "webhook.retry"
    public static let summary = LocalizedText("ส่งเหตุการณ์ที่ค้างอีกครั้ง", "Send dead letters again")
    public static let access = RPCAccess.roles([.administrator, .integrator])
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = [
        "events": LocalizedText("ลำดับเหตุการณ์ ทั้งหมดถ้าไม่ระบุ", "Numbers of the events, all unless given")
    ]
    public static let examples = [
        RPCExample(
            "from an earlier answer",
            params: #"{"idempotencyKey":"example-webhook-retry-1","webhook":"{webhookId}"}"#,
            result: #"{"requeued":0}"#)
    ]
    public typealias Result = WebhookRetried

    public var idempotencyKey: String
    public var webhook: ID
    public var events: [Int]?
    public var validateOnly: Bool?

    public init(idempotencyKey: String, webhook: ID, events: [Int]? = nil, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.webhook = webhook
        self.events = events
        self.validateOnly = validateOnly
    }
}
