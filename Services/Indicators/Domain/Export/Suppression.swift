import Kernel

/// Keeps small groups of people from being read out of what is published: counts below the threshold go, and where
/// the shown figures would let one be worked out (total less the rest), another goes with it.
struct Suppression: Hashable, Sendable {
    /// Counts from 1 to below this are suppressed; 0 suppresses nothing.
    var threshold: Int
    /// Units whose counts are of people.
    var units: Set<String>

    static let standard = Suppression(threshold: 5, units: ["person"])

    /// One figure that others add up to: a total and its parts, as places in the list of cells.
    struct Sum: Hashable, Sendable {
        var total: Int
        var parts: [Int]
    }

    /// Whether a count of such a group is too small to be shown. Zero is: nobody is in it.
    func isSmall(_ value: Quantity?, unit: String) -> Bool {
        guard threshold > 0, units.contains(unit), let value else { return false }
        return value > .zero && value.tenThousandths < Int64(threshold) * 10_000
    }

    /// Which cells go.
    /// - Parameters:
    ///   - small: those that are too small.
    ///   - values: of all cells; `nil`: there is none, so that it is not there to be worked out.
    func suppressed(_ values: [Quantity?], small: Set<Int>, sums: [Sum]) -> Set<Int> {
        var gone = small
        if gone.isEmpty { return gone }
        var changed = true
        while changed {
            changed = false
            for sum in sums where values[sum.total] != nil {
                let cells = ([sum.total] + sum.parts).filter { values[$0] != nil }
                guard cells.count(where: gone.contains) == 1 else { continue }
                // The smallest part that is left gives least away; zeros last, they say the least about anyone.
                let left = sum.parts.filter { values[$0] != nil && !gone.contains($0) }
                let next = left.min { one, other in
                    let (a, b) = (values[one] ?? .zero, values[other] ?? .zero)
                    return (a == .zero ? 1 : 0, a, one) < (b == .zero ? 1 : 0, b, other)
                }
                let also = next ?? (gone.contains(sum.total) ? nil : sum.total)
                if let also, gone.insert(also).inserted { changed = true }
            }
        }
        return gone
    }
}
