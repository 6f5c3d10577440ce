import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import PlansContract
import RPCServer
import ReportingContract
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Reporting

@Suite(.timeLimit(.minutes(2))) struct DefinitionTests {
    let stubs: StubPeers

    init() throws { stubs = try StubPeers() }

    static let query = ReportQuery(
        name: "money", service: "budget", method: "budget.summary",
        params: #"{"organisation":"{organisation}","fiscalYear":{fiscalYear},"groupBy":"project","date":"{asOf}"}"#)

    static func definition(_ query: ReportQuery = query, rows: String = "/rows") -> ReportDefinition {
        ReportDefinition(
            code: "ownMoney", title: LocalizedText("งบ {name} {year}", "Money of {name}, {year}"), queries: [query],
            figures: [ReportFigure(name: "allocated", query: query.name, path: "/total/allocated", kind: .money)],
            parts: [
                ReportPartDefinition(
                    code: "money", title: LocalizedText(th: "งบ"),
                    blocks: [
                        .text(LocalizedText(th: "จัดสรร {allocated} บาท {unknown}")),
                        .table(
                            ReportTableBinding(
                                code: "rows", caption: LocalizedText(th: "ตาราง"), query: query.name, rows: rows,
                                columns: [
                                    ReportColumnBinding(
                                        code: "key", title: LocalizedText(th: "รหัส"), kind: .text, paths: ["/key"]),
                                    ReportColumnBinding(
                                        code: "allocated", title: LocalizedText(th: "จัดสรร"), kind: .money,
                                        paths: ["/allocated"]),
                                    ReportColumnBinding(
                                        code: "percent", title: LocalizedText(th: "ร้อยละ"), kind: .percent,
                                        paths: ["/spentBasisPoints"], basisPoints: true),
                                    ReportColumnBinding(
                                        code: "name", title: LocalizedText(th: "ชื่อ"), kind: .text, paths: ["/name"],
                                        absent: .notReported),
                                ], hasTotal: true, key: "/key")),
                    ])
            ])
    }

    @Test func shippedOnesAskOnlyWhatIsThere() {
        #expect(Set(ShippedDefinitions.all.map(\.code)).count == 11)
        for definition in ShippedDefinitions.all {
            var problems = Problems()
            definition.check(&problems, at: "/\(definition.code)")
            #expect(problems.items.isEmpty, "\(problems.items)")
            let found = DefinitionCheck(definition: definition, path: "/\(definition.code)").problems()
            #expect(found.isEmpty, "\(found)")
            // Every name in its texts is known.
            let known = Set(definition.figures.map(\.name)).union(
                ["organisation", "province", "fiscalYear", "year", "name", "quarter", "firstDay", "lastDay", "asOf"])
            guard definition.code != "annualProvincial" else { continue }
            for text in definition.parts.flatMap(\.blocks).flatMap({ [$0.text].compactMap { $0 } + ($0.items ?? []) }) {
                let names = Set(BracedText.pieces(text.th + (text.en ?? "")).compactMap(\.name))
                #expect(names.isSubset(of: known), "\(definition.code) \(names.subtracting(known))")
            }
        }
    }

    @Test func whatItAsksIsCheckedInPlace() {
        var wrong = Self.query
        wrong.method = "entry.import"
        #expect(paths(Self.definition(wrong)) == ["/queries/0/method"])
        wrong.method = "no.such"
        #expect(paths(Self.definition(wrong)) == ["/queries/0/method"])
        wrong = Self.query
        wrong.service = "elsewhere"
        #expect(paths(Self.definition(wrong)) == ["/queries/0/service"])
        wrong = Self.query
        wrong.params = #"{"organisation":"{nobody}","year":{fiscalYear}}"#
        let problems = DefinitionCheck(definition: Self.definition(wrong), path: "").problems()
        #expect(problems.allSatisfy { $0.path == "/queries/0/params" })
        // Everything at once, in words of both languages: the name, what is missing, what is not known.
        for words in ["{nobody}", "/fiscalYear: ต้องระบุ", "/year: ไม่รู้จัก"] {
            #expect(problems.contains { $0.message.th.contains(words) }, "\(words)")
        }
        #expect(problems.allSatisfy { !$0.message.th.contains("Error") && $0.message.en != $0.message.th })
        wrong.params = #"{"organisation":"#
        let cut = DefinitionCheck(definition: Self.definition(wrong), path: "").problems()
        #expect(cut.map(\.rule) == ["json"] && cut.first?.message.th.contains("ไบต์ที่ 16") == true, "\(cut)")
        #expect(paths(Self.definition(rows: "/total")) == ["/parts/0/blocks/1/table/rows"])
        var definition = Self.definition()
        definition.figures[0].path = "/total/nothing"
        definition.parts[0].blocks[1].table?.columns[0].paths = ["/keys"]
        #expect(paths(definition) == ["/figures/0/path", "/parts/0/blocks/1/table/columns/0/paths/0"])
    }

    private func paths(_ definition: ReportDefinition) -> [String] {
        DefinitionCheck(definition: definition, path: "").problems().map(\.path)
    }

    @Test func savedTriedPublishedAndUsed() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let saved = try await service.call(
                SaveReportDefinition(organisation: "67", definition: Self.definition(), idempotencyKey: "s"),
                as: .planner)
            #expect(saved.number == 1 && !saved.isPublished)
            let tried = try await service.call(
                TryReportDefinition(code: "ownMoney", organisation: "67", fiscalYear: stubs.year), as: .planner)
            let table = try #require(tried.parts[0].blocks.compactMap(\.table).first)
            #expect(table.rows[0].cells.map(\.value) == ["67-P04", "100.00", "70.00", nil])
            #expect(table.rows[0].cells[3].state == .notReported && table.rows[0].cells[1].source == 1)
            #expect(tried.parts[0].blocks[0].text?.th == "จัดสรร 100.00 บาท –" && tried.sources.count == 1)
            // A draft is tried and not used.
            let early = await #expect(throws: RPCError.self) {
                try await service.call(
                    ComposeReport(
                        organisation: "67", fiscalYear: stubs.year, definition: "ownMoney", idempotencyKey: "c0"),
                    as: .planner)
            }
            #expect(early?.kind == .notFound)
            var changed = Self.definition()
            changed.title = LocalizedText(th: "ใหม่")
            let second = try await service.call(
                SaveReportDefinition(
                    organisation: "67", definition: changed, expectedVersion: saved.version, idempotencyKey: "s2"),
                as: .planner)
            let stale = await #expect(throws: RPCError.self) {
                try await service.call(
                    SaveReportDefinition(
                        organisation: "67", definition: changed, expectedVersion: saved.version, idempotencyKey: "s3"),
                    as: .planner)
            }
            #expect(stale?.kind == .conflict && second.version == 2)
            // Numbers that no version has are no fault of the service.
            let far = await #expect(throws: RPCError.self) {
                try await service.call(
                    SaveReportDefinition(
                        organisation: "67", definition: changed, expectedVersion: 99_999_999_999, idempotencyKey: "s4"),
                    as: .planner)
            }
            #expect(far?.kind == .conflict)
            let none = await #expect(throws: RPCError.self) {
                try await service.call(
                    GetReportDefinition(code: "ownMoney", province: "67", number: 99_999_999_999), as: .planner)
            }
            #expect(none?.kind == .notFound)
            _ = try await service.call(
                PublishReportDefinition(
                    code: "ownMoney", organisation: "67", expectedVersion: second.version, idempotencyKey: "p"),
                as: .planner)
            let report = try await service.call(
                ComposeReport(organisation: "67", fiscalYear: stubs.year, definition: "ownMoney", idempotencyKey: "c"),
                as: .planner)
            #expect(report.code == "67-2566-ownMoney-1" && report.missing == 0 && report.title.th == "ใหม่")
            // What is published stays: the next is another number, and the report goes on as it was made.
            let third = try await service.call(
                SaveReportDefinition(organisation: "67", definition: Self.definition(), idempotencyKey: "s4"),
                as: .planner)
            #expect(third.number == 2)
            #expect(try await service.call(ReproduceReport(report: Reference(report.code)), as: .planner).isSame)
        }
    }

    @Test func quartersHaveReportsOfTheirOwn() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            func compose(_ quarter: Int?, _ key: String) async throws -> Report {
                try await service.call(
                    ComposeReport(
                        organisation: "67", fiscalYear: stubs.year, quarter: quarter, definition: "budgetQuarterly",
                        idempotencyKey: key), as: .planner)
            }
            let first = try await compose(1, "q1")
            let second = try await compose(2, "q2")
            #expect(first.code == "67-2566Q1-budgetQuarterly-1" && second.quarter == 2 && second.supersededBy == nil)
            #expect(try await service.call(GetReport(report: Reference(first.code)), as: .planner).supersededBy == nil)
            let content = try await service.call(GetReportContent(report: Reference(first.code)), as: .planner)
            #expect(content.sources[0].params.contains(#""date":"2022-12-31""#))
            let none = await #expect(throws: RPCError.self) { try await compose(nil, "q0") }
            #expect(none?.kind == .invalidParams)
            // Transfers are not answered by the stub: the draft says what it lacks, and is made again the same.
            #expect(first.missing == 1 && content.missing[0].parts == ["changes"])
            #expect(try await service.call(ReproduceReport(report: Reference(first.code)), as: .planner).isSame)
        }
    }

    @Test func valuesCannotBreakOutOfParams() {
        var values = BoundValues()
        values.set("a", #"x","admin":"1\"#)
        #expect(
            ParamsTemplate(#"{"p":"{a}","q":{"r":1}}"#).filled(values) == #"{"p":"x\",\"admin\":\"1\\","q":{"r":1}}"#)
        #expect(ParamsTemplate.with(cursor: "c\"", #"{"p":1}"#) == #"{"p":1,"cursor":"c\""}"#)
        #expect(ParamsTemplate.with(cursor: "c", "{}") == #"{"cursor":"c"}"#)
    }

    @Test func aPeerThatNeverStopsIsLeft() async throws {
        let endless = StubPeer(answers: [
            "link.list": Page<PlansContract.PlanLink>(items: [], nextCursor: PageCursor("o", ["k"]))
        ])
        var definition = Self.definition()
        definition.figures = []
        definition.queries = [
            ReportQuery(name: "money", service: "plans", method: "link.list", params: #"{"plan":"x"}"#)
        ]
        let instant = try #require(Instant("2023-10-20T03:00:00Z"))
        let gathered = await Gatherer(
            peers: ["plans": endless], clock: { instant }, deadline: .now + .seconds(10)
        ).gather(
            definition,
            ReportSubject(
                organisation: "67", province: "67", name: LocalizedText(th: "จ"), fiscalYear: stubs.year,
                asOf: stubs.day))
        #expect(gathered.gaps.map(\.reason) == [ReportMessages.tooManyPages(QueryRunner.pagesMax)])
    }

    @Test func answersOfAnotherKindAreNoFigures() throws {
        func cell(_ text: String, _ kind: ReportValueKind) throws -> String? {
            CellReader(kind: kind).cell(try JSONDocument(parsing: Array(text.utf8)).root)?.value
        }
        #expect(try cell(#""12.5""#, .money) == "12.50" && cell("7", .count) == "7" && cell(#""x""#, .money) == nil)
        #expect(try cell("null", .text) == nil && cell("[\"a\",\"b\"]", .text) == "a, b" && cell("{}", .count) == nil)
        #expect(try cell(#""2023-10-20T03:00:00Z""#, .date) == "2023-10-20" && cell("1e9", .count) == nil)
    }

    /// What is wrong with its form and what is wrong with what it asks for are told together.
    @Test func formAndQuestionsAreRefusedTogether() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            var definition = Self.definition()
            definition.code = "not a code"
            definition.queries.append(ReportQuery(name: "x", service: "plans", method: "plan.destroy", params: "{}"))
            definition.figures.append(ReportFigure(name: "y", query: "nowhere", path: "/a", kind: .count))
            let refused = await #expect(throws: RPCError.self) {
                try await service.call(
                    SaveReportDefinition(organisation: "67", definition: definition, idempotencyKey: "all"),
                    as: .planner)
            }
            #expect(refused?.kind == .invalidParams)
            let rules = Set(refused?.problems.map(\.rule) ?? [])
            for rule in ["definition.code", "definition.method", "definition.query"] {
                #expect(rules.contains(rule), "\(rules)")
            }
        }
    }
}
