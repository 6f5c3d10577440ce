import CommonContract
import JSONRPC
import Kernel

/// Adds an element to the draft of a plan.
public struct CreateElement: RPCChange {
    public static let name = "element.create"
    public static let summary = LocalizedText("เพิ่มองค์ประกอบในร่างแผน", "Add an element to the draft of a plan")
    public static let access = PlansAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = ["plan": PlanNotes.plan]
    public static let examples = [
        RPCExample(
            "a strategic issue",
            params: """
                {"idempotencyKey":"element-create-1","plan":"67-EX-2566","element":{"code":"67-EX-SI1",\
                "kind":"strategicIssue","text":{"th":"คุณภาพการเรียนรู้","en":"Quality of learning"}}}
                """,
            result: Examples.element(
                "67-EX-SI1", "strategicIssue", text: #"{"th":"คุณภาพการเรียนรู้","en":"Quality of learning"}"#, order: 1))
    ]
    public typealias Result = PlanElement

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var plan: Reference
    public var element: ElementDraft

    public init(idempotencyKey: String, plan: Reference, element: ElementDraft, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.plan = plan
        self.element = element
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        element.check(at: "/element", &problems)
    }
}

/// Replaces an element of a draft; its code and kind stay.
public struct UpdateElement: RPCChange {
    public static let name = "element.update"
    public static let summary = LocalizedText("แก้ไของค์ประกอบในร่างแผน", "Change an element of a draft")
    public static let details = LocalizedText(
        "element แทนที่ของเดิมทั้งหมด code และ kind ต้องเหมือนเดิม",
        "The element given replaces the old one as a whole; its code and kind must be the same.")
    public static let access = PlansAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = ["plan": PlanNotes.plan]
    public static let examples = [
        RPCExample(
            "another text",
            params: """
                {"idempotencyKey":"element-update-1","plan":"67-EX-2566","expectedVersion":1,\
                "element":{"code":"67-EX-SI1","kind":"strategicIssue","text":{"th":"ยกระดับคุณภาพการเรียนรู้"}}}
                """,
            result: Examples.element(
                "67-EX-SI1", "strategicIssue", text: #"{"th":"ยกระดับคุณภาพการเรียนรู้"}"#, order: 1, version: 2))
    ]
    public typealias Result = PlanElement

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var plan: Reference
    public var expectedVersion: Int
    public var element: ElementDraft

    public init(
        idempotencyKey: String, plan: Reference, expectedVersion: Int, element: ElementDraft,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.plan = plan
        self.expectedVersion = expectedVersion
        self.element = element
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        element.check(at: "/element", &problems)
    }
}

/// One element as it stands in a version.
public struct GetElement: RPCMethod {
    public static let name = "element.get"
    public static let summary = LocalizedText("อ่านองค์ประกอบหนึ่งรายการ", "Read one element")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let memberNotes = ["element": PlanNotes.element, "planVersion": PlanNotes.planVersion]
    public static let examples = [
        RPCExample(
            "by plan and code", params: #"{"element":"67-EX-2566/67-EX-SI1"}"#,
            result: Examples.element(
                "67-EX-SI1", "strategicIssue", text: #"{"th":"ยกระดับคุณภาพการเรียนรู้"}"#, order: 1, version: 2))
    ]
    public typealias Result = PlanElement

    public var element: Reference
    public var planVersion: Int?

    public init(element: Reference, planVersion: Int? = nil) {
        self.element = element
        self.planVersion = planVersion
    }
}

/// Elements of one version of a plan, in the order of the tree's siblings and codes.
public struct ListElements: RPCMethod {
    public static let name = "element.list"
    public static let summary = LocalizedText(
        "รายการองค์ประกอบของแผนฉบับหนึ่ง เรียงตามรหัส",
        "List the elements of one version of a plan, in the order of their codes")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = [
        "plan": PlanNotes.plan, "planVersion": PlanNotes.planVersion,
        "parent": LocalizedText("เฉพาะที่อยู่ใต้องค์ประกอบนี้โดยตรง (รหัส)", "Only those directly below this element (code)"),
        "tag": LocalizedText("เฉพาะที่มีป้ายนี้", "Only those with this tag"),
    ]
    public static let examples = [
        RPCExample(
            "projects, none yet", params: #"{"plan":"67-EX-2566","kind":"project"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<PlanElement>

    public var plan: Reference
    public var planVersion: Int?
    public var kind: ElementKind?
    public var parent: String?
    public var tag: String?
    public var organisation: String?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        plan: Reference, planVersion: Int? = nil, kind: ElementKind? = nil, parent: String? = nil,
        tag: String? = nil, organisation: String? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.plan = plan
        self.planVersion = planVersion
        self.kind = kind
        self.parent = parent
        self.tag = tag
        self.organisation = organisation
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// Creates and updates many elements of a draft at once.
public struct ImportElements: RPCChange {
    public static let name = "element.import"
    public static let summary = LocalizedText("นำเข้าองค์ประกอบหลายรายการ", "Import many elements into a draft")
    public static let details = LocalizedText(
        "แถวอ้างแถวอื่นเป็น parent ได้โดยไม่ขึ้นกับลำดับ รหัสที่มีอยู่แล้วจะถูกปรับปรุง ปัญหาทุกข้อแจ้งพร้อมตำแหน่งแถว",
        """
        A row may name another row as its parent, in any order. A code that the draft has is updated (its kind must \
        stay). Every problem is reported with its row.
        """)
    public static let access = PlansAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = [
        "plan": PlanNotes.plan,
        "mode": LocalizedText(
            "atomic: ทั้งหมดหรือไม่เลย (ค่าปริยาย) partial: เฉพาะแถวที่ถูกต้อง",
            "atomic: all or nothing (the default); partial: the good rows"),
        "rows": LocalizedText("1 ถึง 5,000 แถว", "1 to 5,000 rows"),
    ]
    public static let examples = [
        RPCExample(
            "a goal with a project and one that will go again",
            params: """
                {"idempotencyKey":"element-import-1","plan":"67-EX-2566","rows":[\
                {"code":"67-EX-P1","kind":"project","parent":"67-EX-G1","text":{"th":"โครงการอ่านออกเขียนได้"},\
                "funding":"funded","budget":"150000.00"},\
                {"code":"67-EX-G1","kind":"goal","parent":"67-EX-SI1","text":{"th":"ผู้เรียนอ่านออกเขียนได้"}},\
                {"code":"67-EX-P2","kind":"project","parent":"67-EX-G1","text":{"th":"โครงการที่จะลบ"}}]}
                """,
            result: #"{"created":3,"updated":0,"unchanged":0,"refused":0,"problems":[]}"#),
        RPCExample(
            "goals of a master plan",
            params: """
                {"idempotencyKey":"element-import-2","plan":"EX-MP","rows":[\
                {"code":"EX-120001","kind":"goal","text":{"th":"เป้าหมายระดับประเด็น"}},\
                {"code":"EX-120101","kind":"goal","text":{"th":"เป้าหมายแผนย่อย"}}]}
                """,
            result: #"{"created":2,"updated":0,"unchanged":0,"refused":0,"problems":[]}"#),
    ]
    public static let rowsMax = 5_000
    public typealias Result = ImportReport

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var plan: Reference
    public var rows: [ElementDraft]
    public var mode: ImportMode?

    public init(
        idempotencyKey: String, plan: Reference, rows: [ElementDraft], mode: ImportMode? = nil,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.plan = plan
        self.rows = rows
        self.mode = mode
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        PlanRules.count(rows.count, 1...ImportElements.rowsMax, at: "/rows", &problems)
        guard mode != .partial else { return }
        for (index, row) in rows.prefix(ImportElements.rowsMax).enumerated() {
            row.check(at: "/rows/\(index)", &problems)
        }
    }
}

/// Takes an element out of a draft; nothing may hang below it or point at it.
public struct RemoveElement: RPCChange {
    public static let name = "element.remove"
    public static let summary = LocalizedText("นำองค์ประกอบออกจากร่างแผน", "Take an element out of a draft")
    public static let access = PlansAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = ["plan": PlanNotes.plan]
    public static let examples = [
        RPCExample(
            "a project",
            params: """
                {"idempotencyKey":"element-remove-1","plan":"67-EX-2566","code":"67-EX-P2","expectedVersion":1}
                """,
            result: #"{"plan":"67-EX-2566","planVersion":1,"code":"67-EX-P2"}"#)
    ]
    public typealias Result = RemovedElement

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var plan: Reference
    public var code: String
    public var expectedVersion: Int

    public init(
        idempotencyKey: String, plan: Reference, code: String, expectedVersion: Int, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.plan = plan
        self.code = code
        self.expectedVersion = expectedVersion
    }

    public func check(_ problems: inout Problems) { problems.check(idempotencyKey: idempotencyKey) }
}

/// What was taken out of which draft.
public struct RemovedElement: Codable, Sendable, Hashable {
    public var plan: String
    public var planVersion: Int
    public var code: String

    public init(plan: String, planVersion: Int, code: String) {
        self.plan = plan
        self.planVersion = planVersion
        self.code = code
    }
}
