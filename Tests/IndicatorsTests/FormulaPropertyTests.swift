import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceTestSupport
import TestSupport
import Testing

@testable import Indicators

/// On random formulas over random figures with gaps, what PostgreSQL makes of the compiled expression is what an
/// interpreter that knows nothing of SQL gives.
@Suite struct FormulaPropertyTests {
    @Test(arguments: [3, 67, 2_566, 464_486, UInt64.random(in: 0..<1_000_000)])
    func compiledIsInterpreted(_ seed: UInt64) async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            var random = Seeded(seed)
            var model = try FigureModel()
            try await model.load(service, &random)
            var given = 0
            for number in 0..<240 {
                let tree = Tree.random(depth: 4, perOrganisation: false, &random)
                let text = tree.text
                let catalogue = model.catalogue
                let compiled = FormulaCompiler.compile(
                    text, of: "67-X", periodType: "fiscalYear", catalogue: catalogue)
                guard case .success(let formula) = compiled else {
                    Issue.record("seed \(seed), formula \(number): \(text)\n\(compiled)")
                    continue
                }
                let place = ["67", "67-02", "67-S0001", "67-19"].randomElement(using: &random) ?? "67"
                let item = FormulaItem(organisation: place, period: .fiscalYear(model.year), category: nil)
                let row = try await service.database.first(
                    EvaluateFormula(formula: formula, items: [item], decimals: 4))
                // What is read where there are many organisations: one sum after the other, a place over the years, of
                // which only the one has figures, and many at once.
                let before = Period.fiscalYear(try #require(model.year.previous))
                let empty = FormulaItem(organisation: place, period: before, category: nil)
                let elsewhere = FormulaItem(
                    organisation: place == "67" ? "67-02" : "67", period: before, category: nil)
                for items in [[item], [empty, item, empty], [FormulaItem](repeating: item, count: 17) + [elsewhere]] {
                    let sums = try await service.database.first(PlainSums(formula: formula, items: items))
                    guard let sums, sums.isPlain else { continue }
                    let count = formula.references.count
                    for (index, asked) in items.enumerated() {
                        let part = index * count..<(index + 1) * count
                        let totals = asked == item ? row?.totals : Array(repeating: nil, count: count)
                        #expect(Array(sums.totals[part]) == totals, "seed \(seed): \(text) at \(place)")
                        let reported = asked == item ? row?.organisations : Array(repeating: 0, count: count)
                        #expect(Array(sums.reported[part]) == reported, "seed \(seed): \(text) at \(place)")
                    }
                }
                let found = try #require(row)
                let expected = model.interpret(tree, at: place)
                switch expected {
                case .missing: #expect(found.reason == .notReported, "seed \(seed): \(text) at \(place)")
                case .divided: #expect(found.reason == .divisionByZero, "seed \(seed): \(text) at \(place)")
                case .value(let value) where value.magnitude > 1.0e10:
                    #expect(found.reason == .tooLarge, "seed \(seed): \(text) at \(place)")
                case .value(let value):
                    given += 1
                    let actual = try #require(found.value, "seed \(seed): \(text) at \(place), expected \(value)")
                    let difference = (Double(actual.tenThousandths) / 10_000 - value).magnitude
                    #expect(
                        difference < 0.0002 + value.magnitude * 1.0e-7,
                        "seed \(seed): \(text) at \(place) is \(actual), expected \(value)")
                }
            }
            #expect(given > 20, "seed \(seed): hardly a formula has a value")
        }
    }
}

