import CommonContract
import JSONRPC
import Kernel

/// What a file brings.
public enum BudgetSheetKind: String, Codable, Sendable, CaseIterable {
    /// Budget lines.
    case lines
    /// Allocations of lines: รหัสรายการ, จำนวนเงิน, วันที่, เลขที่หนังสือ, เลขที่เอกสาร.
    case allocations
    /// Disbursement plans: รหัสรายการ and a column a month.
    case plans
    /// Payments, as from GFMIS: วันที่, จำนวนเงิน, เลขที่ใบสั่งซื้อ, รหัสรายการ, ผู้ขาย, เลขที่เอกสาร.
    case payments
    /// The budget document of a ministry, as it was read by machine (BUDGETARY_UNIT, BUDGET_PLAN, OUTPUT, PROJECT,
    /// CATEGORY_LV1 … LV6, ITEM_DESCRIPTION, FISCAL_YEAR, AMOUNT): lines of the organisation with what the law gives
    /// them, a line for each year. What cannot be read is reported, not guessed.
    case budgetDocument
}

/// Takes a CSV or XLSX file of an office into the books.
public struct ImportSheet: RPCChange {
    public static let name = "sheet.import"
    public static let summary = LocalizedText(
        "นำเข้าไฟล์ CSV/XLSX: รายการ จัดสรร แผน เบิกจ่าย", "Takes a CSV or XLSX file of lines, allocations, plans or payments"
    )
    public static let details = LocalizedText(
        "รับหัวตารางไทย เลขไทย พ.ศ. TIS-620 จุลภาค และตัวเลขติดลบในวงเล็บ แถวรวมถูกตรวจกับผลรวม ไฟล์เดิมนำเข้าซ้ำไม่ได้ แถวที่มีอยู่แล้วและเหมือนเดิมไม่เปลี่ยนอะไร การจ่ายที่ไม่ระบุใบสั่งซื้อจะจับคู่กับข้อผูกพันเดียวที่รายการ ผู้ขาย และยอดตรงกัน ที่จับคู่ไม่ได้อยู่ใน unmatched และไม่บันทึก",
        "Thai headings and digits, Buddhist-era dates, TIS-620, thousands separators and accountants' negatives are read; totals rows are checked against the sum. The same file is not taken twice; rows that are there already and the same change nothing. A payment without an order's number is matched to the one commitment of the same line and payee that has enough outstanding; what cannot be matched is in `unmatched` and is not posted."
    )
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "an allocation, checked only",
            params: """
                {"idempotencyKey":"sheet-1","validateOnly":true,"organisation":"67","kind":"allocations",\
                "file":{"name":"จัดสรร.csv","text":"รหัสรายการ,จำนวนเงิน,วันที่,เลขที่เอกสาร\\n\
                67-2566-OPR-EX1,\\"๑,๐๐๐.๐๐\\",1 พ.ย. 2565,AL-EX9\\nรวม,\\"1,000.00\\",,\\n"}}
                """,
            result: #"{"rows":1,"taken":1,"unchanged":0,"refused":0,"total":"1000.00","problems":[],"unmatched":[]}"#)
    ]
    public typealias Result = SheetOutcome

    public var idempotencyKey: String
    public var validateOnly: Bool?
    /// All that the file is about is below it.
    public var organisation: String
    public var kind: BudgetSheetKind
    public var file: SheetFile
    public var layout: SheetLayout?
    /// Of rows that name none; only for `budgetDocument`.
    public var fiscalYear: FiscalYear?
    /// `atomic` where absent.
    public var mode: ImportMode?

    public init(
        idempotencyKey: String, organisation: String, kind: BudgetSheetKind, file: SheetFile,
        layout: SheetLayout? = nil, fiscalYear: FiscalYear? = nil, mode: ImportMode? = nil,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.organisation = organisation
        self.kind = kind
        self.file = file
        self.layout = layout
        self.fiscalYear = fiscalYear
        self.mode = mode
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(file, at: "/file")
        problems.check(layout, at: "/layout")
    }
}

