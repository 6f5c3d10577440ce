import CommonContract
import Kernel
import Postgres

/// Counts a taking over of the directory and gives its number.
struct BeginTree: Statement {
    static let sql = """
        UPDATE round
        SET tree = tree + 1,
            directory_stamp = (SELECT writes::text FROM directory_state)
        WHERE province = $1 AND id = $2
        RETURNING tree
        """
    var round: RoundKey

    func bind(_ parameters: inout Parameters) { parameters.append(round: round) }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

/// Whether the directory is still as it was when the round's tree was taken from it.
struct DirectoryChanged: Statement {
    static let sql = """
        SELECT directory_stamp IS DISTINCT FROM (SELECT writes::text FROM directory_state)
        FROM round
        WHERE province = $1 AND id = $2
        """
    var round: RoundKey

    func bind(_ parameters: inout Parameters) { parameters.append(round: round) }

    static func decode(_ row: inout RowReader) throws -> Bool { try row.next() }
}

/// Writes down who is expected and everyone above them. Whoever has answered stays expected.
struct TakeMembers: Statement {
    static let sql = """
        INSERT INTO round_member (province, round_id, organisation, kind, name_th, name_en, parent, supervisor,
                                  expected, is_inner, tree, state, district)
        WITH top AS (
            SELECT unnest($3::text[]) AS code
        ), answering AS (
            SELECT o.code
            FROM organisation o
            WHERE (o.code IN (SELECT code FROM top)
                   OR EXISTS (SELECT FROM organisation_reach r
                              WHERE r.descendant = o.code AND r.relation = 'either'
                                AND r.ancestor IN (SELECT code FROM top)))
              AND o.kind = ANY ($4::text[])
              AND (o.closed_on IS NULL OR o.closed_on > $5)
        ), involved AS (
            SELECT code FROM answering
            UNION
            SELECT r.ancestor
            FROM answering a
            JOIN organisation_reach r ON r.descendant = a.code AND r.relation = 'either'
        ), inner_one AS (
            SELECT DISTINCT r.ancestor AS code
            FROM involved i
            JOIN organisation_reach r ON r.descendant = i.code AND r.ancestor <> r.descendant AND r.relation = 'either'
        )
        SELECT $1, $2, o.code, o.kind, o.name_th, o.name_en, o.parent, o.supervisor,
               o.code IN (SELECT code FROM answering), o.code IN (SELECT code FROM inner_one), $6, 'notStarted', o.district
        FROM involved i
        JOIN organisation o ON o.code = i.code
        ON CONFLICT (province, round_id, organisation) DO UPDATE
        SET kind = EXCLUDED.kind, name_th = EXCLUDED.name_th, name_en = EXCLUDED.name_en, parent = EXCLUDED.parent,
            supervisor = EXCLUDED.supervisor, district = EXCLUDED.district, is_inner = EXCLUDED.is_inner, tree = EXCLUDED.tree,
            expected = EXCLUDED.expected OR round_member.submission_id IS NOT NULL
        """
    var round: RoundKey
    /// Codes of the organisations from which down answers are expected.
    var under: [String]
    var kinds: [OrganisationKind]
    var today: CalendarDate
    var tree: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(under)
        parameters.append(kinds.map(\.rawValue))
        parameters.append(today)
        parameters.append(Int32(truncatingIfNeeded: tree))
    }

    typealias Row = Void
}

/// Forgets the places of those that the directory still has; the others keep their last ones.
struct DropPlaces: Statement {
    static let sql = """
        DELETE FROM round_place p
        USING round_member m
        WHERE p.province = $1 AND p.round_id = $2
          AND (m.province, m.round_id, m.organisation) = (p.province, p.round_id, p.organisation)
          AND (m.tree = $3 OR m.submission_id IS NULL)
        """
    var round: RoundKey
    var tree: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(Int32(truncatingIfNeeded: tree))
    }

    typealias Row = Void
}

