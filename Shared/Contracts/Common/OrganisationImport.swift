import JSONRPC
import Kernel

/// One organisation of an import.
public struct OrganisationImportRow: Codable, Sendable, Hashable {
    public var code: String
    public var kind: OrganisationKind
    public var name: LocalizedText
    public var parent: String?
    public var supervisor: String?
    public var openedOn: CalendarDate?
    /// Official four-digit code; absent: as it is.
    public var district: String?
    /// Official six-digit code; absent: as it is.
    public var subdistrict: String?
    /// By scheme, all of them; absent: as they are.
    public var codes: [String: String]?

    public init(
        code: String, kind: OrganisationKind, name: LocalizedText, parent: String?, supervisor: String? = nil,
        openedOn: CalendarDate? = nil, district: String? = nil, subdistrict: String? = nil,
        codes: [String: String]? = nil
    ) {
        self.code = code
        self.kind = kind
        self.name = name
        self.parent = parent
        self.supervisor = supervisor
        self.openedOn = openedOn
        self.district = district
        self.subdistrict = subdistrict
        self.codes = codes
    }
}

/// Whether one bad row stops an import.
public enum ImportMode: String, Codable, Sendable, CaseIterable {
    /// All rows or none.
    case atomic
    /// The good rows; the others are reported.
    case partial
}

/// What an import did.
public struct ImportReport: Codable, Sendable, Hashable {
    public var created: Int
    public var updated: Int
    /// Rows that were already as asked for.
    public var unchanged: Int
    /// Rows that were refused (`partial` only).
    public var refused: Int
    /// What was wrong with them, `path` into `rows`.
    public var problems: [Problem]

    public init(created: Int, updated: Int, unchanged: Int, refused: Int, problems: [Problem]) {
        self.created = created
        self.updated = updated
        self.unchanged = unchanged
        self.refused = refused
        self.problems = problems
    }
}

/// Creates and updates many organisations at once.
public struct ImportOrganisations: RPCChange {
    public static let name = "organisation.import"
    public static let summary = LocalizedText("นำเข้าหน่วยงานหลายรายการ", "Import many organisations")
    public static let details = LocalizedText(
        "แถวอ้างถึงแถวอื่นเป็นต้นสังกัดได้โดยไม่ขึ้นกับลำดับ รหัสที่มีอยู่แล้วจะถูกปรับปรุง ปัญหาทุกข้อแจ้งพร้อมตำแหน่งแถว",
        """
        A row may name another row as its parent, in any order. A code that exists is updated (name, parent, \
        supervisor, place, codes). With effectiveOn that is a change from that day on, as a new year's list has it; \
        without it what was recorded is corrected. Every problem is reported with its row.
        """)
    public static let access = RPCAccess.roles([.administrator, .planner])
    public static let errors: [RPCErrorKind] = [.conflict, .ruleViolated, .tooLarge]
    public static let memberNotes = [
        "mode": LocalizedText(
            "atomic: ทั้งหมดหรือไม่เลย (ค่าปริยาย) partial: เฉพาะแถวที่ถูกต้อง",
            "atomic: all or nothing (the default); partial: the good rows"),
        "under": LocalizedText("ทุกแถวต้องอยู่ใต้หน่วยงานนี้", "Every row must come to lie under this organisation"),
        "rows": LocalizedText("1 ถึง 5,000 แถว", "1 to 5,000 rows"),
        "effectiveOn": LocalizedText(
            "วันที่การเปลี่ยนแปลงมีผล ไม่ระบุคือแก้ไขข้อมูลที่บันทึกผิด",
            "From which day changes hold; absent: they correct what was recorded wrongly"),
    ]
    public static let examples = [
        RPCExample(
            "two schools",
            params: #"""
                {"idempotencyKey":"example-organisation-import-1","under":"67","rows":[
                {"code":"67-S9101","kind":"school","name":{"th":"โรงเรียนนำเข้า 1"},"parent":"67-01"},
                {"code":"67-S9102","kind":"school","name":{"th":"โรงเรียนนำเข้า 2"},"parent":"67-01"}]}
                """#,
            result: #"{"created":2,"updated":0,"unchanged":0,"refused":0,"problems":[]}"#)
    ]
    public static let rowsMax = 5_000
    public typealias Result = ImportReport

    public var idempotencyKey: String
    /// Where the caller's role must be held: the province, or `TH`.
    public var under: String
    public var rows: [OrganisationImportRow]
    public var mode: ImportMode?
    public var effectiveOn: CalendarDate?
    public var validateOnly: Bool?

    public init(
        idempotencyKey: String, under: String, rows: [OrganisationImportRow], mode: ImportMode? = nil,
        effectiveOn: CalendarDate? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.under = under
        self.rows = rows
        self.mode = mode
        self.effectiveOn = effectiveOn
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        guard !(1...ImportOrganisations.rowsMax).contains(rows.count) else { return }
        problems.add(
            "/rows", "import.rows", th: "ต้องมี 1 ถึง 5,000 แถว แต่ได้รับ \(rows.count)",
            en: "1 to 5,000 rows a call, got \(rows.count)")
    }
}
