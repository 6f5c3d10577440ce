import JSONRPC
import Kernel
import Postgres
import RPCServer
import ReportingContract
import ServiceKit

/// The steps of a report after it is frozen.
enum StepHandlers {
    static func register(on router: ServiceRouter) {
        router.change(RecordReportStep.self, at: { try await Find.report($0.report, on: $1.database).organisation }) {
            try await recordStep($0, $1)
        }
        router.change(ReturnReport.self, at: { try await Find.report($0.report, on: $1.database).organisation }) {
            try await sendBack($0, $1)
        }
        router.change(PublishReport.self, at: { try await Find.report($0.report, on: $1.database).organisation }) {
            try await publish($0, $1)
        }
    }

    private static func recordStep(_ params: RecordReportStep, _ change: Change) async throws -> Report {
        let report = try await Find.report(params.report, on: change.transaction)
        try checkOrder(report, to: params.step)
        try checkDay(params.happenedOn, change)
        let advanced = try await advance(
            report, to: params.step, expectedVersion: params.expectedVersion, in: change)
        return try await record(
            params.step, of: advanced, in: change, event: "report.\(params.step.rawValue)", on: params.happenedOn,
            position: params.position, document: params.document, note: params.note)
    }

    private static func sendBack(_ params: ReturnReport, _ change: Change) async throws -> Report {
        let report = try await Find.report(params.report, on: change.transaction)
        guard [.frozen, .checked, .screened].contains(report.step) else {
            throw RPCError.ruleViolated("report.return", ReportMessages.cannotReturn)
        }
        try checkDay(params.happenedOn, change)
        let returned = try await advance(
            report, to: .returned, expectedVersion: params.expectedVersion, in: change)
        return try await record(
            .returned, of: returned, in: change, event: "report.returned", on: params.happenedOn,
            position: params.position, note: params.note)
    }

    private static func publish(_ params: PublishReport, _ change: Change) async throws -> Report {
        let report = try await Find.report(params.report, on: change.transaction)
        try checkOrder(report, to: .published)
        let published = try await advance(
            report, to: .published, expectedVersion: params.expectedVersion, in: change)
        let earlier = try await change.transaction.all(
            LockRevisions(
                revisions: SelectRevisions(
                    province: report.province, organisation: report.organisation, fiscalYear: report.fiscalYear,
                    quarter: report.quarter, definition: report.definition))
        ).filter { $0.id != report.id && $0.step == .published }.map(\.id)
        if !earlier.isEmpty {
            _ = try await change.transaction.execute(
                SupersedeReports(province: report.province, ids: earlier, by: report.id))
        }
        return try await record(.published, of: published, in: change, event: "report.published")
    }

    // MARK: Pieces

    private static func checkOrder(_ report: Report, to step: ReportStep) throws(RPCError) {
        guard report.step.next == step else {
            throw RPCError.ruleViolated(
                "report.order", ReportMessages.outOfOrder(step.rawValue, report.step.next?.rawValue ?? "–"))
        }
        guard report.missing == 0 else { throw RPCError.ruleViolated("report.complete", ReportMessages.incomplete) }
    }

    private static func checkDay(_ day: CalendarDate, _ change: Change) throws(RPCError) {
        guard day > change.now.dateInThailand else { return }
        throw RPCError(
            .invalidParams, ReportMessages.inFuture,
            problems: [Problem(path: "/happenedOn", rule: "report.day", message: ReportMessages.inFuture)])
    }

    /// Takes the report on, if it is still as the caller saw it.
    static func advance(
        _ report: Report, to step: ReportStep, expectedVersion: Int, sha256: String? = nil, in change: Change
    ) async throws -> Report {
        if report.supersededBy != nil { throw RPCError.ruleViolated("report.superseded", ReportMessages.superseded) }
        let row = try await change.transaction.first(
            AdvanceReport(
                province: report.province, id: report.id, expectedVersion: expectedVersion, from: report.step,
                to: step, sha256: sha256))
        guard let row else {
            throw RPCError.conflict(ReportMessages.stale(report.version), currentVersion: report.version)
        }
        return row
    }

    /// Writes the step into the history, the audit entry and the feed; gives the report with its history.
    static func record(
        _ step: ReportStep, of report: Report, in change: Change, event: String, on day: CalendarDate? = nil,
        position: String? = nil, document: String? = nil, note: String? = nil
    ) async throws -> Report {
        let record = ReportStepRecord(
            number: 0, step: step, recordedBy: change.caller.subject, recordedAt: change.now,
            happenedOn: day ?? change.now.dateInThailand, position: position, document: document, note: note)
        _ = try await change.transaction.execute(
            InsertStep(province: report.province, report: report.id, record: record))
        let result = try await Find.withHistory(report, on: change.transaction)
        let details = [
            "code": report.code, "step": step.rawValue, "sha256": report.sha256 ?? "",
            "missing": String(report.missing),
        ]
        try await change.audit(subject: report.code, details: details)
        try await change.emit(event, subject: report.code, data: details)
        return result
    }
}
