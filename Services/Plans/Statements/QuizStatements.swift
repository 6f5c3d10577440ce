import Kernel
import PlansContract
import Postgres

/// A quiz with its newest questions, correct ones marked.
struct StoredQuiz: Sendable {
    var province: String
    var quiz: Quiz

    static let sql = """
        SELECT z.province, z.id, z.code, z.organisation, z.title_th, z.title_en, z.pass_percent::bigint,
               z.attempts_max::bigint, z.questions_version, coalesce(q.questions, '[]')::text
          FROM quiz z
          LEFT JOIN quiz_questions q
                 ON q.province = z.province AND q.quiz = z.id AND q.number = z.questions_version
         WHERE z.province = $1 AND z.code = $2
        """

    static func decode(_ row: inout RowReader) throws -> StoredQuiz {
        StoredQuiz(
            province: try row.next(),
            quiz: Quiz(
                id: try row.next(), code: try row.next(), organisation: try row.next(),
                title: LocalizedText(th: try row.next(), en: try row.next()), passPercent: try row.next(),
                attemptsMax: try row.next(), questionsVersion: try row.next(),
                questions: try Wire.decode(from: Array(try row.next(String.self).utf8))))
    }
}

/// A quiz by its code.
struct FindQuiz: Statement {
    static let sql = StoredQuiz.sql
    let code: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(PlanCode.province(of: code))
        parameters.append(code)
    }

    static func decode(_ row: inout RowReader) throws -> StoredQuiz { try .decode(&row) }
}

/// The same, held against other changes of the quiz.
struct LockQuiz: Statement {
    static let sql = StoredQuiz.sql + "\n   FOR UPDATE OF z"
    let code: String

    func bind(_ parameters: inout Parameters) { FindQuiz(code: code).bind(&parameters) }
    static func decode(_ row: inout RowReader) throws -> StoredQuiz { try .decode(&row) }
}

struct InsertQuiz: Statement {
    static let sql = """
        INSERT INTO quiz (province, id, code, organisation, title_th, title_en, pass_percent, attempts_max)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """
    let id: ID
    let params: CreateQuiz

    func bind(_ parameters: inout Parameters) {
        parameters.append(PlanCode.province(of: params.code))
        parameters.append(id)
        parameters.append(params.code)
        parameters.append(params.organisation)
        parameters.append(params.title.th)
        parameters.append(params.title.en)
        parameters.append(params.passPercent)
        parameters.append(params.attemptsMax)
    }

    typealias Row = Void
}

/// Adds a version of the questions and makes it the newest.
struct PublishQuestions: Statement {
    static let sql = """
        WITH next AS (
            UPDATE quiz SET questions_version = questions_version + 1
             WHERE province = $1 AND id = $2
            RETURNING questions_version)
        INSERT INTO quiz_questions (province, quiz, number, questions, published_at)
        SELECT $1, $2, questions_version, $3, $4 FROM next
        """
    let quiz: StoredQuiz
    let questions: JSONText
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(quiz.province)
        parameters.append(quiz.quiz.id)
        parameters.append(questions)
        parameters.append(now)
    }

    typealias Row = Void
}

/// How often a person tried a version.
struct AttemptCount: Statement {
    static let sql = """
        SELECT count(*) FROM quiz_attempt WHERE province = $1 AND quiz = $2 AND questions = $3 AND subject = $4
        """
    let quiz: StoredQuiz
    let subject: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(quiz.province)
        parameters.append(quiz.quiz.id)
        parameters.append(quiz.quiz.questionsVersion)
        parameters.append(subject)
    }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

