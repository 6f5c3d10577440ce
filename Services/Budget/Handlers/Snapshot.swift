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
            // Planned for the organisation and year that are asked for: a plan for any of them takes a province for a
            // school and joins row by row.
            try await transaction.script(
                """
                SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
                SET LOCAL plan_cache_mode = force_custom_plan
                """)
            return try await body(transaction)
        }
    }
}
