import Kernel

/// How an actual figure stands to its target: a rule that an indicator carries as data.
struct Evaluation: Hashable, Sendable {
    enum Basis: String, Sendable {
        /// Actual over target; target over actual where down is better.
        case target
        /// The way gone from baseline to target.
        case baseline
    }

    enum Status: String, Sendable {
        case achieved, onTrack, behind, atRisk, notEvaluated
    }

    var upIsBetter: Bool
    var basis: Basis
    /// Percent.
    var onTrackAt: Quantity
    /// Percent.
    var behindAt: Quantity

    /// Achievement in percent with two places, and the status that it gives. Reaching the target is compared exactly,
    /// not through the rounded percentage.
    func judge(actual: Quantity?, target: Quantity?, baseline: Quantity?) -> (achievement: Quantity?, status: Status) {
        guard let actual, let target else { return (nil, .notEvaluated) }
        let reached = upIsBetter ? actual >= target : actual <= target
        let achievement = achievement(actual: actual, target: target, baseline: baseline)
        if reached { return (achievement, .achieved) }
        guard let achievement else { return (nil, .atRisk) }
        if achievement >= onTrackAt { return (achievement, .onTrack) }
        return (achievement, achievement >= behindAt ? .behind : .atRisk)
    }

    private func achievement(actual: Quantity, target: Quantity, baseline: Quantity?) -> Quantity? {
        if basis == .baseline, let baseline, baseline != target {
            return percent(
                Quantity(tenThousandths: actual.tenThousandths - baseline.tenThousandths),
                over: Quantity(tenThousandths: target.tenThousandths - baseline.tenThousandths))
        }
        return upIsBetter ? percent(actual, over: target) : percent(target, over: actual)
    }

    private func percent(_ part: Quantity, over whole: Quantity) -> Quantity? {
        Quantity.ratio(part, over: whole, times: .hundred, decimals: 2)
    }
}

/// An indicator's figure out of what was put together.
enum Figure {
    static func ratio(
        numerator: Quantity, denominator: Quantity, times multiplier: Quantity, decimals: Int
    ) -> Quantity? {
        Quantity.ratio(numerator, over: denominator, times: multiplier, decimals: decimals)
    }

    /// Percentage of those who answered that took an option that achieves. ไม่มี is an answer that does not achieve;
    /// those whom the question does not concern are left out.
    static func share(achieving: Int, valued: Int, none: Int, decimals: Int) -> Quantity? {
        guard let part = Quantity(achieving), let whole = Quantity(valued + none) else { return nil }
        return Quantity.ratio(part, over: whole, times: .hundred, decimals: decimals)
    }

    /// Percent with two places; `nil` of nothing.
    static func rate(_ part: Int, of whole: Int) -> Quantity? {
        guard let part = Quantity(part), let whole = Quantity(whole) else { return nil }
        return Quantity.ratio(part, over: whole, times: .hundred, decimals: 2)
    }
}
