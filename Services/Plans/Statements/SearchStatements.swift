import Kernel
import PlansContract
import Postgres

/// What is looked for, where, and who looks.
struct SearchQuestion: Sendable {
    var params: SearchPlans
    var plan: ID?
    var sight: Sight
    var limit: Int

    /// A text in which LIKE sees nothing but the text.
    static func escaped(_ text: String) -> String {
        String(text.flatMap { ["\\", "%", "_"].contains($0) ? ["\\", $0] : [$0] })
    }

    /// Elements looked at before the index is asked; at most about 10 ms.
    static let walkedMax = 10_000

    /// The indexed text of an element (`element_text`).
    static let text = "(e.code || ' ' || e.text_th || ' ' || coalesce(e.text_en, ''))"

    /// `$1` to `$11`: what is compared with, the keys of the last row, then the filters.
    func bind(_ needle: String, _ after: [String]?, _ parameters: inout Parameters) {
        parameters.append(needle)
        parameters.append(after?[0])
        parameters.append(after.flatMap { ID($0[1]) })
        sight.bind(&parameters)
        parameters.append(params.kind?.rawValue)
        parameters.append(plan)
        parameters.append(params.province)
        parameters.append(params.organisation)
        parameters.append(params.fiscalYear?.buddhistYear)
        parameters.append(limit)
    }

    /// Versions in force, or drafts never announced, as far as the caller sees them.
    static let filters = """
        e.plan_version = coalesce(p.current_version, p.draft_version)
               AND \(Fragments.visible("e.sealed", provinces: 4, places: 5))
               AND ($6::text IS NULL OR e.kind = $6)
               AND ($7::uuid IS NULL OR e.plan = $7)
               AND ($8::text IS NULL OR e.province = $8)
               AND ($9::text IS NULL OR e.organisation IN (SELECT r.descendant
                                                             FROM organisation_reach r
                                                            WHERE r.ancestor = $9 AND r.relation = 'either'))
               AND ($10::bigint IS NULL OR $10 BETWEEN p.first_year AND p.last_year)
        """

    /// The rows of `hit` as the caller gets them.
    static let answer = """
        SELECT h.rank::text, h.id::text,
               json_strip_nulls(json_build_object(
                   'element', \(Fragments.element), 'planName', \(Fragments.text("p.name")), 'level', p.level,
                   'likeness', h.likeness))
          FROM hit h
          JOIN element e ON e.province = h.province AND e.plan = h.plan AND e.plan_version = h.plan_version
                        AND e.id = h.id
          JOIN plan p ON p.province = e.province AND p.id = e.plan
          \(Fragments.above)
        """
}

/// How an element's text is held against a needle in `$1`. Thai has no capitals, and looking after them takes ten times
/// as long; two characters make no trigram, so that the index is of no use for them.
protocol TextHolding: Sendable {
    static var condition: String { get }
    static func needle(_ text: String) -> String
}

/// Three characters or more, none of them a letter with capitals.
enum HoldsText: TextHolding {
    static let condition = "\(SearchQuestion.text) LIKE $1"
    static func needle(_ text: String) -> String { "%" + SearchQuestion.escaped(text) + "%" }
}

/// Three characters or more, capitals or not.
enum HoldsLetters: TextHolding {
    static let condition = "\(SearchQuestion.text) ILIKE $1"
    static func needle(_ text: String) -> String { HoldsText.needle(text) }
}

/// Two characters, no letters with capitals.
enum HoldsPair: TextHolding {
    static let condition = "strpos(\(SearchQuestion.text), $1) > 0"
    static func needle(_ text: String) -> String { text }
}

/// Two characters, capitals or not.
enum HoldsLetterPair: TextHolding {
    static let condition = "strpos(lower(\(SearchQuestion.text)), lower($1)) > 0"
    static func needle(_ text: String) -> String { text }
}

/// Elements that hold a text among the shortest that there are: a text that very many hold is found at once, without
/// looking at all of them. Fewer rows than the limit say nothing: `ElementsContaining` is to be asked.
struct ShortElementsContaining<Holding: TextHolding>: Statement {
    static var sql: String {
        """
        WITH hit AS MATERIALIZED (
            SELECT e.rank, NULL::integer AS likeness, e.id, e.province, e.plan, e.plan_version
              FROM (SELECT char_length(e.text_th) AS rank, e.*
                      FROM element e
                     WHERE (char_length(e.text_th), e.id)
                           > (coalesce($2::integer, -1), coalesce($3::uuid, '00000000-0000-0000-0000-000000000000'))
                     ORDER BY char_length(e.text_th), e.id
                     LIMIT \(SearchQuestion.walkedMax)) e
             CROSS JOIN LATERAL \(Fragments.plan(of: "e")) p
             WHERE \(Holding.condition)
               AND \(SearchQuestion.filters)
             ORDER BY e.rank, e.id
             LIMIT $11)
        \(SearchQuestion.answer)
         ORDER BY h.rank, h.id
        """
    }
    let question: SearchQuestion
    let after: [String]?

