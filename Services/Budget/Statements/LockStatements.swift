import Kernel
import Postgres

/// Locks the lines that a call works on, in the order of their keys so that two calls never wait for each other in a
/// circle: by id, by code, and those of the commitments named.
struct LockLines: Statement {
    static let sql = """
        SELECT l.province, l.id, l.code, l.organisation, l.fiscal_year, l.received, l.transferred, l.available,
               l.reserved, l.committed, l.disbursed, l.returned, l.carried_over, l.last_date,
               l.closed_through, l.spend_until,
               -- The nearest control above the line for each stage and period, where there is a plan to hold to.
               ARRAY (SELECT DISTINCT ON (c.stage, c.period) c.stage || ' ' || c.period || ' ' || c.action
                        FROM spending_control AS c
                        JOIN organisation_reach AS r
                          ON r.ancestor = c.organisation AND r.descendant = l.organisation AND r.relation = 'either'
                       WHERE c.fiscal_year = l.fiscal_year
                       ORDER BY c.stage, c.period, r.depth),
               coalesce((SELECT p.months FROM disbursement_plan AS p
                          WHERE p.province = l.province AND p.line = l.id), '{}')
          FROM budget_line AS l
         WHERE (l.province, l.id) IN (
                   SELECT province, id FROM budget_line WHERE id = ANY ($1)
                    UNION
                   SELECT province, id FROM budget_line WHERE code = ANY ($2)
                    UNION
                   SELECT province, line FROM commitment WHERE id = ANY ($3)
                    UNION
                   SELECT province, line FROM commitment WHERE code = ANY ($4))
         ORDER BY l.province, l.id
           FOR UPDATE OF l
        """

    var lines: [Reference]
    var commitments: [Reference]

    func bind(_ parameters: inout Parameters) {
        parameters.append(lines.compactMap(\.id))
        parameters.append(lines.compactMap(\.code))
        parameters.append(commitments.compactMap(\.id))
        parameters.append(commitments.compactMap(\.code))
    }

    static func decode(_ row: inout RowReader) throws -> LineState {
        let province: String = try row.next()
        let id: ID = try row.next()
        let code: String = try row.next()
        let organisation: String = try row.next()
        let fiscalYear: FiscalYear = try row.next()
        let totals = LineTotals(
            received: try row.next(), transferred: try row.next(), available: try row.next(),
            reserved: try row.next(), committed: try row.next(), disbursed: try row.next(), returned: try row.next(),
            carriedOver: try row.next())
        return LineState(
            id: id, province: province, code: code, organisation: organisation, fiscalYear: fiscalYear, totals: totals,
            lastDate: try row.next(), closedThrough: try row.next(), spendUntil: try row.next(),
            controls: try row.next([String].self).compactMap(PlanControl.init), plan: try row.next())
    }
}

/// What moved on lines on each day after one.
struct SumLaterDays: Statement {
    static let sql = """
        SELECT line, date, received, transferred, available, reserved, committed, disbursed, returned, carried_over
          FROM line_day
         WHERE province = ANY ($1) AND line = ANY ($2) AND date > $3
        """

    var provinces: [String]
    var lines: [ID]
    var date: CalendarDate

    func bind(_ parameters: inout Parameters) {
        parameters.append(provinces)
        parameters.append(lines)
        parameters.append(date)
    }

    static func decode(_ row: inout RowReader) throws -> MovedDay {
        MovedDay(
            line: try row.next(), date: try row.next(),
            totals: LineTotals(
                received: try row.next(), transferred: try row.next(), available: try row.next(),
                reserved: try row.next(), committed: try row.next(), disbursed: try row.next(),
                returned: try row.next(), carriedOver: try row.next()))
    }
}

/// The commitments that a call works on. Their lines are locked before, and a commitment changes only under its
/// line's lock.
struct SelectCommitmentStates: Statement {
    static let sql = """
        SELECT id, province, code, line, payee, date, amount, disbursed, released, carried_over, received
          FROM commitment
         WHERE id = ANY ($1) OR code = ANY ($2)
        """

    var references: [Reference]

    func bind(_ parameters: inout Parameters) {
        parameters.append(references.compactMap(\.id))
        parameters.append(references.compactMap(\.code))
    }

    static func decode(_ row: inout RowReader) throws -> CommitmentState {
        CommitmentState(
            id: try row.next(), province: try row.next(), code: try row.next(), line: try row.next(),
            payee: try row.next(), date: try row.next(), amount: try row.next(), disbursed: try row.next(),
            released: try row.next(), carriedOver: try row.next(), received: try row.next())
    }
}

extension PlanControl {
    /// `"disbursement month warn"`.
    init?(_ words: String) {
        let parts = words.split(separator: " ").map(String.init)
        guard parts.count == 3, let stage = Stage(rawValue: parts[0]), let period = Period(rawValue: parts[1]),
            let action = Action(rawValue: parts[2])
        else { return nil }
        self.init(stage: stage, period: period, action: action)
    }
}
