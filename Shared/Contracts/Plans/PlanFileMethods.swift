import CommonContract
import JSONRPC
import Kernel

/// Starts and corrects many plans out of a table: those of an agency's schools, say.
public struct ImportPlanFile: RPCChange {
    public static let name = "plan.importFile"
    public static let summary = LocalizedText(
        "นำเข้ารายชื่อแผนจากไฟล์ CSV หรือ XLSX", "Import a list of plans from a CSV or XLSX file")
    public static let details = LocalizedText(
        """
        คอลัมน์: รหัสแผน, ประเภทแผน, ชื่อแผน, ชื่อภาษาอังกฤษ, ปีเริ่มต้น, ปีสิ้นสุด, หน่วยงานเจ้าของแผน (ไม่มี: organisation), \
        แผนที่รับช่วง (รหัส คั่นด้วยจุลภาค) แผนที่ยังไม่มีเริ่มเป็นร่างฉบับที่ 1 แผนที่มีแล้วแก้ชื่อ ปี และแผนที่รับช่วงของร่าง \
        สิ่งที่ไฟล์ไม่มีคอลัมน์คงเดิม โครงการและองค์ประกอบนำเข้าด้วย element.importFile
        """,
        """
        Columns: code, kind, name, nameEn, firstYear, lastYear, organisation (none: `organisation`), higher (codes, with \
        commas between them). A plan that is not there yet starts as a draft; of one that is, name, years and higher \
        plans of its draft are corrected. What the file has no column for stays as it is. Elements go in with \
        `element.importFile`.
        """)
    public static let access = PlansAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = [
        "organisation": LocalizedText(
            "แผนทั้งหมดเป็นของหน่วยงานนี้หรือที่อยู่ใต้ลงไป", "All plans are this organisation's or of those below it"),
        "file": SheetNotes.file, "layout": SheetNotes.layout, "mode": SheetNotes.mode,
        "validateOnly": SheetNotes.validateOnly,
    ]
    public static let examples = [
        RPCExample(
            "a plan of the year, checked only",
            params: """
                {"idempotencyKey":"plan-file-1","validateOnly":true,"organisation":"67-01","file":{"name":"แผน.csv","text":\
                "รหัสแผน,ประเภทแผน,ชื่อแผน,ปีเริ่มต้น,ปีสิ้นสุด\\n67-EX-AP67,แผนปฏิบัติราชการประจำปี,แผนปฏิบัติราชการ ๒๕๖๗,๒๕๖๗,๒๕๖๗\\n"}}
                """,
            result: """
                {"rows":1,"created":1,"updated":0,"unchanged":0,"refused":0,"problems":[],"problemsOmitted":0,\
                "layout":{"headerRow":1,"columns":{"code":"รหัสแผน","kind":"ประเภทแผน","name":"ชื่อแผน",\
                "firstYear":"ปีเริ่มต้น","lastYear":"ปีสิ้นสุด"}}}
                """)
    ]
    /// Rows of one file.
    public static let rowsMax = 2_000
    public typealias Result = SheetImportReport

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var organisation: String
    public var file: SheetFile
    public var layout: SheetLayout?
    public var mode: ImportMode?

    public init(
        idempotencyKey: String, organisation: String, file: SheetFile, layout: SheetLayout? = nil,
        mode: ImportMode? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.organisation = organisation
        self.file = file
        self.layout = layout
        self.mode = mode
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(file, at: "/file")
        problems.check(layout, at: "/layout")
    }
}

/// Writes plans to a table that `plan.importFile` reads back without a change.
public struct ExportPlanFile: RPCMethod {
    public static let name = "plan.exportFile"
    public static let summary = LocalizedText(
        "ส่งออกรายชื่อแผนเป็นไฟล์ CSV หรือ XLSX", "Export a list of plans as a CSV or XLSX file")
    public static let details = LocalizedText(
        "คอลัมน์เดียวกับ plan.importFile ไม่เกิน 2,000 แผน",
        "The columns of plan.importFile; at most 2,000 plans, as far as the caller may see them.")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .tooLarge]
    public static let memberNotes = [
        "organisation": LocalizedText("ของหน่วยงานนี้และที่อยู่ใต้ลงไป", "Of this organisation and of those below it"),
        "fiscalYear": LocalizedText("แผนที่มีผลในปีงบประมาณนี้", "Plans in force in this fiscal year"),
    ]
    public static let examples = [
        RPCExample(
            "master plans as CSV", params: #"{"organisation":"TH","kind":"masterPlan","format":"csv"}"#,
            result: """
                {"name":"TH.csv","text":"รหัสแผน,ประเภทแผน,ชื่อแผน,ชื่อภาษาอังกฤษ,ปีเริ่มต้น,ปีสิ้นสุด,หน่วยงานเจ้าของแผน,\
                แผนที่รับช่วง\\r\\nEX-MP,แผนแม่บทภายใต้ยุทธศาสตร์ชาติ,แผนแม่บทตัวอย่าง,,2561,2580,TH,\\r\\n"}
                """)
    ]
    public typealias Result = SheetFile

    public var organisation: String
    public var format: ElementFileFormat
    public var kind: PlanKind?
    public var fiscalYear: FiscalYear?

    public init(
        organisation: String, format: ElementFileFormat, kind: PlanKind? = nil, fiscalYear: FiscalYear? = nil
    ) {
        self.organisation = organisation
        self.format = format
        self.kind = kind
        self.fiscalYear = fiscalYear
    }
}
