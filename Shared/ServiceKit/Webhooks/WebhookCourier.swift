import CommonContract
import JSONRPC
import Kernel
import Postgres

/// Takes a webhook that has something to deliver and delivers, event after event, until it has all or the receiver
/// refuses. One worker has one webhook at a time (a lease on its row), so events keep their order.
struct WebhookCourier: Sendable {
    /// Attempts at an event before it goes to the dead letters: with the pauses below, some twenty hours.
    static let attemptsMax = 12
    static let batch = 100
    static let leaseSeconds = 120.0

    let runtime: ServiceRuntime
    let sender: any WebhookSending
    let worker: ID
    var look = Duration.milliseconds(500)
    /// Seconds until the next attempt after this many failures.
    var pause: @Sendable (_ failures: Int) -> Double = { min(5 * Double(1 << min($0, 12)), 14_400) }

    func run() async {
        while !Task.isCancelled {
            do {
                while try await deliverOnce() {}
            } catch {
                try? await Task.sleep(for: .seconds(1))
            }
            await runtime.sealed.wait(upTo: look)
        }
    }

    /// Serves one webhook, if one waits.
    func deliverOnce() async throws -> Bool {
        let database = runtime.database
        guard !Task.isCancelled,
            let webhook = try await database.first(
                TakeWebhook(worker: worker, lease: WebhookCourier.leaseSeconds, now: runtime.clock()))
        else { return false }
        try await retryLetters(of: webhook)
        let events = try await database.all(
            EventsToDeliver(
                after: webhook.deliveredThrough, types: webhook.types, province: webhook.province,
                limit: WebhookCourier.batch))
        var through = webhook.deliveredThrough
        for event in events where event.matches {
            if let failure = await failure(of: event, to: webhook) {
                // The attempts count for the event that is first in line.
                let failures = through == webhook.deliveredThrough ? webhook.failures + 1 : 1
                try await settle(webhook, through: through, failures: failures, event: event, error: failure)
                return true
            }
            through = event.number
            _ = try await database.execute(
                AdvanceWebhook(
                    id: webhook.id, worker: worker, through: through, lease: WebhookCourier.leaseSeconds,
                    now: runtime.clock()))
        }
        _ = try await database.execute(
            ReleaseWebhook(
                id: webhook.id, worker: worker, through: max(through, events.last?.number ?? through), failures: 0,
                error: nil, next: runtime.clock()))
        return true
    }

    /// `nil` if the receiver took it.
    private func failure(of event: StoredEvent, to webhook: TakeWebhook.Taken) async -> String? {
        do {
            let body = try event.json(service: runtime.service)
            let status = try await sender.send(
                WebhookDelivery(
                    url: webhook.url, secret: webhook.secret, id: event.id, at: runtime.clock(), body: body))
            return (200..<300).contains(status) ? nil : "HTTP \(status)"
        } catch {
            return String(String(describing: error).prefix(200))
        }
    }

    private func settle(
        _ webhook: TakeWebhook.Taken, through: Int, failures: Int, event: StoredEvent, error: String
    ) async throws {
        let now = runtime.clock()
        if failures >= WebhookCourier.attemptsMax {
            _ = try await runtime.database.execute(
                GiveUpEvent(
                    id: webhook.id, worker: worker, event: event.number, attempts: failures, error: error, now: now))
        } else {
            let next = Instant(
                microsecondsSinceEpoch: now.microsecondsSinceEpoch + Int64(pause(failures) * 1_000_000))
            _ = try await runtime.database.execute(
                ReleaseWebhook(
                    id: webhook.id, worker: worker, through: through, failures: failures, error: error, next: next))
        }
    }

    /// Dead letters that somebody wants sent again, in order; the first that fails ends it.
    private func retryLetters(of webhook: TakeWebhook.Taken) async throws {
        for event in try await runtime.database.all(RequeuedLetters(id: webhook.id, limit: WebhookCourier.batch)) {
            let error = await failure(of: event, to: webhook)
            _ = try await runtime.database.execute(
                SettleLetter(id: webhook.id, event: event.number, error: error, now: runtime.clock()))
        }
    }
}
