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

    static let nobody = RoundCounts(
        expected: 0, notStarted: 0, drafted: 0, submitted: 0, certified: 0, accepted: 0, returned: 0, onTime: 0,
        late: 0, answeredRate: nil, certifiedRate: nil, onTimeRate: nil)

    private static let parts: [(name: String, filter: String)] = [
        ("expected", ""), ("not_started", "m.state = 'notStarted'"), ("drafted", "m.state = 'draft'"),
        ("submitted", "m.state = 'submitted'"), ("certified", "m.state = 'certified'"),
        ("accepted", "m.state = 'accepted'"), ("returned", "m.state = 'returned'"), ("on_time", "NOT m.late"),
        ("late", "m.late"),
    ]

    fileprivate static let columns = parts.map { "count(*)\(filter($0))" }.joined(separator: ", ")
    /// Of rows that stand for `m.n` organisations each, with names, to be put together.
    fileprivate static let named = parts.map { "coalesce(sum(m.n)\(filter($0)), 0) AS \($0.name)" }
        .joined(separator: ", ")
    fileprivate static let sums = parts.map { "sum(\($0.name))::bigint" }.joined(separator: ", ")

    private static func filter(_ part: (name: String, filter: String)) -> String {
        part.filter.isEmpty ? "" : " FILTER (WHERE \(part.filter))"
    }
}

/// Organisations directly below one, by code.
struct DirectlyBelow: Statement {
    static let sql = """
        SELECT child.organisation, c.name_th, c.name_en, c.kind
        FROM round_place child
        CROSS JOIN LATERAL (SELECT c.name_th, c.name_en, c.kind
                            FROM round_member c
                            WHERE (c.province, c.round_id, c.organisation)
                                = (child.province, child.round_id, child.organisation)
                            OFFSET 0) AS c
        WHERE child.province = $1 AND child.round_id = $2 AND child.ancestor = $3 AND child.relation = $4
          AND child.depth = 1
        ORDER BY child.organisation
        """
    struct Row: Sendable {
        var organisation: String
        var name: LocalizedText
        var kind: OrganisationKind
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
        return Row(organisation: organisation, name: name, kind: try row.raw(OrganisationKind.self))
    }
}

/// How the counts of an organisation and of those directly below it are told.
private enum CountsOfPlaces {
    /// Those who stand below the same parent and supervisor stand below the same ones all the way up, so that they are
    /// counted together first, and a group's place is that of any of them: a round's 30,000 schools are some 800 groups.
    /// - Parameter filter: on those counted, where not everyone of the round is.
    static func sql(_ filter: String) -> String {
        """
        WITH those AS MATERIALIZED (
            SELECT m.organisation, m.parent, m.supervisor, m.tree, m.state, m.late
            FROM round_member m
            WHERE m.province = $1 AND m.round_id = $2 AND m.expected
              AND (m.submission_id IS NOT NULL
                   OR m.tree = (SELECT r.tree FROM round r WHERE r.province = $1 AND r.id = $2))
              \(filter)
        ), counted_once AS MATERIALIZED (
            SELECT parent, supervisor, tree, state, late, min(organisation) AS one, count(*) AS n
            FROM those
            GROUP BY parent, supervisor, tree, state, late
        ), part AS MATERIALIZED (
            SELECT min(m.one) AS one, \(RoundCounts.named)
            FROM counted_once m
            GROUP BY m.parent, m.supervisor, m.tree
        ), counted AS (
            SELECT p.ancestor, part.*
            FROM part
            CROSS JOIN LATERAL (SELECT p.ancestor
                                FROM round_place p
                                WHERE (p.province, p.round_id, p.organisation, p.relation) = ($1, $2, part.one, $4)
                                  AND p.depth > 0
                                OFFSET 0) AS p
            JOIN unnest($3) AS asked (code) ON asked.code = p.ancestor
            UNION ALL
            -- And those who are asked about, where they are expected themselves.
            SELECT m.organisation, m.organisation, \(RoundCounts.named)
            FROM (SELECT m.organisation, m.state, m.late, 1 AS n
                  FROM round_member m
                  WHERE m.province = $1 AND m.round_id = $2 AND m.organisation = ANY ($3) AND m.expected) AS m
            GROUP BY m.organisation
        )
        SELECT ancestor, \(RoundCounts.sums)
        FROM counted
        GROUP BY ancestor
        """
    }
}

/// Counts of these organisations of a whole round, each with everything below it.
struct CountsOfRound: Statement {
    static let sql = CountsOfPlaces.sql("")
    struct Row: Sendable {
        var organisation: String
        var counts: RoundCounts
    }

    var round: RoundKey
    var organisations: [String]
    var relation: Relation

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(organisations)
        parameters.append(relation.rawValue)
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        let organisation = try row.next(String.self)
        return Row(organisation: organisation, counts: try RoundCounts(from: &row))
    }
}

/// The same of a part of a round: `organisation`, and those directly below it. Few or many stand below: that is for the
/// planner to tell, each time.
struct CountsBelow: Statement {
    static let isPrepared = false
    static let sql = CountsOfPlaces.sql(
        """
        AND EXISTS (SELECT FROM round_place p
                          WHERE (p.province, p.round_id, p.ancestor, p.relation, p.organisation)
                              = ($1, $2, $5, $4, m.organisation))
        """)

    var round: RoundKey
    var organisation: String
    var organisations: [String]
    var relation: Relation

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(organisations)
        parameters.append(relation.rawValue)
        parameters.append(organisation)
    }

    static func decode(_ row: inout RowReader) throws -> CountsOfRound.Row { try CountsOfRound.decode(&row) }
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
