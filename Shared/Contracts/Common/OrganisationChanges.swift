import JSONRPC
import Kernel

/// Adds an organisation to the directory.
public struct CreateOrganisation: RPCChange {
    public static let name = "organisation.create"
    public static let summary = LocalizedText("เพิ่มหน่วยงาน", "Add an organisation")
    public static let details = LocalizedText(
        "รหัสเลือกเองและไม่เปลี่ยนอีก จังหวัดได้จากรหัส",
        "The code is chosen once and never changes; the province follows from it.")
    public static let access = RPCAccess.roles([.administrator, .planner])
    public static let errors: [RPCErrorKind] = [.conflict, .ruleViolated]
    public static let memberNotes = OrganisationNotes.changes
    public static let examples = [
        RPCExample(
            "a school",
            params: #"""
                {"idempotencyKey":"example-organisation-create-1","code":"67-S9001","kind":"school",
                "name":{"th":"โรงเรียนเปิดใหม่","en":"New School"},"parent":"67-01","openedOn":"2022-10-01"}
                """#,
            result: #"""
                {"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f12","code":"67-S9001","province":"67","kind":"school",
                "name":{"th":"โรงเรียนเปิดใหม่","en":"New School"},"parent":"67-01","openedOn":"2022-10-01","version":1}
                """#)
    ]
    public typealias Result = Organisation

    public var idempotencyKey: String
    public var code: String
    public var kind: OrganisationKind
    public var name: LocalizedText
    public var parent: String?
    public var supervisor: String?
    /// 1 January 1970 where it is not known.
    public var openedOn: CalendarDate?
    public var validateOnly: Bool?

    public init(
        idempotencyKey: String, code: String, kind: OrganisationKind, name: LocalizedText, parent: String?,
        supervisor: String? = nil, openedOn: CalendarDate? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.code = code
        self.kind = kind
        self.name = name
        self.parent = parent
        self.supervisor = supervisor
        self.openedOn = openedOn
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        OrganisationCode.check(code, at: "/code", &problems)
        problems.check(text: name, at: "/name", max: 300)
    }
}

/// Puts an organisation under another parent agency or supervisor from a day on.
public struct MoveOrganisation: RPCChange {
    public static let name = "organisation.move"
    public static let summary = LocalizedText("ย้ายสังกัดหรือหน่วยกำกับดูแล", "Change the parent agency or the supervisor")
    public static let details = LocalizedText(
        "parent และ supervisor ใหม่แทนของเดิมทั้งสอง ไม่ส่ง supervisor หมายถึงไม่มี",
        "The new parent and supervisor replace both old ones; without supervisor there is none.")
    public static let access = RPCAccess.roles([.administrator, .planner])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = OrganisationNotes.changes
    public static let examples = [
        RPCExample(
            "checked only",
            params: #"""
                {"idempotencyKey":"example-organisation-move-1","organisation":"67-S0001","parent":"67-01",
                "effectiveOn":"2023-05-16","expectedVersion":1,"validateOnly":true}
                """#,
            result: #"""
                {"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f13","code":"67-S0001","province":"67","kind":"school",
                "name":{"th":"โรงเรียนตัวอย่าง 1","en":"Example School 1"},"parent":"67-01","openedOn":"1970-01-01",
                "version":2}
                """#)
    ]
    public typealias Result = Organisation

    public var idempotencyKey: String
    public var organisation: Reference
    public var parent: String?
    public var supervisor: String?
    public var effectiveOn: CalendarDate
    public var reason: String?
    public var expectedVersion: Int
    public var validateOnly: Bool?

    public init(
        idempotencyKey: String, organisation: Reference, parent: String?, supervisor: String? = nil,
        effectiveOn: CalendarDate, reason: String? = nil, expectedVersion: Int, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.organisation = organisation
        self.parent = parent
        self.supervisor = supervisor
        self.effectiveOn = effectiveOn
        self.reason = reason
        self.expectedVersion = expectedVersion
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(text: reason, at: "/reason", max: 1_000)
    }
}

/// Gives an organisation another name from a day on.
public struct RenameOrganisation: RPCChange {
    public static let name = "organisation.rename"
    public static let summary = LocalizedText("เปลี่ยนชื่อหน่วยงาน", "Rename an organisation")
    public static let access = RPCAccess.roles([.administrator, .planner])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = OrganisationNotes.changes
    public static let examples = [
        RPCExample(
            "checked only",
            params: #"""
                {"idempotencyKey":"example-organisation-rename-1","organisation":"67-S0001",
                "name":{"th":"โรงเรียนชื่อใหม่"},"effectiveOn":"2023-05-16","expectedVersion":1,"validateOnly":true}
                """#,
            result: #"""
                {"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f13","code":"67-S0001","province":"67","kind":"school",
                "name":{"th":"โรงเรียนชื่อใหม่"},"parent":"67-02","openedOn":"1970-01-01","version":2}
                """#)
    ]
    public typealias Result = Organisation

    public var idempotencyKey: String
    public var organisation: Reference
    public var name: LocalizedText
    public var effectiveOn: CalendarDate
    public var reason: String?
    public var expectedVersion: Int
    public var validateOnly: Bool?

    public init(
        idempotencyKey: String, organisation: Reference, name: LocalizedText, effectiveOn: CalendarDate,
        reason: String? = nil, expectedVersion: Int, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.organisation = organisation
        self.name = name
        self.effectiveOn = effectiveOn
        self.reason = reason
        self.expectedVersion = expectedVersion
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(text: name, at: "/name", max: 300)
        problems.check(text: reason, at: "/reason", max: 1_000)
    }
}

/// Closes an organisation from a day on; with a successor it is a merger.
public struct CloseOrganisation: RPCChange {
    public static let name = "organisation.close"
    public static let summary = LocalizedText("ยุบเลิกหรือควบรวมหน่วยงาน", "Close or merge an organisation")
    public static let access = RPCAccess.roles([.administrator, .planner])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = OrganisationNotes.changes
    public static let examples = [
        RPCExample(
            "checked only",
            params: #"""
                {"idempotencyKey":"example-organisation-close-1","organisation":"67-S0001","successor":"67-S0002",
                "effectiveOn":"2023-05-16","expectedVersion":1,"validateOnly":true}
                """#,
            result: #"""
                {"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f13","code":"67-S0001","province":"67","kind":"school",
                "name":{"th":"โรงเรียนตัวอย่าง 1","en":"Example School 1"},"parent":"67-02","openedOn":"1970-01-01",
                "closedOn":"2023-05-16","successor":"67-S0002","version":2}
                """#)
    ]
    public typealias Result = Organisation

    public var idempotencyKey: String
    public var organisation: Reference
    /// First day on which it is no more.
    public var effectiveOn: CalendarDate
    public var successor: String?
    public var reason: String?
    public var expectedVersion: Int
    public var validateOnly: Bool?

    public init(
        idempotencyKey: String, organisation: Reference, effectiveOn: CalendarDate, successor: String? = nil,
        reason: String? = nil, expectedVersion: Int, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.organisation = organisation
        self.effectiveOn = effectiveOn
        self.successor = successor
        self.reason = reason
        self.expectedVersion = expectedVersion
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(text: reason, at: "/reason", max: 1_000)
    }
}

enum OrganisationNotes {
    static let changes = [
        "idempotencyKey": LocalizedText(
            "กุญแจของผู้เรียก ใช้เรียกซ้ำได้อย่างปลอดภัย", "The caller's key, makes a repeat harmless"),
        "organisation": LocalizedText("รหัสหรือ id ของหน่วยงาน", "The organisation's code or id"),
        "parent": LocalizedText("รหัสหน่วยงานต้นสังกัด", "Code of the parent agency"),
        "supervisor": LocalizedText("รหัสหน่วยงานกำกับดูแล", "Code of the supervising agency"),
        "effectiveOn": LocalizedText("วันที่มีผล ไม่เกินวันนี้", "From which day; not later than today"),
        "expectedVersion": LocalizedText("version ที่ผู้เรียกเห็นล่าสุด", "The version that the caller saw last"),
        "validateOnly": LocalizedText("true: ตรวจเท่านั้น ไม่บันทึก", "true: check only, write nothing"),
    ]
}
