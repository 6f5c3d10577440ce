import CommonContract
import Crypto
import JSONRPC
import Kernel
import Postgres
import ReportingContract
import ServiceKit

/// Reading reports.
enum ReadHandlers {
    static func register(on router: ServiceRouter) {
        router.read(GetReport.self, at: { try await Find.report($0.report, on: $1.database).organisation }) {
            params, call in
            try await Find.withHistory(try await Find.report(params.report, on: call.database), on: call.database)
        }
        router.read(GetReportContent.self, at: { try await Find.report($0.report, on: $1.database).organisation }) {
            params, call in
            try await Find.content(try await Find.report(params.report, on: call.database), on: call.database)
        }
        router.read(ListReports.self, at: { params, _ in params.province }) { try await list($0, $1) }
        router.read(VerifyReport.self, at: { try await Find.report($0.report, on: $1.database).organisation }) {
            try await verify($0, $1)
        }
        router.read(ReproduceReport.self, at: { try await Find.report($0.report, on: $1.database).organisation }) {
            try await Reproducing.reproduce($0, $1)
        }
    }

    private static let order = "year-code"

    private static func list(_ params: ListReports, _ call: ReadCall) async throws -> Page<Report> {
        let keys = try params.cursor?.keys(order, count: 2)
        let limit = PageLimit.of(params.limit)
        let rows = try await call.database.all(
            SelectReports(
                province: params.province, fiscalYear: params.fiscalYear, step: params.step,
                latestOnly: params.latestOnly ?? false, afterYear: keys.flatMap { Int($0[0]) }, afterCode: keys?[1],
                limit: limit + 1))
        var page = Page(rows, limit: limit) { PageCursor(order, $0.fiscalYear.description, $0.code) }
        let steps = try await call.database.all(
            SelectSteps(province: params.province, reports: page.items.map(\.id)))
        let histories = Dictionary(grouping: steps, by: \.report)
        page.items = page.items.map { report in
            var report = report
            report.history = histories[report.id]?.map(\.record) ?? []
            return report
        }
        return page
    }

    private static func verify(_ params: VerifyReport, _ call: ReadCall) async throws -> ReportVerification {
        let report = try await Find.report(params.report, on: call.database)
        guard let recorded = report.sha256 else {
            throw RPCError.ruleViolated("report.notFrozen", ReportMessages.notFrozen)
        }
        let bytes = try await Find.contentBytes(report, on: call.database)
        return ReportVerification(recorded: recorded, computed: SHA256.hash(data: bytes).hex, bytes: bytes.count)
    }
}
