import CommonContract
import Kernel
import PlansContract
import Postgres

/// The occasions that are expected in a year, for statements that count them.
struct ExpectedOccasions: Sendable {
    var items: [String] = []
    var approaches: [Int] = []
    var levels: [String] = []
    var numbers: [Int] = []
    var due: [CalendarDate?] = []

    init(_ items: [DrivingItem], in year: FiscalYear) {
        for item in items {
            for occasion in DrivingOccasion.all(of: item.spans, in: year) {
                self.items.append(item.code)
                approaches.append(item.approach)
                levels.append(item.level.rawValue)
                numbers.append(occasion.number)
                due.append(occasion.dueOn)
            }
        }
    }

    /// `$1` to `$5`, the year and today.
    func bind(_ year: FiscalYear, _ today: CalendarDate, _ parameters: inout Parameters) {
        parameters.append(items)
        parameters.append(approaches)
        parameters.append(levels)
        parameters.append(numbers)
        parameters.append(due)
        parameters.append(year.buddhistYear)
        parameters.append(today)
    }

    /// `x` the occasions, `o` their organisations, `s` what these reported.
    static let tables = """
        unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::date[]) x (item, approach, level, occasion, due)
          JOIN place o ON o.level = x.level
          LEFT JOIN driving_status s ON s.province = o.province AND s.organisation = o.code AND s.fiscal_year = $6
                                    AND s.item = x.item AND s.occasion = x.occasion
        """

    /// Seven columns of `DrivingCounts`.
    static let counts = """
        count(*), count(*) FILTER (WHERE s.state = 'done'), count(*) FILTER (WHERE s.state = 'inProgress'),
               count(*) FILTER (WHERE s.state = 'notStarted'), count(*) FILTER (WHERE s.state = 'notApplicable'),
               count(*) FILTER (WHERE s.state IS NULL),
               count(*) FILTER (WHERE x.due < $7 AND coalesce(s.state, '') NOT IN ('done', 'notApplicable'))
        """
}

extension DrivingCounts {
    static func decode(_ row: inout RowReader) throws -> DrivingCounts {
        DrivingCounts(
            expected: try row.next(), done: try row.next(), inProgress: try row.next(), notStarted: try row.next(),
            notApplicable: try row.next(), notReported: try row.next(), overdue: try row.next())
    }
}

extension DrivingItem {
    var spans: [DrivingSpan] { windows.compactMap { DrivingSpan(rawValue: $0.rawValue) } }
}

/// The cells of some organisations' rows.
struct DrivingCells: Statement {
    static let sql = """
        WITH place AS (
            SELECT o.code, o.province, \(DrivingPlace.level) AS level FROM organisation o WHERE o.code = ANY ($8))
        SELECT o.code, x.approach, \(ExpectedOccasions.counts)
          FROM \(ExpectedOccasions.tables)
         GROUP BY o.code, x.approach
         ORDER BY o.code, x.approach
        """
    let expected: ExpectedOccasions
    let year: FiscalYear
    let today: CalendarDate
    let organisations: [String]

    func bind(_ parameters: inout Parameters) {
        expected.bind(year, today, &parameters)
        parameters.append(organisations)
    }

    static func decode(_ row: inout RowReader) throws -> (organisation: String, cell: DrivingCell) {
        (try row.next(), DrivingCell(approach: try row.next(), counts: try .decode(&row)))
    }
}

/// Each item over all organisations at and below one.
struct DrivingItemCounts: Statement {
    static let sql = """
        WITH place AS (
            SELECT o.code, o.province, \(DrivingPlace.level) AS level
              FROM organisation_reach r
              JOIN organisation o ON o.code = r.descendant
             WHERE r.ancestor = $8 AND r.relation = 'either' AND (o.closed_on IS NULL OR o.closed_on > $7))
        SELECT x.item, \(ExpectedOccasions.counts)
          FROM \(ExpectedOccasions.tables)
         GROUP BY x.item
        """
    let expected: ExpectedOccasions
    let year: FiscalYear
    let today: CalendarDate
    let root: String

    func bind(_ parameters: inout Parameters) {
        expected.bind(year, today, &parameters)
        parameters.append(root)
    }

    static func decode(_ row: inout RowReader) throws -> (item: String, counts: DrivingCounts) {
        (try row.next(), try .decode(&row))
    }
}
