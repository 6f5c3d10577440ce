import BudgetContract
import Kernel
import Postgres

/// The columns of an entry as the contract shows it; its postings come from `SelectPostings`.
enum EntryColumns {
    /// With the entry as `e` and what reverses it as `r`.
    static let sql = """
        e.id, e.province, e.kind, e.date, e.code, e.letter_number, e.reference, e.note, e.commitment, e.transfer,
               e.claim, e.reverses, r.id, e.posted_by, e.posted_at
        """
    static let tables = """
        ledger_entry AS e
          LEFT JOIN ledger_entry AS r ON r.province = e.province AND r.reverses = e.id
        """

    static func decode(_ row: inout RowReader) throws -> LedgerEntry {
        let id: ID = try row.next()
        let province: String = try row.next()
        let kind: EntryKind = try row.nextCase()
        let date: CalendarDate = try row.next()
        let document = EntryDocument(
            code: try row.next(), letterNumber: try row.next(), reference: try row.next(), note: try row.next())
        return LedgerEntry(
            id: id, province: province, kind: kind, date: date, document: document, commitment: try row.next(),
            transfer: try row.next(), claim: try row.next(), reverses: try row.next(), reversedBy: try row.next(),
            postedBy: try row.next(),
            postedAt: try row.next(), postings: [])
    }
}

/// An entry by its id or code; two rows where two provinces use the same code.
struct FindEntry: Statement {
    static let sql = """
        SELECT \(EntryColumns.sql)
          FROM \(EntryColumns.tables)
         WHERE e.id = $1 OR e.code = $2
         ORDER BY e.province
         LIMIT 2
        """

    var reference: Reference

    func bind(_ parameters: inout Parameters) {
        parameters.append(reference.id)
        parameters.append(reference.code)
    }

    static func decode(_ row: inout RowReader) throws -> LedgerEntry { try EntryColumns.decode(&row) }
}

/// The postings of entries of one province, in order.
struct SelectPostings: Statement {
    static let sql = """
        SELECT p.entry, p.number, p.debit_line, d.code, p.debit_stage, p.credit_line, c.code, p.credit_stage, p.amount
          FROM posting AS p
          JOIN budget_line AS d ON d.province = p.province AND d.id = p.debit_line
          JOIN budget_line AS c ON c.province = p.province AND c.id = p.credit_line
         WHERE p.province = $1 AND p.entry = ANY ($2)
         ORDER BY p.entry, p.number
        """

    var province: String
    var entries: [ID]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(entries)
    }

    static func decode(_ row: inout RowReader) throws -> (entry: ID, posting: Posting) {
        let entry: ID = try row.next()
        let number: Int16 = try row.next()
        let debit = LedgerAccount(line: try row.next(), lineCode: try row.next(), stage: try row.nextCase())
        let credit = LedgerAccount(line: try row.next(), lineCode: try row.next(), stage: try row.nextCase())
        return (entry, Posting(number: Int(number), debit: debit, credit: credit, amount: try row.next()))
    }
}

/// A page of the entries of a line, newest first.
struct SelectLineEntries: Statement {
    static let sql = """
        SELECT \(EntryColumns.sql)
          FROM \(EntryColumns.tables)
          JOIN (SELECT date, entry FROM posting
                 WHERE province = $1 AND debit_line = $2
                   AND ($3::date IS NULL OR date >= $3) AND ($4::date IS NULL OR date <= $4)
                   AND ($5::date IS NULL OR (date, entry) < ($5, $6))
                 UNION
                SELECT date, entry FROM posting
                 WHERE province = $1 AND credit_line = $2 AND credit_line <> debit_line
                   AND ($3::date IS NULL OR date >= $3) AND ($4::date IS NULL OR date <= $4)
                   AND ($5::date IS NULL OR (date, entry) < ($5, $6))) AS touched
            ON e.province = $1 AND e.id = touched.entry
         WHERE $7::text IS NULL OR e.kind = $7
         ORDER BY touched.date DESC, touched.entry DESC
         LIMIT $8
        """

    var province: String
    var line: ID
    var from: CalendarDate?
    var to: CalendarDate?
    var before: (date: CalendarDate, entry: ID)?
    var kind: EntryKind?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(line)
        parameters.append(from)
        parameters.append(to)
        parameters.append(before?.date)
        parameters.append(before?.entry)
        parameters.append(kind?.rawValue)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> LedgerEntry { try EntryColumns.decode(&row) }
}

/// Which of the given codes are taken in a province, by an entry or by a commitment.
struct SelectTakenCodes: Statement {
    static let sql = """
        SELECT code FROM ledger_entry WHERE province = ANY ($1) AND code = ANY ($2)
         UNION
        SELECT code FROM commitment WHERE province = ANY ($1) AND code = ANY ($2)
        """

    var provinces: [String]
    var codes: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(provinces)
        parameters.append(codes)
    }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}
