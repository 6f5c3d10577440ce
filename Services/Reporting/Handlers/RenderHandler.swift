import CommonContract
import JSONRPC
import Kernel
import RPCServer
import ReportingContract
import ServiceKit

/// A report's files as a job, one after the other.
struct RenderHandler: Sendable {
    let renderings: Renderings

    static let job = "report.render"

    struct JobParams: Codable, Sendable {
        var report: ID
        var files: [KeptFile]
    }

    struct JobAnswer: Codable, Sendable {
        /// How many files are there now.
        var files: Int
    }

    func register(on router: ServiceRouter) {
        router.change(RenderReport.self, at: { try await Find.report($0.report, on: $1.database).organisation }) {
            params, change in
            let report = try await Find.report(params.report, on: change.transaction)
            let files = Self.files(params)
            let id = try await FileWork.enqueue(files, of: report, in: change)
            try await change.audit(subject: report.code, details: ["files": String(files.count)])
            return BegunRendering(job: id, paths: files.map { $0.path(of: report) })
        }
        router.job(Self.job, JobParams.self, isPrompt: true) { try await render($0, $1) }
    }

    /// Each once, in order.
    private static func files(_ params: RenderReport) -> [KeptFile] {
        var files: [KeptFile] = []
        for format in params.formats ?? [.pdf] {
            for marked in params.origin == true ? [false, true] : [false] {
                for language in params.languages ?? ["th"] {
                    let file = KeptFile(
                        format == .pdf ? .pdf : .xlsx, language: language, marked: marked, digits: params.digits)
                    if !files.contains(file) { files.append(file) }
                }
            }
        }
        return files
    }

    private func render(_ params: JobParams, _ run: JobRun) async throws -> JobAnswer {
        let report = try await Find.report(.id(params.report), on: run.runtime.database)
        for (number, file) in params.files.enumerated() {
            run.progress(number, of: params.files.count)
            try run.checkCancellation()
            do {
                try await renderings.keep(file, of: report, on: run.runtime.database)
            } catch let error as RPCError where error.kind == .unavailable {
                // The same page fails again: nobody waits for five attempts.
                throw RPCError.ruleViolated("report.file", error.message)
            }
        }
        run.progress(params.files.count, of: params.files.count)
        return JobAnswer(files: params.files.count)
    }
}
