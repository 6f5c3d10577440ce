import BudgetContract
import Kernel
import Postgres

/// Records the Budget Bureau's agreement, once, while the transfer is not decided.
struct AgreeToTransfer: Statement {
    static let sql = """
        UPDATE budget_transfer
           SET agreement_letter = $3, agreed_on = $4
         WHERE province = $1 AND id = $2 AND state = 'requested' AND needs_agreement AND agreement_letter IS NULL
        """

    var province: String
    var id: ID
    var letter: DatedLetter

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(id)
        parameters.append(letter.letterNumber)
        parameters.append(letter.date)
    }

    typealias Row = Void
}

/// Records that a transfer was reported, once.
struct MarkTransferReported: Statement {
    static let sql = """
        UPDATE budget_transfer
           SET report_letter = $3, reported_on = $4
         WHERE province = $1 AND id = $2 AND report_due_on IS NOT NULL AND report_letter IS NULL
        """

    var province: String
    var id: ID
    var letter: DatedLetter

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(id)
        parameters.append(letter.letterNumber)
        parameters.append(letter.date)
    }

    typealias Row = Void
}

/// Requests that are not decided, of lines below an organisation: those past their last day, or all of a fiscal year.
struct SelectOpenTransfers: Statement {
    static let sql = """
        SELECT \(TransferColumns.sql)
          FROM \(TransferColumns.tables)
         WHERE t.state = 'requested'
           AND ($1::text IS NULL
                OR EXISTS (SELECT FROM organisation_reach AS o
                            WHERE o.ancestor = $1 AND o.relation = 'either'
                              AND o.descendant IN (f.organisation, g.organisation)))
           AND ($2::integer IS NULL OR f.fiscal_year = $2)
           -- What the plans service decides expires once its news of the last day are heard.
           AND ($3::date IS NULL
                OR (t.expires_on < $3
                    AND (t.agenda IS NULL
                         OR EXISTS (SELECT FROM agenda_following AS w
                                     WHERE w.peer = t.agenda
                                       AND (w.heard_at AT TIME ZONE 'Asia/Bangkok')::date > t.expires_on))))
         ORDER BY t.province, t.code
         LIMIT 500
        """

    /// `nil`: any.
    var organisation: String?
    var fiscalYear: FiscalYear?
    var expiredBy: CalendarDate?

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(fiscalYear)
        parameters.append(expiredBy)
    }

    static func decode(_ row: inout RowReader) throws -> Transfer { try TransferColumns.decode(&row) }
}
