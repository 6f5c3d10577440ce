import Pages
import CommonContract
import BudgetContract
import JSONRPC
import Kernel
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Budget

/// The pages that take forms: what they ask is done once, what is refused keeps what was typed.
@Suite struct FormPageTests {
    /// What Mustache cannot read shows as nothing: here it fails.
    @Test func everyTemplateCanBeRead() {
        for name in BudgetPages.files.keys { #expect(BudgetPages.templates.has(name), "\(name)") }
    }

    @Test func anOrderIsReceivedClaimedAndPaid() async throws {
        try await withOffice { office in
            let service = office.service
            try await office.line(Office.draft("L1"), allocated: 1_000)
            let bound = try await service.page(
                "/lines/:code/spend", ["code": "L1"],
                form: [
                    ("do", "commitment"), ("code", "PO-1"), ("payee", "<b>ร้าน</b>"), ("amount", "๑๐๐.๕๐"),
                    ("date", "2022-11-01"), ("key", "page-1"),
                ], as: .budgetOfficer)
            #expect(bound.location == "../../commitments/PO-1")
            let page = try await service.page("/commitments/:code", ["code": "PO-1"], as: .budgetOfficer).text
            #expect(page.contains("&lt;b&gt;ร้าน") && page.contains("100.50"))
            #expect(!page.contains("name=\"receipt\""), "nothing can be claimed before it is received")
            func step(_ fields: [(name: String, value: String)]) async throws -> PageResponse {
                try await service.page(
                    "/commitments/:code", ["code": "PO-1"], form: fields + [(name: "date", value: "2022-12-01")],
                    as: .budgetOfficer)
            }
            #expect(
                try await step([("do", "receipt"), ("code", "RC-1"), ("amount", "60"), ("key", "page-2")]).status == 303
            )
            #expect(
                try await step([
                    ("do", "claim"), ("receipt", "RC-1"), ("code", "CL-1"), ("amount", "60"), ("key", "page-3"),
                ]).status == 303)
            let tooMuch = try await step([
                ("do", "payment"), ("claim", "CL-1"), ("code", "PV-1"), ("amount", "61"), ("key", "page-4"),
            ])
            #expect(
                tooMuch.status == 400 && tooMuch.text.contains("note bad") && tooMuch.text.contains("value=\"PV-1\""))
            for _ in 0..<2 {
                let paid = try await step([
                    ("do", "payment"), ("claim", "CL-1"), ("code", "PV-1"), ("amount", "60"), ("key", "page-5"),
                ])
                #expect(paid.status == 303)
            }
            #expect(try await office.balances("L1").disbursed == Money(baht: 60), "sent twice, paid once")
            #expect(
                try await service.page("/commitments/:code", ["code": "PO-1"], as: .reader).text.contains("<form")
                    == false)
        }
    }

    @Test func theRulesAreShownBeforeATransferIsSent() async throws {
        try await withOffice { office in
            let service = office.service
            try await office.line(Office.draft("L1"), allocated: 1_000)
            try await office.line(Office.draft("L2", category: .subsidy))
            var form = [
                (name: "code", value: "TR-1"), (name: "from", value: "L1"), (name: "to", value: "L2"),
                (name: "percent", value: "10"), (name: "date", value: "2023-03-01"), (name: "reason", value: "ขาด"),
                (name: "key", value: "page-1"), (name: "do", value: "check"),
            ]
            let checked = try await service.page("/transfers/new", form: form, as: .budgetOfficer)
            #expect(checked.status == 200 && checked.text.contains("100.00") && checked.text.contains("value=\"send\""))
            #expect(try await office.balances("L1").reserved == .zero, "nothing is held by looking")
            form[7].value = "send"
            let sent = try await service.page("/transfers/new", form: form, as: .budgetOfficer)
            #expect(sent.location == "./TR-1")
            #expect(try await office.balances("L1").reserved == Money(baht: 100))
            let page = try await service.page("/transfers/:code", ["code": "TR-1"], as: .budgetOfficer).text
            #expect(page.contains("matters/") && page.contains("value=\"withdraw\""))
            let list = try await service.page(
                "/transfers", query: ["organisation": "67", "year": "2566"], as: .budgetOfficer
            ).text
            #expect(list.contains("./transfers/TR-1"))
            // An address without a year shows the last one that has something; lines are called by their names.
            let usual = try await service.page("/transfers", query: ["organisation": "67"], as: .budgetOfficer).text
            #expect(usual.contains("./transfers/TR-1") && usual.contains("value=\"2566\""))
            let lines = try await service.page("/lines", query: ["organisation": "67"], as: .budgetOfficer).text
            let name = try await service.call(GetOrganisation(organisation: .code("67-01"))).organisation.name.th
            #expect(lines.contains("value=\"2566\"") && lines.contains("· \(name) ·"))
            form[2].value = "L1"
            form[6].value = "page-2"
            let same = try await service.page("/transfers/new", form: form, as: .budgetOfficer)
            #expect(same.status == 400 && same.text.contains("ต้องเป็นคนละรายการกัน"))
        }
    }

    @Test func aRequestIsWrittenAndSent() async throws {
        try await withOffice { office in
            let service = office.service
            var form = [
                (name: "code", value: "RQ-1"), (name: "title", value: "ซ่อม<อาคาร>"),
                (name: "organisation", value: "67-01"),
                (name: "fiscalYear", value: "2566"), (name: "amount", value: "125,000.00"),
                (name: "category", value: "investment"), (name: "planType", value: "basic"),
                (name: "source", value: "parentAgency"), (name: "workKind", value: "project"),
                (name: "workCode", value: "P1"), (name: "key", value: "page-1"),
            ]
            #expect(try await service.page("/requests/new", form: form).location == "./RQ-1")
            let refused = try await service.page(
                "/requests/:code", ["code": "RQ-1"], form: [("date", "2023-01-10"), ("key", "page-2")])
            #expect(refused.status == 400 && refused.text.contains("note bad"), "it has no need and no output yet")
            form += [("need", "ทรุดโทรม"), ("output", "อาคารเรียน"), ("version", "1")]
            form[10].value = "page-3"
            let criteria = try await service.call(ListCriteria(fiscalYear: Office.year)).items
            form += criteria.map { ("met.\($0.code)", "yes") }
            let edit = try await service.page("/requests/:code/edit", ["code": "RQ-1"]).text
            #expect(edit.contains("ซ่อม&lt;อาคาร&gt;") && edit.contains("125000.00"))
            #expect(try await service.page("/requests/:code/edit", ["code": "RQ-1"], form: form).location == "../RQ-1")
            let sent = try await service.page(
                "/requests/:code", ["code": "RQ-1"], form: [("date", "2023-01-10"), ("key", "page-4")])
            #expect(sent.status == 303, "\(sent.text)")
            let page = try await service.page("/requests/:code", ["code": "RQ-1"]).text
            #expect(page.contains("matters/") && !page.contains("/edit"))
        }
    }

    @Test func aPlanByMonthAndALedgerOfADay() async throws {
        try await withOffice { office in
            let service = office.service
            try await office.line(Office.draft("L1"), allocated: 1_000)
            try await office.pay("L1", 100, on: "2022-12-01")
            let kept = try await service.page(
                "/lines/:code/plan", ["code": "L1"],
                form: [("month10", "400"), ("month1", "600.50"), ("version", "0"), ("key", "page-1")],
                as: .budgetOfficer)
            #expect(kept.status == 303, "\(kept.text)")
            let plan = try await service.page("/lines/:code/plan", ["code": "L1"], as: .budgetOfficer).text
            #expect(plan.contains("1,000.50") && plan.contains("แผนไม่เท่ากับยอดจัดสรร"))
            let wrong = try await service.page(
                "/lines/:code/plan", ["code": "L1"], form: [("month10", "มาก"), ("key", "page-2")], as: .budgetOfficer)
            #expect(wrong.status == 400 && wrong.text.contains("value=\"มาก\""))
            let before = try await service.page(
                "/lines/:code", ["code": "L1"], query: ["date": "2022-11-30"], as: .reader
            ).text
            #expect(!before.contains("100.00</td>") && before.contains("ณ สิ้นวันที่"))
            let now = try await service.page("/lines/:code", ["code": "L1"], as: .reader).text
            #expect(now.contains("900.00") && !now.contains("/spend"))
        }
    }

    @Test func paymentsOfAFileAreMatchedByHand() async throws {
        try await withOffice { office in
            let service = office.service
            try await office.line(Office.draft("L1"), allocated: 1_000)
            try await office.commit("L1", "PO-1", 300)
            let rows = "วันที่,จำนวนเงิน,เลขที่เอกสาร,ผู้ขาย\n20/06/2566,200.00,KB-1,<ร้าน>\n21/06/2566,50.00,KB-2,ร้าน\n"
            _ = try await service.call(
                ImportSheet(
                    idempotencyKey: "i", organisation: "67", kind: .payments,
                    file: SheetFile(name: "จ่าย.csv", text: rows),
                    mode: .partial))
            let query = ["organisation": "67"]
            let list = try await service.page("/payments", query: query, as: .budgetOfficer).text
            #expect(list.contains("KB-1") && list.contains("&lt;ร้าน&gt;") && list.contains("KB-2"))
            let waiting = try await service.call(ListUnmatchedPayments(organisation: "67")).items
            let first = try #require(waiting.first { $0.code == "KB-1" }).id.description
            let second = try #require(waiting.first { $0.code == "KB-2" }).id.description
            let refused = try await service.page(
                "/payments/:id", ["id": first], form: [("do", "match"), ("target", ""), ("key", "page-1")],
                as: .budgetOfficer)
            #expect(refused.status == 400 && refused.text.contains("ระบุข้อผูกพันหรือรายการ"))
            for _ in 0..<2 {
                let matched = try await service.page(
                    "/payments/:id", ["id": first],
                    form: [("do", "match"), ("target", "commitment:PO-1"), ("key", "page-2")], as: .budgetOfficer)
                #expect(matched.status == 303)
            }
            #expect(try await office.balances("L1").disbursed == Money(baht: 200), "sent twice, posted once")
            let dismissed = try await service.page(
                "/payments/:id", ["id": second],
                form: [("do", "dismiss"), ("reason", "เงินนอกงบประมาณ"), ("key", "page-3")], as: .budgetOfficer)
            #expect(dismissed.status == 303)
            let left = try await service.page("/payments", query: query, as: .budgetOfficer).text
            #expect(left.contains("ไม่มีรายการที่ต้องจับคู่ด้วยมือ"))
            let nothing = try await service.page(
                "/payments", query: query, form: [("organisation", "67"), ("key", "page-4")], as: .budgetOfficer)
            #expect(nothing.status == 400 && nothing.text.contains("เลือกไฟล์ก่อน"))
        }
    }

    @Test func whoIsBehindGetsANoticeAndAnswers() async throws {
        try await withOffice { office in
            let service = office.service
            let line = Office.draft("L1", year: FiscalYear(2567)!)
            try await office.line(line, allocated: 1_000, on: "2023-10-01")
            _ = try await service.call(
                SetDisbursementPlan(
                    idempotencyKey: "p", line: "L1", months: [PlannedMonth(month: 10, amount: Money(baht: 900))]))
            let query = ["organisation": "67", "year": "2567"]
            // Who would get one is said when somebody is about to send it.
            let before = try await service.page("/progress", query: query, as: .budgetOfficer).text
            #expect(before.contains("write=issue#notices") && !before.contains("ส่งหนังสือเร่งรัด 1 แห่ง"))
            let writing = query.merging(["write": "issue"]) { $1 }
            let page = try await service.page("/progress", query: writing, as: .budgetOfficer).text
            let name = try await service.call(GetOrganisation(organisation: .code("67-01"))).organisation.name.th
            #expect(page.contains("ส่งหนังสือเร่งรัด 1 แห่ง") && page.contains("<b>\(name)</b>"))
            let sent = try await service.page(
                "/progress", query: query,
                form: [
                    ("do", "issue"), ("organisation", "67"), ("year", "2567"), ("answerDueOn", "2023-11-30"),
                    ("letterNumber", "ศธ 0001/1"), ("key", "page-1"),
                ], as: .budgetOfficer)
            #expect(sent.status == 303)
            let notice = try #require(
                try await service.call(ListAccelerations(organisation: "67", fiscalYear: FiscalYear(2567)!)).items
                    .first)
            let answered = try await service.page(
                "/progress", query: query,
                form: [
                    ("do", "answer"), ("notice", notice.id.description), ("organisation", "67"), ("year", "2567"),
                    ("answer", "จะเร่ง<วันนี้>"), ("key", "page-2"),
                ], as: .budgetOfficer)
            #expect(answered.status == 303)
            #expect(
                try await service.page("/progress", query: query, as: .budgetOfficer).text.contains(
                    "จะเร่ง&lt;วันนี้&gt;"))
            // Of many to answer each form comes when it is asked for.
            for day in 1...4 {
                _ = try await service.call(
                    IssueAcceleration(
                        idempotencyKey: "n\(day)", organisation: "67", fiscalYear: FiscalYear(2567)!,
                        date: Office.day("2023-12-0\(day)"), answerDueOn: Office.day("2023-12-31")))
            }
            let many = try await service.page("/progress", query: query, as: .budgetOfficer).text
            #expect(many.matches(of: /href="[^"]*write=[0-9a-f-]{36}#notices"/).count == 4)
            #expect(!many.contains("<textarea"))
            let last = try #require(
                try await service.call(ListAccelerations(organisation: "67", fiscalYear: FiscalYear(2567)!)).items.first
            )
            let one = try await service.page(
                "/progress", query: query.merging(["write": last.id.description]) { $1 }, as: .budgetOfficer
            ).text
            #expect(one.matches(of: /<textarea/).count == 1)
            #expect(one.contains("value=\"\(last.id)\""))
        }
    }
}
