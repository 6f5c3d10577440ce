import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Indicators

/// What a province's own service keeps is not written by the region's that follows it.
@Suite struct FollowedProvinceTests {
    private func element(_ code: String) -> CreateDataElement {
        CreateDataElement(
            idempotencyKey: code,
            element: DataElementInput(
                code: code, owner: OrganisationCode.province(of: code), name: LocalizedText(th: "ผู้เรียน"),
                unitCode: "person", unit: LocalizedText(th: "คน"), periodType: .fiscalYear))
    }

    private func value(_ organisation: String, _ number: Int) throws -> DataValue {
        DataValue(
            element: "TH-ALL", period: try #require(Period("FY2566")), organisation: organisation,
            number: Quantity(number))
    }

    private func load(_ key: String, under: String = "TH", mode: ImportMode = .atomic) -> ImportFigures {
        ImportFigures(
            idempotencyKey: key, under: under,
            file: SheetFile(text: "หน่วยงาน,TH-ALL\nTH,4\n67-S0001,5\n"), layout: .wide, period: Period("FY2566"),
            elements: ["TH-ALL"], strategy: .upsert, mode: mode)
    }

    /// A refusal that says so in both languages, and where.
    private func expectFollowed(_ error: RPCError?, at path: String, _ place: SourceLocation = #_sourceLocation) {
        let problem = error?.problems.first { $0.rule == FollowedProvinces.rule }
        #expect(problem?.path == path, "\(String(describing: error))", sourceLocation: place)
        #expect(problem?.message.th.contains("67") ?? false, sourceLocation: place)
        #expect(problem?.message.en?.contains("67") ?? false, sourceLocation: place)
    }

