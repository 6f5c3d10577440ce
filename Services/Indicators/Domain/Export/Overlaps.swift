/// Which organisations have somebody below them in common: a school that one agency owns and another supervises is in
/// both agencies' figures.
struct Overlaps: Sendable {
    private var shared: [String: Set<String>] = [:]

    init(_ pairs: [(String, String)]) {
        for (one, other) in pairs {
            shared[one, default: []].insert(other)
            shared[other, default: []].insert(one)
        }
    }

    /// Sets of these organisations in which nobody is counted twice, so that their figures and the rest add up to the
    /// figure of the one above; everyone stands in one of them at least.
    func disjoint<Part>(_ parts: [Part], _ code: (Part) -> String) -> [[Part]] {
        let codes = Set(parts.map(code))
        let (free, bound) = parts.reduce(into: ([Part](), [Part]())) { sides, part in
            let isFree = (shared[code(part)] ?? []).isDisjoint(with: codes.subtracting([code(part)]))
            if isFree { sides.0.append(part) } else { sides.1.append(part) }
        }
        if bound.isEmpty { return [parts] }
        var seen: Set<Set<String>> = []
        return bound.compactMap { first in
            var family = [first]
            for next in bound where code(next) != code(first) {
                if family.allSatisfy({ !(shared[code($0)] ?? []).contains(code(next)) }) { family.append(next) }
            }
            return seen.insert(Set(family.map(code))).inserted ? free + family : nil
        }
    }
}
