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
