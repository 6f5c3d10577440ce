import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

// Stands in for what the shared modules are about to bring; goes when they do.

struct GrantsOnly {
    func holds(_ roles: Set<Role>, at organisation: String?, caller: Caller, now: Instant) async throws -> Bool {
        caller.grants.contains { roles.contains($0.role) }
    }
}
extension ServiceRuntime { var standing: GrantsOnly { GrantsOnly() } }
extension PostgresTransaction {
    @discardableResult func run<S: Statement>(_ statement: S) async throws -> Int { try await execute(statement) }
}
