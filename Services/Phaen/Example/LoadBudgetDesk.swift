import BudgetContract
import CommonContract
import JSONRPC
import Kernel

/// A budget officer's desk (synthetic): a letter of allocation, an order with what was received, claimed and paid of it,
/// how closely plans are kept to, a request that three years stand behind, and an extract of payments of which some found
/// no place.
struct LoadBudgetDesk {
    let example: Example
    let year: FiscalYear

    func run() async throws {
        try await chain()
        try await controls()
        try await requestWithHistory()
        try await extract()
        Progress(
            "โต๊ะงานงบประมาณ: หนังสือจัดสรร ใบสั่งซื้อถึงจ่าย รายการจ่ายที่รอจับคู่ (synthetic) — the budget officer's desk",
            total: 1
        ).finish()
    }

    private func day(_ month: Int, _ day: Int) throws -> CalendarDate {
        guard let date = CalendarDate(year: year.buddhistYear - 543, month: month, day: day) else {
            throw ExampleTimeout(what: "a day of the fiscal year")
        }
        return date
    }

    private var line: Reference { .code("67-\(year)-67-P02") }

    /// Allocation → order → goods accepted → claim → payment in part.
    private func chain() async throws {
        let code = "67-AN\(year)-01"
        let amount = Money(baht: 60_000)
        try await call(
            PostAllocationNotice(
                idempotencyKey: example.key(code), organisation: "67", code: code,
                letterNumber: "ศธ 0201/456 (ข้อมูลสังเคราะห์)", date: try day(7, 3), supplementary: true, total: amount,
                items: [AllocationItem(line: line, amount: amount)]))
        for (number, payee, baht) in [(1, "บริษัท ตัวอย่างการพิมพ์ จำกัด", 25_000), (2, "ร้านตัวอย่างวัสดุ", 12_000)] {
            try await call(
                PostCommitment(
                    idempotencyKey: example.key("order \(number)"), line: line, code: "67-PO\(year)-0\(number)",
                    payee: payee, amount: Money(baht: Int64(baht)), date: try day(7, 10)))
        }
        let order = "67-PO\(year)-01"
        try await call(
            PostReceipt(
                idempotencyKey: example.key("receipt"), commitment: .code(order), code: "67-RC\(year)-01",
                amount: Money(baht: 15_000), date: try day(7, 24), note: "งวดที่ 1 (ข้อมูลสังเคราะห์)"))
        try await call(
            PostClaim(
                idempotencyKey: example.key("claim"), receipt: .code("67-RC\(year)-01"), code: "67-CL\(year)-01",
                amount: Money(baht: 15_000), date: try day(7, 26)))
        try await call(
            PostDisbursement(
                idempotencyKey: example.key("paid claim"), claim: .code("67-CL\(year)-01"),
                amount: Money(baht: 15_000), date: try day(8, 2),
                document: EntryDocument(code: "67-PV\(year)-01")))
    }

    /// Above the year's plan: a warning.
    private func controls() async throws {
        try await call(
            SetControl(
                idempotencyKey: example.key("control"),
                control: SpendingControl(
                    organisation: "67", fiscalYear: year, stage: .disbursement, period: .year, action: .warn)))
    }

    /// For an agency's regular output, on which it has spent in each of the three years before.
    private func requestWithHistory() async throws {
        guard let next = year.next else { return }
        let code = "67-RQ\(next)-06"
        try await call(
            CreateRequest(
                idempotencyKey: example.key("create \(code)"),
                request: BudgetRequestDraft(
                    code: code, fiscalYear: next, organisation: "67-01",
                    title: LocalizedText(th: "งบดำเนินงานประจำ (ข้อมูลสังเคราะห์)"), planType: .basic, category: .operating,
                    source: .parentAgency, workKind: .output, workCode: "OUT-OPERATING",
                    amount: Money(baht: 4_200_000), need: "ค่าสาธารณูปโภคและวัสดุเพิ่มตามจำนวนนักเรียน (ข้อมูลสังเคราะห์)",
                    output: "บริหารสถานศึกษาในสังกัดครบทุกแห่ง (ข้อมูลสังเคราะห์)",
                    criteria: [
                        CriterionMark(criterion: "need", met: true), CriterionMark(criterion: "plan", met: true),
                    ])))
        try await call(
            SubmitRequest(idempotencyKey: example.key("submit \(code)"), request: .code(code), date: try day(1, 12)))
    }

    /// As GFMIS gives it: one finds its order by the payee; the others name what is not there.
    private func extract() async throws {
        let text = """
            วันที่,จำนวนเงิน,เลขที่เอกสาร,เลขที่ใบสั่งซื้อ,ผู้ขาย
            ๑๕ ส.ค. ๒๕๖๖,"๗,๐๐๐.๐๐",KB66-0101,,ร้าน ตัวอย่างวัสดุ
            16/08/2566,"6,500.00",KB66-0102,67-PO\(year)-02,ร้านตัวอย่างวัสดุ
            17/08/2566,"10,000.00",KB66-0103,4500123456,บจก.ตัวอย่างการพิมพ์
            18/08/2566,(350.00),KB66-0104,,คืนเงินยืม
            รวม,"23,150.00",,,
            """
        _ = try await call(
            ImportSheet(
                idempotencyKey: example.key("extract"), organisation: "67", kind: .payments,
                file: SheetFile(name: "GFMIS-สค66.csv", bytes: Array(text.utf8)), mode: .partial))
    }

    @discardableResult
    private func call<Method: RPCMethod>(_ method: Method) async throws -> Method.Result {
        try await example.call(.budget, method, as: .budgetOfficer, at: "67")
    }
}
