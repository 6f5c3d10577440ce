import CommonContract
import Files
import IndicatorsContract
import JSONRPC
import Pages
import Kernel
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Indicators

/// The wizard that brings files in: nothing is written before it is loaded, every problem stands on the sheet, columns
/// are remembered, and what the domain allows is taken back.
@Suite struct ImportPageTests {
    private func withElement(_ body: @Sendable (PageVisit) async throws -> Void) async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            _ = try await service.call(
                CreateDataElement(
                    idempotencyKey: "e",
                    element: DataElementInput(
                        code: "67-ALL", owner: "67", name: LocalizedText(th: "นักเรียนทั้งหมด"), unitCode: "person",
                        unit: LocalizedText("คน", "person"), periodType: .academicYear, minimum: .zero, dimensions: [])),
                as: .planner)
            try await body(PageVisit(service: service, caller: .planner))
        }
    }

    private let wizard = "/import/figures"
    private let settings = [
        "s.under": "67", "s.layout": "wide", "s.period": "AY2566", "s.elements": "67-ALL", "s.strategy": "create",
    ]

    private func upload(
        _ visit: PageVisit, _ text: String, key: String
    ) async throws -> [String: String] {
        let sent = try await visit.send(
            wizard, [:], settings.merging(["key": key]) { $1 }, file: ("นักเรียน.csv", text))
        #expect(sent.status == 303, "\(sent.html)")
        return PageVisit.query(of: sent.goesTo)
    }

    private func count(_ visit: PageVisit) async throws -> Int {
        try await visit.service.call(
            ListDataValues(element: "67-ALL", period: try #require(Period("AY2566")), organisation: "67"), as: .planner
        ).items.count
    }

    @Test func whatIsWrongWithTheHeadingsIsSaidThere() async throws {
        try await withElement { visit in
            let items = try await upload(visit, "โรงเรียน,นร\n67-S0001,60\n", key: "h1")
            let checked = try await visit.get(wizard, query: items)
            #expect(checked.contains("<span class=\"why\">ไม่พบแถวหัวตาราง"))
            #expect(checked.contains("<details class=\"card\" open>") && !checked.contains("value=\"load\""))
            // A heading that is not the data element's is told: its column would be left out in silence.
            let other = try await upload(visit, "หน่วยงาน,นร\n67-S0001,60\n", key: "h2")
            let told = try await visit.get(wizard, query: other)
            #expect(told.contains("<span class=\"why\">ไม่มีคอลัมน์ “นักเรียนทั้งหมด”"))
        }
    }

    @Test func whatWasRefusedCanBeLoadedInPart() async throws {
        try await withElement { visit in
            let items = try await upload(
                visit, "หน่วยงาน,นักเรียนทั้งหมด\n67-S0001,60\n67-S0002,ห้า\n67-S0001,61\n", key: "p1")
            let refused = try await visit.send(wizard, [:], items.merging(["do": "load", "key": "p2"]) { $1 })
            #expect(refused.status == 400 && refused.html.contains("value=\"load\""))
            #expect(refused.html.contains("ค่าที่จะบันทึก") && refused.html.contains("ข้อมูลนี้มีแล้วในแถวที่ 2"))
            #expect(try await count(visit) == 0)
        }
    }

    @Test func aFileIsCheckedLoadedAndTakenBack() async throws {
        try await withElement { visit in
            #expect(try await visit.get("/import").contains("./import/figures"))
            #expect(try await visit.get(wizard).contains("name=\"s.under\""))
            let none = try await visit.send(wizard, [:], settings.merging(["key": "u0"]) { $1 })
            #expect(none.status == 400 && none.html.contains("value=\"67-ALL\""))
            let items = try await upload(
                visit, "หน่วยงาน,นักเรียนทั้งหมด\n67-S0001,๖๐\n67-NOBODY,ห้า\n67-S0002,70", key: "u1")
            let checked = try await visit.get(wizard, query: items)
            #expect(checked.contains("class=\"wrong\"") && checked.contains("class=\"why\""))
            #expect(checked.contains("annotated?") && checked.contains("name=\"c.organisation\""))
            #expect(try await count(visit) == 0)
            let annotated = try await visit.file(wizard + "/annotated", query: items)
            #expect(String(decoding: annotated.body, as: UTF8.self).contains("67-NOBODY"))
            // All or nothing unless rows may be left out.
            let refused = try await visit.send(wizard, [:], items.merging(["do": "load", "key": "l0"]) { $1 })
            #expect(refused.status >= 400)
            #expect(try await count(visit) == 0)
            let partial = items.merging(["do": "load", "key": "l1", "partial": "yes"]) { $1 }
            let loaded = try await visit.send(wizard, [:], partial)
            #expect(loaded.status == 303, "\(loaded.html)")
            #expect(try await visit.send(wizard, [:], partial).goesTo == loaded.goesTo)
            #expect(try await count(visit) == 2)
            let query = PageVisit.query(of: loaded.goesTo)
            let done = try await visit.get(wizard + "/done", query: query)
            #expect(done.contains("นำกลับทั้งแฟ้ม"))
            #expect(try await visit.get(wizard).contains("นักเรียน.csv"))
            let stranger = PageVisit(service: visit.service, caller: .holding([.planner], at: "67", subject: "other"))
            #expect(await refusal { try await stranger.get(wizard + "/done", query: query) }?.kind == .notFound)
            let undone = try await visit.send(wizard + "/done", [:], ["run": query["run"] ?? "", "in": "67"])
            #expect(undone.status == 303, "\(undone.html)")
            #expect(try await count(visit) == 0)
            let twice = try await visit.send(wizard + "/done", [:], ["run": query["run"] ?? "", "in": "67"])
            #expect(twice.status >= 400)
        }
    }

    @Test func columnsAreChosenAndRemembered() async throws {
        try await withElement { visit in
            let table = "ที่ตั้ง,ยอด\n67-S0001,60"
            let items = try await upload(visit, table, key: "u1")
            let page = try await visit.file(wizard, query: items)
            let html = String(decoding: page.body, as: UTF8.self)
            #expect(html.contains("A: ที่ตั้ง"), "headings are there to choose although none is recognised")
            let chosen = items.merging(["c.organisation": "A", "c.67-ALL": "B", "header": "1"]) { $1 }
            #expect(try await visit.get(wizard, query: chosen).contains("ไม่พบปัญหา"))
            let loaded = try await visit.send(wizard, [:], chosen.merging(["do": "load", "key": "l1"]) { $1 })
            #expect(loaded.status == 303, "\(loaded.html)")
            let next = try await upload(visit, "จำนวนนักเรียน,\nที่ตั้ง,ยอด\n67-S0002,70", key: "u2")
            let again = try await visit.get(wizard, query: next)
            #expect(again.contains("ใช้คอลัมน์ที่จำไว้") && again.contains("ไม่พบปัญหา"))
        }
    }

    @Test func whatIsNoTableIsSaidInWords() async throws {
        try await withElement { visit in
            let files = [
                ("ตาราง.csv", "<html><script>x</script>", "HTML"), ("ตาราง.csv", "%PDF-1.4\n%%EOF\n", "CSV หรือ XLSX"),
                ("ตาราง.xlsx", "PK\u{3}\u{4}x", "เสียหาย"), ("ตาราง.xlsx", "หน่วยงาน,นักเรียนทั้งหมด\n67-S0001,1", ".xlsx"),
                ("ตาราง.csv", "หน่วยงาน,นักเรียนทั้งหมด\n\"67-S0001,1", "เซลล์ A2"),
            ]
            for (number, (name, text, said)) in files.enumerated() {
                let sent = try await visit.send(
                    wizard, [:], settings.merging(["key": "u\(number)"]) { $1 }, file: (name, text))
                #expect(sent.status >= 400 && sent.html.contains("class=\"note bad\""), "\(name) \(text)")
                #expect(sent.html.contains(said) && !sent.html.contains("<script>x"), "\(sent.html)")
                let kept = GetFile(sha256: FileStore.hash(of: Array(text.utf8)))
                #expect(await refusal { try await visit.service.call(kept, as: .planner) }?.kind == .notFound)
            }
        }
    }

    @Test func answersOfARoundComeAsDrafts() async throws {
        try await withRound { setting in
            let visit = PageVisit(service: setting.service, caller: .planner)
            #expect(try await visit.get("/import/answers").contains("67-R2566"))
            let sent = try await visit.send(
                "/import/answers", [:], ["s.round": "67-R2566", "key": "a1"],
                file: ("ตอบ.csv", "หน่วยงาน,N,D\n67-S0001,45,60\n67-S0002,99999,60"))
            let items = PageVisit.query(of: sent.goesTo)
            let checked = try await visit.get("/import/answers", query: items)
            #expect(checked.contains("class=\"why\"") && checked.contains("99999"))
            let loaded = try await visit.send(
                "/import/answers", [:], items.merging(["do": "load", "key": "l1", "partial": "yes"]) { $1 })
            #expect(loaded.status == 303, "\(loaded.html)")
            let saved = try await setting.service.call(
                GetSubmission(round: setting.round, organisation: "67-S0001"), as: .planner)
            #expect(saved.summary.state == .draft && saved.answers.count == 2)
        }
    }

    @Test func aListOfSchoolsAddsOnlyWhatIsSurelyNew() async throws {
        try await withElement { visit in
            let areas = [Area(code: "6703", name: LocalizedText(th: "หล่มสัก"))]
            _ = try await visit.service.call(ImportAreas(idempotencyKey: "areas", under: "67", areas: areas))
            let table = """
                ชื่อ,ตำบล,อำเภอ,จังหวัด
                ร.ร.ตัวอย่าง ๒,,,เพชรบูรณ์
                โรงเรียนบ้านน้ำชุน,,หล่มสัก,เพชรบูรณ์
                """
            let sent = try await visit.send(
                "/import/schools", [:],
                ["s.province": "67", "s.parent": "67-02", "s.prefix": "67-N", "key": "s1"],
                file: ("โรงเรียน.csv", table))
            let items = PageVisit.query(of: sent.goesTo)
            #expect(try await visit.get("/import/schools", query: items).contains("ใหม่ จะเพิ่ม"))
            let loaded = try await visit.send(
                "/import/schools", [:], items.merging(["do": "load", "key": "l1"]) { $1 })
            #expect(loaded.status == 303, "\(loaded.html)")
            let new = try await visit.service.call(GetOrganisation(organisation: "67-N0001"), as: .planner)
            #expect(new.organisation.name.th == "โรงเรียนบ้านน้ำชุน")
        }
    }
}
