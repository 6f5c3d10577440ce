import JSONRPC
import Kernel

/// A matter: a subject on its way through a procedure (domain §5).
public struct Matter: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    public var procedure: String
    public var procedureVersion: Int
    /// Whose matter it is: its people's roles decide who may act.
    public var organisation: String
    /// What it is about: `"planVersion"`, `"transfer"` …
    public var subjectKind: String
    public var subject: ID
    public var subjectCode: String?
    public var title: LocalizedText
    public var state: MatterState
    /// Code of the step where it is; absent once it has ended.
    public var step: String?
    public var stepKind: StepKind?
    public var stepName: LocalizedText?
    /// Roles that may take the step.
    public var roles: [Role]
    /// Kind of the body whose step it is.
    public var body: BodyKind?
    /// Since when it is there.
    public var since: Instant
    /// Last day allowed for the step.
    public var dueOn: CalendarDate?
    /// What the caller may do with it now; empty if it is not the caller's to act.
    public var may: [ActionOutcome]
    /// The last decision of a body.
    public var decision: ActionOutcome?
    public var openedBy: String
    public var openedAt: Instant
    public var closedAt: Instant?
    /// How many actions were taken: the number of the last one in `history`.
    public var actions: Int
    /// Oldest first; only where one matter is asked for.
    public var history: [MatterAction]

    public init(
        id: ID, province: String, procedure: String, procedureVersion: Int, organisation: String,
        subjectKind: String, subject: ID, subjectCode: String?, title: LocalizedText, state: MatterState,
        step: String?, stepKind: StepKind?, stepName: LocalizedText?, roles: [Role], body: BodyKind?,
        since: Instant, dueOn: CalendarDate?, may: [ActionOutcome], decision: ActionOutcome?, openedBy: String,
        openedAt: Instant, closedAt: Instant?, actions: Int, history: [MatterAction]
    ) {
        self.id = id
        self.province = province
        self.procedure = procedure
        self.procedureVersion = procedureVersion
        self.organisation = organisation
        self.subjectKind = subjectKind
        self.subject = subject
        self.subjectCode = subjectCode
        self.title = title
        self.state = state
        self.step = step
        self.stepKind = stepKind
        self.stepName = stepName
        self.roles = roles
        self.body = body
        self.since = since
        self.dueOn = dueOn
        self.may = may
        self.decision = decision
        self.openedBy = openedBy
        self.openedAt = openedAt
        self.closedAt = closedAt
        self.actions = actions
        self.history = history
    }
}

/// One recorded action; never changed.
public struct MatterAction: Codable, Sendable, Hashable {
    /// From 1.
    public var number: Int
    /// The step that was taken.
    public var step: String
    public var outcome: ActionOutcome
    /// Where it went; absent where the matter ended.
    public var to: String?
    public var date: CalendarDate
    public var note: String?
    public var letterNumber: String?
    /// Id of the resolution that it records.
    public var resolution: ID?
    public var by: String
    public var at: Instant

    public init(
        number: Int, step: String, outcome: ActionOutcome, to: String?, date: CalendarDate, note: String?,
        letterNumber: String?, resolution: ID?, by: String, at: Instant
    ) {
        self.number = number
        self.step = step
        self.outcome = outcome
        self.to = to
        self.date = date
        self.note = note
        self.letterNumber = letterNumber
        self.resolution = resolution
        self.by = by
        self.at = at
    }
}

enum MatterRules {
    static let readers = LocalizedText(
        "อ่านได้เมื่อมีบทบาทที่หน่วยงานเจ้าของเรื่องหรือเหนือขึ้นไป",
        "Read by those with a role at the matter's organisation or above it.")
}

