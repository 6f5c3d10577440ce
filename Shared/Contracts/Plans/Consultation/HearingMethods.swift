import CommonContract
import JSONRPC
import Kernel

/// Opens a hearing on a plan's open draft.
public struct CreateHearing: RPCChange {
    public static let name = "hearing.create"
    public static let summary = LocalizedText("เปิดรับฟังความคิดเห็นต่อร่างแผน", "Open a hearing on a plan's draft")
    public static let access = PlansAccess.announcers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = ["plan": PlanNotes.plan]
    public static let examples = [
        RPCExample(
            "through letters and the web",
            params: """
                {"idempotencyKey":"hearing-create-1","code":"67-EX-H1","plan":"67-EX-2566",\
                "title":{"th":"รับฟังร่างแผน"},"phases":[{"name":{"th":"ระยะที่ 1"},"from":"2022-10-01",\
                "until":"2022-10-31","channels":["letter","web"]}]}
                """,
            result: ConsultationExamples.hearing("open", version: 1))
    ]
    public typealias Result = Hearing

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var code: String
    public var plan: Reference
    public var title: LocalizedText
    public var phases: [HearingPhase]

    public init(
        idempotencyKey: String, code: String, plan: Reference, title: LocalizedText, phases: [HearingPhase],
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.code = code
        self.plan = plan
        self.title = title
        self.phases = phases
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        PlanRules.check(code: code, at: "/code", &problems)
        problems.check(text: title, at: "/title", max: 300)
        PlanRules.count(phases.count, 1...20, at: "/phases", &problems)
        for (index, phase) in phases.prefix(20).enumerated() {
            problems.check(text: phase.name, at: "/phases/\(index)/name", max: 200)
            if phase.until < phase.from {
                problems.add("/phases/\(index)/until", "hearing.phase", th: "สิ้นสุดก่อนเริ่ม", en: "ends before it begins")
            }
            if phase.channels.isEmpty || Set(phase.channels).count != phase.channels.count {
                problems.add(
                    "/phases/\(index)/channels", "hearing.channels", th: "ต้องมีช่องทาง ไม่ซ้ำกัน",
                    en: "needs channels, each once")
            }
        }
    }
}

/// Brings a comment in.
public struct CommentOnHearing: RPCChange {
    public static let name = "hearing.comment"
    public static let summary = LocalizedText("บันทึกความคิดเห็น", "Bring a comment into a hearing")
    public static let details = LocalizedText(
        "ทางเว็บหน่วยงานให้ความเห็นเองได้ (organisation ของตน) บุคคลให้ความเห็นในนามตนเองได้ (ไม่ระบุ organisation และ respondent) ช่องทางอื่นเจ้าหน้าที่เป็นผู้บันทึก ต้องอยู่ในระยะที่เปิดช่องทางนั้น",
        """
        Through the web an organisation comments itself (`organisation` its own), and a person in their own name \
        (neither `organisation` nor `respondent`); what came otherwise is recorded by the office. The day lies in a phase that has the channel.
        """)
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .forbidden, .ruleViolated]
    public static let memberNotes = [
        "hearing": LocalizedText("รหัสการรับฟัง", "Code of the hearing"),
        "element": LocalizedText("รหัสองค์ประกอบของร่างแผนที่ให้ความเห็น", "Code of the draft's element that it is about"),
        "receivedOn": LocalizedText("วันที่ได้รับ ไม่ระบุคือวันนี้", "Day on which it came in; today unless given"),
    ]
    public static let examples = [
        RPCExample(
            "by letter, on a goal",
            params: """
                {"idempotencyKey":"hearing-comment-1","hearing":"67-EX-H1","channel":"letter","element":"67-EX-G1",\
                "organisation":"67-02","text":"ควรเพิ่มการอ่านคิดวิเคราะห์","receivedOn":"2022-10-10"}
                """,
            result: ConsultationExamples.comment())
    ]
    public typealias Result = HearingComment

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var hearing: String
    public var channel: HearingChannel
    public var element: String?
    public var clause: String?
    public var organisation: String?
    public var respondent: String?
    public var text: String
    public var receivedOn: CalendarDate?

    public init(
        idempotencyKey: String, hearing: String, channel: HearingChannel, element: String? = nil,
        clause: String? = nil, organisation: String? = nil, respondent: String? = nil, text: String,
        receivedOn: CalendarDate? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.hearing = hearing
        self.channel = channel
        self.element = element
        self.clause = clause
        self.organisation = organisation
        self.respondent = respondent
        self.text = text
        self.receivedOn = receivedOn
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: text, at: "/text", max: 10_000)
        problems.check(text: clause, at: "/clause", max: 300)
        problems.check(text: respondent, at: "/respondent", max: 200)
    }
}

