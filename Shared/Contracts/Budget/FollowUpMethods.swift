import CommonContract
import JSONRPC
import Kernel

/// By what a follow-up is divided.
public enum FollowUpGrouping: String, Codable, Sendable, CaseIterable {
    case organisation, planType, category, source, project, line
}

/// Where spending stands, and what must be pushed.
public struct GetFollowUp: RPCMethod {
    public static let name = "budget.followUp"
    public static let summary = LocalizedText(
        "ติดตามการเบิกจ่าย: เร็ว/ช้ากว่าแผนและเป้าหมาย",
        "Where spending stands against plan and targets, and what must be pushed")
    public static let details = LocalizedText(
        "เทียบแผนสะสมถึงสิ้นเดือน และเป้าหมาย ครม. ของไตรมาส (ภาพรวม ประจำ ลงทุน) เรียงจากที่ช้ากว่ามากที่สุด ช้าเกิน tolerance จึงถือว่าต้องเร่งรัด",
        "Against the plan up to the end of the month, and the cabinet's targets of the quarter (overall, recurrent, investment). Ordered by how far behind; what is behind by more than the tolerance must be pushed."
    )
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "a year without lines",
            params: #"{"organisation":"67","fiscalYear":2499,"groupBy":"line","date":"1956-01-15"}"#,
            result: """
                {"organisation":"67","fiscalYear":2499,"date":"1956-01-15","quarter":2,"groupBy":"line",\
                "tolerance":500,"rows":[],"left":0}
                """)
    ]
    public typealias Result = FollowUp

    public var organisation: String
    public var fiscalYear: FiscalYear
    public var groupBy: FollowUpGrouping
    /// Balances, plan-to-date and targets at the end of this day; today where absent.
    public var date: CalendarDate?
    /// How far behind what was due one may be, basis points of it: 500 (5 %) where absent.
    public var tolerance: Int?
    /// Only what must be pushed.
    public var behindOnly: Bool?
    /// Rows answered, 100 where absent, at most 1,000; `left` says how many more there are.
    public var limit: Int?

    public init(
        organisation: String, fiscalYear: FiscalYear, groupBy: FollowUpGrouping, date: CalendarDate? = nil,
        tolerance: Int? = nil, behindOnly: Bool? = nil, limit: Int? = nil
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.groupBy = groupBy
        self.date = date
        self.tolerance = tolerance
        self.behindOnly = behindOnly
        self.limit = limit
    }

    public func check(_ problems: inout Problems) {
        PageLimit.check(limit, &problems)
        Rules.basisPoints(tolerance, "/tolerance", &problems)
    }
}

extension Rules {
    static func basisPoints(_ value: Int?, _ path: String, _ problems: inout Problems) {
        guard let value, !(0...10_000).contains(value) else { return }
        problems.add(
            path, "basisPoints.range", th: "ต้องเป็น 0–10,000 (1 หน่วย = 0.01%)", en: "must be 0 to 10,000 basis points")
    }
}

/// Where spending stands.
public struct FollowUp: Codable, Sendable, Hashable {
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var date: CalendarDate
    /// The fiscal quarter of that day, 1–4.
    public var quarter: Int
    public var groupBy: FollowUpGrouping
    public var tolerance: Int
    /// The farthest behind in baht first.
    public var rows: [FollowUpRow]
    /// Rows that the limit left out.
    public var left: Int

    public init(
        organisation: String, fiscalYear: FiscalYear, date: CalendarDate, quarter: Int, groupBy: FollowUpGrouping,
        tolerance: Int, rows: [FollowUpRow], left: Int
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.date = date
        self.quarter = quarter
        self.groupBy = groupBy
        self.tolerance = tolerance
        self.rows = rows
        self.left = left
    }
}

/// One row of a follow-up.
public struct FollowUpRow: Codable, Sendable, Hashable {
    public var row: SummaryRow
    /// Spent less plan to date, as a share of the plan to date: −2,000 is a fifth behind; absent without a plan.
    public var aheadOfPlanBasisPoints: Int?
    /// Against the cabinet's targets of the quarter, where there are any; what is all investment or all recurrent is
    /// held to that target, not to the overall one.
    public var targets: [TargetStatus]
    /// The largest of what is missing to the plan and to each target; zero if nothing is.
    public var shortfall: Money
    /// Behind by more than the tolerance: must be pushed.
    public var behind: Bool

    public init(
        row: SummaryRow, aheadOfPlanBasisPoints: Int?, targets: [TargetStatus], shortfall: Money, behind: Bool
    ) {
        self.row = row
        self.aheadOfPlanBasisPoints = aheadOfPlanBasisPoints
        self.targets = targets
        self.shortfall = shortfall
        self.behind = behind
    }
}

/// How a forecast was made.
public enum ForecastMethod: String, Codable, Sendable, CaseIterable {
    /// By the share of a year's spending that earlier years had reached by the same month.
    case history
    /// By the share of the year's plan that falls in the months gone by.
    case plan
    /// As if each month spends a twelfth.
    case linear
}

