import BudgetContract
import CommonContract
import Foundation
import JSONRPC
import Kernel
import ServiceTestSupport
import Testing

@testable import Budget

/// Files of offices into the books and out of them.
@Suite struct SheetTests {
    /// What a spreadsheet of an office looks like: a title, Thai headings and digits, Buddhist era, thousands
    /// separators, a totals row; in the encoding that old programs save.
    static let allocations = """
        บัญชีจัดสรรงบประมาณ ปี ๒๕๖๖,,,,
        รหัสรายการ,จำนวนเงิน (บาท),วันที่,เลขที่เอกสาร,เลขที่หนังสือ
        L1,"๑,๒๕๐,๐๐๐.๕๐",๑ ต.ค. ๒๕๖๕,จ-๑,ศธ ๐๒๓๐/๑
        L2,"250,000",05/10/2565,จ-2,ศธ 0230/2
        รวมทั้งสิ้น,"1,500,000.50",,,

        """

    @Test(arguments: [false, true])
    func allocationsAsOfficesHaveThem(isTIS620: Bool) async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"))
            try await office.line(Office.draft("L2"))
            let bytes = isTIS620 ? Self.tis620(Self.allocations) : Array(Self.allocations.utf8)
            let outcome = try await office.bring(.allocations, bytes)
            #expect(outcome.taken == 2 && outcome.total == Money("1500000.50") && outcome.annotated == nil)
            #expect(try await office.balances("L1").allocated == Money("1250000.50"))
            let entry = try await office.service.call(GetEntry(entry: "จ-1"))
            #expect(entry.date == Office.day("2022-10-01"))
            let twice = await #expect(throws: RPCError.self) { try await office.bring(.allocations, bytes) }
            #expect(twice?.kind == .conflict)
            let other = try await office.bring(.allocations, Array((Self.allocations + "\n").utf8))
            #expect(other.taken == 0 && other.unchanged == 2)
            #expect(try await office.balances("L2").allocated == Money(baht: 250_000))
            #expect(try await office.verify().sound)
        }
    }

    @Test func everyProblemHasItsCell() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"))
            let text = """
                รหัสรายการ,จำนวนเงิน,วันที่,เลขที่เอกสาร
                L1,100.005,2022-10-01,D1
                NONE,100,2022-10-01,D2
                L1,(5),2022-10-01,D3
                L1,100,2023-10-01,D4
                L1,"9,999,999,999,999,999",2022-10-01,D5
                L1,100,2022-10-02,D6
                L1,100,,D7
                """
            let error = await #expect(throws: RPCError.self) { try await office.bring(.allocations, Array(text.utf8)) }
            #expect(
                Set(error?.problems.map(\.path) ?? []) == [
                    "/rows/2/amount", "/rows/3/line", "/rows/4/amount", "/rows/5/date", "/rows/6/amount",
                    "/rows/8/date",
                ])
            #expect(try await office.balances("L1") == .zero)
            let partial = try await office.bring(.allocations, Array(text.utf8), mode: .partial)
            #expect(partial.taken == 1 && partial.refused == 6 && partial.total == Money(baht: 100))
            let back = String(decoding: partial.annotated?.bytes ?? [], as: UTF8.self)
            #expect(back.contains("ปัญหา/Problems"))
            // What was taken in part may be corrected and sent again: what is there stays as it is.
            let again = try await office.bring(.allocations, Array(text.utf8), mode: .partial)
            #expect(again.taken == 0 && again.unchanged == 1)
        }
    }

    @Test func totalsThatDoNotAddUpStopTheFile() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"))
            let text = "รหัสรายการ,จำนวนเงิน,วันที่,เลขที่เอกสาร\nL1,100,2022-10-01,D1\nรวม,101,,\n"
            for mode in [ImportMode.atomic, .partial] {
                let error = await #expect(throws: RPCError.self) {
                    try await office.bring(.allocations, Array(text.utf8), mode: mode)
                }
                #expect(error?.problems.map(\.rule) == ["sheet.total"])
            }
            #expect(try await office.balances("L1") == .zero)
        }
    }

    @Test func paymentsFindTheirCommitments() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"), allocated: 10_000)
            for (code, payee, baht) in [
                ("PO-1", "บริษัท ก จำกัด", 1_000), ("PO-2", "ร้าน ข", 500), ("PO-3", "ร้าน ข", 700),
            ] {
                _ = try await office.service.call(
                    PostCommitment(
                        idempotencyKey: office.key(), line: "L1", code: code, payee: payee,
                        amount: Money(baht: Int64(baht)), date: Office.day("2022-11-01")))
            }
            let text = """
                วันที่,จำนวนเงิน,เลขที่เอกสาร,เลขที่ใบสั่งซื้อ,รหัสรายการ,ผู้ขาย
                15/11/2565,400,G1,PO-1,,
                16/11/2565,600,G2,,L1,บ.ก
                16/11/2565,600,G3,,L1,บริษัท ก. จำกัด
                17/11/2565,700,G4,,,ร้าน ข.
                17/11/2565,100,G5,,L1,ร้าน ข
                18/11/2565,50,G6,PO-9,,
                18/11/2565,250,G7,,L1,
                19/11/2565,(50),G8,,L1,
                20/11/2565,9,G9,,,
                """
            let checked = await #expect(throws: RPCError.self) { try await office.bring(.payments, Array(text.utf8)) }
            #expect(checked?.problems.allSatisfy { $0.rule == "payment.unmatched" } == true)
            let outcome = try await office.bring(.payments, Array(text.utf8), mode: .partial)
            #expect(outcome.unmatched.map(\.row) == [7, 10] && outcome.taken == 7)
            func order(_ code: String) async throws -> Commitment {
                try await office.service.call(GetCommitment(commitment: .code(code)))
            }
            #expect(try await order("PO-1").outstanding == .zero)
            #expect(try await order("PO-3").outstanding == .zero)
            #expect(try await office.verify().sound)
        }
    }

    /// The same payments are matched the same way whatever else is there.
    @Test func matchingIsStrict() {
        let candidates = [
            PaymentMatching.Candidate(order: "A", line: "L", payee: "ร้าน ข", outstanding: Money(baht: 500)),
            PaymentMatching.Candidate(order: "B", line: "L", payee: "ร้านข", outstanding: Money(baht: 700)),
        ]
        func match(_ baht: Int64, order: String? = nil, line: String? = "L", payee: String? = "ข")
            -> PaymentMatching.Match
        {
            var matching = PaymentMatching(candidates)
            return matching.match(.init(amount: Money(baht: baht), order: order, line: line, payee: payee))
        }
        #expect(match(700) == .order("B") && match(500) == .order("A") && match(600) == .order("B"))
        #expect(match(100) == .unmatched(.ambiguous, candidates: ["A", "B"]))
        #expect(match(701) == .unmatched(.tooLittle, candidates: ["A", "B"]))
        #expect(match(1, order: "C") == .unmatched(.unknownOrder, candidates: []))
        #expect(match(1, order: "A", line: "M") == .unmatched(.unknownOrder, candidates: []))
        #expect(match(501, order: "A") == .unmatched(.tooLittle, candidates: ["A"]))
        #expect(match(1, payee: nil) == .direct(line: "L") && match(-1, payee: "ข") == .direct(line: "L"))
        #expect(match(1, line: nil, payee: "ค") == .unmatched(.nothing, candidates: []))
        var twice = PaymentMatching(candidates)
        let payment = PaymentMatching.Payment(amount: Money(baht: 500), order: "A", line: nil, payee: nil)
        #expect(twice.match(payment) == .order("A"))
        #expect(twice.match(payment) == .unmatched(.tooLittle, candidates: ["A"]))
    }

    /// What leaves as CSV and comes back changes nothing.
    @Test func importOfExportChangesNothing() async throws {
        try await withOffice { office in
            try await office.exportable()
            let before = try await office.service.call(
                LedgerAsOf(organisation: "67", fiscalYear: Office.year, date: Office.year.lastDay))
            let exported = try await office.service.call(
                ExportBudget(organisation: "67", fiscalYear: Office.year, format: .csv))
            #expect(exported.files.map(\.rows) == [2, 1, 1, 3])
            for (kind, file) in zip([BudgetSheetKind.lines, .allocations, .plans, .payments], exported.files) {
                let outcome = try await office.bring(kind, file.file.bytes ?? [])
                #expect(outcome.taken == 0 && outcome.unchanged == file.rows, "\(kind): \(outcome)")
                #expect(outcome.problems.isEmpty && outcome.unmatched.isEmpty)
            }
            let after = try await office.service.call(
                LedgerAsOf(organisation: "67", fiscalYear: Office.year, date: Office.year.lastDay))
            #expect(before == after)
            let book = try await office.service.call(
                ExportBudget(organisation: "67", fiscalYear: Office.year, format: .xlsx))
            // Each sheet of the workbook, totals row and all.
            #expect(book.files[0].sha256.count == 64)
            for (kind, file) in zip([BudgetSheetKind.lines, .allocations, .plans, .payments], exported.files) {
                let outcome = try await office.service.call(
                    ImportSheet(
                        idempotencyKey: office.key(), organisation: "67", kind: kind, file: book.files[0].file,
                        layout: SheetLayout(sheet: kind.rawValue)))
                #expect(outcome.taken == 0 && outcome.unchanged == file.rows, "\(kind): \(outcome)")
                #expect(outcome.problems.isEmpty && outcome.unmatched.isEmpty)
            }
            #expect(try await office.verify().sound)
        }
    }

    @Test func documentsForOthers() async throws {
        try await withOffice { office in
            try await office.exportable()
            func export(_ format: BudgetExportFormat) async throws -> [String: [UInt8]] {
                let files = try await office.service.call(
                    ExportBudget(organisation: "67", fiscalYear: Office.year, format: format)
                ).files
                return Dictionary(uniqueKeysWithValues: files.map { ($0.file.name ?? "", $0.file.bytes ?? []) })
            }
            let package = try await export(.fiscalDataPackage)
            let csv = String(decoding: package["budget.csv"] ?? [], as: UTF8.self)
            #expect(csv.split(separator: "\r\n").count == 3 && csv.contains("450.00"))
            let xml = String(decoding: try await export(.iati).values.first ?? [], as: UTF8.self)
            #expect(xml.contains(#"<transaction-type code="2"/>"#) && xml.contains(#"<transaction-type code="3"/>"#))
            #expect(xml.contains("&lt;1&gt;") && !xml.contains("<1>"))
            #expect(xml.components(separatedBy: "<planned-disbursement").count == 2)
        }
    }

    /// An extract of GFMIS: no line codes, Thai digits, the year of the Buddhist era, a total below.
    @Test func anExtractOfGFMIS() async throws {
        try await withOffice { office in
            for (code, unit, fund) in [("L1", "2000400001", "6511200"), ("L2", "2000400002", "6511200")] {
                var draft = Office.draft(code, work: code)
                draft.gfmisUnit = unit
                draft.gfmisFund = fund
                draft.gfmisBudgetCode = "20004310010005000000"
                try await office.line(draft, allocated: 10_000)
            }
            let heading = "วันที่,เลขที่เอกสาร GFMIS,หน่วยเบิกจ่าย,แหล่งของเงิน,รหัสงบประมาณ,จำนวนเงิน (บาท),เจ้าหนี้"
            func extract(_ rows: [String]) -> [UInt8] { Array(([heading] + rows).joined(separator: "\n").utf8) }
            let rows = [
                "๑๒/๐๑/๒๕๖๖,3600000001,2000400001,6511200,20004310010005000000,\"1,250.50\",ร้าน ก",
                "13/01/2566,3600000002,2000400002,,20004310010005000000,(50.50),ร้าน ข",
                "14/01/2566,3600000003,2000400002,,20004310010005000000,100.00,ร้าน ข",
            ]
            let bad = [
                "15/01/2566,3600000004,,,20004310010005000000,10.00,ร้าน ค",
                "16/01/2566,3600000005,,,20004310019999000000,10.00,",
            ]
            let total = ",,,,รวม,\"1,320.00\","
            let wrong = await #expect(throws: RPCError.self) {
                try await office.bring(.payments, extract(rows + bad + [",,,,รวม,\"1,321.00\","]), mode: .partial)
            }
            #expect(wrong?.problems.contains { $0.rule == "sheet.total" } == true)
            _ = try await office.pay("L2", 200, on: "2023-01-02")
            let outcome = try await office.bring(.payments, extract(rows + bad + [total]), mode: .partial)
            #expect(outcome.taken == 3 && outcome.total == Money(baht: 1_300))
            #expect(outcome.unmatched.map(\.row) == [5, 6])
            #expect(outcome.unmatched.map(\.candidates) == [["L1", "L2"], []])
            #expect(outcome.unmatched.allSatisfy { !$0.reason.th.isEmpty && $0.reason.en != nil })
            #expect(try await office.balances("L1").disbursed == Money(satang: 125_050))
            #expect(try await office.balances("L2").disbursed == Money(satang: 24_950))
            #expect(try await office.verify().sound)
        }
    }

    /// The ministry's own document as machines read it: items of several years, and noise that is not guessed at.
    @Test func whatCannotBeReadIsReported() async throws {
        try await withOffice { office in
            let text = """
                ITEM_ID,REF_PAGE_NO,BUDGETARY_UNIT,BUDGET_PLAN,OUTPUT,PROJECT,CATEGORY_LV1,CATEGORY_LV2,ITEM_DESCRIPTION,FISCAL_YEAR,AMOUNT
                2022.3.1,133,สพฐ.,แผนงานพื้นฐานด้านการพัฒนา,ผู้จบ ม.ปลาย,,งบลงทุน,ค่าครุภัณฑ์,อาคารเรียน,2021,"10,883,700.0"
                2022.3.2,133,สพฐ.,แผนงานพื้นฐานด้านการพัฒนา,ผู้จบ ม.ปลาย,,งบลงทุน,ค่าครุภัณฑ์,อาคารเรียน,2022,"3,381,900.0"
                2022.3.3,134,สพฐ.,แผนงานยุทธศาสตร์พัฒนา,,โครงการ ก,งบรายจ่ายอิน,,,2022,"1,000"
                2022.3.4,134,สพฐ.,แผนงน,,โครงการ ก,งบรายจ่ายอื่น,,,2022,"1,000"
                2022.3.5,134,สพฐ.,แผนงานบุคลากรภาครัฐ,,,งบบุคลากร,,,2022,"1,0O0"
                """
            let outcome = try await office.bring(.budgetDocument, Array(text.utf8), mode: .partial)
            #expect(outcome.taken == 2 && outcome.refused == 3 && outcome.total == Money(baht: 14_265_600))
            #expect(outcome.problems.map(\.row) == [4, 6, 5])
            let line = try await office.service.call(GetLine(line: "2022.3.1"))
            #expect(line.fiscalYear == FiscalYear(2564) && line.budgeted == Money(baht: 10_883_700))
            #expect(line.category == .investment && line.categoryDetail == ["ค่าครุภัณฑ์"])
            let again = try await office.bring(.budgetDocument, Array(text.utf8), mode: .partial)
            #expect(again.taken == 0 && again.unchanged == 2)
        }
    }

    /// The real one, where it stands beside the project.
    @Test func theMinistrysOwnLines() async throws {
        let folder = ProcessInfo.processInfo.environment["PHAEN_TEST_DATA"] ?? ""
        let names = ["moe_budget_fy2565_phetchabun.csv", "moe_budget_fy2565_by_unit_plan_category.csv"]
        let files = names.compactMap { try? Data(contentsOf: URL(filePath: "\(folder)/\($0)")) }
        guard files.count == 2 else { return }
        try await withOffice { office in
            let items = try await office.bring(.budgetDocument, Array(files[0]))
            #expect(items.rows == 12 && items.taken == 12)
            let sums = try await office.bring(
                .budgetDocument, Array(files[1]), mode: .partial, year: FiscalYear(2565))
            #expect(sums.rows == 80 && sums.taken == 79)
            #expect(sums.problems.map(\.value) == ["งบรายจ่ายอิน"] && sums.problems.map(\.rule) == ["sheet.choice"])
        }
    }

    static func tis620(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { scalar in
            scalar.value < 0x80 ? UInt8(scalar.value) : UInt8(scalar.value - 0x0E00 + 0xA0)
        }
    }
}