/// What became of a file.
public struct SheetOutcome: Codable, Sendable, Hashable {
    /// Rows of the table, totals rows not among them.
    public var rows: Int
    /// Opened, posted or set.
    public var taken: Int
    /// There already, and the same.
    public var unchanged: Int
    public var refused: Int
    /// Sum of the amounts taken; absent for lines.
    public var total: Money?
    /// With row, column and cell.
    public var problems: [SheetProblem]
    /// Payments that no commitment was found for.
    public var unmatched: [UnmatchedPayment]
    /// The same file with a column that says what is wrong; absent where nothing is.
    public var annotated: SheetFile?

    public init(
        rows: Int, taken: Int, unchanged: Int, refused: Int, total: Money?, problems: [SheetProblem],
        unmatched: [UnmatchedPayment], annotated: SheetFile? = nil
    ) {
        self.rows = rows
        self.taken = taken
        self.unchanged = unchanged
        self.refused = refused
        self.total = total
        self.problems = problems
        self.unmatched = unmatched
        self.annotated = annotated
    }
}

/// A payment of a file that was not matched.
public struct UnmatchedPayment: Codable, Sendable, Hashable {
    /// The sheet's row, from 1.
    public var row: Int
    public var amount: Money
    public var reason: LocalizedText
    /// Commitments that it might be: numbers.
    public var candidates: [String]

    public init(row: Int, amount: Money, reason: LocalizedText, candidates: [String]) {
        self.row = row
        self.amount = amount
        self.reason = reason
        self.candidates = candidates
    }
}

/// How the books leave.
public enum BudgetExportFormat: String, Codable, Sendable, CaseIterable {
    /// One CSV for each of lines, allocations, plans and payments; `sheet.import` takes them back.
    case csv
    /// A workbook of the same with sums as formulas.
    case xlsx
    /// Fiscal Data Package: a CSV of lines and their amounts, and its descriptor.
    case fiscalDataPackage
    /// IATI 2.03: an activity for each output or project.
    case iati
}

/// The books of a fiscal year as files.
public struct ExportBudget: RPCMethod {
    public static let name = "budget.export"
    public static let summary = LocalizedText("ส่งออกงบประมาณของปี", "The books of a fiscal year as files")
    public static let details = LocalizedText(
        "ครบทุกแถวหรือไม่ส่งเลย เกิน 20,000 แถวให้ส่งออกทีละหน่วยงาน นำเข้าไฟล์ csv กลับด้วย sheet.import ไม่เปลี่ยนอะไร",
        "Every row or none: above 20,000 rows export one organisation at a time. Taking the CSV files back with sheet.import changes nothing."
    )
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .tooLarge]
    public static let examples = [
        RPCExample(
            "a year without lines, for IATI",
            params: #"{"organisation":"67","fiscalYear":2499,"format":"iati"}"#,
            result: """
                {"files":[{"file":{"name":"budget-67-2499-iati.xml","content":"PD94bWwg"},\
                "mediaType":"application/xml","rows":0,"sha256":"9f86d081884c7d65"}]}
                """)
    ]
    public typealias Result = ExportedFiles

    public var organisation: String
    public var fiscalYear: FiscalYear
    public var format: BudgetExportFormat

    public init(organisation: String, fiscalYear: FiscalYear, format: BudgetExportFormat) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.format = format
    }
}

/// Files of an export.
public struct ExportedFiles: Codable, Sendable, Hashable {
    public var files: [ExportedFile]

    public init(files: [ExportedFile]) { self.files = files }
}

/// A file with how much is in it.
public struct ExportedFile: Codable, Sendable, Hashable {
    /// The name of the file, and its bytes in base 64.
    public var file: SheetFile
    public var mediaType: String
    /// Rows or activities.
    public var rows: Int
    /// Of the bytes, in hexadecimal.
    public var sha256: String

    public init(file: SheetFile, mediaType: String, rows: Int, sha256: String) {
        self.file = file
        self.mediaType = mediaType
        self.rows = rows
        self.sha256 = sha256
    }
}