/// What will be spent by the end of a year.
public struct GetForecast: RPCMethod {
    public static let name = "budget.forecast"
    public static let summary = LocalizedText("พยากรณ์การเบิกจ่ายถึงสิ้นปี", "A forecast of spending to the end of the year")
    public static let details = LocalizedText(
        "แต่ละงบรายจ่าย: เบิกจ่ายถึงสิ้นเดือนที่ครบแล้ว ÷ สัดส่วนที่สามปีก่อนเบิกได้ถึงเดือนเดียวกัน (ผลรวมหารผลรวม) ถ้าไม่มีอดีตใช้สัดส่วนของแผน ถ้าไม่มีแผนใช้หนึ่งในสิบสองต่อเดือน ไม่ต่ำกว่าที่จ่ายแล้ว ไม่เกินจัดสรร ถ้ายังไม่จ่าย หรือปีก่อน ๆ ถึงเดือนนั้นเบิกไม่ถึงร้อยละ 5 ใช้สัดส่วนของเงินจัดสรรที่ปีก่อน ๆ เบิกได้ถึงสิ้นปี และไม่ต่ำกว่าที่จ่ายและผูกพันแล้ว backTest คือผลเมื่อใช้วิธีเดียวกันกับปีที่จบแล้ว",
        "For each category: what is spent by the end of the last whole month, divided by the share of a year's spending that up to three earlier years had reached by the same month (sums over sums). Without them by the plan's share, without a plan by twelfths. Never below what is spent nor above what is allocated; where nothing is spent yet, or the earlier years had not reached 5 % by that month, the share of their allocations that they had spent by their end, and at least what is spent and committed. `backTest` is what the same method would have said of years that have ended."
    )
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "a year without lines", params: #"{"organisation":"67","fiscalYear":2499,"date":"1956-01-15"}"#,
            result: """
                {"organisation":"67","fiscalYear":2499,"throughMonth":3,"allocated":"0.00","spent":"0.00",\
                "forecast":"0.00","categories":[],"backTest":[]}
                """)
    ]
    public typealias Result = Forecast

    public var organisation: String
    public var fiscalYear: FiscalYear
    /// Months that were whole by this day count; today where absent.
    public var date: CalendarDate?

    public init(organisation: String, fiscalYear: FiscalYear, date: CalendarDate? = nil) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.date = date
    }
}

/// What will be spent by the end of a year.
public struct Forecast: Codable, Sendable, Hashable {
    public var organisation: String
    public var fiscalYear: FiscalYear
    /// Whole months of the year that count, 0–12.
    public var throughMonth: Int
    public var allocated: Money
    public var spent: Money
    public var forecast: Money
    /// Of allocated; absent where nothing is.
    public var forecastBasisPoints: Int?
    public var categories: [CategoryForecast]
    /// For each earlier year that has one before it, after three, six and nine months.
    public var backTest: [BackTest]
    /// Mean of the back test's errors, basis points of allocated; absent without one.
    public var meanErrorBasisPoints: Int?
    /// The same of a forecast by twelfths, to compare.
    public var linearErrorBasisPoints: Int?

    public init(
        organisation: String, fiscalYear: FiscalYear, throughMonth: Int, allocated: Money, spent: Money,
        forecast: Money, forecastBasisPoints: Int?, categories: [CategoryForecast], backTest: [BackTest],
        meanErrorBasisPoints: Int?, linearErrorBasisPoints: Int?
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.throughMonth = throughMonth
        self.allocated = allocated
        self.spent = spent
        self.forecast = forecast
        self.forecastBasisPoints = forecastBasisPoints
        self.categories = categories
        self.backTest = backTest
        self.meanErrorBasisPoints = meanErrorBasisPoints
        self.linearErrorBasisPoints = linearErrorBasisPoints
    }
}

/// The forecast of one category.
public struct CategoryForecast: Codable, Sendable, Hashable {
    public var category: ExpenditureCategory
    public var method: ForecastMethod
    public var allocated: Money
    public var spent: Money
    public var committed: Money
    public var forecast: Money

    public init(
        category: ExpenditureCategory, method: ForecastMethod, allocated: Money, spent: Money, committed: Money,
        forecast: Money
    ) {
        self.category = category
        self.method = method
        self.allocated = allocated
        self.spent = spent
        self.committed = committed
        self.forecast = forecast
    }
}

/// What the method would have said of a year that has ended.
public struct BackTest: Codable, Sendable, Hashable {
    public var fiscalYear: FiscalYear
    public var throughMonth: Int
    public var forecast: Money
    public var actual: Money
    /// Of allocated, without its sign.
    public var errorBasisPoints: Int
    /// The same of a forecast by twelfths.
    public var linearErrorBasisPoints: Int

    public init(
        fiscalYear: FiscalYear, throughMonth: Int, forecast: Money, actual: Money, errorBasisPoints: Int,
        linearErrorBasisPoints: Int
    ) {
        self.fiscalYear = fiscalYear
        self.throughMonth = throughMonth
        self.forecast = forecast
        self.actual = actual
        self.errorBasisPoints = errorBasisPoints
        self.linearErrorBasisPoints = linearErrorBasisPoints
    }
}
