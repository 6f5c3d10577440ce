import Crypto
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ReportingContract
import ServiceKit

/// Making drafts, writing into them, freezing them.
enum ComposeHandler {
    private static let way = ReportWay(procedures: ReportingService.procedures)

    static func register(on router: ServiceRouter) {
        router.change(
            ComposeReport.self, at: { params, _ in params.organisation }, preparing: { try await compose($0, $1) }
        ) { try await keep($1, $2) }
        router.change(WriteReport.self, at: { try await Find.report($0.report, on: $1.database).organisation }) {
            try await write($0, $1)
        }
        router.change(FreezeReport.self, at: { try await Find.report($0.report, on: $1.database).organisation }) {
            try await freeze($0, $1)
        }
    }

    /// What was composed while no transaction was open.
    struct Prepared: Sendable {
        var composed: Composition.Composed
        var stored: StoredReportDefinition
        var subject: ReportSubject
        var corrected: ID?
    }

    private static func compose(_ params: ComposeReport, _ call: ReadCall) async throws -> Prepared {
        try await prepare(
            params, call.runtime, by: call.caller.subject, deadline: call.context.deadline, now: call.now)
    }

    /// Asks the other services; writes nothing.
    static func prepare(
        _ params: ComposeReport, _ runtime: ServiceRuntime, by caller: String, deadline: ContinuousClock.Instant,
        now: Instant, progress: (@Sendable ([PartProgress], _ done: Int) async -> Void)? = nil
    ) async throws -> Prepared {
        let handed = try params.data.map { try HandedAnswers($0, by: caller) }
        let code = params.definition ?? ShippedDefinitions.annualProvincial.code
        let organisation = try await Find.organisation(params.organisation, on: runtime.database)
        let stored = try await DefinitionHandlers.find(code, province: organisation.province, on: runtime.database)
        guard stored.isPublished else { throw RPCError.notFound("reportDefinition", code) }
        var subject = try Composition.subject(
            stored.definition, params.organisation, organisation, params.fiscalYear, params.quarter,
            today: now.dateInThailand)
        try await subject.add(knownHere: stored.definition, at: now, on: runtime.database)
        let corrected = try await runtime.database.all(revisions(subject, code)).first { $0.step == .published }
        if let corrected {
            guard let reason = params.reason else {
                throw RPCError(
                    .invalidParams, ReportMessages.needsReason,
                    problems: [Problem(path: "/reason", rule: "report.reason", message: ReportMessages.needsReason)])
            }
            subject.corrects = corrected.code
            subject.reason = reason
        }
        let composed = await Composition(stored: stored, subject: subject).compose(
            runtime, handed: handed, deadline: deadline, now: now, progress: progress)
        return Prepared(composed: composed, stored: stored, subject: subject, corrected: corrected?.id)
    }

    static func revisions(_ subject: ReportSubject, _ definition: String) -> SelectRevisions {
        SelectRevisions(
            province: subject.province, organisation: subject.organisation, fiscalYear: subject.fiscalYear,
            quarter: subject.quarter, definition: definition)
    }

    /// Writes the new revision with everything that it was made from.
    static func keep(_ prepared: Prepared, _ change: Change) async throws -> Report {
        let (stored, subject, content) = (prepared.stored, prepared.subject, prepared.composed.content)
        let code = stored.definition.code
        let earlier = try await change.transaction.all(LockRevisions(revisions: revisions(subject, code)))
        if earlier.first?.step == .signed {
            throw RPCError.conflict(ReportMessages.openRevision, currentVersion: earlier.first?.version)
        }
        let revision = (earlier.first?.revision ?? 0) + 1
        let period = "\(subject.fiscalYear)" + (subject.quarter.map { "Q\($0)" } ?? "")
        let report = Report(
            id: change.newID(), code: "\(subject.organisation)-\(period)-\(code)-\(revision)",
            province: subject.province, organisation: subject.organisation, fiscalYear: subject.fiscalYear,
            quarter: subject.quarter, definition: code, definitionNumber: stored.number, revision: revision,
            title: content.title, step: .draft, version: 1, composedAt: content.composedAt,
            missing: content.missing.count, sha256: nil, corrects: prepared.corrected, supersededBy: nil, history: [])
        _ = try await change.transaction.execute(InsertReport(report: report))
        _ = try await change.transaction.execute(
            PutDraft(province: report.province, report: report.id, content: try CanonicalJSON.bytes(content)))
        _ = try await change.transaction.execute(
            InsertBasis(
                province: report.province, report: report.id, definition: try CanonicalJSON.bytes(stored.definition),
                subject: try CanonicalJSON.bytes(subject), composer: Composer.edition))
        for (index, input) in prepared.composed.inputs.enumerated() {
            _ = try await change.transaction.execute(
                InsertInput(province: report.province, report: report.id, number: index + 1, input: input))
        }
        // A published revision stays in its place until the new one is published.
        let left = earlier.filter { $0.step != .published && $0.supersededBy == nil }
        for old in left { try await way.leave(old, in: change) }
        let replaced = left.map(\.id)
        if !replaced.isEmpty {
            _ = try await change.transaction.execute(
                SupersedeReports(province: report.province, ids: replaced, by: report.id))
        }
        return try await StepHandlers.record(.draft, of: report, in: change, event: "report.composed")
    }

    private static func write(_ params: WriteReport, _ change: Change) async throws -> Report {
        let report = try await Find.report(params.report, on: change.transaction)
        guard report.step == .draft else { throw RPCError.ruleViolated("report.draft", ReportMessages.notDraft) }
        guard
            let basis = try await change.transaction.first(SelectBasis(province: report.province, report: report.id))
        else { throw RPCError.notFound("reportBasis", report.code) }
        let definition = try CanonicalJSON.value(ReportDefinition.self, from: basis.definition)
        var content = try await Find.content(report, on: change.transaction)
        guard definition.parts.contains(where: { $0.code == params.part && $0.isWritten }),
            content.write(params.text, into: params.part)
        else { throw RPCError.ruleViolated("report.part", ReportMessages.partNotWritten) }
        _ = try await change.transaction.execute(
            PutWriting(province: report.province, report: report.id, part: params.part, text: params.text))
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
        guard
            let basis = try await change.transaction.first(SelectBasis(province: report.province, report: report.id))
        else { throw RPCError.notFound("reportBasis", report.code) }
        let definition = try CanonicalJSON.value(ReportDefinition.self, from: basis.definition)
        let matter = try await way.open(report, procedure: definition.procedure, in: change)
        let frozen = try await StepHandlers.advance(
            report, to: .frozen, expectedVersion: params.expectedVersion, sha256: hash, matter: matter, in: change)
        _ = try await change.transaction.execute(
            InsertFrozenContent(province: report.province, report: report.id, content: bytes, sha256: hash))
        _ = try await change.transaction.execute(DeleteDraft(province: report.province, report: report.id))
        return try await StepHandlers.record(.frozen, of: frozen, in: change, event: "report.frozen")
    }
}
