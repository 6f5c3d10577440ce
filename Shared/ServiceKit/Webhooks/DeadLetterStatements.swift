import CommonContract
import Kernel
import Postgres

struct RequeuedLetters: Statement {
    static let sql = """
        SELECT \(StoredEvent.columns)
          FROM webhook_dead_letter d
          JOIN event e ON e.number = d.event
         WHERE d.webhook = $1 AND d.requeued
         ORDER BY d.event
         LIMIT $2
        """
    let id: ID
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> StoredEvent { try StoredEvent(row: &row) }
}

/// A requeued letter was taken, or goes back to the dead ones.
struct SettleLetter: Statement {
    static let sql = """
        WITH taken AS (
            DELETE FROM webhook_dead_letter WHERE webhook = $1 AND event = $2 AND $3::text IS NULL)
        UPDATE webhook_dead_letter
           SET requeued = false, attempts = attempts + 1, last_error = $3, given_up_at = $4
         WHERE webhook = $1 AND event = $2 AND $3::text IS NOT NULL
        """
    let id: ID
    let event: Int
    let error: String?
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(event)
        parameters.append(error)
        parameters.append(now)
    }

    typealias Row = Void
}

struct DeadLetterPage: Statement {
    static let sql = """
        SELECT d.webhook, d.event, e.type, d.attempts, d.last_error, d.given_up_at
          FROM webhook_dead_letter d
          JOIN event e ON e.number = d.event
         WHERE d.webhook = $1 AND d.event > $2
         ORDER BY d.event
         LIMIT $3
        """
    let webhook: ID
    let after: Int
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(webhook)
        parameters.append(after)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> DeadLetter {
        DeadLetter(
            webhook: try row.next(), event: try row.next(), type: try row.next(), attempts: try row.next(),
            lastError: try row.next(), givenUpAt: try row.next())
    }
}

/// Dead letters are to be sent again, and a waiting webhook at once.
struct RequeueLetters: Statement {
    static let sql = """
        WITH awake AS (
            UPDATE webhook SET next_attempt_at = $3 WHERE id = $1)
        UPDATE webhook_dead_letter SET requeued = true
         WHERE webhook = $1 AND NOT requeued AND ($2::bigint[] IS NULL OR event = ANY ($2))
        """
    let id: ID
    let events: [Int]?
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(events)
        parameters.append(now)
    }

    typealias Row = Void
}
