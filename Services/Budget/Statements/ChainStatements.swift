import BudgetContract
import Kernel
import Postgres

/// The columns of a receipt as the contract shows it, with its commitment as `c`.
enum ReceiptColumns {
    static let sql = """
        g.id, g.province, g.code, g.commitment, c.code, g.date, g.amount, g.claimed, g.note, g.recorded_by,
               g.recorded_at
        """

    static func decode(_ row: inout RowReader) throws -> Receipt {
        Receipt(
            id: try row.next(), province: try row.next(), code: try row.next(), commitment: try row.next(),
            commitmentCode: try row.next(), date: try row.next(), amount: try row.next(), claimed: try row.next(),
            note: try row.next(), recordedBy: try row.next(), recordedAt: try row.next())
    }
}

/// Receipts by id or code, or all of a commitment.
struct FindReceipts: Statement {
    static let sql = """
        SELECT \(ReceiptColumns.sql)
          FROM commitment_receipt AS g
          JOIN commitment AS c ON c.province = g.province AND c.id = g.commitment
         WHERE g.id = $1 OR g.code = $2 OR (g.province = $3 AND g.commitment = $4)
         ORDER BY g.date, g.code
        """

    var reference: Reference?
    var commitment: (province: String, id: ID)?

    func bind(_ parameters: inout Parameters) {
        parameters.append(reference?.id)
        parameters.append(reference?.code)
        parameters.append(commitment?.province)
        parameters.append(commitment?.id)
    }

    static func decode(_ row: inout RowReader) throws -> Receipt { try ReceiptColumns.decode(&row) }
}

/// The columns of a claim as the contract shows it, with its receipt as `g`.
enum ClaimColumns {
    static let sql = """
        k.id, k.province, k.code, k.receipt, g.code, k.commitment, k.date, k.amount, k.paid, k.letter_number,
               k.recorded_by, k.recorded_at
        """

    static func decode(_ row: inout RowReader) throws -> Claim {
        Claim(
            id: try row.next(), province: try row.next(), code: try row.next(), receipt: try row.next(),
            receiptCode: try row.next(), commitment: try row.next(), date: try row.next(), amount: try row.next(),
            paid: try row.next(), letterNumber: try row.next(), recordedBy: try row.next(),
            recordedAt: try row.next())
    }
}

/// Claims by id or code, or all of a commitment.
struct FindClaims: Statement {
    static let sql = """
        SELECT \(ClaimColumns.sql)
          FROM commitment_claim AS k
          JOIN commitment_receipt AS g ON g.province = k.province AND g.id = k.receipt
         WHERE k.id = $1 OR k.code = $2 OR (k.province = $3 AND k.commitment = $4)
         ORDER BY k.date, k.code
        """

    var reference: Reference?
    var commitment: (province: String, id: ID)?

    func bind(_ parameters: inout Parameters) {
        parameters.append(reference?.id)
        parameters.append(reference?.code)
        parameters.append(commitment?.province)
        parameters.append(commitment?.id)
    }

    static func decode(_ row: inout RowReader) throws -> Claim { try ClaimColumns.decode(&row) }
}

/// Counts what was received on its commitment; no row where it would be more than the commitment.
struct InsertReceipt: Statement {
    static let sql = """
        WITH counted AS (
            UPDATE commitment AS c
               SET received = c.received + $6
             WHERE c.province = $1 AND c.id = $4 AND c.received + c.released + c.carried_over + $6 <= c.amount
            RETURNING c.id
        )
        INSERT INTO commitment_receipt
               (province, id, code, commitment, date, amount, note, recorded_by, recorded_at)
        SELECT $1, $2, $3, counted.id, $5, $6, $7, $8, $9
          FROM counted
        """

    var receipt: Receipt

    func bind(_ parameters: inout Parameters) {
        parameters.append(receipt.province)
        parameters.append(receipt.id)
        parameters.append(receipt.code)
        parameters.append(receipt.commitment)
        parameters.append(receipt.date)
        parameters.append(receipt.amount)
        parameters.append(receipt.note)
        parameters.append(receipt.recordedBy)
        parameters.append(receipt.recordedAt)
    }

    typealias Row = Void
}

/// Counts what is claimed on its receipt; no row where it would be more than was received.
struct InsertClaim: Statement {
    static let sql = """
        WITH counted AS (
            UPDATE commitment_receipt AS g
               SET claimed = g.claimed + $7
             WHERE g.province = $1 AND g.id = $4 AND g.claimed + $7 <= g.amount
            RETURNING g.id
        )
        INSERT INTO commitment_claim
               (province, id, code, receipt, commitment, date, amount, letter_number, recorded_by, recorded_at)
        SELECT $1, $2, $3, counted.id, $5, $6, $7, $8, $9, $10
          FROM counted
        """

    var claim: Claim

    func bind(_ parameters: inout Parameters) {
        parameters.append(claim.province)
        parameters.append(claim.id)
        parameters.append(claim.code)
        parameters.append(claim.receipt)
        parameters.append(claim.commitment)
        parameters.append(claim.date)
        parameters.append(claim.amount)
        parameters.append(claim.letterNumber)
        parameters.append(claim.recordedBy)
        parameters.append(claim.recordedAt)
    }

    typealias Row = Void
}

/// Counts a payment on its claim, or takes it back where it is reversed; no row where it would be more than was
/// claimed.
struct PayClaim: Statement {
    static let sql = """
        UPDATE commitment_claim AS k
           SET paid = k.paid + $3
         WHERE k.province = $1 AND k.id = $2 AND k.paid + $3 BETWEEN 0 AND k.amount
        """

    var province: String
    var id: ID
    /// Negative for a reversal.
    var amount: Money

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(id)
        parameters.append(amount)
    }

    typealias Row = Void
}

/// The entries of a commitment, by day.
struct SelectCommitmentEntries: Statement {
    static let sql = """
        SELECT \(EntryColumns.sql)
          FROM \(EntryColumns.tables)
         WHERE e.province = $1 AND e.commitment = $2
         ORDER BY e.date, e.id
        """

    var province: String
    var commitment: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(commitment)
    }

    static func decode(_ row: inout RowReader) throws -> LedgerEntry { try EntryColumns.decode(&row) }
}
