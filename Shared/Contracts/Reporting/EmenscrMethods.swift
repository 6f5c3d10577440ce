import CommonContract
import JSONRPC
import Kernel

/// A project as it is to be entered into eMENSCR.
public struct GetEmenscrSheet: RPCMethod {
    public static let name = "emenscr.get"
    public static let summary = LocalizedText(
        "ข้อมูลโครงการทีละช่องตามแบบ eMENSCR", "A project field by field, in the order of eMENSCR's form")
    public static let details = LocalizedText(
        """
        ถามบริการแผน ตัวชี้วัด และงบประมาณ ณ ขณะนี้ ส่วนที่ไม่มีบริการใดรู้ให้เขียนด้วย emenscr.write พิมพ์หรือเก็บเป็นไฟล์ได้ที่ \
        /emenscr/sheet/⟨โครงการ⟩-⟨ปี⟩-Q⟨ไตรมาส⟩.pdf (.xlsx .csv .json)
        """,
        """
        Asks the plans, indicators and budget services now; what none of them knows is written with `emenscr.write`. To \
        be printed or kept at /emenscr/sheet/⟨project⟩-⟨year⟩-Q⟨quarter⟩.pdf (.xlsx, .csv, .json).
        """)
    public static let safety = RPCSafety.read
    public static let access = ReportingAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound, .unavailable]
    public static let memberNotes = EmenscrNotes.members
    public static let examples = [
        RPCExample(
            "of the first quarter", params: #"{"organisation":"67","project":"67-P04","fiscalYear":2566,"quarter":1}"#,
            result: EmenscrNotes.sheet)
    ]
    public typealias Result = EmenscrSheet

    public var organisation: String
    public var project: String
    public var fiscalYear: FiscalYear
    public var quarter: Int

    public init(organisation: String, project: String, fiscalYear: FiscalYear, quarter: Int) {
        self.organisation = organisation
        self.project = project
        self.fiscalYear = fiscalYear
        self.quarter = quarter
    }

    public func check(_ problems: inout Problems) {
        problems.check(text: organisation, at: "/organisation", max: 32)
        problems.check(text: project, at: "/project", max: 64)
        problems.check(quarter: quarter)
    }
}

/// What every project of a plan still lacks for a quarter.
public struct CheckEmenscr: RPCMethod {
    public static let name = "emenscr.check"
    public static let summary = LocalizedText(
        "ตรวจทุกโครงการก่อนนำเข้า eMENSCR", "What every project still lacks before it can be entered")
    public static let details = LocalizedText(
        "ตรวจ: ความสัมพันธ์ XYZ ครบ ตัวชี้วัดวัดเป้าหมาย กิจกรรมมีวันที่ เงินรวมตรงกัน ช่องที่ต้องกรอก และกำหนดเวลาของไตรมาส",
        """
        Whether the causal chain is complete, indicators measure the goal, activities are dated, money adds up, fields \
        that have to be filled in are, and the quarter's last day has not passed.
        """)
    public static let safety = RPCSafety.read
    public static let access = ReportingAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound, .unavailable]
    public static let memberNotes = EmenscrNotes.members.merging(
        ["all": LocalizedText("true: รวมโครงการที่ไม่ขาดอะไร", "true: with those that lack nothing")]) { _, own in own }
    public static let examples = [
        RPCExample(
            "of a province", params: #"{"organisation":"67","fiscalYear":2566,"quarter":1}"#,
            result: """
                {"items":[{"project":"P2","problems":[{"rule":"chain","severity":"error","field":"y1",\
                "message":{"th":"ขาด Y1"}}]}]}
                """)
    ]
    public typealias Result = Page<EmenscrRefusal>

    public var organisation: String
    public var fiscalYear: FiscalYear
    public var quarter: Int
    /// Whether those that lack nothing are told too.
    public var all: Bool?

    public init(organisation: String, fiscalYear: FiscalYear, quarter: Int, all: Bool? = nil) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.quarter = quarter
        self.all = all
    }

    public func check(_ problems: inout Problems) {
        problems.check(text: organisation, at: "/organisation", max: 32)
        problems.check(quarter: quarter)
    }
}

/// One field that a person fills in.
public struct EmenscrWriting: Codable, Sendable, Hashable {
    public var field: String
    /// Empty: what was written is taken away.
    public var value: String

    public init(field: String, value: String) {
        self.field = field
        self.value = value
    }
}

