import Kernel
import Testing

@testable import Indicators

/// The formula language: what it reads, what it refuses and where.
@Suite struct FormulaTests {
    private static let catalogue: FormulaCatalogue = {
        var catalogue = FormulaCatalogue()
        let sex = ["sex": Set(["female", "male"])]
        catalogue.elements["67-PUPILS"] = .init(unit: "person", periodType: "fiscalYear", dimensions: sex)
        catalogue.elements["67-SEATS"] = .init(unit: "person", periodType: "fiscalYear", dimensions: [:])
        catalogue.elements["67-BUDGET"] = .init(unit: "baht", periodType: "fiscalYear", dimensions: [:])
        catalogue.elements["67-EXAM"] = .init(unit: "score", periodType: "academicYear", dimensions: [:])
        catalogue.formulas["67-A"] = .init(source: "{67-BUDGET} / {67-PUPILS}", periodType: "fiscalYear")
        catalogue.formulas["67-B"] = .init(source: "[67-C] * 2", periodType: "fiscalYear")
        catalogue.formulas["67-C"] = .init(source: "[67-B] + 1", periodType: "fiscalYear")
        return catalogue
    }()

    private func compile(_ text: String, of code: String = "67-X") -> Result<CompiledFormula, FormulaFaults> {
        FormulaCompiler.compile(text, of: code, periodType: "fiscalYear", catalogue: Self.catalogue)
    }

    @Test(
        arguments: [
            ("{67-PUPILS}", "person", "sum(v[1])"),
            ("{67-BUDGET} ÷ {67-PUPILS}", "baht/person", "formula_divide(sum(v[1]), sum(v[2]))"),
            ("{67-PUPILS} / {67-PUPILS}", "1", "formula_divide(sum(v[1]), sum(v[1]))"),
            ("percent({67-PUPILS sex=female}, {67-PUPILS})", "percent", "formula_divide(100 * sum(v[1]), sum(v[2]))"),
            ("{67-PUPILS} × ๒ − 1", "person", "((sum(v[1]) * 2::numeric) - 1::numeric)"),
            ("1 + 2 * {67-PUPILS}", "person", "(1::numeric + (2::numeric * sum(v[1])))"),
            ("[67-A] * {67-PUPILS}", "baht", "(formula_divide(sum(v[1]), sum(v[2])) * sum(v[2]))"),
            ("count({67-PUPILS})", "organisation", "(count(v[1]) FILTER (WHERE organisation IS NOT NULL))::numeric"),
            ("if({67-PUPILS} ≥ 10 and not {67-SEATS} = 0, 1, 0)", nil, nil),
        ] as [(String, String?, String?)])
    func compiles(_ text: String, _ unit: String?, _ sql: String?) throws {
        let formula = try compile(text).get()
        #expect(formula.unit?.description == unit)
        if let sql { #expect(formula.sql == sql) }
    }

    @Test(
        arguments: [
            ("", 1, "formula.syntax"),
            ("{67-PUPILS} +", 14, "formula.syntax"),
            ("{67-PUPILS} {67-SEATS}", 13, "formula.syntax"),
            ("{67-PUPILS", 1, "formula.bracket"),
            ("{67-PUPILS} ? 2", 13, "formula.character"),
            ("{67-PUPILS} * 1.23456", 15, "formula.number"),
            ("average({67-PUPILS})", 1, "formula.function"),
            ("ratio({67-PUPILS})", 1, "formula.arguments"),
            ("{67-NOBODY} + 1", 1, "formula.element"),
            ("{67-PUPILS age=9}", 1, "formula.dimension"),
            ("{67-PUPILS sex=other}", 1, "formula.category"),
            ("{67-PUPILS sex=male sex=female}", 1, "formula.category"),
            ("{67-EXAM}", 1, "formula.period"),
            ("{67-PUPILS} + {67-BUDGET}", 13, "formula.unit"),
            ("parity({67-PUPILS}, {67-BUDGET})", 1, "formula.unit"),
            ("{67-PUPILS} > 1", 1, "formula.condition"),
            ("if({67-PUPILS}, 1, 2)", 4, "formula.condition"),
            ("sum(mean({67-PUPILS}))", 5, "formula.nested"),
            ("sum(2)", 1, "formula.empty"),
            ("2 + 3", 1, "formula.empty"),
            ("round({67-PUPILS}, 7)", 20, "formula.places"),
            ("{67-PUPILS} / 0", 15, "formula.divisionByZero"),
            ("percent({67-PUPILS}, 2 - 2)", 24, "formula.divisionByZero"),
            ("[67-NONE]", 1, "formula.indicator"),
            ("2 * [67-B]", 5, "formula.cycle"),
        ] as [(String, Int, String)])
    func refusesWithThePlace(_ text: String, _ position: Int, _ rule: String) {
        guard case .failure(let faults) = compile(text) else {
            Issue.record("\(text) is taken")
            return
        }
        #expect(faults.items.contains { $0.position == position && $0.fault.rule == rule }, "\(text): \(faults)")
    }

    @Test func selfReferenceNamesTheWay() {
        guard case .failure(let faults) = compile("[67-B] / 2", of: "67-C") else {
            Issue.record("a cycle is taken")
            return
        }
        #expect(faults.items.first?.fault.message.en?.contains("67-C → 67-B → 67-C") == true, "\(faults)")
    }

    @Test func everythingThatIsWrongComesAtOnce() {
        guard case .failure(let faults) = compile("{67-NO} + {67-PUPILS sex=x} + {67-EXAM}") else {
            Issue.record("is taken")
            return
        }
        #expect(
            Set(faults.items.map(\.fault.rule))
                == ["formula.element", "formula.category", "formula.period", "formula.unit"])
    }

    @Test func nestingAndSizeAreBounded() {
        let deep = String(repeating: "(", count: 200) + "{67-PUPILS}" + String(repeating: ")", count: 200)
        guard case .failure(let faults) = compile(deep) else {
            Issue.record("200 brackets are taken")
            return
        }
        #expect(faults.items.map(\.fault.rule) == ["formula.depth"])
        var bomb = Self.catalogue
        bomb.formulas["67-L0"] = .init(source: "{67-PUPILS}", periodType: "fiscalYear")
        for level in 1...30 {
            bomb.formulas["67-L\(level)"] = .init(
                source: "[67-L\(level - 1)] + [67-L\(level - 1)]", periodType: "fiscalYear")
        }
        let result = FormulaCompiler.compile("[67-L30]", of: "67-X", periodType: "fiscalYear", catalogue: bomb)
        guard case .failure(let tooLarge) = result else {
            Issue.record("a billion parts are taken")
            return
        }
        #expect(tooLarge.items.contains { $0.fault.rule == "formula.size" })
    }
}
