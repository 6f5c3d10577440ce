import Kernel

/// Reads a formula. What binds stronger stands further down: `or`, `and`, `not`, comparison, `+ −`, `× ÷`, sign.
struct FormulaParser {
    private let tokens: [FormulaToken]
    private var index = 0
    private var depth = 0

    /// - Throws: the first place where the text is no formula.
    static func parse(_ text: String) throws(FormulaFault) -> FormulaExpression {
        guard text.count <= FormulaLimits.charactersMax else {
            throw FormulaFault(FormulaLimits.charactersMax + 1, "formula.length", FormulaMessages.tooLong)
        }
        var parser = FormulaParser(tokens: try FormulaScanner.tokens(of: text))
        let expression = try parser.alternative()
        guard parser.current.kind == .end else { throw parser.unexpected() }
        return expression
    }

    private init(tokens: [FormulaToken]) { self.tokens = tokens }

    private var current: FormulaToken { tokens[index] }

    private func unexpected() -> FormulaFault {
        let (rule, position) = ("formula.syntax", current.position)
        return switch current.kind {
        case .end: FormulaFault(position, rule, FormulaMessages.unexpectedEnd)
        case .name(let name): FormulaFault(position, rule, FormulaMessages.unexpected(name))
        case .symbol(let symbol): FormulaFault(position, rule, FormulaMessages.unexpected(symbol))
        case .number(let number): FormulaFault(position, rule, FormulaMessages.unexpected(number.description))
        case .element(let words):
            FormulaFault(position, rule, FormulaMessages.unexpected("{\(words.joined(separator: " "))}"))
        case .indicator(let code): FormulaFault(position, rule, FormulaMessages.unexpected("[\(code)]"))
        }
    }

    private mutating func take(_ symbols: String...) -> String? {
        guard case .symbol(let symbol) = current.kind, symbols.contains(symbol) else { return nil }
        index += 1
        return symbol
    }

    private mutating func take(word: String) -> Bool {
        guard current.kind == .name(word) else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ symbol: String) throws(FormulaFault) {
        if take(symbol) == nil { throw unexpected() }
    }

    private mutating func deeper<Result>(
        _ body: (inout FormulaParser) throws(FormulaFault) -> Result
    ) throws(FormulaFault) -> Result {
        depth += 1
        guard depth <= FormulaLimits.depthMax else {
            throw FormulaFault(current.position, "formula.depth", FormulaMessages.tooDeep)
        }
        let result = try body(&self)
        depth -= 1
        return result
    }

    private mutating func alternative() throws(FormulaFault) -> FormulaExpression {
        var left = try conjunction()
        while case let position = current.position, take(word: "or") {
            left = FormulaExpression(.either(left, try conjunction()), at: position)
        }
        return left
    }

    private mutating func conjunction() throws(FormulaFault) -> FormulaExpression {
        var left = try negation()
        while case let position = current.position, take(word: "and") {
            left = FormulaExpression(.both(left, try negation()), at: position)
        }
        return left
    }

    private mutating func negation() throws(FormulaFault) -> FormulaExpression {
        let position = current.position
        guard take(word: "not") else { return try comparison() }
        let inner = try deeper { (parser) throws(FormulaFault) in try parser.negation() }
        return FormulaExpression(.not(inner), at: position)
    }

    private mutating func comparison() throws(FormulaFault) -> FormulaExpression {
        let left = try sum()
        let position = current.position
        guard let symbol = take("<", "<=", ">", ">=", "=", "<>"),
            let comparison = FormulaExpression.Comparison(rawValue: symbol)
        else { return left }
        return FormulaExpression(.comparison(comparison, left, try sum()), at: position)
    }

    private mutating func sum() throws(FormulaFault) -> FormulaExpression {
        var left = try product()
        while case let position = current.position, let symbol = take("+", "-") {
            let operation: FormulaExpression.Arithmetic = symbol == "+" ? .add : .subtract
            left = FormulaExpression(.arithmetic(operation, left, try product()), at: position)
        }
        return left
    }

    private mutating func product() throws(FormulaFault) -> FormulaExpression {
        var left = try sign()
        while case let position = current.position, let symbol = take("*", "/") {
            let operation: FormulaExpression.Arithmetic = symbol == "*" ? .multiply : .divide
            left = FormulaExpression(.arithmetic(operation, left, try sign()), at: position)
        }
        return left
    }

    private mutating func sign() throws(FormulaFault) -> FormulaExpression {
        let position = current.position
        guard take("-") != nil else { return try primary() }
        let inner = try deeper { (parser) throws(FormulaFault) in try parser.sign() }
        return FormulaExpression(.negative(inner), at: position)
    }

    private mutating func primary() throws(FormulaFault) -> FormulaExpression {
        let token = current
        switch token.kind {
        case .number(let number):
            index += 1
            return FormulaExpression(.number(number), at: token.position)
        case .element(let words):
            index += 1
            return FormulaExpression(.element(try reference(words, at: token.position)), at: token.position)
        case .indicator(let code):
            index += 1
            return FormulaExpression(.indicator(code), at: token.position)
        case .name(let name):
            return try call(name, at: token.position)
        case .symbol("("):
            index += 1
            let inner = try deeper { (parser) throws(FormulaFault) in try parser.alternative() }
            try expect(")")
            return inner
        case .symbol, .end:
            throw unexpected()
        }
    }

    private func reference(_ words: [String], at position: Int) throws(FormulaFault) -> FormulaReference {
        guard let code = words.first else {
            throw FormulaFault(position, "formula.element", FormulaMessages.emptyElement)
        }
        var dimensions: Set<String> = []
        for word in words.dropFirst() {
            let parts = word.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
                throw FormulaFault(position, "formula.category", FormulaMessages.categoryForm(word))
            }
            guard dimensions.insert(String(parts[0])).inserted else {
                throw FormulaFault(position, "formula.category", FormulaMessages.dimensionTwice(String(parts[0])))
            }
        }
        return FormulaReference(code: code, categories: words.dropFirst().sorted())
    }

    private mutating func call(_ name: String, at position: Int) throws(FormulaFault) -> FormulaExpression {
        guard let function = FormulaFunction(rawValue: name) else {
            throw FormulaFault(position, "formula.function", FormulaMessages.function(name))
        }
        index += 1
        try expect("(")
        var arguments: [FormulaExpression] = []
        repeat {
            arguments.append(try deeper { (parser) throws(FormulaFault) in try parser.alternative() })
        } while take(",") != nil
        try expect(")")
        guard function.arguments.contains(arguments.count) else {
            throw FormulaFault(position, "formula.arguments", FormulaMessages.arguments(function, arguments.count))
        }
        return FormulaExpression(.call(function, arguments), at: position)
    }
}
