import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// `submission.certifyMany` and `submission.acceptMany`.
enum SubmissionSetHandlers {
    static func register(on router: ServiceRouter) {
        router.change(CertifySubmissions.self, at: { params, _ in params.filter.under }, certify)
        router.change(AcceptSubmissions.self, at: { params, _ in params.filter.under }, accept)
    }

    /// What the event and the audit entry say of a set.
    private struct Changed: Codable, Sendable {
        var round: String
        var organisations: [String]
    }

    static func certify(_ params: CertifySubmissions, _ change: Change) async throws -> SubmissionSetResult {
        let database = change.database
        let round = try await Lookup.round(params.round, database)
        let (chosen, skipped) = try await choose(params.filter, in: .submitted, round, database)
        let ids = chosen.compactMap(\.submission)
        if !ids.isEmpty {
            try await database.execute(
                CertifySubmitted(
                    province: round.province, now: change.now, by: change.caller.subject,
                    letters: ids.map { ($0, params.certification) }))
            try await database.execute(FollowSubmissions(province: round.province, submissions: ids))
            try await record("submission.certifiedMany", round, chosen, change)
            try await Rollups.apply(.add, ids, round.key, database)
        }
        return SubmissionSetResult(changed: ids.count, skipped: skipped)
    }

    static func accept(_ params: AcceptSubmissions, _ change: Change) async throws -> SubmissionSetResult {
        let database = change.database
        let round = try await Lookup.round(params.round, database)
        let (chosen, skipped) = try await choose(params.filter, in: .certified, round, database)
        let ids = chosen.compactMap(\.submission)
        if !ids.isEmpty {
            try await database.execute(AcceptCertified(province: round.province, submissions: ids, now: change.now))
            try await database.execute(
                InsertReviews(
                    province: round.province, submissions: ids, kind: .accepted, at: change.now,
                    by: change.caller.subject))
            try await database.execute(FollowSubmissions(province: round.province, submissions: ids))
            try await record("submission.acceptedMany", round, chosen, change)
        }
        return SubmissionSetResult(changed: ids.count, skipped: skipped)
    }

    private static func choose(
        _ filter: SubmissionFilter, in state: ExpectationState, _ round: Round, _ database: any StatementExecutor
    ) async throws -> (chosen: [MemberRow], skipped: Int) {
        let members = try await database.all(
            LockMembersBelow(
                round: round.key, under: filter.under, kinds: filter.kinds ?? [],
                organisations: filter.organisations ?? []))
        let chosen = members.filter { $0.state == state }
        return (chosen, members.count - chosen.count)
    }

    private static func record(
        _ event: String, _ round: Round, _ members: [MemberRow], _ change: Change
    ) async throws {
        let changed = Changed(round: round.code, organisations: members.map(\.organisation))
        try await change.emit(event, subject: round.code, data: changed)
        try await change.audit(subject: round.code, details: changed)
    }
}
