import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// The life of one organisation's submission: saved, submitted, certified, accepted, sent back, opened again.
struct SubmissionHandlers: Sendable {
    let instruments: Instruments

    func register(on router: ServiceRouter) {
        router.change(SaveSubmission.self, at: { params, _ in params.organisation }, save)
        router.change(SubmitSubmission.self, at: { params, _ in params.organisation }, submit)
        router.change(CertifySubmission.self, at: { params, _ in params.organisation }, certify)
        router.change(AcceptSubmission.self, at: { params, _ in params.organisation }, accept)
        router.change(ReturnSubmission.self, at: { params, _ in params.organisation }, sendBack)
        router.change(ReopenSubmission.self, at: { params, _ in params.organisation }, reopen)
    }

    func save(_ params: SaveSubmission, _ change: Change) async throws -> Submission {
        let desk = try await SubmissionDesk(
            .save, round: params.round, organisation: params.organisation, expectedVersion: params.expectedVersion,
            instruments: instruments, change: change)
        let answers = params.answers.map(Answer.init)
        var problems = Problems()
        params.checkAnswers(&problems)
        let isMalformed = !problems.isEmpty
        for (index, answer) in answers.enumerated() {
            let fault = desk.instrument.fault(of: answer, to: params.answers[index].question, kind: desk.kind)
            guard let fault else { continue }
            problems.add(Problem(path: "/answers/\(index)", rule: fault.rule, message: fault.message))
        }
        let files = params.answers.enumerated().compactMap { index, answer in
            answer.file.map { (path: "/answers/\(index)/file", file: $0) }
        }
        try await FileClaims.check(files, province: desk.round.province, change.database, &problems)
        if isMalformed {
            throw RPCError(
                .invalidParams, LocalizedText("พารามิเตอร์ไม่ถูกต้อง", "invalid params"), problems: problems.items)
        }
        try Self.require(problems)
        let id = try await desk.touch()
        var rows = AnswerRows()
        var takenBack: [String] = []
        for (index, answer) in answers.enumerated() {
            let question = params.answers[index].question
            if answer == .notReported { takenBack.append(question) } else { rows.append(id, question, answer) }
        }
        let (database, province) = (change.database, desk.round.province)
        if !takenBack.isEmpty {
            try await database.execute(DeleteAnswers(province: province, submission: id, questions: takenBack))
        }
        if rows.count > 0 { try await database.execute(UpsertAnswers(province: province, rows: rows)) }
        return try await desk.finish(id, "submission.saved")
    }

    func submit(_ params: SubmitSubmission, _ change: Change) async throws -> Submission {
        let desk = try await SubmissionDesk(
            .submit, round: params.round, organisation: params.organisation, expectedVersion: params.expectedVersion,
            instruments: instruments, change: change)
        let id = try desk.requireCurrent().summary.id
        let (database, province) = (change.database, desk.round.province)
        let saved = try await database.all(AnswersOfSubmission(province: province, submission: id))
        let answers = Dictionary(saved.map { ($0.question, Answer($0)) }, uniquingKeysWith: { $1 })
        var problems = Problems()
        for (question, fault) in desk.instrument.faults(in: answers, kind: desk.kind) {
            problems.add(Problem(path: "/questions/\(question)", rule: fault.rule, message: fault.message))
        }
        let reasons = params.reasons ?? []
        let broken = desk.instrument.broken(
            in: answers, previous: desk.terms.previous(params.organisation), reasons: Set(reasons.map(\.rule)))
        for (rule, fault) in broken {
            problems.add(Problem(path: "/rules/\(rule)", rule: fault.rule, message: fault.message))
        }
        try Self.require(problems)
        var hidden = AnswerRows()
        for question in desk.instrument.hidden(in: answers, kind: desk.kind).sorted() {
            hidden.append(id, question, .notApplicable)
        }
        if hidden.count > 0 { try await database.execute(UpsertAnswers(province: province, rows: hidden)) }
        try await database.execute(SaveReasons(province: province, submission: id, reasons: reasons))
        let late = Punctuality.isLate(
            submittedAt: change.now, dueOn: desk.terms.dueOn(params.organisation))
        try await database.execute(
            SubmitDrafts(
                province: province, submissions: [SubmitDrafts.Submitted(id: id, at: change.now, late: late)]))
        return try await desk.finish(id, "submission.submitted")
    }

