import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceTestSupport
import Synchronization
import Testing

@testable import ServiceKit

@Suite struct IdempotencyTests {
    @Test func aRepeatGetsTheFirstAnswer() async throws {
        try await withService(modules: [NotesModule()]) { service in
            let call = CreateNote(idempotencyKey: "k1", text: "first")
            let first = try await service.call(call)
            service.now = service.now.adding(seconds: 29 * 86_400)
            #expect(try await service.call(call) == first)
            #expect(try await service.call(CountNotes()) == 1)
            #expect(try await service.database.first(RecordCounts()) == [1, 1, 0])
        }
    }

    @Test func theSameKeyWithOtherParamsIsRefused() async throws {
        try await withService(modules: [NotesModule()]) { service in
            _ = try await service.call(CreateNote(idempotencyKey: "k1", text: "first"))
            let error = await fault {
                _ = try await service.call(CreateNote(idempotencyKey: "k1", text: "second"))
            }
            #expect(error?.kind == .conflict)
            // The key is the caller's own: another caller's is another key.
            _ = try await service.call(CreateNote(idempotencyKey: "k1", text: "second"), as: .planner)
            #expect(try await service.call(CountNotes()) == 2)
        }
    }

    @Test func sixtyFourAtOnceAreOne() async throws {
        try await withService(modules: [NotesModule()]) { service in
            let call = CreateNote(idempotencyKey: "same", text: "one")
            let answers = try await withThrowingTaskGroup(of: Note.self) { group in
                for _ in 0..<64 { group.addTask { try await service.call(call) } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(answers.count == 1)
            #expect(try await service.call(CountNotes()) == 1)
            #expect(try await service.database.first(RecordCounts()) == [1, 1, 0])
        }
    }

    @Test func anErrorOfTheDomainIsNotStored() async throws {
        try await withService(modules: [NotesModule()]) { service in
            let error = await fault {
                _ = try await service.call(CreateNote(idempotencyKey: "k", text: "x", act: "refuse"))
            }
            #expect(error?.kind == .ruleViolated)
            #expect(try await service.database.first(RecordCounts()) == [0, 0, 0])
            _ = try await service.call(CreateNote(idempotencyKey: "k", text: "x"))
            #expect(try await service.call(CountNotes()) == 1)
        }
    }

    @Test func aCrashBetweenStatementsLeavesNothing() async throws {
        try await withService(modules: [NotesModule()]) { service in
            let error = await fault {
                _ = try await service.call(CreateNote(idempotencyKey: "k", text: "x", act: "crash"))
            }
            #expect(error?.kind == .unavailable)
            #expect(try await service.call(CountNotes()) == 0)
            #expect(try await service.database.first(RecordCounts()) == [0, 0, 0])
            _ = try await service.call(CreateNote(idempotencyKey: "k", text: "x"))
            #expect(try await service.call(CountNotes()) == 1)
        }
    }

    @Test func validateOnlyLeavesNothing() async throws {
        try await withService(modules: [NotesModule()]) { service in
            let note = try await service.call(CreateNote(idempotencyKey: "k", text: "x", validateOnly: true))
            #expect(note.text == "x")
            #expect(try await service.call(CountNotes()) == 0)
            #expect(try await service.database.first(RecordCounts()) == [0, 0, 0])
            // What is wrong is found all the same, and the key is still free.
            let error = await fault {
                _ = try await service.call(
                    CreateNote(idempotencyKey: "k", text: String(repeating: "x", count: 50), validateOnly: true))
            }
            #expect(error?.kind == .ruleViolated)
            _ = try await service.call(CreateNote(idempotencyKey: "k", text: "x"))
        }
    }

    @Test func brokenConstraintsAreErrorsWithNames() async throws {
        try await withService(modules: [NotesModule()]) { service in
            _ = try await service.call(CreateNote(idempotencyKey: "a", text: "x"))
            let taken = await fault { _ = try await service.call(CreateNote(idempotencyKey: "b", text: "x")) }
            #expect(taken?.kind == .conflict)
            #expect(taken?.message.en == "there is such a note")
            let long = await fault {
                _ = try await service.call(
                    CreateNote(idempotencyKey: "c", text: String(repeating: "x", count: 50)))
            }
            #expect(long?.kind == .ruleViolated)
            #expect(long?.details.contains { $0.name == "rule" && $0.value == .string("note_short") } == true)
            let key = await fault {
                _ = try await service.call(
                    CreateNote(idempotencyKey: String(repeating: "k", count: 129), text: "y"))
            }
            #expect(key?.problems.first?.path == "/idempotencyKey")
        }
    }

    @Test func whatIsPreparedHoldsNoConnection() async throws {
        let asked = Asked()
        let module = NotesModule { call in
            // Every connection for transactions stays free while this runs.
            #expect(call.database.figures.leasedInUse == 0)
            try asked.ask()
            return "copied"
        }
        try await withService(modules: [module]) { service in
            let call = CopyNote(idempotencyKey: "k", prefix: "a ")
            asked.isDown = true
            let down = await fault { _ = try await service.call(call) }
            #expect(down?.kind == .unavailable)
            #expect(try await service.database.first(RecordCounts()) == [0, 0, 0])
            asked.isDown = false
            let note = try await service.call(call)
            #expect(note.text == "a copied")
            // The repeat is answered although what it would ask is gone; other params are refused as ever.
            asked.isDown = true
            #expect(try await service.call(call) == note)
            let other = await fault { _ = try await service.call(CopyNote(idempotencyKey: "k", prefix: "b ")) }
            #expect(other?.kind == .conflict)
            asked.isDown = false
            let rehearsed = try await service.call(
                CopyNote(idempotencyKey: "v", prefix: "c ", validateOnly: true))
            #expect(rehearsed.text == "c copied")
            #expect(try await service.call(CountNotes()) == 1)
            #expect(asked.times == 3)
        }
    }

    @Test func manyThatPrepareWithOneKeyAreOne() async throws {
        try await withService(modules: [NotesModule()]) { service in
            let call = CopyNote(idempotencyKey: "same", prefix: "")
            let answers = try await withThrowingTaskGroup(of: Note.self) { group in
                for _ in 0..<32 { group.addTask { try await service.call(call) } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(answers.count == 1)
            #expect(try await service.call(CountNotes()) == 1)
            #expect(try await service.database.first(RecordCounts()) == [1, 1, 0])
        }
    }

    @Test func oldAnswersArePruned() async throws {
        try await withService(modules: [NotesModule()]) { service in
            _ = try await service.call(CreateNote(idempotencyKey: "k", text: "x"))
            #expect(try await service.database.execute(PruneCalls(before: service.now)) == 0)
            #expect(try await service.database.execute(PruneCalls(before: service.now.adding(seconds: 1))) == 1)
        }
    }
}

/// A peer that can be down, and how often it was asked.
private final class Asked: Sendable {
    private let state = Mutex((times: 0, isDown: false))
    var times: Int { state.withLock { $0.times } }
    var isDown: Bool {
        get { state.withLock { $0.isDown } }
        set { state.withLock { $0.isDown = newValue } }
    }

    func ask() throws {
        let isDown = state.withLock { state in
            state.times += 1
            return state.isDown
        }
        if isDown { throw RPCError(.unavailable, LocalizedText("ไม่ตอบ", "no answer")) }
    }
}

@Suite struct AccessTests {
    @Test func whoMayNotIsToldWhatItNeeds() async throws {
        try await withService(modules: [NotesModule()]) { service in
            let call = CreateNote(idempotencyKey: "k", text: "x", organisation: "67-S0001")
            let nobody = await fault { _ = try await service.call(call, as: .anonymous) }
            #expect(nobody?.kind == .unauthenticated)
            let stranger = await fault { _ = try await service.call(call, as: .stranger) }
            #expect(stranger?.kind == .forbidden)
            let elsewhere = await fault {
                _ = try await service.call(call, as: .holding(.planner, at: "65"))
            }
            #expect(elsewhere?.kind == .forbidden)
            #expect(elsewhere?.details.first?.name == "needs")
            let wrongRole = await fault { _ = try await service.call(call, as: .reporter) }
            #expect(wrongRole?.kind == .forbidden)
            for place in ["67-S0001", "67-02", "67", "R17", "TH"] {
                _ = try await service.call(
                    CreateNote(idempotencyKey: place, text: place, organisation: "67-S0001"),
                    as: .holding(.planner, at: place))
            }
            #expect(try await service.call(CountNotes(), as: .anonymous) == 5)
        }
    }

    @Test func aScopedKeyReachesItsMethodsOnly() async throws {
        try await withService(modules: [NotesModule()]) { service in
            let narrow = Caller(
                kind: .system, subject: "key", grants: Caller.administrator.grants, scopes: ["event.*"])
            let error = await fault {
                _ = try await service.call(CreateNote(idempotencyKey: "k", text: "x"), as: narrow)
            }
            #expect(error?.kind == .forbidden)
            let wide = Caller(
                kind: .system, subject: "key", grants: narrow.grants, scopes: ["event.*", "note.create"])
            _ = try await service.call(CreateNote(idempotencyKey: "k", text: "x"), as: wide)
        }
    }
}
