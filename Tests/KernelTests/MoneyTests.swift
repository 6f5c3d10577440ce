import Kernel
import Testing

@Suite struct MoneyTests {
    /// The same numbers on every run.
    struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// Mostly small amounts, now and then one near the limit.
    static func amount(_ generator: inout Generator) -> Money {
        let bits = Int.random(in: 1...56, using: &generator)
        return Money(satang: Int64.random(in: -(1 << bits)...(1 << bits), using: &generator))
    }

    @Test func textRoundTrip() {
        var generator = Generator(state: 1)
        for _ in 0..<20_000 {
            let money = Self.amount(&generator)
            #expect(Money(money.description) == money)
        }
        #expect(Money("1250000.5")?.satang == 125_000_050)
        #expect(Money("-0.01")?.satang == -1)
        for text in ["", "-", ".5", "1.", "1.005", "1e3", "+1", "1,000.00", " 1", "๑", "1000000000000000.01", "--1"] {
            #expect(Money(text) == nil, "\(text)")
        }
        #expect(Money("1000000000000000.00") == Money.limit)
    }

    @Test func sumsAreExactOrRefused() {
        var generator = Generator(state: 2)
        for _ in 0..<2_000 {
            let amounts = (0..<Int.random(in: 0...50, using: &generator)).map { _ in Self.amount(&generator) }
            let forwards = Money.sum(amounts)
            #expect(forwards == Money.sum(amounts.shuffled(using: &generator)))
            #expect(forwards == amounts.reduce(Money?.some(.zero)) { $0?.adding($1) })
        }
        #expect(Money.sum(Array(repeating: Money.limit, count: 92)) != nil)
        #expect(Money.sum(Array(repeating: Money.limit, count: 93)) == nil)
        // A sum that leaves the range on the way and comes back is still exact.
        let highest = Money(satang: .max)
        #expect(Money.sum([highest, highest, -highest, -highest]) == .zero)
        #expect(highest.adding(Money(satang: 1)) == nil && Money(satang: .min).subtracting(Money(satang: 1)) == nil)
    }

    @Test func allocationLosesNoSatang() throws {
        var generator = Generator(state: 3)
        for _ in 0..<5_000 {
            let money = Self.amount(&generator)
            var weights = (0..<Int.random(in: 1...40, using: &generator)).map { _ in
                Int64.random(in: 0...1_000_000, using: &generator)
            }
            weights[0] += 1
            let parts = try #require(money.allocated(byWeights: weights))
            #expect(Money.sum(parts) == money)
            let total = weights.reduce(0, +)
            for (part, weight) in zip(parts, weights) {
                let exact = Double(money.satang) * Double(weight) / Double(total)
                #expect(abs(Double(part.satang) - exact) < 1 + abs(exact) * 1e-12)
                if weight == 0 { #expect(part == .zero) }
            }
        }
        #expect(Money(satang: 100).allocated(byWeights: [1, 1, 1])?.map(\.satang) == [34, 33, 33])
        #expect(Money(satang: -100).allocated(byWeights: [1, 1, 1])?.map(\.satang) == [-34, -33, -33])
        #expect(Money(satang: 1).allocated(byWeights: []) == nil)
        #expect(Money(satang: 1).allocated(byWeights: [0, 0]) == nil)
        #expect(Money(satang: 1).allocated(byWeights: [2, -1]) == nil)
        #expect(Money(satang: 1).allocated(byWeights: [.max, 1]) == nil)
        #expect(Money(satang: .min).allocated(byWeights: [.max])?.map(\.satang) == [.min])
    }

    @Test func percentages() {
        let percents = [BasisPoints(3_333), BasisPoints(3_333), BasisPoints(3_334)]
        #expect(Money(baht: 100).allocated(byPercent: percents)?.map(\.satang) == [3_333, 3_333, 3_334])
        #expect(Money(baht: 100).allocated(byPercent: [BasisPoints(9_999)]) == nil)
        #expect(Money(satang: 50).share(BasisPoints(100))?.satang == 1)
        #expect(Money(satang: -50).share(BasisPoints(100))?.satang == -1)
        #expect(Money(satang: 49).share(BasisPoints(100))?.satang == 0)
        #expect(Money(satang: .max).share(BasisPoints(10_001)) == nil)
        #expect(Money(baht: 93).ratio(to: Money(baht: 100))?.percent == "93.00")
        #expect(Money(baht: 1).ratio(to: Money(baht: 3))?.value == 3_333)
        #expect(Money(baht: 2).ratio(to: Money(baht: 3))?.value == 6_667)
        #expect(Money(baht: -1).ratio(to: Money(baht: 8))?.value == -1_250)
        #expect(BasisPoints(1, of: 20_000)?.value == 1 && BasisPoints(-1, of: 20_000)?.value == -1)
        #expect(Money(baht: 1).ratio(to: .zero) == nil && BasisPoints(.max, of: 1) == nil)
    }

    @Test func grouping() {
        #expect(Money(satang: 0).grouped() == "0.00")
        #expect(Money(satang: 99_999).grouped() == "999.99")
        #expect(Money(satang: -125_000_000).grouped() == "-1,250,000.00")
        #expect(Money(satang: 123_456).grouped(digits: .thai) == "๑,๒๓๔.๕๖")
    }
}
