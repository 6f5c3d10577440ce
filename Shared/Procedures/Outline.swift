import Postgres

// Stands in for what the shared modules are about to bring; goes when they do.

extension PostgresTransaction {
    @discardableResult func run<S: Statement>(_ statement: S) async throws -> Int { try await execute(statement) }
}
