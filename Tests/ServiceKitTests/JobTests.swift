import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceTestSupport
import Testing

@testable import ServiceKit

struct StartCount: RPCChange {
    static let name = "count.start"
    static let summary = LocalizedText("เริ่มนับ", "Start counting")
    static let access = RPCAccess.signedIn
    static let examples: [RPCExample] = []
    struct Started: Codable, Sendable { var job: ID }
    typealias Result = Started

    var idempotencyKey: String
    var through: Int
    var validateOnly: Bool?
}

/// A service with one kind of job, that counts and writes a note at each step.
struct CountingModule: ServiceModule {
    var methods: [any RPCMethod.Type] { [StartCount.self] }
    var migrations: [Migration] { [] }

    func register(on router: ServiceRouter) {
        router.change(StartCount.self) { params, change in
            let job = try await change.runtime.jobs.enqueue(in: change, kind: "count", params: params.through)
            return StartCount.Started(job: job)
        }
        router.job("count", Int.self) { through, run in
            guard through >= 0 else {
                throw RPCError.ruleViolated("count.negative", LocalizedText("ติดลบ", "negative"))
            }
            for step in 0..<through {
                try run.checkCancellation()
                try await run.change { change in
                    let note = Note(id: change.newID(), text: "\(run.id) \(step)")
                    _ = try await change.transaction.execute(InsertNote(note: note))
                    try await change.audit(subject: "count", details: ["step": step])
                }
                run.progress(step + 1, of: through)
            }
            return ["counted": through]
        }
    }
}

@Suite struct JobTests {
    @Test func aJobRunsAndSaysWhatItCameTo() async throws {
        try await withService(modules: [NotesModule(), CountingModule()]) { service in
            let id = try await service.call(StartCount(idempotencyKey: "k", through: 3), as: .planner).job
            #expect(try await service.call(GetJob(job: id), as: .planner).state == .queued)
            try await service.runJobs()
            let job = try await service.call(GetJob(job: id), as: .planner)
            #expect(job.state == .done && job.done == 3 && job.total == 3)
            #expect(job.result?["counted"] == .number("3"))
            #expect(try await service.call(CountNotes()) == 3)
            // Others do not see it, administrators do.
            #expect(await fault { _ = try await service.call(GetJob(job: id), as: .head) }?.kind == .notFound)
            #expect(try await service.call(ListJobs(kind: "count")).items.map(\.id) == [id])
            // Of a part of the tree only its own: this one was for no place.
            #expect(try await service.call(ListJobs(organisation: "67", kind: "count")).items.isEmpty)
        }
    }

    @Test func aFailureIsSaidInWords() async throws {
        try await withService(modules: [NotesModule(), CountingModule()]) { service in
            let id = try await service.call(StartCount(idempotencyKey: "k", through: -1)).job
            try await service.runJobs()
            let job = try await service.call(GetJob(job: id))
            #expect(job.state == .failed && job.failure?.en == "negative")
        }
    }

    @Test func aWaitingJobCanBeCancelled() async throws {
        try await withService(modules: [NotesModule(), CountingModule()]) { service in
            let id = try await service.call(StartCount(idempotencyKey: "k", through: 3)).job
            #expect(try await service.call(CancelJob(idempotencyKey: "c", job: id)).state == .cancelled)
            try await service.runJobs()
            #expect(try await service.call(CountNotes()) == 0)
            let error = await fault { _ = try await service.call(CancelJob(idempotencyKey: "d", job: id)) }
            #expect(error?.kind == .ruleViolated)
        }
    }

    @Test func rolledBackChangesStartNothing() async throws {
        try await withService(modules: [NotesModule(), CountingModule()]) { service in
            _ = try await service.call(StartCount(idempotencyKey: "k", through: 3, validateOnly: true))
            try await service.runJobs()
            #expect(try await service.call(ListJobs()).items.isEmpty)
        }
    }

    @Test func aJobWhoseWorkerWentAwayIsTakenOver() async throws {
        try await withService(modules: [NotesModule(), CountingModule()]) { service in
            let id = try await service.call(StartCount(idempotencyKey: "k", through: 2)).job
            let gone = ID(at: service.now)
            let taken = try await service.database.first(TakeJob(worker: gone, kinds: ["count"], lease: 3_600))
            #expect(taken?.id == id)
            // While the lease runs nobody else takes it.
            try await service.runJobs()
            #expect(try await service.call(GetJob(job: id)).state == .running)
            try await service.database.transaction { try await $0.script("UPDATE job SET lease_until = now()") }
            try await service.runJobs()
            let job = try await service.call(GetJob(job: id))
            #expect(job.state == .done && job.attempts == 2)
            // The one who went away comes back: its word counts no more.
            let late = try await service.database.execute(
                FinishJob(id: id, worker: gone, state: .failed, done: 0, total: nil))
            #expect(late == 0)
            #expect(
                try await service.database.first(
                    RenewJob(id: id, worker: gone, lease: 1, done: 0, total: nil)) == nil)
        }
    }

    @Test func aJobThatKeepsCrashingIsGivenUp() async throws {
        try await withService(modules: [NotesModule(), CountingModule()]) { service in
            let id = try await service.call(StartCount(idempotencyKey: "k", through: 2)).job
            try await service.database.transaction {
                try await $0.script("UPDATE job SET attempts = \(JobWorker.attemptsMax)")
            }
            try await service.runJobs()
            #expect(try await service.call(GetJob(job: id)).state == .failed)
        }
    }

    @Test func theBackgroundWorkerPicksJobsUpByItself() async throws {
        try await withService(modules: [NotesModule(), CountingModule()]) { service in
            try await service.running {
                let id = try await service.call(StartCount(idempotencyKey: "k", through: 3)).job
                while try await service.call(GetJob(job: id)).state != .done { await Task.yield() }
                // The sealer works beside it.
                while try await service.call(VerifyAudit(), as: .auditor).sealedThrough < 4 { await Task.yield() }
            }
        }
    }
}
