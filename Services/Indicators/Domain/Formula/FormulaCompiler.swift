import Kernel

/// What formulas may refer to, as it is known where one is checked.
struct FormulaCatalogue: Sendable {
    struct Element: Hashable, Sendable {
        var unit: String
        var periodType: String
        /// Categories by dimension.
        var dimensions: [String: Set<String>]
    }

    struct Formula: Hashable, Sendable {
        var source: String
        var periodType: String
    }

    var elements: [String: Element] = [:]
    /// Indicators that have a formula.
    var formulas: [String: Formula] = [:]
}

/// A formula that is known to be right, as one SQL expression over `v`, the array of an organisation's values of
/// `references`, grouped by what is asked for.
struct CompiledFormula: Hashable, Sendable {
    var references: [FormulaReference]
    /// `nil`: a bare number that fits any unit.
    var unit: FormulaUnit?
    var sql: String
    /// Codes of the indicators whose formulas were put in, at any depth.
    var indicators: Set<String>
}

/// Checks a formula and makes its SQL. Names never reach the SQL: a value is `v[n]`.
///
/// In it NULL is 'no value reported' and NaN 'divided by zero'; both go through every operation, the former first.
struct FormulaCompiler {
    private let catalogue: FormulaCatalogue
    private let periodType: String
    private var references: [FormulaReference] = []
    private var inlined: Set<String> = []
    /// The indicators on the way from the one that is checked to here.
    private var path: [String]
    private var parts = 0
    private var faults: [FormulaFault] = []
    /// In an indicator that was put in: its place is where the reference to it stands.
    private var outerPosition: Int?

    private struct Piece {
        var sql: String
        var unit: FormulaUnit?
        var isCondition = false
    }

    /// - Parameter code: of the indicator that has the formula, so that it can not refer to itself.
    /// - Returns: everything that is wrong at once, in the order of the text, or the formula.
    static func compile(
        _ source: String, of code: String, periodType: String, catalogue: FormulaCatalogue
    ) -> Result<CompiledFormula, FormulaFaults> {
        let expression: FormulaExpression
        do {
            expression = try FormulaParser.parse(source)
        } catch {
            return .failure(FormulaFaults(items: [error]))
        }
        var compiler = FormulaCompiler(catalogue: catalogue, periodType: periodType, path: [code])
        let piece = compiler.compile(expression, perOrganisation: false)
        if piece.isCondition { compiler.refuse(1, "formula.condition", FormulaMessages.isCondition) }
        if compiler.references.isEmpty, compiler.faults.isEmpty {
            compiler.refuse(1, "formula.empty", FormulaMessages.noElement)
        }
        if compiler.references.count > FormulaLimits.referencesMax {
            compiler.refuse(1, "formula.references", FormulaMessages.tooManyReferences)
        }
        guard compiler.faults.isEmpty else {
            return .failure(FormulaFaults(items: compiler.faults.sorted { $0.position < $1.position }))
        }
        return .success(
            CompiledFormula(
                references: compiler.references, unit: piece.unit, sql: piece.sql, indicators: compiler.inlined))
    }

    private init(catalogue: FormulaCatalogue, periodType: String, path: [String]) {
        self.catalogue = catalogue
        self.periodType = periodType
        self.path = path
    }

    private mutating func refuse(_ position: Int, _ rule: String, _ message: LocalizedText) {
        let fault = FormulaFault(outerPosition ?? position, rule, message)
        if !faults.contains(fault) { faults.append(fault) }
    }

    private mutating func compile(_ expression: FormulaExpression, perOrganisation: Bool) -> Piece {
        parts += 1
        guard parts <= FormulaLimits.partsMax else {
            refuse(expression.position, "formula.size", FormulaMessages.tooManyParts)
            return Piece(sql: "NULL")
        }
        let position = expression.position
        switch expression.node {
        case .number(let number): return Piece(sql: "\(number)::numeric")
        case .element(let reference): return element(reference, position, perOrganisation)
        case .indicator(let code): return indicator(code, position, perOrganisation)
        case .negative(let inner):
            let piece = number(inner, perOrganisation)
            return Piece(sql: "(-\(piece.sql))", unit: piece.unit)
        case .arithmetic(let operation, let left, let right):
            if operation == .divide { refuseZero(right) }
            return arithmetic(operation, number(left, perOrganisation), number(right, perOrganisation), position)
        case .comparison(let comparison, let left, let right):
            return compare(comparison, number(left, perOrganisation), number(right, perOrganisation), position)
        case .both(let left, let right):
            let (left, right) = (condition(left, perOrganisation), condition(right, perOrganisation))
            return Piece(sql: "(\(left.sql) * \(right.sql))", isCondition: true)
        case .either(let left, let right):
            let (left, right) = (condition(left, perOrganisation), condition(right, perOrganisation))
            return Piece(sql: "sign(\(left.sql) + \(right.sql))", isCondition: true)
        case .not(let inner):
            return Piece(sql: "(1 - \(condition(inner, perOrganisation).sql))", isCondition: true)
        case .call(let function, let arguments):
            if function.isPerOrganisation { return gathered(function, arguments, position, perOrganisation) }
            return call(function, arguments, position, perOrganisation)
        }
    }