    @Test func noMethodWritesWhatIsFollowed() async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { province in
            try await withService(modules: [IndicatorsService()], name: "indicators", offices: ["67": province]) {
                region in
                _ = try await region.call(element("TH-ALL"))
                _ = try await region.call(
                    SetDataValues(
                        idempotencyKey: "before", under: "67", mode: .atomic, values: [try value("67-S0002", 9)]))
                let file = SheetFile(text: "หน่วยงาน,TH-ALL\n67-S0001,5\n")
                _ = try await region.call(
                    ImportFigures(
                        idempotencyKey: "earlier", under: "67", file: file, layout: .wide, period: Period("FY2566"),
                        elements: ["TH-ALL"], strategy: .upsert, mode: .atomic))
                await FollowedProvinces.keep(in: region.runtime)

                let set = SetDataValues(
                    idempotencyKey: "set", under: "TH", mode: .atomic,
                    values: [try value("67-S0001", 1)])
                expectFollowed(await refusal { try await region.call(set) }, at: "/values/0/organisation")
                let loaded = await refusal { try await region.call(load("load", under: "67")) }
                #expect(loaded?.problems.contains { $0.rule == FollowedProvinces.rule } ?? false)
                let partial = try await region.call(load("partial", mode: .partial))
                let located = partial.problems.first { $0.rule == FollowedProvinces.rule }
                #expect(located?.row == 3 && located?.cell == "A3" && partial.refused >= 1)
                let begin = BeginFigureBulk(
                    idempotencyKey: "begin", code: "67-B1", under: "67", layout: .long, strategy: .upsert, mode: .atomic
                )
                expectFollowed(await refusal { try await region.call(begin) }, at: "/under")
                try await bulk(region)
                let undo = UndoFigureImport(idempotencyKey: "undo", under: "67", import: "earlier")
                let undone = await refusal { try await region.call(undo) }
                #expect(undone?.rule == "data_value_followed" && undone?.message.en != nil)
                expectFollowed(await refusal { try await region.call(element("67-OWN")) }, at: "/element/owner")
                let round = CreateRound(
                    idempotencyKey: "round", code: "67-R1", owner: "67", fiscalYear: try #require(FiscalYear(2566)),
                    name: LocalizedText(th: "รอบ"), opensOn: try #require(CalendarDate("2023-10-01")),
                    dueOn: try #require(CalendarDate("2023-11-01")))
                expectFollowed(await refusal { try await region.call(round) }, at: "/owner")

                try await questionnaire(region)

                // The database refuses it, whoever writes.
                var rows = DataValueRows()
                rows.append(try value("67-S0001", 7))
                let upsert = UpsertDataValues(rows: rows, now: region.now, by: "x")
                for statement in [upsert, UpsertDataValues(rows: rows, now: region.now, by: "y")] {
                    await #expect { try await region.database.execute(statement) } throws: {
                        ($0 as? PostgresError)?.constraint == "data_value_followed"
                    }
                }
                await #expect { try await region.database.execute(DeleteDataValues(rows: rows)) } throws: {
                    ($0 as? PostgresError)?.constraint == "data_value_followed"
                }
                let kept = try await region.call(
                    ListDataValues(element: "TH-ALL", period: try #require(Period("FY2566")), organisation: "67"))
                #expect(
                    kept.items.map { "\($0.organisation) \($0.number?.description ?? "")" } == [
                        "67-S0001 5", "67-S0002 9",
                    ])
                // No longer followed: it is written here again.
                try await region.database.execute(KeepFollowedProvinces(provinces: []))
                #expect(try await region.call(set).saved == 1)
            }
        }
    }

    /// A round of the region's own does not ask for what the province reports at its own service.
    private func questionnaire(_ region: TestService) async throws {
        try await region.database.execute(KeepFollowedProvinces(provinces: []))
        _ = try await region.call(element("67-ALL"))
        try await region.database.execute(KeepFollowedProvinces(provinces: ["67"]))
        _ = try await region.call(
            CreateRound(
                idempotencyKey: "own", code: "TH-R1", owner: "R17", fiscalYear: try #require(FiscalYear(2566)),
                name: LocalizedText(th: "รอบ"), opensOn: try #require(CalendarDate("2023-10-01")),
                dueOn: try #require(CalendarDate("2023-11-01"))))
        let question = Question(code: "Q", type: .number, text: LocalizedText(th: "ผู้เรียน"), element: "67-ALL")
        _ = try await region.call(
            SaveQuestionnaire(
                idempotencyKey: "q", round: "TH-R1",
                sections: [
                    QuestionnaireSection(code: "S", title: LocalizedText(th: "ส่วน"), questions: [question])
                ]))
        let error = await refusal {
            try await region.call(PublishQuestionnaire(idempotencyKey: "p", round: "TH-R1", version: 1))
        }
        expectFollowed(error, at: "/sections/0/questions/0")
    }

    /// A round of the region's own round the schools of a province that is followed, for a national element: refused where
    /// it is published and where it is opened, and where it was open before, its answers are no figures of theirs.
    @Test func answersOfTheRegionsRoundsAreNoFiguresOfWhatIsFollowed() async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { region in
            func follow(_ provinces: [String]) async throws {
                try await region.database.execute(KeepFollowedProvinces(provinces: provinces))
            }
            _ = try await region.call(element("TH-ALL"))
            _ = try await region.call(
                CreateRound(
                    idempotencyKey: "r", code: "TH-R1", owner: "R17", fiscalYear: try #require(FiscalYear(2566)),
                    name: LocalizedText(th: "รอบของภาค"), opensOn: try #require(CalendarDate("2023-10-01")),
                    dueOn: try #require(CalendarDate("2023-11-30"))))
            let asked = Question(code: "Q", type: .number, text: LocalizedText(th: "ผู้เรียน"), element: "TH-ALL")
            var offices = Question(code: "O", type: .number, text: LocalizedText(th: "ของสำนักงาน"), element: "TH-ALL")
            offices.kinds = [.university]
            for (version, question) in [offices, asked].enumerated() {
                _ = try await region.call(
                    SaveQuestionnaire(
                        idempotencyKey: "q\(version)", round: "TH-R1",
                        sections: [
                            QuestionnaireSection(code: "S", title: LocalizedText(th: "ส่วน"), questions: [question])
                        ], expectedVersion: version == 0 ? nil : 1))
            }
            try await follow(["67"])
            let publish = PublishQuestionnaire(idempotencyKey: "p", round: "TH-R1", version: 1)
            let refused = await refusal { try await region.call(publish) }
            expectFollowed(refused, at: "/sections/0/questions/0")
            #expect(refused?.problems.first?.message.th.contains("TH-ALL") ?? false)
            try await follow([])
            _ = try await region.call(publish)
            try await follow(["67"])
            let open = OpenRound(idempotencyKey: "o", round: "TH-R1", expectedVersion: 2)
            expectFollowed(await refusal { try await region.call(open) }, at: "/round")
            try await follow(["99"])
            _ = try await region.call(open)

            let setting = try Setting(region, round: "TH-R1")
            try await setting.certified("67-S0001", [QuestionAnswer(question: "Q", number: Quantity(5))])
            // Figures of who gave them, in the province that they are of.
            #expect(try await region.database.all(AnsweredFigures()) == ["67 67-S0001"])
            try await follow(["67"])
            #expect(try await region.database.all(AnsweredFigures()).isEmpty)
            let refresh = RefreshRound(idempotencyKey: "f", round: "TH-R1")
            expectFollowed(await refusal { try await region.call(refresh) }, at: "/round")
        }
    }

    @Test func aRoundAsksNobodyElsesOrganisations() async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            func refused(_ owner: String, asks under: [String]) async throws -> RPCError? {
                let round = CreateRound(
                    idempotencyKey: "r \(owner)", code: "67-R1", owner: owner,
                    fiscalYear: try #require(FiscalYear(2566)), name: LocalizedText(th: "รอบ"),
                    opensOn: try #require(CalendarDate("2023-10-01")),
                    dueOn: try #require(CalendarDate("2023-11-30")), target: TargetGroup(under: under))
                return await refusal { try await service.call(round) }
            }
            let error = try await refused("67", asks: ["67-01", "65-01"])
            #expect(error?.problems.map(\.path) == ["/target/under/1"] && error?.problems[0].message.en != nil)
            // An agency asks its own schools; the education office of a province the whole province.
            let agency = try await refused("67-02", asks: ["67-S0001", "67-S0003", "67"])
            #expect(agency?.problems.map(\.path) == ["/target/under/1", "/target/under/2"])
            #expect(try await refused("67-01", asks: ["67", "67-02"]) == nil)
        }
    }

    private func bulk(_ region: TestService) async throws {
        _ = try await region.call(
            BeginFigureBulk(
                idempotencyKey: "b", code: "TH-B1", under: "TH", layout: .long, strategy: .upsert, mode: .atomic))
        _ = try await region.call(
            SendFigureBulk(
                idempotencyKey: "s", bulk: "TH-B1", part: 0,
                text: "หน่วยงาน,ข้อมูล,ช่วงเวลา,ค่า\n67-S0001,TH-ALL,FY2566,7\n"))
        _ = try await region.call(RunFigureBulk(idempotencyKey: "r", bulk: "TH-B1", parts: 1))
        try await region.runJobs()
        let read = try await region.call(ReadFigureBulk(bulk: "TH-B1"))
        let problem = read.problems.items.first { $0.rule == FollowedProvinces.rule }
        #expect(read.bulk.state == .refused && problem?.row == 2 && problem?.column == "organisation")
        #expect(problem?.message.th.contains("67") ?? false)
    }
}

/// What answers of rounds are figures of.
private struct AnsweredFigures: Statement {
    static let sql = "SELECT province || ' ' || organisation FROM element_value WHERE source <> '1' ORDER BY 1"
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}
