import CommonContract
import IndicatorsContract
import Kernel
import Postgres

/// An organisation of a round.
struct MemberRow: Sendable {
    var organisation: String
    var name: LocalizedText
    var kind: OrganisationKind
    var expected: Bool
    var isInner: Bool
    var state: ExpectationState
    var submission: ID?

    init(from row: inout RowReader) throws {
        organisation = try row.next()
        name = try row.text()
        kind = try row.raw()
        expected = try row.next()
        isInner = try row.next()
        state = try row.raw()
        submission = try row.next()
    }

    static let columns = "organisation, name_th, name_en, kind, expected, is_inner, state, submission_id"

    /// The relation under which its own roll-ups and places stand: those of a leaf stand under `either` alone.
    func relation(_ asked: Relation) -> Relation { isInner ? asked : .either }
}

struct FindMember: Statement {
    static let sql = """
        SELECT \(MemberRow.columns) FROM round_member WHERE province = $1 AND round_id = $2 AND organisation = $3
        """
    var round: RoundKey
    var organisation: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(organisation)
    }

    static func decode(_ row: inout RowReader) throws -> MemberRow { try MemberRow(from: &row) }
}

/// Takes these organisations for the rest of the transaction, in the order of their codes: two who save, certify or
/// accept for the same one do so one after the other.
struct LockMembers: Statement {
    static let sql = """
        SELECT \(MemberRow.columns)
        FROM round_member
        WHERE province = $1 AND round_id = $2 AND organisation = ANY ($3)
        ORDER BY organisation
        FOR NO KEY UPDATE
        """
    var round: RoundKey
    var organisations: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(organisations)
    }

    static func decode(_ row: inout RowReader) throws -> MemberRow { try MemberRow(from: &row) }
}

/// The same for a filter: those below an organisation over either relation, itself included.
struct LockMembersBelow: Statement {
    static let sql = """
        SELECT \(MemberRow.columns)
        FROM round_member
        WHERE province = $1 AND round_id = $2 AND expected
          AND organisation IN (SELECT p.organisation FROM round_place p
                               WHERE p.province = $1 AND p.round_id = $2 AND p.ancestor = $3
                                 AND p.relation = 'either')
          AND ($4::text[] = '{}' OR kind = ANY ($4))
          AND ($5::text[] = '{}' OR organisation = ANY ($5))
        ORDER BY organisation
        FOR NO KEY UPDATE
        """
    var round: RoundKey
    var under: String
    var kinds: [OrganisationKind]
    var organisations: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(under)
        parameters.append(kinds.map(\.rawValue))
        parameters.append(organisations)
    }

    static func decode(_ row: inout RowReader) throws -> MemberRow { try MemberRow(from: &row) }
}

/// The same for everyone in the round.
struct LockAllMembers: Statement {
    static let sql = """
        SELECT FROM round_member
        WHERE province = $1 AND round_id = $2
        ORDER BY organisation
        FOR NO KEY UPDATE
        """
    var round: RoundKey
    func bind(_ parameters: inout Parameters) { parameters.append(round: round) }
    typealias Row = Void
}

/// Brings the organisations of these submissions to where the submissions are. What was submitted first decides
/// whether it was late.
struct FollowSubmissions: Statement {
    static let sql = """
        UPDATE round_member m
        SET state = s.state, submission_id = s.id,
            first_submitted_at = coalesce(m.first_submitted_at, s.submitted_at),
            late = coalesce(m.late, CASE WHEN s.submitted_at IS NOT NULL THEN s.late END)
        FROM submission s
        WHERE s.province = $1 AND s.id = ANY ($2)
          AND (m.province, m.round_id, m.organisation) = (s.province, s.round_id, s.organisation)
        """
    var province: String
    var submissions: [ID]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(submissions)
    }

    typealias Row = Void
}

// MARK: - Status

extension RoundCounts {
    init(from row: inout RowReader) throws {
        let counts = try (0..<9).map { _ in try row.next(Int.self) }
        let answered = counts[3] + counts[4] + counts[5]
        self.init(
            expected: counts[0], notStarted: counts[1], drafted: counts[2], submitted: counts[3],
            certified: counts[4], accepted: counts[5], returned: counts[6], onTime: counts[7], late: counts[8],
            answeredRate: Figure.rate(answered, of: counts[0]),
            certifiedRate: Figure.rate(counts[4] + counts[5], of: counts[0]),
            onTimeRate: Figure.rate(counts[7], of: counts[0]))
    }

    fileprivate static let columns = """
        count(*), count(*) FILTER (WHERE m.state = 'notStarted'), count(*) FILTER (WHERE m.state = 'draft'),
               count(*) FILTER (WHERE m.state = 'submitted'), count(*) FILTER (WHERE m.state = 'certified'),
               count(*) FILTER (WHERE m.state = 'accepted'), count(*) FILTER (WHERE m.state = 'returned'),
               count(*) FILTER (WHERE NOT m.late), count(*) FILTER (WHERE m.late)
        """
}

/// Counts of an organisation and everything below it.
struct CountsOfOrganisation: Statement {
    static let sql = """
        SELECT \(RoundCounts.columns)
        FROM round_place p
        JOIN round_member m ON (m.province, m.round_id, m.organisation) = (p.province, p.round_id, p.organisation)
        WHERE p.province = $1 AND p.round_id = $2 AND p.ancestor = $3 AND p.relation = $4 AND m.expected
        """
    var round: RoundKey
    var organisation: String
    var relation: Relation

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(organisation)
        parameters.append(relation.rawValue)
    }

    static func decode(_ row: inout RowReader) throws -> RoundCounts { try RoundCounts(from: &row) }
}

