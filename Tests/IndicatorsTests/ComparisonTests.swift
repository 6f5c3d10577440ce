import CommonContract
import Indicators
import IndicatorsContract
import JSONRPC
import Kernel
import RPCServer
import ServiceTestSupport
import Testing

/// The whole list of indicators at many organisations in one call says what one call for each says.
@Suite struct ComparisonTests {
    private func singly(
        _ setting: Setting, _ organisation: String, as caller: Caller, published: Bool?
    ) async throws -> [ComparedResult] {
        try await setting.service.call(
            IndicatorResultsQuery(fiscalYear: setting.year, organisation: organisation, asPublished: published),
            as: caller
        ).items.map(ComparedResult.init)
    }

    /// A formula beside the round's own indicators.
    private func addFormula(_ service: TestService) async throws {
        _ = try await service.call(
            CreateDataElement(
                idempotencyKey: "e",
                element: DataElementInput(
                    code: "67-IN", owner: "67", name: LocalizedText(th: "คน"), unitCode: "person",
                    unit: LocalizedText(th: "คน"), periodType: .fiscalYear)), as: .planner)
        let period = try #require(Period("FY2566"))
        _ = try await service.call(
            SetDataValues(
                idempotencyKey: "v", under: "67", mode: .atomic,
                values: [("67-S0001", 30), ("67-S0002", 12), ("67-S0003", 3)].map {
                    DataValue(element: "67-IN", period: period, organisation: $0.0, number: Quantity($0.1))
                }), as: .planner)
        _ = try await service.call(
            CreateIndicator(
                idempotencyKey: "i",
                indicator: IndicatorInput(
                    code: "67-SUMIN", owner: "67", name: LocalizedText(th: "รวม"), unit: LocalizedText(th: "คน"),
                    aggregation: .formula, direction: .up, formula: "{67-IN}")), as: .planner)
    }

    @Test func itSaysWhatEachCallSays() async throws {
        try await withRound { setting in
            try await addFormula(setting.service)
            try await setting.certified("67-S0001", Setting.answers(3, 60, projects: 40))
            try await setting.certified("67-S0002", Setting.answers(40, 61, projects: 50))
            try await setting.certified("67-S0003", Setting.answers(50, 90, projects: 60))
            for (caller, published) in [
                (Caller.planner, Bool?.none), (.planner, true), (.holding(.reader, at: "R17"), nil),
            ] {
                for place in ["67", "67-02"] {
                    let page = try await setting.service.call(
                        CompareIndicators(fiscalYear: setting.year, organisation: place, asPublished: published),
                        as: caller)
                    #expect(page.items.first?.organisation == place && page.nextCursor == nil)
                    #expect(page.items.count == (place == "67" ? 5 : 3), "\(page.items.map(\.organisation))")
                    for item in page.items {
                        let one = try await singly(setting, item.organisation, as: caller, published: published)
                        #expect(item.results == one, "\(item.organisation)")
                    }
                }
            }
            // The planner sees everything, the reader no small group.
            let seen = try await singly(setting, "67-S0001", as: .holding(.reader, at: "R17"), published: nil)
            #expect(seen.first { $0.indicator == "67-RATIO" }?.suppressed == true)
        }
    }

    @Test func itGoesPageByPageAndKnowsItsIndicators() async throws {
        try await withRound { setting in
            try await setting.certified("67-S0001")
            var found: [String] = []
            var cursor: PageCursor?
            repeat {
                let page = try await setting.service.call(
                    CompareIndicators(
                        fiscalYear: setting.year, organisation: "67-02", indicators: ["67-SUM"], limit: 1,
                        cursor: cursor), as: .agencyPlanner)
                #expect(page.items.allSatisfy { $0.results.map(\.indicator) == ["67-SUM"] })
                found += page.items.map(\.organisation)
                cursor = page.nextCursor
            } while cursor != nil
            #expect(found == ["67-02", "67-S0001", "67-S0002"])
            let unknown = await refusal {
                try await setting.service.call(
                    CompareIndicators(fiscalYear: setting.year, organisation: "67-02", indicators: ["67-NO"]),
                    as: .planner)
            }
            #expect(unknown?.kind == .notFound)
            let other = await refusal {
                try await setting.service.call(
                    CompareIndicators(fiscalYear: setting.year, organisation: "67"), as: .agencyPlanner)
            }
            #expect(other?.kind == .forbidden)
        }
    }

    /// A year without a round has the formulas' figures, of the directory's organisations.
    @Test func withoutARoundTheDirectorySaysWhoStandsBelow() async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            try await addFormula(service)
            let page = try await service.call(
                CompareIndicators(fiscalYear: try #require(FiscalYear(2566)), organisation: "67-02"), as: .planner)
            #expect(page.items.map { $0.results.first?.actual } == [Quantity(42), Quantity(30), Quantity(12)])
        }
    }

    @Test func thePageHasATableOfThem() async throws {
        try await withRound { setting in
            try await setting.certified("67-S0001", Setting.answers(3, 60, projects: 40))
            let visit = PageVisit(service: setting.service, caller: .planner)
            let query = ["organisation": "67-02", "year": "2566"]
            #expect(
                try await visit.get("/indicators", query: query).contains("./indicators/compare?organisation=67-02"))
            let table = try await visit.get("/indicators/compare", query: query)
            #expect(table.contains("โรงเรียนตัวอย่าง 1") && table.contains("?organisation=67-S0001"))
            #expect(table.contains("./67-RATIO?organisation=67-02") && !table.contains("ปกปิด</td>"))
            let published = try await visit.get(
                "/indicators/compare", query: query.merging(["published": "yes"]) { $1 })
            #expect(published.contains("ปกปิด"))
        }
    }
}
