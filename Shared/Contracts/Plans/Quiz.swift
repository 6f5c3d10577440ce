import CommonContract
import Kernel

/// An answer that may be chosen.
public struct QuizOption: Codable, Sendable, Hashable {
    /// 1 to 16 letters, digits, hyphens or underscores, once in the question.
    public var code: String
    public var text: LocalizedText
    /// Left out where a quiz is taken.
    public var correct: Bool?

    public init(code: String, text: LocalizedText, correct: Bool? = nil) {
        self.code = code
        self.text = text
        self.correct = correct
    }
}

/// A question of a quiz; all its correct options, and no other, must be chosen.
public struct QuizQuestion: Codable, Sendable, Hashable {
    public var code: String
    public var text: LocalizedText
    /// 2 to 10.
    public var options: [QuizOption]
    /// 1 to 100.
    public var points: Int

    public init(code: String, text: LocalizedText, options: [QuizOption], points: Int) {
        self.code = code
        self.text = text
        self.options = options
        self.points = points
    }
}

/// A quiz on the plan or SDG4 (P19).
public struct Quiz: Codable, Sendable, Hashable {
    public var id: ID
    /// Begins with the province's digits and a hyphen, as a plan's.
    public var code: String
    public var organisation: String
    public var title: LocalizedText
    /// Of the points, to pass; 1 to 100.
    public var passPercent: Int
    /// Attempts that one person has at a version of the questions; unlimited unless given.
    public var attemptsMax: Int?
    /// Version of its questions; 0 before the first.
    public var questionsVersion: Int
    /// Of the newest version, without what is correct.
    public var questions: [QuizQuestion]

    public init(
        id: ID, code: String, organisation: String, title: LocalizedText, passPercent: Int, attemptsMax: Int?,
        questionsVersion: Int, questions: [QuizQuestion]
    ) {
        self.id = id
        self.code = code
        self.organisation = organisation
        self.title = title
        self.passPercent = passPercent
        self.attemptsMax = attemptsMax
        self.questionsVersion = questionsVersion
        self.questions = questions
    }
}

/// What a person chose.
public struct QuizAnswer: Codable, Sendable, Hashable {
    public var question: String
    /// Codes of the options chosen; at least one.
    public var options: [String]

    public init(question: String, options: [String]) {
        self.question = question
        self.options = options
    }
}

/// A certificate that anyone can check by its code.
public struct QuizCertificate: Codable, Sendable, Hashable {
    /// `67-SDG4/2566/1`: quiz, fiscal year and running number.
    public var number: String
    /// The province, a hyphen and three groups of four letters and digits that cannot be mistaken for one another.
    public var code: String
    public var quiz: String
    public var title: LocalizedText
    /// As its holder wrote it.
    public var holder: String
    public var issuedOn: CalendarDate
    public var score: Int
    public var points: Int

    public init(
        number: String, code: String, quiz: String, title: LocalizedText, holder: String, issuedOn: CalendarDate,
        score: Int, points: Int
    ) {
        self.number = number
        self.code = code
        self.quiz = quiz
        self.title = title
        self.holder = holder
        self.issuedOn = issuedOn
        self.score = score
        self.points = points
    }
}

/// One try at a quiz.
public struct QuizAttempt: Codable, Sendable, Hashable {
    public var id: ID
    public var quiz: String
    public var questionsVersion: Int
    /// From 1, of the same person at the same version.
    public var number: Int
    public var score: Int
    public var points: Int
    public var passed: Bool
    /// Codes of the questions not answered rightly.
    public var wrong: [String]
    public var takenAt: Instant
    /// Once passed: one a person and version.
    public var certificate: QuizCertificate?

    public init(
        id: ID, quiz: String, questionsVersion: Int, number: Int, score: Int, points: Int, passed: Bool,
        wrong: [String], takenAt: Instant, certificate: QuizCertificate?
    ) {
        self.id = id
        self.quiz = quiz
        self.questionsVersion = questionsVersion
        self.number = number
        self.score = score
        self.points = points
        self.passed = passed
        self.wrong = wrong
        self.takenAt = takenAt
        self.certificate = certificate
    }
}

/// How a quiz is taken up.
public struct QuizResults: Codable, Sendable, Hashable {
    public var quiz: String
    public var people: Int
    public var attempts: Int
    /// People who passed.
    public var passed: Int
    public var certificates: Int

    public init(quiz: String, people: Int, attempts: Int, passed: Int, certificates: Int) {
        self.quiz = quiz
        self.people = people
        self.attempts = attempts
        self.passed = passed
        self.certificates = certificates
    }
}
