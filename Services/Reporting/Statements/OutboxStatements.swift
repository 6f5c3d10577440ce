import Kernel
import Postgres
import ReportingContract

/// Puts what is to be carried into a plan in the outbox; over one that was refused, not over one that waits or is there.
struct PutOutbox: Statement {
    static let sql = """
        INSERT INTO improvement_outbox (province, improvement, plan, element, params, state, next_at, changed_at)
        VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $6)
            ON CONFLICT (province, improvement) DO UPDATE
           SET plan = excluded.plan, element = excluded.element, params = excluded.params, state = 'waiting',
               attempts = 0, next_at = excluded.next_at, changed_at = excluded.changed_at, problem_th = NULL,
               problem_en = NULL
         WHERE improvement_outbox.state = 'refused'
        RETURNING plan
        """

    var province: String
    var improvement: ID
    var plan: String
    var element: String
    /// Of `element.create`, JSON.
    var params: String
    var now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(improvement)
        parameters.append(plan)
        parameters.append(element)
        parameters.append(params)
        parameters.append(now)
    }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// Takes what waits longest and is due, for a while: whoever goes away in the middle leaves it to the next.
struct TakeOutbox: Statement {
    struct Taken: Sendable {
        var province: String
        var improvement: ID
        var organisation: String
        var params: String
        var attempts: Int
    }

    static let sql = """
        UPDATE improvement_outbox AS o
           SET attempts = o.attempts + 1, next_at = $1 + interval '2 minutes'
          FROM improvement AS i
         WHERE i.province = o.province AND i.id = o.improvement
           AND (o.province, o.improvement) = (
                   SELECT province, improvement FROM improvement_outbox
                    WHERE state = 'waiting' AND next_at <= $1
                    ORDER BY next_at
                      FOR UPDATE SKIP LOCKED
                    LIMIT 1)
        RETURNING o.province, o.improvement, i.organisation, o.params, o.attempts
        """

    var now: Instant

    func bind(_ parameters: inout Parameters) { parameters.append(now) }

    static func decode(_ row: inout RowReader) throws -> Taken {
        Taken(
            province: try row.next(), improvement: try row.next(), organisation: try row.next(),
            params: try row.next(), attempts: try row.next())
    }
}

/// Says what came of it; what waits on is tried again at `nextAt`.
struct FinishOutbox: Statement {
    static let sql = """
        UPDATE improvement_outbox
           SET state = $3, problem_th = $4, problem_en = $5, next_at = $6, changed_at = $7
         WHERE province = $1 AND improvement = $2 AND state = 'waiting'
        """

    typealias Row = Void
    var province: String
    var improvement: ID
    var state: CarryState
    var problem: LocalizedText?
    var nextAt: Instant
    var now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(improvement)
        parameters.append(state.rawValue)
        parameters.append(problem?.th)
        parameters.append(problem?.en)
        parameters.append(nextAt)
        parameters.append(now)
    }
}