extension Office {
    @discardableResult
    func bring(_ kind: BudgetSheetKind, _ bytes: [UInt8], mode: ImportMode? = nil, year: FiscalYear? = nil) async throws
        -> SheetOutcome
    {
        try await service.call(
            ImportSheet(
                idempotencyKey: key(), organisation: "67", kind: kind, file: SheetFile(name: "a.csv", bytes: bytes),
                fiscalYear: year, mode: mode))
    }

    /// Two lines with a plan, an allocation, an order with a payment, a direct payment and a refund.
    func exportable() async throws {
        var draft = Self.draft("L1")
        draft.workName = LocalizedText(th: "ผลผลิต <1> & \"อื่น\"", en: "Output")
        draft.categoryDetail = ["ค่าตอบแทน", "ค่าเบี้ยประชุม"]
        draft.gfmisUnit = "2000400001"
        try await line(draft, allocated: 1_000)
        try await line(Self.draft("L2", category: .investment, work: "OUT-2"))
        try await plan("L1", [10: 100, 11: 300])
        try await commit("L1", "PO-1", 600)
        _ = try await service.call(
            PostDisbursement(
                idempotencyKey: key(), commitment: "PO-1", amount: Money(baht: 400), final: true,
                date: Self.day("2022-12-01")))
        let paid = try await pay("L1", 100)
        try await pay("L1", 70)
        _ = try await service.call(
            ReverseEntry(
                idempotencyKey: key(), entry: .id(paid.entry.id), date: Self.day("2022-12-02"), reason: "ผิด"))
        _ = try await service.call(
            PostReturn(
                idempotencyKey: key(), line: "L1", amount: Money(baht: 20), from: .disbursed,
                date: Self.day("2022-12-05"), document: EntryDocument(code: "RF-1")))
    }
}
