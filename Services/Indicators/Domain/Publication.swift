import Kernel

/// What has to hold before a questionnaire is published.
enum Publication {
    /// How an indicator's answers are put together, as the rules see it.
    enum Aggregation: String, Sendable {
        case count, sum, ratio, choice, formula
    }

    /// Everything that is wrong, by question code (`nil`: the whole).
    /// - Parameters:
    ///   - indicators: those that exist among the ones that questions name, with their aggregation.
    ///   - earlier: the questions of all published versions: a question's type, indicator and role never change.
    static func faults(
        of questions: [InstrumentQuestion], indicators: [String: Aggregation], earlier: [InstrumentQuestion]
    ) -> [(question: String?, fault: Fault)] {
        var found: [(question: String?, fault: Fault)] = []
        let before = Dictionary(earlier.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        for question in questions {
            if let old = before[question.code], !sameMeaning(old, question) {
                found.append((question.code, Fault("question.changed", Messages.questionChanged(question.code))))
            }
            guard let code = question.indicator else {
                if question.role != .value {
                    found.append((question.code, Fault("question.indicator", Messages.roleWithoutIndicator)))
                }
                continue
            }
            guard let aggregation = indicators[code] else {
                found.append((question.code, Fault("question.indicator", Messages.unknownIndicator(code))))
                continue
            }
            if (question.role != .value) != (aggregation == .ratio && isNumber(question)) {
                found.append((question.code, Fault("question.role", Messages.wrongRole(code))))
            }
        }
        return found + carriers(of: questions, indicators: indicators) + conditions(of: questions)
    }

    /// Conditions look back, at questions that can answer them.
    private static func conditions(of questions: [InstrumentQuestion]) -> [(question: String?, fault: Fault)] {
        var before: [String: InstrumentQuestion] = [:]
        var found: [(question: String?, fault: Fault)] = []
        for question in questions {
            for condition in question.showIf {
                guard let other = before[condition.question] else {
                    let fault = Fault("question.showIf", Messages.conditionOrder(condition.question))
                    found.append((question.code, fault))
                    continue
                }
                let numeric = condition.minimum != nil || condition.maximum != nil
                let known = condition.choices.isSubset(of: Set(other.options.map(\.code)))
                if numeric && !isNumber(other) || !known {
                    let fault = Fault("question.showIf", Messages.conditionForm(condition.question))
                    found.append((question.code, fault))
                }
            }
            before[question.code] = question
        }
        return found
    }

    /// Data elements that questions are for: each exists, by fiscal year, and has one question.
    /// - Parameter known: those that exist by fiscal year.
    static func elementFaults(
        of questions: [InstrumentQuestion], known: Set<String>
    ) -> [(question: String?, fault: Fault)] {
        var seen: Set<String> = []
        return questions.compactMap { question in
            guard let element = question.element else { return nil }
            if !known.contains(element) {
                return (question.code, Fault("question.element", Messages.questionElement(element)))
            }
            return seen.insert(element).inserted
                ? nil : (question.code, Fault("question.element", Messages.elementTwice(element)))
        }
    }

    /// Each indicator's figure comes from exactly one question (of a ratio: one numerator and one denominator).
    private static func carriers(
        of questions: [InstrumentQuestion], indicators: [String: Aggregation]
    ) -> [(question: String?, fault: Fault)] {
        var found: [(question: String?, fault: Fault)] = []
        for (code, aggregation) in indicators.sorted(by: { $0.key < $1.key }) {
            let own = questions.filter { $0.indicator == code }
            if own.isEmpty { continue }
            let complete =
                switch aggregation {
                case .ratio:
                    own.count { $0.role == .numerator } == 1 && own.count { $0.role == .denominator } == 1
                case .sum: own.count(where: isNumber) == 1
                case .choice: own.count { !$0.options.isEmpty } == 1
                case .count: true
                case .formula: false
                }
            if !complete { found.append((nil, Fault("indicator.carrier", Messages.carrier(code, aggregation)))) }
        }
        return found
    }

    private static func isNumber(_ question: InstrumentQuestion) -> Bool {
        if case .number = question.form { true } else { false }
    }

    private static func sameMeaning(_ old: InstrumentQuestion, _ new: InstrumentQuestion) -> Bool {
        let sameForm =
            switch (old.form, new.form) {
            case (.choice, .choice), (.text, .text), (.number, .number), (.upload, .upload): true
            default: false
            }
        return sameForm && old.indicator == new.indicator && old.role == new.role
    }
}
