import Kernel
import TestSupport
import Testing

@testable import Plans

@Suite struct LikenessTests {
    /// What `pg_trgm` itself says of these pairs.
    @Test func aShareIsThatOfTrigrams() {
        let one = NameLikeness.trigrams("word")
        #expect(one.count == 5)
        #expect(NameLikeness.percent(one, NameLikeness.trigrams("words")) == 57)
        #expect(NameLikeness.percent(one, one) == 100)
        #expect(NameLikeness.percent(one, []) == 0)
        #expect(NameLikeness.trigrams("").isEmpty)
    }

    /// The filter finds for every name at least one partner wherever comparing all with all finds one.
    @Test func theFilterMissesNobodyWhoHasAPartner() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = Seeded(seed)
        let parts = ["โครงการ", "อ่าน", "ออก", "เขียน", "ได้", "พัฒนา", "ครู", "ป.1", "บ้าน", "หนอง", "ไผ่", "ทักษะ"]
        for _ in 0..<40 {
            let names = Set(
                (0..<40).map { _ in
                    (0..<Int.random(in: 1...7, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }
                        .joined()
                }
            ).sorted()
            let sets = names.map(NameLikeness.trigrams)
            var wanted: Set<Int> = []
            for (one, left) in sets.enumerated() {
                for (other, right) in sets.enumerated() where other > one {
                    if NameLikeness.percent(left, right) >= 70 { wanted.formUnion([one, other]) }
                }
            }
            let pairs = NameLikeness.pairs(names, percent: 70)
            #expect(pairs.allSatisfy { NameLikeness.percent(sets[$0.first], sets[$0.second]) == $0.percent })
            let found = Set(pairs.flatMap { [$0.first, $0.second] })
            // Whoever stands second keeps five partners at most, so that a name may be left to its likes alone.
            #expect(found.isSubset(of: wanted), "seed \(seed)")
            if pairs.count < 5 { #expect(found == wanted, "seed \(seed): \(names)") }
        }
    }
}
