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

@Suite(.timeLimit(.minutes(2))) struct DashboardTests {
    let stubs: StubPeers

    init() throws { stubs = try StubPeers() }

    @Test func everythingInOneCall() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let page = try await service.call(GetDashboard(organisation: "67", fiscalYear: stubs.year), as: .planner)
            #expect(page.missing.isEmpty && page.asOf == stubs.day && page.kind == .province)
            #expect(page.money?.used == Money(baht: 90) && page.money?.spentBasisPoints == 7_000)
            #expect(page.indicators?.total == 4 && page.indicators?.achieved == 1)
            #expect(page.round?.certified == 8 && page.round?.expected == 10)
            #expect(page.plan?.projects == 2 && page.plan?.completeProjects == 1)
            #expect(!page.due.isEmpty)
        }
    }

    @Test func whoDoesNotAnswerIsNamed() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: ["budget": stubs.budget]) {
            service in
            let page = try await service.call(GetDashboard(organisation: "67", fiscalYear: stubs.year), as: .planner)
            #expect(page.money != nil && page.plan == nil && page.round == nil && page.indicators == nil)
            #expect(page.missing.map(\.parts) == [["indicators"], ["round"], ["plan"]])
        }
    }

    @Test func manyReportsInOneJob() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let begun = try await service.call(
                ComposeManyReports(
                    organisation: "67", kind: .school, fiscalYear: stubs.year, definition: "schoolSheet",
                    idempotencyKey: "m"), as: .planner)
            #expect(begun.organisations > 1)
            try await JobRunning.runAll(service.runtime)
            func list() async throws -> [Report] {
                try await service.call(ListReports(province: "67", limit: 1_000), as: .planner).items
            }
            let reports = try await list()
            #expect(reports.count == begun.organisations && Set(reports.map(\.organisation)).count == reports.count)
            // The stub knows nothing of schools: each draft says so.
            #expect(reports.allSatisfy { $0.definition == "schoolSheet" && $0.missing > 0 && $0.revision == 1 })
        }
    }

    @Test func sheetsOfAllSchoolsArePDFsOfOneJob() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            func begin(_ key: String) async throws -> BegunJob {
                try await service.call(
                    ComposeManyReports(
                        organisation: "67", kind: .school, fiscalYear: stubs.year, definition: "schoolSheet", pdf: true,
                        idempotencyKey: key), as: .planner)
            }
            // One that is cancelled before it begins makes nothing.
            let cancelled = try await begin("c")
            _ = try await service.call(CancelJob(idempotencyKey: "x", job: cancelled.job), as: .administrator)
            try await JobRunning.runAll(service.runtime)
            func reports() async throws -> [Report] {
                try await service.call(ListReports(province: "67", limit: 1_000), as: .planner).items
            }
            #expect(try await reports().isEmpty)
            let begun = try await begin("m")
            try await JobRunning.runAll(service.runtime)
            let job = try await service.call(GetJob(job: begun.job), as: .planner)
            #expect(job.state == .done && job.done == begun.organisations && job.total == begun.organisations)
            for report in try await reports() {
                let key = SelectFile(province: report.province, report: report.id, name: "draft1-th.pdf")
                let kept = try #require(try await service.database.first(key))
                #expect(kept.starts(with: "%PDF-".utf8))
                // The same bytes as one made by itself.
                let content = try await Find.content(report, on: service.database)
                let page = try HTMLReport(
                    content: content, step: .draft, sha256: nil, language: "th", medium: .paper,
                    path: "./\(report.code)"
                ).bytes()
                #expect(try await PDFRenderer().pdf(page) == kept)
            }
        }
    }
}