/// Fills in what no service knows: objective, days of activities, progress of a quarter; and the national code.
public struct WriteEmenscr: RPCChange {
    public static let name = "emenscr.write"
    public static let summary = LocalizedText(
        "กรอกช่องที่ไม่มีบริการใดรู้ และรหัสโครงการในระบบ eMENSCR",
        "Fill in what no service knows, and the national code of a project")
    public static let access = ReportingAccess.makers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let memberNotes = EmenscrNotes.members.merging(
        [
            "quarter": LocalizedText(
                "ไตรมาสของช่อง M6 ไม่ระบุ: ช่องของทั้งปี", "Quarter of the fields of M6; absent: fields of the year"),
            "nationalCode": LocalizedText("รหัสโครงการของ eMENSCR เก็บเป็นข้อความ", "eMENSCR's own code, kept as text"),
        ]) { _, own in own }
    public static let examples = [
        RPCExample(
            "objective and an activity's days",
            params: #"""
                {"organisation":"67","project":"67-P04","fiscalYear":2566,"nationalCode":"ศธ 0211-66-0001",
                "fields":[{"field":"objective","value":"เพื่อให้ผู้เรียนอ่านออกเขียนได้"},
                {"field":"start/A1","value":"2022-11-01"},{"field":"end/A1","value":"2023-08-31"}],
                "expectedVersion":0,"idempotencyKey":"example-emenscr"}
                """#,
            result: EmenscrNotes.record(state: "notEntered", version: 1))
    ]
    public static let fieldsMax = 300
    public typealias Result = EmenscrRecord

    public var organisation: String
    public var project: String
    public var fiscalYear: FiscalYear
    public var quarter: Int?
    public var nationalCode: String?
    public var fields: [EmenscrWriting]
    public var expectedVersion: Int
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(
        organisation: String, project: String, fiscalYear: FiscalYear, quarter: Int? = nil,
        nationalCode: String? = nil, fields: [EmenscrWriting], expectedVersion: Int, idempotencyKey: String,
        validateOnly: Bool? = nil
    ) {
        self.organisation = organisation
        self.project = project
        self.fiscalYear = fiscalYear
        self.quarter = quarter
        self.nationalCode = nationalCode
        self.fields = fields
        self.expectedVersion = expectedVersion
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: organisation, at: "/organisation", max: 32)
        problems.check(text: project, at: "/project", max: 64)
        problems.check(text: nationalCode, at: "/nationalCode", max: 64)
        problems.check(quarter: quarter)
        if fields.count > Self.fieldsMax {
            problems.add(
                "/fields", "count.range", th: "ไม่เกิน \(Self.fieldsMax) ช่อง", en: "at most \(Self.fieldsMax) fields")
        }
        for (index, writing) in fields.prefix(Self.fieldsMax).enumerated() {
            let path = "/fields/\(index)"
            if !writing.value.isEmpty { problems.check(text: writing.value, at: path + "/value", max: 8_000) }
            guard let field = EmenscrFields.find(writing.field) else {
                problems.add(
                    path + "/field", "emenscr.field", th: "ไม่มีช่อง “\(writing.field)” ให้กรอก",
                    en: "there is no field “\(writing.field)” to write")
                continue
            }
            if field.isQuarterly != (quarter != nil) {
                problems.add(
                    path + "/field", "emenscr.quarter",
                    th: field.isQuarterly ? "ช่องนี้เป็นรายไตรมาส ต้องระบุ quarter" : "ช่องนี้เป็นของทั้งปี ไม่ต้องระบุ quarter",
                    en: field.isQuarterly
                        ? "a field of a quarter: give quarter" : "a field of the year: give no quarter")
            }
            if field.isDay, !writing.value.isEmpty, CalendarDate(writing.value) == nil {
                problems.add(
                    path + "/value", "date", th: "ต้องเป็นวันที่แบบ 2022-11-01", en: "must be a day as 2022-11-01")
            }
        }
    }
}

/// Records where a project stands in the national system (M7).
public struct MoveEmenscr: RPCChange {
    public static let name = "emenscr.move"
    public static let summary = LocalizedText(
        "บันทึกสถานะการอนุมัติในระบบ eMENSCR (M7)", "Record where a project stands in the national system (M7)")
    public static let details = LocalizedText(
        "ลำดับ: บันทึกแล้ว → ส่งขออนุมัติ → หัวหน้าหน่วย → กรม → กระทรวง หรือส่งกลับ",
        "In order: entered → sent for approval → unit → department → ministry, or returned.")
    public static let access = ReportingAccess.makers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = EmenscrNotes.members
    public static let examples = [
        RPCExample(
            "entered",
            params: #"""
                {"organisation":"67","project":"67-P04","state":"entered","on":"2023-01-20","expectedVersion":1,
                "idempotencyKey":"example-emenscr-move"}
                """#,
            result: EmenscrNotes.record(state: "entered", version: 2))
    ]
    public typealias Result = EmenscrRecord

    public var organisation: String
    public var project: String
    public var state: EmenscrState
    public var on: CalendarDate
    public var note: String?
    public var expectedVersion: Int
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(
        organisation: String, project: String, state: EmenscrState, on: CalendarDate, note: String? = nil,
        expectedVersion: Int, idempotencyKey: String, validateOnly: Bool? = nil
    ) {
        self.organisation = organisation
        self.project = project
        self.state = state
        self.on = on
        self.note = note
        self.expectedVersion = expectedVersion
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: organisation, at: "/organisation", max: 32)
        problems.check(text: project, at: "/project", max: 64)
        problems.check(text: note, at: "/note", max: 2_000)
    }
}