    private mutating func number(_ expression: FormulaExpression, _ perOrganisation: Bool) -> Piece {
        let piece = compile(expression, perOrganisation: perOrganisation)
        if piece.isCondition { refuse(expression.position, "formula.condition", FormulaMessages.isCondition) }
        return piece
    }

    private mutating func condition(_ expression: FormulaExpression, _ perOrganisation: Bool) -> Piece {
        let piece = compile(expression, perOrganisation: perOrganisation)
        if !piece.isCondition { refuse(expression.position, "formula.condition", FormulaMessages.noCondition) }
        return piece
    }

    // MARK: - What is referred to

    private mutating func element(_ reference: FormulaReference, _ position: Int, _ perOrganisation: Bool) -> Piece {
        guard let element = catalogue.elements[reference.code] else {
            refuse(position, "formula.element", FormulaMessages.unknownElement(reference.code))
            return Piece(sql: "NULL")
        }
        if element.periodType != periodType {
            refuse(
                position, "formula.period",
                FormulaMessages.otherPeriod(reference.code, element.periodType, periodType))
        }
        for category in reference.categories {
            let parts = category.split(separator: "=").map(String.init)
            if let known = element.dimensions[parts[0]] {
                if !known.contains(parts[1]) {
                    refuse(position, "formula.category", FormulaMessages.unknownCategory(parts[1], parts[0]))
                }
            } else {
                refuse(
                    position, "formula.dimension", FormulaMessages.unknownDimension(parts[0], reference.code))
            }
        }
        let index: Int
        if let known = references.firstIndex(of: reference) {
            index = known
        } else {
            index = references.count
            references.append(reference)
        }
        let value = "v[\(index + 1)]"
        return Piece(sql: perOrganisation ? value : "sum(\(value))", unit: FormulaUnit(element.unit))
    }

    private mutating func indicator(_ code: String, _ position: Int, _ perOrganisation: Bool) -> Piece {
        if path.contains(code) {
            let way = (path + [code]).drop { $0 != code }.joined(separator: " → ")
            refuse(position, "formula.cycle", FormulaMessages.cycle(way))
            return Piece(sql: "NULL")
        }
        guard let formula = catalogue.formulas[code] else {
            refuse(position, "formula.indicator", FormulaMessages.unknownIndicator(code))
            return Piece(sql: "NULL")
        }
        guard let expression = try? FormulaParser.parse(formula.source) else {
            refuse(position, "formula.indicator", FormulaMessages.unknownIndicator(code))
            return Piece(sql: "NULL")
        }
        inlined.insert(code)
        path.append(code)
        let outside = outerPosition
        outerPosition = outside ?? position
        let piece = number(expression, perOrganisation)
        outerPosition = outside
        path.removeLast()
        return piece
    }

    // MARK: - Operations

    /// What can never give a figure is not taken: a divisor of numbers alone that is zero.
    private mutating func refuseZero(_ divisor: FormulaExpression) {
        guard let value = divisor.constant, value.magnitude < 5e-10 else { return }
        refuse(divisor.position, "formula.divisionByZero", FormulaMessages.divisionByZero)
    }

    private mutating func same(_ left: Piece, _ right: Piece, _ position: Int) -> FormulaUnit? {
        if let one = left.unit, let other = right.unit, one != other {
            refuse(position, "formula.unit", FormulaMessages.otherUnit(one.description, other.description))
        }
        return left.unit ?? right.unit
    }

    private func divided(_ left: Piece, _ right: Piece) -> FormulaUnit? {
        guard left.unit != nil || right.unit != nil else { return nil }
        return (left.unit ?? .none) / (right.unit ?? .none)
    }

    private mutating func arithmetic(
        _ operation: FormulaExpression.Arithmetic, _ left: Piece, _ right: Piece, _ position: Int
    ) -> Piece {
        switch operation {
        case .add: return Piece(sql: "(\(left.sql) + \(right.sql))", unit: same(left, right, position))
        case .subtract: return Piece(sql: "(\(left.sql) - \(right.sql))", unit: same(left, right, position))
        case .multiply:
            let bare = left.unit == nil && right.unit == nil
            return Piece(
                sql: "(\(left.sql) * \(right.sql))", unit: bare ? nil : (left.unit ?? .none) * (right.unit ?? .none))
        case .divide:
            return Piece(sql: "formula_divide(\(left.sql), \(right.sql))", unit: divided(left, right))
        }
    }

