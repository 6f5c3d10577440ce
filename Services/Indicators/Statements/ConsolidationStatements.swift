import CommonContract
import IndicatorsContract
import Kernel
import Postgres

struct ChildRollup: Sendable {
    var organisation: String
    var name: LocalizedText
    var kind: OrganisationKind
    var isInner: Bool
    var rollup: RollupRow
}

/// One question by the organisations directly below one, by code. A leaf's roll-ups stand under `either` alone.
struct PageOfChildren: Statement {
    static let sql = """
        SELECT m.organisation, m.name_th, m.name_en, m.kind, m.is_inner,
               u.organisation, u.question, u.expected, u.valued, u.none, u.not_applicable, u.total
        FROM round_place p
        JOIN round_member m ON (m.province, m.round_id, m.organisation) = (p.province, p.round_id, p.organisation)
        JOIN rollup u       ON (u.province, u.round_id, u.organisation) = (m.province, m.round_id, m.organisation)
                           AND u.relation = CASE WHEN m.is_inner THEN $4 ELSE 'either' END AND u.question = $5
        WHERE p.province = $1 AND p.round_id = $2 AND p.ancestor = $3 AND p.relation = $4 AND p.depth = 1
          AND p.organisation > $6
        ORDER BY p.organisation
        LIMIT $7
        """
    var round: RoundKey
    var organisation: String
    var relation: Relation
    var question: String
    var after: String
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(organisation)
        parameters.append(relation.rawValue)
        parameters.append(question)
        parameters.append(after)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> ChildRollup {
        let organisation = try row.next(String.self)
        let name = try row.text()
        let kind = try row.raw(OrganisationKind.self)
        let isInner = try row.next(Bool.self)
        return ChildRollup(
            organisation: organisation, name: name, kind: kind, isInner: isInner, rollup: try RollupRow(from: &row))
    }
}

/// The certified answers below an organisation to one question, by organisation.
struct PageOfTracedAnswers: Statement {
    static let sql = """
        SELECT m.organisation, m.name_th, m.name_en, s.id, s.edition, s.state, s.certified_at, s.letter_number,
               \(answerColumns)
        FROM round_place p
        JOIN round_member m ON (m.province, m.round_id, m.organisation) = (p.province, p.round_id, p.organisation)
        JOIN submission s   ON (s.province, s.id) = (m.province, m.submission_id)
                           AND s.state IN ('certified', 'accepted')
        JOIN answer a       ON (a.province, a.submission_id, a.question) = (s.province, s.id, $5)
        WHERE p.province = $1 AND p.round_id = $2 AND p.ancestor = $3 AND p.relation = $4 AND p.organisation > $6
        ORDER BY p.organisation
        LIMIT $7
        """
    var round: RoundKey
    var organisation: String
    var relation: Relation
    var question: String
    var after: String
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(organisation)
        parameters.append(relation.rawValue)
        parameters.append(question)
        parameters.append(after)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> TracedAnswer {
        let organisation = try row.next(String.self)
        let name = try row.text()
        let submission = try row.next(ID.self)
        let edition = try row.next(Int.self)
        let state = try row.raw(SubmissionState.self)
        let certifiedAt = try row.next(Instant.self)
        guard let letter = try row.letterNumber() else {
            throw PostgresError(kind: .decoding, sqlState: nil, constraint: nil, message: "certified without a letter")
        }
        return TracedAnswer(
            organisation: organisation, name: name, submission: submission, edition: edition, state: state,
            certifiedAt: certifiedAt, letterNumber: letter, answer: try QuestionAnswer(from: &row))
    }
}

// MARK: - Comparing with nothing

/// How many maintained rows there are.
struct CountRollups: Statement {
    static let sql = """
        SELECT (SELECT count(*) FROM rollup WHERE province = $1 AND round_id = $2)
             + (SELECT count(*) FROM rollup_choice WHERE province = $1 AND round_id = $2)
        """
    var round: RoundKey
    func bind(_ parameters: inout Parameters) { parameters.append(round: round) }
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

/// Every maintained figure that recomputation does not confirm, missing rows on either side included. The statement
/// sees one snapshot, so it is right while others certify.
struct RollupDifferences: Statement {
    static let sql = """
        WITH maintained AS (
            SELECT organisation, relation, question, figure.name, figure.value
            FROM rollup
            CROSS JOIN LATERAL (VALUES ('expected', expected::bigint), ('value', valued), ('none', none),
                                       ('notApplicable', not_applicable), ('sum', total)) AS figure (name, value)
            WHERE province = $1 AND round_id = $2
            UNION ALL
            SELECT organisation, relation, question, 'option:' || option, count
            FROM rollup_choice
            WHERE province = $1 AND round_id = $2
        ), recomputed AS (
            SELECT organisation, relation, question, figure.name, figure.value
            FROM rollup_recomputed
            CROSS JOIN LATERAL (VALUES ('expected', expected::bigint), ('value', valued), ('none', none),
                                       ('notApplicable', not_applicable), ('sum', total)) AS figure (name, value)
            WHERE province = $1 AND round_id = $2
            UNION ALL
            SELECT organisation, relation, question, 'option:' || option, count
            FROM rollup_choice_recomputed
            WHERE province = $1 AND round_id = $2
        )
        SELECT organisation, relation, question, name, m.value, r.value, count(*) OVER ()
        FROM maintained m
        FULL JOIN recomputed r USING (organisation, relation, question, name)
        WHERE m.value IS DISTINCT FROM r.value
        ORDER BY organisation, relation, question, name
        LIMIT $3
        """
    struct Row: Sendable {
        var difference: ConsolidationDifference
        /// How many there are in all.
        var total: Int
    }

    var round: RoundKey
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        let organisation = try row.next(String.self)
        let relation = try row.raw(Relation.self)
        let question = try row.next(String.self)
        let figure = try row.next(String.self)
        func text(_ value: Int64?) -> String {
            guard let value else { return "missing" }
            return figure == "sum" ? Quantity(tenThousandths: value).description : String(value)
        }
        let maintained = text(try row.next(Int64?.self))
        let recomputed = text(try row.next(Int64?.self))
        return Row(
            difference: ConsolidationDifference(
                organisation: organisation, relation: relation, question: question, figure: figure,
                maintained: maintained, recomputed: recomputed),
            total: try row.next(Int.self))
    }
}

/// Certified submissions, and how many of them no longer have the hash that was certified.
struct CountCertified: Statement {
    static let sql = """
        SELECT count(*) FROM submission
        WHERE province = $1 AND round_id = $2 AND state IN ('certified', 'accepted', 'withdrawn')
        """
    var round: RoundKey
    func bind(_ parameters: inout Parameters) { parameters.append(round: round) }
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

struct ChangedSinceCertifiedRows: Statement {
    static let sql = """
        SELECT \(SubmissionRow.columns)
        FROM \(SubmissionRow.source)
        CROSS JOIN LATERAL (
            SELECT \(answersHashExpression) AS hash
            FROM answer a
            WHERE a.province = s.province AND a.submission_id = s.id
        ) AS now
        WHERE s.province = $1 AND s.round_id = $2 AND s.state IN ('certified', 'accepted', 'withdrawn')
          AND now.hash <> s.answers_hash
        ORDER BY s.organisation, s.edition
        LIMIT 1000
        """
    var round: RoundKey
    func bind(_ parameters: inout Parameters) { parameters.append(round: round) }
    static func decode(_ row: inout RowReader) throws -> SubmissionRow { try SubmissionRow(from: &row) }
}
