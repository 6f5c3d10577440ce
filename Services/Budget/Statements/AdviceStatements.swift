import BudgetContract
import Kernel
import Postgres

/// The columns of advice as the contract shows it.
enum AdviceColumns {
    static let sql = """
        a.id, a.province, a.organisation, a.topic, a.question, a.asked_by, a.asked_at, a.answer, a.answered_by,
               a.answered_at, a.effect, a.solved, a.followed_up_at
        """

    static func decode(_ row: inout RowReader) throws -> Advice {
        Advice(
            id: try row.next(), province: try row.next(), organisation: try row.next(), topic: try row.nextCase(),
            question: try row.next(), askedBy: try row.next(), askedAt: try row.next(), answer: try row.next(),
            answeredBy: try row.next(), answeredAt: try row.next(), effect: try row.next(), solved: try row.next(),
            followedUpAt: try row.next())
    }
}

/// One question.
struct FindAdvice: Statement {
    static let sql = "SELECT \(AdviceColumns.sql) FROM budget_advice AS a WHERE a.id = $1"

    var id: ID

    func bind(_ parameters: inout Parameters) { parameters.append(id) }

    static func decode(_ row: inout RowReader) throws -> Advice { try AdviceColumns.decode(&row) }
}

/// A page of questions, newest first.
struct SelectAdvice: Statement {
    static let sql = """
        SELECT \(AdviceColumns.sql)
          FROM budget_advice AS a
         WHERE a.organisation IN (SELECT descendant FROM organisation_reach
                                   WHERE ancestor = $1 AND relation = 'either')
           AND ($2::text IS NULL OR a.topic = $2)
           AND (NOT $3::boolean OR a.solved IS NOT TRUE)
           AND ($4::uuid IS NULL OR a.id < $4)
         ORDER BY a.id DESC
         LIMIT $5
        """

    var organisation: String
    var topic: AdviceTopic?
    var openOnly: Bool
    var before: ID?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(topic?.rawValue)
        parameters.append(openOnly)
        parameters.append(before)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Advice { try AdviceColumns.decode(&row) }
}

/// Records a question.
struct InsertAdvice: Statement {
    static let sql = """
        INSERT INTO budget_advice (province, id, organisation, topic, question, asked_by, asked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """

    var advice: Advice

    func bind(_ parameters: inout Parameters) {
        parameters.append(advice.province)
        parameters.append(advice.id)
        parameters.append(advice.organisation)
        parameters.append(advice.topic.rawValue)
        parameters.append(advice.question)
        parameters.append(advice.askedBy)
        parameters.append(advice.askedAt)
    }

    typealias Row = Void
}

/// Answers a question, once.
struct WriteAdviceAnswer: Statement {
    static let sql = """
        UPDATE budget_advice
           SET answer = $3, answered_by = $4, answered_at = $5
         WHERE province = $1 AND id = $2 AND answer IS NULL
        """

    var province: String
    var id: ID
    var answer: String
    var answeredBy: String
    var answeredAt: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(id)
        parameters.append(answer)
        parameters.append(answeredBy)
        parameters.append(answeredAt)
    }

    typealias Row = Void
}

/// Records what came of an answer.
struct WriteAdviceEffect: Statement {
    static let sql = """
        UPDATE budget_advice
           SET effect = $3, solved = $4, followed_up_at = $5
         WHERE province = $1 AND id = $2 AND answer IS NOT NULL
        """

    var province: String
    var id: ID
    var effect: String
    var solved: Bool
    var at: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(id)
        parameters.append(effect)
        parameters.append(solved)
        parameters.append(at)
    }

    typealias Row = Void
}

