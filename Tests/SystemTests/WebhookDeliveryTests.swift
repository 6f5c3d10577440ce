import CommonContract
import Foundation
import JSONRPC
import Kernel
import RPCClient
import ServiceTestSupport
import Testing

@testable import ServiceKit

extension Processes {
    /// Webhooks over libcurl to a receiver that another program is: every signature is checked there.
    @Suite(.enabled(if: Readers.areThere)) struct WebhookDeliveryTests {
        /// The receiver, and the file in which it finds the secrets of its paths.
        private struct Receiver {
            let server: ReaderServer
            let secrets: String
            private let folder: TemporaryFolder

            init() async throws {
                folder = try TemporaryFolder("hooks")
                secrets = try folder.write("secrets", [])
                server = try await ReaderServer("hooks.py", [secrets], folder: folder)
            }

            func url(_ path: String) -> String { "http://127.0.0.1:\(server.port)\(path)" }

            func know(_ path: String, _ secret: String?) throws {
                let known = try String(contentsOfFile: secrets, encoding: .utf8)
                try "\(known)\(path) \(secret ?? "")\n".write(toFile: secrets, atomically: true, encoding: .utf8)
            }

            /// Whether `/gone` refuses everything.
            func isGone(_ gone: Bool) throws {
                if gone {
                    try Data().write(to: URL(filePath: secrets + ".gone"))
                } else {
                    try FileManager.default.removeItem(atPath: secrets + ".gone")
                }
            }

            /// Each attempt at a path, in order.
            func attempts(_ path: String) throws -> [Attempt] {
                try server.taken().compactMap { taken in
                    guard taken["path"] as? String == path, let event = taken["event"] as? [String: Any] else {
                        return nil
                    }
                    return Attempt(
                        event: event["subject"] as? String ?? "", status: taken["status"] as? Int ?? 0,
                        isVerified: taken["verified"] as? Bool ?? false,
                        isItself: taken["id"] as? String == event["id"] as? String
                            && event["specversion"] as? String == "1.0")
                }
            }
        }

        private struct Attempt: Equatable {
            var event: String
            var status: Int
            var isVerified: Bool
            var isItself: Bool
        }

        private func subscribe(_ service: TestService, _ receiver: Receiver, _ path: String) async throws -> Webhook {
            let webhook = try await service.call(
                CreateWebhook(idempotencyKey: path, url: receiver.url(path), province: "67"))
            try receiver.know(path, webhook.secret)
            return webhook
        }

        private func write(_ service: TestService, _ codes: [String]) async throws {
            for code in codes {
                _ = try await service.call(
                    CreateOrganisation(
                        idempotencyKey: code, code: code, kind: .school, name: LocalizedText(th: "โรงเรียน \(code)"),
                        parent: "67-01", openedOn: CalendarDate(year: 2022, month: 10, day: 1)))
            }
            try await service.seal()
        }

        @Test func whatFailsIsSentAgainAndWhatNeverArrivesIsKept() async throws {
            let receiver = try await Receiver()
            try await withService(modules: []) { service in
                let courier = WebhookCourier(
                    runtime: service.runtime, sender: HTTPWebhookSender(), worker: ID(at: service.now),
                    pause: { _ in 0 })
                let flaky = try await subscribe(service, receiver, "/flaky")
                let gone = try await subscribe(service, receiver, "/gone")
                try receiver.isGone(true)
                let codes = ["67-K1", "67-K2", "67-K3"]
                try await write(service, codes)
                while try await courier.deliverOnce() {}
                // Each event twice refused, then taken; never one before the other.
                let attempts = try receiver.attempts("/flaky")
                let events = Set(attempts.map(\.event))
                #expect(attempts.map(\.status) == [503, 503, 200, 503, 503, 200, 503, 503, 200])
                #expect(events.count == 3)
                #expect(attempts.allSatisfy { $0.isVerified && $0.isItself })
                // After so many attempts each is given up, kept and told.
                let vain = try receiver.attempts("/gone")
                #expect(vain.count == 3 * WebhookCourier.attemptsMax && vain.allSatisfy { $0.status == 500 })
                let letters = try await service.call(ListDeadLetters(webhook: gone.id))
                #expect(letters.items.map { $0.lastError } == ["HTTP 500", "HTTP 500", "HTTP 500"])
                // Sent again once the receiver is back.
                try receiver.isGone(false)
                let retried = try await service.call(RetryWebhook(idempotencyKey: "again", webhook: gone.id))
                #expect(retried.requeued == 3)
                while try await courier.deliverOnce() {}
                let late = try receiver.attempts("/gone").filter { $0.status == 200 }
                #expect(late.map(\.event) == attempts.filter { $0.status == 200 }.map(\.event))
                #expect(late.allSatisfy { $0.isVerified })
                #expect(try await service.call(ListDeadLetters(webhook: gone.id)).items.isEmpty)
                #expect(try await service.call(ListDeadLetters(webhook: flaky.id)).items.isEmpty)
            }
        }

        @Test func aRunningServiceDelivers() async throws {
            let receiver = try await Receiver()
            let suite = try await Suite(starting: ["plans"])
            let books = try await Books(suite)
            let webhook = try await books.peer.call(
                CreateWebhook(idempotencyKey: "w", url: receiver.url("/in"), province: "67"), deadline: nil)
            try receiver.know("/in", webhook.secret)
            for number in 1...20 { try await books.write("67-K\(number)", untilDone: 10) }
            let taken = try await receiver.server.taken(20)
            #expect(taken.allSatisfy { $0["verified"] as? Bool == true })
            #expect(taken.allSatisfy { abs($0["age"] as? Double ?? 1_000) < 60 })
            #expect(taken.first?["type"] as? String == "application/cloudevents+json; charset=utf-8")
            let events = taken.compactMap { ($0["event"] as? [String: Any])?["id"] as? String }
            #expect(Set(events).count == 20)
        }
    }
}
