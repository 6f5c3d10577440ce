import Kernel
import Testing

@Suite struct QuantityTests {
    @Test(arguments: [
        ("0", 0), ("120", 1_200_000), ("85.25", 852_500), ("-0.5", -5_000), ("0.0001", 1), ("007", 70_000),
        ("10000000000", 100_000_000_000_000),
    ])
    func readsDecimals(_ text: String, _ tenThousandths: Int) {
        #expect(Quantity(text)?.tenThousandths == Int64(tenThousandths))
    }

    @Test(arguments: ["", "-", ".", "1.", ".5", "1.23456", "1,000", "1e3", "+1", " 1", "--1", "123456789012345", "๑"])
    func refusesTheRest(_ text: String) {
        #expect(Quantity(text) == nil)
    }

    @Test func writesWhatItReads() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let quantity = Quantity(
                tenThousandths: Int64.random(in: -900_000_000_000_000...900_000_000_000_000, using: &random))
            #expect(Quantity(quantity.description) == quantity)
            #expect(Quantity(quantity.text(decimals: 4)) == quantity)
        }
    }

    @Test(arguments: [
        ("45", "60", 2, "75"), ("1", "3", 2, "33.33"), ("2", "3", 2, "66.67"), ("1", "8", 2, "12.5"),
        ("1", "800", 2, "0.13"), ("-1", "800", 2, "-0.13"), ("10000000000", "0.0001", 0, nil), ("1", "0", 2, nil),
    ])
    func dividesRoundingHalfAwayFromZero(
        _ numerator: String, _ denominator: String, _ decimals: Int, _ expected: String?
    ) throws {
        let ratio = Quantity.ratio(
            try #require(Quantity(numerator)), over: try #require(Quantity(denominator)), times: .hundred,
            decimals: decimals)
        #expect(ratio == expected.flatMap { Quantity($0) })
    }

    @Test func showsFixedPlaces() throws {
        #expect(try #require(Quantity("85")).text(decimals: 2) == "85.00")
        #expect(try #require(Quantity("-0.004")).text(decimals: 2) == "0.00")
        #expect(try #require(Quantity("0.995")).text(decimals: 2) == "1.00")
        #expect(try #require(Quantity("1.2345")).decimals == 4)
    }
}
