import Kernel

/// Requests in their order under a ceiling.
enum Ranking {
    struct Entry: Sendable {
        var code: String
        /// Basis points of the most that is possible.
        var score: Int
        var amount: Money
    }

    struct Place: Sendable {
        /// Of the entries as they were given.
        var index: Int
        /// All up to this one that are within the ceiling.
        var cumulative: Money
        var isWithin: Bool
    }

    /// By score, at equal scores the smaller amount first, then by code.
    /// - Parameter skipping: whether those after one that does not fit may still be taken.
    static func places(_ entries: [Entry], ceiling: Money, skipping: Bool) -> [Place] {
        let order = entries.indices.sorted { left, right in
            let (first, second) = (entries[left], entries[right])
            return (second.score, first.amount, first.code) < (first.score, second.amount, second.code)
        }
        var (used, isCut) = (Money.zero, false)
        return order.map { index in
            let fits = !isCut && entries[index].amount <= ceiling - used
            if fits { used += entries[index].amount } else if !skipping { isCut = true }
            return Place(index: index, cumulative: used, isWithin: fits)
        }
    }

    /// Weighted: Σ weight × score ÷ most, of Σ weight; basis points rounded half up. `nil` where no weight counts.
    static func score(_ parts: [(score: Int, most: Int, weight: Int)]) -> Int? {
        let weight = parts.map(\.weight).reduce(0, +)
        guard weight > 0 else { return nil }
        // Over the product of the mosts, so that nothing is rounded before the end; 100 at most each, few criteria.
        var (sum, denominator) = (Int128(0), Int128(1))
        for part in parts {
            sum = sum * Int128(part.most) + Int128(part.weight * part.score) * denominator
            denominator *= Int128(part.most)
            // Keep the fraction small.
            let common = gcd(sum, denominator)
            (sum, denominator) = (sum / common, denominator / common)
        }
        denominator *= Int128(weight)
        return Int((sum * 20_000 + denominator) / (2 * denominator))
    }

    private static func gcd(_ left: Int128, _ right: Int128) -> Int128 {
        var (first, second) = (left, right)
        while second != 0 { (first, second) = (second, first % second) }
        return max(first, 1)
    }
}