struct InsertAttempt: Statement {
    static let sql = """
        INSERT INTO quiz_attempt
               (province, quiz, questions, subject, number, id, answers, score, points, passed, taken_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """
    let quiz: StoredQuiz
    let subject: String
    let number: Int
    let id: ID
    let answers: JSONText
    let grade: QuizGrade
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        AttemptCount(quiz: quiz, subject: subject).bind(&parameters)
        parameters.append(number)
        parameters.append(id)
        parameters.append(answers)
        parameters.append(grade.score)
        parameters.append(grade.points)
        parameters.append(grade.passed)
        parameters.append(now)
    }

    typealias Row = Void
}

/// Gives a person the certificate of a version, unless there is one; the quiz is held, so numbers have no gaps.
struct IssueCertificate: Statement {
    static let sql = """
        INSERT INTO certificate
               (province, code, quiz, questions, subject, fiscal_year, number, holder, issued_on, score, points)
        SELECT $1, $5, $2, $3, $4, $6,
               1 + (SELECT count(*) FROM certificate c WHERE c.province = $1 AND c.quiz = $2 AND c.fiscal_year = $6),
               $7, $8, $9, $10
        ON CONFLICT ON CONSTRAINT certificate_once DO NOTHING
        """
    let quiz: StoredQuiz
    let subject: String
    let code: String
    let fiscalYear: FiscalYear
    let holder: String
    let day: CalendarDate
    let grade: QuizGrade

    func bind(_ parameters: inout Parameters) {
        AttemptCount(quiz: quiz, subject: subject).bind(&parameters)
        parameters.append(code)
        parameters.append(fiscalYear.buddhistYear)
        parameters.append(holder)
        parameters.append(day)
        parameters.append(grade.score)
        parameters.append(grade.points)
    }

    typealias Row = Void
}

/// Certificates as anyone sees them.
private enum Certificates {
    static let select = """
        SELECT z.code || '/' || c.fiscal_year || '/' || c.number, c.code, z.code, z.title_th, z.title_en, c.holder,
               c.issued_on, c.score::bigint, c.points::bigint
          FROM certificate c
          JOIN quiz z ON z.province = c.province AND z.id = c.quiz
        """

    static func decode(_ row: inout RowReader) throws -> QuizCertificate {
        QuizCertificate(
            number: try row.next(), code: try row.next(), quiz: try row.next(),
            title: LocalizedText(th: try row.next(), en: try row.next()), holder: try row.next(),
            issuedOn: try row.next(), score: try row.next(), points: try row.next())
    }
}

/// A person's certificate of a version.
struct CertificateOf: Statement {
    static let sql =
        Certificates.select + """

             WHERE c.province = $1 AND c.quiz = $2 AND c.questions = $3 AND c.subject = $4
            """
    let quiz: StoredQuiz
    let subject: String

    func bind(_ parameters: inout Parameters) { AttemptCount(quiz: quiz, subject: subject).bind(&parameters) }
    static func decode(_ row: inout RowReader) throws -> QuizCertificate { try Certificates.decode(&row) }
}

/// A certificate by its code.
struct FindCertificate: Statement {
    static let sql = Certificates.select + "\n WHERE c.province = $1 AND c.code = $2"
    let code: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(CertificateCode.province(of: code))
        parameters.append(code)
    }

    static func decode(_ row: inout RowReader) throws -> QuizCertificate { try Certificates.decode(&row) }
}

/// How a quiz was taken up, over all versions.
struct QuizCounts: Statement {
    static let sql = """
        SELECT count(DISTINCT a.subject), count(*), count(DISTINCT a.subject) FILTER (WHERE a.passed),
               (SELECT count(*) FROM certificate c WHERE c.province = $1 AND c.quiz = $2)
          FROM quiz_attempt a
         WHERE a.province = $1 AND a.quiz = $2
        """
    let quiz: StoredQuiz

    func bind(_ parameters: inout Parameters) {
        parameters.append(quiz.province)
        parameters.append(quiz.quiz.id)
    }

    static func decode(_ row: inout RowReader) throws -> (people: Int, attempts: Int, passed: Int, certificates: Int) {
        (try row.next(), try row.next(), try row.next(), try row.next())
    }
}
