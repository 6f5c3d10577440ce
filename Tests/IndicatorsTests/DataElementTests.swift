import CommonContract
import Indicators
import IndicatorsContract
import JSONRPC
import Kernel
import RPCServer
import ServiceTestSupport
import Testing

/// Data elements, their figures, and what formulas make of them.
@Suite struct DataElementTests {
    private static func element(_ code: String, _ dimensions: [String] = [], unit: String = "person")
        -> DataElementInput
    {
        DataElementInput(
            code: code, owner: "67", name: LocalizedText("ข้อมูล", "Element"), unitCode: unit,
            unit: LocalizedText("คน", "person"), periodType: .fiscalYear, minimum: .zero, dimensions: dimensions)
    }

    private static func formula(_ code: String, _ formula: String, unit: String? = nil) -> IndicatorInput {
        IndicatorInput(
            code: code, owner: "67", name: LocalizedText("ตัวชี้วัด", "Indicator"),
            unit: LocalizedText("หน่วย", "unit"), aggregation: .formula, direction: .up, formula: formula,
            unitCode: unit, disaggregations: ["sex"])
    }

    private func withElements(_ body: @Sendable (TestService, Period) async throws -> Void) async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            let period = try #require(Period("FY2566"))
            for input in [
                Self.element("67-IN", ["sex"]), Self.element("67-ALL"), Self.element("67-BAHT", unit: "baht"),
            ] {
                _ = try await service.call(
                    CreateDataElement(idempotencyKey: input.code, element: input), as: .planner)
            }
            try await body(service, period)
        }
    }

    private func set(_ service: TestService, _ values: [DataValue], mode: ImportMode = .atomic) async throws
        -> DataValuesSet
    {
        try await service.call(
            SetDataValues(
                idempotencyKey: ID(at: service.now).description, under: "67", mode: mode, values: values),
            as: .planner)
    }

    private func make(_ service: TestService, _ input: IndicatorInput) async throws -> Indicator {
        try await service.call(
            CreateIndicator(idempotencyKey: ID(at: service.now).description, indicator: input), as: .planner)
    }

    @Test func aValueTypeBindsEveryFigure() async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            @Sendable func create(_ type: DataValueType, _ decimals: Int?, maximum: Int? = nil) async throws
                -> DataElement
            {
                try await service.call(
                    CreateDataElement(
                        idempotencyKey: "\(type) \(decimals ?? 0) \(maximum ?? 0)",
                        element: DataElementInput(
                            code: "67-\(type)", owner: "67", name: LocalizedText(th: "ข้อมูล"), unitCode: "school",
                            unit: LocalizedText(th: "แห่ง"), periodType: .fiscalYear, valueType: type,
                            decimals: decimals, maximum: maximum.flatMap { Quantity($0) })), as: .planner)
            }
            for (type, decimals, maximum) in [
                (DataValueType.integer, 1, nil as Int?), (.yesNo, 2, nil), (.percentage, 0, 101), (.yesNo, 0, 2),
            ] {
                let wrong = await refusal { try await create(type, decimals, maximum: maximum) }
                #expect(wrong?.kind == .invalidParams, "\(type)")
            }
            let percentage = try await create(.percentage, 2)
            #expect(percentage.minimum == .zero && percentage.maximum == .hundred)
            #expect(try await create(.yesNo, nil).maximum == Quantity(1))
            @Sendable func set(_ type: DataValueType, _ number: Int) async throws -> String? {
                let value = DataValue(
                    element: "67-\(type)", period: try #require(Period("FY2566")), organisation: "67-S0001",
                    number: Quantity(number))
                return await refusal {
                    try await service.call(
                        SetDataValues(
                            idempotencyKey: "\(type) \(number)", under: "67", mode: .atomic, values: [value]),
                        as: .planner)
                }?.problems.first?.rule
            }
            #expect(try await set(.percentage, 101) == "answer.range")
            #expect(try await set(.yesNo, 2) == "answer.range")
            #expect(try await set(.yesNo, 1) == nil)
        }
    }

    @Test func aRatioIsTheSumOverTheSumAndKnowsWhyItHasNoValue() async throws {
        try await withElements { service, period in
            _ = try await make(service, Self.formula("67-P", "percent({67-IN}, {67-ALL})", unit: "percent"))
            func evaluate(by: String? = nil, children: Bool = false) async throws -> [EvaluatedIndicator] {
                try await service.call(
                    EvaluateIndicator(
                        indicator: "67-P", organisation: "67", period: period, by: by, children: children),
                    as: .planner
                ).items
            }
            let nothing = try #require(try await evaluate().first)
            #expect(nothing.reason?.kind == .notReported)
            #expect(nothing.reason?.elements == ["67-IN", "67-ALL"])
            func value(_ element: String, _ at: String, _ number: Int, _ category: String? = nil) -> DataValue {
                DataValue(
                    element: element, period: period, organisation: at, categories: category.map { [$0] },
                    number: Quantity(number))
            }
            _ = try await set(
                service,
                [
                    value("67-IN", "67-S0001", 1), value("67-ALL", "67-S0001", 1),
                    value("67-IN", "67-S0002", 3, "sex=female"), value("67-IN", "67-S0002", 6, "sex=male"),
                    value("67-ALL", "67-S0002", 99),
                ])
            let whole = try #require(try await evaluate().first)
            #expect(whole.value == Quantity(10))
            #expect(whole.parts.map(\.total) == [Quantity(10), Quantity(100)])
            let children = try await evaluate(children: true)
            #expect(children.first { $0.organisation == "67-02" }?.value == Quantity(10))
            #expect(children.first { $0.organisation == "67-19" }?.reason?.kind == .notReported)
            _ = try await set(service, [value("67-ALL", "67-S0001", 0), value("67-ALL", "67-S0002", 0)])
            #expect(try await evaluate().first?.reason?.kind == .divisionByZero)
            let gaps = try await service.call(
                ListDisaggregationGaps(organisation: "67", periods: [period]), as: .planner)
            #expect(gaps.gaps.map(\.element) == ["67-ALL"])
            #expect(gaps.gaps.first?.defined == false)
            let results = try await service.call(
                IndicatorResultsQuery(fiscalYear: try #require(FiscalYear(2566)), organisation: "67"), as: .planner)
            #expect(results.items.first { $0.indicator == "67-P" }?.reason?.kind == .divisionByZero)
        }
    }

    @Test func everyFigureThatIsWrongIsLocatedAndNothingHalfWritten() async throws {
        try await withElements { service, period in
            let academic = try #require(Period("AY2566"))
            let one = Quantity(1)
            let values = [
                DataValue(element: "67-ALL", period: period, organisation: "67-S0001", number: one),
                DataValue(element: "67-NO", period: period, organisation: "67-S0001", number: one),
                DataValue(element: "67-ALL", period: academic, organisation: "67-S0001", number: one),
                DataValue(element: "67-ALL", period: period, organisation: "65-01", number: one),
                DataValue(
                    element: "67-ALL", period: period, organisation: "67-S0002", categories: ["sex=male"], number: one),
                DataValue(element: "67-ALL", period: period, organisation: "67-S0002", number: Quantity("1.5")),
                DataValue(element: "67-ALL", period: period, organisation: "67-S0003", number: Quantity(-1)),
                DataValue(element: "67-ALL", period: period, organisation: "67-S0001", number: one),
            ]
            let error = try #require(await refusal { try await set(service, values) })
            let page = try await service.call(
                ListDataValues(element: "67-ALL", period: period, organisation: "67"), as: .planner)
            #expect(page.items.isEmpty)
            let partial = try await set(service, values, mode: .partial)
            #expect(
                partial.problems.map { "\($0.path) \($0.rule)" } == [
                    "/values/1/element element.known", "/values/2/period element.period",
                    "/values/3/organisation organisation.below", "/values/4/categories/0 element.dimension",
                    "/values/5/number answer.decimals", "/values/6/number answer.range", "/values/7 unique",
                ])
            #expect(error.problems.count == partial.problems.count)
            #expect(partial.saved == 1)
            let above = try await set(
                service, [DataValue(element: "67-ALL", period: period, organisation: "67-02", number: one)],
                mode: .partial)
            #expect(above.problems.map(\.rule) == ["value.twice"])
        }
    }

    @Test func whatFormulasNeedCanNotBeTakenAway() async throws {
        try await withElements { service, _ in
            _ = try await make(service, Self.formula("67-P", "{67-IN sex=female} / {67-ALL}"))
            _ = try await make(service, Self.formula("67-Q", "[67-P] + 1"))
            let cycle = await refusal {
                try await service.call(
                    UpdateIndicator(
                        idempotencyKey: "u1", indicator: Self.formula("67-P", "[67-Q] * 2"), expectedVersion: 1),
                    as: .planner)
            }
            #expect(cycle?.problems.map(\.rule) == ["formula.cycle"])
            let unit = await refusal {
                try await service.call(
                    UpdateIndicator(
                        idempotencyKey: "u2", indicator: Self.formula("67-P", "{67-IN} / {67-BAHT}", unit: "percent"),
                        expectedVersion: 1), as: .planner)
            }
            #expect(unit?.problems.map(\.rule) == ["formula.unit"])
            let lost = await refusal {
                try await service.call(
                    UpdateDataElement(idempotencyKey: "u3", element: Self.element("67-IN"), expectedVersion: 1),
                    as: .planner)
            }
            #expect(lost?.rule == "formula.dependent")
            #expect(lost?.problems.first?.message.en?.contains("67-P") == true)
        }
    }

    @Test func trendsFollowPeriods() async throws {
        try await withElements { service, _ in
            _ = try await make(service, Self.formula("67-P", "{67-ALL}", unit: "person"))
            let periods = ["FY2564", "FY2565", "FY2566"].compactMap { Period($0) }
            for (period, number) in [(periods[0], 10), (periods[2], 14)] {
                _ = try await set(
                    service,
                    [DataValue(element: "67-ALL", period: period, organisation: "67-S0001", number: Quantity(number))])
            }
            let trend = try await service.call(
                GetTrend(indicator: "67-P", organisation: "67-02", periods: periods), as: .planner)
            #expect(trend.trend == .improving)
            #expect(trend.points.map(\.value) == [Quantity(10), nil, Quantity(14)])
            #expect(trend.points[2].change == Quantity(4))
        }
    }
}
