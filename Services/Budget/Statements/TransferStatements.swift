import BudgetContract
import CommonContract
import Kernel
import Postgres

/// The columns of a transfer as the contract shows it.
enum TransferColumns {
    /// With the transfer as `t` and its lines as `f` and `g`.
    static let sql = """
        t.id, t.province, t.code, f.id, f.code, f.organisation, g.id, g.code, g.organisation, t.amount, t.state,
               t.reason, t.date, t.letter_number, t.matter, t.reservation, t.settlement, t.requested_by,
               t.requested_at, t.share, t.expires_on, t.agreement_letter, t.agreed_on, t.executed_on,
               t.report_due_on, t.report_letter, t.reported_on,
               ARRAY (SELECT r ->> 'change' FROM jsonb_array_elements(t.rules) AS r),
               ARRAY (SELECT r ->> 'verdict' FROM jsonb_array_elements(t.rules) AS r),
               ARRAY (SELECT coalesce((r ->> 'reportWithinDays')::bigint, 0) FROM jsonb_array_elements(t.rules) AS r),
               ARRAY (SELECT r ->> 'legalReference' FROM jsonb_array_elements(t.rules) AS r),
               t.agenda, t.agenda_step, t.agenda_step_kind, t.decision, t.decided_on, t.resolution, t.observations,
               t.agenda_problem_th, t.agenda_problem_en,
               ARRAY (SELECT c.call FROM transfer_agenda_call AS c
                       WHERE c.province = t.province AND c.transfer = t.id AND c.answered_at IS NULL
                         AND NOT c.refused
                       ORDER BY c.number)
        """
    static let tables = """
        budget_transfer AS t
          JOIN budget_line AS f ON f.province = t.province AND f.id = t.from_line
          JOIN budget_line AS g ON g.province = t.province AND g.id = t.to_line
        """

    static func decode(_ row: inout RowReader) throws -> Transfer {
        let id: ID = try row.next()
        let province: String = try row.next()
        let code: String = try row.next()
        let from = TransferSide(line: try row.next(), lineCode: try row.next(), organisation: try row.next())
        let to = TransferSide(line: try row.next(), lineCode: try row.next(), organisation: try row.next())
        let amount: Money = try row.next()
        var transfer = Transfer(
            id: id, province: province, code: code, from: from, to: to, amount: amount, state: try row.nextCase(),
            reason: try row.next(), date: try row.next(), letterNumber: try row.next(), matter: try row.next(),
            rules: [], reservation: try row.next(), settlement: try row.next(), requestedBy: try row.next(),
            requestedAt: try row.next(), share: try row.next(Int32?.self).map(Int.init),
            expiresOn: try row.next())
        let agreement: String? = try row.next()
        let agreedOn: CalendarDate? = try row.next()
        transfer.executedOn = try row.next()
        transfer.reportDueOn = try row.next()
        let report: String? = try row.next()
        let reportedOn: CalendarDate? = try row.next()
        if let agreement, let agreedOn { transfer.agreement = DatedLetter(letterNumber: agreement, date: agreedOn) }
        if let report, let reportedOn { transfer.report = DatedLetter(letterNumber: report, date: reportedOn) }
        let changes: [String] = try row.next()
        let verdicts: [String] = try row.next()
        let days: [Int] = try row.next()
        let references: [String] = try row.next()
        for (index, change) in changes.enumerated() {
            guard let change = TransferChange(rawValue: change),
                let verdict = TransferVerdict(rawValue: verdicts[index])
            else { continue }
            transfer.rules.append(
                AppliedRule(
                    change: change, verdict: verdict, reportWithinDays: days[index] == 0 ? nil : days[index],
                    legalReference: references[index]))
        }
        transfer.agenda = try agenda(&row)
        return transfer
    }

    private static func agenda(_ row: inout RowReader) throws -> TransferAgenda? {
        let service: String? = try row.next()
        var agenda = TransferAgenda(service: service ?? "", step: try row.next())
        agenda.stepKind = try row.next(String?.self).flatMap(StepKind.init)
        agenda.decision = try row.next(String?.self).flatMap(ActionOutcome.init)
        agenda.decidedOn = try row.next()
        agenda.resolution = try row.next()
        agenda.observations = try row.next()
        let problem: String? = try row.next()
        let english: String? = try row.next()
        agenda.problem = problem.map { LocalizedText(th: $0, en: english) }
        agenda.waiting = try row.next([String].self).compactMap(TransferAgendaCall.init)
        return service == nil ? nil : agenda
    }
}

/// A transfer by its id or code; two rows where two provinces use the same code.
struct FindTransfer: Statement {
    static let sql = """
        SELECT \(TransferColumns.sql)
          FROM \(TransferColumns.tables)
         WHERE t.id = $1 OR t.code = $2
         ORDER BY t.province
         LIMIT 2
        """

