import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ReportingContract
import ServiceKit

/// The same report for many organisations, as a job.
struct ManyHandler: Sendable {
    let renderings: Renderings

    static let job = "report.composeMany"
    /// Organisations asked about at a time: more would only wait for each other in the services asked.
    private static let atATime = 8

    struct JobParams: Codable, Sendable {
        var organisations: [String]
        var fiscalYear: FiscalYear
        var quarter: Int?
        var definition: String
        var reason: LocalizedText?
        /// Whether each is also made into a PDF.
        var pdf: Bool?
        /// Reports composed since then are this job's own, of an attempt before.
        var since: Instant
    }

    struct JobAnswer: Codable, Sendable {
        var composed: Int
        var pdfs: Int
        /// Codes of those whose report has gaps, the first hundred.
        var withGaps: [String]
    }

    func register(on router: ServiceRouter) {
        router.change(ComposeManyReports.self, at: { params, _ in params.organisation }) { params, change in
            let above = try await Find.organisation(params.organisation, on: change.transaction)
            let stored = try await DefinitionHandlers.find(
                params.definition, province: above.province, on: change.transaction)
            _ = try Composition.subject(
                stored.definition, params.organisation, above, params.fiscalYear, params.quarter,
                today: change.now.dateInThailand)
            let below = try await change.transaction.all(
                SelectBelow(organisation: params.organisation, kind: params.kind.rawValue))
            let id = try await change.runtime.jobs.enqueue(
                in: change, kind: Self.job,
                params: JobParams(
                    organisations: below, fiscalYear: params.fiscalYear, quarter: params.quarter,
                    definition: params.definition, reason: params.reason, pdf: params.pdf,
                    since: change.now))
            try await change.audit(
                subject: params.organisation, details: ["definition": params.definition, "count": String(below.count)])
            return BegunJob(job: id, organisations: below.count)
        }
        router.job(Self.job, JobParams.self) { try await compose($0, $1) }
    }

    private func compose(_ params: JobParams, _ run: JobRun) async throws -> JobAnswer {
        var answer = JobAnswer(composed: 0, pdfs: 0, withGaps: [])
        var rest = params.organisations[...]
        while !rest.isEmpty {
            try run.checkCancellation()
            let reports = try await withThrowingTaskGroup(of: Report.self) { group in
                for organisation in rest.prefix(Self.atATime) {
                    group.addTask { try await compose(organisation, params, run) }
                }
                var reports: [Report] = []
                for try await report in group { reports.append(report) }
                return reports
            }
            rest = rest.dropFirst(Self.atATime)
            if params.pdf == true {
                try run.checkCancellation()
                answer.pdfs += try await renderings.keepPDFs(of: reports, on: run.runtime.database)
            }
            answer.composed += reports.count
            answer.withGaps += reports.filter { $0.missing > 0 }.map(\.code).sorted()
            run.progress(answer.composed, of: params.organisations.count)
        }
        answer.withGaps = Array(answer.withGaps.prefix(100))
        return answer
    }

    private func compose(_ code: String, _ params: JobParams, _ run: JobRun) async throws -> Report {
        let request = ComposeReport(
            organisation: code, fiscalYear: params.fiscalYear, quarter: params.quarter,
            definition: params.definition, reason: params.reason, idempotencyKey: "job")
        let runtime = run.runtime
        let prepared = try await ComposeHandler.prepare(
            request, runtime, by: run.subject, deadline: .now + .seconds(120), now: runtime.clock())
        let revisions = try await runtime.database.all(
            ComposeHandler.revisions(prepared.subject, prepared.stored.definition.code))
        if let done = revisions.first, done.composedAt >= params.since, done.step == .draft { return done }
        return try await run.change { try await ComposeHandler.keep(prepared, $0) }
    }
}

/// Codes of the organisations of a kind below one, by their parents.
struct SelectBelow: Statement {
    static let sql = """
        WITH RECURSIVE below AS (
            SELECT code, kind FROM organisation WHERE code = $1
             UNION
            SELECT child.code, child.kind
              FROM organisation AS child
              JOIN below ON child.parent = below.code
             WHERE child.closed_on IS NULL
        )
        SELECT code FROM below WHERE kind = $2 AND code <> $1 ORDER BY code
        """

    var organisation: String
    var kind: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(kind)
    }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}
