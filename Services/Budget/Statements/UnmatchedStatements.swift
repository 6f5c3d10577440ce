import BudgetContract
import Kernel
import Postgres

/// The columns of an unmatched payment as the contract shows it.
enum UnmatchedColumns {
    static let sql = """
        u.id, u.province, u.organisation, u.code, u.date, u.amount, u.order_code, u.line_code, u.payee, u.reference,
               u.gfmis_unit, u.gfmis_fund, u.gfmis_budget_code, u.reason, u.state, u.file, u.sheet_row, u.found_at,
               u.entry, u.note, u.settled_by, u.settled_at
        """

    static func decode(_ row: inout RowReader) throws -> PaymentToMatch {
        let id: ID = try row.next()
        let province: String = try row.next()
        let organisation: String = try row.next()
        let code: String = try row.next()
        let date: CalendarDate = try row.next()
        let amount: Money = try row.next()
        let order: String? = try row.next()
        let line: String? = try row.next()
        let payee: String? = try row.next()
        let reference: String? = try row.next()
        let unit: String? = try row.next()
        let fund: String? = try row.next()
        let budgetCode: String? = try row.next()
        let reason: UnmatchedReason = try row.nextCase()
        return PaymentToMatch(
            id: id, province: province, organisation: organisation, code: code, date: date, amount: amount,
            order: order, line: line, payee: payee, reference: reference, gfmisUnit: unit, gfmisFund: fund,
            gfmisBudgetCode: budgetCode, reason: reason, message: Messages.unmatched(reason),
            state: try row.nextCase(), file: try row.next(), row: Int(try row.next(Int32.self)),
            foundAt: try row.next(), entry: try row.next(), note: try row.next(), settledBy: try row.next(),
            settledAt: try row.next())
    }
}

/// A payment of an extract that no place was found for.
struct FoundUnmatched: Sendable {
    var id: ID
    var code: String
    var date: CalendarDate
    var amount: Money
    var order: String?
    var line: String?
    var payee: String?
    var reference: String?
    var unit: String?
    var fund: String?
    var budgetCode: String?
    var reason: UnmatchedReason
    var row: Int
}

/// Keeps what could not be matched. One that waits already is as the newest file has it; one that was dismissed stays so.
struct KeepUnmatched: Statement {
    static let sql = """
        INSERT INTO unmatched_payment AS u
               (province, id, organisation, code, date, amount, order_code, line_code, payee, reference, gfmis_unit,
                gfmis_fund, gfmis_budget_code, reason, sheet_row, file, found_at)
        SELECT o.province, f.id, o.code, f.code, f.date, f.amount, f.order_code, f.line_code, f.payee, f.reference,
               f.unit, f.fund, f.budget_code, f.reason, f.sheet_row, $2, $3
          FROM unnest($4::uuid[], $5::text[], $6::date[], $7::bigint[], $8::text[], $9::text[], $10::text[],
                      $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::integer[])
            AS f (id, code, date, amount, order_code, line_code, payee, reference, unit, fund, budget_code, reason,
                  sheet_row)
         CROSS JOIN organisation AS o
         WHERE o.code = $1
            ON CONFLICT (province, organisation, code) DO UPDATE
           SET date = excluded.date, amount = excluded.amount, order_code = excluded.order_code,
               line_code = excluded.line_code, payee = excluded.payee, reference = excluded.reference,
               gfmis_unit = excluded.gfmis_unit, gfmis_fund = excluded.gfmis_fund,
               gfmis_budget_code = excluded.gfmis_budget_code, reason = excluded.reason,
               sheet_row = excluded.sheet_row, file = excluded.file, found_at = excluded.found_at
         WHERE u.state = 'open'
        """

    var organisation: String
    var file: String?
    var at: Instant
    var found: [FoundUnmatched]

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(file)
        parameters.append(at)
        parameters.append(found.map(\.id))
        parameters.append(found.map(\.code))
        parameters.append(found.map(\.date))
        parameters.append(found.map(\.amount))
        parameters.append(found.map(\.order))
        parameters.append(found.map(\.line))
        parameters.append(found.map(\.payee))
        parameters.append(found.map(\.reference))
        parameters.append(found.map(\.unit))
        parameters.append(found.map(\.fund))
        parameters.append(found.map(\.budgetCode))
        parameters.append(found.map(\.reason.rawValue))
        parameters.append(found.map { Int32($0.row) })
    }

    typealias Row = Void
}

/// Closes those that a file has posted since, under these numbers.
struct CloseMatched: Statement {
    static let sql = """
        UPDATE unmatched_payment AS u
           SET state = 'matched', entry = e.id, settled_by = $3, settled_at = $4
          FROM ledger_entry AS e
         WHERE u.organisation = $1 AND u.state = 'open' AND u.code = ANY ($2)
           AND e.province = u.province AND e.code = u.code
        """