    func certify(_ params: CertifySubmission, _ change: Change) async throws -> Submission {
        let desk = try await SubmissionDesk(
            .certify, round: params.round, organisation: params.organisation,
            expectedVersion: params.expectedVersion, instruments: instruments, change: change)
        let id = try desk.requireCurrent().summary.id
        try Self.requireWritten(params.certification, change)
        try await FileClaims.require(
            [(path: "/certification/file", file: params.certification.file)], province: desk.round.province, change)
        try await change.database.execute(
            CertifySubmitted(
                province: desk.round.province, now: change.now, by: change.caller.subject,
                letters: [(id, params.certification)]))
        let result = try await desk.finish(id, "submission.certified")
        try await Rollups.apply(.add, [id], desk.round.key, change.database)
        return result
    }

    func accept(_ params: AcceptSubmission, _ change: Change) async throws -> Submission {
        let desk = try await SubmissionDesk(
            .accept, round: params.round, organisation: params.organisation, expectedVersion: params.expectedVersion,
            instruments: instruments, change: change)
        let id = try desk.requireCurrent().summary.id
        try await change.database.execute(
            AcceptCertified(province: desk.round.province, submissions: [id], now: change.now))
        try await desk.review(id, .accepted, comment: params.comment)
        return try await desk.finish(id, "submission.accepted")
    }

    func sendBack(_ params: ReturnSubmission, _ change: Change) async throws -> Submission {
        let desk = try await SubmissionDesk(
            .return, round: params.round, organisation: params.organisation, expectedVersion: params.expectedVersion,
            instruments: instruments, change: change)
        let current = try desk.requireCurrent().summary
        var id = current.id
        if current.state.stage.counts {
            id = try await desk.follow(as: .returned)
        } else {
            try await change.database.execute(
                ReturnSubmitted(province: desk.round.province, submission: current.id))
        }
        for comment in params.comments {
            try await desk.review(id, .returned, comment: comment.comment, question: comment.question)
        }
        let result = try await desk.finish(id, "submission.returned")
        if id != current.id {
            try await Rollups.apply(.subtract, [current.id], desk.round.key, change.database)
        }
        return result
    }

    func reopen(_ params: ReopenSubmission, _ change: Change) async throws -> Submission {
        let desk = try await SubmissionDesk(
            .reopen, round: params.round, organisation: params.organisation, expectedVersion: params.expectedVersion,
            instruments: instruments, change: change)
        let old = try desk.requireCurrent().summary.id
        let id = try await desk.follow(as: .draft)
        try await desk.review(id, .reopened, comment: params.reason)
        let result = try await desk.finish(id, "submission.reopened")
        try await Rollups.apply(.subtract, [old], desk.round.key, change.database)
        return result
    }

    /// - Throws: `ruleViolated` where the letter has a day that has not come.
    static func requireWritten(_ certification: Certification, _ change: Change) throws {
        let today = change.now.dateInThailand
        guard certification.letterDate > today else { return }
        let message = Messages.letterOfTomorrow(certification.letterDate, today)
        throw RPCError.ruleViolated(
            "letter.date", message,
            problems: [Problem(path: "/certification/letterDate", rule: "letter.date", message: message)])
    }

    private static func require(_ problems: Problems) throws {
        guard !problems.isEmpty else { return }
        throw RPCError.ruleViolated("submission.answers", Messages.incomplete, problems: problems.items)
    }
}
