import CommonContract
import Kernel

/// Which list of standing work an item belongs to.
public enum DrivingSet: String, Codable, Sendable, CaseIterable {
    /// The driving calendar: six approaches × three levels (P17).
    case calendar
    /// The SDG4 roadmap: steps 1 to 8 (P6).
    case roadmap
}

/// Who does it.
public enum DrivingLevel: String, Codable, Sendable, CaseIterable {
    /// The provincial education office.
    case office
    case agency
    case school
}

/// When, relative to a fiscal year (domain §6).
public enum DrivingWindow: String, Codable, Sendable, CaseIterable {
    /// Quarters 3 and 4 of the year before.
    case previousQ3Q4
    /// Quarter 4 of the year before and quarter 1.
    case previousQ4Q1
    case quarter1, quarter4
    case wholeYear
    /// October after the year has ended.
    case october
    case octoberNovember
    /// The week after each quarter: four occasions.
    case weekAfterQuarter
    /// As the parent agency's calendar says: no dates of its own.
    case parentCalendar
}

/// An item of standing work, as it is every year.
public struct DrivingItem: Codable, Sendable, Hashable {
    /// `CAL-2-agency-1`, `SDG-7.3-school`.
    public var code: String
    public var set: DrivingSet
    /// Approach 1 to 6 of the calendar, step 1 to 8 of the roadmap.
    public var approach: Int
    public var approachName: LocalizedText
    public var level: DrivingLevel
    /// Within approach and level, from 1; of the roadmap's step 7, the part after the point.
    public var number: Int
    public var text: LocalizedText
    /// Several mean one after the other, or a choice; none: no dates.
    public var windows: [DrivingWindow]
    /// Whose it is: `TH` as shipped, or the province that wrote its own.
    public var province: String
    public var version: Int

    public init(
        code: String, set: DrivingSet, approach: Int, approachName: LocalizedText, level: DrivingLevel, number: Int,
        text: LocalizedText, windows: [DrivingWindow], province: String, version: Int
    ) {
        self.code = code
        self.set = set
        self.approach = approach
        self.approachName = approachName
        self.level = level
        self.number = number
        self.text = text
        self.windows = windows
        self.province = province
        self.version = version
    }
}

/// Days from and to, both included.
public struct DateSpan: Codable, Sendable, Hashable {
    public var from: CalendarDate
    public var to: CalendarDate

    public init(from: CalendarDate, to: CalendarDate) {
        self.from = from
        self.to = to
    }
}

/// Where an organisation stands with an item.
public enum DrivingState: String, Codable, Sendable, CaseIterable {
    /// Nobody has said anything: not the same as not begun.
    case notReported
    case notStarted, inProgress, done, notApplicable
}

/// What shows that something was done.
public struct DrivingEvidence: Codable, Sendable, Hashable {
    public var title: String
    /// Letter number, address of a page or file.
    public var reference: String?
    public var date: CalendarDate?

    public init(title: String, reference: String? = nil, date: CalendarDate? = nil) {
        self.title = title
        self.reference = reference
        self.date = date
    }
}

/// One occasion of an item at one organisation in one fiscal year, with its dates.
public struct DrivingTask: Codable, Sendable, Hashable {
    public var item: DrivingItem
    public var organisation: String
    public var fiscalYear: FiscalYear
    /// 1; of a `weekAfterQuarter` the quarter, 1 to 4.
    public var occasion: Int
    public var windows: [DateSpan]
    /// The last day of the last window; absent without dates.
    public var dueOn: CalendarDate?
    public var state: DrivingState
    public var note: String?
    public var evidence: [DrivingEvidence]
    /// Its last day has passed, and it is neither done nor not applicable.
    public var overdue: Bool
    /// For `expectedVersion`; 0 while nothing is reported.
    public var version: Int

    public init(
        item: DrivingItem, organisation: String, fiscalYear: FiscalYear, occasion: Int, windows: [DateSpan],
        dueOn: CalendarDate?, state: DrivingState, note: String?, evidence: [DrivingEvidence], overdue: Bool,
        version: Int
    ) {
        self.item = item
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.occasion = occasion
        self.windows = windows
        self.dueOn = dueOn
        self.state = state
        self.note = note
        self.evidence = evidence
        self.overdue = overdue
        self.version = version
    }
}

/// How many occasions stand where: `expected = done + inProgress + notStarted + notApplicable + notReported`.
public struct DrivingCounts: Codable, Sendable, Hashable {
    public var expected: Int
    public var done: Int
    public var inProgress: Int
    public var notStarted: Int
    public var notApplicable: Int
    public var notReported: Int
    /// Of the expected ones.
    public var overdue: Int

    public init(
        expected: Int, done: Int, inProgress: Int, notStarted: Int, notApplicable: Int, notReported: Int, overdue: Int
    ) {
        self.expected = expected
        self.done = done
        self.inProgress = inProgress
        self.notStarted = notStarted
        self.notApplicable = notApplicable
        self.notReported = notReported
        self.overdue = overdue
    }
}

/// A cell of the heat map.
public struct DrivingCell: Codable, Sendable, Hashable {
    public var approach: Int
    public var counts: DrivingCounts

    public init(approach: Int, counts: DrivingCounts) {
        self.approach = approach
        self.counts = counts
    }
}

/// A row of the heat map: an organisation's cells in the order of approaches.
public struct DrivingRow: Codable, Sendable, Hashable {
    public var organisation: String
    public var name: LocalizedText
    public var level: DrivingLevel
    public var cells: [DrivingCell]

    public init(organisation: String, name: LocalizedText, level: DrivingLevel, cells: [DrivingCell]) {
        self.organisation = organisation
        self.name = name
        self.level = level
        self.cells = cells
    }
}

/// An item over all organisations that it is for.
public struct DrivingProgressRow: Codable, Sendable, Hashable {
    public var item: String
    public var approach: Int
    public var level: DrivingLevel
    public var text: LocalizedText
    public var counts: DrivingCounts

    public init(item: String, approach: Int, level: DrivingLevel, text: LocalizedText, counts: DrivingCounts) {
        self.item = item
        self.approach = approach
        self.level = level
        self.text = text
        self.counts = counts
    }
}
