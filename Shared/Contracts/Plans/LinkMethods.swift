import CommonContract
import JSONRPC
import Kernel

/// One end of a link: an element as it stands in one version of its plan.
public struct LinkEnd: Codable, Sendable, Hashable {
    public var plan: String
    public var planVersion: Int
    public var id: ID
    public var code: String
    public var kind: ElementKind
    public var text: LocalizedText

    public init(plan: String, planVersion: Int, id: ID, code: String, kind: ElementKind, text: LocalizedText) {
        self.plan = plan
        self.planVersion = planVersion
        self.id = id
        self.code = code
        self.kind = kind
        self.text = text
    }
}

/// An element that serves an element of a higher plan, pinned to the versions of both (P3, P4).
public struct PlanLink: Codable, Sendable, Hashable {
    public var id: ID
    public var kind: LinkKind
    public var from: LinkEnd
    public var to: LinkEnd
    public var note: String?
    /// The higher plan was announced anew since: the link should be looked at.
    public var outdated: Bool

    public init(id: ID, kind: LinkKind, from: LinkEnd, to: LinkEnd, note: String?, outdated: Bool) {
        self.id = id
        self.kind = kind
        self.from = from
        self.to = to
        self.note = note
        self.outdated = outdated
    }
}

/// Links an element of a draft to an element of a higher, announced plan.
public struct CreateLink: RPCChange {
    public static let name = "link.create"
    public static let summary = LocalizedText(
        "เชื่อมโยงองค์ประกอบกับแผนที่สูงกว่า", "Link an element to an element of a higher plan")
    public static let details = LocalizedText(
        "แผนปลายทางต้องประกาศแล้วและสูงกว่าหนึ่งระดับ หรือระดับเดียวกันที่ระบุไว้ใน higher ข้ามระดับหรือวนกลับไม่ได้ Y1→Y2 อยู่ในแผนแม่บทเดียวกันได้",
        """
        The target's plan must be announced and one level higher, or at the same level and named in `higher`; a \
        link that skips a level or closes a circle is refused. Y1 → Y2 lies within the one master plan.
        """)
    public static let access = PlansAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = ["from": PlanNotes.element, "to": PlanNotes.element]
    public static let examples = [
        RPCExample(
            "Y1 to Y2 within a master plan",
            params: """
                {"idempotencyKey":"link-create-1","from":"EX-MP/EX-120101","to":"EX-MP/EX-120001","kind":"xyzY2"}
                """,
            result: Examples.link)
    ]
    public typealias Result = PlanLink

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var from: Reference
    public var to: Reference
    public var kind: LinkKind
    public var note: String?

    public init(
        idempotencyKey: String, from: Reference, to: Reference, kind: LinkKind, note: String? = nil,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.from = from
        self.to = to
        self.kind = kind
        self.note = note
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: note, at: "/note", max: 1_000)
    }
}

/// Links from or to a plan or an element.
public struct ListLinks: RPCMethod {
    public static let name = "link.list"
    public static let summary = LocalizedText("รายการความเชื่อมโยง", "List links")
    public static let details = LocalizedText(
        "ระบุ plan (ความเชื่อมโยงจากแผนนี้) หรือ to (ความเชื่อมโยงมายังองค์ประกอบนี้) อย่างใดอย่างหนึ่ง",
        "Give either plan (the links from one version of it) or to (the links to an element, from announced versions).")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let memberNotes = [
        "plan": PlanNotes.plan, "planVersion": PlanNotes.planVersion, "to": PlanNotes.element,
    ]
    public static let examples = [
        RPCExample("none yet", params: #"{"plan":"67-EX-2566"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<PlanLink>

    public var plan: Reference?
    public var planVersion: Int?
    public var to: Reference?
    public var kind: LinkKind?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        plan: Reference? = nil, planVersion: Int? = nil, to: Reference? = nil, kind: LinkKind? = nil,
        limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.plan = plan
        self.planVersion = planVersion
        self.to = to
        self.kind = kind
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        PageLimit.check(limit, &problems)
        if (plan == nil) == (to == nil) {
            problems.add("/plan", "members.oneOf", th: "ระบุ plan หรือ to อย่างใดอย่างหนึ่ง", en: "name either plan or to")
        }
    }
}

/// One link of an import.
public struct LinkDraft: Codable, Sendable, Hashable {
    /// An element of the draft of the plan that is imported into.
    public var from: Reference
    public var to: Reference
    public var kind: LinkKind
    public var note: String?

    public init(from: Reference, to: Reference, kind: LinkKind, note: String? = nil) {
        self.from = from
        self.to = to
        self.kind = kind
        self.note = note
    }
}

/// Links many elements of one draft at once; a link that is there already is left alone.
public struct ImportLinks: RPCChange {
    public static let name = "link.import"
    public static let summary = LocalizedText("นำเข้าความเชื่อมโยงหลายรายการ", "Link many elements of one draft at once")
    public static let access = PlansAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = [
        "plan": LocalizedText("แผนต้นทาง ทุกแถวมาจากร่างของแผนนี้", "The plan that all rows' from belong to"),
        "rows": LocalizedText("1 ถึง 5,000 แถว", "1 to 5,000 rows"),
    ]
    public static let examples = [
        RPCExample(
            "what cannot be linked is reported",
            params: """
                {"idempotencyKey":"link-import-1","plan":"67-EX-2566","mode":"partial","rows":[\
                {"from":"67-EX-P1","to":"67-EX-NONE","kind":"aligned"}]}
                """,
            result: """
                {"created":0,"updated":0,"unchanged":0,"refused":1,"problems":[{"path":"/rows/0/to",\
                "rule":"link.to","message":{"th":"ไม่พบองค์ประกอบ “67-EX-NONE”","en":"no element “67-EX-NONE”"}}]}
                """)
    ]
    public static let rowsMax = 5_000
    public typealias Result = ImportReport

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var plan: Reference
    public var rows: [LinkDraft]
    public var mode: ImportMode?

    public init(
        idempotencyKey: String, plan: Reference, rows: [LinkDraft], mode: ImportMode? = nil,
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
        PlanRules.count(rows.count, 1...ImportLinks.rowsMax, at: "/rows", &problems)
    }
}

/// Takes a link out of a draft.
public struct RemoveLink: RPCChange {
    public static let name = "link.remove"
    public static let summary = LocalizedText("นำความเชื่อมโยงออกจากร่างแผน", "Take a link out of a draft")
    public static let access = PlansAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = ["from": PlanNotes.element, "to": PlanNotes.element]
    public static let examples = [
        RPCExample(
            "the link made before",
            params: """
                {"idempotencyKey":"link-remove-1","from":"EX-MP/EX-120101","to":"EX-MP/EX-120001","kind":"xyzY2"}
                """,
            result: Examples.link)
    ]
    public typealias Result = PlanLink

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var from: Reference
    public var to: Reference
    public var kind: LinkKind

    public init(
        idempotencyKey: String, from: Reference, to: Reference, kind: LinkKind, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.from = from
        self.to = to
        self.kind = kind
    }

    public func check(_ problems: inout Problems) { problems.check(idempotencyKey: idempotencyKey) }
}