    private mutating func compare(
        _ comparison: FormulaExpression.Comparison, _ left: Piece, _ right: Piece, _ position: Int
    ) -> Piece {
        _ = same(left, right, position)
        let sql =
            switch comparison {
            case .less: "formula_less(\(left.sql), \(right.sql))"
            case .greater: "formula_less(\(right.sql), \(left.sql))"
            case .lessOrEqual: "(1 - formula_less(\(right.sql), \(left.sql)))"
            case .greaterOrEqual: "(1 - formula_less(\(left.sql), \(right.sql)))"
            case .equal: "formula_equal(\(left.sql), \(right.sql))"
            case .different: "(1 - formula_equal(\(left.sql), \(right.sql)))"
            }
        return Piece(sql: sql, isCondition: true)
    }

    /// Computed for each organisation, then put together; only those that have the value.
    private mutating func gathered(
        _ function: FormulaFunction, _ arguments: [FormulaExpression], _ position: Int, _ perOrganisation: Bool
    ) -> Piece {
        if perOrganisation { refuse(position, "formula.nested", FormulaMessages.nested(function)) }
        let before = references.count
        let pieces = arguments.map { number($0, true) }
        let mentions = references.count > before || arguments.contains(where: Self.mentions)
        if !mentions { refuse(position, "formula.empty", FormulaMessages.noElement) }
        let first = pieces[0]
        let those = "FILTER (WHERE organisation IS NOT NULL)"
        switch function {
        case .mean: return Piece(sql: "avg(\(first.sql)) \(those)", unit: first.unit)
        case .count: return Piece(sql: "(count(\(first.sql)) \(those))::numeric", unit: .organisation)
        case .wmean:
            let weight = pieces[1].sql
            let weighed = "organisation IS NOT NULL AND \(first.sql) IS NOT NULL"
            return Piece(
                sql: """
                    formula_divide(sum(\(first.sql) * \(weight)) \(those), sum(\(weight)) FILTER (WHERE \(weighed)))
                    """, unit: first.unit)
        default: return Piece(sql: "sum(\(first.sql)) \(those)", unit: first.unit)
        }
    }

    /// Whether anything is referred to.
    private static func mentions(_ expression: FormulaExpression) -> Bool {
        switch expression.node {
        case .number: false
        case .element, .indicator: true
        case .negative(let inner), .not(let inner): mentions(inner)
        case .arithmetic(_, let left, let right), .comparison(_, let left, let right), .both(let left, let right),
            .either(let left, let right):
            mentions(left) || mentions(right)
        case .call(_, let arguments): arguments.contains(where: mentions)
        }
    }

    private mutating func call(
        _ function: FormulaFunction, _ arguments: [FormulaExpression], _ position: Int, _ perOrganisation: Bool
    ) -> Piece {
        if function == .if { return choose(arguments, position, perOrganisation) }
        if function == .round { return round(arguments, perOrganisation) }
        if [.ratio, .percent, .parity, .adjustedParity].contains(function) { refuseZero(arguments[1]) }
        let pieces = arguments.map { number($0, perOrganisation) }
        let first = pieces[0]
        switch function {
        case .abs: return Piece(sql: "abs(\(first.sql))", unit: first.unit)
        case .ifMissing:
            return Piece(sql: "coalesce(\(first.sql), \(pieces[1].sql))", unit: same(first, pieces[1], position))
        case .min, .max:
            let name = function == .min ? "formula_least" : "formula_greatest"
            return pieces.dropFirst().reduce(first) { result, piece in
                Piece(sql: "\(name)(\(result.sql), \(piece.sql))", unit: same(result, piece, position))
            }
        case .ratio:
            return Piece(sql: "formula_divide(\(first.sql), \(pieces[1].sql))", unit: divided(first, pieces[1]))
        case .percent:
            _ = same(first, pieces[1], position)
            return Piece(sql: "formula_divide(100 * \(first.sql), \(pieces[1].sql))", unit: .percent)
        default:
            _ = same(first, pieces[1], position)
            let name = function == .adjustedParity ? "formula_adjusted_parity" : "formula_divide"
            return Piece(sql: "\(name)(\(first.sql), \(pieces[1].sql))", unit: FormulaUnit.none)
        }
    }

    private mutating func choose(
        _ arguments: [FormulaExpression], _ position: Int, _ perOrganisation: Bool
    ) -> Piece {
        let question = condition(arguments[0], perOrganisation)
        let (yes, no) = (number(arguments[1], perOrganisation), number(arguments[2], perOrganisation))
        return Piece(
            sql: "formula_choose(\(question.sql), \(yes.sql), \(no.sql))", unit: same(yes, no, position))
    }

    private mutating func round(_ arguments: [FormulaExpression], _ perOrganisation: Bool) -> Piece {
        let piece = number(arguments[0], perOrganisation)
        guard case .number(let places) = arguments[1].node, places.decimals == 0,
            (0...4).contains(places.tenThousandths / 10_000)
        else {
            refuse(arguments[1].position, "formula.places", FormulaMessages.places)
            return piece
        }
        return Piece(sql: "round(\(piece.sql), \(places))", unit: piece.unit)
    }
}

/// Everything that is wrong with a formula.
struct FormulaFaults: Error, Hashable, Sendable {
    var items: [FormulaFault]
}