/// Puts the comments of a hearing together, when its phases are over: each comment in one group.
public struct SynthesiseHearing: RPCChange {
    public static let name = "hearing.synthesise"
    public static let summary = LocalizedText("สังเคราะห์ความคิดเห็น", "Put the comments of a hearing together")
    public static let access = PlansAccess.announcers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "one group",
            params: """
                {"idempotencyKey":"hearing-synthesis-1","hearing":"67-EX-H1","expectedVersion":1,\
                "groups":[{"title":{"th":"การอ่าน"},"summary":"ขอให้เพิ่มการอ่านคิดวิเคราะห์","comments":[1]}]}
                """,
            result: ConsultationExamples.hearing("synthesised", version: 2))
    ]
    public typealias Result = Hearing

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var hearing: String
    public var expectedVersion: Int
    public var groups: [HearingGroup]

    public init(
        idempotencyKey: String, hearing: String, expectedVersion: Int, groups: [HearingGroup],
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.hearing = hearing
        self.expectedVersion = expectedVersion
        self.groups = groups
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        PlanRules.count(groups.count, 1...500, at: "/groups", &problems)
        for (index, group) in groups.prefix(500).enumerated() {
            problems.check(text: group.title, at: "/groups/\(index)/title", max: 300)
            problems.check(text: group.summary, at: "/groups/\(index)/summary", max: 10_000)
        }
    }
}

/// Answers a comment, once.
public struct AnswerComment: RPCChange {
    public static let name = "hearing.answer"
    public static let summary = LocalizedText("บันทึกคำตอบต่อความคิดเห็น", "Answer a comment of a hearing")
    public static let details = LocalizedText(
        "ความเห็นที่รับต้องระบุองค์ประกอบในร่างที่แก้ตาม", "What is accepted names the draft's element that carries it.")
    public static let access = PlansAccess.announcers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "noted",
            params: """
                {"idempotencyKey":"hearing-answer-1","hearing":"67-EX-H1","comment":1,"decision":"noted",\
                "text":"อยู่ในกิจกรรมของโครงการแล้ว"}
                """,
            result: ConsultationExamples.comment(answered: true))
    ]
    public typealias Result = HearingComment

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var hearing: String
    public var comment: Int
    public var decision: HearingDecision
    public var text: String
    public var element: String?

    public init(
        idempotencyKey: String, hearing: String, comment: Int, decision: HearingDecision, text: String,
        element: String? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.hearing = hearing
        self.comment = comment
        self.decision = decision
        self.text = text
        self.element = element
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: text, at: "/text", max: 10_000)
        if [.accepted, .partlyAccepted].contains(decision) != (element != nil) {
            problems.add(
                "/element", "hearing.element", th: "ระบุองค์ประกอบเมื่อรับความเห็น และเฉพาะเมื่อรับ",
                en: "an accepted comment names the element that carries it, no other does")
        }
    }
}

