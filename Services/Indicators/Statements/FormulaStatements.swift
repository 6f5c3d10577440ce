import CommonContract
import IndicatorsContract
import Kernel
import Postgres

/// The formulas of a province's indicators.
struct FormulasOfProvince: Statement {
    static let sql = "SELECT code, formula, period_type FROM indicator WHERE province = $1 AND formula IS NOT NULL"
    struct Row: Sendable {
        var code: String
        var formula: String
        var periodType: String
    }

    var province: String

    func bind(_ parameters: inout Parameters) { parameters.append(province) }

    static func decode(_ row: inout RowReader) throws -> Row {
        let code = try row.next(String.self)
        let formula = try row.next(String.self)
        return Row(code: code, formula: formula, periodType: try row.next(String.self))
    }
}

/// One thing that a formula is evaluated for.
struct FormulaItem: Hashable, Sendable {
    var organisation: String
    var period: Period
    /// `sex=female`
    var category: String?
}

/// Evaluates a compiled formula for many items in one statement; the rows come in their order.
struct EvaluateFormula: Statement {
    static let sql = """
        SELECT CASE WHEN value IS NULL THEN 'notReported' WHEN value = 'NaN' THEN 'divisionByZero'
                    WHEN abs(value) > 10000000000 THEN 'tooLarge' END,
               CASE WHEN value <> 'NaN' AND abs(value) <= 10000000000
                    THEN (round(value, $7::integer) * 10000)::bigint END,
               ARRAY(SELECT CASE WHEN total IS NOT NULL
                                 THEN (round(least(total, 90000000000000), 4) * 10000)::bigint END
                     FROM unnest(totals) WITH ORDINALITY AS total (total, n) ORDER BY n),
               reported
        FROM formula_evaluate($1, $2, $3, $4, $5, $6)
        ORDER BY item
        """
    struct Row: Sendable {
        /// Why there is no value.
        var reason: NoValueKind?
        var value: Quantity?
        /// Of each part of the formula.
        var totals: [Quantity?]
        var organisations: [Int]
    }

    var formula: CompiledFormula
    var items: [FormulaItem]
    /// Places that the value is rounded to.
    var decimals: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(formula.sql)
        parameters.append(formula.references.map(\.code))
        parameters.append(formula.references.map { $0.categories.joined(separator: " ") })
        parameters.append(items.map(\.organisation))
        parameters.append(items.map(\.period.description))
        parameters.append(items.map { $0.category ?? "" })
        parameters.append(Int32(truncatingIfNeeded: decimals))
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        let reason = try row.next(String?.self).flatMap(NoValueKind.init(rawValue:))
        let value = try row.optionalQuantity()
        let totals = try row.next([Int64?].self).map { $0.map(Quantity.init(tenThousandths:)) }
        return Row(reason: reason, value: value, totals: totals, organisations: try row.next([Int].self))
    }
}

/// The organisations directly below one.
struct OrganisationsDirectlyBelow: Statement {
    static let sql = """
        SELECT descendant FROM organisation_reach
        WHERE ancestor = $1 AND relation = 'either' AND depth = 1
        ORDER BY descendant
        LIMIT $2
        """
    var organisation: String
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// The categories of elements that somebody at or below an organisation has reported.
struct ReportedCategories: Statement {
    static let sql = """
        SELECT DISTINCT v.element, v.period, category
        FROM organisation_reach r
        JOIN organisation o ON o.code = r.descendant
        JOIN element_value v ON v.province = o.province AND v.organisation = o.code AND v.element = ANY ($2)
                            AND v.period = ANY ($3)
        CROSS JOIN LATERAL unnest(v.categories) AS category
        WHERE r.ancestor = $1 AND r.relation = 'either'
        """
    struct Row: Hashable, Sendable {
        var element: String
        var period: String
        var category: String
    }

    var organisation: String
    var elements: [String]
    var periods: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(elements)
        parameters.append(periods)
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        let element = try row.next(String.self)
        let period = try row.next(String.self)
        return Row(element: element, period: period, category: try row.next(String.self))
    }
}
