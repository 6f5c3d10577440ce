import Kernel

/// A condition in the language of formulas, over the numbers of one organisation.
struct FormulaCondition: Hashable, Sendable {
    /// What a reference stands for; `nil`: there is no number.
    typealias Lookup = (FormulaReference) -> Quantity?

    var expression: FormulaExpression

    /// Checks a condition as it is saved.
    /// - Parameter check: what is wrong with a reference.
    static func faults(in source: String, _ check: (FormulaReference) -> Fault?) -> [FormulaFault] {
        let expression: FormulaExpression
        do {
            expression = try FormulaParser.parse(source)
        } catch {
            return [error]
        }
        var faults: [FormulaFault] = []
        if !isCondition(expression, check, &faults) {
            faults.append(FormulaFault(1, "rule.condition", FormulaMessages.noCondition))
        }
        return faults.sorted { $0.position < $1.position }
    }

    /// Whether the expression is a condition; whatever is wrong inside is added.
    private static func isCondition(
        _ expression: FormulaExpression, _ check: (FormulaReference) -> Fault?, _ faults: inout [FormulaFault]
    ) -> Bool {
        func want(_ inner: FormulaExpression, condition: Bool, _ faults: inout [FormulaFault]) {
            guard isCondition(inner, check, &faults) != condition else { return }
            let message = condition ? FormulaMessages.noCondition : FormulaMessages.isCondition
            faults.append(FormulaFault(inner.position, "rule.condition", message))
        }
        switch expression.node {
        case .number: return false
        case .indicator(let code):
            faults.append(FormulaFault(expression.position, "rule.question", FormulaMessages.unexpected("[\(code)]")))
            return false
        case .element(let reference):
            if let fault = check(reference) {
                faults.append(FormulaFault(expression.position, fault.rule, fault.message))
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
    func holds(_ lookup: Lookup) -> Bool? { Self.truth(expression, lookup) }

    private static func truth(_ expression: FormulaExpression, _ lookup: Lookup) -> Bool? {
        switch expression.node {
        case .comparison(let comparison, let left, let right):
            guard let left = value(left, lookup), let right = value(right, lookup) else { return nil }
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
            guard let left = truth(left, lookup), let right = truth(right, lookup) else { return nil }
            return left && right
        case .either(let left, let right):
            guard let left = truth(left, lookup), let right = truth(right, lookup) else { return nil }
            return left || right
        case .not(let inner): return truth(inner, lookup).map { !$0 }
        default: return nil
        }
    }

    private static func value(_ expression: FormulaExpression, _ lookup: Lookup) -> Double? {
        switch expression.node {
        case .number(let number): return Double(number.tenThousandths) / 10_000
        case .element(let reference): return lookup(reference).map { Double($0.tenThousandths) / 10_000 }
        case .negative(let inner): return value(inner, lookup).map { -$0 }
        case .arithmetic(let operation, let left, let right):
            guard let left = value(left, lookup), let right = value(right, lookup) else { return nil }
            return switch operation {
            case .add: left + right
            case .subtract: left - right
            case .multiply: left * right
            case .divide: right == 0 ? nil : left / right
            }
        case .call(.ifMissing, let arguments): return value(arguments[0], lookup) ?? value(arguments[1], lookup)
        case .call(.if, let arguments):
            return truth(arguments[0], lookup).flatMap { value(arguments[$0 ? 1 : 2], lookup) }
        case .call(let function, let arguments):
            let values = arguments.compactMap { value($0, lookup) }
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
