import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// `contact.*`: where organisations' mail goes. Each service keeps its own; a followed directory does not bring them.
enum ContactHandlers {
    static func register(on router: ServiceRouter) {
        router.change(SetContacts.self, at: { params, _ in params.under }, set)
        router.read(ListContacts.self, at: { params, _ in params.organisation }) { params, call in
            let limit = PageLimit.of(params.limit)
            let rows = try await call.database.all(
                PageOfContacts(
                    organisation: params.organisation,
                    after: try params.cursor?.keys("organisation", count: 1)[0] ?? "", limit: limit + 1))
            return Page(rows, limit: limit) { PageCursor("organisation", $0.organisation) }
        }
    }

    @Sendable
    private static func set(_ params: SetContacts, _ change: Change) async throws -> ContactsSet {
        let codes = params.contacts.map(\.organisation)
        let below = Set(try await change.transaction.all(CodesBelow(under: params.under, codes: codes)))
        let problems = codes.enumerated().filter { !below.contains($0.element) }.map {
            Problem(
                path: "/contacts/\($0.offset)/organisation", rule: "organisation.below",
                message: DirectoryMessages.notBelow($0.element))
        }
        if let first = problems.first {
            throw RPCError.ruleViolated("organisation.below", first.message, problems: problems)
        }
        let gone = params.contacts.filter { $0.email == nil }.map(\.organisation)
        _ = try await change.transaction.execute(DeleteContacts(organisations: gone))
        _ = try await change.transaction.execute(UpsertContacts(contacts: params.contacts.filter { $0.email != nil }))
        // Addresses are personal data: the audit trail says whose were set, not what they are.
        try await change.audit(subject: params.under, details: codes)
        return ContactsSet(contacts: params.contacts)
    }
}
