import CommonContract
import JSONRPC
import Kernel

/// Sends the draft of a plan to screening: opens a matter of the procedure `planScreening`.
public struct SubmitPlanForScreening: RPCChange {
    public static let name = "plan.submitForScreening"
    public static let summary = LocalizedText("ส่งร่างแผนเข้ากลั่นกรอง", "Send the draft of a plan to screening")
    public static let details = LocalizedText(
        "เปิดเรื่องตามขั้นตอน planScreening ดูว่าอยู่ที่ใครด้วย matter.get และเดินเรื่องด้วย matter.act",
        "Opens a matter of the procedure planScreening: matter.get says where it is, matter.act takes its steps.")
    public static let access = PlansAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = ["plan": PlanNotes.plan]
    public static let examples = [
        RPCExample(
            "checked only",
            params: #"{"idempotencyKey":"plan-submit-1","plan":"67-EX-2566","date":"2022-10-03","validateOnly":true}"#,
            result: """
                {"id":"\(Examples.id)","province":"67","procedure":"planScreening","procedureVersion":1,\
                "organisation":"67-01","subjectKind":"planVersion","subject":"\(Examples.id)",\
                "subjectCode":"67-EX-2566","title":\(Examples.name),"state":"open","step":"received",\
                "stepKind":"received","stepName":{"th":"รับแผน","en":"Received"},\
                "roles":["administrator","planner","secretary"],"since":"\(Examples.instant)","dueOn":"2022-10-06",\
                "may":["forward","return"],"openedBy":"example","openedAt":"\(Examples.instant)",\
                "actions":0,"history":[]}
                """),
        RPCExample(
            "a national plan", params: #"{"idempotencyKey":"plan-submit-2","plan":"EX-MP","date":"2022-10-03"}"#,
            result: """
                {"id":"\(Examples.id)","province":"TH","procedure":"planScreening","procedureVersion":1,\
                "organisation":"TH","subjectKind":"planVersion","subject":"\(Examples.id)",\
                "subjectCode":"EX-MP","title":{"th":"แผนแม่บทตัวอย่าง"},"state":"open","step":"received",\
                "stepKind":"received","stepName":{"th":"รับแผน","en":"Received"},\
                "roles":["administrator","planner","secretary"],"since":"\(Examples.instant)","dueOn":"2022-10-06",\
                "may":["forward","return"],"openedBy":"example","openedAt":"\(Examples.instant)",\
                "actions":0,"history":[]}
                """),
    ]
    public typealias Result = Matter

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var plan: Reference
    /// Day on which it was received; today unless given.
    public var date: CalendarDate?
    public var letterNumber: String?
    public var note: String?

    public init(
        idempotencyKey: String, plan: Reference, date: CalendarDate? = nil, letterNumber: String? = nil,
        note: String? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.plan = plan
        self.date = date
        self.letterNumber = letterNumber
        self.note = note
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: letterNumber, at: "/letterNumber", max: 64)
        problems.check(text: note, at: "/note", max: 2_000)
    }
}

/// Announces the draft: from then on it never changes.
public struct AnnouncePlan: RPCChange {
    public static let name = "plan.announce"
    public static let summary = LocalizedText(
        "ประกาศใช้ร่างแผน จากนั้นแก้ไขไม่ได้", "Announce the draft of a plan; from then on it never changes")
    public static let details = LocalizedText(
        "ร่างที่ว่างหรือกำลังอยู่ในการกลั่นกรองประกาศไม่ได้ ถ้าเคยถูกตีตกต้องแก้ไขและส่งใหม่",
        "An empty draft, one that is being screened and one whose screening ended in a rejection cannot be announced.")
    public static let access = PlansAccess.announcers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = [
        "plan": PlanNotes.plan,
        "signedBy": LocalizedText("ตำแหน่งผู้ลงนาม (ไม่ใช่ชื่อบุคคล)", "Position of who signed, not a name"),
    ]
    public static let examples = [
        RPCExample(
            "signed by the governor",
            params: """
                {"idempotencyKey":"plan-announce-1","plan":"67-EX-2566","announcedOn":"2022-12-14",\
                "letterNumber":"ศธ 0230/1234","signedBy":{"th":"ผู้ว่าราชการจังหวัด","en":"Governor"}}
                """,
            result: Examples.plan(
                "67-EX-2566", name: Examples.name, draft: nil,
                versions: """
                    {"number":1,"state":"announced","announcedOn":"2022-12-14","letterNumber":"ศธ 0230/1234",\
                    "signedBy":{"th":"ผู้ว่าราชการจังหวัด","en":"Governor"},"createdAt":"\(Examples.instant)"}
                    """, version: 3, current: 1))
    ]
    public typealias Result = Plan

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var plan: Reference
    public var announcedOn: CalendarDate
    public var letterNumber: String?
    public var signedBy: LocalizedText?

    public init(
        idempotencyKey: String, plan: Reference, announcedOn: CalendarDate, letterNumber: String? = nil,
        signedBy: LocalizedText? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.plan = plan
        self.announcedOn = announcedOn
        self.letterNumber = letterNumber
        self.signedBy = signedBy
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: letterNumber, at: "/letterNumber", max: 64)
        problems.check(text: signedBy, at: "/signedBy", max: 200)
    }
}

/// Opens a new draft out of the announced version, with all its elements and links.
public struct AmendPlan: RPCChange {
    public static let name = "plan.amend"
    public static let summary = LocalizedText(
        "เปิดร่างฉบับใหม่จากฉบับที่ประกาศ", "Open a new draft out of the announced version")
    public static let details = LocalizedText(
        "องค์ประกอบคง id เดิมทุกฉบับ ความเชื่อมโยงไปแผนอื่นยังคงชี้ฉบับเดิม",
        "Elements keep their ids over all versions; links to other plans stay pinned to the versions they name.")
    public static let access = PlansAccess.announcers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = ["plan": PlanNotes.plan]
    public static let examples = [
        RPCExample(
            "the yearly review",
            params: #"{"idempotencyKey":"plan-amend-1","plan":"67-EX-2566","reason":"ทบทวนประจำปี"}"#,
            result: Examples.plan(
                "67-EX-2566", name: Examples.name, draft: 2,
                versions: """
                    {"number":1,"state":"announced","announcedOn":"2022-12-14","letterNumber":"ศธ 0230/1234",\
                    "signedBy":{"th":"ผู้ว่าราชการจังหวัด","en":"Governor"},"createdAt":"\(Examples.instant)"},\
                    {"number":2,"state":"draft","reason":"ทบทวนประจำปี","createdAt":"\(Examples.instant)"}
                    """, version: 4, current: 1))
    ]
    public typealias Result = Plan

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var plan: Reference
    public var reason: String

    public init(idempotencyKey: String, plan: Reference, reason: String, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.plan = plan
        self.reason = reason
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: reason, at: "/reason", max: 2_000)
    }
}
