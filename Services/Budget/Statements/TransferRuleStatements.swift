import BudgetContract
import Kernel
import Postgres

/// The rule table, all rows or those in force on a day.
struct SelectTransferRules: Statement {
    static let sql = """
        SELECT change, into_category, from_amount, verdict, effective_from, effective_to, report_within_days,
               expire_after_days, legal_reference, provenance
          FROM transfer_rule
         WHERE $1::date IS NULL OR (effective_from <= $1 AND coalesce(effective_to, $1) >= $1)
         ORDER BY change, into_category, from_amount, effective_from
        """

    var date: CalendarDate?

    func bind(_ parameters: inout Parameters) { parameters.append(date) }

    static func decode(_ row: inout RowReader) throws -> TransferRule {
        let change: TransferChange = try row.nextCase()
        let into: String = try row.next()
        let from: Money = try row.next()
        return TransferRule(
            change: change, into: ExpenditureCategory(rawValue: into), from: from == .zero ? nil : from,
            verdict: try row.nextCase(), effectiveFrom: try row.next(), effectiveTo: try row.next(),
            reportWithinDays: try row.next(Int32?.self).map(Int.init),
            expireAfterDays: try row.next(Int32?.self).map(Int.init), legalReference: try row.next(),
            provenance: try row.next())
    }
}

/// Sets a row of the rule table.
struct UpsertTransferRule: Statement {
    static let sql = """
        INSERT INTO transfer_rule
               (change, into_category, from_amount, verdict, effective_from, effective_to, report_within_days,
                expire_after_days, legal_reference, provenance)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (change, into_category, from_amount, effective_from) DO UPDATE
           SET verdict            = excluded.verdict,
               effective_to       = excluded.effective_to,
               report_within_days = excluded.report_within_days,
               expire_after_days  = excluded.expire_after_days,
               legal_reference    = excluded.legal_reference,
               provenance         = excluded.provenance
        """

    var rule: TransferRule

    func bind(_ parameters: inout Parameters) {
        parameters.append(rule.change.rawValue)
        parameters.append(rule.into?.rawValue ?? "")
        parameters.append(rule.from ?? .zero)
        parameters.append(rule.verdict.rawValue)
        parameters.append(rule.effectiveFrom)
        parameters.append(rule.effectiveTo)
        parameters.append(rule.reportWithinDays.map(Int32.init))
        parameters.append(rule.expireAfterDays.map(Int32.init))
        parameters.append(rule.legalReference)
        parameters.append(rule.provenance)
    }

    typealias Row = Void
}
