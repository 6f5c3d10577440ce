import Kernel
import Postgres

/// Writes all that a call has made, in one statement, so that a line stays locked for one round trip: commitments,
/// entries, postings, and the totals of lines, days and months. The rows' CHECKs refuse what would take a stage below zero.
struct WriteActs: Statement {
    static let sql = """
        WITH commitments AS (
            INSERT INTO commitment AS c (province, id, code, line, payee, date, amount, disbursed, released,
                                         carried_over)
            SELECT *
              FROM unnest($1::text[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::date[], $7::bigint[],
                          $8::bigint[], $9::bigint[], $44::bigint[])
                ON CONFLICT (province, id) DO UPDATE
               SET disbursed    = excluded.disbursed,
                   released     = excluded.released,
                   carried_over = excluded.carried_over
        ), entries AS (
            INSERT INTO ledger_entry
                   (province, id, kind, date, code, letter_number, reference, note, commitment, transfer, reverses,
                    claim, posted_by, posted_at)
            SELECT *
              FROM unnest($10::text[], $11::uuid[], $12::text[], $13::date[], $14::text[], $15::text[], $16::text[],
                          $17::text[], $18::uuid[], $19::uuid[], $20::uuid[], $45::uuid[], $21::text[],
                          $22::timestamptz[])
        ), postings AS (
            INSERT INTO posting
                   (province, entry, number, date, debit_line, debit_stage, credit_line, credit_stage, amount)
            SELECT *
              FROM unnest($23::text[], $24::uuid[], $25::bigint[], $26::date[], $27::uuid[], $28::text[], $29::uuid[],
                          $30::text[], $31::bigint[])
        ), change AS (
            SELECT *
              FROM unnest($32::text[], $33::uuid[], $34::date[], $35::bigint[], $36::bigint[], $37::bigint[],
                          $38::bigint[], $39::bigint[], $40::bigint[], $41::bigint[], $42::bigint[])
                AS c (province, line, date, received, transferred, available, reserved, committed, disbursed,
                      returned, carried_over)
        ), days AS (
            INSERT INTO line_day AS d
            SELECT *
              FROM change
                ON CONFLICT (province, line, date) DO UPDATE
               SET received     = d.received     + excluded.received,
                   transferred  = d.transferred  + excluded.transferred,
                   available    = d.available    + excluded.available,
                   reserved     = d.reserved     + excluded.reserved,
                   committed    = d.committed    + excluded.committed,
                   disbursed    = d.disbursed    + excluded.disbursed,
                   returned     = d.returned     + excluded.returned,
                   carried_over = d.carried_over + excluded.carried_over
        ), months AS (
            INSERT INTO line_month AS m
            SELECT province, line, date_trunc('month', date::timestamp)::date, sum(received)::bigint,
                   sum(transferred)::bigint, sum(available)::bigint, sum(reserved)::bigint, sum(committed)::bigint,
                   sum(disbursed)::bigint, sum(returned)::bigint, sum(carried_over)::bigint
              FROM change
             GROUP BY province, line, 3
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
                   sum(returned)::bigint AS returned, sum(carried_over)::bigint AS carried_over,
                   min(date) AS first, max(date) AS last
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
               last_date    = greatest(l.last_date, $43),
               posted_from  = t.first,
               posted_to    = t.last
          FROM total AS t
         WHERE l.province = t.province AND l.id = t.line
        """

    /// New commitments, and changed ones as they are now.
    var commitments: [CommitmentState]
    var entries: [StoredEntry]
    /// What changed by line and day, with the line's province.
    var changes: [(province: String, key: LineDay, totals: LineTotals)]

    func bind(_ parameters: inout Parameters) {
        bindCommitments(&parameters)
        bindEntries(&parameters)
        bindPostings(&parameters)
        bindChanges(&parameters)
        parameters.append(entries.map(\.plan.date).max() ?? .epoch)
        parameters.append(commitments.map(\.carriedOver))
        parameters.append(entries.map(\.claim))
    }

    private func bindCommitments(_ parameters: inout Parameters) {
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

    private func bindEntries(_ parameters: inout Parameters) {
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
        parameters.append(entries.map(\.postedBy))
        parameters.append(entries.map(\.postedAt))
    }

    private func bindPostings(_ parameters: inout Parameters) {
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

    private func bindChanges(_ parameters: inout Parameters) {
        parameters.append(changes.map(\.province))
        parameters.append(changes.map(\.key.line))
        parameters.append(changes.map(\.key.date))
        parameters.append(changes.map(\.totals.received))
        parameters.append(changes.map(\.totals.transferred))
        parameters.append(changes.map(\.totals.available))
        parameters.append(changes.map(\.totals.reserved))
        parameters.append(changes.map(\.totals.committed))
        parameters.append(changes.map(\.totals.disbursed))
        parameters.append(changes.map(\.totals.returned))
        parameters.append(changes.map(\.totals.carriedOver))
    }

    typealias Row = Void
}
