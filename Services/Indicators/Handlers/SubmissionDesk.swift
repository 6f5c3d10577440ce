import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// One change to one organisation's submission: the round, the instrument, the organisation's row locked, and its
/// current edition.
struct SubmissionDesk: Sendable {
    let change: Change
    let round: Round
    let instrument: Instrument
    let member: MemberRow
    /// `nil`: nothing has been saved yet.
    let current: SubmissionRow?
    let terms: RoundTerms
    private var database: any StatementExecutor { change.database }

    /// Locks the organisation and checks that the act is possible and that the caller has seen the current version.
    /// - Throws: `notFound` (round, organisation, submission), `conflict` (stale), `ruleViolated` (round or submission
    ///   is not where the act needs it).
    init(
        _ act: SubmissionAct, round reference: Reference, organisation: String, expectedVersion: Int?,
        instruments: Instruments, change: Change
    ) async throws {
        let database = change.database
        let round = try await Lookup.round(reference, database)
        let terms = try await RoundTerms(of: round, [organisation], database)
        if act.needsOpenRound, !terms.isOpen(organisation, on: change.now.dateInThailand) {
            throw RPCError.ruleViolated("round.open", Messages.roundNotOpen).at("/round")
        }
        let locked = try await database.first(LockMembers(round: round.key, organisations: [organisation]))
        guard let member = locked, member.expected else {
            throw RPCError.ruleViolated("round.expected", Messages.notExpected).at("/organisation")
        }
        var current: SubmissionRow?
        if let id = member.submission { current = try await database.first(FindSubmission(id: id))?.row }
        guard current?.summary.version == expectedVersion else {
            throw RPCError.conflict(Messages.stale, currentVersion: current?.summary.version).at("/expectedVersion")
        }
        if let stage = current?.summary.state.stage {
            guard act.from.contains(stage) else {
                throw RPCError.ruleViolated("submission.state", Messages.wrongStage(act, stage)).at("/organisation")
            }
        } else if act != .save {
            throw RPCError.notFound("submission", organisation)
        }
        self.change = change
        self.round = round
        self.member = member
        self.current = current
        self.terms = terms
        instrument = try await instruments.inForce(of: round, database)
    }

    var kind: String { member.kind.rawValue }

    /// The current submission, which every act but saving has.
    func requireCurrent() throws -> SubmissionRow {
        guard let current else { throw RPCError.notFound("submission", member.organisation) }
        return current
    }

    /// Begins the organisation's first submission, or notes that its draft was saved again.
    func touch() async throws -> ID {
        if let current {
            try await database.execute(
                TouchSubmissions(
                    province: round.province, submissions: [current.summary.id], now: change.now,
                    by: change.caller.subject, questionnaireVersion: instrument.version))
            return current.summary.id
        }
        let id = change.newID()
        try await begin(id, edition: 1, supersedes: nil, as: .draft)
        return id
    }

    private func begin(_ id: ID, edition: Int, supersedes: ID?, as state: SubmissionState) async throws {
        let new = InsertSubmissions.New(
            id: id, organisation: member.organisation, edition: edition, supersedes: supersedes)
        try await database.execute(
            InsertSubmissions(
                round: round.key, state: state, questionnaireVersion: instrument.version, now: change.now,
                by: change.caller.subject, submissions: [new]))
    }

    /// Takes what was certified out of what counts and begins the edition that follows it, with the same answers.
    func follow(as state: SubmissionState) async throws -> ID {
        let old = try requireCurrent()
        try await database.execute(WithdrawCertified(province: round.province, submission: old.summary.id))
        let id = change.newID()
        try await begin(id, edition: old.summary.edition + 1, supersedes: old.summary.id, as: state)
        try await database.execute(CopyAnswers(province: round.province, from: old.summary.id, to: id))
        return id
    }

    func review(_ submission: ID, _ kind: Review.Kind, comment: String?, question: String? = nil) async throws {
        try await database.execute(
            InsertReview(
                province: round.province, submission: submission,
                review: Review(
                    kind: kind, at: change.now, by: change.caller.subject, comment: comment, question: question)))
    }

    /// What the organisation's row and the answer to the caller follow from, once everything is written.
    func finish(_ submission: ID, _ event: String) async throws -> Submission {
        try await database.execute(FollowSubmissions(province: round.province, submissions: [submission]))
        let result = try await SubmissionView.load(
            submission, roundIsOpen: terms.isOpen(member.organisation, on: change.now.dateInThailand), change)
        try await change.emit(event, subject: member.organisation, data: result.summary)
        try await change.audit(subject: member.organisation, details: result)
        return result
    }
}

/// A submission as callers see it.
enum SubmissionView {
    static func load(_ id: ID, roundIsOpen: Bool, _ change: Change) async throws -> Submission {
        guard let found = try await change.database.first(FindSubmission(id: id)) else {
            throw RPCError.notFound("submission", id)
        }
        let may = try await Permissions.may(
            change.context, change.runtime, at: found.row.summary.organisation,
            stage: found.row.summary.state.stage, roundIsOpen: roundIsOpen)
        return try await load(found.row, province: found.province, may: may, change.database)
    }

    static func load(
        _ row: SubmissionRow, province: String, may: [SubmissionAction], _ database: any StatementExecutor
    ) async throws -> Submission {
        let id = row.summary.id
        let answers = try await database.all(AnswersOfSubmission(province: province, submission: id))
        let reviews = try await database.all(ReviewsOfSubmission(province: province, submission: id))
        let reasons = try await database.all(ReasonsOfSubmission(province: province, submission: id))
        return Submission(
            summary: row.summary, questionnaireVersion: row.questionnaireVersion, supersedes: row.supersedes,
            answers: answers, certification: row.certification, answersHash: row.answersHash, reviews: reviews,
            reasons: reasons.isEmpty ? nil : reasons, may: may)
    }
}
