import CommonContract
import JSONRPC
import Kernel
import Postgres

/// Takes jobs and does them, one at a time, until cancelled.
struct JobWorker: Sendable {
    /// How often a job is begun whose process keeps going away, or that meets a fault of the moment.
    static let attemptsMax = 5

    let runtime: ServiceRuntime
    /// Names this worker in the table.
    let worker: ID
    /// For how long a job is this worker's without a heartbeat; another takes it over after that.
    var leaseSeconds = 15.0
    var look = Duration.seconds(1)
    /// Takes none but those that somebody waits for.
    var isForPrompt = false

    func run() async {
        while !Task.isCancelled {
            do {
                while try await workOnce() {}
            } catch {
                try? await Task.sleep(for: .seconds(1))
            }
            await runtime.jobs.enqueued.wait(upTo: look)
        }
    }

    /// Does one job, if one waits.
    func workOnce() async throws -> Bool {
        let kinds = isForPrompt ? runtime.jobs.promptKinds : runtime.jobs.kinds
        guard !kinds.isEmpty, !Task.isCancelled,
            let taken = try await runtime.database.first(TakeJob(worker: worker, kinds: kinds, lease: leaseSeconds))
        else { return false }
        let run = JobRun(taken: taken, runtime: runtime)
        guard let handler = runtime.jobs.handler(of: taken.kind) else { return false }
        if taken.attempts > JobWorker.attemptsMax {
            try await finish(run, .failed, failure: JobMessages.attempts)
            return true
        }
        do {
            let result = try await withHeartbeat(run) { try await handler(Array(taken.params.utf8), run) }
            try await finish(run, .done, result: String(decoding: result, as: UTF8.self))
        } catch is CancellationError {
            // Asked to stop, or this process is going down: then somebody else goes on with it.
            if run.isCancelled { try await finish(run, .cancelled) } else { try await finish(run, .queued) }
        } catch {
            try await fail(run, runtime.answer(to: error))
        }
        return true
    }

    private func fail(_ run: JobRun, _ error: any Error) async throws {
        let known = error as? RPCError
        if known?.kind == .unavailable, run.attempt < JobWorker.attemptsMax {
            try await finish(run, .queued, pause: Double(1 << run.attempt))
        } else {
            try await finish(run, .failed, failure: known?.message ?? JobMessages.fault)
        }
    }

    private func finish(
        _ run: JobRun, _ state: JobState, result: String? = nil, failure: LocalizedText? = nil, pause: Double = 0
    ) async throws {
        let position = run.position
        let statement = FinishJob(
            id: run.id, worker: worker, state: state, done: position.done, total: position.total, result: result,
            failure: failure, pause: pause)
        // A cancelled task must still give its job back.
        let database = runtime.database
        _ = try await Task { try await database.execute(statement) }.value
    }

    /// Renews the lease beside the work, and carries a wish to cancel to it.
    private func withHeartbeat(
        _ run: JobRun, _ work: @escaping @Sendable () async throws -> [UInt8]
    ) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                while true {
                    try await Task.sleep(for: .seconds(leaseSeconds / 5))
                    try await beat(run)
                }
            }
            defer { group.cancelAll() }
            while let finished = try await group.next() {
                if let finished { return finished }
            }
            throw CancellationError()
        }
    }

    private func beat(_ run: JobRun) async throws {
        let position = run.position
        do {
            let renewed = try await runtime.database.first(
                RenewJob(
                    id: run.id, worker: worker, lease: leaseSeconds, done: position.done, total: position.total))
            if renewed != false { run.cancel() }
        } catch is PostgresError {
            // The database is away: the work will notice by itself, the lease decides the rest.
        }
    }
}

enum JobMessages {
    static let attempts = LocalizedText(
        "เริ่มงานหลายครั้งแล้วไม่สำเร็จ", "it was begun several times and never came to an end")
    static let fault = LocalizedText("เกิดข้อผิดพลาดภายใน ดูบันทึกของระบบ", "an internal fault; the log has it")
    static let ended = LocalizedText("งานสิ้นสุดแล้ว", "the job has ended")
}

/// The worker's work on demand, for tests and commands.
public enum JobRunning {
    /// Does every job that waits, one after the other.
    public static func runAll(_ runtime: ServiceRuntime) async throws {
        let worker = JobWorker(runtime: runtime, worker: ID(at: runtime.clock()))
        while try await worker.workOnce() {}
    }
}
