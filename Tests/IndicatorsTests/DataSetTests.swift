import CommonContract
import IndicatorsContract
import JSONRPC
import Pages
import Kernel
import Procedures
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Indicators

/// Data sets: what checking finds, what follows from it, and the way to publication.
@Suite struct DataSetTests {
    private static let rules = [
        AnswerRule(
            code: "PART", severity: .hard, condition: "{67-IN} <= {67-ALL}",
            message: LocalizedText("ส่วนมากกว่าทั้งหมด", "the part is more than the whole")),
        AnswerRule(
            code: "JUMP", severity: .soft, condition: "{67-ALL} <= 2 * {67-ALL period=previous}",
            message: LocalizedText("เพิ่มผิดปกติ", "far more than before")),
    ]

    private func withDataSet(_ body: @Sendable (TestService) async throws -> Void) async throws {
        let modules: [any ServiceModule] = [ProceduresModule(IndicatorsService.procedures), IndicatorsService()]
        try await withService(modules: modules, name: "indicators") { service in
            try await service.recordDecisions(of: ["informationSystem"], committee: .acknowledge)
            for code in ["67-IN", "67-ALL"] {
                _ = try await service.call(
                    CreateDataElement(
                        idempotencyKey: code,
                        element: DataElementInput(
                            code: code, owner: "67", name: LocalizedText("ข้อมูล", "Element"), unitCode: "person",
                            unit: LocalizedText("คน", "person"), periodType: .fiscalYear, dimensions: ["sex"])),
                    as: .planner)
            }
            _ = try await service.call(
                SaveDataSet(idempotencyKey: "set", dataSet: Self.definition(Self.rules)), as: .planner)
            try await body(service)
        }
    }

    private static func definition(_ rules: [AnswerRule]) -> DataSetInput {
        DataSetInput(
            code: "67-DS", owner: "67", family: .basic, name: LocalizedText("ผู้เรียน", "Pupils"),
            periodType: .fiscalYear, elements: ["67-IN", "67-ALL"], opensAfterDays: 10, dueAfterDays: 60,
            rules: rules)
    }

    private func set(_ service: TestService, _ figures: [(String, String, Int)], _ year: String = "FY2566") async throws
    {
        let period = try #require(Period(year))
        _ = try await service.call(
            SetDataValues(
                idempotencyKey: ID(at: service.now).description, under: "67", mode: .atomic,
                values: figures.map {
                    DataValue(element: $0.0, period: period, organisation: $0.1, number: Quantity($0.2))
                }), as: .planner)
    }

