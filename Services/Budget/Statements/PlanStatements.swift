import BudgetContract
import Kernel
import Postgres

/// Sets the plan of a line; no row comes back where another version is there than the expected one.
struct UpsertPlan: Statement {
    static let sql = """
        INSERT INTO disbursement_plan AS p (province, line, months, version, set_by, set_at)
        VALUES ($1, $2, $3, 1, $4, $5)
            ON CONFLICT (province, line) DO UPDATE
           SET months  = excluded.months,
               version = p.version + 1,
               set_by  = excluded.set_by,
               set_at  = excluded.set_at
         WHERE $6::integer IS NULL OR p.version = $6
        RETURNING version
        """

    var province: String
    var line: ID
    /// From October to September.
    var months: [Money]
    var setBy: String
    var setAt: Instant
    var expectedVersion: Int?

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(line)
        parameters.append(months)
        parameters.append(setBy)
        parameters.append(setAt)
        parameters.append(expectedVersion.map(Int32.init))
    }

    static func decode(_ row: inout RowReader) throws -> Int { Int(try row.next(Int32.self)) }
}

/// The plan of a line, from October to September.
struct FindPlan: Statement {
    static let sql = "SELECT months, version FROM disbursement_plan WHERE province = $1 AND line = $2"

    var province: String
    var line: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(line)
    }

    static func decode(_ row: inout RowReader) throws -> (months: [Money], version: Int) {
        (try row.next(), Int(try row.next(Int32.self)))
    }
}

/// Sets a target of the cabinet.
struct UpsertTarget: Statement {
    static let sql = """
        INSERT INTO disbursement_target (fiscal_year, scope, measure, q1, q2, q3, q4, provenance)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (fiscal_year, scope, measure) DO UPDATE
           SET q1 = excluded.q1, q2 = excluded.q2, q3 = excluded.q3, q4 = excluded.q4,
               provenance = excluded.provenance
        """

    var target: DisbursementTarget

    func bind(_ parameters: inout Parameters) {
        parameters.append(target.fiscalYear)
        parameters.append(target.scope.rawValue)
        parameters.append(target.measure.rawValue)
        for quarter in [target.q1, target.q2, target.q3, target.q4] { parameters.append(quarter.map(Int32.init)) }
        parameters.append(target.provenance)
    }

    typealias Row = Void
}

/// The targets of a year.
struct SelectTargets: Statement {
    static let sql = """
        SELECT fiscal_year, scope, measure, q1, q2, q3, q4, provenance
          FROM disbursement_target
         WHERE fiscal_year = $1
         ORDER BY measure, scope
        """

    var fiscalYear: FiscalYear

    func bind(_ parameters: inout Parameters) { parameters.append(fiscalYear) }

    static func decode(_ row: inout RowReader) throws -> DisbursementTarget {
        DisbursementTarget(
            fiscalYear: try row.next(), scope: try row.nextCase(), measure: try row.nextCase(),
            q1: try row.next(Int32?.self).map(Int.init), q2: try row.next(Int32?.self).map(Int.init),
            q3: try row.next(Int32?.self).map(Int.init), q4: try row.next(Int32?.self).map(Int.init),
            provenance: try row.next())
    }
}
