import CommonContract
import Kernel
import Postgres

struct InsertJob: Statement {
    static let sql = """
        INSERT INTO job (id, kind, params, organisation, subject, created_at, run_after)
        VALUES ($1, $2, $3, $4, $5, $6, $6)
        """
    let id: ID
    let kind: String
    let params: String
    let organisation: String?
    let subject: String
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(kind)
        parameters.append(params)
        parameters.append(organisation)
        parameters.append(subject)
        parameters.append(now)
    }

    typealias Row = Void
}

/// Takes the oldest job that waits, or whose process went away (its lease ran out).
struct TakeJob: Statement {
    struct Taken: Sendable {
        var id: ID
        var kind: String
        var params: String
        var organisation: String?
        var subject: String
        var attempts: Int
    }

    static let sql = """
        UPDATE job
           SET state = 'running', worker = $1, attempts = attempts + 1,
               started_at = coalesce(started_at, now()), lease_until = now() + make_interval(secs => $3)
         WHERE id = (SELECT id FROM job
                      WHERE state IN ('queued', 'running') AND kind = ANY ($2)
                        AND (state = 'queued' AND run_after <= now() OR state = 'running' AND lease_until < now())
                      ORDER BY created_at, id
                        FOR UPDATE SKIP LOCKED
                      LIMIT 1)
        RETURNING id, kind, params, organisation, subject, attempts
        """
    let worker: ID
    let kinds: [String]
    /// Seconds.
    let lease: Double

    func bind(_ parameters: inout Parameters) {
        parameters.append(worker)
        parameters.append(kinds)
        parameters.append(lease)
    }

    static func decode(_ row: inout RowReader) throws -> Taken {
        Taken(
            id: try row.next(), kind: try row.next(), params: try row.next(), organisation: try row.next(),
            subject: try row.next(), attempts: try row.next())
    }
}

/// Renews the lease and writes the progress. No row: another process has it. The row says whether to stop.
struct RenewJob: Statement {
    static let sql = """
        UPDATE job SET lease_until = now() + make_interval(secs => $3), done = $4, total = $5
         WHERE id = $1 AND worker = $2 AND state = 'running'
        RETURNING cancel_requested
        """
    let id: ID
    let worker: ID
    let lease: Double
    let done: Int
    let total: Int?

    func bind(_ parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(worker)
        parameters.append(lease)
        parameters.append(done)
        parameters.append(total)
    }

    static func decode(_ row: inout RowReader) throws -> Bool { try row.next() }
}

/// Ends a job that this process holds, or puts it back for another attempt.
struct FinishJob: Statement {
    static let sql = """
        UPDATE job
           SET state = $3, done = $4, total = $5, result = $6, failure_th = $7, failure_en = $8, worker = NULL,
               lease_until = NULL, finished_at = CASE WHEN $3 = 'queued' THEN NULL ELSE now() END,
               run_after = now() + make_interval(secs => $9)
         WHERE id = $1 AND worker = $2 AND state = 'running'
        """
    let id: ID
    let worker: ID
    let state: JobState
    let done: Int
    let total: Int?
    var result: String?
    var failure: LocalizedText?
    /// Seconds until the next attempt.
    var pause = 0.0

    func bind(_ parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(worker)
        parameters.append(state.rawValue)
        parameters.append(done)
        parameters.append(total)
        parameters.append(result)
        parameters.append(failure?.th)
        parameters.append(failure?.en)
        parameters.append(pause)
    }

    typealias Row = Void
}

/// A job as it is answered.
struct JobRow: Sendable {
    static let columns = """
        id, kind, state, organisation, subject, done, total, attempts, created_at, started_at, finished_at,
        cancel_requested, result, failure_th, failure_en
        """

    static func decode(_ row: inout RowReader) throws -> Job {
        let id: ID = try row.next()
        let kind: String = try row.next()
        let state = JobState(rawValue: try row.next()) ?? .failed
        var job = Job(
            id: id, kind: kind, state: state, organisation: try row.next(), subject: try row.next(),
            done: try row.next(), total: try row.next(), attempts: try row.next(), createdAt: try row.next(),
            startedAt: try row.next(), finishedAt: try row.next(), cancelRequested: try row.next(),
            result: try StoredJSON.value(try row.next()), failure: nil)
        let th: String? = try row.next()
        let en: String? = try row.next()
        job.failure = th.map { LocalizedText(th: $0, en: en) }
        return job
    }
}

struct JobByID: Statement {
    static let sql = "SELECT \(JobRow.columns) FROM job WHERE id = $1"
    let id: ID
    func bind(_ parameters: inout Parameters) { parameters.append(id) }
    static func decode(_ row: inout RowReader) throws -> Job { try JobRow.decode(&row) }
}

struct JobPage: Statement {
    static let sql = """
        SELECT \(JobRow.columns) FROM job
         WHERE ($1::text IS NULL OR kind = $1) AND ($2::text IS NULL OR state = $2)
           AND ($3::uuid IS NULL OR id < $3) AND ($5::text[] IS NULL OR organisation = ANY ($5))
         ORDER BY id DESC
         LIMIT $4
        """
    /// Of these organisations; `nil`: all, and those of none.
    let places: [String]?
    let kind: String?
    let state: String?
    let before: ID?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(kind)
        parameters.append(state)
        parameters.append(before)
        parameters.append(limit)
        parameters.append(places)
    }

    static func decode(_ row: inout RowReader) throws -> Job { try JobRow.decode(&row) }
}

/// A waiting job ends, a running one is asked to; no row if it has ended.
struct RequestCancel: Statement {
    static let sql = """
        UPDATE job
           SET cancel_requested = true,
               state       = CASE state WHEN 'queued' THEN 'cancelled' ELSE state END,
               finished_at = CASE state WHEN 'queued' THEN now() ELSE finished_at END
         WHERE id = $1 AND state IN ('queued', 'running')
        RETURNING \(JobRow.columns)
        """
    let id: ID
    func bind(_ parameters: inout Parameters) { parameters.append(id) }
    static func decode(_ row: inout RowReader) throws -> Job { try JobRow.decode(&row) }
}
