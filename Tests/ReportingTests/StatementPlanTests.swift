import Kernel
import Postgres
import ReportingContract
import ServiceTestSupport
import TestSupport
import Testing

@testable import Reporting

/// The plans of the statements that calls wait for, on filled tables: a lost index fails here, not in an office.
@Suite(.timeLimit(.minutes(2))) struct StatementPlanTests {
    /// Ten years of a province's reports: 600 organisations, two revisions each, six steps and five inputs a report.
    private static let fill = """
        INSERT INTO report (province, id, code, organisation, fiscal_year, definition, revision, title_th, step, version,
                            composed_at, missing, sha256, superseded_by)
        SELECT '99', gen_random_uuid(), '99-S' || n || '-' || y || '-schoolSheet-' || r, '99-S' || n, y, 'schoolSheet', r,
               'ร', CASE WHEN n < 10 AND r = 2 THEN 'published' ELSE 'frozen' END, 1, now(), 0, repeat('a', 64),
               CASE WHEN r = 1 THEN gen_random_uuid() END
          FROM generate_series(1, 600) AS n, generate_series(2560, 2569) AS y, generate_series(1, 2) AS r;
        INSERT INTO report_step (province, report, number, step, recorded_by, recorded_at, happened_on)
        SELECT province, id, n, 'draft', 'x', now(), '2023-01-01' FROM report, generate_series(1, 6) AS n;
        INSERT INTO report_basis SELECT province, id, 'x', 'x' FROM report;
        INSERT INTO report_input (province, report, number, service, method, params, answered_at, answer, sha256)
        SELECT province, id, n, 's', 'm', '{}', now(), 'x', encode(sha256('x'), 'hex')
          FROM report, generate_series(1, 5) AS n;
        INSERT INTO report_content SELECT province, id, 'x', encode(sha256('x'), 'hex') FROM report;
        INSERT INTO report_file (province, report, name, bytes, sha256, size)
        SELECT province, id, 'frozen-th.pdf', 'x', encode(sha256('x'), 'hex'), 1 FROM report;
        INSERT INTO report_writing SELECT province, id, 'foreword', 'ก' FROM report;
        INSERT INTO report_delivery (province, id, report, receiver, sent_on, recorded_by, recorded_at)
        SELECT province, gen_random_uuid(), id, 'R17', '2023-01-01', 'x', now() FROM report;
        INSERT INTO organisation (province, code, id, kind, name_th, parent, opened_on)
        SELECT '67', '67-Z' || n, gen_random_uuid(), 'school', 'ร', '67', '1970-01-01' FROM generate_series(1, 2000) AS n;
        INSERT INTO document (province, id, organisation, kind, subject, content, sha256, job, created_at, created_by)
        SELECT '99', gen_random_uuid(), '99-S' || n % 600, 'letter', 'ร', 'x', encode(sha256('x'), 'hex'),
               gen_random_uuid(), now(), 'x'
          FROM generate_series(1, 6000) AS n;
        INSERT INTO document_file SELECT province, id, 'x', encode(sha256('x'), 'hex') FROM document;
        INSERT INTO improvement (province, id, organisation, fiscal_year, finding_kind, finding_key, finding_th, action_th,
                                 owner, due_on, state, version)
        SELECT '99', gen_random_uuid(), '99-S' || n % 600, 2566, 'plan', 'k', 'ก', 'ก', '99', '2023-01-01', 'open', 1
          FROM generate_series(1, 6000) AS n;
        INSERT INTO improvement_note
        SELECT province, id, n, 'open', NULL, 'x', now() FROM improvement, generate_series(1, 3) AS n;
        INSERT INTO improvement_outbox (province, improvement, plan, element, params, state, next_at, changed_at)
        SELECT province, id, 'p', 'e', '{}', CASE WHEN random() < 0.01 THEN 'waiting' ELSE 'carried' END, now(), now()
          FROM improvement;
        INSERT INTO emenscr_project
        SELECT '99', '99-P' || n, '99', NULL, 'entered', 1 FROM generate_series(1, 3000) AS n;
        INSERT INTO emenscr_move
        SELECT '99', project, n, 'entered', '2023-01-01', NULL, 'x', now()
          FROM emenscr_project, generate_series(1, 4) AS n;
        INSERT INTO emenscr_writing
        SELECT '99', project, y, q, 'progress', 'ก'
          FROM emenscr_project, generate_series(2564, 2566) AS y, generate_series(0, 4) AS q;
        INSERT INTO emenscr_export
        SELECT '99', gen_random_uuid(), '99', 2566, 1, ARRAY['99-P' || n], '[]', 'x', encode(sha256('x'), 'hex'), now(),
               'x'
          FROM generate_series(1, 3000) AS n;
        INSERT INTO emenscr_sending SELECT province, id, 1, '2023-01-01', NULL, 'x', now() FROM emenscr_export;
        ANALYZE;
        """

    private static let tables = [
        "report", "report_step", "report_basis", "report_input", "report_content", "report_file", "report_writing",
        "report_delivery", "document", "document_file", "improvement", "improvement_note", "improvement_outbox",
        "emenscr_project", "emenscr_move", "emenscr_writing", "emenscr_export", "emenscr_sending", "organisation",
    ]

    @Test func callsGoThroughTheirIndexes() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting") { service in
            let database = service.database
            try await database.transaction { try await $0.script(Self.fill) }
            func plan<Planned: Statement>(_ type: Planned.Type, but whole: [String] = []) async throws {
                let plan = try await StatementPlan.generic(type, on: database)
                let scanned = StatementPlan.scanned(Self.tables.filter { !whole.contains($0) }, in: plan)
                #expect(scanned.isEmpty, "\(type) reads \(scanned) whole:\n\(plan)")
            }
            // One report and what hangs on it.
            try await plan(FindReport.self)
            try await plan(SelectSteps.self)
            try await plan(SelectContent.self)
            try await plan(SelectBasis.self)
            try await plan(SelectInputs.self)
            try await plan(SelectWritings.self)
            try await plan(SelectFile.self)
            try await plan(AdvanceReport.self)
            try await plan(SelectRevisions.self)
            try await plan(LockRevisions.self)
            try await plan(SupersedeReports.self)
            // Lists and pages.
            try await plan(SelectReports.self)
            try await plan(FindPublished.self)
            try await plan(SelectYearReports.self)
            try await plan(SelectDeliveries.self)
            try await plan(FindDelivery.self)
            try await plan(FindDocument.self)
            try await plan(SelectDocuments.self)
            try await plan(SelectDocumentFile.self)
            // Actions, and the outbox.
            try await plan(FindImprovement.self)
            try await plan(SelectImprovements.self)
            try await plan(SelectImprovementNotes.self)
            try await plan(TakeOutbox.self)
            // The national system.
            try await plan(FindEmenscr.self)
            try await plan(SelectEmenscrMoves.self)
            try await plan(FindEmenscrExport.self)
            try await plan(SelectEmenscrExports.self)
            // Organisations are found by their codes.
            try await plan(FindReportedOrganisation.self)
            try await plan(FindOrganisationKind.self)
        }
    }
}
