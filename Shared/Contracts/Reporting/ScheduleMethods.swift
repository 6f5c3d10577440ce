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

    public init(
        organisation: String, fiscalYear: FiscalYear, quarter: Int?, definition: String, title: LocalizedText,
        dueOn: CalendarDate, state: ScheduleState, daysOverdue: Int, report: String?, step: ReportStep?,
        deliveries: [ReportDelivery]
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

    public init(organisation: String, fiscalYear: FiscalYear) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
    }

    public func check(_ problems: inout Problems) {
        problems.check(text: organisation, at: "/organisation", max: 32)
    }
}

/// Records that a published report was sent to somebody.
public struct RecordDelivery: RPCChange {
    public static let name = "delivery.record"
    public static let summary = LocalizedText("บันทึกการจัดส่งรายงาน", "Record that a report was sent")
    public static let access = ReportingAccess.recorders
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let memberNotes = [
        "to": LocalizedText("ผู้รับ เช่น R17 หรือคณะกรรมการ", "The receiver: R17, or a committee"),
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
