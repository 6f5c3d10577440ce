import CommonContract
import IndicatorsContract
import Kernel
import Postgres

/// A statement about a whole round: its key is `$1` and `$2`.
protocol WholeRoundStatement: Statement {
    var round: RoundKey { get }
}

extension WholeRoundStatement {
    func bind(_ parameters: inout Parameters) { parameters.append(round: round) }
}

/// Forgets a round's roll-ups, to make them anew.
struct DropRollups: WholeRoundStatement {
    static let sql = "DELETE FROM rollup WHERE province = $1 AND round_id = $2"
    var round: RoundKey
    typealias Row = Void
}

struct DropChoiceRollups: WholeRoundStatement {
    static let sql = "DELETE FROM rollup_choice WHERE province = $1 AND round_id = $2"
    var round: RoundKey
    typealias Row = Void
}

/// Makes a round's roll-ups from nothing.
struct MakeRollups: WholeRoundStatement {
    static let sql = """
        INSERT INTO rollup (province, round_id, organisation, relation, question, expected, valued, none,
                            not_applicable, total)
        SELECT province, round_id, organisation, relation, question, expected, valued, none, not_applicable, total
        FROM rollup_recomputed
        WHERE province = $1 AND round_id = $2
        """
    var round: RoundKey
    typealias Row = Void
}

struct MakeChoiceRollups: WholeRoundStatement {
    static let sql = """
        INSERT INTO rollup_choice (province, round_id, organisation, relation, question, option, count)
        SELECT province, round_id, organisation, relation, question, option, count
        FROM rollup_choice_recomputed
        WHERE province = $1 AND round_id = $2
        """
    var round: RoundKey
    typealias Row = Void
}

/// Which way submissions move the roll-ups.
enum RollupSign: Int64, Sendable {
    case add = 1
    case subtract = -1
}

/// How a statement says which submissions move the roll-ups. One is found by its key, so that the plan touches the
/// few hundred rows above it; many are counted together first.
private enum Moving: String {
    case one = "s.id = $3"
    case many = "s.id = ANY ($3)"

    /// What the answers are to everyone above.
    private var answers: String {
        """
        FROM submission s
        JOIN round r        ON (r.province, r.id) = (s.province, s.round_id)
        JOIN round_member m ON (m.province, m.round_id, m.organisation) = (s.province, s.round_id, s.organisation)
                           AND m.expected
        JOIN answer a       ON (a.province, a.submission_id) = (s.province, s.id)
        JOIN question q     ON (q.province, q.round_id, q.version, q.code)
                             = (r.province, r.id, r.questionnaire_version, a.question)
                           AND (q.kinds = '{}' OR m.kind = ANY (q.kinds))
        JOIN round_place p  ON (p.province, p.round_id, p.organisation) = (s.province, s.round_id, s.organisation)
        WHERE s.province = $1 AND s.round_id = $2 AND \(rawValue)
        """
    }

    var figures: String {
        """
        WITH delta AS (
            SELECT p.ancestor, p.relation, a.question,
                   count(*) FILTER (WHERE a.state = 'value')         AS valued,
                   count(*) FILTER (WHERE a.state = 'none')          AS none,
                   count(*) FILTER (WHERE a.state = 'notApplicable') AS not_applicable,
                   coalesce(sum(a.number), 0)                        AS total
            \(answers)
            GROUP BY p.ancestor, p.relation, a.question
        )
        UPDATE rollup u
        SET valued         = u.valued + $4::bigint * d.valued,
            none           = u.none + $4::bigint * d.none,
            not_applicable = u.not_applicable + $4::bigint * d.not_applicable,
            total          = u.total + $4::bigint * d.total
        FROM delta d
        WHERE u.province = $1 AND u.round_id = $2
          AND u.organisation = d.ancestor AND u.relation = d.relation AND u.question = d.question
          \(places)
        """
    }

    /// Lets the plan go straight to the roll-ups of the few organisations above one submission.
    private var places: String {
        guard self == .one else { return "" }
        return """
            AND u.organisation = ANY (ARRAY (
                SELECT p.ancestor
                FROM submission s
                JOIN round_place p ON (p.province, p.round_id, p.organisation) = (s.province, s.round_id, s.organisation)
                WHERE s.province = $1 AND s.round_id = $2 AND s.id = $3))
            """
    }

