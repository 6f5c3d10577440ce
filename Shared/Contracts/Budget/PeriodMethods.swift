import CommonContract
import JSONRPC
import Kernel

/// A period that was closed: nothing is posted for its days any more.
public struct PeriodClosing: Codable, Sendable, Hashable {
    public var id: ID
    public var organisation: String
    public var fiscalYear: FiscalYear
    /// The last day that is closed: the end of a month of the fiscal year.
    public var through: CalendarDate
    public var letterNumber: String?
    /// Lines that were closed by it.
    public var lines: Int
    public var closedBy: String
    public var closedAt: Instant

    public init(
        id: ID, organisation: String, fiscalYear: FiscalYear, through: CalendarDate, letterNumber: String?, lines: Int,
        closedBy: String, closedAt: Instant
    ) {
        self.id = id
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.through = through
        self.letterNumber = letterNumber
        self.lines = lines
        self.closedBy = closedBy
        self.closedAt = closedAt
    }
}

/// Closes the months of a fiscal year up to a day.
public struct ClosePeriod: RPCChange {
    public static let name = "period.close"
    public static let summary = LocalizedText("ปิดงวดบัญชี", "Closes the months of a fiscal year up to a day")
    public static let details = LocalizedText(
        "หลังปิดแล้วไม่มีรายการใดลงวันที่ในงวดนั้นได้อีก การแก้ไขใช้รายการกลับที่ลงวันที่ในงวดที่ยังเปิด เปิดงวดคืนไม่ได้",
        "Nothing is posted for a closed day any more, on any line of the organisation or below it, nor on one opened later. A correction is a reversal dated in a month that is open. A period is not opened again."
    )
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "October of a year, checked only",
            params: """
                {"idempotencyKey":"period-1","validateOnly":true,"organisation":"67","fiscalYear":2499,\
                "through":"1955-10-31"}
                """,
            result: """
                {"id":"\(Examples.someID)","organisation":"67","fiscalYear":2499,"through":"1955-10-31","lines":0,\
                "closedBy":"example","closedAt":"\(Examples.instant)"}
                """)
    ]
    public typealias Result = PeriodClosing

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var through: CalendarDate
    public var letterNumber: String?

    public init(
        idempotencyKey: String, organisation: String, fiscalYear: FiscalYear, through: CalendarDate,
        letterNumber: String? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.through = through
        self.letterNumber = letterNumber
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(letterNumber, 1...64, "/letterNumber", &problems)
        if through == fiscalYear.lastDay {
            problems.add(
                "/through", "period.yearEnd", th: "สิ้นปีงบประมาณให้ใช้ year.close",
                en: "use year.close for the end of the year")
        } else if !fiscalYear.days.contains(through) || through.adding(days: 1)?.day != 1 {
            problems.add(
                "/through", "period.monthEnd", th: "ต้องเป็นวันสิ้นเดือนในปีงบประมาณ \(fiscalYear)",
                en: "must be the last day of a month of fiscal year \(fiscalYear)")
        }
    }
}

/// What was closed for an organisation, by it or by one above it, in the order it was.
public struct ListPeriods: RPCMethod {
    public static let name = "period.list"
    public static let summary = LocalizedText("งวดบัญชีที่ปิดแล้ว", "Periods that are closed")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample("none", params: #"{"organisation":"67","fiscalYear":2499}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = PeriodClosings

    public var organisation: String
    public var fiscalYear: FiscalYear

    public init(organisation: String, fiscalYear: FiscalYear) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
    }
}

/// Closings of one fiscal year.
public struct PeriodClosings: Codable, Sendable, Hashable {
    public var items: [PeriodClosing]

    public init(items: [PeriodClosing]) { self.items = items }
}

/// Ends a fiscal year: moves what may move, lapses the rest, closes the year.
public struct CloseYear: RPCChange {
    public static let name = "year.close"
    public static let summary = LocalizedText("ปิดปีงบประมาณ", "Ends a fiscal year of an organisation and all below it")
    public static let details = LocalizedText(
        "คำขอโอนที่ยังไม่อนุมัติหมดอายุ ข้อผูกพันที่เข้าเกณฑ์กันเหลื่อมปีย้ายไปปีถัดไป ที่เหลือคืนแหล่งเงิน แล้วปิดทุกงวดของปี โอนที่อนุมัติแล้วต้องดำเนินการก่อน ลองก่อนด้วย validateOnly",
        "Transfers not yet approved expire; commitments that meet the rule (carryOverRule.list) go into the next year; the rest goes back to the source; every month is closed. A transfer that is approved has to be executed before. Try it with validateOnly: the answer says what would move."
    )
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated, .tooLarge]
    public static let examples = [
        RPCExample(
            "a year without lines, checked only",
            params: """
                {"idempotencyKey":"year-1","validateOnly":true,"organisation":"67","fiscalYear":2499,\
                "letterNumber":"ศธ 0294/1"}
                """,
            result: """
                {"closing":{"id":"\(Examples.someID)","organisation":"67","fiscalYear":2499,"through":"1956-09-30",\
                "letterNumber":"ศธ 0294/1","lines":0,"closedBy":"example","closedAt":"\(Examples.instant)"},\
                "carriedOver":"0.00","released":"0.00","returned":"0.00","lapsed":"0.00","carryOvers":[],"expired":[]}
                """)
    ]
    public typealias Result = YearClosing

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var letterNumber: String?

    public init(
        idempotencyKey: String, organisation: String, fiscalYear: FiscalYear, letterNumber: String? = nil,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.letterNumber = letterNumber
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(letterNumber, 1...64, "/letterNumber", &problems)
    }
}

/// What the end of a year did.
public struct YearClosing: Codable, Sendable, Hashable {
    public var closing: PeriodClosing
    /// Into the next year.
    public var carriedOver: Money
    /// Commitments that do not meet the rule: given up.
    public var released: Money
    /// Back to the source, what was released included.
    public var returned: Money
    /// Carried into this year before and not spent: back to the source too.
    public var lapsed: Money
    public var carryOvers: [CarryOver]
    /// Codes of the transfers that expired.
    public var expired: [String]

    public init(
        closing: PeriodClosing, carriedOver: Money, released: Money, returned: Money, lapsed: Money,
        carryOvers: [CarryOver], expired: [String]
    ) {
        self.closing = closing
        self.carriedOver = carriedOver
        self.released = released
        self.returned = returned
        self.lapsed = lapsed
        self.carryOvers = carryOvers
        self.expired = expired
    }
}
