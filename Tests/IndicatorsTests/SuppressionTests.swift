import Kernel
import TestSupport
import Testing

@testable import Indicators

/// What is kept back can not be worked out again.
@Suite struct SuppressionTests {
    private func quantity(_ number: Int) -> Quantity { Quantity(number) ?? .zero }

    @Test func aSmallGroupTakesTheSmallestOtherWithIt() {
        let values: [Quantity?] = [63, 3, 40, 20].map(quantity)
        let gone = Suppression.standard.suppressed(values, small: [1], sums: [.init(total: 0, parts: [1, 2, 3])])
        #expect(gone == [1, 3])
    }

    @Test func zeroIsShownAndNothingIsTakenWhereNothingIsSmall() {
        let rule = Suppression.standard
        #expect(!rule.isSmall(.zero, unit: "person"))
        #expect(rule.isSmall(quantity(4), unit: "person"))
        #expect(!rule.isSmall(quantity(5), unit: "person"))
        #expect(!rule.isSmall(quantity(1), unit: "school"))
        #expect(rule.suppressed([quantity(9)], small: [], sums: []).isEmpty)
    }

    /// Over random tables of areas and categories, with their totals: no sum is left of which exactly one cell is kept
    /// back, every small cell is, and solving one sum after the other finds none of them.
    @Test(arguments: [5, 67, 2_566, UInt64.random(in: 0..<1_000_000)])
    func nothingIsWorkedOutFromOneSumAfterTheOther(_ seed: UInt64) {
        var random = Seeded(seed)
        for _ in 0..<200 {
            let (rows, columns) = (Int.random(in: 1...6, using: &random), Int.random(in: 2...5, using: &random))
            // Cell (0, 0) is everything, (0, c) a category, (r, 0) an area.
            let width = columns + 1
            var values = [Quantity?](repeating: quantity(0), count: (rows + 1) * width)
            var numbers = [Int](repeating: 0, count: values.count)
            for row in 1...rows {
                for column in 1...columns {
                    let number = Int.random(in: 0...12, using: &random)
                    for place in [0, column, row * width, row * width + column] { numbers[place] += number }
                }
            }
            for place in values.indices { values[place] = quantity(numbers[place]) }
            let small = Set(values.indices.filter { Suppression.standard.isSmall(values[$0], unit: "person") })
            var sums = (0...rows).map { row in
                Suppression.Sum(total: row * width, parts: (1...columns).map { row * width + $0 })
            }
            sums += (0...columns).map { column in
                Suppression.Sum(total: column, parts: (1...rows).map { $0 * width + column })
            }
            let gone = Suppression.standard.suppressed(values, small: small, sums: sums)
            #expect(gone.isSuperset(of: small), "seed \(seed)")
            if small.isEmpty { #expect(gone.isEmpty, "seed \(seed)") }
            for sum in sums {
                let hidden = ([sum.total] + sum.parts).count(where: gone.contains)
                #expect(hidden != 1, "seed \(seed): \(numbers) keeps back \(gone.sorted())")
            }
        }
    }
}
