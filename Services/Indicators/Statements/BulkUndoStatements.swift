import IndicatorsContract
import Kernel
import Postgres

/// A large file that is in.
struct TakenFile: Sendable {
    var key: BulkKey
    /// When: its figures were saved at that moment.
    var takenAt: Instant
    var by: String
    /// It took figures back.
    var isDeletion: Bool

    /// Five parameters.
    func bind(_ rows: ClosedRange<Int>, _ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(Int32(truncatingIfNeeded: rows.lowerBound))
        parameters.append(Int32(truncatingIfNeeded: rows.upperBound))
        parameters.append(takenAt)
    }
}

/// How statements say of the file's good figures what became of them.
private enum Taken {
    /// The figures `s` of `$3` to `$4` with their key: `o.province`, `c.dimensions`, `c.parts`.
    static let good = """
        figure_staging s
        JOIN organisation o ON o.code = s.organisation
        CROSS JOIN LATERAL (SELECT string_to_array(s.categories, ' ') AS parts,
                                   regexp_replace(s.categories, '=[^ ]*', '', 'g') AS dimensions) AS c
        """
    static let isGood = """
        s.sheet_row BETWEEN $3 AND $4
          AND NOT EXISTS (SELECT FROM figure_bulk_problem p
                          WHERE (p.province, p.code, p.sheet_row) = ($1, $2, s.sheet_row))
        """
    static let key = "(o.province, s.element, s.period, c.dimensions, c.parts, s.organisation)"

    /// Each with the value that is there now, and whether another was there before.
    static let compared = """
        SELECT s.*, v.state AS now_state, v.saved_at, v.saved_by, b.is_there IS TRUE AS is_replaced,
               CASE WHEN $6 THEN b.is_there AND v.state IS NOT NULL
                    ELSE v.state IS NULL OR v.saved_at > $5
                         OR (v.state, v.number) IS DISTINCT FROM (s.state, s.number) END AS is_touched
        FROM \(good)
        LEFT JOIN LATERAL (SELECT v.state, v.number, v.saved_at, v.saved_by
                           FROM data_value v
                           WHERE (v.province, v.element, v.period, v.dimensions, v.categories, v.organisation)
                               = \(key)
                           OFFSET 0) AS v ON true
        LEFT JOIN LATERAL (SELECT true AS is_there
                           FROM figure_bulk_before b
                           WHERE (b.province, b.code) = ($1, $2)
                             AND (b.of_province, b.element, b.period, b.dimensions, b.categories, b.organisation)
                               = \(key)
                           OFFSET 0) AS b ON true
        WHERE \(isGood) AND ($6 OR s.state <> 'notReported')
        """
}

/// How many figures taking the file back puts back and takes away, and how many were changed since.
struct CountTaken: Statement {
    static let sql = """
        SELECT count(*) FILTER (WHERE is_replaced AND is_touched IS NOT TRUE),
               count(*) FILTER (WHERE NOT $6 AND NOT is_replaced AND NOT is_touched AND saved_at = $5 AND saved_by = $7),
               count(*) FILTER (WHERE is_touched)
        FROM (\(Taken.compared)) AS taken
        """
    var file: TakenFile
    var rows: ClosedRange<Int>

    func bind(_ parameters: inout Parameters) {
        file.bind(rows, &parameters)
        parameters.append(file.isDeletion)
        parameters.append(file.by)
    }

    static func decode(_ row: inout RowReader) throws -> (restored: Int, removed: Int, changed: Int) {
        let restored = try row.next(Int.self)
        let removed = try row.next(Int.self)
        return (restored, removed, try row.next(Int.self))
    }
}

/// Figures that were changed after the file came in.
struct TouchedSince: Statement {
    static let sql = """
        SELECT element, period, organisation, categories
        FROM (\(Taken.compared)) AS taken
        WHERE is_touched
        ORDER BY sheet_row, element
        LIMIT $7
        """
    var file: TakenFile
    var rows: ClosedRange<Int>
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        file.bind(rows, &parameters)
        parameters.append(file.isDeletion)
        parameters.append(limit)
    }

    /// In words: `67-ALL AY2566 67-S0001 sex=female`.
    static func decode(_ row: inout RowReader) throws -> String {
        var words: [String] = []
        for _ in 0..<4 { words.append(try row.next(String.self)) }
        return words.filter { !$0.isEmpty }.joined(separator: " ")
    }
}

/// Takes the figures away that were not there before: found one by one by their key, whatever the planner takes the moment
/// of their saving for.
struct RemoveTaken: Statement {
    static let sql = """
        DELETE FROM data_value
        WHERE ctid = ANY (ARRAY(
            SELECT v.place
            FROM \(Taken.good)
            CROSS JOIN LATERAL (SELECT v.ctid AS place
                                FROM data_value v
                                WHERE (v.province, v.element, v.period, v.dimensions, v.categories, v.organisation)
                                    = \(Taken.key)
                                  AND v.saved_at = $5 AND v.saved_by = $6
                                OFFSET 0) AS v
            WHERE \(Taken.isGood)
              AND NOT EXISTS (SELECT FROM figure_bulk_before b
                              WHERE (b.province, b.code) = ($1, $2)
                                AND (b.of_province, b.element, b.period, b.dimensions, b.categories, b.organisation)
                                  = \(Taken.key)
                              OFFSET 0)))
        """
    var file: TakenFile
    var rows: ClosedRange<Int>

    func bind(_ parameters: inout Parameters) {
        file.bind(rows, &parameters)
        parameters.append(file.by)
    }

    typealias Row = Void
}

/// Puts back what the file replaced or took back.
struct RestoreReplaced: Statement {
    static let sql = """
        INSERT INTO data_value (province, element, period, organisation, categories, dimensions, element_province,
                                state, number, version, saved_at, saved_by)
        SELECT b.of_province, b.element, b.period, b.organisation, b.categories, b.dimensions, b.element_province,
               b.state, b.number, 1, $3, $4
        FROM figure_bulk_before b
        WHERE b.province = $1 AND b.code = $2
        ON CONFLICT (province, element, period, dimensions, categories, organisation) DO UPDATE
        SET state = EXCLUDED.state, number = EXCLUDED.number, version = data_value.version + 1,
            saved_at = EXCLUDED.saved_at, saved_by = EXCLUDED.saved_by
        """
    var file: TakenFile
    var now: Instant
    var by: String

    func bind(_ parameters: inout Parameters) {
        file.key.bind(&parameters)
        parameters.append(now)
        parameters.append(by)
    }

    typealias Row = Void
}

struct ForgetReplaced: Statement {
    static let sql = "DELETE FROM figure_bulk_before WHERE province = $1 AND code = $2"
    var file: TakenFile
    func bind(_ parameters: inout Parameters) { file.key.bind(&parameters) }
    typealias Row = Void
}
