import Kernel

/// A question as far as grading is concerned.
struct GradedQuestion: Sendable {
    var code: String
    var options: Set<String>
    var correct: Set<String>
    var points: Int
}

/// What an attempt came to.
struct QuizGrade: Sendable, Hashable {
    var score: Int
    var points: Int
    var passed: Bool
    /// In the order of the questions.
    var wrong: [String]
}

/// Grades a quiz: a question counts in full or not at all. Pure.
enum QuizGrading {
    /// What is wrong with the answers: every question is answered by options that it has, and nothing else is.
    static func problems(_ answers: [(question: String, options: [String])], _ questions: [GradedQuestion]) -> [Problem]
    {
        var problems: [Problem] = []
        let byCode = Dictionary(questions.map { ($0.code, $0) }) { first, _ in first }
        for (index, answer) in answers.enumerated() {
            guard let question = byCode[answer.question] else {
                problems.append(Messages.unknownQuestion(answer.question, at: "/answers/\(index)/question"))
                continue
            }
            if answer.options.isEmpty || Set(answer.options).count != answer.options.count
                || !question.options.isSuperset(of: answer.options)
            {
                problems.append(Messages.wrongOptions(answer.question, at: "/answers/\(index)/options"))
            }
        }
        let answered = Set(answers.map(\.question))
        for question in questions where !answered.contains(question.code) {
            problems.append(Messages.unanswered(question.code, at: "/answers"))
        }
        return problems
    }

    /// - Parameter passPercent: of the points; the score is not rounded.
    static func grade(
        _ answers: [(question: String, options: [String])], _ questions: [GradedQuestion], passPercent: Int
    ) -> QuizGrade {
        let chosen = Dictionary(answers.map { ($0.question, Set($0.options)) }) { first, _ in first }
        let wrong = questions.filter { chosen[$0.code] != $0.correct }
        let points = questions.reduce(0) { $0 + $1.points }
        let score = points - wrong.reduce(0) { $0 + $1.points }
        return QuizGrade(
            score: score, points: points, passed: score * 100 >= passPercent * points, wrong: wrong.map(\.code))
    }
}

/// Codes that a certificate bears: easy to read out, impossible to guess (60 bits).
enum CertificateCode {
    /// Without letters and digits that are mistaken for one another.
    static let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")

    static func make(_ province: String, using random: inout some RandomNumberGenerator) -> String {
        let groups = (0..<3).map { _ in
            String((0..<4).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
        }
        return ([province] + groups).joined(separator: "-")
    }

    /// As it was typed, in its one form.
    static func normal(_ text: String) -> String {
        String(text.uppercased().filter { !$0.isWhitespace })
    }

    /// What stands before the first hyphen.
    static func province(of code: String) -> String {
        code.split(separator: "-", maxSplits: 1).first.map(String.init) ?? ""
    }
}
