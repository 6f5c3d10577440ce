import BudgetContract
import JSONRPC
import Kernel
import Postgres

/// Finds one thing by its id or code, or says that there is none, or more than one.
enum Find {
    static func line(_ reference: Reference, on database: some StatementExecutor) async throws -> BudgetLine {
        try only(try await database.all(FindLine(reference: reference)), "line", reference)
    }

    static func commitment(
        _ reference: Reference, on database: some StatementExecutor
    ) async throws -> (organisation: String, commitment: Commitment) {
        try only(try await database.all(FindCommitment(reference: reference)), "commitment", reference)
    }

    static func entry(_ reference: Reference, on database: some StatementExecutor) async throws -> LedgerEntry {
        var entry = try only(try await database.all(FindEntry(reference: reference)), "entry", reference)
        entry.postings = try await database.all(SelectPostings(province: entry.province, entries: [entry.id]))
            .map(\.posting)
        return entry
    }

    /// The organisation of the line that the money of an entry came from or went to.
    static func organisation(
        ofEntry reference: Reference, on database: some StatementExecutor
    ) async throws -> String? {
        guard let posting = try await entry(reference, on: database).postings.first else { return nil }
        return try await line(.id(posting.credit.line), on: database).organisation
    }

    /// The organisation itself, if there is such a one.
    static func organisation(_ code: String, on database: some StatementExecutor) async throws -> String {
        guard try await database.first(FindOrganisation(code: code)) != nil else {
            throw RPCError.notFound("organisation", code)
        }
        return code
    }

    static func only<Row>(_ rows: [Row], _ kind: String, _ reference: Reference) throws(RPCError) -> Row {
        guard let first = rows.first else { throw RPCError.notFound(kind, reference) }
        guard rows.count == 1 else { throw RPCError.conflict(Messages.ambiguous(kind, reference.description)) }
        return first
    }
}
