import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceTestSupport
import Testing

@testable import ServiceKit

@Suite struct AuditTests {
    /// Six sealed entries, then `tamper`, then a look.
    private func verdict(after tamper: String) async throws -> AuditVerdict {
        try await withService(modules: [NotesModule()]) { service in
            for number in 1...6 {
                _ = try await service.call(CreateNote(idempotencyKey: "k\(number)", text: "note \(number)"))
            }
            try await service.seal()
            let before = try await service.call(VerifyAudit(), as: .auditor)
            #expect(before.intact && before.sealedThrough == 6 && before.unsealed == 0)
            try await service.database.transaction { try await $0.script(tamper) }
            return try await service.call(VerifyAudit(), as: .auditor)
        }
    }

    private func entry(_ number: Int) -> String { "(SELECT entry FROM audit_seal WHERE number = \(number))" }

    @Test(arguments: [
        "subject = 'somebody else'", "at = at + interval '1 microsecond'", "details = NULL", "target = ''",
        "organisation = ''", "events = replace(events, 'note 3', 'note X')", "request_id = request_id || ' '",
    ])
    func anEditIsFound(_ assignment: String) async throws {
        let verdict = try await verdict(after: "UPDATE audit_entry SET \(assignment) WHERE id = \(entry(3))")
        #expect(verdict.faults.map(\.kind) == [.edited])
        #expect(verdict.faults.first?.number == 3)
    }

    /// What is sealed while the check reads is no forgery.
    @Test func aTrailThatGrowsIsIntact() async throws {
        try await withService(modules: [NotesModule()]) { service in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for number in 1...60 {
                        _ = try await service.call(CreateNote(idempotencyKey: "k\(number)", text: "note \(number)"))
                        try await Sealing.sealAvailable(service.runtime)
                    }
                }
                group.addTask {
                    for _ in 0..<60 {
                        let verdict = try await service.call(VerifyAudit(), as: .auditor)
                        #expect(verdict.intact, "\(verdict.faults)")
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func anEditWithItsDigestIsFound() async throws {
        let verdict = try await verdict(
            after: "UPDATE audit_entry SET subject = 'x', digest = sha256('x') WHERE id = \(entry(3))")
        #expect(verdict.faults.map(\.kind) == [.edited])
    }

    @Test func aDeletedEntryIsFound() async throws {
        let verdict = try await verdict(after: "DELETE FROM audit_entry WHERE id = \(entry(4))")
        #expect(verdict.faults.map(\.kind) == [.deleted])
        #expect(verdict.faults.first?.number == 4)
    }

    @Test func anEntryDeletedWithItsSealIsFound() async throws {
        let verdict = try await verdict(
            after: """
                DELETE FROM audit_entry WHERE id = \(entry(4));
                DELETE FROM audit_seal WHERE number = 4
                """)
        #expect(verdict.faults.contains { $0.kind == .missing && $0.number == 4 })
    }

    @Test func theLastEntryCutOffIsFound() async throws {
        let verdict = try await verdict(
            after: """
                DELETE FROM audit_entry WHERE id = \(entry(6));
                DELETE FROM audit_seal WHERE number = 6
                """)
        #expect(!verdict.intact)
        #expect(verdict.faults.contains { $0.number == 6 })
    }

    @Test func anInsertedEntryIsFound() async throws {
        let verdict = try await verdict(
            after: """
                INSERT INTO audit_entry (xact, id, at, subject, kind, method, request_id, digest)
                SELECT xact, gen_random_uuid(), at, subject, kind, method, request_id, digest
                  FROM audit_entry WHERE id = \(entry(2))
                """)
        #expect(verdict.faults.map(\.kind) == [.inserted])
    }

    @Test func anotherOrderIsFound() async throws {
        let verdict = try await verdict(
            after: """
                UPDATE audit_seal SET number = 100 WHERE number = 2;
                UPDATE audit_seal SET number = 2 WHERE number = 5;
                UPDATE audit_seal SET number = 5 WHERE number = 100
                """)
        #expect(verdict.faults.contains { $0.kind == .broken && $0.number == 2 })
        #expect(verdict.faults.contains { $0.kind == .broken && $0.number == 5 })
    }

    @Test func aChainMadeAnewIsFoundByTheAnchor() async throws {
        try await withService(modules: [NotesModule()]) { service in
            for number in 1...3 {
                _ = try await service.call(CreateNote(idempotencyKey: "k\(number)", text: "note \(number)"))
            }
            try await service.seal()
            let kept = try await service.call(VerifyAudit(), as: .auditor)
            let anchor = AuditAnchor(number: kept.sealedThrough, hash: kept.sealedHash)
            #expect(try await service.call(VerifyAudit(anchor: anchor), as: .auditor).intact)
            // Somebody who may write everything changes an entry and has the whole chain made again.
            try await service.database.transaction {
                try await $0.script(
                    """
                    DELETE FROM audit_entry WHERE id = (SELECT entry FROM audit_seal WHERE number = 2);
                    TRUNCATE audit_seal;
                    TRUNCATE event;
                    UPDATE audit_head SET number = 0, hash = decode(repeat('00', 32), 'hex'), event_number = 0,
                                          horizon = '0'
                    """)
            }
            try await service.seal()
            #expect(try await service.call(VerifyAudit(), as: .auditor).intact)
            let verdict = try await service.call(VerifyAudit(anchor: anchor), as: .auditor)
            #expect(verdict.faults.map(\.kind) == [.end])
        }
    }

    @Test func whoDidWhatIsListed() async throws {
        try await withService(modules: [NotesModule()]) { service in
            for number in 1...5 {
                _ = try await service.call(
                    CreateNote(idempotencyKey: "k\(number)", text: "note \(number)", organisation: "67"),
                    as: .planner)
            }
            try await service.seal()
            let page = try await service.call(ListAudit(province: "67", limit: 2), as: .auditor)
            #expect(page.items.map(\.number) == [5, 4])
            #expect(page.items[0].subject == "planner@67" && page.items[0].method == "note.create")
            let next = try await service.call(ListAudit(limit: 10, cursor: page.nextCursor), as: .auditor)
            #expect(next.items.map(\.number) == [3, 2, 1] && next.nextCursor == nil)
            let one = try await service.call(ListAudit(target: page.items[0].target), as: .auditor)
            #expect(one.items.count == 1)
            #expect(await fault { _ = try await service.call(ListAudit(), as: .planner) }?.kind == .forbidden)
        }
    }

    @Test func aRoleWithoutOwnershipCannotEdit() async throws {
        try await withService(modules: [NotesModule()]) { service in
            let name = "service_" + ID(at: service.now).description.replacing("-", with: "")
            let statements = [
                "UPDATE audit_entry SET subject = 'x'", "DELETE FROM audit_entry", "DELETE FROM audit_seal",
                "UPDATE event SET data = ''", "TRUNCATE audit_entry",
            ]
            for statement in statements {
                let error = await #expect(throws: PostgresError.self) {
                    try await service.database.transaction { transaction in
                        try await transaction.script(
                            "CREATE ROLE \(name); \(ServicePrivileges.grants(to: name)); SET LOCAL ROLE \(name)")
                        try await transaction.script(statement)
                    }
                }
                #expect(error?.sqlState == "42501", "\(statement)")
            }
        }
    }
}
