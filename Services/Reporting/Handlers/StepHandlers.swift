import JSONRPC
import Kernel
import Postgres
import RPCServer
import ReportingContract
import ServiceKit

/// The steps of a report after it is frozen.
struct StepHandlers {
    let way: ReportWay

    func register(on router: ServiceRouter) {
        router.change(RecordReportStep.self, at: { try await Find.report($0.report, on: $1.database).organisation }) {
            try await recordStep($0, $1)
        }
        router.change(ReturnReport.self, at: { try await Find.report($0.report, on: $1.database).organisation }) {
            try await sendBack($0, $1)
        }
        router.change(PublishReport.self, at: { try await Find.report($0.report, on: $1.database).organisation }) {
            params, change in
            let report = try await Self.find(params.report, params.expectedVersion, change)
            return try await way.take(.published, of: report, on: nil, .init(), in: change)
        }
    }

    private func recordStep(_ params: RecordReportStep, _ change: Change) async throws -> Report {
        let report = try await Self.find(params.report, params.expectedVersion, change)
        try Self.checkDay(params.happenedOn, change)
        return try await way.take(
            params.step, of: report, on: params.happenedOn,
            ReportWay.Remarks(position: params.position, document: params.document), note: params.note,
            outcome: params.outcome, body: params.body, resolution: params.resolution, in: change)
    }

    private func sendBack(_ params: ReturnReport, _ change: Change) async throws -> Report {
        let report = try await Self.find(params.report, params.expectedVersion, change)
        guard [.frozen, .checked, .screened].contains(report.step) else {
            throw RPCError.ruleViolated("report.return", ReportMessages.cannotReturn)
        }
        try Self.checkDay(params.happenedOn, change)
        return try await way.sendBack(
            report, on: params.happenedOn, position: params.position, note: params.note, in: change)
    }

    // MARK: Pieces

    /// The report, if it is as the caller saw it.
    private static func find(_ reference: Reference, _ version: Int, _ change: Change) async throws -> Report {
        let report = try await Find.report(reference, on: change.transaction)
        if report.supersededBy != nil { throw RPCError.ruleViolated("report.superseded", ReportMessages.superseded) }
        guard report.version == version else {
            throw RPCError.conflict(ReportMessages.stale(report.version), currentVersion: report.version)
        }
        return report
    }

    private static func checkDay(_ day: CalendarDate, _ change: Change) throws(RPCError) {
        guard day > change.now.dateInThailand else { return }
        throw RPCError(
            .invalidParams, ReportMessages.inFuture,
            problems: [Problem(path: "/happenedOn", rule: "report.day", message: ReportMessages.inFuture)])
    }

    /// Takes the report on, if it is still as the caller saw it.
    static func advance(
        _ report: Report, to step: ReportStep, expectedVersion: Int, sha256: String? = nil, matter: ID? = nil,
        in change: Change
    ) async throws -> Report {
        if report.supersededBy != nil { throw RPCError.ruleViolated("report.superseded", ReportMessages.superseded) }
        let row = try await change.transaction.first(
            AdvanceReport(
                province: report.province, id: report.id, expectedVersion: expectedVersion, from: report.step,
                to: step, sha256: sha256, matter: matter))
        guard let row else {
            throw RPCError.conflict(ReportMessages.stale(report.version), currentVersion: report.version)
        }
        return row
    }

    /// Writes the step into the history, the audit entry and the feed; gives the report with its history.
    static func record(
        _ step: ReportStep, of report: Report, in change: Change, event: String, on day: CalendarDate? = nil,
        position: String? = nil, document: String? = nil, note: String? = nil, procedureStep: String? = nil
    ) async throws -> Report {
        let record = ReportStepRecord(
            number: 0, step: step, recordedBy: change.caller.subject, recordedAt: change.now,
            happenedOn: day ?? change.now.dateInThailand, position: position, document: document, note: note,
            procedureStep: procedureStep)
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
