import BudgetContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// The columns of a request as the contract shows it.
enum RequestColumns {
    static let sql = """
        q.id, q.province, q.draft, q.state, q.scores, q.score, q.rank, q.within_ceiling, q.matter, q.forward_letter,
               q.forwarded_on, q.granted, q.answer_letter, q.answered_on, q.version, q.created_by, q.created_at
        """

    static func decode(_ row: inout RowReader) throws -> BudgetRequest {
        let id: ID = try row.next()
        let province: String = try row.next()
        let draft = try StoredJSON.decode(BudgetRequestDraft.self, from: Array(try row.next(String.self).utf8))
        let state: BudgetRequestState = try row.nextCase()
        let scores = try StoredJSON.decode([CriterionScore].self, from: Array(try row.next(String.self).utf8))
        var request = BudgetRequest(
            id: id, province: province, draft: draft, state: state, scores: scores,
            scoreBasisPoints: try row.next(Int32?.self).map(Int.init), rank: try row.next(Int32?.self).map(Int.init),
            withinCeiling: try row.next(), matter: try row.next(), version: 0, createdBy: "",
            createdAt: .init(
                microsecondsSinceEpoch: 0))
        let forward: String? = try row.next()
        let forwardedOn: CalendarDate? = try row.next()
        request.granted = try row.next()
        let answer: String? = try row.next()
        let answeredOn: CalendarDate? = try row.next()
        if let forward, let forwardedOn { request.forwarding = DatedLetter(letterNumber: forward, date: forwardedOn) }
        if let answer, let answeredOn { request.answer = DatedLetter(letterNumber: answer, date: answeredOn) }
        request.version = Int(try row.next(Int32.self))
        request.createdBy = try row.next()
        request.createdAt = try row.next()
        return request
    }

    static func json(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoding.bytes(value), as: UTF8.self)
    }
}

/// Requests by id or code.
struct FindRequests: Statement {
    static let sql = """
        SELECT \(RequestColumns.sql)
          FROM budget_request AS q
         WHERE q.id = ANY ($1) OR q.code = ANY ($2)
         ORDER BY q.province, q.code
        """

    var references: [Reference]

    func bind(_ parameters: inout Parameters) {
        parameters.append(references.compactMap(\.id))
        parameters.append(references.compactMap(\.code))
    }

    static func decode(_ row: inout RowReader) throws -> BudgetRequest { try RequestColumns.decode(&row) }
}

/// A page of requests below an organisation, by province and code.
struct SelectRequests: Statement {
    static let sql = """
        SELECT \(RequestColumns.sql)
          FROM budget_request AS q
         WHERE q.organisation IN (SELECT descendant FROM organisation_reach
                                   WHERE ancestor = $1 AND relation = 'either')
           AND ($2::integer IS NULL OR q.fiscal_year = $2)
           AND ($3::text IS NULL OR q.state = $3)
           AND ($4::text IS NULL OR q.source = $4)
           AND ($5::text IS NULL OR (q.province, q.code) > ($5, $6))
         ORDER BY q.province, q.code
         LIMIT $7
        """

    var organisation: String
    var fiscalYear: FiscalYear?
    var state: BudgetRequestState?
    var source: FundingSource?
    var after: [String]?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(fiscalYear)
        parameters.append(state?.rawValue)
        parameters.append(source?.rawValue)
        parameters.append(after?[0])
        parameters.append(after?[1])
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> BudgetRequest { try RequestColumns.decode(&row) }
}

/// Scored requests that are to be ranked together, locked in the order of their keys.
struct LockScoredRequests: Statement {
    static let sql = """
        SELECT \(RequestColumns.sql)
          FROM budget_request AS q
         WHERE q.organisation IN (SELECT descendant FROM organisation_reach
                                   WHERE ancestor = $1 AND relation = 'either')
           AND q.fiscal_year = $2 AND q.source = $3 AND q.score IS NOT NULL
           AND q.state IN ('submitted', 'approved')
         ORDER BY q.province, q.id
           FOR UPDATE OF q
        """

    var params: RankRequests

    func bind(_ parameters: inout Parameters) {
        parameters.append(params.organisation)
        parameters.append(params.fiscalYear)
        parameters.append(params.source.rawValue)
    }

    static func decode(_ row: inout RowReader) throws -> BudgetRequest { try RequestColumns.decode(&row) }
}

/// Writes a request; of one that is there only where the expected version is.
struct WriteRequest: Statement {
    static let sql = """
        INSERT INTO budget_request AS q
               (province, id, code, fiscal_year, organisation, source, amount, draft, state, scores, score, matter,
                forward_letter, forwarded_on, granted, answer_letter, answered_on, version, created_by, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
            ON CONFLICT (province, id) DO UPDATE
           SET source         = excluded.source,
               amount         = excluded.amount,
               draft          = excluded.draft,
               state          = excluded.state,
               scores         = excluded.scores,
               score          = excluded.score,
               matter         = excluded.matter,
               forward_letter = excluded.forward_letter,
               forwarded_on   = excluded.forwarded_on,
               granted        = excluded.granted,
               answer_letter  = excluded.answer_letter,
               answered_on    = excluded.answered_on,
               version        = excluded.version
         WHERE q.version = excluded.version - 1
        """

