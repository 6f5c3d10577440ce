import CommonContract
import Directory
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

enum SessionHandlers {
    static func register(on router: ServiceRouter) {
        router.read(ListSessions.self) { params, call in
            if let organisation = params.organisation { return try await all(at: organisation, params, call) }
            var subject = call.caller.subject
            if let id = params.account {
                guard let account = try await call.database.first(FindAccount(id: id)) else {
                    throw RPCError.notFound("account", id)
                }
                let may = try await call.runtime.authoriser.holds(
                    [.administrator, .auditor], at: account.organisation, caller: call.caller, now: call.now)
                guard may || account.subject == subject else { throw RPCError.notFound("account", id) }
                subject = account.subject
            }
            return Page(items: try await call.database.all(SessionsOfSubject(subject: subject, now: call.now)))
        }
        router.change(EndSession.self) { params, change in
            try change.openAccounts()
            guard let owner = try await change.transaction.first(OwnerOfSession(id: params.session)) else {
                return Removed(id: params.session)
            }
            if owner.subject != change.caller.subject {
                let may = try await change.runtime.authoriser.holds(
                    [.administrator], at: owner.organisation, caller: change.caller, now: change.now)
                if !may {
                    throw RPCError(
                        .forbidden, LocalizedText("เซสชันของผู้อื่น", "the session is somebody else's"))
                }
            }
            _ = try await change.transaction.execute(EndSessionRow(id: params.session, now: change.now))
            try await change.audit(subject: params.session.description, details: ["ended": true])
            return Removed(id: params.session)
        }
        router.read(ResolveSession.self) { params, call in
            guard let digest = Secret.bytes(hexadecimal: params.digest) else { return ResolvedSession(person: nil) }
            let found = try await call.database.first(PersonOfSession(digest: digest, now: call.now))
            return ResolvedSession(person: found)
        }
    }

    /// Whether the caller may see the sessions of an organisation's people.
    static func requireSight(at organisation: String, _ call: ReadCall) async throws {
        let may = try await call.runtime.authoriser.holds(
            [.administrator, .auditor], at: organisation, caller: call.caller, now: call.now)
        guard may else {
            throw RPCError(
                .forbidden,
                LocalizedText(
                    "ดูเซสชันของผู้อื่นได้เฉพาะผู้ดูแลระบบและผู้ตรวจสอบที่ \(organisation)",
                    "others' sessions are for administrators and auditors at \(organisation)"))
        }
    }

    private static func all(
        at organisation: String, _ params: ListSessions, _ call: ReadCall
    ) async throws -> Page<Session> {
        try await requireSight(at: organisation, call)
        let limit = PageLimit.of(params.limit)
        let before = try params.cursor.map { try ID($0.keys("session", count: 1)[0]) }
        let rows = try await call.database.all(
            SessionsAtOrganisation(
                organisation: organisation, before: before ?? nil, now: call.now, limit: limit + 1))
        return Page(rows, limit: limit) { PageCursor("session", $0.id.description) }
    }
}
