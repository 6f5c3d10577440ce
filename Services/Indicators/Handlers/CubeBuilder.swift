import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// Puts figures of data elements and formulas together for an export, with small groups kept back.
struct CubeBuilder: Sendable {
    fileprivate struct Measure: Sendable {
        var code: String
        var measure: Cube.Measure
        var formula: CompiledFormula
        var periodType: PeriodType
        var dimensions: [String]
        /// Its figures add up over categories and organisations.
        var adds: Bool
    }

    let province: String
    let areas: [AreasOfExport.Row]
    let periods: [Period]
    let breakdowns: Bool
    private var measures: [Measure] = []
    private var catalogue = FormulaCatalogue()
    private var categories: [String: [CategoryRow]] = [:]
    private var names: [String: LocalizedText] = [:]

    init(province: String, areas: [AreasOfExport.Row], periods: [Period], breakdowns: Bool) {
        self.province = province
        self.areas = areas
        self.periods = periods
        self.breakdowns = breakdowns
    }

    /// Reads the definitions.
    /// - Throws: `notFound` for what there is not; `ruleViolated` for an indicator without a formula.
    mutating func read(
        elements codes: [String], indicators: [String], _ database: any StatementExecutor
    ) async throws {
        let found = try await database.all(FindDataElements(codes: codes))
        let elements = Dictionary(found.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        var own: [Indicator] = []
        for code in indicators { own.append(try await Lookup.indicator(.code(code), database)) }
        catalogue = try await Formulas.catalogue(
            province: province, sources: codes.map { "{\($0)}" } + own.compactMap(\.formula), database)
        for code in codes {
            guard let element = elements[code] else { throw RPCError.notFound("dataElement", code) }
            try add(element)
        }
        for indicator in own { try add(indicator) }
        let used = Set(measures.flatMap(\.dimensions))
        categories = Dictionary(
            grouping: try await database.all(
                CategoriesOfDimensions(province: province, dimensions: used.sorted())), by: \.dimension)
        for dimension in try await database.all(PageOfDimensions(province: province, after: "", limit: 1_000)) {
            names[dimension.code] = dimension.name
        }
    }

    private mutating func add(_ element: DataElement) throws {
        let compiled = FormulaCompiler.compile(
            "{\(element.code)}", of: "", periodType: element.periodType.rawValue, catalogue: catalogue)
        guard case .success(let formula) = compiled else { throw RPCError.notFound("dataElement", element.code) }
        measures.append(
            Measure(
                code: element.code,
                measure: Cube.Measure(
                    code: Cube.Code(id: Cube.id(element.code), name: element.name), unit: element.unitCode,
                    decimals: element.decimals, definition: element.definition),
                formula: formula, periodType: element.periodType, dimensions: breakdowns ? element.dimensions : [],
                adds: true))
    }

    private mutating func add(_ indicator: Indicator) throws {
        guard let source = indicator.formula else {
            throw RPCError.ruleViolated("indicator.formula", FormulaMessages.noFormula).at("/indicator")
        }
        let compiled = FormulaCompiler.compile(
            source, of: indicator.code, periodType: indicator.periodType.rawValue, catalogue: catalogue)
        guard case .success(let formula) = compiled else {
            throw RPCError.ruleViolated("indicator.formula", DataMessages.formulaWrong).at("/indicator")
        }
        let dimensions = indicator.disaggregations.filter { dimension in
            formula.references.allSatisfy { reference in
                catalogue.elements[reference.code]?.dimensions[dimension] != nil
                    && !reference.categories.contains { $0.hasPrefix(dimension + "=") }
            }
        }
        measures.append(
            Measure(
                code: indicator.code,
                measure: Cube.Measure(
                    code: Cube.Code(id: Cube.id(indicator.code), name: indicator.name),
                    unit: indicator.unitCode ?? formula.unit?.description ?? "1", decimals: indicator.decimals,
                    definition: indicator.definition),
                formula: formula, periodType: indicator.periodType, dimensions: breakdowns ? dimensions : [],
                adds: false))
    }

    private func items(of measure: Measure, in period: Period) -> [FormulaItem] {
        let cuts: [String?] =
            [nil]
            + measure.dimensions.flatMap { dimension in
                (categories[dimension] ?? []).map { "\(dimension)=\($0.category.code)" }
            }
        return areas.flatMap { area in
            cuts.map { FormulaItem(organisation: area.code, period: period, category: $0) }
        }
    }

    // MARK: - Figures

    /// What of a cube is figured out together: sums, and so what is kept back, hang together within a measure and period.
    struct Portion: Sendable {
        fileprivate var measure: Measure
        fileprivate var period: Period
        /// Observations.
        var count: Int
    }

    /// The cube in portions, in the order of its observations.
    var portions: [Portion] {
        measures.flatMap { measure in
            periods.filter { $0.type == measure.periodType }.map { period in
                Portion(measure: measure, period: period, count: items(of: measure, in: period).count)
            }
        }
    }

    /// How many observations it will be.
    var itemCount: Int { portions.reduce(0) { $0 + $1.count } }

    /// The cube without its observations.
    var definition: Cube {
        let dimensions = used.map { code in
            Cube.Dimension(
                id: Cube.concept(code), code: code, name: names[code] ?? LocalizedText(th: code),
                codes: [Cube.Code(id: Cube.total, name: LocalizedText("ทั้งหมด", "Total"))]
                    + (categories[code] ?? []).map { Cube.Code(id: Cube.id($0.category.code), name: $0.category.name) })
        }
        return Cube(
            province: province, id: "DF_\(Cube.id(areas.first?.code ?? province))",
            name: LocalizedText("ข้อมูลตัวชี้วัดการศึกษา", "Education indicators"), measures: measures.map(\.measure),
            areas: areas.map { Cube.Code(id: Cube.id($0.code), name: $0.name) }, dimensions: dimensions,
            observations: [])
    }

    private var used: [String] { Set(measures.flatMap(\.dimensions)).sorted() }

    func cube(_ suppression: Suppression, _ database: any StatementExecutor) async throws -> Cube {
        var cube = definition
        for portion in portions {
            cube.observations += try await observations(of: portion, suppression, database)
        }
        return cube
    }

    /// A portion's observations, with what is small kept back.
    func observations(
        of portion: Portion, _ suppression: Suppression, _ database: any StatementExecutor
    ) async throws -> [Cube.Observation] {
        let (measure, used) = (portion.measure, used)
        let items = items(of: measure, in: portion.period)
        let answers = try await statesGiven(measure, portion.period, database)
        var rows: [EvaluateFormula.Row] = []
        for start in stride(from: 0, to: items.count, by: IndicatorLimits.evaluationsMax) {
            let chunk = Array(items[start..<min(start + IndicatorLimits.evaluationsMax, items.count)])
            rows += try await database.all(
                EvaluateFormula(formula: measure.formula, items: chunk, decimals: measure.measure.decimals))
        }
        let gone = suppressed(measure, items, rows, suppression)
        return zip(items, rows).enumerated().map { index, pair in
            let (item, row) = pair
            let own = item.category.map { $0.split(separator: "=").map(String.init) }
            let state = gone.contains(index) ? .suppressed : state(of: item, row, measure, answers)
            return Cube.Observation(
                measure: measure.measure.code.id, area: Cube.id(item.organisation), period: CubePeriod(item.period),
                categories: used.map { own?.first == $0 ? Cube.id(own?.last ?? "") : Cube.total },
                value: state == .value ? row.value : nil, state: state)
        }
    }

    private func statesGiven(
        _ measure: Measure, _ period: Period, _ database: any StatementExecutor
    ) async throws -> [String: Cube.State] {
        guard measure.adds else { return [:] }
        let rows = try await database.all(
            StatesWithoutNumber(
                elements: [measure.code], periods: [period.description], organisations: areas.map(\.code)))
        return Dictionary(
            rows.compactMap { row in
                Cube.State(rawValue: row.state).map {
                    ("\(row.element) \(row.period) \(row.organisation) \(row.categories)", $0)
                }
            }, uniquingKeysWith: { first, _ in first })
    }

    private func state(
        of item: FormulaItem, _ row: EvaluateFormula.Row, _ measure: Measure, _ answers: [String: Cube.State]
    ) -> Cube.State {
        switch row.reason {
        case nil: .value
        case .divisionByZero, .tooLarge: .undefined
        case .suppressed: .suppressed
        case .notReported:
            answers["\(measure.code) \(item.period) \(item.organisation) \(item.category ?? "")"] ?? .notReported
        }
    }

    /// The items whose figure is kept back.
    private func suppressed(
        _ measure: Measure, _ items: [FormulaItem], _ rows: [EvaluateFormula.Row], _ rule: Suppression
    ) -> Set<Int> {
        let small = rows.indices.filter { index in
            zip(measure.formula.references, rows[index].totals).contains { reference, total in
                rule.isSmall(total, unit: catalogue.elements[reference.code]?.unit ?? "")
            }
        }
        guard measure.adds, !small.isEmpty else { return Set(small) }
        let places = Dictionary(
            items.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        var below: [String: [String]] = [:]
        for area in areas.dropFirst() { for above in area.above { below[above, default: []].append(area.code) } }
        var sums: [Suppression.Sum] = []
        for (index, item) in items.enumerated() {
            func place(_ organisation: String, _ category: String?) -> Int? {
                places[FormulaItem(organisation: organisation, period: item.period, category: category)]
            }
            if item.category == nil {
                for dimension in measure.dimensions {
                    let parts = (categories[dimension] ?? []).compactMap {
                        place(item.organisation, "\(dimension)=\($0.category.code)")
                    }
                    sums.append(Suppression.Sum(total: index, parts: parts))
                }
            }
            if let below = below[item.organisation] {
                sums.append(
                    Suppression.Sum(total: index, parts: below.compactMap { place($0, item.category) }))
            }
        }
        return rule.suppressed(rows.map(\.value), small: Set(small), sums: sums)
    }
}

extension CubePeriod {
    init(_ period: Period) {
        let months =
            switch period.type {
            case .fiscalYear, .academicYear: 12
            case .fiscalQuarter: 3
            case .month: 1
            }
        self.init(code: period.description, firstDay: period.firstDay, months: months)
    }
}
