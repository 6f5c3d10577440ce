import JSONRPC
import Kernel

/// What the import of a file did, or in a dry run would do.
public struct SheetImportReport: Codable, Sendable, Hashable {
    /// Rows of the table, totals rows not among them.
    public var rows: Int
    public var created: Int
    public var updated: Int
    /// Rows that were already as the file has them.
    public var unchanged: Int
    /// Rows that were left out.
    public var refused: Int
    /// In the order of the sheet, at most 1,000.
    public var problems: [SheetProblem]
    /// Problems beyond those.
    public var problemsOmitted: Int
    /// Which column holds what, as it was recognised: to be corrected, kept, and sent with the next file.
    public var layout: SheetLayout?
    /// The same file with a column that says what is wrong with each row; only where something is.
    public var annotated: SheetFile?

    public init(
        rows: Int, created: Int, updated: Int, unchanged: Int, refused: Int, problems: [SheetProblem],
        problemsOmitted: Int = 0, layout: SheetLayout? = nil, annotated: SheetFile? = nil
    ) {
        self.rows = rows
        self.created = created
        self.updated = updated
        self.unchanged = unchanged
        self.refused = refused
        self.problems = problems
        self.problemsOmitted = problemsOmitted
        self.layout = layout
        self.annotated = annotated
    }
}

/// What is said of the params that every import of a file has.
public enum SheetNotes {
    public static let file = LocalizedText(
        "CSV หรือ XLSX ไม่เกิน 4,000,000 ไบต์ รู้ชนิดจากเนื้อหา ใช้ content (base 64) หรือ text อย่างใดอย่างหนึ่ง",
        "CSV or XLSX of at most 4,000,000 bytes, told by its content; either content (base 64) or text")
    public static let layout = LocalizedText(
        "ระบุแผ่นงาน แถวหัวตาราง หรือคอลัมน์เอง เมื่อชื่อคอลัมน์ไม่ตรง; คำตอบครั้งก่อนใช้ซ้ำได้",
        "Names the sheet, the row of headings or columns that are not recognised; that of an earlier answer can be sent again"
    )
    public static let mode = LocalizedText(
        "atomic: ทั้งหมดหรือไม่เลย (ค่าปริยาย) partial: เฉพาะแถวที่ถูกต้อง",
        "atomic: all or nothing (the default); partial: the good rows")
    public static let validateOnly = LocalizedText(
        "ตรวจเท่านั้น: ตอบปัญหาทั้งหมดและไฟล์เดิมที่มีคอลัมน์ปัญหา ไม่บันทึก",
        "Only checked: answers with every problem and the same file with a column of problems; nothing is written")
}
