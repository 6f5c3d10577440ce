import CommonContract
import JSONRPC
import Kernel

/// Reminds those who have not answered now, beside the round's schedule.
public struct SendReminders: RPCChange {
    public static let name = "reminder.send"
    public static let summary = LocalizedText(
        "ทวงถามหน่วยงานที่ยังไม่ตอบเดี๋ยวนี้", "Reminds those at or below an organisation who have not answered, now")
    public static let details = LocalizedText(
        "`validateOnly` บอกจำนวนและข้อความโดยไม่ส่ง; ผู้รับหนึ่งได้รับไม่เกินวันละหนึ่งฉบับ",
        "`validateOnly` says how many, and what the mail says, and sends nothing. A recipient gets at most one a day.")
    public static let access = IndicatorsAccess.reviewers
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "the schools of an agency, counted only",
            params: """
                {"idempotencyKey":"remind-1","validateOnly":true,"round":"67-REX","organisation":"67-S0002",\
                "to":"organisation"}
                """,
            result: """
                {"recipients":1,"about":1,"queued":0,"undeliverable":1,"alreadyToday":0,\
                "subject":"แจ้งเตือนการรายงานข้อมูล: รอบตัวอย่าง","body":"เรียน ผู้บริหารโรงเรียนตัวอย่าง 2\\n\\n\
                ตามรอบการติดตาม “รอบตัวอย่าง” กำหนดส่งภายในวันที่ ๓๑ ตุลาคม ๒๖๔๒ \
                ยังไม่ปรากฏว่าหน่วยงานของท่านได้ส่งและรับรองข้อมูลในระบบ\\n\
                จึงขอความร่วมมือรายงานข้อมูลให้ครบถ้วนและให้ผู้บังคับบัญชารับรอง หากรายงานแล้วขออภัยมา ณ ที่นี้"}
                """)
    ]
    public typealias Result = RemindersSent

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    /// At and below it.
    public var organisation: String
    public var to: ReminderTarget

    public init(
        idempotencyKey: String, round: Reference, organisation: String, to: ReminderTarget, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.organisation = organisation
        self.to = to
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.organisation(organisation, "/organisation", &problems)
    }
}

/// What `reminder.send` did, or with `validateOnly` would do.
public struct RemindersSent: Codable, Sendable, Hashable {
    /// Those who are reminded.
    public var recipients: Int
    /// Organisations that are outstanding, over all mails.
    public var about: Int
    public var queued: Int
    /// Recipients without an address: the event feed has their reminders all the same.
    public var undeliverable: Int
    /// Recipients that have had theirs today and get none.
    public var alreadyToday: Int
    /// What the first mail says; absent where there is none.
    public var subject: String?
    public var body: String?

    public init(
        recipients: Int, about: Int, queued: Int, undeliverable: Int, alreadyToday: Int, subject: String?, body: String?
    ) {
        self.recipients = recipients
        self.about = about
        self.queued = queued
        self.undeliverable = undeliverable
        self.alreadyToday = alreadyToday
        self.subject = subject
        self.body = body
    }
}
