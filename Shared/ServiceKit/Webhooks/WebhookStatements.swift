import CommonContract
import Kernel
import Postgres

/// Takes the webhook that has waited longest for a delivery.
struct TakeWebhook: Statement {
    struct Taken: Sendable {
        var id: ID
        var url: String
        var secret: String
        var types: [String]
        var province: String?
        var deliveredThrough: Int
        var failures: Int
    }

    static let sql = """
        UPDATE webhook SET worker = $1, lease_until = $3::timestamptz + make_interval(secs => $2)
         WHERE id = (SELECT w.id FROM webhook w
                      WHERE w.next_attempt_at <= $3 AND (w.lease_until IS NULL OR w.lease_until < $3)
                        AND (w.delivered_through < (SELECT event_number FROM audit_head WHERE one)
                             OR EXISTS (SELECT FROM webhook_dead_letter d WHERE d.webhook = w.id AND d.requeued))
                      ORDER BY w.next_attempt_at, w.id
                        FOR UPDATE SKIP LOCKED
                      LIMIT 1)
        RETURNING id, url, secret, types, province, delivered_through, failures
        """
    let worker: ID
    /// Seconds.
    let lease: Double
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(worker)
        parameters.append(lease)
        parameters.append(now)
    }

    static func decode(_ row: inout RowReader) throws -> Taken {
        Taken(
            id: try row.next(), url: try row.next(), secret: try row.next(), types: try row.next(),
            province: try row.next(), deliveredThrough: try row.next(), failures: try row.next())
    }
}

/// Events after a number, each with whether the subscription wants it.
struct EventsToDeliver: Statement {
    static let sql = """
        SELECT \(StoredEvent.columns),
               (cardinality($2::text[]) = 0 OR e.type = ANY ($2))
               AND ($3::text IS NULL OR e.organisation = $3 OR e.organisation LIKE $3 || '-%')
          FROM event e
         WHERE e.number > $1
         ORDER BY e.number
         LIMIT $4
        """
    let after: Int
    let types: [String]
    let province: String?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(after)
        parameters.append(types)
        parameters.append(province)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> StoredEvent {
        var event = try StoredEvent(row: &row)
        event.matches = try row.next(Bool?.self) ?? false
        return event
    }
}

/// One event was delivered: the lease goes on.
struct AdvanceWebhook: Statement {
    static let sql = """
        UPDATE webhook SET delivered_through = $3, failures = 0, lease_until = $5::timestamptz + make_interval(secs => $4)
         WHERE id = $1 AND worker = $2
        """
    let id: ID
    let worker: ID
    let through: Int
    let lease: Double
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(worker)
        parameters.append(through)
        parameters.append(lease)
        parameters.append(now)
    }

    typealias Row = Void
}

/// Gives the webhook back until its next attempt.
struct ReleaseWebhook: Statement {
    static let sql = """
        UPDATE webhook
           SET delivered_through = $3, failures = $4, last_error = $5, next_attempt_at = $6, worker = NULL,
               lease_until = NULL
         WHERE id = $1 AND worker = $2
        """
    let id: ID
    let worker: ID
    let through: Int
    let failures: Int
    let error: String?
    let next: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(worker)
        parameters.append(through)
        parameters.append(failures)
        parameters.append(error)
        parameters.append(next)
    }

    typealias Row = Void
}

/// Puts an event to the dead letters, and the webhook goes on behind it.
struct GiveUpEvent: Statement {
    static let sql = """
        WITH letter AS (
            INSERT INTO webhook_dead_letter (webhook, event, attempts, last_error, given_up_at)
            VALUES ($1, $3, $4, $5, $6)
            ON CONFLICT (webhook, event) DO NOTHING)
        UPDATE webhook
           SET delivered_through = $3, failures = 0, last_error = $5, next_attempt_at = $6, worker = NULL,
               lease_until = NULL
         WHERE id = $1 AND worker = $2
        """
    let id: ID
    let worker: ID
    let event: Int
    let attempts: Int
    let error: String
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(worker)
        parameters.append(event)
        parameters.append(attempts)
        parameters.append(error)
        parameters.append(now)
    }

    typealias Row = Void
}

struct InsertWebhook: Statement {
    static let sql = """
        INSERT INTO webhook (id, url, secret, types, province, delivered_through, created_at, next_attempt_at)
        VALUES ($1, $2, $3, $4, $5, coalesce($6, (SELECT event_number FROM audit_head WHERE one)), $7, $7)
        RETURNING delivered_through
        """
    let webhook: Webhook
    let secret: String
    let after: Int?

    func bind(_ parameters: inout Parameters) {
        parameters.append(webhook.id)
        parameters.append(webhook.url)
        parameters.append(secret)
        parameters.append(webhook.types)
        parameters.append(webhook.province)
        parameters.append(after)
        parameters.append(webhook.createdAt)
    }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

struct WebhookPage: Statement {
    static let sql = """
        SELECT w.id, w.url, w.types, w.province, w.delivered_through, w.failures, w.last_error, w.next_attempt_at,
               (SELECT count(*) FROM webhook_dead_letter d WHERE d.webhook = w.id), w.created_at
          FROM webhook w
         WHERE ($1::text IS NULL OR w.province = $1) AND ($2::uuid IS NULL OR w.id > $2)
         ORDER BY w.id
         LIMIT $3
        """
    let province: String?
    let after: ID?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(after)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Webhook {
        Webhook(
            id: try row.next(), url: try row.next(), types: try row.next(), province: try row.next(),
            deliveredThrough: try row.next(), failures: try row.next(), lastError: try row.next(),
            nextAttemptAt: try row.next(), deadLetters: try row.next(), createdAt: try row.next(), secret: nil)
    }
}

/// The province of a webhook, `TH` for one of all.
struct WebhookPlace: Statement {
    static let sql = "SELECT coalesce(province, 'TH') FROM webhook WHERE id = $1"
    let id: ID
    func bind(_ parameters: inout Parameters) { parameters.append(id) }
    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

struct RemoveWebhook: Statement {
    static let sql = "DELETE FROM webhook WHERE id = $1"
    let id: ID
    func bind(_ parameters: inout Parameters) { parameters.append(id) }
    typealias Row = Void
}
