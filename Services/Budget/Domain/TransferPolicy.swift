import Kernel

/// What differs between two lines (contract: `TransferChange`).
enum Crossing: String, Sendable, CaseIterable {
    case organisation, planType, source, work, category, item
}

/// What a line is, as far as the rules of transfers ask.
struct LineNature: Sendable, Hashable {
    var organisation: String
    var planType: String
    var source: String
    var work: String
    var category: String
    var item: String

    /// What a transfer between the two would change; `item` where nothing else does.
    func crossings(to other: LineNature) -> [Crossing] {
        var found: [Crossing] = []
        if organisation != other.organisation { found.append(.organisation) }
        if planType != other.planType { found.append(.planType) }
        if source != other.source { found.append(.source) }
        if work != other.work { found.append(.work) }
        if category != other.category { found.append(.category) }
        return found.isEmpty ? [.item] : found
    }
}

/// A row of the rule table (contract: `TransferRule`).
struct PolicyRow: Sendable, Hashable {
    enum Verdict: String, Sendable { case allowed, needsBudgetBureau, forbidden }

    var change: Crossing
    /// `nil`: any category.
    var into: String?
    var from: Money
    var verdict: Verdict
    var effectiveFrom: CalendarDate
    var effectiveTo: CalendarDate?
    var reportWithinDays: Int?
    var expireAfterDays: Int?
    var legalReference: String

    func covers(_ crossing: Crossing, into category: String, _ amount: Money, on date: CalendarDate) -> Bool {
        change == crossing && (into ?? category) == category && amount >= from && date >= effectiveFrom
            && date <= (effectiveTo ?? date)
    }

    /// The closer fit: a category before any, a higher amount before a lower, a later first day before an earlier.
    func isCloser(than other: PolicyRow) -> Bool {
        if (into == nil) != (other.into == nil) { return into != nil }
        if from != other.from { return from > other.from }
        return effectiveFrom > other.effectiveFrom
    }
}

/// The rule table, applied to one transfer.
enum TransferPolicy {
    /// For each crossing the row that fits closest, and the crossings that no row speaks of.
    static func apply(
        _ rows: [PolicyRow], from: LineNature, to: LineNature, amount: Money, on date: CalendarDate
    ) -> (rules: [PolicyRow], silent: [Crossing]) {
        var (rules, silent) = ([PolicyRow](), [Crossing]())
        for crossing in from.crossings(to: to) {
            let fitting = rows.filter { $0.covers(crossing, into: to.category, amount, on: date) }
            if let closest = fitting.max(by: { $1.isCloser(than: $0) }) {
                rules.append(closest)
            } else {
                silent.append(crossing)
            }
        }
        return (rules, silent)
    }
}