/// Closes a hearing whose comments all have answers, and whose accepted ones are carried into the draft.
public struct CloseHearing: RPCChange {
    public static let name = "hearing.close"
    public static let summary = LocalizedText("ปิดการรับฟัง", "Close a hearing")
    public static let details = LocalizedText(
        "ทุกความเห็นต้องมีคำตอบ และองค์ประกอบที่รับความเห็นต้องแก้ในร่างแล้ว",
        "Each comment has its answer, and the elements that carry accepted ones were changed in the draft.")
    public static let access = PlansAccess.announcers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "all answered", params: #"{"idempotencyKey":"hearing-close-1","hearing":"67-EX-H1","expectedVersion":2}"#,
            result: ConsultationExamples.hearing("closed", version: 3))
    ]
    public typealias Result = Hearing

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var hearing: String
    public var expectedVersion: Int

    public init(idempotencyKey: String, hearing: String, expectedVersion: Int, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.hearing = hearing
        self.expectedVersion = expectedVersion
    }

    public func check(_ problems: inout Problems) { problems.check(idempotencyKey: idempotencyKey) }
}

/// One hearing.
public struct GetHearing: RPCMethod {
    public static let name = "hearing.get"
    public static let details = HearingRules.readers
    public static let summary = LocalizedText("อ่านการรับฟังความคิดเห็น", "Read a hearing with its synthesis")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.open
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "after all", params: #"{"hearing":"67-EX-H1"}"#, result: ConsultationExamples.hearing("closed", version: 3))
    ]
    public typealias Result = Hearing

    public var hearing: String

    public init(hearing: String) { self.hearing = hearing }
}

/// Comments of a hearing with their answers, in their order.
public struct ListComments: RPCMethod {
    public static let name = "hearing.comments"
    public static let details = HearingRules.readers
    public static let summary = LocalizedText("รายการความคิดเห็นและคำตอบ", "List a hearing's comments with their answers")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.open
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = [
        "answered": LocalizedText("false: เฉพาะที่ยังไม่มีคำตอบ", "false: only those without an answer"),
        "element": LocalizedText("เฉพาะต่อองค์ประกอบนี้", "Only those on this element"),
    ]
    public static let examples = [
        RPCExample(
            "unanswered", params: #"{"hearing":"67-EX-H1","answered":false}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<HearingComment>

    public var hearing: String
    public var element: String?
    public var answered: Bool?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        hearing: String, element: String? = nil, answered: Bool? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.hearing = hearing
        self.element = element
        self.answered = answered
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// Hearings, newest first: where one can still have a say, and what was done with what was said.
public struct ListHearings: RPCMethod {
    public static let name = "hearing.list"
    public static let summary = LocalizedText("รายการการรับฟังความคิดเห็น ใหม่สุดก่อน", "List hearings, newest first")
    public static let details = HearingRules.readers
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.open
    public static let memberNotes = [
        "plan": LocalizedText("เฉพาะของแผนนี้ (รหัส)", "Of this plan only (its code)"),
        "on": LocalizedText("เฉพาะที่รับความเห็นในวันนั้น", "Only those that take comments on this day"),
    ]
    public static let examples = [
        RPCExample(
            "of a plan, after all", params: #"{"province":"67","plan":"67-EX-2566","state":"closed"}"#,
            result: #"{"items":["# + ConsultationExamples.hearing("closed", version: 3) + "]}")
    ]
    public typealias Result = Page<Hearing>

    public var province: String
    public var plan: String?
    public var state: HearingState?
    public var on: CalendarDate?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        province: String, plan: String? = nil, state: HearingState? = nil, on: CalendarDate? = nil, limit: Int? = nil,
        cursor: PageCursor? = nil
    ) {
        self.province = province
        self.plan = plan
        self.state = state
        self.on = on
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

enum HearingRules {
    static let readers = LocalizedText(
        "การรับฟังเป็นสาธารณะ ใครก็อ่านได้ ชื่อผู้ให้ความเห็นและผู้ตอบเห็นเฉพาะเจ้าหน้าที่",
        "A hearing is public: anyone reads it. Who commented and who answered, by name, is seen by the office only.")
}
