/// How alike names are: the share of trigrams that two have in common, as PostgreSQL's `pg_trgm` counts it, but over
/// names without blanks and signs, which Thai does not set the same way twice. Pure.
enum NameLikeness {
    /// From here on two projects are likely the same one written down twice.
    static let likelyPercent = 70
    /// Others that a finding names, and that are looked for.
    static let namedMax = 5

    /// Three scalars of 21 bits each; two blanks before and one behind a name.
    static func trigrams(_ name: String) -> [UInt64] {
        let scalars = [0x20, 0x20] + name.unicodeScalars.map { UInt64($0.value) } + [0x20]
        guard scalars.count > 3 else { return [] }
        return Set((2..<scalars.count).map { scalars[$0 - 2] << 42 | scalars[$0 - 1] << 21 | scalars[$0] }).sorted()
    }

    /// Whole percent of the trigrams of both that are common to both; 0 of nothing.
    static func percent(_ one: [UInt64], _ other: [UInt64]) -> Int {
        var (left, right, common) = (0, 0, 0)
        while left < one.count, right < other.count {
            if one[left] == other[right] {
                common += 1
                left += 1
                right += 1
            } else if one[left] < other[right] {
                left += 1
            } else {
                right += 1
            }
        }
        let all = one.count + other.count - common
        return all == 0 ? 0 : common * 100 / all
    }

    /// Pairs of different names that are alike, `first` before `second`; up to `namedMax` for each name that stands
    /// second by length.
    ///
    /// Only names that share one of their rarest trigrams are compared: two sets of which `percent` are common share
    /// one of the first `count - ⌈count × percent⌉ + 1` in any one order (prefix filtering).
    static func pairs(_ names: [String], percent: Int) -> [(first: Int, second: Int, percent: Int)] {
        let sets = names.map(trigrams)
        var frequency: [UInt64: Int] = [:]
        for set in sets { for trigram in set { frequency[trigram, default: 0] += 1 } }
        let order = sets.indices.sorted { (sets[$0].count, $0) < (sets[$1].count, $1) }
        var holders: [UInt64: [Int]] = [:]
        var found: [(first: Int, second: Int, percent: Int)] = []
        for index in order {
            let set = sets[index]
            let rarest = set.sorted { (frequency[$0] ?? 0, $0) < (frequency[$1] ?? 0, $1) }
            let prefix = rarest.prefix(max(0, set.count - (set.count * percent + 99) / 100 + 1))
            var compared: Set<Int> = []
            var alike = 0
            search: for trigram in prefix {
                for other in holders[trigram] ?? [] where compared.insert(other).inserted {
                    guard sets[other].count * 100 >= set.count * percent else { continue }
                    let likeness = self.percent(set, sets[other])
                    guard likeness >= percent else { continue }
                    found.append((min(index, other), max(index, other), likeness))
                    alike += 1
                    if alike == namedMax { break search }
                }
            }
            for trigram in prefix { holders[trigram, default: []].append(index) }
        }
        return found
    }
}