    var choices: String {
        """
        WITH delta AS (
            SELECT p.ancestor, p.relation, a.question, a.choice, count(*) AS count
            \(answers) AND a.choice IS NOT NULL
            GROUP BY p.ancestor, p.relation, a.question, a.choice
        )
        UPDATE rollup_choice u
        SET count = u.count + $4::bigint * d.count
        FROM delta d
        WHERE u.province = $1 AND u.round_id = $2
          AND u.organisation = d.ancestor AND u.relation = d.relation AND u.question = d.question
          AND u.option = d.choice
        """
    }
}

/// Moves roll-ups by one submission (`$3`).
protocol MoveByOne: Statement {
    var round: RoundKey { get }
    var submission: ID { get }
    var sign: RollupSign { get }
}

extension MoveByOne {
    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(submission)
        parameters.append(sign.rawValue)
    }
}

/// Moves roll-ups by many submissions (`$3`).
protocol MoveByMany: Statement {
    var round: RoundKey { get }
    var submissions: [ID] { get }
    var sign: RollupSign { get }
}

extension MoveByMany {
    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(submissions)
        parameters.append(sign.rawValue)
    }
}

/// Moves the roll-ups by the answers of one submission. The round must be locked (`LockRound`).
struct ApplyRollup: MoveByOne {
    static let sql = Moving.one.figures
    var round: RoundKey
    var submission: ID
    var sign: RollupSign
    typealias Row = Void
}

/// The same for distributions.
struct ApplyChoiceRollup: MoveByOne {
    static let sql = Moving.one.choices
    var round: RoundKey
    var submission: ID
    var sign: RollupSign
    typealias Row = Void
}

/// Moves the roll-ups by the answers of many submissions. The round must be locked (`LockRound`).
struct ApplyRollups: MoveByMany {
    static let sql = Moving.many.figures
    var round: RoundKey
    var submissions: [ID]
    var sign: RollupSign
    typealias Row = Void
}

/// The same for distributions.
struct ApplyChoiceRollups: MoveByMany {
    static let sql = Moving.many.choices
    var round: RoundKey
    var submissions: [ID]
    var sign: RollupSign
    typealias Row = Void
}

// MARK: - Reading

/// An organisation's part of a question.
struct RollupRow: Sendable, Hashable {
    var organisation: String
    var question: String
    var counts: AnswerCounts
    var total: Quantity

    init(from row: inout RowReader) throws {
        organisation = try row.next()
        question = try row.next()
        let expected = try row.next(Int.self)
        let value = try row.next(Int.self)
        let none = try row.next(Int.self)
        let notApplicable = try row.next(Int.self)
        total = try row.quantity()
        counts = AnswerCounts(
            expected: expected, value: value, none: none, notApplicable: notApplicable,
            notReported: expected - value - none - notApplicable)
    }
}

/// Roll-ups of one organisation; of one question, or of all.
struct RollupsOfOrganisation: Statement {
    static let sql = """
        SELECT organisation, question, expected, valued, none, not_applicable, total
        FROM rollup
        WHERE province = $1 AND round_id = $2 AND organisation = $3 AND relation = $4
          AND ($5::text IS NULL OR question = $5)
        """
    var round: RoundKey
    var organisation: String
    var relation: Relation
    var question: String?

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(organisation)
        parameters.append(relation.rawValue)
        parameters.append(question)
    }

    static func decode(_ row: inout RowReader) throws -> RollupRow { try RollupRow(from: &row) }
}

struct ChoiceRow: Sendable, Hashable {
    var organisation: String
    var question: String
    var option: String
    var count: Int
}

/// Distributions of some organisations; of one question, or of all. A leaf's stand under `either` alone.
struct ChoicesOfOrganisations: Statement {
    static let sql = """
        SELECT c.organisation, c.question, c.option, c.count
        FROM round_member m
        JOIN rollup_choice c ON (c.province, c.round_id, c.organisation) = (m.province, m.round_id, m.organisation)
                            AND c.relation = CASE WHEN m.is_inner THEN $4 ELSE 'either' END
        WHERE m.province = $1 AND m.round_id = $2 AND m.organisation = ANY ($3)
          AND ($5::text IS NULL OR c.question = $5)
        """
    var round: RoundKey
    var organisations: [String]
    var relation: Relation
    var question: String?

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(organisations)
        parameters.append(relation.rawValue)
        parameters.append(question)
    }

    static func decode(_ row: inout RowReader) throws -> ChoiceRow {
        let organisation = try row.next(String.self)
        let question = try row.next(String.self)
        let option = try row.next(String.self)
        return ChoiceRow(
            organisation: organisation, question: question, option: option, count: try row.next(Int.self))
    }
}