    var organisation: String
    var codes: [String]
    var by: String
    var at: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(codes)
        parameters.append(by)
        parameters.append(at)
    }

    typealias Row = Void
}

/// One payment; locked where it is to be settled, so that two officers do so one after the other.
struct FindUnmatched: Statement {
    static let sql = "SELECT \(UnmatchedColumns.sql) FROM unmatched_payment AS u WHERE u.id = $1"

    var id: ID

    func bind(_ parameters: inout Parameters) { parameters.append(id) }

    static func decode(_ row: inout RowReader) throws -> PaymentToMatch { try UnmatchedColumns.decode(&row) }
}

/// The same, locked.
struct LockUnmatched: Statement {
    static let sql = FindUnmatched.sql + " FOR UPDATE"

    var id: ID

    func bind(_ parameters: inout Parameters) { parameters.append(id) }

    static func decode(_ row: inout RowReader) throws -> PaymentToMatch { try UnmatchedColumns.decode(&row) }
}

/// Settles one that was open.
struct SettleUnmatched: Statement {
    static let sql = """
        UPDATE unmatched_payment AS u
           SET state = $3, entry = $4, note = $5, settled_by = $6, settled_at = $7
         WHERE u.province = $1 AND u.id = $2 AND u.state = 'open'
        RETURNING \(UnmatchedColumns.sql)
        """

    var payment: PaymentToMatch
    var state: PaymentMatchState
    var entry: ID?
    var note: String?
    var by: String
    var at: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(payment.province)
        parameters.append(payment.id)
        parameters.append(state.rawValue)
        parameters.append(entry)
        parameters.append(note)
        parameters.append(by)
        parameters.append(at)
    }

    static func decode(_ row: inout RowReader) throws -> PaymentToMatch { try UnmatchedColumns.decode(&row) }
}

/// A page of unmatched payments, newest first.
struct SelectUnmatched: Statement {
    static let sql = """
        SELECT \(UnmatchedColumns.sql)
          FROM unmatched_payment AS u
         WHERE u.organisation IN (SELECT descendant FROM organisation_reach
                                   WHERE ancestor = $1 AND relation = 'either')
           AND u.state = $2
           AND ($3::date IS NULL OR (u.date, u.id) < ($3, $4))
         ORDER BY u.date DESC, u.id DESC
         LIMIT $5
        """

    var organisation: String
    var state: PaymentMatchState
    var before: (date: CalendarDate, id: ID)?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(state.rawValue)
        parameters.append(before?.date)
        parameters.append(before?.id)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> PaymentToMatch { try UnmatchedColumns.decode(&row) }
}

/// Commitments below an organisation that a payment of that day and amount may belong to.
struct SelectMatchCandidates: Statement {
    static let sql = """
        SELECT c.id, c.code, l.code, c.payee, c.date, c.amount - c.disbursed - c.released - c.carried_over
          FROM commitment AS c
          JOIN budget_line AS l ON l.province = c.province AND l.id = c.line
         WHERE l.organisation IN (SELECT descendant FROM organisation_reach
                                   WHERE ancestor = $1 AND relation = 'either')
           AND l.fiscal_year = $2
           AND c.amount - c.disbursed - c.released - c.carried_over >= $3
           AND c.date <= $4
         ORDER BY c.code
         LIMIT 2000
        """

    var payment: PaymentToMatch

    func bind(_ parameters: inout Parameters) {
        parameters.append(payment.organisation)
        parameters.append(FiscalYear(containing: payment.date))
        parameters.append(payment.amount)
        parameters.append(payment.date)
    }

    static func decode(_ row: inout RowReader) throws -> MatchCandidate {
        MatchCandidate(
            commitment: try row.next(), code: try row.next(), lineCode: try row.next(), payee: try row.next(),
            date: try row.next(), outstanding: try row.next(), samePayee: false, exact: false)
    }
}

/// Lines of the payment's year that its extract may mean: by the line's code or GFMIS's.
struct SelectMatchLines: Statement {
    static let sql = """
        SELECT \(LineColumns.sql)
          FROM budget_line AS l
         WHERE l.organisation IN (SELECT descendant FROM organisation_reach
                                   WHERE ancestor = $1 AND relation = 'either')
           AND l.fiscal_year = $2
           AND (l.code = $3 OR l.gfmis_budget_code = $4)
         ORDER BY l.province, l.code
         LIMIT 50
        """

    var payment: PaymentToMatch

    func bind(_ parameters: inout Parameters) {
        parameters.append(payment.organisation)
        parameters.append(FiscalYear(containing: payment.date))
        parameters.append(payment.line)
        parameters.append(payment.gfmisBudgetCode)
    }

    static func decode(_ row: inout RowReader) throws -> BudgetLine { try LineColumns.decode(&row) }
}
