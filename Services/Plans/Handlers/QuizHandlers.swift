import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceKit

/// Quizzes with their certificates (P19).
enum QuizHandlers {
    static func register(on router: ServiceRouter) {
        router.change(CreateQuiz.self, at: { params, _ in params.organisation }) { params, change in
            try await Find.organisation(params.organisation, on: change.transaction)
            try await change.transaction.execute(InsertQuiz(id: change.newID(), params: params))
            return try await told("quiz.created", params.code, change)
        }
        router.change(
            PublishQuizQuestions.self,
            at: { params, call in try await quiz(params.quiz, call.database).quiz.organisation }
        ) { params, change in
            guard let quiz = try await change.transaction.first(LockQuiz(code: params.quiz)) else {
                throw RPCError.notFound("quiz", params.quiz)
            }
            let questions = JSONText(utf8: try JSONEncoding.bytes(params.questions))
            try await change.transaction.execute(
                PublishQuestions(quiz: quiz, questions: questions, now: change.now))
            return try await told("quiz.published", params.quiz, change)
        }
        router.read(GetQuiz.self) { params, call in try await quiz(params.quiz, call.database).quiz.withoutAnswers }
        router.change(TakeQuiz.self) { try await take($0, $1) }
        router.read(
            GetQuizResults.self, at: { params, call in try await quiz(params.quiz, call.database).quiz.organisation }
        ) { params, call in
            let quiz = try await quiz(params.quiz, call.database)
            let counts = try await call.database.first(QuizCounts(quiz: quiz))
            return QuizResults(
                quiz: quiz.quiz.code, people: counts?.people ?? 0, attempts: counts?.attempts ?? 0,
                passed: counts?.passed ?? 0, certificates: counts?.certificates ?? 0)
        }
        router.read(VerifyCertificate.self) { params, call in
            let code = CertificateCode.normal(params.code)
            guard let certificate = try await call.database.first(FindCertificate(code: code)) else {
                throw RPCError.notFound("certificate", params.code)
            }
            return certificate
        }
    }

    private static func quiz(_ code: String, _ database: some StatementExecutor) async throws -> StoredQuiz {
        guard let quiz = try await database.first(FindQuiz(code: code)) else { throw RPCError.notFound("quiz", code) }
        return quiz
    }

    private static func told(_ type: String, _ code: String, _ change: Change) async throws -> Quiz {
        let answer = try await quiz(code, change.transaction).quiz.withoutAnswers
        try await change.emit(type, subject: code, data: answer)
        try await change.audit(subject: code, details: answer)
        return answer
    }

    private static func take(_ params: TakeQuiz, _ change: Change) async throws -> QuizAttempt {
        // Held, so that attempts and certificates are counted one after the other.
        guard let quiz = try await change.transaction.first(LockQuiz(code: params.quiz)) else {
            throw RPCError.notFound("quiz", params.quiz)
        }
        guard quiz.quiz.questionsVersion > 0 else {
            throw RPCError.ruleViolated("quiz.empty", Messages.quizEmpty, at: "/quiz")
        }
        guard quiz.quiz.questionsVersion == params.questionsVersion else {
            throw RPCError.stale(quiz.quiz.questionsVersion, at: "/questionsVersion")
        }
        let questions = quiz.quiz.questions.map(\.graded)
        let answers = params.answers.map { (question: $0.question, options: $0.options) }
        let problems = QuizGrading.problems(answers, questions)
        if !problems.isEmpty { throw RPCError.ruleViolated("quiz.answers", Messages.quizAnswers, problems: problems) }
        let subject = change.caller.subject
        let made = try await change.transaction.first(AttemptCount(quiz: quiz, subject: subject)) ?? 0
        if let limit = quiz.quiz.attemptsMax, made >= limit {
            throw RPCError.ruleViolated("quiz.attemptsMax", Messages.quizAttempts(limit), at: "/quiz")
        }
        let grade = QuizGrading.grade(answers, questions, passPercent: quiz.quiz.passPercent)
        let id = change.newID()
        try await change.transaction.execute(
            InsertAttempt(
                quiz: quiz, subject: subject, number: made + 1, id: id,
                answers: JSONText(utf8: try JSONEncoding.bytes(params.answers)), grade: grade, now: change.now))
        if grade.passed { try await issue(quiz, params.holder, grade, change) }
        let attempt = QuizAttempt(
            id: id, quiz: quiz.quiz.code, questionsVersion: quiz.quiz.questionsVersion, number: made + 1,
            score: grade.score, points: grade.points, passed: grade.passed, wrong: grade.wrong, takenAt: change.now,
            certificate: try await change.transaction.first(CertificateOf(quiz: quiz, subject: subject)))
        try await change.emit("quiz.taken", subject: quiz.quiz.code, data: attempt)
        try await change.audit(subject: quiz.quiz.code, details: attempt)
        return attempt
    }

    private static func issue(
        _ quiz: StoredQuiz, _ holder: String, _ grade: QuizGrade, _ change: Change
    ) async throws {
        let day = change.now.dateInThailand
        guard let year = FiscalYear(containing: day) else { return }
        var random = SystemRandomNumberGenerator()
        try await change.transaction.execute(
            IssueCertificate(
                quiz: quiz, subject: change.caller.subject,
                code: CertificateCode.make(quiz.province, using: &random), fiscalYear: year, holder: holder, day: day,
                grade: grade))
    }
}

extension Quiz {
    var withoutAnswers: Quiz {
        var quiz = self
        for question in quiz.questions.indices {
            for option in quiz.questions[question].options.indices {
                quiz.questions[question].options[option].correct = nil
            }
        }
        return quiz
    }
}

extension QuizQuestion {
    var graded: GradedQuestion {
        GradedQuestion(
            code: code, options: Set(options.map(\.code)),
            correct: Set(options.filter { $0.correct == true }.map(\.code)), points: points)
    }
}
