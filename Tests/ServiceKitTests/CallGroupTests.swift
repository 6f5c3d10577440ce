import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceTestSupport
import Synchronization
import Testing

@testable import ServiceKit

struct GatherNote: RPCChange {
    static let name = "note.gather"
    static let summary = LocalizedText("จดรวม", "Write notes together")
    static let access = RPCAccess.roles([.planner, .administrator])
    static let examples: [RPCExample] = []
    typealias Result = Note

    var idempotencyKey: String
    var text: String
    var validateOnly: Bool?
}

/// Notes that are written together: one that begins with `bad` is refused, one that begins with `taken` has a text that
/// the database knows already.
private final class GatherModule: ServiceModule {
    private let sizes = Mutex<[Int]>([])

    /// Members of the largest group.
    var largest: Int { sizes.withLock { $0.max() ?? 0 } }

    var methods: [any RPCMethod.Type] { [GatherNote.self] }
    var migrations: [Migration] { [] }

    func register(on router: ServiceRouter) {
        router.change(
            GatherNote.self, together: { _ in "all" },
            group: { [self] members in
                sizes.withLock { $0.append(members.count) }
                var results: [Result<Note, any Error>] = []
                for member in members {
                    do {
                        results.append(.success(try await write(member.params, member.change)))
                    } catch let error as RPCError {
                        results.append(.failure(error))
                    }
                }
                return results
            }
        ) { [self] in try await write($0, $1) }
    }

    private func write(_ params: GatherNote, _ change: Change) async throws -> Note {
        if params.text.hasPrefix("bad") { throw RPCError.ruleViolated("note.bad", LocalizedText("ไม่ได้", "no")) }
        let note = Note(id: change.newID(), text: params.text)
        try await change.transaction.execute(InsertNote(note: note))
        try await change.emit("note.created", subject: note.id.description, data: note)
        try await change.audit(subject: note.id.description, details: note)
        return note
    }
}

/// Calls that wait for the same are one transaction, and each is as if it were alone.
@Suite struct CallGroupTests {
    private typealias Outcome = (call: GatherNote, note: Note?, error: RPCError?)

    private func gather(_ service: TestService, _ calls: [GatherNote]) async -> [Outcome] {
        await withTaskGroup(of: Outcome.self) { group in
            for call in calls {
                group.addTask {
                    do {
                        return (call, try await service.call(call), nil)
                    } catch {
                        return (call, nil, error as? RPCError)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func eachHasItsOwnAnswerRefusalAndRecord() async throws {
        let module = GatherModule()
        try await withService(modules: [NotesModule(), module]) { try await eachIsAlone($0) }
        #expect(module.largest > 1)
    }

    private func eachIsAlone(_ service: TestService) async throws {
        let calls = (0..<64).map {
            GatherNote(idempotencyKey: "k\($0)", text: $0 % 3 == 0 ? "bad \($0)" : "n\($0)")
        }
        let answers = await gather(service, calls)
        var first: [String: Note] = [:]
        for answer in answers {
            let isBad = answer.call.text.hasPrefix("bad")
            #expect(answer.note?.text == (isBad ? nil : answer.call.text))
            #expect(answer.error?.kind == (isBad ? .ruleViolated : nil))
            first[answer.call.idempotencyKey] = answer.note
        }
        let good = calls.filter { !$0.text.hasPrefix("bad") }.count
        #expect(try await service.call(CountNotes()) == good)
        // What was refused has left no key: it may be called again.
        #expect(try await service.database.first(RecordCounts()) == [good, good, 0])
        // Each again, twice: the same answers, nothing more.
        for answer in await gather(service, calls + calls) {
            #expect(answer.note == first[answer.call.idempotencyKey])
        }
        #expect(try await service.call(CountNotes()) == good)
    }

    @Test func aGroupThatFailsAsAWholeIsCarriedOutOneByOne() async throws {
        try await withService(modules: [NotesModule(), GatherModule()]) { service in
            _ = try await service.call(CreateNote(idempotencyKey: "first", text: "taken"))
            // The database refuses one, and with it the transaction.
            let calls = (0..<40).map { GatherNote(idempotencyKey: "k\($0)", text: $0 == 20 ? "taken" : "n\($0)") }
            for answer in await gather(service, calls) {
                #expect((answer.note != nil) == (answer.call.text != "taken"), "\(answer.call.text)")
            }
            #expect(try await service.call(CountNotes()) == 40)
            #expect(try await service.database.first(RecordCounts()) == [40, 40, 0])
        }
    }

    @Test func repeatsAtOnceAreOne() async throws {
        try await withService(modules: [NotesModule(), GatherModule()]) { service in
            let calls = (0..<60).map { GatherNote(idempotencyKey: "k\($0 % 4)", text: "n\($0 % 4)") }
            let notes = Set(await gather(service, calls).compactMap(\.note))
            #expect(notes.count == 4)
            #expect(try await service.call(CountNotes()) == 4)
            _ = try await service.call(GatherNote(idempotencyKey: "v", text: "looked at", validateOnly: true))
            #expect(try await service.call(CountNotes()) == 4)
        }
    }
}
