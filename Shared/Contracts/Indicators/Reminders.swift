import CommonContract
import JSONRPC
import Kernel

/// To whom a reminder goes about those who have not answered.
public enum ReminderTarget: String, Codable, Sendable, CaseIterable {
    /// The organisation itself.
    case organisation
    /// สังกัด: one mail for all of its that are outstanding.
    case parent
    /// กำกับดูแล, or the parent where there is none.
    case supervisor
    /// The round's owner.
    case province
}

/// One step of a round's reminders.
public struct ReminderStep: Codable, Sendable, Hashable {
    /// Unique in the round.
    public var code: String
    /// Days after the due day, −90 to 90; before it negative. An organisation that has more time is counted from its
    /// own due day.
    public var daysAfterDue: Int
    public var to: ReminderTarget

    public init(code: String, daysAfterDue: Int, to: ReminderTarget) {
        self.code = code
        self.daysAfterDue = daysAfterDue
        self.to = to
    }
}

/// Sets a round's reminders and escalations.
public struct ScheduleReminders: RPCChange {
    public static let name = "reminder.schedule"
    public static let summary = LocalizedText("ตั้งกำหนดการทวงถาม", "Sets a round's reminders and escalations, whole")
    public static let details = LocalizedText(
        "ส่งเฉพาะผู้ที่ยังไม่ตอบ ขั้นละหนึ่งครั้งต่อผู้รับ แม้บริการจะหยุดกลางคัน; ขั้นที่เลยมาเกินสามวันไม่ส่ง",
        "Only about those outstanding, each step once a recipient, whatever crashes; a step more than three days past is not sent."
    )
    public static let access = IndicatorsAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "a week before, on the day after, and up the tree a week later",
            params: """
                {"idempotencyKey":"reminders-1","round":"67-REX","steps":[\
                {"code":"week-before","daysAfterDue":-7,"to":"organisation"},\
                {"code":"late","daysAfterDue":1,"to":"organisation"},\
                {"code":"escalate","daysAfterDue":7,"to":"parent"}]}
                """,
            result: ReminderExamples.schedule)
    ]
    public typealias Result = ReminderSchedule

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    /// 0 to 20.
    public var steps: [ReminderStep]

    public init(idempotencyKey: String, round: Reference, steps: [ReminderStep], validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.steps = steps
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.count(steps.count, 0...20, "/steps", &problems)
        Rules.unique(steps.map(\.code), "/steps", &problems)
        for (index, step) in steps.enumerated() {
            Rules.code(step.code, "/steps/\(index)/code", &problems)
            Rules.range(step.daysAfterDue, -90...90, "/steps/\(index)/daysAfterDue", &problems)
        }
    }
}

/// A round's reminders.
public struct ReminderSchedule: Codable, Sendable, Hashable {
    public var round: String
    public var steps: [ReminderStep]

    public init(round: String, steps: [ReminderStep]) {
        self.round = round
        self.steps = steps
    }
}

/// A round's reminders as they are set.
public struct GetReminderSchedule: RPCMethod {
    public static let name = "reminder.getSchedule"
    public static let summary = LocalizedText("กำหนดการทวงถามของรอบ", "A round's reminders and escalations")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample("of a round", params: #"{"round":"67-REX"}"#, result: ReminderExamples.schedule)
    ]
    public typealias Result = ReminderSchedule

    public var round: Reference

    public init(round: Reference) { self.round = round }
}

/// A reminder with the record of its delivery.
public struct Reminder: Codable, Sendable, Hashable {
    public var id: ID
    public var round: String
    /// Code of the step.
    public var step: String
    /// Organisation that it goes to.
    public var recipient: String
    public var email: String?
    /// Organisations that are outstanding.
    public var about: [String]
    public var state: MailState
    public var attempts: Int
    public var plannedAt: Instant
    public var sentAt: Instant?
    /// What the mail server said.
    public var error: String?

    public init(
        id: ID, round: String, step: String, recipient: String, email: String?, about: [String],
        state: MailState, attempts: Int, plannedAt: Instant, sentAt: Instant?, error: String?
    ) {
        self.id = id
        self.round = round
        self.step = step
        self.recipient = recipient
        self.email = email
        self.about = about
        self.state = state
        self.attempts = attempts
        self.plannedAt = plannedAt
        self.sentAt = sentAt
        self.error = error
    }
}

/// A round's reminders, newest first.
public struct ListReminders: RPCMethod {
    public static let name = "reminder.list"
    public static let summary = LocalizedText("บันทึกการทวงถาม", "Reminders of a round with their delivery, newest first")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.roles([
        .agencyPlanner, .planner, .provincialOfficer, .auditor, .integrator, .administrator,
    ])
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample("none yet", params: #"{"round":"67-REX","state":"failed"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<Reminder>

    public var round: Reference
    public var state: MailState?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(round: Reference, state: MailState? = nil, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.round = round
        self.state = state
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// Queues failed, uncertain or undeliverable reminders of a round again.
public struct ResendReminders: RPCChange {
    public static let name = "reminder.resend"
    public static let summary = LocalizedText(
        "ส่งการทวงถามอีกครั้ง", "Queues failed, uncertain or undeliverable reminders again")
    public static let access = IndicatorsAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "none", params: #"{"idempotencyKey":"resend-1","round":"67-REX","state":"uncertain"}"#,
            result: #"{"queued":0}"#)
    ]
    public typealias Result = MailQueued

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    /// `failed`, `uncertain` or `undeliverable`.
    public var state: MailState

    public init(idempotencyKey: String, round: Reference, state: MailState, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.state = state
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        ResendMail.check(state, &problems)
    }
}

/// Pieces of the examples about reminders.
enum ReminderExamples {
    static let schedule = """
        {"round":"67-REX","steps":[{"code":"week-before","daysAfterDue":-7,"to":"organisation"},\
        {"code":"late","daysAfterDue":1,"to":"organisation"},{"code":"escalate","daysAfterDue":7,"to":"parent"}]}
        """
}
