import BudgetContract
import Kernel
import Postgres

/// The columns of a commitment as the contract shows it.
enum CommitmentColumns {
    /// With the commitment as `c` and its line as `l`.
    static let sql = """
        c.id, c.province, c.code, c.line, l.code, c.payee, c.date, c.amount, c.disbursed, c.released,
               c.carried_over
        """

    static func decode(_ row: inout RowReader) throws -> Commitment {
        Commitment(
            id: try row.next(), province: try row.next(), code: try row.next(), line: try row.next(),
            lineCode: try row.next(), payee: try row.next(), date: try row.next(), amount: try row.next(),
            disbursed: try row.next(), released: try row.next(),
            carriedOver: try row.next())
    }
}

/// A commitment by its id or code, with the organisation of its line.
struct FindCommitment: Statement {
    static let sql = """
        SELECT l.organisation, \(CommitmentColumns.sql)
          FROM commitment AS c
          JOIN budget_line AS l ON l.province = c.province AND l.id = c.line
         WHERE c.id = $1 OR c.code = $2
         ORDER BY c.province
         LIMIT 2
        """

    var reference: Reference

    func bind(_ parameters: inout Parameters) {
        parameters.append(reference.id)
        parameters.append(reference.code)
    }

    static func decode(_ row: inout RowReader) throws -> (organisation: String, commitment: Commitment) {
        (try row.next(), try CommitmentColumns.decode(&row))
    }
}

/// A page of commitments below an organisation, ordered by province and code.
struct SelectCommitments: Statement {
    static let sql = """
        SELECT \(CommitmentColumns.sql)
          FROM commitment AS c
          JOIN budget_line AS l ON l.province = c.province AND l.id = c.line
         WHERE l.organisation IN (SELECT descendant FROM organisation_reach
                                   WHERE ancestor = $1 AND relation = 'either')
           AND ($2::integer IS NULL OR l.fiscal_year = $2)
           AND ($3::uuid IS NULL OR l.id = $3)
           AND (NOT $4::boolean OR c.disbursed + c.released + c.carried_over < c.amount)
           AND ($5::text IS NULL OR (c.province, c.code) > ($5, $6))
         ORDER BY c.province, c.code
         LIMIT $7
        """

    var organisation: String
    var fiscalYear: FiscalYear?
    var line: ID?
    var outstandingOnly: Bool
    var after: [String]?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(fiscalYear)
        parameters.append(line)
        parameters.append(outstandingOnly)
        parameters.append(after?[0])
        parameters.append(after?[1])
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Commitment { try CommitmentColumns.decode(&row) }
}
