import Kernel

/// When standing work is done, relative to a fiscal year (domain §6). Raw values are those of the wire.
enum DrivingSpan: String, CaseIterable, Sendable {
    case previousQ3Q4, previousQ4Q1, quarter1, quarter4, wholeYear, october, octoberNovember, weekAfterQuarter
    case parentCalendar

    /// The days in or around `year`; none for what has no dates. `weekAfterQuarter` has one a quarter.
    func days(of year: FiscalYear) -> [ClosedRange<CalendarDate>] {
        let quarters = year.quarters
        switch self {
        case .previousQ3Q4:
            guard let before = year.previous?.quarters else { return [] }
            return [before[2].firstDay...before[3].lastDay]
        case .previousQ4Q1:
            guard let before = year.previous?.quarters else { return [] }
            return [before[3].firstDay...quarters[0].lastDay]
        case .quarter1: return [quarters[0].days]
        case .quarter4: return [quarters[3].days]
        case .wholeYear: return [year.days]
        case .october: return after(year, days: 31)
        case .octoberNovember: return after(year, days: 61)
        case .weekAfterQuarter:
            return quarters.compactMap { quarter in
                quarter.lastDay.adding(days: 1).map { $0...quarter.reportDueDay }
            }
        case .parentCalendar: return []
        }
    }

    /// From 1 October after the year's end.
    private func after(_ year: FiscalYear, days: Int) -> [ClosedRange<CalendarDate>] {
        guard let first = year.lastDay.adding(days: 1), let last = year.lastDay.adding(days: days) else { return [] }
        return [first...last]
    }
}

/// One time that an item is to be done in a year.
struct DrivingOccasion: Sendable, Hashable {
    var number: Int
    var windows: [ClosedRange<CalendarDate>]

    /// The last day of the last window.
    var dueOn: CalendarDate? { windows.map(\.upperBound).max() }

    /// Four of what is due after each quarter, one of everything else.
    static func all(of spans: [DrivingSpan], in year: FiscalYear) -> [DrivingOccasion] {
        if spans.contains(.weekAfterQuarter) {
            return DrivingSpan.weekAfterQuarter.days(of: year).enumerated().map {
                DrivingOccasion(number: $0.offset + 1, windows: [$0.element])
            }
        }
        return [DrivingOccasion(number: 1, windows: spans.flatMap { $0.days(of: year) })]
    }
}
