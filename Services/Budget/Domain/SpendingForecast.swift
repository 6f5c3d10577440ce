import Kernel

/// What was granted, bound and spent in each month of a year, of one category; October to September.
struct SpendingYear: Sendable {
    /// Net of what came and left: allocations, transfers, returns, carry-over.
    var granted = Array(repeating: Money.zero, count: 12)
    /// Net of what was committed.
    var bound = Array(repeating: Money.zero, count: 12)
    var months = Array(repeating: Money.zero, count: 12)
    /// The year's plan; all zero where there is none.
    var plan = Array(repeating: Money.zero, count: 12)

    /// As it was at the end of the month, 0–12.
    func allocated(through month: Int) -> Money { granted.prefix(month).reduce(.zero, +) }
    func committed(through month: Int) -> Money { bound.prefix(month).reduce(.zero, +) }
    func spent(through month: Int) -> Money { months.prefix(month).reduce(.zero, +) }
    var total: Money { spent(through: 12) }
    /// Before the year's end took back what was left.
    var mostAllocated: Money { (1...12).map { allocated(through: $0) }.max() ?? .zero }
}

/// Spending to the end of a year from what is spent so far. The method is documented at `budget.forecast`.
enum SpendingForecast {
    /// Below this share of a year's spending (5 %) a few payments would decide the year: it is not divided by.
    static let shareMin = BasisPoints(500)

    enum Profile: String, Sendable { case history, plan, linear }

    /// - Parameters:
    ///   - month: whole months gone by, 0–12.
    ///   - past: up to three earlier years of the same category.
    static func of(_ year: SpendingYear, through month: Int, past: [SpendingYear]) -> (profile: Profile, amount: Money)
    {
        let spent = year.spent(through: month)
        let allocated = year.allocated(through: month)
        let reached = past.map { $0.spent(through: month) }.reduce(.zero, +)
        let total = past.map(\.total).reduce(.zero, +)
        if total > .zero {
            let isTelling = spent > .zero && (reached.ratio(to: total) ?? BasisPoints(0)) >= shareMin
            return (
                .history,
                isTelling
                    ? bounded(spent, (reached.satang, total.satang), allocated)
                    : byAllocations(year, through: month, past: past)
            )
        }
        let (profile, share) = share(of: year, through: month)
        guard spent > .zero else { return (profile, min(allocated, year.committed(through: month))) }
        return (profile, bounded(spent, share, allocated))
    }

    /// Investment is paid in the second half of a year, if at all: until then what the earlier years had spent of theirs by
    /// the end, and at least what is spent or bound.
    private static func byAllocations(
        _ year: SpendingYear, through month: Int, past: [SpendingYear]
    ) -> Money {
        let spent = year.spent(through: month)
        let allocated = max(spent, year.allocated(through: month))
        let bound = min(allocated, spent + year.committed(through: month))
        let granted = past.map(\.mostAllocated).reduce(.zero, +)
        guard granted > .zero else { return bound }
        let total = past.map(\.total).reduce(.zero, +)
        let expected = Int128(allocated.satang) * Int128(total.satang) / Int128(granted.satang)
        return max(bound, min(allocated, Money(satang: Int64(clamping: expected))))
    }

    /// As if each month spends a twelfth.
    static func linear(_ year: SpendingYear, through month: Int) -> Money {
        let spent = year.spent(through: month)
        guard spent > .zero, month > 0 else { return .zero }
        return bounded(spent, (Int64(month), 12), year.allocated(through: month))
    }

    private typealias Share = (part: Int64, whole: Int64)

    private static func share(of year: SpendingYear, through month: Int) -> (Profile, Share) {
        let planned = year.plan.reduce(.zero, +)
        let due = year.plan.prefix(month).reduce(.zero, +)
        if let ratio = due.ratio(to: planned), ratio >= shareMin { return (.plan, (due.satang, planned.satang)) }
        return (.linear, (Int64(month), 12))
    }

    /// spent ÷ share, not below what is spent nor above what is allocated (if that is more).
    private static func bounded(_ spent: Money, _ share: Share, _ allocated: Money) -> Money {
        guard share.part > 0 else { return spent }
        let whole = Int128(spent.satang) * Int128(share.whole) / Int128(share.part)
        return max(spent, min(max(allocated, spent), Money(satang: Int64(clamping: whole))))
    }
}