/// Organisations directly below one, by code.
struct DirectlyBelow: Statement {
    static let sql = """
        SELECT c.organisation, c.name_th, c.name_en, c.kind, c.is_inner
        FROM round_place child
        JOIN round_member c ON (c.province, c.round_id, c.organisation)
                             = (child.province, child.round_id, child.organisation)
        WHERE child.province = $1 AND child.round_id = $2 AND child.ancestor = $3 AND child.relation = $4
          AND child.depth = 1
        ORDER BY c.organisation
        """
    struct Row: Sendable {
        var organisation: String
        var name: LocalizedText
        var kind: OrganisationKind
        var isInner: Bool
    }

    var round: RoundKey
    var organisation: String
    var relation: Relation

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(organisation)
        parameters.append(relation.rawValue)
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        let organisation = try row.next(String.self)
        let name = try row.text()
        let kind = try row.raw(OrganisationKind.self)
        return Row(organisation: organisation, name: name, kind: kind, isInner: try row.next(Bool.self))
    }
}

/// Counts of these organisations, each with everything below it: inner ones over the relation, the others themselves. They
/// are told by code: joined with what makes them, the planner takes them for many and reads every place.
struct CountsOfEach: Statement {
    static let sql = """
        SELECT p.ancestor, \(RoundCounts.columns)
        FROM round_place p
        JOIN round_member m ON (m.province, m.round_id, m.organisation) = (p.province, p.round_id, p.organisation)
                           AND m.expected
        WHERE p.province = $1 AND p.round_id = $2
          AND (p.ancestor = ANY ($3) AND p.relation = $4 OR p.ancestor = ANY ($5) AND p.relation = 'either')
        GROUP BY p.ancestor
        """
    struct Row: Sendable {
        var organisation: String
        var counts: RoundCounts
    }

    var round: RoundKey
    var inner: [String]
    var relation: Relation
    var leaves: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(inner)
        parameters.append(relation.rawValue)
        parameters.append(leaves)
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        let organisation = try row.next(String.self)
        return Row(organisation: organisation, counts: try RoundCounts(from: &row))
    }
}

/// Counts of the organisations at and below one, by district, kind or parent agency.
struct CountsByGroup: Statement {
    static let sql = """
        WITH those AS (
            SELECT m.state, m.late,
                   coalesce(CASE $5 WHEN 'district' THEN m.district WHEN 'kind' THEN m.kind ELSE m.parent END, '')
                       AS key
            FROM round_place p
            JOIN round_member m ON (m.province, m.round_id, m.organisation) = (p.province, p.round_id, p.organisation)
            WHERE p.province = $1 AND p.round_id = $2 AND p.ancestor = $3 AND p.relation = $4 AND m.expected
        ), counted AS (
            SELECT m.key, \(RoundCounts.columns)
            FROM those m
            GROUP BY m.key
        )
        SELECT c.*, coalesce(a.name_th, g.name_th), coalesce(a.name_en, g.name_en)
        FROM counted c
        LEFT JOIN area a         ON $5 = 'district' AND a.code = c.key
        LEFT JOIN round_member g ON $5 = 'parent' AND (g.province, g.round_id, g.organisation) = ($1, $2, c.key)
        ORDER BY c.key
        """
    var round: RoundKey
    var organisation: String
    var relation: Relation
    var by: RoundGrouping

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(organisation)
        parameters.append(relation.rawValue)
        parameters.append(by.rawValue)
    }

    static func decode(_ row: inout RowReader) throws -> GroupCounts {
        let key = try row.next(String.self)
        let counts = try RoundCounts(from: &row)
        return GroupCounts(key: key.isEmpty ? nil : key, name: try row.optionalText(), counts: counts)
    }
}

struct OutstandingRow: Sendable {
    var organisation: String
    var name: LocalizedText
    var kind: OrganisationKind
    var state: ExpectationState
    var parent: String?
    var supervisor: String?
}

/// Those below an organisation who still owe their answer, by code.
struct PageOfOutstanding: Statement {
    static let sql = """
        SELECT m.organisation, m.name_th, m.name_en, m.kind, m.state, m.parent, m.supervisor
        FROM round_place p
        JOIN round_member m ON (m.province, m.round_id, m.organisation) = (p.province, p.round_id, p.organisation)
        WHERE p.province = $1 AND p.round_id = $2 AND p.ancestor = $3 AND p.relation = $4 AND p.organisation > $5
          AND m.expected AND m.state = ANY ($6)
        ORDER BY p.organisation
        LIMIT $7
        """
    var round: RoundKey
    var organisation: String
    var relation: Relation
    var after: String
    var states: [ExpectationState]
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(organisation)
        parameters.append(relation.rawValue)
        parameters.append(after)
        parameters.append(states.map(\.rawValue))
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> OutstandingRow {
        let organisation = try row.next(String.self)
        let name = try row.text()
        let kind = try row.raw(OrganisationKind.self)
        let state = try row.raw(ExpectationState.self)
        let parent = try row.next(String?.self)
        return OutstandingRow(
            organisation: organisation, name: name, kind: kind, state: state, parent: parent,
            supervisor: try row.next(String?.self))
    }
}
