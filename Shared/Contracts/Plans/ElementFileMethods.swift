import CommonContract
import JSONRPC
import Kernel

/// Creates and updates elements of a draft out of a table that an office keeps.
public struct ImportElementFile: RPCChange {
    public static let name = "element.importFile"
    public static let summary = LocalizedText(
        "นำเข้าโครงการและองค์ประกอบจากไฟล์ CSV หรือ XLSX", "Import elements from a CSV or XLSX file into a draft")
    public static let details = LocalizedText(
        """
        คอลัมน์: รหัส, ประเภท (ไม่มี: โครงการ), อยู่ภายใต้, ชื่อโครงการ, ชื่อภาษาอังกฤษ, รายละเอียด, หน่วยงานรับผิดชอบ, ป้าย, \
        สถานะงบประมาณ, งบประมาณ, วันเริ่มต้น, วันสิ้นสุด, ขั้นของห่วงโซ่คุณค่า, รหัสตัวชี้วัด, หน่วยนับ, ค่าฐาน, \
        ค่าเป้าหมาย ตามด้วยปี, ลำดับการแสดง, สอดคล้องกับ, Y1, Y2, Z, Z รอง (รหัสเป้าหมายของแผนที่สูงกว่า คั่นด้วยจุลภาค) \
        ชื่อคอลัมน์เขียนได้หลายแบบ เลขไทย วันที่ พ.ศ. จุลภาคหลักพัน และแถวรวมใช้ได้ สิ่งที่ไฟล์ไม่มีคอลัมน์คงเดิม
        """,
        """
        Columns: code, kind (none: project), parent, text, textEn, details, organisation, tags, funding, budget, \
        startsOn, endsOn, valueChainStage, indicator, unit, baseline, target with a year, order, aligned, xyzY1, \
        xyzY2, xyzZ, xyzZSecondary (codes of elements of higher plans, with commas between them), by their Thai or \
        English names in many ways. Thai digits, days of the Buddhist Era, thousands separators and totals rows are \
        fine. What the file has no column for stays as it is. A row may name another row as its parent, in any order. \
        With a column of links an element's links of that kind become those that its row names; a wrong one is told \
        at its cell and leaves the rest of its row.
        """)
    public static let access = PlansAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let memberNotes = [
        "plan": PlanNotes.plan, "file": SheetNotes.file, "layout": SheetNotes.layout, "mode": SheetNotes.mode,
        "validateOnly": SheetNotes.validateOnly,
    ]
    public static let examples = [
        RPCExample(
            "projects under a goal, checked only",
            params: """
                {"idempotencyKey":"element-file-1","validateOnly":true,"plan":"67-EX-2566","file":{"name":"โครงการ.csv",\
                "text":"รหัส,ชื่อโครงการ,อยู่ภายใต้,งบประมาณ (บาท)\\n67-EX-F1,โครงการจากไฟล์,67-EX-SI1,\\"๑๕๐,๐๐๐.๐๐\\"\\nรวม,,,\\"150,000\\"\\n"}}
                """,
            result: """
                {"rows":1,"created":1,"updated":0,"unchanged":0,"refused":0,"problems":[],"problemsOmitted":0,\
                "layout":{"headerRow":1,"columns":{"code":"รหัส","text":"ชื่อโครงการ","parent":"อยู่ภายใต้",\
                "budget":"งบประมาณ (บาท)"}}}
                """)
    ]
    /// Rows of one file.
    public static let rowsMax = 20_000
    public typealias Result = SheetImportReport

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var plan: Reference
    public var file: SheetFile
    public var layout: SheetLayout?
    public var mode: ImportMode?

    public init(
        idempotencyKey: String, plan: Reference, file: SheetFile, layout: SheetLayout? = nil, mode: ImportMode? = nil,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.plan = plan
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

/// How a table is written to a file.
public enum ElementFileFormat: String, Codable, Sendable, CaseIterable {
    case csv, xlsx
}

/// Writes the elements of a plan to a table that `element.importFile` reads back without a change.
public struct ExportElementFile: RPCMethod {
    public static let name = "element.exportFile"
    public static let summary = LocalizedText(
        "ส่งออกองค์ประกอบของแผนเป็นไฟล์ CSV หรือ XLSX", "Export the elements of a plan as a CSV or XLSX file")
    public static let details = LocalizedText(
        "คอลัมน์เดียวกับ element.importFile จึงแก้แล้วนำเข้ากลับได้ ไม่เกิน 20,000 องค์ประกอบ",
        "The columns of element.importFile, so that it can be corrected and imported again; at most 20,000 elements.")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .forbidden, .tooLarge]
    public static let memberNotes = ["plan": PlanNotes.plan, "planVersion": PlanNotes.planVersion]
    public static let examples = [
        RPCExample(
            "one kind as CSV", params: #"{"plan":"67-EX-2566","format":"csv","kind":"vision"}"#,
            result: """
                {"name":"67-EX-2566.csv","text":"รหัส,ประเภท,อยู่ภายใต้,ชื่อ,ชื่อภาษาอังกฤษ,รายละเอียด,หน่วยงานรับผิดชอบ,ป้าย,\
                สถานะงบประมาณ,งบประมาณ,วันเริ่มต้น,วันสิ้นสุด,ขั้นของห่วงโซ่คุณค่า,รหัสตัวชี้วัด,หน่วยนับ,ค่าฐาน,ลำดับการแสดง,\
                สอดคล้องกับ,เป้าหมายแผนย่อย (Y1),เป้าหมายประเด็นแผนแม่บท (Y2),เป้าหมายยุทธศาสตร์ชาติ (Z),\
                ยุทธศาสตร์ชาติรอง (Z รอง)\\r\\n"}
                """)
    ]
    public typealias Result = SheetFile

    public var plan: Reference
    public var planVersion: Int?
    public var format: ElementFileFormat
    public var kind: ElementKind?

    public init(plan: Reference, planVersion: Int? = nil, format: ElementFileFormat, kind: ElementKind? = nil) {
        self.plan = plan
        self.planVersion = planVersion
        self.format = format
        self.kind = kind
    }
}
