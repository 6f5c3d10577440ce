import BudgetContract
import CommonContract
import JSONRPC
import ServiceKit
import Kernel
import RPCServer
import ServiceTestSupport
import Testing

/// Lines, allocations and payments come into the books through the wizard.
@Suite struct ImportPageTests {
    @Test func everyKindOfFileHasItsWizard() async throws {
        try await withOffice { office in
            let visit = PageVisit(service: office.service, caller: .budgetOfficer)
            let list = try await visit.get("/import")
            for kind in BudgetSheetKind.allCases {
                #expect(list.contains("./import/\(kind.rawValue)"))
                #expect(try await visit.get("/import/\(kind.rawValue)").contains("name=\"s.organisation\""))
            }
        }
    }

    /// A heading that nothing is known of is marked in its cell, one that is missing at the head of the sheet.
    @Test func whatIsWrongWithTheHeadingsIsOnTheSheet() async throws {
        try await withOffice { office in
            let visit = PageVisit(service: office.service, caller: .budgetOfficer)
            let wizard = "/import/allocations"
            for (table, words) in [
                (
                    "รหัสรายการ,จำนวนเงิน,วันที่,เลขที่เอกสาร,<b>แปลก</b>\nL1,5,2022-10-01,D1",
                    "<td class=\"wrong\">&lt;b&gt;แปลก"
                ),
                ("รหัสรายการ,วันที่,เลขที่เอกสาร\nL1,2022-10-01,D1", "<span class=\"why\">ไม่มีคอลัมน์ จำนวนเงิน"),
            ] {
                let sent = try await visit.send(
                    wizard, [:], ["s.organisation": "67", "key": "u-\(words.utf8.count)"], file: ("จัดสรร.csv", table))
                let html = try await visit.get(wizard, query: PageVisit.query(of: sent.goesTo))
                #expect(html.contains(words), "\(words)")
            }
        }
    }

    @Test func allocationsAreCheckedThenPosted() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"))
            let visit = PageVisit(service: office.service, caller: .budgetOfficer)
            let wizard = "/import/allocations"
            let table = "รหัสรายการ,จำนวนเงิน,วันที่,เลขที่เอกสาร\nL1,\"๑,๐๐๐\",1 ต.ค. 2565,D1\nL9,5,2022-10-01,D2"
            let sent = try await visit.send(
                wizard, [:], ["s.organisation": "67", "key": "u1"], file: ("จัดสรร.csv", table))
            let items = PageVisit.query(of: sent.goesTo)
            #expect(try await visit.get(wizard, query: items).contains("class=\"why\""))
            #expect(try await office.balances("L1") == .zero)
            let load = items.merging(["do": "load", "key": "l1", "partial": "yes"]) { $1 }
            #expect(try await visit.send(wizard, [:], load).status == 303)
            // The same form again is the same change.
            #expect(try await visit.send(wizard, [:], load).status == 303)
            #expect(try await office.balances("L1").allocated == Money(baht: 1_000))
            // Under another key, the money of the same file is not posted twice either.
            let twice = try await visit.send(wizard, [:], load.merging(["key": "l2"]) { $1 })
            #expect(twice.status == 303)
            #expect(try await office.balances("L1").allocated == Money(baht: 1_000))
        }
    }
}
