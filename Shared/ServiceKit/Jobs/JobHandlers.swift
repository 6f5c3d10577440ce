import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer

enum JobHandlers {
    static let methods: [any RPCMethod.Type] = [GetJob.self, ListJobs.self, CancelJob.self]

    static let migration = Migration(
        "common-0003-jobs",
        #"""
        CREATE TABLE job (
            id               uuid        PRIMARY KEY,
            kind             text        NOT NULL,
            params           text        NOT NULL,
            state            text        NOT NULL DEFAULT 'queued'
                             CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
            organisation     text,
            subject          text        NOT NULL,
            done             bigint      NOT NULL DEFAULT 0,
            total            bigint,
            attempts         bigint      NOT NULL DEFAULT 0,
            worker           uuid,
            lease_until      timestamptz,
            run_after        timestamptz NOT NULL,
            created_at       timestamptz NOT NULL,
            started_at       timestamptz,
            finished_at      timestamptz,
            cancel_requested boolean     NOT NULL DEFAULT false,
            result           text,
            failure_th       text,
            failure_en       text,
            CHECK ((state = 'running') = (worker IS NOT NULL)),
            CHECK ((state = 'running') = (lease_until IS NOT NULL))
        );
        CREATE INDEX job_waiting ON job (created_at, id) WHERE state IN ('queued', 'running');
        """#)

    static func register(on router: ServiceRouter) {
        router.read(GetJob.self) { params, call in
            guard let job = try await call.database.first(JobByID(id: params.job)) else {
                throw RPCError.notFound("job", params.job)
            }
            if job.subject == call.caller.subject { return job }
            let allowed = try await call.runtime.authoriser.holds(
                [.administrator, .auditor], at: job.organisation ?? "TH", caller: call.caller, now: call.now)
            // Who may not see it does not learn that it exists.
            guard allowed else { throw RPCError.notFound("job", params.job) }
            return job
        }
        router.read(ListJobs.self, at: { params, _ in params.organisation ?? "TH" }) { params, call in
            let limit = PageLimit.of(params.limit)
            var places: [String]?
            if let organisation = params.organisation {
                places = try await call.runtime.authoriser.reach(of: organisation)
            }
            let before = try params.cursor.map { try ID($0.keys("job", count: 1)[0]) }
            let rows = try await call.database.all(
                JobPage(
                    places: places, kind: params.kind, state: params.state?.rawValue, before: before ?? nil,
                    limit: limit + 1))
            return Page(rows, limit: limit) { PageCursor("job", $0.id.description) }
        }
        router.change(
            CancelJob.self,
            at: { params, call in
                guard let job = try await call.database.first(JobByID(id: params.job)) else {
                    throw RPCError.notFound("job", params.job)
                }
                return job.organisation ?? "TH"
            }
        ) { params, change in
            guard let job = try await change.transaction.first(RequestCancel(id: params.job)) else {
                throw RPCError.ruleViolated("job.ended", JobMessages.ended)
            }
            try await change.audit(subject: params.job.description, details: ["kind": job.kind])
            return job
        }
    }
}
