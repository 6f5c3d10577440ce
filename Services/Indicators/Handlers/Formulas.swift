import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// Formulas with what they refer to, from the database.
enum Formulas {
    /// What the formulas of a province and these sources may refer to.
    /// - Parameters:
    ///   - others: whether formulas of other indicators may be named.
    ///   - parts: whether categories may be.
    static func catalogue(
        province: String, sources: [String], others: Bool = true, parts: Bool = true, _ database: any StatementExecutor
    ) async throws -> FormulaCatalogue {
        var catalogue = FormulaCatalogue()
        if others {
            for row in try await database.all(FormulasOfProvince(province: province)) {
                catalogue.formulas[row.code] = .init(source: row.formula, periodType: row.periodType)
            }
        }
        let texts = sources + catalogue.formulas.values.map(\.source)
        let codes = Set(texts.flatMap(elements))
        let elements = try await database.all(FindDataElements(codes: codes.sorted()))
        let dimensions =
            parts
            ? try await self.dimensions(Set(elements.flatMap(\.dimensions)), province: province, database) : [:]
        for element in elements {
            catalogue.elements[element.code] = .init(
                unit: element.unitCode, periodType: element.periodType.rawValue,
                dimensions: dimensions.filter { element.dimensions.contains($0.key) })
        }
        return catalogue
    }

    /// Categories by dimension: a province's own and the standard ones.
    static func dimensions(
        _ codes: Set<String>, province: String, _ database: any StatementExecutor
    ) async throws -> [String: Set<String>] {
        let rows = try await database.all(
            CategoriesOfDimensions(province: province, dimensions: codes.sorted()))
        return rows.reduce(into: [:]) { $0[$1.dimension, default: []].insert($1.category.code) }
    }

    /// Codes of data elements in a text, whether it is a formula or not.
    private static func elements(_ source: String) -> [String] {
        guard let tokens = try? FormulaScanner.tokens(of: source) else { return [] }
        return tokens.compactMap { token in
            if case .element(let words) = token.kind { words.first } else { nil }
        }
    }

    /// - Throws: `ruleViolated` with every fault at `path`.
    static func compile(
        _ indicator: Indicator, at path: String, _ database: any StatementExecutor
    ) async throws -> CompiledFormula? {
        guard let source = indicator.formula else { return nil }
        // Most name neither: nothing is read that they do not need. What another one names is not known here.
        let others = source.contains("[")
        let catalogue = try await catalogue(
            province: indicator.province, sources: [source], others: others, parts: others || source.contains("="),
            database)
        return try compile(indicator, source, catalogue, at: path)
    }

    private static func compile(
        _ indicator: Indicator, _ source: String, _ catalogue: FormulaCatalogue, at path: String
    ) throws -> CompiledFormula {
        let periodType = indicator.periodType.rawValue
        switch FormulaCompiler.compile(source, of: indicator.code, periodType: periodType, catalogue: catalogue) {
        case .failure(let faults):
            throw RPCError.ruleViolated(
                "indicator.formula", DataMessages.formulaWrong,
                problems: faults.items.map { Problem(path: path, rule: $0.fault.rule, message: $0.located) })
        case .success(let formula):
            if let wanted = indicator.unitCode.flatMap(FormulaUnit.init(parsing:)), let unit = formula.unit,
                wanted != unit
            {
                let message = FormulaMessages.resultUnit(unit.description, wanted.description)
                throw RPCError.ruleViolated(
                    "indicator.formula", DataMessages.formulaWrong,
                    problems: [Problem(path: path, rule: "formula.unit", message: message)])
            }
            return formula
        }
    }

    /// Compiles every formula of a province again after something that they refer to has changed.
    /// - Throws: `ruleViolated` with what would be broken.
    static func recheck(province: String, _ database: any StatementExecutor) async throws {
        let catalogue = try await catalogue(province: province, sources: [], database)
        var problems = Problems()
        for (code, formula) in catalogue.formulas.sorted(by: { $0.key < $1.key }) {
            guard
                case .failure(let faults) = FormulaCompiler.compile(
                    formula.source, of: code, periodType: formula.periodType, catalogue: catalogue)
            else { continue }
            for fault in faults.items {
                problems.add(
                    Problem(
                        path: "", rule: fault.fault.rule, message: FormulaMessages.dependent(code, fault.fault.message))
                )
            }
        }
        if let first = problems.items.first {
            throw RPCError.ruleViolated("formula.dependent", first.message, problems: problems.items)
        }
    }
}

extension FormulaFault {
    /// With the place in words.
    var located: LocalizedText {
        LocalizedText(
            "อักษรที่ \(position): \(fault.message.th)", "character \(position): \(fault.message.en ?? fault.message.th)")
    }
}
