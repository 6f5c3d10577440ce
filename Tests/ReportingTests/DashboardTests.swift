import CommonContract
import JSONRPC
import Kernel
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
}
