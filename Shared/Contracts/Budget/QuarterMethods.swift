import CommonContract
import JSONRPC
import Kernel

/// Everything that an office reports of its budget for a quarter, as at its last day.
public struct GetQuarterReport: RPCMethod {
    public static let name = "budget.quarterReport"
    public static let summary = LocalizedText(
        "ข้อมูลรายงานงบประมาณรายไตรมาส", "Everything that is reported of the budget for a quarter, as at its last day")
    public static let details = LocalizedText(
        "ยอดทุกตัวเป็นยอด ณ วันสิ้นไตรมาส ขอซ้ำภายหลังได้ค่าเดิม เว้นแต่มีรายการลงวันที่ย้อนหลังในงวดที่ยังไม่ปิด (period.close)",
        "Every figure is that of the quarter's last day: asked again later it is the same, unless something was posted for a day of a period that is not closed (period.close)."
    )
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "a year without lines", params: #"{"organisation":"67","quarter":"2499-Q1"}"#,
            result: """
                {"organisation":"67","quarter":"2499-Q1","date":"1955-12-31","dueOn":"1956-01-07",\
                "total":{"key":"67","lines":0,"allocated":"0.00","available":"0.00","reserved":"0.00",\
                "committed":"0.00","disbursed":"0.00","spent":"0.00","used":"0.00","planned":"0.00",\
                "plannedToDate":"0.00","aheadOfPlan":"0.00"},"categories":[],"planTypes":[],"organisations":[],\
                "months":[],"targets":[],"forecast":{"organisation":"67","fiscalYear":2499,"throughMonth":3,\
                "allocated":"0.00","spent":"0.00","forecast":"0.00","categories":[],"backTest":[]},"behind":[],\
                "transfersExecuted":{"count":0,"amount":"0.00"},"transfersOpen":{"count":0,"amount":"0.00"},\
                "notices":{"count":0,"amount":"0.00"},"noticesUnanswered":{"count":0,"amount":"0.00"}}
                """)
    ]
    public typealias Result = QuarterReport

    public var organisation: String
    public var quarter: FiscalQuarter

    public init(organisation: String, quarter: FiscalQuarter) {
        self.organisation = organisation
        self.quarter = quarter
    }
}

/// How many, and how much in all.
public struct CountedAmount: Codable, Sendable, Hashable {
    public var count: Int
    public var amount: Money

    public init(count: Int, amount: Money) {
        self.count = count
        self.amount = amount
    }
}

/// The data of a quarter's report.
public struct QuarterReport: Codable, Sendable, Hashable {
    public var organisation: String
    public var quarter: FiscalQuarter
    /// The quarter's last day.
    public var date: CalendarDate
    /// Last day on which the report is on time: a week after the quarter.
    public var dueOn: CalendarDate
    public var total: SummaryRow
    public var categories: [SummaryRow]
    public var planTypes: [SummaryRow]
    public var organisations: [SummaryRow]
    /// What moved in each month of the year up to the quarter's end.
    public var months: [SummaryRow]
    public var targets: [TargetStatus]
    public var forecast: Forecast
    /// Lines that must be pushed, the farthest behind first, 20 at most.
    public var behind: [FollowUpRow]
    /// Carried out within the quarter.
    public var transfersExecuted: CountedAmount
    /// Asked for by its last day and not decided then.
    public var transfersOpen: CountedAmount
    /// Notices of slow spending given within the quarter, with what was missing; and those not answered by now.
    public var notices: CountedAmount
    public var noticesUnanswered: CountedAmount

    public init(
        organisation: String, quarter: FiscalQuarter, total: SummaryRow, categories: [SummaryRow],
        planTypes: [SummaryRow], organisations: [SummaryRow], months: [SummaryRow], targets: [TargetStatus],
        forecast: Forecast, behind: [FollowUpRow], transfersExecuted: CountedAmount, transfersOpen: CountedAmount,
        notices: CountedAmount, noticesUnanswered: CountedAmount
    ) {
        self.organisation = organisation
        self.quarter = quarter
        date = quarter.lastDay
        dueOn = quarter.reportDueDay
        self.total = total
        self.categories = categories
        self.planTypes = planTypes
        self.organisations = organisations
        self.months = months
        self.targets = targets
        self.forecast = forecast
        self.behind = behind
        self.transfersExecuted = transfersExecuted
        self.transfersOpen = transfersOpen
        self.notices = notices
        self.noticesUnanswered = noticesUnanswered
    }
}
