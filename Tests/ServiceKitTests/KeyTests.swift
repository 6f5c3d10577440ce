import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceTestSupport
import Testing

@testable import ServiceKit

@Suite struct KeyTests {
    private func params(_ key: String, at organisation: String = "67") -> CreateKey {
        CreateKey(
            idempotencyKey: key, name: "Data link", organisation: organisation,
            grants: [KeyGrant(role: .integrator, organisation: organisation)], scopes: ["event.list"])
    }

    @Test func aKeyIsACallerUntilItIsRevokedOrExpires() async throws {
        try await withService(modules: [NotesModule()]) { service in
            let made = try await service.call(params("k"))
            let key = try #require(made.key)
            #expect(key.hasPrefix("phaen_") && made.prefix == String(key.prefix(12)))
            let keys = APIKeys(database: service.database)
            let caller = try #require(try await keys.caller(of: key, now: service.now))
            #expect(caller.kind == .system && caller.subject == made.subject && caller.scopes == ["event.list"])
            #expect(caller.grants == [Grant(role: .integrator, organisation: "67")])
            _ = try await service.call(ListEvents(province: "67"), as: caller)
            #expect(await fault { _ = try await service.call(ListEvents(), as: caller) }?.kind == .forbidden)
            let year = service.now.adding(seconds: 365 * 86_400)
            #expect(try await keys.caller(of: key, now: year) == nil)
            let wrong = String(key.dropLast()) + (key.hasSuffix("A") ? "B" : "A")
            #expect(try await keys.caller(of: wrong, now: service.now) == nil)
            _ = try await service.call(RevokeKey(idempotencyKey: "r", key: made.id))
            #expect(try await keys.caller(of: key, now: service.now) == nil)
            #expect(try await service.call(ListKeys()).items.first?.revokedAt != nil)
        }
    }

    @Test func theKeyIsNowhereInTheDatabase() async throws {
        try await withService(modules: [NotesModule()]) { service in
            let key = try #require(try await service.call(params("k")).key)
            #expect(try await service.call(params("k")).key == nil)
            try await service.seal()
            let found = try await service.database.first(SearchEverywhere(text: String(key.dropFirst(6))))
            #expect(found == 0)
        }
    }

    @Test func nobodyGivesMoreThanTheyHave() async throws {
        try await withService(modules: [NotesModule()]) { service in
            let own = Caller.holding(.administrator, at: "67")
            _ = try await service.call(params("a", at: "67-S0001"), as: own)
            let wider = CreateKey(
                idempotencyKey: "b", name: "x", organisation: "67",
                grants: [
                    KeyGrant(role: .integrator, organisation: "67"), KeyGrant(role: .auditor, organisation: "TH"),
                ])
            let error = await fault { _ = try await service.call(wider, as: own) }
            #expect(error?.kind == .ruleViolated)
            #expect(error?.problems.map(\.path) == ["/grants/1/organisation"])
            #expect(await fault { _ = try await service.call(params("c", at: "65"), as: own) }?.kind == .forbidden)
        }
    }
}

/// Rows of what every service keeps that hold a text.
struct SearchEverywhere: Statement {
    static let sql = """
        SELECT (SELECT count(*) FROM answered_call t WHERE convert_from(answer, 'UTF8') LIKE '%' || $1 || '%')
             + (SELECT count(*) FROM audit_entry t WHERE t::text LIKE '%' || $1 || '%')
             + (SELECT count(*) FROM event t WHERE t::text LIKE '%' || $1 || '%')
             + (SELECT count(*) FROM api_key t WHERE t::text LIKE '%' || $1 || '%')
        """
    let text: String
    func bind(_ parameters: inout Parameters) { parameters.append(text) }
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}
