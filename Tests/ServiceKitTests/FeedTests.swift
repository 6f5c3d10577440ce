import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceTestSupport
import Testing

@testable import ServiceKit

@Suite struct FeedTests {
    @Test func theFeedHasNoGapsAndKeepsOrderUnderManyWriters() async throws {
        try await withService(modules: [NotesModule()]) { service in
            let writers = 8
            let each = 20
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<writers {
                    group.addTask {
                        for number in 0..<each {
                            let text = "\(writer) \(number)"
                            _ = try await service.call(CreateNote(idempotencyKey: text, text: text))
                        }
                    }
                }
                // Two sealers in each other's way, while the writers write.
                for _ in 0..<2 {
                    group.addTask {
                        for _ in 0..<20 { try await Sealing.sealAvailable(service.runtime) }
                    }
                }
                try await group.waitForAll()
            }
            try await service.seal()
            var after = 0
            var texts: [String] = []
            repeat {
                let feed = try await service.call(ListEvents(after: after, limit: 33), as: .integrator)
                #expect(feed.events.map(\.sequence) == Array((after + 1)...feed.next))
                texts += try feed.events.map { try $0.decoded(Note.self).text }
                after = feed.next
            } while after < writers * each
            #expect(texts.count == writers * each && Set(texts).count == texts.count)
            for writer in 0..<writers {
                let own = texts.filter { $0.hasPrefix("\(writer) ") }
                #expect(own == (0..<each).map { "\(writer) \($0)" })
            }
            #expect(try await service.call(VerifyAudit(), as: .auditor).intact)
        }
    }

    @Test func nothingIsNumberedAboveATransactionThatStillRuns() async throws {
        try await withService(modules: [NotesModule()]) { service in
            try await service.database.transaction { older in
                try await older.script("SELECT pg_current_xact_id()")
                _ = try await service.call(CreateNote(idempotencyKey: "k", text: "younger"))
                try await Sealing.sealAvailable(service.runtime)
                let feed = try await service.call(ListEvents(), as: .integrator)
                #expect(feed.events.isEmpty && feed.last == 0)
            }
            try await service.seal()
            #expect(try await service.call(ListEvents(), as: .integrator).last == 1)
        }
    }

    @Test func eventsAreCloudEvents() async throws {
        try await withService(modules: [NotesModule()], name: "notes") { service in
            _ = try await service.call(
                CreateNote(idempotencyKey: "k", text: "\"quoted\" \u{0E01}", organisation: "67-S0001"))
            _ = try await service.call(CreateNote(idempotencyKey: "l", text: "elsewhere", organisation: "65"))
            try await service.seal()
            let feed = try await service.call(ListEvents(types: ["note.created"], province: "67"), as: .integrator)
            let event = try #require(feed.events.first)
            #expect(feed.events.count == 1 && feed.next == 2 && feed.last == 2)
            #expect(event.specversion == "1.0" && event.source == "/notes" && event.organisation == "67-S0001")
            #expect(event.time == service.now && event.datacontenttype == "application/json")
            #expect(try event.decoded(Note.self).text == "\"quoted\" \u{0E01}")
            let none = try await service.call(ListEvents(types: ["note.gone"]), as: .integrator)
            #expect(none.events.isEmpty && none.next == 2)
        }
    }

    @Test func aRestoredDatabaseGoesOnSealing() async throws {
        try await withService(modules: [NotesModule()]) { service in
            _ = try await service.call(CreateNote(idempotencyKey: "a", text: "before"))
            try await service.seal()
            // What a dump brings from a cluster whose transaction numbers are far ahead.
            try await service.database.transaction {
                try await $0.script(
                    """
                    UPDATE audit_entry SET xact = '900000000000';
                    UPDATE audit_seal SET xact = '900000000000';
                    UPDATE audit_head SET horizon = '900000000001'
                    """)
            }
            _ = try await service.call(CreateNote(idempotencyKey: "b", text: "after"))
            try await service.seal()
            let verdict = try await service.call(VerifyAudit(), as: .auditor)
            #expect(verdict.intact && verdict.sealedThrough == 2)
        }
    }
}
