import CommonContract
import JSONRPC
import Kernel
import PlansContract
import RPCServer
import ServiceTestSupport
import Testing

/// The driving calendar in the browser: what is due, where it stands with its evidence, and when it is to be done.
@Suite struct DrivingPageTests {
    private static let item = "CAL-6-school-3"
    private static let place = ["organisation": "67-S0001", "item": item]

    private func calendar(_ office: Office) async throws -> DrivingTask {
        let calendar = try await office.service.call(
            GetDrivingCalendar(organisation: "67-S0001", fiscalYear: Office.year(2566), approach: 6))
        return try #require(calendar.tasks.first { $0.item.code == Self.item })
    }

    @Test func aHeadSeesWhatIsDueAndReportsIt() async throws {
        try await Office.open { office in
            let visit = PageVisit(service: office.service, caller: .head, language: "en")
            let map = try await visit.get("/driving")
            #expect(map.contains("Due this month from you (1)"))
            #expect(map.contains("driving/of/67-S0001/\(Self.item)?year=2566&amp;occasion=1"))
            let all = try await visit.get(
                "/driving/of/:organisation", ["organisation": "67-S0001"], query: ["year": "2566"])
            #expect(all.contains("by 2023-11-30") && all.contains("not reported"))
            let query = ["year": "2566", "occasion": "1"]
            let one = try await visit.get("/driving/of/:organisation/:item", Self.place, query: query)
            #expect(one.contains("2023-10-01 – 2023-11-30") && one.contains("name=\"evidence\""))
            let form = [
                "year": "2566", "occasion": "1", "version": "0", "key": "k1", "state": "done",
                "evidence": "หนังสือ<นำส่ง>", "reference": "https://example.test/1", "evidenceDate": "2023-11-01",
            ]
            let path = "/driving/of/:organisation/:item"
            let sent = try await visit.send(path, Self.place, form)
            #expect(sent.status == 303 && sent.goesTo == "../67-S0001?year=2566&set=calendar", "\(sent.html)")
            #expect(try await visit.send(path, Self.place, form).status == 303, "sent twice it is one")
            let task = try await calendar(office)
            #expect(task.state == .done && task.version == 1)
            #expect(
                task.evidence == [
                    DrivingEvidence(
                        title: "หนังสือ<นำส่ง>", reference: "https://example.test/1", date: CalendarDate("2023-11-01"))
                ])
            let after = try await visit.get(path, Self.place, query: query)
            #expect(after.contains("หนังสือ&lt;นำส่ง&gt;") && after.contains("href=\"https://example.test/1\""))
            #expect(after.contains("name=\"there\"") && after.contains("name=\"drop0\""))
            #expect(!(try await visit.get("/driving")).contains("Due this month"))
            let cut = form.merging(["version": "1", "key": "k2", "there": "[{"]) { $1 }
            #expect(try await visit.send(path, Self.place, cut).status == 400, "what was there is not lost")
            #expect(try await calendar(office) == task)
        }
    }

    @Test func whatIsTypedStaysWhereItIsRefused() async throws {
        try await Office.open { office in
            let path = "/driving/of/:organisation/:item"
            var form = ["year": "2566", "occasion": "1", "version": "0", "key": "k1", "state": "notApplicable"]
            for (language, words) in [("th", "ต้องบอกเหตุผล"), ("en", "must say why it does not apply")] {
                let visit = PageVisit(service: office.service, caller: .head, language: language)
                let refused = try await visit.send(path, Self.place, form)
                #expect(refused.status == 400 && refused.html.contains(words))
            }
            let visit = PageVisit(service: office.service, caller: .head)
            form["state"] = "done"
            form["reference"] = "ศธ 1/2566"
            let untitled = try await visit.send(path, Self.place, form)
            #expect(untitled.status == 400 && untitled.html.contains("ศธ 1/2566"))
            #expect(try await calendar(office).version == 0)
            form["evidence"] = "หนังสือ"
            #expect(try await visit.send(path, Self.place, form).status == 303)
            // Somebody else was first: the second to save is told, and what was typed is still there.
            form["key"] = "k2"
            form["note"] = "ของฉัน"
            let late = try await visit.send(path, Self.place, form)
            #expect(late.status == 400 && late.html.contains("ของฉัน"))
            // Sent again as the page has it, it is taken: it goes on from how things stand now, and says so.
            #expect(late.html.contains("มีผู้บันทึกไปก่อน"))
            #expect(late.html.contains("name=\"version\" value=\"1\"") && late.html.contains("ศธ 1/2566"))
            form["key"] = "k3"
            form["version"] = "1"
            form["there"] = #"[{"title":"หนังสือ","reference":"ศธ 1/2566"}]"#
            form["drop0"] = "yes"
            form["evidence"] = ""
            form["reference"] = ""
            #expect(try await visit.send(path, Self.place, form).status == 303)
            #expect(try await calendar(office).evidence.isEmpty)
            let stranger = PageVisit(service: office.service, caller: .holding(.head, at: "67-S0002"))
            await #expect(throws: RPCError.self) { try await stranger.get(path, Self.place) }
        }
    }

    @Test func aPlannerDatesTheWorkAnew() async throws {
        try await Office.open { office in
            let visit = PageVisit(service: office.service, caller: .planner)
            let list = try await visit.get("/driving/items")
            #expect(list.contains("driving/items/CAL-6-school-1?province=67") && list.contains("ตามปฏิทินของต้นสังกัด"))
            let reader = try await PageVisit(service: office.service, caller: .head).get("/driving/items")
            #expect(!reader.contains("driving/items/CAL"))
            let place = ["item": "CAL-6-school-1"]
            let one = try await visit.get("/driving/items/:item", place, query: ["province": "67"])
            #expect(one.contains("name=\"parentCalendar\"") && one.contains("checked"))
            var form = ["province": "67", "version": "0", "key": "k1", "th": "รายงานผลต่อต้นสังกัด", "october": "yes"]
            let sent = try await visit.send("/driving/items/:item", place, form)
            #expect(sent.status == 303 && sent.goesTo == "../items?province=67&set=calendar", "\(sent.html)")
            let own = try await office.service.call(
                GetDrivingCalendar(organisation: "67-S0001", fiscalYear: Office.year(2567), approach: 6))
            let task = try #require(own.tasks.first { $0.item.code == "CAL-6-school-1" })
            #expect(task.dueOn == CalendarDate("2024-10-31") && task.item.text.th == "รายงานผลต่อต้นสังกัด")
            form["key"] = "k2"
            #expect(try await visit.send("/driving/items/:item", place, form).status == 400, "the version is old")
            form["october"] = nil
            let none = try await visit.send("/driving/items/:item", place, form)
            #expect(none.status == 400 && none.html.contains("เลือกช่วงเวลาอย่างน้อยหนึ่งช่วง"))
        }
    }
}
