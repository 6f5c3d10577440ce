import CommonContract
import JSONRPC
import Kernel

/// A notice to an organisation that spends too slowly (หนังสือเร่งรัดการเบิกจ่าย).
public struct AccelerationNotice: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    public var organisation: String
    public var fiscalYear: FiscalYear
    /// The quarter whose plan and targets it is behind.
    public var quarter: Int
    public var date: CalendarDate
    public var letterNumber: String?
    public var allocated: Money
    public var spent: Money
    /// What is missing to the plan or the farthest target.
    public var shortfall: Money
    /// Last day for the answer.
    public var answerDueOn: CalendarDate
    /// What holds it up and what will be done, by the organisation.
    public var answer: String?
    public var answeredBy: String?
    public var answeredAt: Instant?
    /// What became of the mail that carries it, to the organisation's address (`contact.set`); each goes once.
    public var delivery: NoticeDelivery?

    public init(
        id: ID, province: String, organisation: String, fiscalYear: FiscalYear, quarter: Int, date: CalendarDate,
        letterNumber: String?, allocated: Money, spent: Money, shortfall: Money, answerDueOn: CalendarDate,
        answer: String? = nil, answeredBy: String? = nil, answeredAt: Instant? = nil
    ) {
        self.id = id
        self.province = province
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.quarter = quarter
        self.date = date
        self.letterNumber = letterNumber
        self.allocated = allocated
        self.spent = spent
        self.shortfall = shortfall
        self.answerDueOn = answerDueOn
        self.answer = answer
        self.answeredBy = answeredBy
        self.answeredAt = answeredAt
    }
}

/// How a notice's mail stands; `mail.resend` sends once more what did not arrive.
public struct NoticeDelivery: Codable, Sendable, Hashable {
    public var state: MailState
    public var sentAt: Instant?
    /// What the mail server said.
    public var error: String?

    public init(state: MailState, sentAt: Instant? = nil, error: String? = nil) {
        self.state = state
        self.sentAt = sentAt
        self.error = error
    }
}

/// Gives notice to every organisation that is behind, once a day each.
public struct IssueAcceleration: RPCChange {
    public static let name = "acceleration.issue"
    public static let summary = LocalizedText(
        "ออกหนังสือเร่งรัดการเบิกจ่าย", "Gives notice to every organisation whose spending is behind")
    public static let details = LocalizedText(
        "หน่วยงานที่ถือรายการและช้าเกิน tolerance ตาม budget.followUp แต่ละหน่วยได้รับไม่เกินหนึ่งฉบับต่อวัน ส่งอีเมลถึงที่อยู่ตาม contact.set ฉบับละครั้งเดียว (ผลการส่งอยู่ใน delivery) เหตุการณ์ acceleration.issued ส่งต่อทาง webhook",
        "To those that hold lines and are behind by more than the tolerance, as budget.followUp says; each gets one a day at most. It goes by mail to the address of contact.set, each notice once (`delivery` says what became of it). The event acceleration.issued carries it to whoever follows."
    )
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "nobody is behind in a year without lines",
            params: """
                {"idempotencyKey":"accelerate-1","organisation":"67","fiscalYear":2499,"date":"1956-01-15",\
                "answerDueOn":"1956-01-31"}
                """,
            result: #"{"items":[]}"#)
    ]
    public typealias Result = AccelerationNotices

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var date: CalendarDate
    public var answerDueOn: CalendarDate
    /// Basis points of what was due: 500 (5 %) where absent.
    public var tolerance: Int?
    public var letterNumber: String?

    public init(
        idempotencyKey: String, organisation: String, fiscalYear: FiscalYear, date: CalendarDate,
        answerDueOn: CalendarDate, tolerance: Int? = nil, letterNumber: String? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.date = date
        self.answerDueOn = answerDueOn
        self.tolerance = tolerance
        self.letterNumber = letterNumber
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(letterNumber, 1...64, "/letterNumber", &problems)
        Rules.basisPoints(tolerance, "/tolerance", &problems)
        if answerDueOn < date {
            problems.add("/answerDueOn", "date.order", th: "ต้องไม่ก่อน date", en: "must not be before date")
        }
    }
}

/// Notices that were given.
public struct AccelerationNotices: Codable, Sendable, Hashable {
    public var items: [AccelerationNotice]

    public init(items: [AccelerationNotice]) { self.items = items }
}

/// An organisation says what holds its spending up and what it will do.
public struct AnswerAcceleration: RPCChange {
    public static let name = "acceleration.answer"
    public static let summary = LocalizedText("ชี้แจงหนังสือเร่งรัด", "Answers a notice of slow spending")
    public static let access = RPCAccess.roles([.agencyPlanner, .head, .reporter, .budgetOfficer, .administrator])
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "what holds it up, and what is done",
            params: """
                {"idempotencyKey":"answer-ex1","notice":"{accelerationId}","answer":"ผู้รับจ้างส่งงานล่าช้า จะเบิกจ่ายภายในกรกฎาคม"}
                """,
            result: Examples.acceleration)
    ]
    public typealias Result = AccelerationNotice

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var notice: ID
    public var answer: String

    public init(idempotencyKey: String, notice: ID, answer: String, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.notice = notice
        self.answer = answer
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(answer, 1...4_000, "/answer", &problems)
    }
}

/// Notices of a fiscal year, newest first.
public struct ListAccelerations: RPCMethod {
    public static let name = "acceleration.list"
    public static let summary = LocalizedText("หนังสือเร่งรัดของปี", "Notices of slow spending of a year, newest first")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample("none", params: #"{"organisation":"67","fiscalYear":2499}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<AccelerationNotice>

    public var organisation: String
    public var fiscalYear: FiscalYear
    /// Only those that are not answered.
    public var unanswered: Bool?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, fiscalYear: FiscalYear, unanswered: Bool? = nil, limit: Int? = nil,
        cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.unanswered = unanswered
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}
