import BudgetContract
import Kernel
import Postgres

/// The lines of an export with their plans, by code; one more than the limit, so that too many are noticed.
struct SelectExportLines: Statement {
    static let sql = """
        SELECT \(LineColumns.sql), coalesce(p.months, '{}'), o.name_th
          FROM budget_line AS l
          LEFT JOIN disbursement_plan AS p ON p.province = l.province AND p.line = l.id
          LEFT JOIN organisation AS o ON o.code = l.organisation
         WHERE l.organisation IN (SELECT descendant FROM organisation_reach
                                   WHERE ancestor = $1 AND relation = 'either')
           AND l.fiscal_year = $2
         ORDER BY l.province, l.code
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

    static func decode(_ row: inout RowReader) throws -> ExportLine {
        ExportLine(
            line: try LineColumns.decode(&row), months: try row.next(), organisationName: try row.next())
    }
}

/// A line as exports have it.
struct ExportLine: Sendable {
    var line: BudgetLine
    /// October to September; empty without a plan.
    var months: [Money]
    var organisationName: String?
}

/// Allocations, commitments, payments and refunds of an export, by day; what was reversed and reversals are left out,
/// as they undo each other.
struct SelectExportEntries: Statement {
    static let sql = """
        SELECT e.id, e.kind, e.date, e.code, e.letter_number, e.reference, l.code, c.code, c.payee, l.work_code,
               sum(p.amount) FILTER (WHERE NOT (e.kind = 'disbursement' AND p.debit_stage = 'available'))::bigint
          FROM ledger_entry AS e
          JOIN posting AS p ON p.province = e.province AND p.entry = e.id
          JOIN budget_line AS l ON l.province = p.province AND l.id = p.debit_line
          LEFT JOIN commitment AS c ON c.province = e.province AND c.id = e.commitment
         WHERE l.organisation IN (SELECT descendant FROM organisation_reach
                                   WHERE ancestor = $1 AND relation = 'either')
           AND l.fiscal_year = $2
           AND e.kind IN ('allocation', 'supplementaryAllocation', 'commitment', 'disbursement', 'refund')
           AND NOT EXISTS (SELECT FROM ledger_entry AS r WHERE r.province = e.province AND r.reverses = e.id)
         GROUP BY e.province, e.id, l.code, c.code, c.payee, l.work_code
         ORDER BY e.date, e.id
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

    static func decode(_ row: inout RowReader) throws -> ExportEntry {
        ExportEntry(
            id: try row.next(), kind: try row.nextCase(), date: try row.next(), code: try row.next(),
            letterNumber: try row.next(), reference: try row.next(), line: try row.next(), order: try row.next(),
            payee: try row.next(), workCode: try row.next(), amount: try row.next())
    }
}

/// An entry as exports have it.
struct ExportEntry: Sendable {
    var id: ID
    var kind: EntryKind
    var date: CalendarDate
    var code: String?
    var letterNumber: String?
    var reference: String?
    var line: String
    var order: String?
    var payee: String?
    var workCode: String
    var amount: Money

    /// Its own number; without one its id, by which an import finds it again.
    var document: String { code ?? id.description }
}