    func bind(_ parameters: inout Parameters) {
        question.bind(Holding.needle(question.params.text), after, &parameters)
    }

    static func decode(_ row: inout RowReader) throws -> RankedRow { try .decode(&row) }
}

/// Elements that hold a text, the shortest first: those that say it and little else.
struct ElementsContaining<Holding: TextHolding>: Statement {
    static var sql: String {
        """
        WITH hit AS MATERIALIZED (
            SELECT char_length(e.text_th) AS rank, NULL::integer AS likeness, e.id, e.province, e.plan, e.plan_version
              FROM element e
              JOIN plan p ON p.province = e.province AND p.id = e.plan
             WHERE \(Holding.condition)
               AND \(SearchQuestion.filters)
               AND ($2::integer IS NULL OR (char_length(e.text_th), e.id) > ($2, $3::uuid))
             ORDER BY 1, e.id
             LIMIT $11)
        \(SearchQuestion.answer)
         ORDER BY h.rank, h.id
        """
    }
    let question: SearchQuestion
    let after: [String]?

    func bind(_ parameters: inout Parameters) {
        question.bind(Holding.needle(question.params.text), after, &parameters)
    }

    static func decode(_ row: inout RowReader) throws -> RankedRow { try .decode(&row) }
}

/// Elements of which a part is like a text, the likest first, of equals the newest: all that are like it are compared.
struct ElementsLike: Statement {
    static let sql = """
        WITH hit AS MATERIALIZED (
            SELECT found.rank, (found.rank * 100)::integer AS likeness, found.id, found.province, found.plan,
                   found.plan_version
              FROM (SELECT word_similarity($1, \(SearchQuestion.text)) AS rank, e.id, e.province, e.plan,
                           e.plan_version
                      FROM element e
                      JOIN plan p ON p.province = e.province AND p.id = e.plan
                     WHERE $1 <% \(SearchQuestion.text)
                       AND \(SearchQuestion.filters)) found
             WHERE $2::real IS NULL OR found.rank < $2 OR (found.rank = $2 AND found.id < $3::uuid)
             ORDER BY found.rank DESC, found.id DESC
             LIMIT $11)
        \(SearchQuestion.answer)
         ORDER BY h.rank DESC, h.id DESC
        """
    let question: SearchQuestion
    let after: [String]?

    func bind(_ parameters: inout Parameters) { question.bind(question.params.text, after, &parameters) }
    static func decode(_ row: inout RowReader) throws -> RankedRow { try .decode(&row) }
}

/// Elements that nothing can be more like, among the newest: what most elements hold is found at once, without comparing
/// all of them, and in the same order. Fewer rows than the limit say nothing: `ElementsLike` is to be asked.
struct NewestElementsAlike: Statement {
    /// Elements compared; at most about 10 ms.
    static let elementsMax = 1_000

    static let sql = """
        WITH hit AS MATERIALIZED (
            SELECT 1::real AS rank, 100 AS likeness, e.id, e.province, e.plan, e.plan_version
              FROM (SELECT e.*
                      FROM element e
                     WHERE e.id < coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
                     ORDER BY e.id DESC
                     LIMIT \(elementsMax)) e
             CROSS JOIN LATERAL \(Fragments.plan(of: "e")) p
             WHERE coalesce($2::real, 1) = 1
               AND word_similarity($1, \(SearchQuestion.text)) = 1
               AND \(SearchQuestion.filters)
             ORDER BY e.id DESC
             LIMIT $11)
        \(SearchQuestion.answer)
         ORDER BY h.id DESC
        """
    let question: SearchQuestion
    let after: [String]?

    func bind(_ parameters: inout Parameters) { question.bind(question.params.text, after, &parameters) }
    static func decode(_ row: inout RowReader) throws -> RankedRow { try .decode(&row) }
}

/// A row of a list that goes on by rank and id.
struct RankedRow: Sendable, AnswerRow {
    var keys: [String]
    var json: [UInt8]

    static func decode(_ row: inout RowReader) throws -> RankedRow {
        RankedRow(keys: [try row.next(), try row.next()], json: try row.next(JSONText.self).utf8)
    }
}
