import CommonContract
import Crypto
import Kernel
import RPCClient

/// One signed delivery (Standard Webhooks 1.0).
public struct WebhookDelivery: Sendable {
    public var url: String
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]

    /// - Parameters:
    ///   - secret: `whsec_` and the key in base 64.
    ///   - id: the event's id: the same for every attempt, so that a receiver can tell a repeat.
    init(url: String, secret: String, id: ID, at: Instant, body: [UInt8]) {
        self.url = url
        self.body = body
        let timestamp = String(Instant.floorSeconds(at))
        headers = [
            ("content-type", "application/cloudevents+json; charset=utf-8"),
            ("webhook-id", id.description),
            ("webhook-timestamp", timestamp),
            (
                "webhook-signature",
                "v1," + WebhookDelivery.signature(secret: secret, id: id.description, timestamp: timestamp, body: body)
            ),
        ]
    }

    /// HMAC-SHA-256 of `id.timestamp.body`, base 64.
    static func signature(secret: String, id: String, timestamp: String, body: [UInt8]) -> String {
        let key = Base64.decode(String(secret.dropFirst(WebhookSecret.prefix.count))) ?? []
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(id).\(timestamp).".utf8) + body, using: SymmetricKey(data: key))
        return Base64.encode(Array(code))
    }
}

extension Instant {
    /// Whole seconds since 1970.
    static func floorSeconds(_ instant: Instant) -> Int64 {
        let micro = instant.microsecondsSinceEpoch
        return micro >= 0 ? micro / 1_000_000 : (micro - 999_999) / 1_000_000
    }
}

enum WebhookSecret {
    static let prefix = "whsec_"

    static func make() -> String {
        var random = SystemRandomNumberGenerator()
        return prefix + Base64.encode((0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
    }
}

/// Posts deliveries.
public protocol WebhookSending: Sendable {
    /// - Returns: the status of the receiver's answer.
    /// - Throws: what kept it from answering.
    func send(_ delivery: WebhookDelivery) async throws -> Int
}

/// Posts through libcurl; only to public addresses, unless the subscription names the loopback or it is allowed.
public struct HTTPWebhookSender: WebhookSending {
    let allowsLocalAddresses: Bool

    public init(allowsLocalAddresses: Bool = false) {
        self.allowsLocalAddresses = allowsLocalAddresses
    }

    public func send(_ delivery: WebhookDelivery) async throws -> Int {
        let local = allowsLocalAddresses || delivery.url.hasPrefix("http://")
        let transfer = HTTPTransfer(
            .post, delivery.url, headers: delivery.headers, body: delivery.body,
            limits: TransferLimits(timeoutMilliseconds: 15_000, responseBytesMax: 64 << 10),
            security: TransferSecurity(refusesLocalAddresses: !local))
        return try await TransferEngine.shared.perform(transfer).status
    }
}
