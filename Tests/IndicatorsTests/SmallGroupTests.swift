import CommonContract
import Indicators
import IndicatorsContract
import JSONRPC
import Kernel
import RPCServer
import ServiceTestSupport
import Testing

/// What a regional reader sees of sums over few people: neither them nor what they could be worked out from.
@Suite struct SmallGroupTests {
    private let reader = Caller.holding(.reader, at: "R17")

    /// Two schools of one area, of which one has three pupils, and a municipality's.
    private func withSmallSchool(_ body: @Sendable (Setting) async throws -> Void) async throws {
        try await withRound { setting in
            try await setting.certified("67-S0001", Setting.answers(3, 60, projects: 40))
            try await setting.certified("67-S0002", Setting.answers(40, 61, projects: 50))
            try await setting.certified("67-S0003", Setting.answers(50, 90, projects: 60))
            try await body(setting)
        }
    }

    private func children(
        _ setting: Setting, of organisation: String, _ question: String, as caller: Caller
    ) async throws -> [String: Quantity?] {
        let page = try await setting.service.call(
            GetConsolidationChildren(round: setting.round, organisation: organisation, question: question), as: caller)
        return Dictionary(uniqueKeysWithValues: page.items.map { ($0.organisation, $0.question.sum) })
    }

    private func sum(_ setting: Setting, _ question: String, at organisation: String) async throws -> Quantity? {
        let found = try await setting.service.call(
            GetConsolidation(round: setting.round, organisation: organisation, question: question), as: reader)
        let first = try #require(found.questions.first)
        #expect((first.suppressed ?? false) == (first.sum == nil))
        // How many schools answered is no figure about people.
        #expect(first.counts.value > 0)
        return first.sum
    }

