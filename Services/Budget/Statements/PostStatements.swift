import Kernel
import Postgres

/// Writes the entries of a call, all in one statement.
struct InsertEntries: Statement {
    static let sql = """
        INSERT INTO ledger_entry
               (province, id, kind, date, code, letter_number, reference, note, commitment, transfer, reverses,
                posted_by, posted_at)
        SELECT e.province, e.id, e.kind, e.date, e.code, e.letter_number, e.reference, e.note, e.commitment,
               e.transfer, e.reverses, $12, $13
          FROM unnest($1::text[], $2::uuid[], $3::text[], $4::date[], $5::text[], $6::text[], $7::text[], $8::text[],
                      $9::uuid[], $10::uuid[], $11::uuid[])
            AS e (province, id, kind, date, code, letter_number, reference, note, commitment, transfer, reverses)
        """

    var entries: [StoredEntry]
    var postedBy: String
    var postedAt: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(entries.map(\.province))
        parameters.append(entries.map(\.id))
        parameters.append(entries.map(\.plan.kind.rawValue))
        parameters.append(entries.map(\.plan.date))
        parameters.append(entries.map(\.document.code))
        parameters.append(entries.map(\.document.letterNumber))
        parameters.append(entries.map(\.document.reference))
        parameters.append(entries.map(\.document.note))
        parameters.append(entries.map(\.plan.commitment))
        parameters.append(entries.map(\.transfer))
        parameters.append(entries.map(\.plan.reverses))
        parameters.append(postedBy)
        parameters.append(postedAt)
    }

    typealias Row = Void
}

/// Writes the postings of a call.
struct InsertPostings: Statement {
    static let sql = """
        INSERT INTO posting
               (province, entry, number, date, debit_line, debit_stage, credit_line, credit_stage, amount)
        SELECT *
          FROM unnest($1::text[], $2::uuid[], $3::bigint[], $4::date[], $5::uuid[], $6::text[], $7::uuid[],
                      $8::text[], $9::bigint[])
        """

    var entries: [StoredEntry]

    func bind(_ parameters: inout Parameters) {
        let rows = entries.flatMap { entry in
            entry.plan.movements.enumerated().map { (entry, $0.offset + 1, $0.element) }
        }
        parameters.append(rows.map(\.0.province))
        parameters.append(rows.map(\.0.id))
        parameters.append(rows.map { Int64($0.1) })
        parameters.append(rows.map(\.0.plan.date))
        parameters.append(rows.map(\.2.debit.line))
        parameters.append(rows.map(\.2.debit.stage.rawValue))
        parameters.append(rows.map(\.2.credit.line))
        parameters.append(rows.map(\.2.credit.stage.rawValue))
        parameters.append(rows.map(\.2.amount))
    }

    typealias Row = Void
}

/// Adds what a call changed to the totals of its lines and of their months. The row's CHECKs refuse what would take a
/// stage below zero.
struct UpdateTotals: Statement {
    static let sql = """
        WITH change AS (
            SELECT *
              FROM unnest($1::text[], $2::uuid[], $3::date[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
                          $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[])
                AS c (province, line, month, received, transferred, available, reserved, committed, disbursed,
                      returned, carried_over)
        ), months AS (
            INSERT INTO line_month AS m
            SELECT * FROM change
                ON CONFLICT (province, line, month) DO UPDATE
               SET received     = m.received     + excluded.received,
                   transferred  = m.transferred  + excluded.transferred,
                   available    = m.available    + excluded.available,
                   reserved     = m.reserved     + excluded.reserved,
                   committed    = m.committed    + excluded.committed,
                   disbursed    = m.disbursed    + excluded.disbursed,
                   returned     = m.returned     + excluded.returned,
                   carried_over = m.carried_over + excluded.carried_over
        ), total AS (
            SELECT province, line, sum(received)::bigint AS received, sum(transferred)::bigint AS transferred,
                   sum(available)::bigint AS available, sum(reserved)::bigint AS reserved,
                   sum(committed)::bigint AS committed, sum(disbursed)::bigint AS disbursed,
                   sum(returned)::bigint AS returned, sum(carried_over)::bigint AS carried_over
              FROM change
             GROUP BY province, line
        )
        UPDATE budget_line AS l
           SET received     = l.received     + t.received,
               transferred  = l.transferred  + t.transferred,
               allocated    = l.allocated    + t.received + t.transferred - t.returned - t.carried_over,
               available    = l.available    + t.available,
               reserved     = l.reserved     + t.reserved,
               committed    = l.committed    + t.committed,
               disbursed    = l.disbursed    + t.disbursed,
               returned     = l.returned     + t.returned,
               carried_over = l.carried_over + t.carried_over,
               last_date    = greatest(l.last_date, $12)
          FROM total AS t
         WHERE l.province = t.province AND l.id = t.line
        """

    var changes: [(province: String, key: LineMonth, totals: LineTotals)]
    /// No act of the call is for a later day.
    var lastDate: CalendarDate

    func bind(_ parameters: inout Parameters) {
        parameters.append(changes.map(\.province))
        parameters.append(changes.map(\.key.line))
        parameters.append(changes.map(\.key.month))
        parameters.append(changes.map(\.totals.received))
        parameters.append(changes.map(\.totals.transferred))
        parameters.append(changes.map(\.totals.available))
        parameters.append(changes.map(\.totals.reserved))
        parameters.append(changes.map(\.totals.committed))
        parameters.append(changes.map(\.totals.disbursed))
        parameters.append(changes.map(\.totals.returned))
        parameters.append(changes.map(\.totals.carriedOver))
        parameters.append(lastDate)
    }

    typealias Row = Void
}

/// Writes new commitments and what changed of known ones.
struct SaveCommitments: Statement {
    static let sql = """
        INSERT INTO commitment AS c (province, id, code, line, payee, date, amount, disbursed, released)
        SELECT *
          FROM unnest($1::text[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::date[], $7::bigint[],
                      $8::bigint[], $9::bigint[])
            ON CONFLICT (province, id) DO UPDATE
           SET disbursed = excluded.disbursed,
               released  = excluded.released
        """

    var commitments: [CommitmentState]

    func bind(_ parameters: inout Parameters) {
        parameters.append(commitments.map(\.province))
        parameters.append(commitments.map(\.id))
        parameters.append(commitments.map(\.code))
        parameters.append(commitments.map(\.line))
        parameters.append(commitments.map(\.payee))
        parameters.append(commitments.map(\.date))
        parameters.append(commitments.map(\.amount))
        parameters.append(commitments.map(\.disbursed))
        parameters.append(commitments.map(\.released))
    }

    typealias Row = Void
}
