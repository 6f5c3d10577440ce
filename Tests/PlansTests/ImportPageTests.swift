import CommonContract
import JSONRPC
import Kernel
import PlansContract
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

/// Projects come into a plan's draft through the wizard.
@Suite struct ImportPageTests {
    @Test func aTableOfProjectsIsCheckedThenLoaded() async throws {
        try await Office.open { office in
            try await office.plan("67-F", .annualActionPlan, at: "67-01")
            let visit = PageVisit(service: office.service, caller: .planner)
            let table = "รหัส,ประเภท,ชื่อ,งบประมาณ\n67-G1,เป้าประสงค์,ผู้เรียนอ่านออก,\n,เป้าประสงค์,ไม่มีรหัส,ร้อย"
            let wizard = "/import/elements"
            let unknown = try await visit.send(wizard, [:], ["s.plan": "67-NONE", "key": "u0"], file: ("ก.csv", table))
            #expect(unknown.status == 404 && unknown.html.contains("value=\"67-NONE\""))
            let sent = try await visit.send(wizard, [:], ["s.plan": "67-F", "key": "u1"], file: ("ก.csv", table))
            let items = PageVisit.query(of: sent.goesTo)
            let checked = try await visit.get(wizard, query: items)
            #expect(checked.contains("class=\"why\"") && checked.contains("name=\"c.budget\""))
            #expect(try await office.service.call(ListElements(plan: "67-F")).items.isEmpty)
            let loaded = try await visit.send(
                wizard, [:], items.merging(["do": "load", "key": "l1", "partial": "yes"]) { $1 })
            #expect(loaded.status == 303, "\(loaded.html)")
            #expect(try await office.service.call(ListElements(plan: "67-F")).items.map(\.code) == ["67-G1"])
            let done = try await visit.get(wizard + "/done", query: PageVisit.query(of: loaded.goesTo))
            #expect(done.contains("../../plans/67-F"))
        }
    }

    @Test func aListOfPlansIsCheckedThenLoaded() async throws {
        try await Office.open { office in
            let visit = PageVisit(service: office.service, caller: .planner, language: "en")
            let table =
                "รหัสแผน,ประเภทแผน,ชื่อแผน,ปีเริ่มต้น,ปีสิ้นสุด,หน่วยงาน\n"
                + "67-AP1,แผนปฏิบัติราชการประจำปี,แผนปี,๒๕๖๗,2567,67-02\n67-AP2,แผนลับ,แผนอื่น,2570,2567,65-01\n"
            let wizard = "/import/plans"
            let sent = try await visit.send(
                wizard, [:], ["s.organisation": "67", "key": "u1"], file: ("plans.csv", table))
            let items = PageVisit.query(of: sent.goesTo)
            let checked = try await visit.get(wizard, query: items)
            #expect(checked.contains("class=\"why\"") && checked.contains("name=\"c.firstYear\""))
            #expect(await refusal { try await office.service.call(GetPlan(plan: "67-AP1")) } == "notFound")
            let loaded = try await visit.send(
                wizard, [:], items.merging(["do": "load", "key": "l1", "partial": "yes"]) { $1 })
            #expect(loaded.status == 303, "\(loaded.html)")
            #expect(try await office.service.call(GetPlan(plan: "67-AP1")).organisation == "67-02")
            #expect(await refusal { try await office.service.call(GetPlan(plan: "67-AP2")) } == "notFound")
            let done = try await visit.get(wizard + "/done", query: PageVisit.query(of: loaded.goesTo))
            #expect(done.contains("../../plans?organisation=67"))
            let foreign = try await visit.send(
                wizard, [:], ["s.organisation": "67-NONE", "key": "u2"], file: ("plans.csv", table))
            #expect(foreign.status == 404)
        }
    }

    @Test func aPlanIsTakenAlongAndStratMLComesBackIn() async throws {
        try await Office.open { office in
            try await office.web()
            let visit = PageVisit(service: office.service, caller: .planner, language: "en")
            let place = ["code": "67-PEDP"]
            let page = try await visit.get("/plans/:code", place)
            #expect(page.contains("file?format=xlsx&amp;version=1") && page.contains("67-PEDP/stratml"))
            let workbook = try await visit.file("/plans/:code/file", place, query: ["format": "xlsx"])
            #expect(workbook.body.starts(with: [0x50, 0x4B, 0x03, 0x04]))
            let table = try await visit.file("/plans/:code/file", place, query: ["format": "csv"])
            #expect(String(decoding: table.body, as: UTF8.self).contains("67-P1"))
            let stratml = try await visit.file("/plans/:code/file", place, query: ["format": "stratml"])
            let xml = String(decoding: stratml.body, as: UTF8.self)
            let before = try await office.service.call(ListElements(plan: "67-PEDP")).items
            let form = "/plans/:code/stratml"
            let sent = try await visit.send(form, place, ["key": "s1"], file: ("a.stratml", xml))
            #expect(sent.status == 303 && sent.goesTo == "../67-PEDP", "\(sent.html)")
            #expect(try await office.service.call(ListElements(plan: "67-PEDP")).items == before)
            let broken = try await visit.send(form, place, ["key": "s2"], file: ("a.stratml", "<a><b></a>"))
            #expect(broken.status == 400 && broken.html.contains("/xml"))
            #expect(try await visit.send(form, place, ["key": "s3"]).status == 400)
            await #expect(throws: RPCError.self) {
                try await visit.file("/plans/:code/file", place, query: ["format": "exe"])
            }
            try await office.announce("67-PEDP")
            let reader = try await PageVisit(service: office.service, caller: .anonymous).get("/plans/:code", place)
            #expect(!reader.contains("file?format"))
        }
    }
}
