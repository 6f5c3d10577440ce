import CommonContract
import Kernel
import Postgres
import ServiceTestSupport
import TestSupport
import Testing

@testable import ServiceKit

/// What every service keeps grows with every call: no statement reads it from end to end.
@Suite struct StatementPlanTests {
    private static let growing = [
        "answered_call", "audit_entry", "audit_seal", "event", "job", "api_key", "webhook_dead_letter",
    ]

    /// 30,000 calls of a hundred transactions, all but the last ten sealed, and what came of them.
    private static let filling = """
        INSERT INTO answered_call (subject, method, key, digest, answer, answered_at)
        SELECT 's' || n % 50, 'plan.create', 'k' || n, decode(repeat('00', 32), 'hex'), '1',
               '2023-01-01'::timestamptz + n * interval '1 minute'
          FROM generate_series(1, 30000) n;
        INSERT INTO audit_entry (xact, id, at, subject, kind, method, request_id, organisation, target, digest)
        SELECT (1 + n / 300)::text::xid8, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
               '2023-01-01'::timestamptz + n * interval '1 minute', 's' || n % 50, 'person', 'plan.create', 'r' || n,
               '67-' || n % 600, 't' || n, decode(repeat('00', 32), 'hex')
          FROM generate_series(1, 30000) n;
        INSERT INTO audit_seal (number, xact, entry, digest, hash)
        SELECT row_number() OVER (ORDER BY xact, id), xact, id, digest, digest FROM audit_entry
         ORDER BY xact, id LIMIT 29990;
        UPDATE audit_head SET number = 29990, event_number = 30000, horizon = '101';
        INSERT INTO event (number, id, type, subject, organisation, at, data)
        SELECT n, gen_random_uuid(), 'plan.created', 't' || n, '67-' || n % 600, now(), '{}'
          FROM generate_series(1, 30000) n;
        INSERT INTO job (id, kind, params, state, subject, created_at, run_after)
        SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'report.render', '{}',
               CASE WHEN n > 29990 THEN 'queued' ELSE 'done' END, 's', now(), now()
          FROM generate_series(1, 30000) n;
        INSERT INTO api_key (id, digest, prefix, name, organisation, subject, grants, scopes, created_at, created_by,
                             expires_at)
        SELECT gen_random_uuid(), sha256(convert_to(n::text, 'UTF8')), 'phaen_', 'k', '67-' || n % 600, 'key:' || n,
               '[]', '{}', now(), 's', now() + interval '1 year'
          FROM generate_series(1, 10000) n;
        INSERT INTO webhook (id, url, secret, types, delivered_through, next_attempt_at, created_at)
        SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'https://example.org', 's', '{}', 0,
               now(), now()
          FROM generate_series(1, 20) n;
        INSERT INTO webhook_dead_letter (webhook, event, attempts, last_error, given_up_at)
        SELECT w.id, n, 12, 'HTTP 500', now() FROM webhook w, generate_series(1, 1000) n;
        ANALYZE;
        """

    @Test func nothingThatGrowsIsReadFromEndToEnd() async throws {
        try await withService(modules: []) { service in
            let database = service.database
            try await database.transaction { try await $0.script(Self.filling) }
            func plan<Planned: Statement>(_ statement: Planned.Type) async throws {
                let plan = try await StatementPlan.generic(statement, on: database)
                let scanned = StatementPlan.scanned(Self.growing, in: plan)
                #expect(scanned.isEmpty, "\(statement) reads \(scanned):\n\(plan)")
            }
            try await plan(ClaimCall.self)
            try await plan(StoredCall.self)
            try await plan(CompleteCall.self)
            try await plan(HasUnsealed.self)
            try await plan(Unsealed.self)
            try await plan(SealBatch.self)
            try await plan(ChainHead.self)
            try await plan(ChainLinks.self)
            try await plan(BeyondHead.self)
            try await plan(FeedEnd.self)
            try await plan(EventsToDeliver.self)
            try await plan(InsertWebhook.self)
            try await plan(RequeuedLetters.self)
            try await plan(SettleLetter.self)
            try await plan(DeadLetterPage.self)
            try await plan(RequeueLetters.self)
            try await plan(WebhookPage.self)
            try await plan(TakeWebhook.self)
            try await plan(GiveUpEvent.self)
            try await plan(TakeJob.self)
            try await plan(RenewJob.self)
            try await plan(FinishJob.self)
            try await plan(JobByID.self)
            try await plan(JobPage.self)
            try await plan(RequestCancel.self)
            try await plan(KeyByDigest.self)
            try await plan(KeyPage.self)
            try await plan(KeyOrganisation.self)
            try await plan(RevokeKeyRow.self)
        }
    }

    /// With filters it reads on until it has found enough; without them, and by time, it goes backwards from the end.
    @Test func theTrailIsReadFromItsEnd() async throws {
        try await withService(modules: []) { service in
            try await service.database.transaction { try await $0.script(Self.filling) }
            let plan = try await StatementPlan.custom(
                AuditPage(params: ListAudit(), before: Int.max, limit: 51), on: service.database)
            #expect(StatementPlan.scanned(Self.growing, in: plan).isEmpty, "\(plan)")
            #expect(plan.contains("Index Scan Backward using audit_seal_pkey"), "\(plan)")
        }
    }

    /// What few entries meet is found by its index, and the planner sees that without being told which filter it is.
    @Test func aRareFilterHasItsIndex() async throws {
        try await withService(modules: []) { service in
            try await service.database.transaction { transaction in
                try await transaction.script(Self.filling)
                try await transaction.script(
                    """
                    INSERT INTO audit_entry (xact, id, at, subject, kind, method, request_id, organisation, target,
                                             digest)
                    SELECT '1', ('00000000-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid, '2022-01-01', 'rare',
                           'person', 'plan.archive', 'r', '77-01', 'rare', decode(repeat('00', 32), 'hex')
                      FROM generate_series(1, 2) n;
                    ANALYZE audit_entry;
                    """)
            }
            var filters: [(index: String, filter: ListAudit)] = []
            func add(_ index: String, _ set: (inout ListAudit) -> Void) {
                var filter = ListAudit()
                set(&filter)
                filters.append((index, filter))
            }
            add("audit_entry_subject") { $0.subject = "rare" }
            add("audit_entry_target") { $0.target = "rare" }
            add("audit_entry_method") { $0.method = "plan.archive" }
            add("audit_entry_organisation") { $0.province = "77" }
            add("audit_entry_at") { $0.until = Instant("2022-06-01T00:00:00Z") }
            for (index, filter) in filters {
                let plan = try await StatementPlan.custom(
                    AuditPage(params: filter, before: Int.max, limit: 51), on: service.database)
                #expect(plan.contains(index), "\(plan)")
                #expect(StatementPlan.scanned(Self.growing, in: plan).isEmpty, "\(plan)")
            }
            #expect(!AuditPage.isPrepared)
        }
    }

    @Test func aScanIsRecognised() {
        let plan = "Nested Loop\n  ->  Seq Scan on audit_entry e\n  ->  Index Scan using k on event"
        #expect(StatementPlan.scanned(["audit_entry", "event", "audit"], in: plan) == ["audit_entry"])
    }
}
