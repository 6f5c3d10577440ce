import JSONRPC
import Kernel

/// A roll-up of an organisation's money over the tree.
public struct GetSummary: RPCMethod {
    public static let name = "budget.summary"
    public static let summary = LocalizedText(
        "สรุปงบประมาณ", "A roll-up of the money of an organisation and all below it")
    public static let details = LocalizedText(
        "รวมหน่วยงานใต้สังกัดและในกำกับดูแล แต่ละหน่วยนับครั้งเดียว; อัตราส่วนเป็นผลรวมหารผลรวม หน่วยเป็น basis points (0.01%)",
        "Takes in everything below the organisation over both relations, each organisation once. Ratios are sums over sums, in basis points (1/100 of a percent). By month the stages are what moved in that month."
    )
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "a year without lines",
            params: #"{"organisation":"67","fiscalYear":2499,"groupBy":"category","date":"1956-01-15"}"#,
            result: """
                {"organisation":"67","fiscalYear":2499,"date":"1956-01-15","quarter":2,"groupBy":"category",\
                "total":{"key":"67","lines":0,"allocated":"0.00","available":"0.00","reserved":"0.00",\
                "committed":"0.00","disbursed":"0.00","spent":"0.00","used":"0.00","planned":"0.00",\
                "plannedToDate":"0.00","aheadOfPlan":"0.00"},"rows":[],"targets":[]}
                """)
    ]
    public typealias Result = BudgetSummary

    public var organisation: String
    public var fiscalYear: FiscalYear
    public var groupBy: SummaryGrouping
    /// Balances, plan-to-date and targets at the end of this day; today where absent.
    public var date: CalendarDate?
    public var planType: BudgetPlanType?
    public var category: ExpenditureCategory?
    public var source: FundingSource?
    public var workCode: String?

    public init(
        organisation: String, fiscalYear: FiscalYear, groupBy: SummaryGrouping, date: CalendarDate? = nil,
        planType: BudgetPlanType? = nil, category: ExpenditureCategory? = nil, source: FundingSource? = nil,
        workCode: String? = nil
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.groupBy = groupBy
        self.date = date
        self.planType = planType
        self.category = category
        self.source = source
        self.workCode = workCode
    }
}

/// A roll-up.
public struct BudgetSummary: Codable, Sendable, Hashable {
    public var organisation: String
    public var fiscalYear: FiscalYear
    /// The day that it is true for.
    public var date: CalendarDate
    /// The fiscal quarter of that day, 1–4; 1 before the year, 4 after it.
    public var quarter: Int
    public var groupBy: SummaryGrouping
    public var total: SummaryRow
    /// Ordered by key; months from October to September.
    public var rows: [SummaryRow]
    /// Against the cabinet's targets of the quarter, where there are any.
    public var targets: [TargetStatus]

    public init(
        organisation: String, fiscalYear: FiscalYear, date: CalendarDate, quarter: Int, groupBy: SummaryGrouping,
        total: SummaryRow, rows: [SummaryRow], targets: [TargetStatus]
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.date = date
        self.quarter = quarter
        self.groupBy = groupBy
        self.total = total
        self.rows = rows
        self.targets = targets
    }
}

/// One row of a roll-up. `allocated = available + reserved + committed + disbursed` holds in each.
public struct SummaryRow: Codable, Sendable, Hashable {
    /// Code of the organisation or project, name of the plan type, category or source, month `"2022-10"`.
    public var key: String
    public var name: LocalizedText?
    /// How many lines are in it.
    public var lines: Int
    public var allocated: Money
    public var available: Money
    public var reserved: Money
    public var committed: Money
    public var disbursed: Money
    /// Spent (เบิกจ่าย) = disbursed.
    public var spent: Money
    /// Used (ใช้จ่าย) = disbursed + committed.
    public var used: Money
    /// Shares of allocated in basis points, rounded half up; absent where nothing is allocated.
    public var spentBasisPoints: Int?
    public var usedBasisPoints: Int?
    /// The disbursement plan of the whole year, and up to the end of the date's month.
    public var planned: Money
    public var plannedToDate: Money
    /// `spent - plannedToDate`: negative is behind.
    public var aheadOfPlan: Money

    public init(
        key: String, name: LocalizedText?, lines: Int, balances: Balances, spentBasisPoints: Int?,
        usedBasisPoints: Int?, planned: Money, plannedToDate: Money
    ) {
        self.key = key
        self.name = name
        self.lines = lines
        allocated = balances.allocated
        available = balances.available
        reserved = balances.reserved
        committed = balances.committed
        disbursed = balances.disbursed
        spent = balances.spent
        used = balances.used
        self.spentBasisPoints = spentBasisPoints
        self.usedBasisPoints = usedBasisPoints
        self.planned = planned
        self.plannedToDate = plannedToDate
        aheadOfPlan = balances.spent - plannedToDate
    }
}

/// Where an organisation stands against a target of the cabinet.
public struct TargetStatus: Codable, Sendable, Hashable {
    public var scope: TargetScope
    public var measure: TargetMeasure
    /// To the end of this quarter, 1–4.
    public var quarter: Int
    public var targetBasisPoints: Int
    /// Absent where nothing is allocated in the scope.
    public var actualBasisPoints: Int?
    public var allocated: Money
    public var actual: Money
    /// `actual - allocated × target`: negative is behind.
    public var ahead: Money

    public init(
        scope: TargetScope, measure: TargetMeasure, quarter: Int, targetBasisPoints: Int, actualBasisPoints: Int?,
        allocated: Money, actual: Money, ahead: Money
    ) {
        self.scope = scope
        self.measure = measure
        self.quarter = quarter
        self.targetBasisPoints = targetBasisPoints
        self.actualBasisPoints = actualBasisPoints
        self.allocated = allocated
        self.actual = actual
        self.ahead = ahead
    }
}
