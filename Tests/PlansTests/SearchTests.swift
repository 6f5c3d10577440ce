import CommonContract
import JSONRPC
import Kernel
import PlansContract
import RPCServer
import ServiceTestSupport
import Testing

@Suite struct SearchTests {
    private func fill(_ office: Office) async throws {
        try await office.plan("67-X", .provincialEducationPlan, at: "67-01")
        let names = [
            "โครงการส่งเสริมการอ่านออกเขียนได้ ชั้น ป.1", "โครงการอ่านออกเขียนได้", "โครงการบริหารจัดการน้ำ 100%_เต็ม",
            "โครงการพัฒนาภาษาอังกฤษ (English Camp)", "โครงการเกษตรพอเพียง",
        ]
        var rows = names.enumerated().map { index, name in
            ElementDraft(code: "67-P\(index)", kind: .project, text: LocalizedText(th: name))
        }
        rows[3].text.en = "Reading and speaking"
        try await office.elements("67-X", rows)
    }

    @Test func thaiIsFoundByAnyPartOfIt() async throws {
        try await Office.open { office in
            try await fill(office)
            func codes(_ text: String, _ match: SearchMatch = .contains) async throws -> [String] {
                try await office.service.call(SearchPlans(text: text, match: match)).items.map(\.element.code)
            }
            #expect(try await codes("อ่านออก") == ["67-P1", "67-P0"])
            #expect(try await codes("english camp") == ["67-P3"])
            #expect(try await codes("SPEAKING") == ["67-P3"])
            #expect(try await codes("67-P4") == ["67-P4"])
            #expect(try await codes("100%_เ") == ["67-P2"])
            #expect(try await codes("100_%") == [])
            #expect(try await codes("อ่านออกเขียนใด้") == [])
            #expect(try await codes("อ่านออกเขียนใด้", .similar).sorted() == ["67-P0", "67-P1"])
            let like = try await office.service.call(SearchPlans(text: "อ่านออกเขียนใด้", match: .similar, limit: 1))
            #expect((60...99).contains(like.items.first?.likeness ?? 0))
            #expect(try await codes("อก") == ["67-P1", "67-P0"])
            #expect(try await codes("CA") == ["67-P3"])
            #expect(try await codes("%_") == ["67-P2"])
            #expect(try await codes("ฮฮ") == [])
            #expect(await refusal { try await codes("อ") } == "invalidParams")
            #expect(await refusal { try await codes("อก", .similar) } == "invalidParams")
        }
    }

    @Test func pagesNeitherLoseNorDouble() async throws {
        try await Office.open { office in
            try await office.plan("67-X", .provincialEducationPlan, at: "67-01")
            let rows = (1...250).map { index in
                ElementDraft(
                    code: "67-P\(index)", kind: .project, text: LocalizedText(th: "โครงการที่ \(index) โรงเรียนบ้านหนอง"))
            }
            try await office.elements("67-X", rows)
            for match in SearchMatch.allCases {
                var seen: [String] = []
                var cursor: PageCursor?
                repeat {
                    let page = try await office.service.call(
                        SearchPlans(text: "โรงเรียนบ้านหนอง", match: match, limit: 60, cursor: cursor))
                    seen += page.items.map(\.element.code)
                    cursor = page.nextCursor
                } while cursor != nil
                #expect(seen.count == 250)
                #expect(Set(seen).count == 250)
            }
        }
    }

    /// More are like it than are ever compared one by one in passing: those that are likest stand first wherever they are,
    /// and the pages go through all of them in one order.
    @Test func theLikestOfVeryManyComeFirst() async throws {
        try await Office.open { office in
            try await office.plan("67-X", .provincialEducationPlan, at: "67-01")
            // The likest are neither the first nor the last that were made.
            let rows = (1...3_400).map { index in
                "67-P\(index),โครงการ\(index % 500 == 250 ? "อ่านออกเขียนใด้" : "อ่านออกเขียนได้") ที่ \(index)"
            }
            let file = SheetFile(text: "รหัส,โครงการ\n" + rows.joined(separator: "\n") + "\n")
            _ = try await office.service.call(ImportElementFile(idempotencyKey: "f", plan: "67-X", file: file))
            func pages(_ text: String) async throws -> [FoundElement] {
                var found: [FoundElement] = []
                var cursor: PageCursor?
                repeat {
                    let page = try await office.service.call(
                        SearchPlans(text: text, match: .similar, limit: 700, cursor: cursor))
                    found += page.items
                    cursor = page.nextCursor
                } while cursor != nil
                return found
            }
            let misspelt = try await pages("อ่านออกเขียนใด้")
            #expect(misspelt.count == 3_400 && Set(misspelt.map(\.element.code)).count == 3_400)
            #expect(misspelt.prefix(7).allSatisfy { $0.element.text.th.contains("ใด้") })
            let likeness = misspelt.compactMap(\.likeness)
            #expect(likeness.count == 3_400 && likeness == likeness.sorted(by: >))
            #expect(likeness[6] > likeness[7])
            let every = try await pages("โครงการ")
            #expect(every.map(\.element.id) == every.map(\.element.id).sorted { $0.description > $1.description })
            #expect(every.count == 3_400)
        }
    }

    @Test func draftsAreFoundOnlyByThoseWhoReadThem() async throws {
        try await Office.open { office in
            try await fill(office)
            let asked = SearchPlans(text: "อ่านออก")
            #expect(try await office.service.call(asked, as: .head).items.count == 2)
            #expect(try await office.service.call(asked, as: .stranger).items.isEmpty)
            #expect(try await office.service.call(asked, as: .holding(.planner, at: "65-01")).items.isEmpty)
            try await office.announce("67-X")
            #expect(try await office.service.call(asked, as: .stranger).items.count == 2)
            _ = try await office.service.call(AmendPlan(idempotencyKey: "amend", plan: "67-X", reason: "?"))
            #expect(try await office.service.call(asked).items.map(\.element.planVersion) == [1, 1])
        }
    }

    @Test func filtersNarrowIt() async throws {
        try await Office.open { office in
            try await fill(office)
            func count(_ asked: SearchPlans) async throws -> Int {
                try await office.service.call(asked).items.count
            }
            #expect(try await count(SearchPlans(text: "โครงการ")) == 5)
            #expect(try await count(SearchPlans(text: "โครงการ", kind: .goal)) == 0)
            #expect(try await count(SearchPlans(text: "โครงการ", plan: "67-X", organisation: "67")) == 5)
            #expect(try await count(SearchPlans(text: "โครงการ", organisation: "67-02")) == 0)
            #expect(try await count(SearchPlans(text: "โครงการ", province: "65")) == 0)
            #expect(try await count(SearchPlans(text: "โครงการ", fiscalYear: Office.year(2571))) == 0)
        }
    }
}