    var reference: Reference

    func bind(_ parameters: inout Parameters) {
        parameters.append(reference.id)
        parameters.append(reference.code)
    }

    static func decode(_ row: inout RowReader) throws -> Transfer { try TransferColumns.decode(&row) }
}

/// The transfer that a matter decides.
struct FindTransferOfMatter: Statement {
    static let sql = """
        SELECT \(TransferColumns.sql)
          FROM \(TransferColumns.tables)
         WHERE t.matter = $1
        """

    var matter: ID

    func bind(_ parameters: inout Parameters) { parameters.append(matter) }

    static func decode(_ row: inout RowReader) throws -> Transfer { try TransferColumns.decode(&row) }
}

/// A page of transfers that leave or reach lines below an organisation, ordered by province and code.
struct SelectTransfers: Statement {
    static let sql = """
        SELECT \(TransferColumns.sql)
          FROM \(TransferColumns.tables)
         WHERE EXISTS (SELECT FROM organisation_reach AS o
                        WHERE o.ancestor = $1 AND o.relation = 'either'
                          AND o.descendant IN (f.organisation, g.organisation))
           AND ($2::integer IS NULL OR f.fiscal_year = $2)
           AND ($3::text IS NULL OR t.state = $3)
           AND ($4::text IS NULL OR (t.province, t.code) > ($4, $5))
           AND ($7::date IS NULL OR (t.report_due_on <= $7 AND t.reported_on IS NULL))
         ORDER BY t.province, t.code
         LIMIT $6
        """

    var organisation: String
    var fiscalYear: FiscalYear?
    var state: TransferState?
    var reportDueBy: CalendarDate?
    var after: [String]?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(fiscalYear)
        parameters.append(state?.rawValue)
        parameters.append(after?[0])
        parameters.append(after?[1])
        parameters.append(limit)
        parameters.append(reportDueBy)
    }

    static func decode(_ row: inout RowReader) throws -> Transfer { try TransferColumns.decode(&row) }
}

/// Records a request; its reservation is posted in the same transaction.
struct InsertTransfer: Statement {
    static let sql = """
        INSERT INTO budget_transfer
               (province, id, code, from_line, to_line, amount, state, reason, date, letter_number, matter, rules,
                reservation, requested_by, requested_at, share, expires_on, needs_agreement,
                agenda)
        SELECT $1, $2, $3, $4, $5, $6, 'requested', $7, $8, $9, $10,
               (SELECT coalesce(jsonb_agg(jsonb_build_object(
                           'change', r.change, 'verdict', r.verdict, 'reportWithinDays', r.days,
                           'legalReference', r.reference)), '[]')
                  FROM unnest($11::text[], $12::text[], $13::bigint[], $14::text[])
                    AS r (change, verdict, days, reference)),
               $15, $16, $17, $18, $19, 'needsBudgetBureau' = ANY ($12), $20
        """

    var transfer: Transfer

    func bind(_ parameters: inout Parameters) {
        parameters.append(transfer.province)
        parameters.append(transfer.id)
        parameters.append(transfer.code)
        parameters.append(transfer.from.line)
        parameters.append(transfer.to.line)
        parameters.append(transfer.amount)
        parameters.append(transfer.reason)
        parameters.append(transfer.date)
        parameters.append(transfer.letterNumber)
        parameters.append(transfer.matter)
        parameters.append(transfer.rules.map(\.change.rawValue))
        parameters.append(transfer.rules.map(\.verdict.rawValue))
        parameters.append(transfer.rules.map { $0.reportWithinDays.map(Int64.init) })
        parameters.append(transfer.rules.map(\.legalReference))
        parameters.append(transfer.reservation)
        parameters.append(transfer.requestedBy)
        parameters.append(transfer.requestedAt)
        parameters.append(transfer.share.map(Int32.init))
        parameters.append(transfer.expiresOn)
        parameters.append(transfer.agenda?.service)
    }

    typealias Row = Void
}

/// Ends a transfer, once: no row is touched if it has ended already.
struct SettleTransfer: Statement {
    static let sql = """
        UPDATE budget_transfer
           SET state = $3, settlement = $4, executed_on = $5, report_due_on = $6
         WHERE province = $1 AND id = $2 AND state = 'requested'
        """

    var province: String
    var id: ID
    var state: TransferState
    var settlement: ID
    var executedOn: CalendarDate?
    var reportDueOn: CalendarDate?

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(id)
        parameters.append(state.rawValue)
        parameters.append(settlement)
        parameters.append(executedOn)
        parameters.append(reportDueOn)
    }

    typealias Row = Void
}
