import BudgetContract
import Kernel
import Postgres

/// When a file was taken before, if it was.
struct FindImportedSheet: Statement {
    static let sql = """
        SELECT (imported_at AT TIME ZONE 'Asia/Bangkok')::date
          FROM imported_sheet
         WHERE organisation = $1 AND kind = $2 AND digest = $3
        """

    var organisation: String
    var kind: BudgetSheetKind
    var digest: [UInt8]

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(kind.rawValue)
        parameters.append(digest)
    }

    static func decode(_ row: inout RowReader) throws -> CalendarDate { try row.next() }
}

/// Records a file that was taken as a whole.
struct InsertImportedSheet: Statement {
    static let sql = """
        INSERT INTO imported_sheet (province, organisation, kind, digest, name, rows, imported_by, imported_at)
        SELECT o.province, o.code, $2, $3, $4, $5, $6, $7
          FROM organisation AS o
         WHERE o.code = $1
        """

    var organisation: String
    var kind: BudgetSheetKind
    var digest: [UInt8]
    var name: String?
    var rows: Int
    var importedBy: String
    var importedAt: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(kind.rawValue)
        parameters.append(digest)
        parameters.append(name)
        parameters.append(Int64(rows))
        parameters.append(importedBy)
        parameters.append(importedAt)
    }

    typealias Row = Void
}

/// Provinces of the organisations below one.
struct SelectProvincesBelow: Statement {
    static let sql = """
        SELECT DISTINCT o.province
          FROM organisation AS o
          JOIN organisation_reach AS r ON r.descendant = o.code
         WHERE r.ancestor = $1 AND r.relation = 'either'
        """

    var organisation: String

    func bind(_ parameters: inout Parameters) { parameters.append(organisation) }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// What entries of these codes or ids posted, of lines below an organisation: to tell a row that is there already.
struct SelectEntryFacts: Statement {
    static let sql = """
        SELECT coalesce(e.code, e.id::text), e.date, p.amount
          FROM ledger_entry AS e
          JOIN posting AS p ON p.province = e.province AND p.entry = e.id AND p.number = 1
          JOIN budget_line AS l ON l.province = p.province AND l.id = p.debit_line
         WHERE (e.code = ANY ($2) OR e.id = ANY ($3))
           AND l.organisation IN (SELECT descendant FROM organisation_reach
                                   WHERE ancestor = $1 AND relation = 'either')
        """

    var organisation: String
    var codes: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(codes)
        parameters.append(codes.compactMap { ID($0) })
    }

    static func decode(_ row: inout RowReader) throws -> (code: String, date: CalendarDate, amount: Money) {
        (try row.next(), try row.next(), try row.next())
    }
}

/// Commitments that payments of a file may belong to: those of its orders, and of its lines or, where it names payees,
/// all that are outstanding.
struct SelectMatchable: Statement {
    static let sql = """
        SELECT c.code, l.code, c.payee, c.amount - c.disbursed - c.released - c.carried_over
          FROM commitment AS c
          JOIN budget_line AS l ON l.province = c.province AND l.id = c.line
         WHERE l.organisation IN (SELECT descendant FROM organisation_reach
                                   WHERE ancestor = $1 AND relation = 'either')
           AND (c.code = ANY ($2)
                OR (c.disbursed + c.released + c.carried_over < c.amount
                    AND c.payee IS NOT NULL AND ($4::boolean OR l.code = ANY ($3))))
         ORDER BY c.code
        """

    var organisation: String
    var orders: [String]
    var lines: [String]
    var hasPayees: Bool

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(orders)
        parameters.append(lines)
        parameters.append(hasPayees)
    }

    static func decode(_ row: inout RowReader) throws -> PaymentMatching.Candidate {
        PaymentMatching.Candidate(
            order: try row.next(), line: try row.next(), payee: try row.next(), outstanding: try row.next())
    }
}

/// Lines below an organisation by their GFMIS budget codes.
struct SelectLinesByBudgetCode: Statement {
    static let sql = """
        SELECT l.code, l.fiscal_year, l.gfmis_unit, l.gfmis_fund, l.gfmis_budget_code
          FROM budget_line AS l
         WHERE l.organisation IN (SELECT descendant FROM organisation_reach
                                   WHERE ancestor = $1 AND relation = 'either')
           AND l.gfmis_budget_code = ANY ($2)
         ORDER BY l.code
        """

    var organisation: String
    var codes: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(codes)
    }

    static func decode(_ row: inout RowReader) throws -> CodedLine {
        CodedLine(
            code: try row.next(), fiscalYear: try row.next(), unit: try row.next(), fund: try row.next(),
            budgetCode: try row.next())
    }
}