    @Test func aSmallSumGoesWithWhatItCouldBeWorkedOutFrom() async throws {
        try await withSmallSchool { setting in
            let all = try await children(setting, of: "67-02", "N", as: .planner)
            #expect(all == ["67-S0001": Quantity(3), "67-S0002": Quantity(40)])
            // The area's total less the other school would be the small one's.
            let seen = try await children(setting, of: "67-02", "N", as: reader)
            #expect(seen == ["67-S0001": nil, "67-S0002": nil])
            // One call gives away nothing that another keeps back.
            for school in ["67-S0001", "67-S0002"] { #expect(try await sum(setting, "N", at: school) == nil) }
            #expect(try await sum(setting, "N", at: "67-02") == Quantity(43))
            #expect(try await sum(setting, "N", at: "67") == Quantity(93))
            // Nobody is few in the denominator.
            #expect(try await sum(setting, "D", at: "67-S0001") == Quantity(60))
            let published = try await setting.service.call(
                GetConsolidation(
                    round: setting.round, organisation: "67-S0001", question: "N", asPublished: true), as: .planner)
            #expect(published.questions.first?.sum == nil && published.questions.first?.suppressed == true)
        }
    }

    /// What is kept back is remembered, and told anew the moment a figure changes.
    @Test func whatIsKeptBackIsFresh() async throws {
        try await withSmallSchool { setting in
            for _ in 0..<2 { #expect(try await sum(setting, "N", at: "67-S0001") == nil) }
            let current = try await setting.service.call(
                GetSubmission(round: setting.round, organisation: "67-S0001"), as: .planner)
            let opened = try await setting.reopen("67-S0001", version: current.summary.version)
            let saved = try await setting.save(
                "67-S0001", [QuestionAnswer(question: "N", number: Quantity(30))], version: opened.summary.version)
            let submitted = try await setting.submit("67-S0001", version: saved.summary.version)
            _ = try await setting.certify("67-S0001", version: submitted.summary.version)
            #expect(try await sum(setting, "N", at: "67-S0001") == Quantity(30))
            #expect(try await sum(setting, "N", at: "67-S0002") == Quantity(40))
            _ = try await setting.service.call(
                SetSuppression(
                    idempotencyKey: "more", province: "67", threshold: 35, units: ["person"], expectedVersion: 0),
                as: .provincialOfficer)
            #expect(try await sum(setting, "N", at: "67-S0001") == nil)
        }
    }

    @Test func aFewWhoAreNotInTheNumeratorAreAGroupToo() async throws {
        try await withRound { setting in
            try await setting.certified("67-S0001", Setting.answers(58, 60, projects: 40))
            try await setting.certified("67-S0002", Setting.answers(40, 61, projects: 50))
            #expect(try await sum(setting, "N", at: "67-S0001") == nil)
            let results = try await setting.service.call(
                IndicatorResultsQuery(fiscalYear: setting.year, organisation: "67-S0001"), as: reader)
            let ratio = try #require(results.items.first { $0.indicator == "67-RATIO" })
            #expect(ratio.suppressed == true && ratio.actual == nil && ratio.numerator == nil)
            #expect(ratio.denominator == Quantity(60) && ratio.achievement == nil)
            #expect(ratio.status == .notEvaluated)
            let count = try #require(results.items.first { $0.indicator == "67-CHOICE" })
            #expect(count.suppressed == nil && count.actual != nil)
            let own = try await setting.service.call(
                IndicatorResultsQuery(fiscalYear: setting.year, organisation: "67-S0001"), as: .planner)
            #expect(own.items.first { $0.indicator == "67-RATIO" }?.numerator == Quantity(58))
        }
    }

    @Test func singleAnswersAndFiguresAreForThoseWhoMayReadDetail() async throws {
        try await withSmallSchool { setting in
            let service = setting.service
            for call in [
                await refusal {
                    try await service.call(
                        GetSubmission(round: setting.round, organisation: "67-S0001"), as: reader)
                },
                await refusal {
                    try await service.call(
                        TraceConsolidation(round: setting.round, organisation: "67", question: "N"), as: reader)
                },
            ] { #expect(call?.kind == .forbidden) }
            _ = try await service.call(
                SetSuppression(
                    idempotencyKey: "off", province: "67", threshold: 0, units: ["person"], expectedVersion: 0),
                as: .provincialOfficer)
            #expect(try await sum(setting, "N", at: "67-S0001") == Quantity(3))
        }
    }

    @Test func formulasKeepSmallPartsBack() async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            for code in ["67-READ", "67-ALL"] {
                _ = try await service.call(
                    CreateDataElement(
                        idempotencyKey: code,
                        element: DataElementInput(
                            code: code, owner: "67", name: LocalizedText(th: code), unitCode: "person",
                            unit: LocalizedText(th: "คน"), periodType: .fiscalYear, dimensions: ["sex"])), as: .planner)
            }
            let values = try [
                ("67-READ", "67-S0001", 3), ("67-ALL", "67-S0001", 60), ("67-READ", "67-S0002", 40),
                ("67-ALL", "67-S0002", 70),
            ].map { element, school, number in
                DataValue(
                    element: element, period: try #require(Period("FY2566")), organisation: school,
                    number: Quantity(number))
            }
            _ = try await service.call(
                SetDataValues(idempotencyKey: "v", under: "67", mode: .atomic, values: values), as: .planner)
            _ = try await service.call(
                CreateIndicator(
                    idempotencyKey: "i",
                    indicator: IndicatorInput(
                        code: "67-SHARE", owner: "67", name: LocalizedText(th: "ร้อยละ"),
                        unit: LocalizedText(th: "ร้อยละ"),
                        aggregation: .formula, direction: .up, formula: "percent({67-READ}, {67-ALL})")), as: .planner)
            @Sendable func evaluated(_ organisation: String, as caller: Caller) async throws -> [EvaluatedIndicator] {
                try await service.call(
                    EvaluateIndicator(
                        indicator: "67-SHARE", organisation: organisation, period: try #require(Period("FY2566")),
                        children: true), as: caller
                ).items
            }
            let open = try await evaluated("67-02", as: .planner)
            #expect(open.compactMap(\.value).count == 3)
            let seen = try await evaluated("67-02", as: reader)
            #expect(seen.first?.value == open.first?.value)
            #expect(seen.dropFirst().allSatisfy { $0.value == nil && $0.reason?.kind == .suppressed && $0.parts == [] })
            let raw = await refusal {
                try await service.call(
                    ListDataValues(
                        element: "67-READ", period: try #require(Period("FY2566")), organisation: "67"), as: reader)
            }
            #expect(raw?.kind == .forbidden)
        }
    }

    /// Nearly as many girls as boys: nobody is the difference between them, so that their parity is shown; of nearly all
    /// pupils few are the rest, so that the share is not.
    @Test func differencesOfThoseWhoAreApartAreNobody() async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            let period = try #require(Period("FY2566"))
            for code in ["67-ALL", "67-READ"] {
                _ = try await service.call(
                    CreateDataElement(
                        idempotencyKey: code,
                        element: DataElementInput(
                            code: code, owner: "67", name: LocalizedText(th: "คน"), unitCode: "person",
                            unit: LocalizedText(th: "คน"), periodType: .fiscalYear, dimensions: ["sex"])), as: .planner)
            }
            func value(_ element: String, _ number: Int, _ categories: [String] = []) -> DataValue {
                DataValue(
                    element: element, period: period, organisation: "67-S0001", categories: categories,
                    number: Quantity(number))
            }
            _ = try await service.call(
                SetDataValues(
                    idempotencyKey: "v", under: "67", mode: .atomic,
                    values: [
                        value("67-ALL", 60, ["sex=female"]), value("67-ALL", 58, ["sex=male"]), value("67-ALL", 118),
                        value("67-READ", 116),
                    ]), as: .planner)
            for (code, formula, isShown) in [
                ("67-GPI", "parity({67-ALL sex=female}, {67-ALL sex=male})", true),
                ("67-SHARE", "percent({67-READ}, {67-ALL})", false),
            ] {
                _ = try await service.call(
                    CreateIndicator(
                        idempotencyKey: code,
                        indicator: IndicatorInput(
                            code: code, owner: "67", name: LocalizedText(th: code), unit: LocalizedText(th: "ร้อยละ"),
                            aggregation: .formula, direction: .up, formula: formula)), as: .planner)
                let seen = try await service.call(
                    EvaluateIndicator(indicator: .code(code), organisation: "67", period: period), as: reader)
                #expect((seen.items.first?.value != nil) == isShown, "\(code)")
            }
        }
    }

    /// An area's figure that would give another area's small one away is kept back wherever it is asked for: alone, in a
    /// trend, in the year's results; and from a planner, too, when it is for publishing.
    @Test func whatASmallAreaCouldBeWorkedOutFromIsKeptBackInEveryCall() async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            let period = try #require(Period("FY2566"))
            _ = try await service.call(
                CreateDataElement(
                    idempotencyKey: "e",
                    element: DataElementInput(
                        code: "67-IN", owner: "67", name: LocalizedText(th: "คน"), unitCode: "person",
                        unit: LocalizedText(th: "คน"), periodType: .fiscalYear)), as: .planner)
            _ = try await service.call(
                SetDataValues(
                    idempotencyKey: "v", under: "67", mode: .atomic,
                    values: [
                        DataValue(element: "67-IN", period: period, organisation: "67-S0001", number: Quantity(3)),
                        DataValue(element: "67-IN", period: period, organisation: "67-S0003", number: Quantity(40)),
                    ]), as: .planner)
            _ = try await service.call(
                CreateIndicator(
                    idempotencyKey: "i",
                    indicator: IndicatorInput(
                        code: "67-SUM", owner: "67", name: LocalizedText(th: "รวม"), unit: LocalizedText(th: "คน"),
                        aggregation: .formula, direction: .up, formula: "{67-IN}")), as: .planner)
            @Sendable func value(_ place: String, as caller: Caller, published: Bool? = nil) async throws -> Quantity? {
                let evaluated = try await service.call(
                    EvaluateIndicator(
                        indicator: "67-SUM", organisation: place, period: period, asPublished: published), as: caller
                ).items.first?.value
                let trend = try await service.call(
                    GetTrend(indicator: "67-SUM", organisation: place, periods: [period], asPublished: published),
                    as: caller
                ).points.first?.value
                let year = try await service.call(
                    IndicatorResultsQuery(
                        fiscalYear: try #require(FiscalYear(2566)), organisation: place, asPublished: published),
                    as: caller
                ).items.first { $0.indicator == "67-SUM" }?.actual
                #expect(evaluated == trend && trend == year, "\(place)")
                return evaluated
            }
            let above = try await service.call(
                GetOrganisation(organisation: .code("67-S0003")), as: .planner
            ).organisation.parent
            let other = try #require(above)
            for place in ["67", "67-02", other] { #expect(try await value(place, as: .planner) != nil) }
            for (caller, published) in [(reader, Bool?.none), (.planner, true)] {
                #expect(try await value("67", as: caller, published: published) == Quantity(43))
                #expect(try await value("67-02", as: caller, published: published) == nil)
                #expect(try await value(other, as: caller, published: published) == nil)
            }
        }
    }
}
