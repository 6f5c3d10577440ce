import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres

/// A hearing with what its change needs to know of its plan.
struct StoredHearing: Sendable {
    var answer: Hearing
    var plan: ID

    static let rows = """
        SELECT h.id, h.province, h.code, p.code, h.plan_version, p.organisation, h.title_th, h.title_en, h.state,
               h.phases, h.comments, h.answered, h.synthesis, h.version, h.plan
          FROM hearing h
          JOIN plan p ON p.province = h.province AND p.id = h.plan
        """
    static let sql = rows + "\n WHERE h.province = $1 AND h.code = $2"

    init(_ row: inout RowReader) throws {
        answer = Hearing(
            id: try row.next(), province: try row.next(), code: try row.next(), plan: try row.next(),
            planVersion: try row.next(), organisation: try row.next(),
            title: LocalizedText(th: try row.next(), en: try row.next()), state: try row.next(),
            phases: try Wire.decode(from: try row.next(JSONText.self).utf8), comments: try row.next(),
            answered: try row.next(), synthesis: try Wire.decode(from: try row.next(JSONText.self).utf8),
            version: try row.next())
        plan = try row.next()
    }
}

extension HearingState: PostgresValue {}
extension HearingChannel: PostgresValue {}
extension HearingDecision: PostgresValue {}

struct FindHearing: Statement {
    static let sql = StoredHearing.sql
    let code: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(PlanCode.province(of: code))
        parameters.append(code)
    }

    static func decode(_ row: inout RowReader) throws -> StoredHearing { try StoredHearing(&row) }
}

/// Hearings of a province, newest first.
struct HearingPage: Statement {
    static let sql =
        StoredHearing.rows + """

             WHERE h.province = $1
               AND ($2::text IS NULL OR p.code = $2)
               AND ($3::text IS NULL OR h.state = $3)
               AND ($4::date IS NULL
                    OR h.state = 'open' AND EXISTS (SELECT
                                                      FROM jsonb_array_elements(h.phases) f
                                                     WHERE $4::text BETWEEN f ->> 'from' AND f ->> 'until'))
               AND ($5::uuid IS NULL OR h.id < $5)
             ORDER BY h.id DESC
             LIMIT $6
            """
    let filter: ListHearings
    let before: ID?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(filter.province)
        parameters.append(filter.plan)
        parameters.append(filter.state?.rawValue)
        parameters.append(filter.on)
        parameters.append(before)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Hearing { try StoredHearing(&row).answer }
}

/// Whether a draft is being heard: then it is read by everyone.
struct DraftIsHeard: Statement {
    static let sql = """
        SELECT EXISTS (SELECT
                         FROM hearing h
                        WHERE h.province = $1 AND h.plan = $2 AND h.plan_version = $3 AND h.state <> 'closed')
        """
    let plan: StoredPlan
    let version: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(version)
    }

    static func decode(_ row: inout RowReader) throws -> Bool { try row.next() }
}

/// The same, held until the transaction ends.
struct LockHearing: Statement {
    static let sql = StoredHearing.sql + "\n   FOR UPDATE OF h"
    let code: String

    func bind(_ parameters: inout Parameters) { FindHearing(code: code).bind(&parameters) }
    static func decode(_ row: inout RowReader) throws -> StoredHearing { try StoredHearing(&row) }
}

/// What of an element a comment can change.
private let digest = """
    md5(concat_ws('|', e.text_th, e.text_en, e.details_th, e.details_en, e.indicator, e.budget, e.parent, e.organisation))
    """

/// Opens a hearing, and keeps what the draft's elements say on that day.
struct InsertHearing: Statement {
    static let sql = """
        WITH opened AS (
            INSERT INTO hearing (province, id, code, plan, plan_version, title_th, title_en, state, phases)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8)
            RETURNING province, id, plan, plan_version)
        INSERT INTO hearing_element (province, hearing, code, digest)
        SELECT o.province, o.id, e.code, \(digest)
          FROM opened o
          JOIN element e ON e.province = o.province AND e.plan = o.plan AND e.plan_version = o.plan_version
        """
    let id: ID
    let plan: StoredPlan
    let draft: Int
    let params: CreateHearing
    let phases: JSONText

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(id)
        parameters.append(params.code)
        parameters.append(plan.id)
        parameters.append(draft)
        parameters.append(params.title.th)
        parameters.append(params.title.en)
        parameters.append(phases)
    }

    typealias Row = Void
}

