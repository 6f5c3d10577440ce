import Crypto
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ReportingContract
import ServiceKit

/// Making drafts, writing into them, freezing them.
enum ComposeHandler {
    static func register(on router: ServiceRouter) {
        router.change(ComposeReport.self, at: { params, _ in params.organisation }) { try await compose($0, $1) }
        router.change(WriteReport.self, at: { try await Find.report($0.report, on: $1.database).organisation }) {
            try await write($0, $1)
        }
        router.change(FreezeReport.self, at: { try await Find.report($0.report, on: $1.database).organisation }) {
            try await freeze($0, $1)
        }
    }

    /// Longest wait for all peers together; the caller's deadline may be nearer.
    private static let gatheringSeconds = 25

    private static func compose(_ params: ComposeReport, _ change: Change) async throws -> Report {
        let code = params.definition ?? ReportDefinition.annualProvincial.code
        guard let definition = ReportDefinition.all[code] else {
            throw RPCError(
                .invalidParams, ReportMessages.noDefinition(code),
                problems: [
                    Problem(path: "/definition", rule: "report.definition", message: ReportMessages.noDefinition(code))
                ])
        }
        guard
            let organisation = try await change.transaction.first(FindReportedOrganisation(code: params.organisation))
        else { throw RPCError.notFound("organisation", params.organisation) }
        // Asked first: nothing is locked while the others answer.
        let content = await content(of: definition, params, organisation, change)
        let earlier = try await change.transaction.all(
            SelectRevisions(
                province: organisation.province, organisation: params.organisation, fiscalYear: params.fiscalYear,
                definition: code))
        if earlier.first?.step == .signed {
            throw RPCError.conflict(ReportMessages.openRevision, currentVersion: earlier.first?.version)
        }
        let revision = (earlier.first?.revision ?? 0) + 1
        let report = Report(
            id: change.newID(), code: "\(params.organisation)-\(params.fiscalYear)-\(code)-\(revision)",
            province: organisation.province, organisation: params.organisation, fiscalYear: params.fiscalYear,
            definition: code, revision: revision, title: content.title, step: .draft, version: 1,
            composedAt: content.composedAt, missing: content.missing.count, sha256: nil, supersededBy: nil, history: [])
        _ = try await change.transaction.execute(InsertReport(report: report))
        _ = try await change.transaction.execute(
            PutDraft(province: report.province, report: report.id, content: try CanonicalJSON.bytes(content)))
        // A published revision stays in its place until the new one is published.
        let replaced = earlier.filter { $0.step != .published }.map(\.id)
        if !replaced.isEmpty {
            _ = try await change.transaction.execute(
                SupersedeReports(province: report.province, ids: replaced, by: report.id))
        }
        return try await StepHandlers.record(.draft, of: report, in: change, event: "report.composed")
    }

    private static func content(
        of definition: ReportDefinition, _ params: ComposeReport,
        _ organisation: (province: String, name: LocalizedText), _ change: Change
    ) async -> ReportContent {
        let today = change.now.dateInThailand
        let deadline = min(change.context.deadline, ContinuousClock.now + .seconds(gatheringSeconds))
        let gatherer = Gatherer(peers: change.runtime.peers, clock: change.runtime.clock, deadline: deadline)
        let gathered = await gatherer.gather(
            definition, organisation: params.organisation, province: organisation.province, name: organisation.name,
            fiscalYear: params.fiscalYear, asOf: min(today, params.fiscalYear.lastDay))
        return Composer(
            definition: definition, year: gathered.year, sources: gathered.sources, gaps: gathered.gaps,
            composedAt: change.now
        ).content()
    }

    private static func write(_ params: WriteReport, _ change: Change) async throws -> Report {
        let report = try await Find.report(params.report, on: change.transaction)
        guard report.step == .draft else { throw RPCError.ruleViolated("report.draft", ReportMessages.notDraft) }
        let definition = ReportDefinition.all[report.definition]
        guard definition?.parts.contains(where: { $0.code == params.part && $0.isWritten }) ?? false else {
            throw RPCError.ruleViolated("report.part", ReportMessages.partNotWritten)
        }
        var content = try await Find.content(report, on: change.transaction)
        guard let index = content.parts.firstIndex(where: { $0.code == params.part }) else {
            throw RPCError.ruleViolated("report.part", ReportMessages.partNotWritten)
        }
        // What was computed and what is missing stays; only running text is taken over.
        let kept = content.parts[index].blocks.filter { $0.kind == .table || $0.kind == .gap }
        content.parts[index].blocks = [.paragraph(params.text)] + kept
        let changed = try await StepHandlers.advance(
            report, to: .draft, expectedVersion: params.expectedVersion, in: change)
        _ = try await change.transaction.execute(
            PutDraft(province: report.province, report: report.id, content: try CanonicalJSON.bytes(content)))
        try await change.audit(subject: report.code, details: ["part": params.part])
        return try await Find.withHistory(changed, on: change.transaction)
    }

    private static func freeze(_ params: FreezeReport, _ change: Change) async throws -> Report {
        let report = try await Find.report(params.report, on: change.transaction)
        guard report.step == .draft else { throw RPCError.ruleViolated("report.draft", ReportMessages.notDraft) }
        let bytes = try await Find.contentBytes(report, on: change.transaction)
        let hash = SHA256.hash(data: bytes).hex
        let frozen = try await StepHandlers.advance(
            report, to: .frozen, expectedVersion: params.expectedVersion, sha256: hash, in: change)
        _ = try await change.transaction.execute(
            InsertFrozenContent(province: report.province, report: report.id, content: bytes, sha256: hash))
        _ = try await change.transaction.execute(DeleteDraft(province: report.province, report: report.id))
        return try await StepHandlers.record(.frozen, of: frozen, in: change, event: "report.frozen")
    }
}
