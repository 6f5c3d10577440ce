import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Budget

/// What pages call lines by their codes: provinces give codes of their own, and mean their own by them.
@Suite struct LineNameTests {
    @Test func aCodeIsThatOfThePagesOwnProvince() async throws {
        try await withOffice { office in
            let service = office.service
            for place in ["67-01", "65-01"] {
                var draft = Office.draft("L1", organisation: place)
                draft.workName = LocalizedText("งานของ \(place)", "Work of \(place)")
                try await office.line(draft)
            }
            try await office.line(Office.draft("L2", organisation: "67-S0001", work: "OUT-7"))
            let call = ReadCall(
                context: CallContext(
                    caller: .administrator, requestID: "names", traceparent: nil, deadline: .now + .seconds(20),
                    now: service.now), runtime: service.runtime)
            for (around, place) in [("67-01", "67-01"), ("67-S0001", "67-01"), ("67", "67-01"), ("65", "65-01")] {
                let names = try await LineNames(["L1", "L2", "L3"], around: around, call)
                #expect(names.name("L1") == LocalizedText("งานของ \(place)", "Work of \(place)"), "\(around)")
                #expect(names.organisation("L1").en?.hasSuffix("Provincial Education Office") == true)
                // Another province's line is not named, and one that is not there stands for itself.
                #expect(names.name("L2").th == (place == "65-01" ? "L2" : "OUT-7"))
                #expect(names.name("L3").th == "L3" && names.organisation("L3").th.isEmpty)
            }
            // The nation's page has all of them.
            #expect(try await LineNames(["L2"], around: "TH", call).name("L2").th == "OUT-7")
        }
    }

    /// The first of the page is the first of all, whatever stands on other pages.
    @Test func aListOfLinesIsPutInOrderAsAWhole() async throws {
        try await withOffice { office in
            for (code, work, baht) in [("A", "ค", 900), ("B", "เก", 10_000), ("C", "ข", 0), ("D", "ง", 50)] {
                var draft = Office.draft(code)
                draft.workName = LocalizedText(work, "work \(baht)")
                try await office.line(draft, allocated: Int64(baht))
            }
            try await office.pay("D", 40)
            try await office.line(Office.draft("X", organisation: "65-01"), allocated: 7)
            func codes(_ sort: String, as caller: Caller = .reader) async throws -> [String] {
                let page = try await office.service.page(
                    "/lines", query: ["organisation": "67", "year": "2566", "sort": sort], as: caller)
                return page.text.matches(of: /href="[^"]*lines\/([A-Z])"/).map { String($0.1) }
            }
            for (sort, order) in [
                ("", "ABCD"), ("allocated", "CDAB"), ("-allocated", "BADC"), ("name", "BCAD"), ("-name", "DACB"),
                ("spent", "ABCD"), ("-used", "DBAC"), ("available", "CDAB"), ("nonsense", "ABCD"),
            ] {
                #expect(try await codes(sort).joined() == order, "\(sort)")
            }
            // Page by page, each line once.
            var (cursor, seen): (PageCursor?, [String]) = (nil, [])
            repeat {
                let order = PageOrder([.init("", "allocated")], "-allocated")
                let list = try #require(try SortedList(order, cursor: cursor, limit: 3))
                let rows = try await office.service.database.all(
                    SortedLines(organisation: "67", fiscalYear: nil, category: nil, list: list))
                let page = list.page(rows)
                seen += page.items.map(\.code)
                cursor = page.nextCursor
            } while cursor != nil
            #expect(seen == ["B", "A", "D", "C"])
            await #expect(throws: RPCError.self) {
                try await codes("allocated", as: .holding(.reporter, at: "65-01"))
            }
        }
    }

    @Test func aPageWithoutAYearOpensAtOneThatHasRequests() async throws {
        try await withOffice { office in
            let page = try await office.service.page(
                "/requests", query: ["organisation": "67", "year": "2570"], as: .budgetOfficer)
            #expect(!page.text.contains("year=2566"))
            _ = try await office.service.call(
                CreateRequest(
                    idempotencyKey: office.key(),
                    request: BudgetRequestDraft(
                        code: "R1", fiscalYear: Office.year, organisation: "67-01", title: LocalizedText("ก", "a"),
                        planType: .basic, category: .operating, source: .parentAgency, workKind: .project,
                        workCode: "P1", amount: nil, need: nil, output: nil, criteria: [], measures: nil)))
            let empty = try await office.service.page(
                "/requests", query: ["organisation": "67", "year": "2570"], as: .budgetOfficer)
            #expect(empty.text.contains("year=2566"))
            let own = try await office.service.page("/requests", query: ["organisation": "67"], as: .budgetOfficer)
            #expect(own.text.contains("requests/R1"))
        }
    }
}
