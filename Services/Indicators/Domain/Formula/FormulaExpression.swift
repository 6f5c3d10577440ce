import Kernel

/// A data element in a formula, or the part of it that some categories name.
struct FormulaReference: Hashable, Sendable {
    /// Code of the element.
    var code: String
    /// `sex=female`, sorted, each dimension at most once.
    var categories: [String]
}

/// A formula as the parser reads it. Every node knows the character it begins at (1 is the first).
struct FormulaExpression: Hashable, Sendable {
    indirect enum Node: Hashable, Sendable {
        case number(Quantity)
        /// `{67-POP sex=female}`
        case element(FormulaReference)
        /// `[67-I1]`: another indicator's formula.
        case indicator(String)
        case negative(FormulaExpression)
        case arithmetic(Arithmetic, FormulaExpression, FormulaExpression)
        case comparison(Comparison, FormulaExpression, FormulaExpression)
        case both(FormulaExpression, FormulaExpression)
        case either(FormulaExpression, FormulaExpression)
        case not(FormulaExpression)
        case call(FormulaFunction, [FormulaExpression])
    }

    enum Arithmetic: String, Hashable, Sendable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
    }

    enum Comparison: String, Hashable, Sendable, CaseIterable {
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case equal = "="
        case different = "<>"
    }

    var node: Node
    var position: Int

    init(_ node: Node, at position: Int) {
        self.node = node
        self.position = position
    }
}

extension FormulaExpression {
    /// Its value where it is made of numbers alone; `nil` where anything is referred to or called.
    var constant: Double? {
        switch node {
        case .number(let number): return Double(number.tenThousandths) / 10_000
        case .negative(let inner): return inner.constant.map(-)
        case .arithmetic(let operation, let left, let right):
            guard let left = left.constant, let right = right.constant else { return nil }
            switch operation {
            case .add: return left + right
            case .subtract: return left - right
            case .multiply: return left * right
            case .divide: return right == 0 ? nil : left / right
            }
        default: return nil
        }
    }
}

/// What a formula may call.
enum FormulaFunction: String, Hashable, Sendable, CaseIterable {
    case sum, mean, wmean, count, ratio, percent, parity, adjustedParity
    case `if`, ifMissing, min, max, abs, round

    /// How many arguments it takes.
    var arguments: ClosedRange<Int> {
        switch self {
        case .sum, .mean, .count, .abs: 1...1
        case .wmean, .ratio, .percent, .parity, .adjustedParity, .ifMissing, .round: 2...2
        case .if: 3...3
        case .min, .max: 2...10
        }
    }

    /// Its arguments are computed for each organisation that reported, then put together.
    var isPerOrganisation: Bool {
        switch self {
        case .sum, .mean, .wmean, .count: true
        default: false
        }
    }
}

/// What is wrong at a place of a formula.
struct FormulaFault: Error, Hashable, Sendable {
    /// The character it begins at, from 1.
    var position: Int
    var fault: Fault

    init(_ position: Int, _ rule: String, _ message: LocalizedText) {
        self.position = position
        fault = Fault(rule, message)
    }
}

/// Limits of a formula.
enum FormulaLimits {
    /// Characters: what a person still reads.
    static let charactersMax = 2_000
    /// Brackets in brackets: keeps the parser's and PostgreSQL's stacks shallow.
    static let depthMax = 24
    /// Parts, with the formulas of other indicators put in: one short SQL expression.
    static let partsMax = 1_000
    /// Different elements and parts of elements.
    static let referencesMax = 40
}
