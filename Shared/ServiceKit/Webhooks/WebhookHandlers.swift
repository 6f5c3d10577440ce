import CommonContract
import JSONRPC
import Kernel
import Postgres

enum WebhookHandlers {
    static let methods: [any RPCMethod.Type] = [
        CreateWebhook.self, ListWebhooks.self, ListDeadLetters.self, RetryWebhook.self, DeleteWebhook.self,
    ]

    /// The secret is stored as it is: it has to sign every delivery.
    static let migration = Migration(
        "common-0002-webhooks",
        #"""
        CREATE TABLE webhook (
            id                uuid        PRIMARY KEY,
            url               text        NOT NULL,
            secret            text        NOT NULL,
            types             text[]      NOT NULL,
            province          text,
            delivered_through bigint      NOT NULL,
            failures          bigint      NOT NULL DEFAULT 0,
            last_error        text,
            next_attempt_at   timestamptz NOT NULL,
            worker            uuid,
            lease_until       timestamptz,
            created_at        timestamptz NOT NULL
        );
        CREATE TABLE webhook_dead_letter (
            webhook     uuid        NOT NULL REFERENCES webhook ON DELETE CASCADE,
            event       bigint      NOT NULL,
            attempts    bigint      NOT NULL,
            last_error  text        NOT NULL,
            given_up_at timestamptz NOT NULL,
            requeued    boolean     NOT NULL DEFAULT false,
            PRIMARY KEY (webhook, event)
        );
        """#)

    /// The courier asks twice a second which webhook has letters to send again: there are few of those among many.
    static let requeuedIndex = Migration(
        "common-0005-requeued-letters",
        "CREATE INDEX webhook_dead_letter_requeued ON webhook_dead_letter (webhook, event) WHERE requeued")

    static func register(on router: ServiceRouter) {
        router.change(CreateWebhook.self, at: { params, _ in params.province ?? "TH" }, create)
        router.read(ListWebhooks.self, at: { params, _ in params.province ?? "TH" }) { params, call in
            let limit = PageLimit.of(params.limit)
            let after = try params.cursor.map { try ID($0.keys("webhook", count: 1)[0]) }
            let rows = try await call.database.all(
                WebhookPage(province: params.province, after: after ?? nil, limit: limit + 1))
            return Page(rows, limit: limit) { PageCursor("webhook", $0.id.description) }
        }
        router.change(DeleteWebhook.self, at: { try await place(of: $0.webhook, $1) }) { params, change in
            _ = try await change.transaction.execute(RemoveWebhook(id: params.webhook))
            try await change.audit(subject: params.webhook.description, details: ["deleted": true])
            return Removed(id: params.webhook)
        }
        router.read(ListDeadLetters.self, at: { try await place(of: $0.webhook, $1) }) { params, call in
            let limit = PageLimit.of(params.limit)
            let after = try params.cursor.map { try Int($0.keys("letter", count: 1)[0]) }
            let rows = try await call.database.all(
                DeadLetterPage(webhook: params.webhook, after: (after ?? nil) ?? 0, limit: limit + 1))
            return Page(rows, limit: limit) { PageCursor("letter", String($0.event)) }
        }
        router.change(RetryWebhook.self, at: { try await place(of: $0.webhook, $1) }) { params, change in
            let count = try await change.transaction.execute(
                RequeueLetters(id: params.webhook, events: params.events, now: change.now))
            try await change.audit(subject: params.webhook.description, details: ["requeued": count])
            let sealed = change.runtime.sealed
            change.afterCommit { sealed.set() }
            return WebhookRetried(requeued: count)
        }
    }

    @Sendable
    private static func place(of webhook: ID, _ call: ReadCall) async throws -> String {
        guard let place = try await call.database.first(WebhookPlace(id: webhook)) else {
            throw RPCError.notFound("webhook", webhook)
        }
        return place
    }

    @Sendable
    private static func create(_ params: CreateWebhook, _ change: Change) async throws -> Webhook {
        let secret = WebhookSecret.make()
        var webhook = Webhook(
            id: change.newID(), url: params.url, types: params.types ?? [], province: params.province,
            deliveredThrough: 0, failures: 0, lastError: nil, nextAttemptAt: nil, deadLetters: 0,
            createdAt: change.now, secret: nil)
        webhook.deliveredThrough =
            try await change.transaction.first(InsertWebhook(webhook: webhook, secret: secret, after: params.after))
            ?? 0
        try await change.audit(subject: webhook.id.description, details: webhook)
        // Repeats are answered without the secret.
        try change.storeAnswer(webhook)
        webhook.secret = secret
        return webhook
    }
}