/// A formula as the test makes it.
private indirect enum Tree {
    case number(Int)
    case element(Int, female: Bool?)
    case negative(Tree)
    case operation(String, Tree, Tree)
    case condition(String, Tree, Tree, yes: Tree, no: Tree)
    case call(String, [Tree])

    static func random(depth: Int, perOrganisation: Bool, _ random: inout Seeded) -> Tree {
        func inner(_ random: inout Seeded, _ each: Bool = perOrganisation) -> Tree {
            Tree.random(depth: depth - 1, perOrganisation: each, &random)
        }
        if depth == 0 { return element(&random) }
        switch Int.random(in: 0..<16, using: &random) {
        case 0: return .operation("+", .number(Int.random(in: 0...3, using: &random)), element(&random))
        case 1: return .negative(inner(&random))
        case 2...6:
            let operation = ["+", "-", "*", "/", "÷"].randomElement(using: &random) ?? "+"
            return .operation(operation, inner(&random), inner(&random))
        case 7, 8:
            let comparison = ["<", "<=", ">", ">=", "=", "<>"].randomElement(using: &random) ?? "<"
            return .condition(
                comparison, inner(&random), inner(&random), yes: inner(&random), no: inner(&random))
        case 9:
            let name = ["ratio", "parity", "adjustedParity", "ifMissing", "min", "max"].randomElement(using: &random)
            return .call(name ?? "ratio", [inner(&random), inner(&random)])
        case 10: return .call("abs", [inner(&random)])
        case 11...14 where !perOrganisation:
            let name = ["sum", "mean", "wmean", "wmean", "counts"].randomElement(using: &random) ?? "sum"
            return .call(name, (0..<(name == "sum" || name == "mean" ? 1 : 2)).map { _ in inner(&random, true) })
        default: return element(&random)
        }
    }

    private static func element(_ random: inout Seeded) -> Tree {
        let index = Int.random(in: 0..<4, using: &random)
        let sliced = index < 2 && Bool.random(using: &random)
        return .element(index, female: sliced ? Bool.random(using: &random) : nil)
    }

    var text: String {
        switch self {
        case .number(let number): String(number)
        case .element(let index, let female):
            "{67-E\(index)\(female.map { $0 ? " sex=female" : " sex=male" } ?? "")}"
        case .negative(let inner): "-(\(inner.text))"
        case .operation(let operation, let left, let right): "(\(left.text) \(operation) \(right.text))"
        case .condition(let comparison, let left, let right, let yes, let no):
            "if(\(left.text) \(comparison) \(right.text), \(yes.text), \(no.text))"
        case .call("counts", let inner): "(count(\(inner[0].text)) / count(\(inner[1].text)))"
        case .call(let name, let inner): "\(name)(\(inner.map(\.text).joined(separator: ", ")))"
        }
    }

    var elements: [(index: Int, female: Bool?)] {
        switch self {
        case .number: []
        case .element(let index, let female): [(index, female)]
        case .negative(let inner): inner.elements
        case .operation(_, let left, let right): left.elements + right.elements
        case .condition(_, let left, let right, let yes, let no):
            left.elements + right.elements + yes.elements + no.elements
        case .call(_, let inner): inner.flatMap(\.elements)
        }
    }
}

private enum Outcome {
    case missing, divided
    case value(Double)

    var number: Double? { if case .value(let value) = self { value } else { nil } }
    var isMissing: Bool { if case .missing = self { true } else { false } }

    static func both(_ left: Outcome, _ right: Outcome, _ body: (Double, Double) -> Outcome) -> Outcome {
        switch (left, right) {
        case (.missing, _), (_, .missing): .missing
        case (.divided, _), (_, .divided): .divided
        case (.value(let left), .value(let right)): body(left, right)
        }
    }

    static func sum(_ outcomes: [Outcome]) -> Outcome {
        let there = outcomes.filter { !$0.isMissing }
        if there.isEmpty { return .missing }
        let numbers = there.compactMap(\.number)
        return numbers.count < there.count ? .divided : .value(numbers.reduce(0, +))
    }

    static func divide(_ left: Outcome, _ right: Outcome) -> Outcome {
        both(left, right) { nine($1) == 0 ? .divided : .value($0 / $1) }
    }

