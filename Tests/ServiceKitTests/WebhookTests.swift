import CommonContract
import Crypto
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceTestSupport
import Synchronization
import Testing

@testable import ServiceKit

/// A receiver that fails as it is told and remembers what it took.
final class Receiver: WebhookSending {
    private struct State {
        var failing: [String: Int] = [:]
        var taken: [String] = []
        var attempts = 0
        var deliveries: [WebhookDelivery] = []
    }

    private let state = Mutex(State())

    /// Lets the next `times` deliveries of the note with this text fail.
    func fail(_ text: String, times: Int) { state.withLock { $0.failing[text] = times } }
    var taken: [String] { state.withLock { $0.taken } }
    var attempts: Int { state.withLock { $0.attempts } }
    var last: WebhookDelivery? { state.withLock { $0.deliveries.last } }

    func send(_ delivery: WebhookDelivery) async throws -> Int {
        let event = try StoredJSON.decode(CloudEvent.self, from: delivery.body)
        let text = try event.decoded(Note.self).text
        return state.withLock { state in
            state.attempts += 1
            state.deliveries.append(delivery)
            if let times = state.failing[text], times > 0 {
                state.failing[text] = times - 1
                return 503
            }
            state.taken.append(text)
            return 200
        }
    }
}

@Suite struct WebhookTests {
    private func courier(_ service: TestService, _ receiver: Receiver) -> WebhookCourier {
        WebhookCourier(
            runtime: service.runtime, sender: receiver, worker: ID(at: service.now), pause: { _ in 10 })
    }

    private func write(_ service: TestService, _ range: ClosedRange<Int>) async throws {
        for number in range {
            _ = try await service.call(CreateNote(idempotencyKey: "k\(number)", text: "\(number)"))
        }
        try await service.seal()
    }

    @Test func eventsArriveInOrderThroughFailures() async throws {
        try await withService(modules: [NotesModule()]) { service in
            let receiver = Receiver()
            let courier = courier(service, receiver)
            let webhook = try await service.call(
                CreateWebhook(idempotencyKey: "w", url: "https://example.org/in", types: ["note.created"]))
            try await write(service, 1...5)
            receiver.fail("3", times: 2)
            while try await courier.deliverOnce() {}
            #expect(receiver.taken == ["1", "2"])
            // Not before the pause is over.
            service.now = service.now.adding(seconds: 9)
            #expect(try await courier.deliverOnce() == false)
            for _ in 0..<2 {
                service.now = service.now.adding(seconds: 10)
                while try await courier.deliverOnce() {}
            }
            #expect(receiver.taken == ["1", "2", "3", "4", "5"])
            let page = try await service.call(ListWebhooks())
            #expect(page.items.map(\.deliveredThrough) == [5] && page.items[0].failures == 0)
            #expect(page.items[0].id == webhook.id && page.items[0].secret == nil)
        }
    }

    @Test func deliveriesAreSignedAsStandardWebhooksSays() async throws {
        try await withService(modules: [NotesModule()]) { service in
            let receiver = Receiver()
            let webhook = try await service.call(
                CreateWebhook(idempotencyKey: "w", url: "https://example.org/in"))
            let secret = try #require(webhook.secret)
            try await write(service, 1...1)
            while try await courier(service, receiver).deliverOnce() {}
            let delivery = try #require(receiver.last)
            let headers = Dictionary(delivery.headers.map { ($0.name, $0.value) }) { first, _ in first }
            let key = try #require(Base64.decode(String(secret.dropFirst("whsec_".count))))
            #expect(key.count == 32)
            let signed = "\(headers["webhook-id"] ?? "").\(headers["webhook-timestamp"] ?? "")."
            let code = HMAC<SHA256>.authenticationCode(
                for: Array(signed.utf8) + delivery.body, using: SymmetricKey(data: key))
            #expect(headers["webhook-signature"] == "v1," + Base64.encode(Array(code)))
            #expect(headers["webhook-timestamp"] == "1700017200")
            // A repeat of the call does not show the secret again, and makes no second webhook.
            let again = try await service.call(
                CreateWebhook(idempotencyKey: "w", url: "https://example.org/in"))
            #expect(again.id == webhook.id && again.secret == nil)
        }
    }

    @Test func aRepeatedDeletionIsAnsweredAsTheFirst() async throws {
        try await withService(modules: [NotesModule()]) { service in
            let webhook = try await service.call(CreateWebhook(idempotencyKey: "w", url: "https://example.org/in"))
            let removal = DeleteWebhook(idempotencyKey: "d", webhook: webhook.id)
            #expect(try await service.call(removal) == Removed(id: webhook.id))
            #expect(try await service.call(removal) == Removed(id: webhook.id))
            // To anybody else, and with another key, it is gone.
            for (key, caller) in [("d", Caller.integrator), ("other", .administrator)] {
                let error = await fault {
                    _ = try await service.call(DeleteWebhook(idempotencyKey: key, webhook: webhook.id), as: caller)
                }
                #expect(error?.kind == .notFound)
            }
        }
    }

    /// The example of the Standard Webhooks specification.
    @Test func theSignatureIsTheSpecifications() {
        let signature = WebhookDelivery.signature(
            secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp: "1614265330", body: Array(#"{"test": 2432232314}"#.utf8))
        #expect(signature == "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func whatIsNeverTakenGoesToTheDeadLettersAndCanBeSentAgain() async throws {
        try await withService(modules: [NotesModule()]) { service in
            let receiver = Receiver()
            let courier = courier(service, receiver)
            let webhook = try await service.call(
                CreateWebhook(idempotencyKey: "w", url: "https://example.org/in"))
            try await write(service, 1...3)
            receiver.fail("2", times: WebhookCourier.attemptsMax)
            for _ in 0...WebhookCourier.attemptsMax {
                while try await courier.deliverOnce() {}
                service.now = service.now.adding(seconds: 10)
            }
            #expect(receiver.taken == ["1", "3"])
            let letters = try await service.call(ListDeadLetters(webhook: webhook.id))
            #expect(letters.items.map(\.event) == [2] && letters.items[0].lastError == "HTTP 503")
            let retried = try await service.call(RetryWebhook(idempotencyKey: "r", webhook: webhook.id))
            #expect(retried.requeued == 1)
            while try await courier.deliverOnce() {}
            #expect(receiver.taken == ["1", "3", "2"])
            #expect(try await service.call(ListDeadLetters(webhook: webhook.id)).items.isEmpty)
            _ = try await service.call(DeleteWebhook(idempotencyKey: "d", webhook: webhook.id))
            #expect(try await service.call(ListWebhooks()).items.isEmpty)
        }
    }

    @Test func addressesThatMayNotBeAreRefused() async throws {
        try await withService(modules: [NotesModule()]) { service in
            for url in [
                "http://example.org/in", "ftp://example.org", "https://user@example.org/", "http://127.0.0.1.evil.org/",
                "https://exa mple.org",
            ] {
                let error = await fault {
                    _ = try await service.call(CreateWebhook(idempotencyKey: url, url: url))
                }
                #expect(error?.problems.first?.path == "/url", "\(url)")
            }
        }
    }
}
