import CommonContract
import JSONRPC
import Kernel
import RPCServer
import ReportingContract
import ServiceKit

/// A report's PDFs as a job, file after file.
struct RenderHandler: Sendable {
    let renderings: Renderings

    static let job = "report.render"

    struct JobParams: Codable, Sendable {
        var report: ID
        var files: [File]
    }

    struct File: Codable, Sendable, Hashable {
        var language: String
        var marked: Bool

        func path(of report: Report) -> String {
            let query = [language == "th" ? nil : "lang=\(language)", marked ? "origin=yes" : nil].compactMap { $0 }
            return "/reports/\(report.code).pdf" + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
        }
    }

    struct JobAnswer: Codable, Sendable {
        /// Bytes of each file, in order.
        var bytes: [Int]
    }

    func register(on router: ServiceRouter) {
        router.change(RenderReport.self, at: { try await Find.report($0.report, on: $1.database).organisation }) {
            params, change in
            let report = try await Find.report(params.report, on: change.transaction)
            let files = (params.origin == true ? [false, true] : [false]).flatMap { marked in
                (params.languages ?? ["th"]).map { File(language: $0, marked: marked) }
            }
            let id = try await change.runtime.jobs.enqueue(
                in: change, kind: Self.job, params: JobParams(report: report.id, files: files))
            try await change.audit(subject: report.code, details: ["files": String(files.count)])
            return BegunRendering(job: id, paths: files.map { $0.path(of: report) })
        }
        router.job(Self.job, JobParams.self) { try await render($0, $1) }
    }

    private func render(_ params: JobParams, _ run: JobRun) async throws -> JobAnswer {
        let report = try await Find.report(.id(params.report), on: run.runtime.database)
        var answer = JobAnswer(bytes: [])
        for file in params.files {
            try run.checkCancellation()
            let bytes = try await renderings.file(
                .pdf, of: report, language: file.language, marked: file.marked, on: run.runtime.database)
            answer.bytes.append(bytes.count)
            run.progress(answer.bytes.count, of: params.files.count)
        }
        return answer
    }
}
