import Kernel

/// What an annual provincial report is made of, as the other services answered: values only, each with the number of
/// the source it came from. `nil` where a service did not answer.
struct ProvinceYear: Sendable {
    var organisation: String
    var name: LocalizedText
    var fiscalYear: FiscalYear
    var plan: ProvincePlan?
    var results: [IndicatorLine]?
    var round: RoundFigures?
    var money: MoneyFigures?
    var sdg: SdgFigures?
    /// Where the report asks for them.
    var activityDays: RecordedDays?
}

/// Real days of activities by their codes.
struct RecordedDays: Sendable {
    var source: Int
    var byActivity: [String: ActivityDays.Days]
}

/// The province's education plan in force in the year.
struct ProvincePlan: Sendable {
    var source: Int
    var code: String
    var title: LocalizedText
    /// The Buddhist-era years that it spans.
    var years: ClosedRange<Int>
    var vision: LocalizedText?
    var issues: [StrategicIssue]
    var links: [PlanLink]
    var projects: [PlanProject]
    var activities: [PlanActivity] = []
    /// Where the report asks for them, by project.
    var chains: [String: ProjectChain] = [:]
}

/// What a project leads up to.
struct ProjectChain: Sendable {
    var source: Int
    var z: [LocalizedText]
    var y2: [LocalizedText]
    var y1: [LocalizedText]
}

struct StrategicIssue: Sendable {
    /// `"1"`, `"2"` …: the same code that indicators name as their strategy.
    var code: String
    var title: LocalizedText
}

/// A tie of an element of the plan to an element of a plan above it, or to an SDG target.
struct PlanLink: Sendable {
    var source: Int
    /// Code of the strategic issue that the element is under.
    var issue: String?
    var element: String
    var targetPlan: String
    var target: String
}

struct PlanProject: Sendable {
    var source: Int
    var code: String
    var title: LocalizedText
    var issue: String?
    var organisation: String?
    /// Whether its XYZ chain reaches the national strategy; `nil` if not known.
    var isTraced: Bool?
    var rationale: LocalizedText?
    /// Indicators with their targets of the year, and who is to benefit.
    var indicators: [LocalizedText] = []
    var groups: [LocalizedText] = []
}

struct PlanActivity: Sendable {
    var source: Int
    var code: String
    var title: LocalizedText
    /// Code of the project that it is under, however deep.
    var project: String?
    var start: CalendarDate?
    var end: CalendarDate?
    var budget: Money?
}

/// A figure, or one of the things that are not a figure.
enum Figure: Sendable, Hashable {
    /// Decimal text.
    case value(String)
    case none, notApplicable, notReported
    /// Of so few people that it is not told.
    case suppressed
}

enum Achievement: String, Sendable, CaseIterable {
    case achieved, onTrack, behind, atRisk, notEvaluated
}

/// One indicator's result of the year.
struct IndicatorLine: Sendable {
    var source: Int
    var code: String
    var name: LocalizedText
    var unit: LocalizedText
    /// Code of the strategic issue.
    var issue: String?
    var target: Figure
    var actual: Figure
    /// Actual against target, percent with two places.
    var achievement: Figure
    var status: Achievement
    /// How many organisations answered with a value, and how many were asked.
    var answered: Int?
    var expected: Int?
}

/// Who was asked and who answered.
struct RoundFigures: Sendable {
    var source: Int
    var code: String
    var name: LocalizedText
    var opensOn: CalendarDate
    var dueOn: CalendarDate
    var all: Answers
    var organisations: [(code: String, name: LocalizedText, answers: Answers)]

    struct Answers: Sendable, Hashable {
        var expected: Int
        /// Certified by the head, accepted ones included.
        var certified: Int
        var onTime: Int
        var late: Int
        /// Sent back and not yet answered again.
        var returned: Int

        var missing: Int { max(0, expected - certified) }
    }
}

/// Money of the year, true for one day.
struct MoneyFigures: Sendable {
    var asOf: CalendarDate
    var total: MoneyLine
    var byCategory: [MoneyLine]
    var byPlanType: [MoneyLine]
    var byProject: [MoneyLine]
    var targets: [SpendingTarget]
}

struct MoneyLine: Sendable {
    var source: Int
    var key: String
    var name: LocalizedText?
    var allocated: Money
    /// Spent (เบิกจ่าย) = disbursed.
    var spent: Money
    /// Used (ใช้จ่าย) = disbursed + committed.
    var used: Money
}

/// The cabinet's target for the year and what was reached, in basis points.
struct SpendingTarget: Sendable {
    var source: Int
    var scope: LocalizedText
    var quarter: Int
    var target: BasisPoints
    var actual: BasisPoints?
}

extension LocalizedText {
    /// With the code before it, in both languages.
    func with(code: String) -> LocalizedText { LocalizedText(th: "\(code) \(th)", en: en.map { "\(code) \($0)" }) }
}