    /// As it is to be; its version is the one before plus 1.
    var request: BudgetRequest
    private let draft: String
    private let scores: String

    init(request: BudgetRequest) throws {
        self.request = request
        draft = try RequestColumns.json(request.draft)
        scores = try RequestColumns.json(request.scores)
    }

    func bind(_ parameters: inout Parameters) {
        parameters.append(request.province)
        parameters.append(request.id)
        parameters.append(request.draft.code)
        parameters.append(request.draft.fiscalYear)
        parameters.append(request.draft.organisation)
        parameters.append(request.draft.source.rawValue)
        parameters.append(request.draft.amount)
        parameters.append(draft)
        parameters.append(request.state.rawValue)
        parameters.append(scores)
        parameters.append(request.scoreBasisPoints.map(Int32.init))
        parameters.append(request.matter)
        parameters.append(request.forwarding?.letterNumber)
        parameters.append(request.forwarding?.date)
        parameters.append(request.granted)
        parameters.append(request.answer?.letterNumber)
        parameters.append(request.answer?.date)
        parameters.append(Int32(request.version))
        parameters.append(request.createdBy)
        parameters.append(request.createdAt)
    }

    typealias Row = Void
}

/// Writes a ranking.
struct WriteRanking: Statement {
    static let sql = """
        UPDATE budget_request AS q
           SET rank = u.rank, within_ceiling = u.within
          FROM unnest($1::text[], $2::uuid[], $3::bigint[], $4::boolean[]) AS u (province, id, rank, within)
         WHERE q.province = u.province AND q.id = u.id
        """

    var rows: [(province: String, ranked: RankedRequest)]

    func bind(_ parameters: inout Parameters) {
        parameters.append(rows.map(\.province))
        parameters.append(rows.map(\.ranked.request))
        parameters.append(rows.map { Int64($0.ranked.rank) })
        parameters.append(rows.map(\.ranked.withinCeiling))
    }

    typealias Row = Void
}

/// What an organisation and all below it received and spent in earlier years on a category and an output or project.
struct SelectRequestHistory: Statement {
    static let sql = """
        SELECT l.fiscal_year, sum(l.received + l.transferred)::bigint, sum(l.disbursed)::bigint,
               sum(l.returned)::bigint, sum(l.carried_over)::bigint
          FROM budget_line AS l
         WHERE l.organisation IN (SELECT descendant FROM organisation_reach
                                   WHERE ancestor = $1 AND relation = 'either')
           AND l.fiscal_year BETWEEN $2 - 3 AND $2 - 1
           AND l.category = $3 AND l.work_code = $4
         GROUP BY l.fiscal_year
         ORDER BY l.fiscal_year
        """

    var draft: BudgetRequestDraft

    func bind(_ parameters: inout Parameters) {
        parameters.append(draft.organisation)
        parameters.append(draft.fiscalYear)
        parameters.append(draft.category.rawValue)
        parameters.append(draft.workCode)
    }

    static func decode(_ row: inout RowReader) throws -> RequestHistory {
        let year: FiscalYear = try row.next()
        let received: Money = try row.next()
        let spent: Money = try row.next()
        return RequestHistory(
            fiscalYear: year, received: received, spent: spent, returned: try row.next(),
            carriedOver: try row.next(), spentBasisPoints: spent.share(of: received))
    }
}

/// Criteria of a fiscal year: of each code the row that began last.
struct SelectCriteria: Statement {
    static let sql = """
        SELECT DISTINCT ON (code) code, from_year, to_year, name_th, name_en, weight, score_max, required, provenance
          FROM request_criterion
         WHERE from_year <= $1 AND coalesce(to_year, $1) >= $1
         ORDER BY code, from_year DESC
        """

    var fiscalYear: FiscalYear

    func bind(_ parameters: inout Parameters) { parameters.append(fiscalYear) }

    static func decode(_ row: inout RowReader) throws -> RequestCriterion {
        let code: String = try row.next()
        let from: FiscalYear = try row.next()
        let to: FiscalYear? = try row.next()
        let th: String = try row.next()
        let en: String? = try row.next()
        return RequestCriterion(
            code: code, from: from, to: to, name: LocalizedText(th: th, en: en), weight: Int(try row.next(Int32.self)),
            scoreMax: Int(try row.next(Int32.self)), required: try row.next(), provenance: try row.next())
    }
}

/// Sets a criterion.
struct UpsertCriterion: Statement {
    static let sql = """
        INSERT INTO request_criterion
               (code, from_year, to_year, name_th, name_en, weight, score_max, required, provenance)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (code, from_year) DO UPDATE
           SET to_year    = excluded.to_year,
               name_th    = excluded.name_th,
               name_en    = excluded.name_en,
               weight     = excluded.weight,
               score_max  = excluded.score_max,
               required   = excluded.required,
               provenance = excluded.provenance
        """

    var criterion: RequestCriterion

    func bind(_ parameters: inout Parameters) {
        parameters.append(criterion.code)
        parameters.append(criterion.from)
        parameters.append(criterion.to)
        parameters.append(criterion.name.th)
        parameters.append(criterion.name.en)
        parameters.append(Int32(criterion.weight))
        parameters.append(Int32(criterion.scoreMax))
        parameters.append(criterion.required)
        parameters.append(criterion.provenance)
    }

    typealias Row = Void
}