/// Whether the plan has an element of this code: when the hearing was opened, or now.
struct HeardElement: Statement {
    static let sql = """
        SELECT EXISTS (SELECT FROM hearing_element x WHERE x.province = $1 AND x.hearing = $2 AND x.code = $4)
            OR EXISTS (SELECT
                         FROM element e
                         JOIN plan p ON p.province = e.province AND p.id = e.plan
                        WHERE e.province = $1 AND e.plan = $3 AND e.code = $4
                          AND e.plan_version = coalesce(p.draft_version, p.current_version))
        """
    let hearing: StoredHearing
    let code: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(hearing.answer.province)
        parameters.append(hearing.answer.id)
        parameters.append(hearing.plan)
        parameters.append(code)
    }

    static func decode(_ row: inout RowReader) throws -> Bool { try row.next() }
}

/// A comment under the hearing's next number.
struct InsertComment: Statement {
    static let sql = """
        WITH counted AS (
            UPDATE hearing SET comments = comments + 1 WHERE province = $1 AND id = $2 RETURNING comments)
        INSERT INTO hearing_comment
               (province, hearing, number, channel, element, clause, organisation, respondent, text, received_on,
                recorded_by, recorded_at)
        SELECT $1, $2, c.comments, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM counted c
        RETURNING number
        """
    let hearing: StoredHearing
    let params: CommentOnHearing
    let day: CalendarDate
    let by: String
    let at: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(hearing.answer.province)
        parameters.append(hearing.answer.id)
        parameters.append(params.channel.rawValue)
        parameters.append(params.element)
        parameters.append(params.clause)
        parameters.append(params.organisation)
        parameters.append(params.respondent)
        parameters.append(params.text)
        parameters.append(day)
        parameters.append(by)
        parameters.append(at)
    }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

struct InsertAnswer: Statement {
    static let sql = """
        WITH counted AS (
            UPDATE hearing SET answered = answered + 1 WHERE province = $1 AND id = $2)
        INSERT INTO hearing_answer
               (province, hearing, number, decision, text, element, answered_by, answered_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """
    let hearing: StoredHearing
    let params: AnswerComment
    let by: String
    let at: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(hearing.answer.province)
        parameters.append(hearing.answer.id)
        parameters.append(params.comment)
        parameters.append(params.decision.rawValue)
        parameters.append(params.text)
        parameters.append(params.element)
        parameters.append(by)
        parameters.append(at)
    }

    typealias Row = Void
}

/// Moves a hearing on, if nobody has since it was read.
struct MoveHearing: Statement {
    static let sql = """
        UPDATE hearing SET state = $4, synthesis = coalesce($5, synthesis), version = version + 1
         WHERE province = $1 AND id = $2 AND version = $3
        """
    let hearing: StoredHearing
    let state: HearingState
    let synthesis: JSONText?

    func bind(_ parameters: inout Parameters) {
        parameters.append(hearing.answer.province)
        parameters.append(hearing.answer.id)
        parameters.append(hearing.answer.version)
        parameters.append(state.rawValue)
        parameters.append(synthesis)
    }

    typealias Row = Void
}

/// Comments with their answers; an accepted one is carried once its element says something else than it did when the
/// hearing was opened.
struct CommentPage: Statement {
    static let sql = """
        SELECT c.number, c.channel, c.element, c.clause, c.organisation, c.respondent, c.text, c.received_on,
               a.decision, a.text, a.element,
               CASE WHEN a.element IS NOT NULL THEN
                    (SELECT \(digest)
                       FROM element e
                       JOIN plan p ON p.province = e.province AND p.id = e.plan
                      WHERE e.province = c.province AND e.plan = $3 AND e.code = a.element
                        AND e.plan_version = coalesce(p.draft_version, p.current_version))
                    IS DISTINCT FROM
                    (SELECT x.digest
                       FROM hearing_element x
                      WHERE x.province = c.province AND x.hearing = c.hearing AND x.code = a.element) END,
               a.answered_by, a.answered_at
          FROM hearing_comment c
          LEFT JOIN hearing_answer a
                 ON a.province = c.province AND a.hearing = c.hearing AND a.number = c.number
         WHERE c.province = $1 AND c.hearing = $2 AND c.number > $4
           AND ($5::text IS NULL OR c.element = $5)
           AND ($6::boolean IS NULL OR (a.number IS NOT NULL) = $6)
         ORDER BY c.number
         LIMIT $7
        """
    let hearing: StoredHearing
    var after = 0
    var element: String?
    var answered: Bool?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(hearing.answer.province)
        parameters.append(hearing.answer.id)
        parameters.append(hearing.plan)
        parameters.append(after)
        parameters.append(element)
        parameters.append(answered)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> HearingComment {
        var comment = HearingComment(
            number: try row.next(), channel: try row.next(), element: try row.next(), clause: try row.next(),
            organisation: try row.next(), respondent: try row.next(), text: try row.next(),
            receivedOn: try row.next(), answer: nil)
        guard let decision: HearingDecision = try row.next(HearingDecision?.self) else { return comment }
        comment.answer = HearingAnswer(
            decision: decision, text: try row.next(), element: try row.next(), carried: try row.next(),
            by: try row.next(), at: try row.next())
        return comment
    }
}
