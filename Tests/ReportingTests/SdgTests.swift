import BudgetContract
import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import PlansContract
import RPCServer
import ReportingContract
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Reporting

/// The SDG 4 report, and the site's data that is made of it.
@Suite(.timeLimit(.minutes(2))) struct SdgTests {
    let stubs: StubPeers

    init() throws { stubs = try StubPeers() }

    private func element(_ plan: String, _ code: String, _ kind: ElementKind, parent: String? = nil) -> PlanElement {
        PlanElement(
            id: ID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0009), plan: plan, planVersion: 1, code: code,
            kind: kind, parent: parent, text: LocalizedText("ชื่อ \(code)", "Name of \(code)"), details: nil,
            organisation: "67-01", tags: [], funding: nil, budget: nil, valueChainStage: nil, indicator: nil, order: 0,
            version: 1)
    }

    /// Answers by plan where the method names one.
    struct Peer: RPCCaller {
        let elements: [PlanElement]
        let rest: StubPeer

        func call<Method: RPCMethod>(
            _ method: Method, deadline: ContinuousClock.Instant?
        ) async throws -> Method.Result {
            if let list = method as? ListElements,
                let page = Page(items: elements.filter { Reference($0.plan) == list.plan }) as? Method.Result
            {
                return page
            }
            return try await rest.call(method, deadline: deadline)
        }
    }

    /// Answers by indicator where the method names one.
    struct Measures: RPCCaller {
        let indicators: [Indicator]
        let trends: [IndicatorTrend]
        let rest: StubPeer

        func call<Method: RPCMethod>(
            _ method: Method, deadline: ContinuousClock.Instant?
        ) async throws -> Method.Result {
            if let get = method as? GetIndicator,
                let found = indicators.first(where: { Reference($0.code) == get.indicator }) as? Method.Result
            {
                return found
            }
            if let get = method as? GetTrend {
                #expect(get.asPublished == true)
                if let found = trends.first(where: { Reference($0.indicator) == get.indicator }) as? Method.Result {
                    return found
                }
            }
            return try await rest.call(method, deadline: deadline)
        }
    }

    /// Worked out of data elements: no round asks for it. Its newest figure is of too few people to be told.
    private func workedOut(_ like: Indicator, _ year: FiscalYear) throws -> (Indicator, IndicatorTrend) {
        var indicator = like
        (indicator.code, indicator.name, indicator.direction) = ("W1", LocalizedText(th: "นักเรียนต่อครู"), .down)
        (indicator.formula, indicator.sdgTargets) = ("{67-PUPILS} / {67-TEACHERS}", ["SDG-4.2"])
        let before = try #require(FiscalYear(2565))
        func point(_ year: FiscalYear, _ value: Quantity?, _ reason: NoValue?) -> TrendPoint {
            TrendPoint(
                period: .fiscalYear(year), value: value, reason: reason, target: Quantity(16), achievement: nil,
                status: value == nil ? .notEvaluated : .behind, change: nil)
        }
        let hidden = NoValue(kind: .suppressed, elements: [], message: LocalizedText(th: "กลุ่มเล็ก"))
        let trend = IndicatorTrend(
            indicator: "W1", organisation: "67", direction: .down, baseline: nil, trend: .unknown,
            points: [point(before, Quantity("17.2"), nil), point(year, nil, hidden)])
        return (indicator, trend)
    }

    private var peers: [String: any RPCCaller] { get throws { try peers(keptBack: false) } }

    /// - Parameter keptBack: whether the figure of I1 is; how it stands to its target is given away all the same.
    func peers(keptBack: Bool) throws -> [String: any RPCCaller] {
        do {
            let year = stubs.year
            let earlier = try #require(FiscalYear(2565))
            let goal = try #require(FiscalYear(2573))
            let half = try #require(FiscalYear(2570))
            let end = LinkEnd(
                plan: "67-PEDP", planVersion: 1, id: ID(high: 0x7000, low: 0x8000_0000_0000_0001), code: "G1",
                kind: .goal, text: LocalizedText(th: "ก"))
            var target = end
            (target.plan, target.code) = ("SDG4", "SDG-4.1")
            let link = PlansContract.PlanLink(
                id: ID(high: 0x7000, low: 0x8000_0000_0000_0002), kind: .aligned, from: end, to: target, note: nil,
                outdated: false)
            var plans = stubs.plans.answers
            plans["link.list"] = Page(items: [link])
            let indicator = Indicator(
                id: ID(high: 0x7000, low: 0x8000_0000_0000_0003), code: "I1", province: "67", owner: "67",
                name: LocalizedText("ตัวชี้วัด \"หนึ่ง\"", "One"), definition: nil, unit: LocalizedText(th: "ร้อยละ"),
                aggregation: .ratio, direction: .up, decimals: 1, multiplier: try #require(Quantity(100)),
                strategy: nil,
                planElements: [], sdgTargets: ["SDG-4.1"],
                baseline: YearValue(fiscalYear: earlier, value: try #require(Quantity("70.5"))),
                targets: [
                    Target(organisation: "67", fiscalYear: half, value: try #require(Quantity(85))),
                    Target(organisation: "67", fiscalYear: goal, value: try #require(Quantity(95))),
                ], rule: .standard, version: 1)
            let trend = IndicatorTrend(
                indicator: "I1", organisation: "67", direction: .up, baseline: nil, trend: .improving,
                points: [
                    TrendPoint(
                        period: .fiscalYear(year), value: Quantity("80.5"), reason: nil, target: nil, achievement: nil,
                        status: .achieved, change: nil)
                ])
            var item = try #require((stubs.indicators.answers["indicator.results"] as? IndicatorResults)?.items.first)
            item.sdgTargets = ["SDG-4.1"]
            item.suppressed = keptBack ? true : nil
            let results = IndicatorResults(
                fiscalYear: year, organisation: "67", relation: .either, round: nil, roundCode: nil, items: [item])
            let (other, otherTrend) = try workedOut(indicator, year)
            let gap = DisaggregationGap(
                indicator: "I1", element: "67-PUPILS", period: .fiscalYear(year), dimension: "disability",
                defined: false, missing: ["with", "without"])
            return [
                "plans": Peer(
                    elements: [
                        element("SDG4", "SDG-4.1", .goal), element("SDG4", "SDG-4.2", .goal),
                        element("SDG4", "SDG-4.1.1", .indicatorReference, parent: "SDG-4.1"),
                        element("SDG4", "SDG-4.2.1", .indicatorReference, parent: "SDG-4.2"),
                        element("67-PEDP", "G1", .goal), element("67-PEDP", "A1", .approach, parent: "G1"),
                        element("67-PEDP", "67-P04", .project, parent: "A1"),
                        element("67-PEDP", "P2", .project),
                    ], rest: StubPeer(answers: plans)),
                "indicators": Measures(
                    indicators: [indicator, other], trends: [trend, otherTrend],
                    rest: StubPeer(answers: [
                        "indicator.results": results, "indicator.list": Page(items: [indicator, other]),
                        "indicator.gaps": DisaggregationGaps(checked: 1, gaps: [gap]),
                        "dimension.list": Page(items: [
                            Dimension(
                                province: "67", code: "disability", name: LocalizedText(th: "ความพิการ"),
                                categories: [
                                    Category(code: "with", name: LocalizedText(th: "พิการ")),
                                    Category(code: "without", name: LocalizedText(th: "ไม่พิการ")),
                                ], version: 1)
                        ]),
                    ])), "budget": stubs.budget,
            ]
        }
    }

    func published(_ service: TestService, key: String = "", reason: LocalizedText? = nil) async throws -> Report {
        _ = try await service.call(
            MapSdgIndicators(
                organisation: "67",
                mappings: [SdgMapping(indicator: "I1", global: "4.1.1", national: LocalizedText(th: "ตัวชี้วัดชาติ"))],
                idempotencyKey: "m\(key)"), as: .planner)
        var report = try await service.call(
            ComposeReport(
                organisation: "67", fiscalYear: stubs.year, definition: "sdg4Progress", reason: reason,
                idempotencyKey: "c\(key)"),
            as: .planner)
        #expect(report.missing == 0)
        let reference = Reference(report.code)
        report = try await service.call(
            FreezeReport(report: reference, expectedVersion: 1, idempotencyKey: "f\(key)"), as: .planner)
        for step in [ReportStep.checked, .screened, .signed] {
            report = try await service.call(
                RecordReportStep(
                    report: reference, step: step, happenedOn: service.now.dateInThailand, position: "ประธาน",
                    document: "1", expectedVersion: report.version, idempotencyKey: step.rawValue + key), as: .secretary
            )
        }
        return try await service.call(
            PublishReport(report: reference, expectedVersion: report.version, idempotencyKey: "p\(key)"),
            as: .provincialOfficer)
    }

    @Test func fromTargetToProvinceWithBahtBehindIt() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: try peers) { service in
            let report = try await published(service)
            let content = try await service.call(GetReportContent(report: Reference(report.code)), as: .planner)
            let tables = Dictionary(
                content.parts.flatMap { $0.blocks.compactMap(\.table) }.map { ($0.code, $0) }
            ) { first, _ in first }
            func rows(_ code: String) -> [[String]] {
                (tables[code]?.rows ?? []).map { $0.cells.map { $0.value ?? $0.state.rawValue } }
            }
            let overview = rows("sdg-targets")
            #expect(overview.count == 2 && overview[0][0] == "4.1 ชื่อ SDG-4.1")
            // One indicator, achieved; one project, with its baht. The other target has nothing, which is not zero baht.
            #expect(Array(overview[0][1...]) == ["1", "1", "0", "0", "0", "0", "1", "100.00", "70.00"])
            #expect(Array(overview[1][1...]) == ["1", "0", "0", "1", "0", "0", "0", "none", "none"])
            #expect(
                rows("sdg-chain") == [
                    ["4.1", "4.1.1 ชื่อ SDG-4.1.1", "ตัวชี้วัดชาติ", "I1 ตัวชี้วัด"],
                    ["4.2", "4.2.1 ชื่อ SDG-4.2.1", "none", "none"],
                    ["4.2", "none", "none", "W1 นักเรียนต่อครู"],
                ])
            #expect(
                rows("sdg-progress-4.1") == [
                    ["I1 ตัวชี้วัด", "ร้อยละ", "70.5", "80.5", "80", "2570:\u{A0}85", "95", "บรรลุ", "ดีขึ้น"]
                ])
            // What no round asks for has its newest figure, and against the baseline it goes the better way.
            #expect(
                rows("sdg-progress-4.2") == [
                    ["W1 นักเรียนต่อครู", "ร้อยละ", "70.5", "17.2", "16", "2570:\u{A0}85", "95", "ล่าช้า", "ดีขึ้น"]
                ])
            // As people call them; the data element, which nobody says anything of, by its code.
            #expect(
                rows("sdg-gaps") == [
                    ["I1 ตัวชี้วัด \"หนึ่ง\"", "67-PUPILS", "ปีงบประมาณ 2566", "ความพิการ", "พิการ, ไม่พิการ"]
                ])
            #expect(rows("sdg-projects") == [["4.1", "67-P04 ชื่อ 67-P04", "67-01", "100.00", "70.00", "90.00"]])
            let again = try await service.call(ReproduceReport(report: Reference(report.code)), as: .planner)
            #expect(again.isSame && again.inputsIntact)
        }
    }

    @Test func howAFigureThatIsKeptBackStandsIsKeptBackToo() async throws {
        let peers = try peers(keptBack: true)
        try await withService(modules: ReportingService.tested, name: "reporting", peers: peers) { service in
            let report = try await service.call(
                ComposeReport(
                    organisation: "67", fiscalYear: stubs.year, definition: "sdg4Progress", idempotencyKey: "c"),
                as: .planner)
            let content = try await service.call(GetReportContent(report: Reference(report.code)), as: .planner)
            let tables = content.parts.flatMap { $0.blocks.compactMap(\.table) }
            let progress = try #require(tables.first { $0.code == "sdg-progress-4.1" })
            for code in ["latest", "status"] {
                let place = try #require(progress.columns.firstIndex { $0.code == code })
                #expect(
                    progress.rows[0].cells[place].state == .suppressed && progress.rows[0].cells[place].value == nil)
            }
            // Counted among those that are not evaluated.
            let overview = try #require(tables.first { $0.code == "sdg-targets" })
            #expect(overview.rows[0].cells[1...6].map(\.value) == ["1", "0", "0", "0", "0", "1"])
            let texts = content.parts.flatMap(\.blocks).compactMap(\.text?.th)
            #expect(texts.contains { $0.contains("บรรลุเป้าหมาย 0 ตัวชี้วัด") }, "\(texts)")
        }
    }

    @Test func theSitesDataIsOfThePublishedReport() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: try peers) { service in
            let pages = OpenSdgPages(licence: "https://licence.example")
            let call = ReadCall(
                context: CallContext(
                    caller: .anonymous, requestID: "t", traceparent: nil, deadline: .now + .seconds(30),
                    now: service.now), runtime: service.runtime)
            func get(_ file: String, folder: String? = nil) async throws -> String {
                var parameters = ["province": "67", "file": file]
                parameters["folder"] = folder
                let request = PageRequest(parameters: parameters, query: [:], language: "th")
                return String(decoding: try await pages.answer(request, call).body, as: UTF8.self)
            }
            // Nothing is published yet.
            await #expect(throws: RPCError.self) { try await get("index.json") }
            let report = try await published(service)
            let index = try await get("index.json")
            #expect(index.contains(report.code) && index.contains("data/indicator_4-1-1.csv"))
            #expect(
                try await get("indicator_4-1-1.csv", folder: "data")
                    == "Year,Series,Units,Value\r\n2022,\"I1 ตัวชี้วัด \"\"หนึ่ง\"\"\",ร้อยละ,70.5\r\n"
                    + "2023,\"I1 ตัวชี้วัด \"\"หนึ่ง\"\"\",ร้อยละ,80.5\r\n")
            // Nothing reported is no row.
            #expect(try await get("indicator_4-2-1.csv", folder: "data") == "Year,Series,Units,Value\r\n")
            let settings = try await get("4-1-1.yml", folder: "indicator-config")
            #expect(settings.contains("reporting_status: \"complete\"\n") && settings.contains("target_2030: \"95\""))
            #expect(try await get("4-2-1.yml", folder: "indicator-config").contains("reporting_status: \"notstarted\""))
            let meta = try await get("4-1-1.yml", folder: "meta")
            #expect(
                meta.contains("national_indicator_available: \"ตัวชี้วัดชาติ\"\n") && meta.contains("goal_number: \"4\""))
            await #expect(throws: RPCError.self) { try await get("passwd", folder: "..") }
        }
    }

    @Test func aNumberThatIsNoneIsRefused() throws {
        for (number, fits) in [("4.1.1", true), ("4.a.1", true), ("4.8.1", false), ("4.1", false), ("5.1.1", false)] {
            var problems = Problems()
            MapSdgIndicators(
                organisation: "67", mappings: [SdgMapping(indicator: "I1", global: number)], idempotencyKey: "k"
            ).check(&problems)
            #expect(problems.isEmpty == fits, "\(number)")
        }
    }
}