/// Evaluations with what the ledger says of the organisation's own lines and those below it.
struct SelectEvaluations: Statement {
    static let sql = """
        SELECT v.organisation, v.fiscal_year, v.work_code, v.quantity, v.unit, v.problems, v.risks, v.suggestions,
               v.indicators, v.recorded_by, v.recorded_at, v.version, coalesce(m.allocated, 0)::bigint,
               coalesce(m.spent, 0)::bigint
          FROM budget_evaluation AS v
          LEFT JOIN LATERAL (
               SELECT sum(l.allocated) AS allocated, sum(l.disbursed) AS spent
                 FROM budget_line AS l
                WHERE l.organisation IN (SELECT descendant FROM organisation_reach
                                          WHERE ancestor = v.organisation AND relation = 'either')
                  AND l.fiscal_year = v.fiscal_year AND l.work_code = v.work_code) AS m ON true
         WHERE v.organisation IN (SELECT descendant FROM organisation_reach
                                   WHERE ancestor = $1 AND relation = 'either')
           AND v.fiscal_year = $2
           AND ($3::text IS NULL OR v.work_code = $3)
           AND ($4::text IS NULL OR (v.organisation, v.work_code) > ($4, $5))
         ORDER BY v.organisation, v.work_code
         LIMIT $6
        """

    var organisation: String
    var fiscalYear: FiscalYear
    var workCode: String?
    var after: [String]?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(fiscalYear)
        parameters.append(workCode)
        parameters.append(after?[0])
        parameters.append(after?[1])
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Evaluation {
        var draft = EvaluationDraft(
            organisation: try row.next(), fiscalYear: try row.next(), workCode: try row.next(),
            quantity: try row.next(Int64?.self).map(Quantity.init(tenThousandths:)), unit: try row.next(),
            problems: try row.next(), risks: try row.next([String].self).nonEmpty, suggestions: try row.next())
        draft.indicators = try row.next([String].self).nonEmpty
        let by: String = try row.next()
        let at: Instant = try row.next()
        let version = Int(try row.next(Int32.self))
        return Evaluation(
            draft, allocated: try row.next(), spent: try row.next(), recordedBy: by, recordedAt: at, version: version)
    }
}

/// Writes an evaluation; no row where another version is there than the expected one.
struct WriteEvaluation: Statement {
    static let sql = """
        INSERT INTO budget_evaluation AS v
               (province, organisation, fiscal_year, work_code, quantity, unit, problems, risks, suggestions,
                recorded_by, recorded_at, version, indicators)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $13
         WHERE $12::integer = 0
               OR EXISTS (SELECT FROM budget_evaluation
                           WHERE province = $1 AND organisation = $2 AND fiscal_year = $3 AND work_code = $4)
            ON CONFLICT (province, organisation, fiscal_year, work_code) DO UPDATE
           SET quantity    = excluded.quantity,
               unit        = excluded.unit,
               problems    = excluded.problems,
               risks       = excluded.risks,
               suggestions = excluded.suggestions,
               indicators  = excluded.indicators,
               recorded_by = excluded.recorded_by,
               recorded_at = excluded.recorded_at,
               version     = v.version + 1
         WHERE v.version = $12
        """

    var province: String
    var draft: EvaluationDraft
    var recordedBy: String
    var recordedAt: Instant
    var expectedVersion: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(draft.organisation)
        parameters.append(draft.fiscalYear)
        parameters.append(draft.workCode)
        parameters.append(draft.quantity?.tenThousandths)
        parameters.append(draft.unit)
        parameters.append(draft.problems)
        parameters.append(draft.risks ?? [])
        parameters.append(draft.suggestions)
        parameters.append(recordedBy)
        parameters.append(recordedAt)
        parameters.append(Int32(expectedVersion))
        parameters.append(draft.indicators ?? [])
    }

    typealias Row = Void
}

extension [String] {
    /// `nil` where there is none.
    var nonEmpty: [String]? { isEmpty ? nil : self }
}

extension Evaluation {
    init(
        _ draft: EvaluationDraft, allocated: Money, spent: Money, recordedBy: String, recordedAt: Instant, version: Int
    ) {
        self.init(
            draft: draft, allocated: allocated, spent: spent, spentBasisPoints: spent.share(of: allocated),
            costPerUnit: draft.quantity.flatMap { spent.over($0) }, recordedBy: recordedBy,
            recordedAt: recordedAt, version: version)
    }
}
