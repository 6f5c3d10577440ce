import CommonContract
import IndicatorsContract
import Kernel
import Postgres

/// Sends back many that were submitted and not certified.
struct ReturnManySubmitted: Statement {
    static let sql = """
        UPDATE submission SET state = 'returned', version = version + 1
        WHERE province = $1 AND id = ANY ($2) AND state = 'submitted'
        """
    var province: String
    var submissions: [ID]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(submissions)
    }

    typealias Row = Void
}

/// Takes many certified submissions out of what counts, and says which edition each was.
struct WithdrawManyCertified: Statement {
    static let sql = """
        UPDATE submission SET state = 'withdrawn', version = version + 1
        WHERE province = $1 AND id = ANY ($2) AND state IN ('certified', 'accepted')
        RETURNING id, edition
        """
    struct Row: Sendable {
        var id: ID
        var edition: Int
    }

    var province: String
    var submissions: [ID]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(submissions)
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        let id = try row.next(ID.self)
        return Row(id: id, edition: try row.next(Int.self))
    }
}

/// Begins editions with the answers of those before them.
struct CopyManyAnswers: Statement {
    static let sql = """
        INSERT INTO answer (province, submission_id, question, state, number, text, choice, file_name, file_type,
                            file_size, file_sha256)
        SELECT a.province, pair.next, a.question, a.state, a.number, a.text, a.choice, a.file_name, a.file_type,
               a.file_size, a.file_sha256
        FROM unnest($2::uuid[], $3::uuid[]) AS pair (old, next)
        JOIN answer a ON (a.province, a.submission_id) = ($1, pair.old)
        """
    var province: String
    var from: [ID]
    var to: [ID]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(from)
        parameters.append(to)
    }

    typealias Row = Void
}

/// How each question stands among an organisation's: expected, and what current submissions at any stage say.
struct CountsOfQuestions: Statement {
    static let sql = """
        SELECT q.code, count(*),
               count(*) FILTER (WHERE a.state = 'value'), count(*) FILTER (WHERE a.state = 'none'),
               count(*) FILTER (WHERE a.state = 'notApplicable'), count(*) FILTER (WHERE a.state IS NULL),
               count(a.state) FILTER (WHERE m.state IN ('certified', 'accepted')),
               count(a.state) FILTER (WHERE m.late), count(a.state) FILTER (WHERE NOT m.late)
        FROM round r
        JOIN question q     ON (q.province, q.round_id, q.version) = (r.province, r.id, r.questionnaire_version)
        JOIN round_place p  ON (p.province, p.round_id) = (r.province, r.id) AND p.ancestor = $3 AND p.relation = $4
        JOIN round_member m ON (m.province, m.round_id, m.organisation) = (p.province, p.round_id, p.organisation)
                           AND m.expected AND (q.kinds = '{}' OR m.kind = ANY (q.kinds))
        LEFT JOIN answer a  ON (a.province, a.submission_id, a.question) = (m.province, m.submission_id, q.code)
        WHERE r.province = $1 AND r.id = $2
        GROUP BY q.code, q.position
        ORDER BY q.position
        """
    var round: RoundKey
    var organisation: String
    var relation: Relation

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(organisation)
        parameters.append(relation.rawValue)
    }

    static func decode(_ row: inout RowReader) throws -> QuestionStatus {
        let question = try row.next(String.self)
        let counts = try (0..<8).map { _ in try row.next(Int.self) }
        return QuestionStatus(
            question: question,
            counts: AnswerCounts(
                expected: counts[0], value: counts[1], none: counts[2], notApplicable: counts[3],
                notReported: counts[4]),
            certified: counts[5], late: counts[6], onTime: counts[7],
            answeredRate: Figure.rate(counts[0] - counts[4], of: counts[0]),
            certifiedRate: Figure.rate(counts[5], of: counts[0]))
    }
}
