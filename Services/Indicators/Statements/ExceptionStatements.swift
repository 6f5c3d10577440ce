import IndicatorsContract
import Kernel
import Postgres

/// Gives organisations of a round more time; only those expected get it.
struct SaveRoundExceptions: Statement {
    static let sql = """
        INSERT INTO round_exception (province, round_id, organisation, until, reason, by, at)
        SELECT m.province, m.round_id, m.organisation, $4, $5, $6, $7
        FROM round_member m
        WHERE m.province = $1 AND m.round_id = $2 AND m.organisation = ANY ($3) AND m.expected
        ON CONFLICT (province, round_id, organisation) DO UPDATE
        SET until = EXCLUDED.until, reason = EXCLUDED.reason, by = EXCLUDED.by, at = EXCLUDED.at
        """
    var round: RoundKey
    var organisations: [String]
    var until: CalendarDate
    var reason: String
    var by: String
    var at: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(organisations)
        parameters.append(until)
        parameters.append(reason)
        parameters.append(by)
        parameters.append(at)
    }

    typealias Row = Void
}

/// The exceptions of some organisations of a round.
struct FindRoundExceptions: Statement {
    static let sql = """
        SELECT organisation, until FROM round_exception
        WHERE province = $1 AND round_id = $2 AND organisation = ANY ($3)
        """
    struct Row: Sendable {
        var organisation: String
        var until: CalendarDate
    }

    var round: RoundKey
    var organisations: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(organisations)
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        let organisation = try row.next(String.self)
        return Row(organisation: organisation, until: try row.next(CalendarDate.self))
    }
}

struct PageOfRoundExceptions: Statement {
    static let sql = """
        SELECT organisation, until, reason, by, at FROM round_exception
        WHERE province = $1 AND round_id = $2 AND organisation > $3
        ORDER BY organisation
        LIMIT $4
        """
    var round: RoundKey
    var after: String
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(after)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> RoundException {
        let organisation = try row.next(String.self)
        let until = try row.next(CalendarDate.self)
        let reason = try row.next(String.self)
        let by = try row.next(String.self)
        return RoundException(
            organisation: organisation, until: until, reason: reason, by: by, at: try row.next(Instant.self))
    }
}

// MARK: - The round before

/// What an organisation had certified in a round.
struct CertifiedSubmission: Statement {
    static let sql = """
        SELECT s.id
        FROM round r
        JOIN submission s ON (s.province, s.round_id) = (r.province, r.id)
        WHERE r.province = $1 AND r.code = $2 AND s.organisation = $3 AND s.state IN ('certified', 'accepted')
        """
    var province: String
    var round: String
    var organisation: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(round)
        parameters.append(organisation)
    }

    static func decode(_ row: inout RowReader) throws -> ID { try row.next() }
}

/// The numbers that organisations had certified in a round.
struct CertifiedNumbers: Statement {
    static let sql = """
        SELECT s.organisation, a.question, a.number
        FROM round r
        JOIN submission s ON (s.province, s.round_id) = (r.province, r.id) AND s.state IN ('certified', 'accepted')
        JOIN answer a     ON (a.province, a.submission_id) = (s.province, s.id) AND a.number IS NOT NULL
        WHERE r.province = $1 AND r.code = $2 AND s.organisation = ANY ($3)
        """
    struct Row: Sendable {
        var organisation: String
        var question: String
        var number: Quantity
    }

    var province: String
    var round: String
    var organisations: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(round)
        parameters.append(organisations)
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        let organisation = try row.next(String.self)
        let question = try row.next(String.self)
        return Row(organisation: organisation, question: question, number: try row.quantity())
    }
}

// MARK: - Reasons

/// Puts a submission's reasons in place of those before.
struct SaveReasons: Statement {
    static let sql = """
        WITH gone AS (
            DELETE FROM rule_reason
            WHERE province = $1 AND submission_id = $2 AND rule <> ALL ($3)
        )
        INSERT INTO rule_reason (province, submission_id, rule, reason)
        SELECT $1, $2, given.rule, given.reason FROM unnest($3::text[], $4::text[]) AS given (rule, reason)
        ON CONFLICT (province, submission_id, rule) DO UPDATE SET reason = EXCLUDED.reason
        """
    var province: String
    var submission: ID
    var reasons: [RuleReason]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(submission)
        parameters.append(reasons.map(\.rule))
        parameters.append(reasons.map(\.reason))
    }

    typealias Row = Void
}

struct ReasonsOfSubmission: Statement {
    static let sql = "SELECT rule, reason FROM rule_reason WHERE province = $1 AND submission_id = $2 ORDER BY rule"
    var province: String
    var submission: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(submission)
    }

    static func decode(_ row: inout RowReader) throws -> RuleReason {
        let rule = try row.next(String.self)
        return RuleReason(rule: rule, reason: try row.next(String.self))
    }
}
