import Kernel

/// The months of a fiscal year in its own order: October is the first, September the twelfth.
enum FiscalMonths {
    /// Calendar months from October to September.
    static let order = [10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9]

    /// 0–11 for the calendar month 1–12.
    static func index(of month: Int) -> Int { (month + 2) % 12 }

    /// How many months of the year have begun by `date`: 0 before the year, 12 after it.
    static func begun(in year: FiscalYear, by date: CalendarDate) -> Int {
        if date < year.firstDay { return 0 }
        if date > year.lastDay { return 12 }
        return index(of: date.month) + 1
    }

    /// The quarter of the year that `date` lies in; 1 before the year, 4 after it.
    static func quarter(of year: FiscalYear, at date: CalendarDate) -> Int {
        max(1, (begun(in: year, by: date) + 2) / 3)
    }
}

/// Where an amount stands against a share of another that is its target.
struct Standing: Sendable {
    var allocated: Money
    var actual: Money
    var target: BasisPoints

    /// Negative is behind; rounded to the satang.
    var ahead: Money { actual - (allocated.share(target) ?? .zero) }
    /// `nil` of nothing.
    var reached: BasisPoints? { actual.ratio(to: allocated) }
}