    private func validate(
        _ service: TestService, _ outliers: OutlierMethod? = nil, _ threshold: Quantity? = nil
    ) async throws -> DataSetValidated {
        try await service.call(
            ValidateDataSet(
                idempotencyKey: ID(at: service.now).description, dataSet: "67-DS",
                period: try #require(Period("FY2566")), organisation: "67", outliers: outliers, threshold: threshold),
            as: .planner)
    }

    private func findings(_ service: TestService) async throws -> [String] {
        try await service.call(
            ListDataFindings(dataSet: "67-DS", period: try #require(Period("FY2566")), organisation: "67"), as: .planner
        ).items.map { "\($0.organisation) \($0.about) \($0.state.rawValue)" }
    }

    @Test func rulesLookAcrossElementsAndPeriodsAndTheirResultsStay() async throws {
        try await withDataSet { service in
            try await set(service, [("67-ALL", "67-S0001", 40), ("67-ALL", "67-S0002", 40)], "FY2565")
            try await set(
                service,
                [
                    ("67-IN", "67-S0001", 50), ("67-ALL", "67-S0001", 45), ("67-IN", "67-S0002", 5),
                    ("67-ALL", "67-S0002", 95), ("67-ALL", "67-S0003", 900),
                ])
            let first = try await validate(service)
            #expect(first == DataSetValidated(organisations: 3, figures: 5, hard: 1, soft: 1, outliers: 0, resolved: 0))
            #expect(try await findings(service) == ["67-S0001 PART open", "67-S0002 JUMP open"])
            let period = try #require(Period("FY2566"))
            _ = try await service.call(
                FollowFinding(
                    idempotencyKey: "explain", dataSet: "67-DS", period: period, organisation: "67-S0002", kind: .soft,
                    about: "JUMP", state: .explained, note: "ยุบรวมโรงเรียน"), as: .planner)
            try await set(service, [("67-ALL", "67-S0001", 60)])
            let second = try await validate(service)
            #expect(second.hard == 0 && second.resolved == 1)
            #expect(try await findings(service) == ["67-S0001 PART resolved", "67-S0002 JUMP explained"])
            try await set(service, [("67-ALL", "67-S0001", 45)])
            _ = try await validate(service)
            #expect(try await findings(service).first == "67-S0001 PART open")
        }
    }

    @Test func aReleaseFollowsItsMatterAndWaitsForHardFindings() async throws {
        try await withDataSet { service in
            try await set(service, [("67-IN", "67-S0001", 50), ("67-ALL", "67-S0001", 45)])
            _ = try await validate(service)
            let period = try #require(Period("FY2566"))
            let release = try await service.call(
                BeginDataSet(idempotencyKey: "begin", dataSet: "67-DS", period: period), as: .planner)
            #expect(release.stage == .specified && release.opensOn.description == "2022-10-11")
            let twice = await refusal {
                try await service.call(
                    BeginDataSet(idempotencyKey: "again", dataSet: "67-DS", period: period), as: .planner)
            }
            #expect(twice != nil)
            func act(_ step: String, _ outcome: ActionOutcome = .forward) async throws {
                _ = try await service.call(
                    ActOnMatter(
                        idempotencyKey: ID(at: service.now).description, matter: release.matter, step: step,
                        outcome: outcome), as: .holding(Role.allCases, at: "67", subject: "office"))
            }
            func stage() async throws -> DataSetStage? {
                try await service.call(ListDataSetReleases(province: "67"), as: .planner).items.first?.stage
            }
            for step in ["needs", "dataList", "design", "calendar", "collection"] { try await act(step) }
            #expect(try await stage() == .collected)
            #expect(await refusal { try await act("processing") }?.rule == "finding.open")
            #expect(try await stage() == .collected)
            try await set(service, [("67-ALL", "67-S0001", 60)])
            _ = try await validate(service)
            try await act("processing")
            #expect(try await stage() == .verified)
            try await act("products")
            #expect(try await stage() == .processed)
            try await act("informationCommittee")
            try await act("resolution", .acknowledge)
            #expect(try await read(service, "FY2566") == nil)
            try await act("published")
            #expect(try await stage() == .published)
            let first = try #require(try await read(service, "FY2566"))
            #expect(first.contains(",60,A,person") && !first.contains(",70,A,person"))
            // What is published never changes, whatever becomes of the figures; a correction is another edition.
            try await set(service, [("67-ALL", "67-S0001", 70)])
            #expect(try await read(service, "FY2566") == first)
            let list = try await service.call(ListPublications(province: "67"), as: .stranger).items
            #expect(list.map(\.edition) == [1] && list[0].rows > 0)
            try await citizensFindIt(service)
            let again = try await service.call(
                BeginDataSet(idempotencyKey: "correct", dataSet: "67-DS", period: period), as: .planner)
            #expect(again.id != release.id)
            // A regional office's service has it byte for byte.
            try await service.seal()
            try await withService(modules: [IndicatorsService()], name: "indicators", offices: ["67": service]) {
                region in
                let follower = FeedFollower(
                    runtime: region.runtime, source: service, peer: "67",
                    reader: PublicationReader(runtime: region.runtime, province: "67"))
                while try await follower.followOnce() {}
                #expect(try await read(region, "FY2566") == first)
                #expect(try await region.call(ListPublications(province: "67"), as: .stranger).items == list)
            }
        }
    }

    /// The pages of open data, without signing in, and the planner's page of releases.
    private func citizensFindIt(_ service: TestService) async throws {
        let citizen = PageVisit(service: service, caller: .anonymous)
        #expect(try await citizen.get("/data", query: ["province": "67"]).contains("./data/67-DS/FY2566"))
        let place = ["dataSet": "67-DS", "period": "FY2566"]
        let page = try await citizen.get("/data/:dataSet/:period", place)
        #expect(page.contains("download?format=sdmxMl3") && page.contains("<td>"))
        for format in ExportFormat.allCases {
            let file = try await citizen.file(
                "/data/:dataSet/:period/download", place, query: ["format": format.rawValue, "file": "0"])
            #expect(file.status == 200 && !file.body.isEmpty, "\(format)")
            #expect(file.headers.contains { $0.name == "Content-Disposition" })
        }
        #expect(
            await refusal {
                try await citizen.get("/data/:dataSet/:period", ["dataSet": "67-DS", "period": "FY2501"])
            }?
            .kind == .notFound)
        let planner = PageVisit(service: service, caller: .planner)
        #expect(try await planner.get("/releases").contains("./data/67-DS/FY2566"))
        let wrong = try await planner.send("/releases", [:], ["dataSet": "67-DS", "period": "ปีหน้า", "key": "b1"])
        #expect(wrong.status == 400 && wrong.html.contains("value=\"ปีหน้า\""))
    }

    /// As a citizen reads it.
    private func read(_ service: TestService, _ period: String) async throws -> String? {
        try await service.call(
            ReadPublication(dataSet: "67-DS", period: try #require(Period(period)), format: .sdmxCsv), as: .stranger
        ).files.first?.text
    }

    @Test func rulesThatCanNotBeReadAreLocated() async throws {
        try await withDataSet { service in
            let rules = [
                AnswerRule(code: "A", severity: .hard, condition: "{67-IN} <=", message: LocalizedText("ก", "A")),
                AnswerRule(
                    code: "B", severity: .hard, condition: "{67-IN age=9} < {67-NO}", message: LocalizedText("ข", "B")),
            ]
            let error = await refusal {
                try await service.call(
                    SaveDataSet(idempotencyKey: "bad", dataSet: Self.definition(rules), expectedVersion: 1),
                    as: .planner)
            }
            #expect(
                error?.problems.map { "\($0.path) \($0.rule)" } == [
                    "/dataSet/rules/0/condition formula.syntax", "/dataSet/rules/1/condition rule.dimension",
                    "/dataSet/rules/1/condition rule.element",
                ])
        }
    }

    @Test func outliersAreToldByThreeMethods() {
        let group = [10.0, 11, 9, 10, 12, 10, 50]
        #expect(Outliers(method: .modifiedZScore, threshold: 3.5).scores(of: group).keys.sorted() == [6])
        #expect(Outliers(method: .zScore, threshold: 2).scores(of: group).keys.sorted() == [6])
        // One figure bends the mean and the deviation so much that it hides itself.
        #expect(Outliers(method: .zScore, threshold: 3).scores(of: group).isEmpty)
        #expect(Outliers(method: .modifiedZScore, threshold: 3.5).scores(of: [5, 5, 5, 5, 5, 9]).keys.sorted() == [5])
        #expect(Outliers(method: .zScore, threshold: 1).scores(of: [1, 2, 900]).isEmpty)
        let range = Outliers(method: .minMax, threshold: 50)
        #expect(range.score(of: 31, before: [10, 20]).map { Int($0) } == 55)
        #expect(range.score(of: 29, before: [10, 20]) == nil)
        #expect(range.score(of: 4, before: [10, 20]).map { Int($0) } == -60)
        #expect(range.score(of: 4, before: []) == nil)
    }

    @Test func outliersAreFoundAmongPeersAndAgainstTheirOwnPast() async throws {
        try await withDataSet { service in
            try await set(service, [("67-ALL", "67-S0001", 40), ("67-ALL", "67-S0002", 42)], "FY2564")
            try await set(service, [("67-ALL", "67-S0001", 44), ("67-ALL", "67-S0002", 43)], "FY2565")
            try await set(service, [("67-ALL", "67-S0001", 45), ("67-ALL", "67-S0002", 80)])
            #expect(try await validate(service, .minMax).outliers == 1)
            #expect(try await findings(service) == ["67-S0002 67-ALL open"])
            // Three are no group to stand out of.
            #expect(try await validate(service, .modifiedZScore).outliers == 0)
        }
    }

    /// A national element is put together over provinces, regions and the nation, from what is certified or reported.
    @Test func regionsAndTheNationAddUp() async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            _ = try await service.call(
                CreateDataElement(
                    idempotencyKey: "element",
                    element: DataElementInput(
                        code: "TH-PUPILS", owner: "TH", name: LocalizedText("ผู้เรียน", "Pupils"), unitCode: "person",
                        unit: LocalizedText("คน", "person"), periodType: .fiscalYear)))
            _ = try await service.call(
                CreateIndicator(
                    idempotencyKey: "indicator",
                    indicator: IndicatorInput(
                        code: "TH-I1", owner: "TH", name: LocalizedText("ผู้เรียน", "Pupils"),
                        unit: LocalizedText("คน", "person"), aggregation: .formula, direction: .up,
                        formula: "{TH-PUPILS}", unitCode: "person")))
            let setting = try Setting(service)
            try await setting.open(feeding: ["D": "TH-PUPILS"])
            try await setting.certified("67-S0001", Setting.answers(1, 40))
            let period = Period.fiscalYear(setting.year)
            _ = try await service.call(
                SetDataValues(
                    idempotencyKey: "65", under: "65", mode: .atomic,
                    values: [
                        DataValue(element: "TH-PUPILS", period: period, organisation: "65-01", number: Quantity(2))
                    ]))
            for (place, sum) in [("67", 40), ("65", 2), ("R17", 42), ("TH", 42)] {
                let found = try await service.call(
                    EvaluateIndicator(indicator: "TH-I1", organisation: place, period: period)
                ).items.first
                #expect(found?.value == Quantity(sum), "\(place)")
            }
        }
    }
}