/// One matter with its history.
public struct GetMatter: RPCMethod {
    public static let name = "matter.get"
    public static let summary = LocalizedText(
        "อ่านเรื่อง: อยู่ที่ขั้นใด ใครต้องทำ ภายในเมื่อใด และประวัติ",
        "Read a matter: where it is, who must act by when, and everything that happened")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let details = MatterRules.readers
    public static let errors: [RPCErrorKind] = [.notFound, .forbidden]
    public static let memberNotes = [
        "may": LocalizedText("สิ่งที่ผู้เรียกทำได้ในตอนนี้", "What the caller may do with it now")
    ]
    public static let examples = [
        RPCExample(
            "from an earlier answer", params: #"{"matter":"{matterId}"}"#, result: ProcedureExamples.received)
    ]
    public typealias Result = Matter

    public var matter: ID

    public init(matter: ID) { self.matter = matter }
}

/// Matters, newest first.
public struct ListMatters: RPCMethod {
    public static let name = "matter.list"
    public static let summary = LocalizedText("รายการเรื่อง ใหม่สุดก่อน", "List matters, newest first")
    public static let details = MatterRules.readers
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.forbidden]
    public static let memberNotes = [
        "organisation": LocalizedText("ของหน่วยงานนี้และที่อยู่ใต้ลงไป", "Of this organisation and those below it"),
        "subject": LocalizedText("id ของสิ่งที่เรื่องนั้นว่าด้วย", "Id of what the matter is about"),
        "body": LocalizedText("รอคณะกรรมการประเภทนี้", "Waiting for a body of this kind"),
    ]
    public static let examples = [
        RPCExample("none", params: #"{"organisation":"67-S0001","state":"open"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<Matter>

    public var organisation: String
    public var procedure: String?
    public var state: MatterState?
    public var step: String?
    public var subject: ID?
    public var body: BodyKind?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, procedure: String? = nil, state: MatterState? = nil, step: String? = nil,
        subject: ID? = nil, body: BodyKind? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.procedure = procedure
        self.state = state
        self.step = step
        self.subject = subject
        self.body = body
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// Open matters whose step should have been taken, longest overdue first.
public struct ListOverdueMatters: RPCMethod {
    public static let name = "matter.overdue"
    public static let summary = LocalizedText(
        "เรื่องที่เลยกำหนด นานสุดก่อน", "Open matters past their day, longest overdue first")
    public static let details = MatterRules.readers
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.forbidden]
    public static let memberNotes = [
        "on": LocalizedText("ณ วันที่ ไม่ระบุคือวันนี้", "As of this day; today unless given")
    ]
    public static let examples = [
        RPCExample("none", params: #"{"organisation":"67","on":"1970-01-01"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<Matter>

    public var organisation: String
    public var on: CalendarDate?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(organisation: String, on: CalendarDate? = nil, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.organisation = organisation
        self.on = on
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// Takes the step that a matter stands at.
public struct ActOnMatter: RPCChange {
    public static let name = "matter.act"
    public static let summary = LocalizedText("ดำเนินการขั้นที่เรื่องค้างอยู่", "Take the step that a matter stands at")
    public static let details = LocalizedText(
        """
        ต้องมีบทบาทของขั้นนั้น และ step ต้องเป็นขั้นที่เรื่องอยู่จริง ทำซ้ำขั้นเดิมไม่ได้ \
        ขั้นของคณะกรรมการลงมติในการประชุม (meeting.resolve) เว้นแต่กำหนดไว้เป็น recorded: บันทึกเป็น resolution ที่นี่
        """,
        """
        The caller holds a role of the step at the matter's organisation or above it; `step` must be where the \
        matter is, so that nobody takes a step twice. A body's step is taken by its meeting (`meeting.resolve`); only where the procedure's \
        `decisions` is `recorded`, it is taken here, with the body and the number of its resolution.
        """)
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .forbidden, .conflict, .ruleViolated]
    public static let memberNotes = [
        "step": LocalizedText("รหัสขั้นที่ผู้เรียกเห็นว่าเรื่องอยู่", "Code of the step where the caller saw it"),
        "date": LocalizedText("วันที่ดำเนินการหรือมีมติ ไม่ระบุคือวันนี้", "Day of the act or of the resolution; today unless given"),
        "body": LocalizedText("รหัสคณะกรรมการที่มีมติ", "Code of the body that decided"),
        "resolutionNumber": LocalizedText("เลขที่มติ", "Number of the resolution"),
    ]
    public static let examples = [
        RPCExample(
            "complete, on to the analysis",
            params: #"""
                {"idempotencyKey":"matter-act-1","matter":"{matterId}","step":"received","outcome":"forward",
                "date":"2022-10-04","note":"ครบถ้วน"}
                """#,
            result: ProcedureExamples.analysed)
    ]
    public typealias Result = Matter

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var matter: ID
    public var step: String
    public var outcome: ActionOutcome
    public var date: CalendarDate?
    public var note: String?
    public var letterNumber: String?
    public var body: String?
    public var resolutionNumber: String?

    public init(
        idempotencyKey: String, matter: ID, step: String, outcome: ActionOutcome, date: CalendarDate? = nil,
        note: String? = nil, letterNumber: String? = nil, body: String? = nil, resolutionNumber: String? = nil,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.matter = matter
        self.step = step
        self.outcome = outcome
        self.date = date
        self.note = note
        self.letterNumber = letterNumber
        self.body = body
        self.resolutionNumber = resolutionNumber
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: note, at: "/note", max: 4_000)
        problems.check(text: letterNumber, at: "/letterNumber", max: 64)
        problems.check(text: resolutionNumber, at: "/resolutionNumber", max: 64)
        if outcome == .return, note == nil {
            problems.add(
                "/note", "matter.observations", th: "การส่งคืนต้องมีข้อสังเกตใน note",
                en: "a return needs its observations in note")
        }
    }
}
