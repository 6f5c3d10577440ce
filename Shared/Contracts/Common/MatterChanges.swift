import JSONRPC
import Kernel

/// Opens a matter of a procedure that no other method opens: a strategy, a guideline, joint work …
public struct OpenMatter: RPCChange {
    public static let name = "matter.open"
    public static let summary = LocalizedText("เปิดเรื่องตามขั้นตอนงาน", "Open a matter of a procedure")
    public static let details = LocalizedText(
        "ต้องมีบทบาทของขั้นแรก ขั้นตอนงานที่มี openedWith เปิดด้วยเมธอดนั้น ถ้าเป็นเมธอดของบริการอื่น บริการนั้น (integrator) เปิดเรื่องที่นี่ได้",
        """
        The caller holds a role of the first step. A procedure with `openedWith` is opened by that method instead; \
        where that is another service's method, that service (an integrator) brings its matters here, takes them \
        back, and takes their step of execution.
        """)
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .forbidden, .ruleViolated]
    public static let memberNotes = [
        "organisation": LocalizedText("เรื่องของหน่วยงานใด", "Whose matter it is: roles held there or above may act"),
        "subjectCode": LocalizedText("เลขที่หรือรหัสของสิ่งที่ว่าด้วย", "Number or code of what it is about"),
        "date": LocalizedText("วันที่รับเรื่อง ไม่ระบุคือวันนี้", "Day on which it came in; today unless given"),
    ]
    public static let examples = [
        RPCExample(
            "work for another office",
            params: """
                {"idempotencyKey":"matter-open-1","procedure":"jointWork","organisation":"67-01",\
                "title":{"th":"จัดงานวันเด็กแห่งชาติ"},"subjectCode":"ศธ 0001/15","date":"2022-10-03"}
                """,
            result: ProcedureExamples.opened)
    ]
    public typealias Result = Matter

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var procedure: String
    public var organisation: String
    public var title: LocalizedText
    public var subjectCode: String?
    public var date: CalendarDate?

    public init(
        idempotencyKey: String, procedure: String, organisation: String, title: LocalizedText,
        subjectCode: String? = nil, date: CalendarDate? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.procedure = procedure
        self.organisation = organisation
        self.title = title
        self.subjectCode = subjectCode
        self.date = date
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: title, at: "/title", max: 500)
        problems.check(text: subjectCode, at: "/subjectCode", max: 64)
    }
}

/// Takes a matter of `matter.open` back, before a body has approved it.
public struct WithdrawMatter: RPCChange {
    public static let name = "matter.withdraw"
    public static let summary = LocalizedText("ถอนเรื่อง", "Take a matter back")
    public static let details = LocalizedText(
        "ผู้เปิดเรื่อง หรือผู้มีบทบาทของขั้นแรก ก่อนมีมติเห็นชอบ เรื่องที่เมธอดอื่นเปิดถอนที่คำขอเดิม",
        "By who opened it or holds a role of the first step. What another method brought is withdrawn where it was brought."
    )
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .forbidden, .ruleViolated]
    public static let examples = [
        RPCExample(
            "no longer asked for",
            params: """
                {"idempotencyKey":"matter-withdraw-1","matter":"{matterId}","date":"2022-10-04","reason":"ผู้ขอยกเลิก"}
                """,
            result: ProcedureExamples.withdrawn)
    ]
    public typealias Result = Matter

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var matter: ID
    public var date: CalendarDate?
    public var reason: String

    public init(
        idempotencyKey: String, matter: ID, date: CalendarDate? = nil, reason: String, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.matter = matter
        self.date = date
        self.reason = reason
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: reason, at: "/reason", max: 4_000)
    }
}
