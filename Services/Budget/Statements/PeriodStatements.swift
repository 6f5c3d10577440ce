import BudgetContract
import Kernel
import Postgres

/// Closes the lines below an organisation through a day, in the order of their keys as `LockLines` takes them.
struct CloseLines: Statement {
    static let sql = """
        WITH locked AS MATERIALIZED (
            SELECT l.province, l.id
              FROM budget_line AS l
             WHERE l.organisation IN (SELECT descendant FROM organisation_reach
                                       WHERE ancestor = $1 AND relation = 'either')
               AND l.fiscal_year = $2
               AND coalesce(l.closed_through < $3, true)
             ORDER BY l.province, l.id
               FOR UPDATE
        )
        UPDATE budget_line AS l
           SET closed_through = $3, posted_from = NULL, posted_to = NULL
          FROM locked
         WHERE l.province = locked.province AND l.id = locked.id
        """

    var organisation: String
    var fiscalYear: FiscalYear
    var through: CalendarDate

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(fiscalYear)
        parameters.append(through)
    }

    typealias Row = Void
}

/// Records a closing.
struct InsertClosing: Statement {
    static let sql = """
        INSERT INTO period_closing
               (province, id, organisation, fiscal_year, through, letter_number, lines, closed_by, closed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """

    var province: String
    var closing: PeriodClosing

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(closing.id)
        parameters.append(closing.organisation)
        parameters.append(closing.fiscalYear)
        parameters.append(closing.through)
        parameters.append(closing.letterNumber)
        parameters.append(Int64(closing.lines))
        parameters.append(closing.closedBy)
        parameters.append(closing.closedAt)
    }

    typealias Row = Void
}

/// What was closed for an organisation, by it or by one above it.
struct SelectClosings: Statement {
    static let sql = """
        SELECT p.id, p.organisation, p.fiscal_year, p.through, p.letter_number, p.lines, p.closed_by, p.closed_at
          FROM period_closing AS p
         WHERE p.fiscal_year = $2
           AND p.organisation IN (SELECT ancestor FROM organisation_reach
                                   WHERE descendant = $1 AND relation = 'either')
         ORDER BY p.closed_at, p.id
        """

    var organisation: String
    var fiscalYear: FiscalYear

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(fiscalYear)
    }

    static func decode(_ row: inout RowReader) throws -> PeriodClosing {
        PeriodClosing(
            id: try row.next(), organisation: try row.next(), fiscalYear: try row.next(), through: try row.next(),
            letterNumber: try row.next(), lines: try row.next(), closedBy: try row.next(), closedAt: try row.next())
    }
}

/// The lines of a fiscal year below an organisation that still hold money, by id; one more than may be worked on
/// at once, so that too many are noticed.
struct SelectLinesWithMoney: Statement {
    static let sql = """
        SELECT l.id
          FROM budget_line AS l
         WHERE l.organisation IN (SELECT descendant FROM organisation_reach
                                   WHERE ancestor = $1 AND relation = 'either')
           AND l.fiscal_year = $2
           AND (l.available > 0 OR l.committed > 0 OR l.reserved > 0)
         ORDER BY l.province, l.id
         LIMIT $3
        """

    var organisation: String
    var fiscalYear: FiscalYear
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(fiscalYear)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> ID { try row.next() }
}

/// What is outstanding on lines, by id.
struct SelectOutstanding: Statement {
    static let sql = """
        SELECT c.id
          FROM commitment AS c
          JOIN budget_line AS l ON l.province = c.province AND l.id = c.line
         WHERE l.id = ANY ($1) AND c.disbursed + c.released + c.carried_over < c.amount
         ORDER BY c.province, c.code
        """

    var lines: [ID]

    func bind(_ parameters: inout Parameters) { parameters.append(lines) }

    static func decode(_ row: inout RowReader) throws -> ID { try row.next() }
}
