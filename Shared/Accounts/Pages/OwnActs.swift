import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

extension ReadCall {
    /// What somebody does to the own account or session by a page: one transaction with its entry in the audit trail, in
    /// the person's name.
    /// - Parameters:
    ///   - method: as the trail names it; there is no such method for other systems.
    ///   - id: whose account it is, where the visitor is not signed in yet; `nil`: the visitor's.
    func record<Result: Sendable>(
        _ method: String, of id: ID? = nil, _ act: @escaping @Sendable (Change, Account) async throws -> Result
    ) async throws -> Result {
        let found =
            if let id {
                try await database.first(FindAccount(id: id))
            } else {
                try await database.first(AccountOfSubject(subject: caller.subject))
            }
        guard let account = found else { throw RPCError.notFound("account", id?.description ?? caller.subject) }
        var context = context
        context.caller = Caller(kind: .person, subject: account.subject, grants: [], hat: caller.hat)
        return try await runtime.change(in: context, method: method, organisation: account.organisation) { change in
            try await act(change, account)
        }
    }
}
