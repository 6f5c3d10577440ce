import CommonContract
import JSONRPC
import Kernel

/// A year of an organisation on one page, as it is now.
public struct Dashboard: Codable, Sendable, Hashable {
    public var organisation: String
    public var organisationName: LocalizedText
    public var kind: OrganisationKind
    public var fiscalYear: FiscalYear
    /// The day that money is counted at.
    public var asOf: CalendarDate
    public var money: DashboardMoney?
    public var indicators: DashboardIndicators?
    public var round: DashboardRound?
    public var plan: DashboardPlan?
    /// What the organisation owes and has not published yet.
    public var due: [ScheduledReport]
    /// What could not be had; the members that need it are absent.
    public var missing: [ReportGap]

    public init(
        organisation: String, organisationName: LocalizedText, kind: OrganisationKind, fiscalYear: FiscalYear,
        asOf: CalendarDate, money: DashboardMoney?, indicators: DashboardIndicators?, round: DashboardRound?,
        plan: DashboardPlan?, due: [ScheduledReport], missing: [ReportGap]
    ) {
        self.organisation = organisation
        self.organisationName = organisationName
        self.kind = kind
        self.fiscalYear = fiscalYear
        self.asOf = asOf
        self.money = money
        self.indicators = indicators
        self.round = round
        self.plan = plan
        self.due = due
        self.missing = missing
    }
}

public struct DashboardMoney: Codable, Sendable, Hashable {
    public var allocated: Money
    public var spent: Money
    public var used: Money
    public var spentBasisPoints: Int?
    public var usedBasisPoints: Int?
    /// By expenditure category.
    public var categories: [DashboardShare]

    public init(
        allocated: Money, spent: Money, used: Money, spentBasisPoints: Int?, usedBasisPoints: Int?,
        categories: [DashboardShare]
    ) {
        self.allocated = allocated
        self.spent = spent
        self.used = used
        self.spentBasisPoints = spentBasisPoints
        self.usedBasisPoints = usedBasisPoints
        self.categories = categories
    }
}

public struct DashboardShare: Codable, Sendable, Hashable {
    public var key: String
    public var allocated: Money
    public var spent: Money

    public init(key: String, allocated: Money, spent: Money) {
        self.key = key
        self.allocated = allocated
        self.spent = spent
    }
}

/// How many indicators stand how.
public struct DashboardIndicators: Codable, Sendable, Hashable {
    public var total: Int
    public var achieved: Int
    public var onTrack: Int
    public var behind: Int
    public var atRisk: Int
    public var notEvaluated: Int

    public init(total: Int, achieved: Int, onTrack: Int, behind: Int, atRisk: Int, notEvaluated: Int) {
        self.total = total
        self.achieved = achieved
        self.onTrack = onTrack
        self.behind = behind
        self.atRisk = atRisk
        self.notEvaluated = notEvaluated
    }
}

/// Who was asked in the year's newest round, and who answered.
public struct DashboardRound: Codable, Sendable, Hashable {
    public var code: String
    public var dueOn: CalendarDate
    public var expected: Int
    /// Certified, accepted ones included.
    public var certified: Int
    public var onTime: Int
    public var late: Int
    public var notStarted: Int

    public init(
        code: String, dueOn: CalendarDate, expected: Int, certified: Int, onTime: Int, late: Int, notStarted: Int
    ) {
        self.code = code
        self.dueOn = dueOn
        self.expected = expected
        self.certified = certified
        self.onTime = onTime
        self.late = late
        self.notStarted = notStarted
    }
}

/// The province's education plan in force, whatever the organisation in it.
public struct DashboardPlan: Codable, Sendable, Hashable {
    public var code: String
    public var name: LocalizedText
    public var projects: Int
    /// Projects whose causal chain (XYZ) is complete.
    public var completeProjects: Int

    public init(code: String, name: LocalizedText, projects: Int, completeProjects: Int) {
        self.code = code
        self.name = name
        self.projects = projects
        self.completeProjects = completeProjects
    }
}

/// Everything of an organisation's year in one call, for a province, an agency or a school.
public struct GetDashboard: RPCMethod {
    public static let name = "dashboard.get"
    public static let summary = LocalizedText(
        "ภาพรวมของจังหวัด หน่วยงาน หรือสถานศึกษา ณ ขณะนี้", "A province, agency or school at a glance, as it is now")
    public static let details = LocalizedText(
        "ถามบริการอื่นพร้อมกัน บริการที่ไม่ตอบจะอยู่ใน missing",
        "Asks the other services at once; one that does not answer is in missing.")
    public static let safety = RPCSafety.read
    public static let access = ReportingAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "of a province", params: #"{"organisation":"67","fiscalYear":2566}"#,
            result: """
                {"organisation":"67","organisationName":{"th":"จังหวัด"},"kind":"province","fiscalYear":2566,\
                "asOf":"2023-09-30","due":[],"missing":[]}
                """)
    ]
    public typealias Result = Dashboard

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
