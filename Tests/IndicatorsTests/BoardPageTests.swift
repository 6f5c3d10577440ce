import CommonContract
import IndicatorsContract
import JSONRPC
import Pages
import Postgres
import ServiceKit
import Kernel
import RPCServer
import ServiceTestSupport
import Testing

@testable import Indicators

/// The board of a round: who has answered, reminding, and many accepted or sent back at once.
@Suite struct BoardPageTests {
    private let board = "/rounds/:round"
    private let round = ["round": "67-R2566"]

    @Test func theBoardShowsWhoHasAnsweredToThoseWhoMay() async throws {
        try await withRound { setting in
            try await setting.certified("67-S0001")
            let planner = PageVisit(service: setting.service, caller: .planner)
            #expect(try await planner.get("/rounds").contains("./rounds/67-R2566"))
            let status = try await planner.get(board, round)
            #expect(status.contains("14.29") && status.contains("30 พฤศจิกายน 2566"))
            let agency = PageVisit(service: setting.service, caller: .agencyPlanner, language: "en")
            let query = ["organisation": "67-02"]
            #expect(try await agency.get(board, round, query: query).contains("Example School 1"))
            let reporter = PageVisit(service: setting.service, caller: .reporter)
            #expect(await refusal { try await reporter.get(board, round, query: query) }?.kind == .forbidden)
            #expect(await refusal { try await planner.get(board, ["round": "67-<b>"]) }?.kind == .notFound)
            let districts = try await planner.get(board, round, query: ["view": "districts"])
            #expect(districts.contains("class=\"tiles\"") && districts.contains("district="))
            let all = try await planner.get(board, round, query: ["view": "all", "state": "certified"])
            #expect(all.contains("submissions/67-R2566/67-S0001") && !all.contains("67-S0002"))
            // Past the due day those who have not answered are late.
            #expect(
                try await planner.get(board, round, query: ["view": "all", "late": "yes"]).contains(
                    "ไม่มีหน่วยงานตามเงื่อนไข"))
            setting.service.now = try #require(Instant("2023-12-05T03:00:00Z"))
            let late = try await planner.get(board, round, query: ["view": "all", "late": "yes"])
            #expect(late.contains("67-S0002") && !late.contains("value=\"yes\" aria-label=\"โรงเรียนตัวอย่าง 1\""))
        }
    }

    /// The order is that of the whole list: the next page goes on where this one ends, either way round.
    @Test func listsAreOrderedAsAWhole() async throws {
        try await withRound { setting in
            try await setting.certified("67-S0002")
            try await setting.save("67-S0001", Setting.answers())
            let key = try await setting.service.call(GetRound(round: setting.round), as: .planner).key
            let keys = ["name", "state", "district", "when"]
            let headings = keys.map { PageOrder.Heading($0, $0) }
            func page(_ sort: String, _ cursor: PageCursor?, _ limit: Int) async throws -> ([String], PageCursor?) {
                let list = try #require(try SortedList(PageOrder(headings, sort), cursor: cursor, limit: limit))
                let rows = try await setting.service.database.all(
                    MembersInOrder(round: key, filter: BoardFilter(under: "67"), isPast: false, list: list))
                return (list.items(rows).map(\.organisation), list.next(after: rows))
            }
            for sort in keys + keys.map({ "-" + $0 }) {
                let (all, _) = try await page(sort, nil, 100)
                #expect(Set(all).count == all.count && all.count > 5)
                var (seen, next) = try await page(sort, nil, 3)
                while let cursor = next {
                    let more = try await page(sort, cursor, 3)
                    seen += more.0
                    next = more.1
                }
                #expect(seen == all, "\(sort)")
            }
            #expect(Array(try await page("-state", nil, 2).0) == ["67-S0002", "67-S0001"])
            let planner = PageVisit(service: setting.service, caller: .planner)
            let html = try await planner.get(board, round, query: ["view": "all", "sort": "-state"])
            #expect(html.contains("aria-sort=\"descending\"") && html.contains("sort=name"))
            let rows = html.split(separator: "<tr>").filter { $0.contains("name=\"o.67-S000") }
            #expect(rows.first?.contains("67-S0002") ?? false)
            let wild = try await planner.get(board, round, query: ["view": "all", "sort": "x'; --"])
            #expect(!wild.contains("aria-sort"))
        }
    }

    @Test func thaiIsOrderedAsInDictionaries() {
        let words = ["เกาะ", "กบ", "แก้ว", "ไก่", "ขา", "กา", "เขา"]
        func lines(_ cursor: PageCursor?) -> (shown: [String], next: String?) {
            var query = ["sort": "name"]
            query["cursor"] = cursor?.text
            let request = PageRequest(parameters: [:], query: query, language: "th")
            let order = PageOrder([.init("ชื่อ", "name")], query["sort"])
            return OrderedLines(order, request).page(of: words, limit: 4, code: { $0 }) { .of($0) }
        }
        let first = lines(nil)
        #expect(first.shown == ["กบ", "กา", "เกาะ", "แก้ว"] && first.next != nil)
        let rest = lines(PageCursor("lines", "แก้ว"))
        #expect(rest.shown == ["ไก่", "ขา", "เขา"] && rest.next == nil)
    }

    @Test func remindersAreSeenBeforeTheyAreSent() async throws {
        try await withRound { setting in
            let visit = PageVisit(service: setting.service, caller: .agencyPlanner)
            let remind = board + "/remind"
            _ = try await setting.service.call(
                SetContacts(
                    idempotencyKey: "c", under: "67",
                    contacts: [Contact(organisation: "67-S0001", email: "s1@example.org")]), as: .planner)
            let query = ["organisation": "67-02", "to": "organisation"]
            let seen = try await visit.get(remind, round, query: query)
            #expect(seen.contains("เรียน ผู้บริหาร"))
            // A look sends nothing.
            #expect(try await setting.service.call(ListReminders(round: setting.round), as: .planner).items.isEmpty)
            let sent = try await visit.send(remind, round, query.merging(["key": "k1"]) { $1 })
            #expect(sent.status == 303)
            let again = try await visit.send(remind, round, query.merging(["key": "k1"]) { $1 })
            #expect(again.goesTo == sent.goesTo)
            let reminders = try await setting.service.call(ListReminders(round: setting.round), as: .planner).items
            #expect(sent.goesTo.hasSuffix("sent=\(reminders.count)"))
            #expect(reminders.count { $0.state == .queued } == 1 && reminders.allSatisfy { $0.step == "now" })
            // A recipient gets one a day.
            #expect(try await visit.get(remind, round, query: query).contains("ได้รับไปแล้ววันนี้"))
            let twice = try await visit.send(remind, round, query.merging(["key": "k2"]) { $1 })
            #expect(twice.goesTo.hasSuffix("sent=0"))
            let reporter = PageVisit(service: setting.service, caller: .reporter)
            #expect(await refusal { try await reporter.get(remind, round, query: query) }?.kind == .forbidden)
        }
    }

    @Test func manyAreAcceptedOrSentBackAfterTheyWereCounted() async throws {
        try await withRound { setting in
            for school in ["67-S0001", "67-S0002"] { try await setting.certified(school) }
            let visit = PageVisit(service: setting.service, caller: .agencyPlanner)
            let review = board + "/review"
            let page = try await visit.get(review, round, query: ["organisation": "67-02"])
            #expect(page.contains("จะรับ 2 แห่ง"))
            let chosen = try await visit.get(review, round, query: ["organisation": "67-02", "o.67-S0001": "yes"])
            #expect(chosen.contains("จะรับ 1 แห่ง") && chosen.contains("name=\"o.67-S0001\""))
            let filtered = try await visit.get(review, round, query: ["organisation": "67-02", "state": "submitted"])
            #expect(filtered.contains("จะรับ 0 แห่ง"))
            let silent = try await visit.send(
                review, round, ["organisation": "67-02", "do": "return", "comment": "", "key": "v0"])
            #expect(silent.status == 400 && silent.html.contains("class=\"problem\""))
            let fields = ["organisation": "67-02", "o.67-S0001": "yes", "do": "accept", "key": "v1"]
            #expect(try await visit.send(review, round, fields).goesTo.hasSuffix("done=1"))
            let back = ["organisation": "67-02", "do": "return", "comment": "โปรดตรวจ", "key": "v2"]
            #expect(try await visit.send(review, round, back).goesTo.hasSuffix("done=2"))
        }
    }

    @Test func figuresGoDownToTheirSubmissions() async throws {
        try await withRound { setting in
            try await setting.certified("67-S0001")
            let visit = PageVisit(service: setting.service, caller: .planner)
            let figures = board + "/figures"
            let all = try await visit.get(figures, round, query: ["organisation": "67", "verify": "yes"])
            #expect(all.contains("ตรงกันทั้งหมด") && all.contains("./figures/N?organisation=67"))
            let one = try await visit.get(
                figures + "/:question", round.merging(["question": "N"]) { $1 }, query: ["organisation": "67"])
            #expect(one.contains("submissions/67-R2566/67-S0001") && one.contains("ศธ 04088/125"))
        }
    }

    @Test func theRoundIsClosedAndSomeGetMoreTime() async throws {
        try await withRound { setting in
            let visit = PageVisit(service: setting.service, caller: .planner)
            let open = try await setting.service.call(GetRound(round: setting.round), as: .planner)
            let closing = ["do": "close", "version": String(open.version), "key": "c1"]
            #expect(try await visit.send(board, round, closing).status == 303)
            let none = try await visit.send(board, round, ["do": "except", "key": "e0", "organisations": "67-S0002"])
            #expect(none.status == 400 && none.html.contains("ระบุวันที่"))
            let more = [
                "do": "except", "key": "e1", "organisations": "67-S0002", "until": "2024-01-10", "reason": "น้ำท่วม",
            ]
            #expect(try await visit.send(board, round, more).status == 303)
            let given = try await setting.service.call(ListRoundExceptions(round: setting.round), as: .planner)
            #expect(given.items.map(\.organisation) == ["67-S0002"])
        }
    }
}
