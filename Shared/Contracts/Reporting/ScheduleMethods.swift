import CommonContract
import JSONRPC
import Kernel

/// When a kind of report is due (domain §6, §8: a cycle is data).
public enum ReportDue: String, Codable, Sendable, CaseIterable {
    /// Within a week after each quarter.
    case weekAfterQuarter
    /// By the end of October after the fiscal year.
    case october
    /// By the end of the fourth quarter.
    case quarter4
    /// By the end of November after the fiscal year.
    case november
    /// When the organisation above says (`schedule.set`); until it does, by the end of the fourth quarter.
    case parentsCalendar
}

/// Which organisations owe a kind of report, and when.
public struct ReportCycle: Codable, Sendable, Hashable {
    public var due: ReportDue
    /// Kinds of organisation that owe it.
    public var kinds: [OrganisationKind]

    public init(due: ReportDue, kinds: [OrganisationKind]) {
        self.due = due
        self.kinds = kinds
    }
}

/// How something that is owed stands.
public enum ScheduleState: String, Codable, Sendable, CaseIterable {
    /// Not due yet, nothing published.
    case open
    case overdue
    /// Published.
    case published
    /// Sent to somebody.
    case delivered
    /// Everyone it was sent to has acknowledged it.
    case acknowledged
}

/// A report that an organisation owes.
public struct ScheduledReport: Codable, Sendable, Hashable {
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var quarter: Int?
    public var definition: String
    public var title: LocalizedText
    public var dueOn: CalendarDate
    public var state: ScheduleState
    /// Days after `dueOn` while nothing is published.
    public var daysOverdue: Int
    /// Code of the newest report, whatever its step.
    public var report: String?
    public var step: ReportStep?
    public var deliveries: [ReportDelivery]
    /// Code of the organisation above that set the day.
    public var setBy: String?

    public init(
        organisation: String, fiscalYear: FiscalYear, quarter: Int?, definition: String, title: LocalizedText,
        dueOn: CalendarDate, state: ScheduleState, daysOverdue: Int, report: String?, step: ReportStep?,
        deliveries: [ReportDelivery], setBy: String? = nil
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.quarter = quarter
        self.definition = definition
        self.title = title
        self.dueOn = dueOn
        self.state = state
        self.daysOverdue = daysOverdue
        self.report = report
        self.step = step
        self.deliveries = deliveries
        self.setBy = setBy
    }
}

/// That a published report was sent to somebody, and that they have it.
public struct ReportDelivery: Codable, Sendable, Hashable {
    public var id: ID
    /// Code of the report.
    public var report: String
    /// To whom: an organisation's code or a body's name.
    public var to: String
    public var on: CalendarDate
    /// Number of the covering letter.
    public var document: String?
    public var acknowledgedOn: CalendarDate?
    public var acknowledgement: String?

    public init(
        id: ID, report: String, to: String, on: CalendarDate, document: String?, acknowledgedOn: CalendarDate?,
        acknowledgement: String?
    ) {
        self.id = id
        self.report = report
        self.to = to
        self.on = on
        self.document = document
        self.acknowledgedOn = acknowledgedOn
        self.acknowledgement = acknowledgement
    }
}

/// What an organisation owes of a fiscal year, and how it stands.
public struct ListSchedule: RPCMethod {
    public static let name = "schedule.list"
    public static let summary = LocalizedText(
        "รายงานที่ถึงกำหนด เกินกำหนด ส่งแล้ว และตอบรับแล้ว", "What is due, overdue, delivered and acknowledged")
    public static let details = LocalizedText(
        "ปฏิทินเดียวกันนี้รับเป็น iCalendar ได้ที่ /calendar/⟨หน่วยงาน⟩.ics",
        "The same as an iCalendar feed at /calendar/⟨organisation⟩.ics.")
    public static let safety = RPCSafety.read
    public static let access = ReportingAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = [
        "below": LocalizedText("รวมหน่วยงานและสถานศึกษาในสังกัดด้วย", "Those of all organisations below it too"),
        "state": LocalizedText("เฉพาะสถานะนี้", "Only those that stand so"),
    ]
    public static let examples = [
        RPCExample(
            "of a province", params: #"{"organisation":"67","fiscalYear":2566}"#,
            result: """
                {"items":[{"organisation":"67","fiscalYear":2566,"quarter":1,"definition":"quarterlyFollowUp",\
                "title":{"th":"รายงาน"},"dueOn":"2023-01-07","state":"overdue","daysOverdue":281,"deliveries":[]}]}
                """)
    ]
    public typealias Result = Page<ScheduledReport>

