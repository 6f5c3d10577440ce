import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Indicators

/// Files of any size through the pages, and what was replaced put back.
@Suite struct LargeImportTests {
    private func withElement(_ body: @Sendable (PageVisit) async throws -> Void) async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            _ = try await service.call(
                CreateDataElement(
                    idempotencyKey: "e",
                    element: DataElementInput(
                        code: "67-ALL", owner: "67", name: LocalizedText(th: "นักเรียนทั้งหมด"), unitCode: "person",
                        unit: LocalizedText("คน", "person"), periodType: .academicYear, minimum: .zero)), as: .planner)
            try await body(PageVisit(service: service, caller: .planner))
        }
    }

    private func figures(_ visit: PageVisit) async throws -> [String] {
        try await visit.service.call(
            ListDataValues(element: "67-ALL", period: try #require(Period("AY2566")), organisation: "67"), as: .planner
        ).items.map { "\($0.organisation) \($0.number?.description ?? $0.state?.rawValue ?? "")" }
    }

    @Test func aLargeFileIsLookedThroughAndThenLoaded() async throws {
        try await withElement { visit in
            let page = try await visit.get("/import/large")
            #expect(page.contains("data-part=") && page.contains("name=\"strategy\""))
            #expect(try await visit.get("/import/figures").contains("../import/large"))
            let fields = [
                "under": "67", "layout": "long", "strategy": "upsert", "mode": "partial",
                "key": "0190b3a0-0000-7000-8000-00000000abcd",
            ]
            let none = try await visit.send("/import/large", [:], fields)
            #expect(none.status == 400 && none.html.contains("role=\"alert\""))
            let table = "หน่วยงาน,ข้อมูล,ช่วงเวลา,ค่า\n67-S0001,67-ALL,AY2566,๖๐\n67-NO,67-ALL,AY2566,1\n"
            let sent = try await visit.send("/import/large", [:], fields, file: ("ใหญ่.csv", table))
            let code = sent.goesTo.split(separator: "/").last.map(String.init) ?? ""
            #expect(code.hasPrefix("67-W"), "\(sent.html)")
            let state = "/import/large/:bulk"
            let running = try await visit.file(state, ["bulk": code])
            #expect(running.headers.contains { $0.name == "Refresh" })
            try await visit.service.runJobs()
            let checked = try await visit.get(state, ["bulk": code])
            #expect(checked.contains("แถวที่ 3") && checked.contains("./\(code)/annotated"))
            #expect(checked.contains("แถวต่อวินาที") && checked.contains("value=\"load\""))
            #expect(try await figures(visit).isEmpty)
            let annotated = try await visit.file(state + "/annotated", ["bulk": code])
            #expect(String(decoding: annotated.body, as: UTF8.self).contains("67-NO"))
            #expect(try await visit.send(state, ["bulk": code], ["do": "load", "key": "l"]).goesTo == "./\(code)")
            try await visit.service.runJobs()
            #expect(try await figures(visit) == ["67-S0001 60"])
            #expect(try await visit.get(state, ["bulk": code]).contains("../../indicators"))
            // Taken back: counted, then done.
            #expect(try await visit.get(state, ["bulk": code]).contains("value=\"count\""))
            _ = try await visit.send(state, ["bulk": code], ["do": "count", "key": "c"])
            try await visit.service.runJobs()
            #expect(try await visit.get(state, ["bulk": code]).contains("เอาค่าที่เพิ่มใหม่ออก 1 ค่า"))
            _ = try await visit.send(state, ["bulk": code], ["do": "undo", "key": "u"])
            try await visit.service.runJobs()
            #expect(try await visit.get(state, ["bulk": code]).contains("ยกเลิกแล้ว"))
            #expect(try await figures(visit).isEmpty)
            let reporter = PageVisit(service: visit.service, caller: .stranger)
            #expect(await refusal { try await reporter.get(state, ["bulk": code]) } != nil)
        }
    }

    @Test func aFileTakesFiguresBackOnThePages() async throws {
        try await withElement { visit in
            let table = "หน่วยงาน,67-ALL\n67-S0001,60\n67-S0002,7\n"
            func settings(_ strategy: String, _ key: String) -> [String: String] {
                [
                    "s.under": "67", "s.layout": "wide", "s.period": "AY2566", "s.elements": "67-ALL",
                    "s.strategy": strategy, "key": key,
                ]
            }
            for strategy in ["upsert", "delete"] {
                let sent = try await visit.send(
                    "/import/figures", [:], settings(strategy, "u\(strategy)"), file: ("ก.csv", table))
                let items = PageVisit.query(of: sent.goesTo).merging(["do": "load", "key": "l\(strategy)"]) { $1 }
                let done = try await visit.send("/import/figures", [:], items)
                let page = try await visit.get("/import/figures/done", query: PageVisit.query(of: done.goesTo))
                #expect(page.contains("ค่าที่เอาออก") == (strategy == "delete"))
                #expect(try await figures(visit).count == (strategy == "delete" ? 0 : 2))
                if strategy == "delete" {
                    let run = PageVisit.query(of: done.goesTo)["run"] ?? ""
                    #expect(try await visit.send("/import/figures/done", [:], ["run": run, "in": "67"]).status == 303)
                }
            }
            #expect(try await figures(visit) == ["67-S0001 60", "67-S0002 7"])
        }
    }

    @Test func whatAFileReplacedIsBackAsItWas() async throws {
        try await withElement { visit in
            let service = visit.service
            let period = try #require(Period("AY2566"))
            @Sendable func set(_ key: String, _ organisation: String, _ number: Int) async throws {
                _ = try await service.call(
                    SetDataValues(
                        idempotencyKey: key, under: "67", mode: .atomic,
                        values: [
                            DataValue(
                                element: "67-ALL", period: period, organisation: organisation, number: Quantity(number))
                        ]), as: .planner)
            }
            @Sendable func load(_ key: String) async throws -> [String: String] {
                let settings = [
                    "s.under": "67", "s.layout": "wide", "s.period": "AY2566", "s.elements": "67-ALL",
                    "s.strategy": "upsert", "key": "u\(key)",
                ]
                let sent = try await visit.send(
                    "/import/figures", [:], settings,
                    file: ("ก.csv", "หน่วยงาน,67-ALL\n67-S0001,60\n67-S0002,ไม่มี\n67-S0003,7"))
                let items = PageVisit.query(of: sent.goesTo).merging(["do": "load", "key": "l\(key)"]) { $1 }
                return PageVisit.query(of: try await visit.send("/import/figures", [:], items).goesTo)
            }
            try await set("a", "67-S0001", 5)
            try await set("b", "67-S0003", 7)
            let before = try await figures(visit)
            let run = try await load("1")
            #expect(try await figures(visit) == ["67-S0001 60", "67-S0002 none", "67-S0003 7"])
            #expect(try await visit.get("/import/figures/done", query: run).contains("แถวต่อวินาที"))
            let undo = ["run": run["run"] ?? "", "in": "67"]
            #expect(try await visit.send("/import/figures/done", [:], undo).status == 303)
            #expect(try await figures(visit) == before)
            // What somebody changed since stays, and so does everything else: it is said what.
            let second = try await load("2")
            try await set("c", "67-S0002", 9)
            let refused = try await visit.send(
                "/import/figures/done", [:], ["run": second["run"] ?? "", "in": "67"])
            #expect(refused.status >= 400 && refused.html.contains("67-ALL AY2566 67-S0002"), "\(refused.html)")
            #expect(try await figures(visit) == ["67-S0001 60", "67-S0002 9", "67-S0003 7"])
            let other = await refusal {
                try await service.call(
                    UndoFigureImport(idempotencyKey: "x", under: "67", import: "page-import-load-l2"),
                    as: .holding([.planner], at: "67", subject: "other"))
            }
            #expect(other?.kind == .notFound)
        }
    }
}
