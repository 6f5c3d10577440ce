import Postgres
import RPCServer
import ServiceKit

extension ReadCall {
    /// Runs statements that must see one and the same state of the ledger: a total and its rows agree whatever is
    /// posted meanwhile. Takes a leased connection, so that a long one holds nobody up.
    func snapshot<Result: Sendable>(
        _ body: @escaping @Sendable (PostgresTransaction) async throws -> Result
    ) async throws -> Result {
        try await database.transaction(deadline: context.deadline) { transaction in
            try await transaction.script("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return try await body(transaction)
        }
    }
}
