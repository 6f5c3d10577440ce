import Kernel

/// What another question's answer must be for a question to be asked.
struct InstrumentCondition: Hashable, Sendable {
    enum State: String, Hashable, Sendable {
        case value, none, notApplicable, notReported
    }

    var question: String
    var states: Set<State>
    var choices: Set<String>
    var minimum: Quantity?
    var maximum: Quantity?

    private var asksValue: Bool { !choices.isEmpty || minimum != nil || maximum != nil || states.isEmpty }

    func holds(_ answer: Answer) -> Bool {
        switch answer {
        case .none: states.contains(.none)
        case .notApplicable: states.contains(.notApplicable)
        case .notReported: states.contains(.notReported)
        case .value(let value): states.contains(.value) || asksValue && fits(value)
        }
    }

    private func fits(_ value: AnswerValue) -> Bool {
        switch value {
        case .choice(let choice): choices.isEmpty || choices.contains(choice)
        case .number(let number):
            choices.isEmpty && (minimum.map { number >= $0 } ?? true) && (maximum.map { number <= $0 } ?? true)
        case .text, .file: choices.isEmpty && minimum == nil && maximum == nil
        }
    }
}

/// What has to hold between answers.
struct InstrumentRule: Hashable, Sendable {
    var code: String
    /// Not to be submitted without; otherwise with a reason.
    var isHard: Bool
    var condition: FormulaExpression
    var message: LocalizedText

    /// Checks a condition over these questions as it is saved.
    /// - Parameter numbers: codes of the questions that are answered with a number.
    static func faults(in source: String, numbers: Set<String>) -> [FormulaFault] {
        FormulaCondition.faults(in: source) { reference in
            guard numbers.contains(reference.code) else {
                return Fault("rule.question", Messages.noNumberQuestion(reference.code))
            }
            return reference.categories.first { $0 != "round=previous" }.map {
                Fault("rule.round", Messages.otherRound($0))
            }
        }
    }

    /// `nil`: a number is missing or something is divided by zero, so that nothing can be said.
    func holds(_ numbers: RuleNumbers) -> Bool? {
        FormulaCondition(expression: condition).holds { reference in
            reference.categories.isEmpty ? numbers.now[reference.code] : numbers.previous[reference.code]
        }
    }
}

/// An organisation's numbers by question: those that are checked, and those of the round before.
struct RuleNumbers: Sendable {
    var now: [String: Quantity]
    var previous: [String: Quantity]

    init(_ answers: [String: Answer], previous: [String: Quantity]) {
        now = answers.compactMapValues { answer in
            if case .value(.number(let number)) = answer { number } else { nil }
        }
        self.previous = previous
    }
}
