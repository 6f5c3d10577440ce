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
        let expression: FormulaExpression
        do {
            expression = try FormulaParser.parse(source)
        } catch {
            return [error]
        }
        var faults: [FormulaFault] = []
        if !isCondition(expression, numbers, &faults) {
            faults.append(FormulaFault(1, "rule.condition", FormulaMessages.noCondition))
        }
        return faults.sorted { $0.position < $1.position }
    }

    /// Whether the expression is a condition; whatever is wrong inside is added.
    private static func isCondition(
        _ expression: FormulaExpression, _ numbers: Set<String>, _ faults: inout [FormulaFault]
    ) -> Bool {
        func want(_ inner: FormulaExpression, condition: Bool, _ faults: inout [FormulaFault]) {
            guard isCondition(inner, numbers, &faults) != condition else { return }
            let message = condition ? FormulaMessages.noCondition : FormulaMessages.isCondition
            faults.append(FormulaFault(inner.position, "rule.condition", message))
        }
        switch expression.node {
        case .number: return false
        case .indicator(let code):
            faults.append(FormulaFault(expression.position, "rule.question", Messages.unknownQuestion(code)))
            return false
        case .element(let reference):
            if !numbers.contains(reference.code) {
                faults.append(
                    FormulaFault(expression.position, "rule.question", Messages.noNumberQuestion(reference.code)))
            }
            if let other = reference.categories.first(where: { $0 != "round=previous" }) {
                faults.append(FormulaFault(expression.position, "rule.round", Messages.otherRound(other)))
            }
            return false
        case .negative(let inner):
            want(inner, condition: false, &faults)
            return false
        case .arithmetic(_, let left, let right):
            want(left, condition: false, &faults)
            want(right, condition: false, &faults)
            return false
        case .comparison(_, let left, let right):
            want(left, condition: false, &faults)
            want(right, condition: false, &faults)
            return true
        case .both(let left, let right), .either(let left, let right):
            want(left, condition: true, &faults)
            want(right, condition: true, &faults)
            return true
        case .not(let inner):
            want(inner, condition: true, &faults)
            return true
        case .call(let function, let arguments):
            let known: Set<FormulaFunction> = [.ratio, .percent, .abs, .min, .max, .ifMissing, .if]
            if !known.contains(function) {
                faults.append(
                    FormulaFault(expression.position, "rule.function", Messages.functionOfOrganisations(function)))
            }
            for (index, argument) in arguments.enumerated() {
                want(argument, condition: function == .if && index == 0, &faults)
            }
            return false
        }
    }

    /// `nil`: a number is missing or something is divided by zero, so that nothing can be said.
    func holds(_ numbers: RuleNumbers) -> Bool? { Self.truth(condition, numbers) }

    private static func truth(_ expression: FormulaExpression, _ numbers: RuleNumbers) -> Bool? {
        switch expression.node {
        case .comparison(let comparison, let left, let right):
            guard let left = value(left, numbers), let right = value(right, numbers) else { return nil }
            let difference = left - right
            let same = difference.magnitude < 1.0e-9 * max(1, left.magnitude)
            return switch comparison {
            case .equal: same
            case .different: !same
            case .less: !same && difference < 0
            case .lessOrEqual: same || difference < 0
            case .greater: !same && difference > 0
            case .greaterOrEqual: same || difference > 0
            }
        case .both(let left, let right):
            guard let left = truth(left, numbers), let right = truth(right, numbers) else { return nil }
            return left && right
        case .either(let left, let right):
            guard let left = truth(left, numbers), let right = truth(right, numbers) else { return nil }
            return left || right
        case .not(let inner): return truth(inner, numbers).map { !$0 }
        default: return nil
        }
    }

    private static func value(_ expression: FormulaExpression, _ numbers: RuleNumbers) -> Double? {
        switch expression.node {
        case .number(let number): return Double(number.tenThousandths) / 10_000
        case .element(let reference):
            let values = reference.categories.isEmpty ? numbers.now : numbers.previous
            return values[reference.code].map { Double($0.tenThousandths) / 10_000 }
        case .negative(let inner): return value(inner, numbers).map { -$0 }
        case .arithmetic(let operation, let left, let right):
            guard let left = value(left, numbers), let right = value(right, numbers) else { return nil }
            return switch operation {
            case .add: left + right
            case .subtract: left - right
            case .multiply: left * right
            case .divide: right == 0 ? nil : left / right
            }
        case .call(.ifMissing, let arguments): return value(arguments[0], numbers) ?? value(arguments[1], numbers)
        case .call(.if, let arguments):
            return truth(arguments[0], numbers).flatMap { value(arguments[$0 ? 1 : 2], numbers) }
        case .call(let function, let arguments):
            let values = arguments.compactMap { value($0, numbers) }
            guard values.count == arguments.count, let first = values.first else { return nil }
            switch function {
            case .abs: return first.magnitude
            case .min: return values.min()
            case .max: return values.max()
            default: return values[1] == 0 ? nil : first / values[1] * (function == .percent ? 100 : 1)
            }
        default: return nil
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
