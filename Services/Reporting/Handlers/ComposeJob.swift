import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ReportingContract
import ServiceKit

/// Composing as a job that says part by part how far it is.
enum ComposeJob {
    static let job = "report.compose"
    private static let secondsMax = 120

    struct JobAnswer: Codable, Sendable {
        var report: String
        var missing: Int
    }

    static func register(on router: ServiceRouter) {
        router.change(BeginReport.self, at: { params, _ in params.report.organisation }) { params, change in
            let found = try await Find.organisation(params.report.organisation, on: change.transaction)
            let code = params.report.definition ?? ShippedDefinitions.annualProvincial.code
            let stored = try await DefinitionHandlers.find(code, province: found.province, on: change.transaction)
            _ = try Composition.subject(
                stored.definition, params.report.organisation, found, params.report.fiscalYear, params.report.quarter,
                today: change.now.dateInThailand)
            let id = try await change.runtime.jobs.enqueue(in: change, kind: job, params: params.report)
            for (number, part) in stored.definition.parts.enumerated() {
                let progress = PartProgress(code: part.code, title: part.title, state: .waiting)
                _ = try await change.transaction.execute(
                    PutPartProgress(job: id, number: number, progress: progress))
            }
            try await change.audit(subject: params.report.organisation, details: ["definition": code])
            return BegunJob(job: id, organisations: 1)
        }
        router.read(
            GetReportProgress.self,
            at: { params, call in
                try await call.database.first(JobOrganisation(job: params.job))
            }
        ) { params, call in
            let parts = try await call.database.all(SelectPartProgress(job: params.job))
            guard !parts.isEmpty else { throw RPCError.notFound("job", params.job) }
            return ReportProgress(job: params.job, parts: parts)
        }
        router.job(job, ReportRequest.self) { try await compose($0, $1) }
    }

    private static func compose(_ request: ReportRequest, _ run: JobRun) async throws -> JobAnswer {
        let runtime = run.runtime
        let params = ComposeReport(
            organisation: request.organisation, fiscalYear: request.fiscalYear, quarter: request.quarter,
            definition: request.definition, reason: request.reason, idempotencyKey: "job")
        let prepared = try await ComposeHandler.prepare(
            params, runtime, by: run.subject, deadline: .now + .seconds(secondsMax), now: runtime.clock()
        ) { parts, done in
            for (number, part) in parts.enumerated() {
                _ = try? await runtime.database.execute(PutPartProgress(job: run.id, number: number, progress: part))
            }
            run.progress(done, of: parts.count)
        }
        try run.checkCancellation()
        // What needs nothing was never told of.
        let content = prepared.composed.content
        for (number, part) in content.parts.enumerated() {
            let isMissing = content.missing.contains { $0.parts.contains(part.code) }
            let progress = PartProgress(code: part.code, title: part.title, state: isMissing ? .missing : .done)
            _ = try await runtime.database.execute(PutPartProgress(job: run.id, number: number, progress: progress))
        }
        run.progress(content.parts.count, of: content.parts.count)
        let report = try await run.change { try await ComposeHandler.keep(prepared, $0) }
        return JobAnswer(report: report.code, missing: report.missing)
    }
}

/// Says how a part stands.
struct PutPartProgress: Statement {
    static let sql = """
        INSERT INTO report_progress (job, number, part, title_th, title_en, state)
        VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (job, number) DO UPDATE SET state = excluded.state
        """

    typealias Row = Void
    var job: ID
    var number: Int
    var progress: PartProgress

    func bind(_ parameters: inout Parameters) {
        parameters.append(job)
        parameters.append(number)
        parameters.append(progress.code)
        parameters.append(progress.title.th)
        parameters.append(progress.title.en)
        parameters.append(progress.state.rawValue)
    }
}

struct SelectPartProgress: Statement {
    static let sql = "SELECT part, title_th, title_en, state FROM report_progress WHERE job = $1 ORDER BY number"

    var job: ID

    func bind(_ parameters: inout Parameters) { parameters.append(job) }

    static func decode(_ row: inout RowReader) throws -> PartProgress {
        let code: String = try row.next()
        let title = LocalizedText(th: try row.next(), en: try row.next())
        let state: String = try row.next()
        return PartProgress(code: code, title: title, state: PartState(rawValue: state) ?? .waiting)
    }
}

/// At which organisation a job was begun.
struct JobOrganisation: Statement {
    static let sql = "SELECT coalesce(organisation, 'TH') FROM job WHERE id = $1"

    var job: ID

    func bind(_ parameters: inout Parameters) { parameters.append(job) }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}
