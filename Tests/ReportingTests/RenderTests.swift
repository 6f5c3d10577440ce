import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ReportingContract
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Reporting

@Suite(.timeLimit(.minutes(2))) struct RenderTests {
    /// The files that the job made are those that are then asked for.
    @Test func filesAreMadeBeforehand() async throws {
        let stubs = try StubPeers()
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let draft = try await service.call(
                ComposeReport(
                    organisation: "67", fiscalYear: stubs.year, definition: "roundCompleteness", idempotencyKey: "c"),
                as: .planner)
            let begun = try await service.call(
                RenderReport(
                    report: .id(draft.id), languages: ["en"], origin: true, idempotencyKey: "r"), as: .planner)
            #expect(
                begun.paths
                    == ["?lang=en", "?lang=en&origin=yes"].map {
                        "/reports/\(draft.code).pdf\($0)"
                    })
            try await JobRunning.runAll(service.runtime)
            let job = try await service.call(GetJob(job: begun.job), as: .planner)
            #expect(job.state == .done && job.done == 2 && job.total == 2)
            let report = try await Find.report(.id(draft.id), on: service.database)
            let kept = try await service.database.first(
                SelectFile(province: "67", report: draft.id, name: "draft1-en-origin.pdf"))
            let asked = try await Renderings().file(
                .pdf, of: report, language: "en", marked: true, on: service.database)
            #expect(kept != nil && kept == asked)
        }
    }

    /// Whoever asks for a file that is not there begins its job, or waits for the one that is under way.
    @Test func aFileIsMadeOnceForAllWhoAsk() async throws {
        let stubs = try StubPeers()
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let draft = try await service.call(
                ComposeReport(
                    organisation: "67", fiscalYear: stubs.year, definition: "roundCompleteness", idempotencyKey: "c"),
                as: .planner)
            let report = try await Find.report(.id(draft.id), on: service.database)
            let (work, file) = (FileWork(renderings: Renderings()), KeptFile(.pdf))
            func ask(again: Bool = false) async throws -> FileWork.Outcome {
                try await work.file(file, of: report, patience: .zero, again: again, service.runtime)
            }
            guard case .waiting(let first) = try await ask(), case .waiting(let second) = try await ask() else {
                Issue.record("nothing waits")
                return
            }
            #expect(first.id == second.id && first.state == .queued)
            let request = PageRequest(parameters: [:], query: ["origin": "yes"], language: "th")
            let page = WaitingPage(report: report, file: file).page(first, request)
            #expect(page.status == 202 && page.headers.contains { $0.name == "Refresh" })
            #expect(page.text.contains("รอคิว") && page.text.contains("\(report.code).pdf"))
            // What fails says why, and is begun again by who wants it.
            _ = try await service.database.execute(EndJobs())
            guard case .failed(let reason) = try await ask() else {
                Issue.record("it did not fail")
                return
            }
            #expect(reason.th == "ทดลอง")
            #expect(WaitingPage(report: report, file: file).page(failed: reason, request).text.contains("again=yes"))
            guard case .waiting(let third) = try await ask(again: true) else {
                Issue.record("nothing waits")
                return
            }
            #expect(third.id != first.id)
            try await JobRunning.runAll(service.runtime)
            guard case .file(let bytes) = try await ask() else {
                Issue.record("there is no file")
                return
            }
            #expect(bytes.starts(with: "%PDF-".utf8))
            let served = try await service.page(
                "/reports/:report", ["report": draft.code + ".pdf"], agent: "Mozilla/5.0", as: .planner)
            #expect(served.status == 200 && served.body == bytes)
        }
    }

    private struct EndJobs: Statement {
        static let sql = """
            UPDATE job SET state = 'failed', failure_th = 'ทดลอง', finished_at = now() WHERE state = 'queued'
            """
        typealias Row = Void
        func bind(_ parameters: inout Parameters) {}
    }

    @Test func languagesAreChecked() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting") { service in
            let refusal = await #expect(throws: RPCError.self) {
                try await service.call(
                    RenderReport(report: "x", languages: ["th", "th", "fr"], idempotencyKey: "r"), as: .planner)
            }
            #expect(refusal?.problems.map(\.path) == ["/languages", "/languages/2"])
        }
    }
}