/// Writes down where everyone stands: below whom, over which relation, how deep.
struct TakePlaces: Statement {
    static let sql = """
        INSERT INTO round_place (province, round_id, organisation, relation, ancestor, depth)
        SELECT $1, $2, m.organisation, r.relation, r.ancestor, r.depth
        FROM round_member m
        JOIN organisation_reach r ON r.descendant = m.organisation AND r.ancestor <> r.descendant
        JOIN round_member a       ON (a.province, a.round_id, a.organisation) = ($1, $2, r.ancestor)
        WHERE m.province = $1 AND m.round_id = $2 AND m.tree = $3
        UNION ALL
        SELECT $1, $2, m.organisation, relation.name, m.organisation, 0
        FROM round_member m
        CROSS JOIN (VALUES ('either'), ('parent'), ('supervisor')) AS relation (name)
        WHERE m.province = $1 AND m.round_id = $2 AND m.tree = $3 AND (m.is_inner OR relation.name = 'either')
        """
    var round: RoundKey
    var tree: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(Int32(truncatingIfNeeded: tree))
    }

    typealias Row = Void
}

/// Lets go of those that the directory no longer has below the target, who have not answered and above whom nobody
/// stands that has.
struct DropMembers: Statement {
    static let sql = """
        DELETE FROM round_member m
        WHERE m.province = $1 AND m.round_id = $2 AND m.tree < $3 AND m.submission_id IS NULL
          AND NOT EXISTS (SELECT FROM round_place p
                          WHERE (p.province, p.round_id, p.ancestor) = (m.province, m.round_id, m.organisation))
        """
    var round: RoundKey
    var tree: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(Int32(truncatingIfNeeded: tree))
    }

    typealias Row = Void
}

/// Keeps the number of those expected with the round, as a new version of it.
struct CountExpected: Statement {
    static let sql = """
        UPDATE round
        SET expected = (SELECT count(*) FROM round_member WHERE province = $1 AND round_id = $2 AND expected),
            version = version + 1
        WHERE province = $1 AND id = $2
        RETURNING expected
        """
    var round: RoundKey

    func bind(_ parameters: inout Parameters) { parameters.append(round: round) }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

/// Everyone expected, with where they stand: to tell what a refresh changed.
struct ExpectedMembers: Statement {
    static let sql = """
        SELECT organisation, parent, supervisor
        FROM round_member
        WHERE province = $1 AND round_id = $2 AND expected
        """
    struct Row: Sendable {
        var organisation: String
        var parent: String?
        var supervisor: String?
    }

    var round: RoundKey

    func bind(_ parameters: inout Parameters) { parameters.append(round: round) }

    static func decode(_ row: inout RowReader) throws -> Row {
        let organisation = try row.next(String.self)
        let parent = try row.next(String?.self)
        return Row(organisation: organisation, parent: parent, supervisor: try row.next(String?.self))
    }
}

/// Tells the planner who is in a round now, before their places are put down.
struct AnalyseMembers: Statement {
    static let sql = "ANALYZE round_member"

    func bind(_ parameters: inout Parameters) {}

    typealias Row = Void
}

/// Tells the planner what a round's tree holds now: it was filled in this transaction, and plans made from the
/// statistics of empty tables take minutes where these take milliseconds.
struct AnalyseRoundTree: Statement {
    static let sql = "ANALYZE round_place, question"

    func bind(_ parameters: inout Parameters) {}

    typealias Row = Void
}

/// The same for its roll-ups.
struct AnalyseRollups: Statement {
    static let sql = "ANALYZE rollup"

    func bind(_ parameters: inout Parameters) {}

    typealias Row = Void
}

/// The same after a bulk load of answers.
struct AnalyseAnswers: Statement {
    static let sql = "ANALYZE submission, answer"

    func bind(_ parameters: inout Parameters) {}

    typealias Row = Void
}
