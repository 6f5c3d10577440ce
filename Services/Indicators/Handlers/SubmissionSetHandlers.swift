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
        router.change(ReturnSubmissions.self, at: { params, _ in params.filter.under }, sendBack)
        router.change(ReopenSubmissions.self, at: { params, _ in params.filter.under }, reopen)
    }

    /// What the event and the audit entry say of a set.
    private struct Changed: Codable, Sendable {
        var round: String
        var organisations: [String]
    }

    static func certify(_ params: CertifySubmissions, _ change: Change) async throws -> SubmissionSetResult {
        let database = change.database
        let round = try await Lookup.round(params.round, database)
        let (chosen, skipped) = try await choose(params.filter, in: [.submitted], round, database)
        let ids = chosen.compactMap(\.submission)
        try SubmissionHandlers.requireWritten(params.certification, change)
        try await FileClaims.require(
            [(path: "/certification/file", file: params.certification.file)], province: round.province, change)
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
        let (chosen, skipped) = try await choose(params.filter, in: [.certified], round, database)
        let ids = chosen.compactMap(\.submission)
        // Nothing is checked after this: who only counts waits for no writing.
        if params.validateOnly == true { return SubmissionSetResult(changed: ids.count, skipped: skipped) }
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

    static func sendBack(_ params: ReturnSubmissions, _ change: Change) async throws -> SubmissionSetResult {
        let database = change.database
        let round = try await Lookup.round(params.round, database)
        let (chosen, skipped) = try await choose(
            params.filter, in: [.submitted, .certified, .accepted], round, database)
        if params.validateOnly == true { return SubmissionSetResult(changed: chosen.count, skipped: skipped) }
        let submitted = chosen.filter { $0.state == .submitted }.compactMap(\.submission)
        if !submitted.isEmpty {
            try await database.execute(ReturnManySubmitted(province: round.province, submissions: submitted))
            try await database.execute(
                InsertReviews(
                    province: round.province, submissions: submitted, kind: .returned, at: change.now,
                    by: change.caller.subject, comment: params.comment))
            try await database.execute(FollowSubmissions(province: round.province, submissions: submitted))
        }
        let counted = chosen.filter { $0.state != .submitted }
        try await follow(counted, as: .returned, .returned, params.comment, round, change)
        if !chosen.isEmpty { try await record("submission.returnedMany", round, chosen, change) }
        try await Rollups.apply(.subtract, counted.compactMap(\.submission), round.key, database)
        return SubmissionSetResult(changed: chosen.count, skipped: skipped)
    }

    static func reopen(_ params: ReopenSubmissions, _ change: Change) async throws -> SubmissionSetResult {
        let database = change.database
        let round = try await Lookup.round(params.round, database)
        guard round.state == .open else {
            throw RPCError.ruleViolated("round.open", Messages.roundNotOpen).at("/round")
        }
        let (chosen, skipped) = try await choose(params.filter, in: [.certified, .accepted], round, database)
        try await follow(chosen, as: .draft, .reopened, params.reason, round, change)
        if !chosen.isEmpty { try await record("submission.reopenedMany", round, chosen, change) }
        try await Rollups.apply(.subtract, chosen.compactMap(\.submission), round.key, database)
        return SubmissionSetResult(changed: chosen.count, skipped: skipped)
    }

    /// Takes certified submissions out of what counts and begins the editions that follow them, with the same answers.
    private static func follow(
        _ members: [MemberRow], as state: SubmissionState, _ kind: Review.Kind, _ comment: String, _ round: Round,
        _ change: Change
    ) async throws {
        if members.isEmpty { return }
        let (database, province) = (change.database, round.province)
        let old = members.compactMap(\.submission)
        let editions = Dictionary(
            try await database.all(WithdrawManyCertified(province: province, submissions: old)).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
        let next = members.compactMap { member -> InsertSubmissions.New? in
            guard let current = member.submission, let edition = editions[current]?.edition else { return nil }
            return InsertSubmissions.New(
                id: change.newID(), organisation: member.organisation, edition: edition + 1, supersedes: current)
        }
        let instrument = round.questionnaireVersion ?? 1
        try await database.execute(
            InsertSubmissions(
                round: round.key, state: state, questionnaireVersion: instrument, now: change.now,
                by: change.caller.subject, submissions: next))
        try await database.execute(
            CopyManyAnswers(province: province, from: next.compactMap(\.supersedes), to: next.map(\.id)))
        try await database.execute(
            InsertReviews(
                province: province, submissions: next.map(\.id), kind: kind, at: change.now,
                by: change.caller.subject, comment: comment))
        try await database.execute(FollowSubmissions(province: province, submissions: next.map(\.id)))
    }

    private static func choose(
        _ filter: SubmissionFilter, in states: Set<ExpectationState>, _ round: Round, _ database: any StatementExecutor
    ) async throws -> (chosen: [MemberRow], skipped: Int) {
        let members = try await database.all(
            LockMembersBelow(
                round: round.key, under: filter.under, kinds: filter.kinds ?? [],
                organisations: filter.organisations ?? []))
        let chosen = members.filter { states.contains($0.state) }
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