    static func nine(_ value: Double) -> Double { (value * 1.0e9).rounded() / 1.0e9 }
}

/// Figures of four elements at a few organisations, in plain Swift.
private struct FigureModel {
    struct Cell: Hashable {
        var element: Int
        var organisation: String
        /// `nil`: all together.
        var female: Bool?
    }

    let year: FiscalYear
    private let below = [
        "67": ["67-S0001", "67-S0002", "67-S0003", "67-01"], "67-02": ["67-S0001", "67-S0002"],
        "67-S0001": ["67-S0001"], "67-19": ["67-S0003"],
    ]
    /// In it: reported; `nil`: none.
    private var cells: [Cell: Double?] = [:]

    init() throws { year = try #require(FiscalYear(2566)) }

    var catalogue: FormulaCatalogue {
        var catalogue = FormulaCatalogue()
        for index in 0..<4 {
            catalogue.elements["67-E\(index)"] = .init(
                unit: "1", periodType: "fiscalYear", dimensions: index < 2 ? ["sex": ["female", "male"]] : [:])
        }
        return catalogue
    }

    mutating func load(_ service: TestService, _ random: inout Seeded) async throws {
        var values: [DataValue] = []
        for index in 0..<4 {
            _ = try await service.call(
                CreateDataElement(
                    idempotencyKey: "element-\(index)",
                    element: DataElementInput(
                        code: "67-E\(index)", owner: "67", name: LocalizedText("ข้อมูล", "Element"), unitCode: "1",
                        unit: LocalizedText("หน่วย", "unit"), periodType: .fiscalYear, decimals: 1,
                        dimensions: index < 2 ? ["sex"] : [])), as: .planner)
            for organisation in below["67"] ?? [] {
                // Of one nobody reports a total, which is then that of its parts.
                let forms: [Bool?] = index == 0 ? [nil, true, false] : index == 1 ? [true, false] : [nil]
                for female in forms where Int.random(in: 0..<5, using: &random) < 3 {
                    let tenths =
                        Int.random(in: 0..<8, using: &random) == 0 ? nil : Int.random(in: -30...60, using: &random)
                    let zeroed = tenths.map { abs($0) < 12 ? 0 : $0 }
                    cells[Cell(element: index, organisation: organisation, female: female)] = .some(
                        zeroed.map { Double($0) / 10 })
                    values.append(
                        DataValue(
                            element: "67-E\(index)", period: .fiscalYear(year), organisation: organisation,
                            categories: female.map { [$0 ? "sex=female" : "sex=male"] },
                            state: zeroed == nil ? AnswerState.none : .value,
                            number: zeroed.map { Quantity(tenThousandths: Int64($0) * 1_000) }))
                }
            }
        }
        _ = try await service.call(
            SetDataValues(idempotencyKey: "values", under: "67", mode: .atomic, values: values), as: .planner)
    }

    /// Absent: nothing reported of it.
    private func own(_ index: Int, _ female: Bool?, _ organisation: String) -> Outcome? {
        func cell(_ female: Bool?) -> Outcome? {
            cells[Cell(element: index, organisation: organisation, female: female)].map {
                $0.map(Outcome.value) ?? .missing
            }
        }
        if let exact = cell(female) { return exact }
        if female != nil { return nil }
        let parts = [cell(true), cell(false)].compactMap { $0 }
        return parts.isEmpty ? nil : .sum(parts)
    }

    func interpret(_ tree: Tree, at place: String) -> Outcome {
        let those = (below[place] ?? []).filter { organisation in
            tree.elements.contains { own($0.index, $0.female, organisation) != nil }
        }
        return interpret(tree, those, one: nil)
    }

    /// - Parameter one: the organisation that is looked at, inside a function over organisations.
    private func interpret(_ tree: Tree, _ those: [String], one: String?) -> Outcome {
        func value(_ tree: Tree) -> Outcome { interpret(tree, those, one: one) }
        switch tree {
        case .number(let number): return .value(Double(number))
        case .element(let index, let female):
            if let one { return own(index, female, one) ?? .missing }
            return .sum(those.map { own(index, female, $0) ?? .missing })
        case .negative(let inner): return .both(.value(0), value(inner)) { .value($0 - $1) }
        case .operation(let operation, let left, let right):
            if operation == "/" || operation == "÷" { return .divide(value(left), value(right)) }
            return .both(value(left), value(right)) {
                .value(operation == "+" ? $0 + $1 : operation == "-" ? $0 - $1 : $0 * $1)
            }
        case .condition(let comparison, let left, let right, let yes, let no):
            let holds = Outcome.both(value(left), value(right)) { left, right in
                let (left, right) = (Outcome.nine(left), Outcome.nine(right))
                let holds =
                    switch comparison {
                    case "<": left < right
                    case "<=": left <= right
                    case ">": left > right
                    case ">=": left >= right
                    case "=": left == right
                    default: left != right
                    }
                return .value(holds ? 1 : 0)
            }
            guard let number = holds.number else { return holds }
            return value(number == 1 ? yes : no)
        case .call(let name, let inner): return call(name, inner, those, one)
        }
    }

    private func call(_ name: String, _ inner: [Tree], _ those: [String], _ one: String?) -> Outcome {
        func value(_ index: Int) -> Outcome { interpret(inner[index], those, one: one) }
        func each(_ index: Int) -> [Outcome] { those.map { interpret(inner[index], those, one: $0) } }
        switch name {
        case "abs": return .both(.value(0), value(0)) { .value(($0 + $1).magnitude) }
        case "ifMissing": return value(0).isMissing ? value(1) : value(0)
        case "min": return .both(value(0), value(1)) { .value(min($0, $1)) }
        case "max": return .both(value(0), value(1)) { .value(max($0, $1)) }
        case "ratio", "parity": return .divide(value(0), value(1))
        case "adjustedParity":
            let quotient = Outcome.divide(value(0), value(1))
            return .both(quotient, .value(0)) { ratio, _ in .value(ratio > 1 ? 2 - 1 / ratio : ratio) }
        case "sum": return .sum(each(0))
        case "mean":
            let there = each(0).filter { !$0.isMissing }
            return .both(.sum(there), .value(Double(there.count))) { .value($0 / $1) }
        case "wmean":
            let products = zip(each(0), each(1)).map { Outcome.both($0, $1) { .value($0 * $1) } }
            let weights = zip(each(0), each(1)).filter { !$0.0.isMissing }.map(\.1)
            return .divide(.sum(products), .sum(weights))
        default:
            let counts = [0, 1].map { index in Double(each(index).count { !$0.isMissing }) }
            return .divide(.value(counts[0]), .value(counts[1]))
        }
    }
}

private struct PlainSums: Statement {
    static let sql = """
        SELECT is_plain,
               ARRAY(SELECT (total * 10000)::bigint FROM unnest(totals) WITH ORDINALITY AS t (total, n) ORDER BY n),
               coalesce(reported, '{}')
        FROM formula_sums($1, $2, $3, $4, $5)
        """
    struct Row: Sendable {
        var isPlain: Bool
        var totals: [Quantity?]
        var reported: [Int]
    }

    var formula: CompiledFormula
    var items: [FormulaItem]

    func bind(_ parameters: inout Parameters) {
        parameters.append(formula.references.map(\.code))
        parameters.append(formula.references.map { $0.categories.joined(separator: " ") })
        parameters.append(items.map(\.organisation))
        parameters.append(items.map(\.period.description))
        parameters.append(items.map { $0.category ?? "" })
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        let isPlain = try row.next(Bool.self)
        let totals = try row.next([Int64?].self).map { $0.map(Quantity.init(tenThousandths:)) }
        return Row(isPlain: isPlain, totals: totals, reported: try row.next([Int].self))
    }
}
