import JSONRPC
import Kernel
import Postgres
import ReportingContract

/// Finds one report by its id or code, with its history.
enum Find {
    static func report(_ reference: Reference, on database: some StatementExecutor) async throws -> Report {
        let rows = try await database.all(FindReport(reference: reference))
        guard let first = rows.first else { throw RPCError.notFound("report", reference) }
        guard rows.count == 1 else { throw RPCError.conflict(ReportMessages.ambiguous(reference.description)) }
        return first
    }

    static func organisation(
        _ code: String, on database: some StatementExecutor
    ) async throws -> (province: String, name: LocalizedText) {
        guard let found = try await database.first(FindReportedOrganisation(code: code)) else {
            throw RPCError.notFound("organisation", code)
        }
        return found
    }

    /// What a report was composed by, as it was then: a shipped kind's earlier number is no longer in the program.
    static func definition(
        of report: Report, on database: some StatementExecutor
    ) async throws -> ReportDefinition {
        guard let basis = try await database.first(SelectBasis(province: report.province, report: report.id)) else {
            throw RPCError.notFound("reportBasis", report.code)
        }
        return try CanonicalJSON.value(ReportDefinition.self, from: basis.definition)
    }

    static func withHistory(_ report: Report, on database: some StatementExecutor) async throws -> Report {
        var report = report
        report.history = try await database.all(SelectSteps(province: report.province, reports: [report.id]))
            .map(\.record)
        return report
    }

    static func contentBytes(_ report: Report, on database: some StatementExecutor) async throws -> [UInt8] {
        guard let bytes = try await database.first(SelectContent(province: report.province, report: report.id)) else {
            throw RPCError.notFound("report", report.code)
        }
        return bytes
    }

    static func content(_ report: Report, on database: some StatementExecutor) async throws -> ReportContent {
        try CanonicalJSON.value(ReportContent.self, from: try await contentBytes(report, on: database))
    }
}