    public var organisation: String
    public var fiscalYear: FiscalYear
    public var below: Bool?
    public var state: ScheduleState?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, fiscalYear: FiscalYear, below: Bool? = nil, state: ScheduleState? = nil,
        limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.below = below
        self.state = state
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        problems.check(text: organisation, at: "/organisation", max: 32)
        PageLimit.check(limit, &problems)
    }
}

/// The parent's calendar: until when organisations below one owe a kind of report.
public struct SetScheduleDay: RPCChange {
    public static let name = "schedule.set"
    public static let summary = LocalizedText(
        "ต้นสังกัดกำหนดวันส่งรายงานของหน่วยงานในสังกัด", "Until when organisations below one owe a kind of report")
    public static let details = LocalizedText(
        "สำหรับแบบรายงานที่กำหนดตามปฏิทินของต้นสังกัด (parentsCalendar) ของหน่วยงานที่อยู่ใต้ลงไป ที่ใกล้ที่สุดมีผล",
        "For kinds of report that follow the parent's calendar; of several organisations above, the nearest one's day counts."
    )
    public static let access = ReportingAccess.recorders
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let memberNotes = [
        "organisation": LocalizedText("ต้นสังกัดที่กำหนด", "The parent that sets the day"),
        "quarter": LocalizedText("ไตรมาสของแบบรายไตรมาส", "Of a quarterly kind"),
    ]
    public static let examples = [
        RPCExample(
            "school sheets by the middle of September",
            params: #"""
                {"organisation":"67","definition":"schoolSheet","fiscalYear":2566,"dueOn":"2023-09-15",
                "idempotencyKey":"example-schedule"}
                """#,
            result: #"{"organisation":"67","definition":"schoolSheet","fiscalYear":2566,"dueOn":"2023-09-15"}"#)
    ]
    public typealias Result = ScheduleDay

    public var organisation: String
    public var definition: String
    public var fiscalYear: FiscalYear
    public var quarter: Int?
    public var dueOn: CalendarDate
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(
        organisation: String, definition: String, fiscalYear: FiscalYear, quarter: Int? = nil, dueOn: CalendarDate,
        idempotencyKey: String, validateOnly: Bool? = nil
    ) {
        self.organisation = organisation
        self.definition = definition
        self.fiscalYear = fiscalYear
        self.quarter = quarter
        self.dueOn = dueOn
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: organisation, at: "/organisation", max: 32)
        problems.check(text: definition, at: "/definition", max: 64)
        problems.check(quarter: quarter)
    }
}

/// A day that a parent set.
public struct ScheduleDay: Codable, Sendable, Hashable {
    public var organisation: String
    public var definition: String
    public var fiscalYear: FiscalYear
    public var quarter: Int?
    public var dueOn: CalendarDate

    public init(
        organisation: String, definition: String, fiscalYear: FiscalYear, quarter: Int?, dueOn: CalendarDate
    ) {
        self.organisation = organisation
        self.definition = definition
        self.fiscalYear = fiscalYear
        self.quarter = quarter
        self.dueOn = dueOn
    }
}

/// On what occasion somebody was reminded.
public enum ReminderOccasion: String, Codable, Sendable, CaseIterable {
    /// Seven days before, on the day, the day after.
    case soon, due, overdue
    /// A week after: the organisation above is told too.
    case escalated
}

/// That an organisation was reminded of a report it owes: an event `report.reminder` that webhooks take on.
public struct ScheduleReminder: Codable, Sendable, Hashable {
    public var organisation: String
    public var definition: String
    public var fiscalYear: FiscalYear
    public var quarter: Int?
    public var occasion: ReminderOccasion
    public var dueOn: CalendarDate
    public var at: Instant

    public init(
        organisation: String, definition: String, fiscalYear: FiscalYear, quarter: Int?, occasion: ReminderOccasion,
        dueOn: CalendarDate, at: Instant
    ) {
        self.organisation = organisation
        self.definition = definition
        self.fiscalYear = fiscalYear
        self.quarter = quarter
        self.occasion = occasion
        self.dueOn = dueOn
        self.at = at
    }
}

/// Who was reminded of what, newest first.
public struct ListScheduleReminders: RPCMethod {
    public static let name = "schedule.reminders"
    public static let summary = LocalizedText("การเตือนส่งรายงาน ใหม่สุดก่อน", "Who was reminded of what, newest first")
    public static let details = LocalizedText(
        "เตือนล่วงหน้า 7 วัน ในวันกำหนด วันถัดไป และแจ้งต้นสังกัดเมื่อเกิน 7 วัน แต่ละครั้งเป็นเหตุการณ์ report.reminder และอีเมลถึงที่อยู่ของ contact.set (mail.list)",
        "Seven days before, on the day, the day after, and to the organisation above a week after; each is an event `report.reminder` and mail to the addresses of `contact.set` (`mail.list`)."
    )
    public static let safety = RPCSafety.read
    public static let access = ReportingAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample("none yet", params: #"{"organisation":"67"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<ScheduleReminder>

    public var organisation: String
    public var limit: Int?

    public init(organisation: String, limit: Int? = nil) {
        self.organisation = organisation
        self.limit = limit
    }

    public func check(_ problems: inout Problems) {
        problems.check(text: organisation, at: "/organisation", max: 32)
        PageLimit.check(limit, &problems)
    }
}

/// Records that a published report was sent to somebody.
public struct RecordDelivery: RPCChange {
    public static let name = "delivery.record"
    public static let summary = LocalizedText("บันทึกการจัดส่งรายงาน", "Record that a report was sent")
    public static let access = ReportingAccess.recorders
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let memberNotes = [
        "to": LocalizedText(
            "ผู้รับ: รหัสหน่วยงานหรือคณะกรรมการในระบบ (R17, 67-PEC) อีเมล หรือชื่อผู้รับเป็นข้อความ",
            "The receiver: code of an organisation or committee (`R17`, `67-PEC`), a mail address, or a name in words"),
        "on": LocalizedText("วันที่ส่ง ไม่เกินวันนี้", "The day, not after today"),
    ]
    public static let examples = [
        RPCExample(
            "to the region",
            params: #"""
                {"report":"67-2566-annualProvincial-1","to":"R17","on":"2023-10-15","document":"ศธ 02110/1500",
                "idempotencyKey":"example-delivery"}
                """#, result: DeliveryExamples.sent)
    ]
    public typealias Result = ReportDelivery

    public var report: Reference
    public var to: String
    public var on: CalendarDate
    public var document: String?
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(
        report: Reference, to: String, on: CalendarDate, document: String? = nil, idempotencyKey: String,
        validateOnly: Bool? = nil
    ) {
        self.report = report
        self.to = to
        self.on = on
        self.document = document
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: to, at: "/to", max: 300)
        if to.contains("@"), !MailAddress.isValid(to) {
            problems.add(
                "/to", "email.format", th: "ไม่ใช่ที่อยู่อีเมล เช่น name@example.org",
                en: "not a mail address, such as name@example.org")
        }
        problems.check(text: document, at: "/document", max: 64)
    }
}

/// Records that the receiver has acknowledged a report; once.
public struct AcknowledgeDelivery: RPCChange {
    public static let name = "delivery.acknowledge"
    public static let summary = LocalizedText("บันทึกการตอบรับรายงาน", "Record that the receiver acknowledged it")
    public static let access = ReportingAccess.recorders
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let examples = [
        RPCExample(
            "with the letter's number",
            params: #"""
                {"delivery":"{deliveryId}","on":"2023-10-15","document":"ศธ 0211/99",
                "idempotencyKey":"example-acknowledge"}
                """#, result: DeliveryExamples.sent)
    ]
    public typealias Result = ReportDelivery

    public var delivery: ID
    public var on: CalendarDate
    public var document: String?
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(
        delivery: ID, on: CalendarDate, document: String? = nil, idempotencyKey: String, validateOnly: Bool? = nil
    ) {
        self.delivery = delivery
        self.on = on
        self.document = document
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: document, at: "/document", max: 64)
    }
}

enum DeliveryExamples {
    static let sent = """
        {"id":"\(Examples.someID)","report":"67-2566-annualProvincial-1","to":"R17","on":"2023-10-15",\
        "document":"ศธ 02110/1500"}
        """
}
