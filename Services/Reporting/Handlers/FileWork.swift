import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ReportingContract
import ServiceKit

/// Files that take long are made by jobs, each once; who asks for one that is not there waits for its job a while.
struct FileWork: Sendable {
    /// How long an answer waits for the file: a browser is then told how far it is, a program to come again.
    static let browserPatience = Duration.seconds(2)
    static let programPatience = Duration.seconds(150)
    /// A job that failed is begun again when somebody asks so many seconds later.
    private static let secondsAfterFailure = 60

    let renderings: Renderings

    enum Outcome: Sendable {
        case file([UInt8])
        case waiting(FileJob.State)
        case failed(LocalizedText)
    }

    /// - Parameter again: begins anew what failed.
    func file(
        _ file: KeptFile, of report: Report, patience: Duration, again: Bool, _ runtime: ServiceRuntime
    ) async throws -> Outcome {
        let limit = ContinuousClock.now + patience
        var mayBegin = true
        while true {
            // The job first: what is done by then has kept its file.
            let job = try await runtime.database.first(
                FileJob(province: report.province, report: report.id, name: file.name(of: report)))
            if let bytes = try await renderings.kept(file, of: report, on: runtime.database) { return .file(bytes) }
            switch job?.state {
            case .queued?, .running?:
                if let job, ContinuousClock.now >= limit { return .waiting(job) }
            case .failed? where !mayBegin || !again && (job?.seconds ?? 0) < Self.secondsAfterFailure:
                return .failed(job?.failure ?? ReportMessages.pdfFailed)
            default:
                // A draft that changes again and again is never made in time.
                guard mayBegin else { throw RPCError.conflict(ReportMessages.writtenMeanwhile, currentVersion: nil) }
                try await begin([file], of: report, runtime)
                mayBegin = false
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func begin(_ files: [KeptFile], of report: Report, _ runtime: ServiceRuntime) async throws {
        try await runtime.change(as: "system", method: RenderReport.name, organisation: report.organisation) { change in
            let lock = LockFileJob(
                province: report.province, report: report.id, name: files.first?.name(of: report) ?? "")
            if let job = try await change.transaction.first(lock) ?? nil,
                let state = try await change.transaction.first(JobIsOpen(job: job)), state
            {
                return
            }
            try await Self.enqueue(files, of: report, in: change)
            try await change.audit(
                subject: report.code, details: ["files": files.map(\.format.rawValue).joined(separator: ", ")])
        }
    }

    /// Begins the job that makes some files, and says of each that it is this one's.
    @discardableResult
    static func enqueue(_ files: [KeptFile], of report: Report, in change: Change) async throws -> ID {
        let id = try await change.runtime.jobs.enqueue(
            in: change, kind: RenderHandler.job, params: RenderHandler.JobParams(report: report.id, files: files))
        for file in files {
            _ = try await change.transaction.execute(
                PutFileJob(
                    province: report.province, report: report.id, name: file.name(of: report), job: id))
        }
        return id
    }
}

struct JobIsOpen: Statement {
    static let sql = "SELECT state IN ('queued', 'running') FROM job WHERE id = $1"

    var job: ID

    func bind(_ parameters: inout Parameters) { parameters.append(job) }

    static func decode(_ row: inout RowReader) throws -> Bool { try row.next() }
}
