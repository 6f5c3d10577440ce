import Testing

@testable import Pages

@Suite struct LinePictureTests {
    private func picture(_ values: [Double?]..., categories: Int = 3) -> String {
        LinePicture(
            title: "การใช้จ่าย <2566>", categories: (0..<categories).map { "m\($0)" },
            series: values.enumerated().map { .init("s\($0.offset)", $0.element) }, label: { "\($0)" }
        ).svg
    }

    @Test func theGridStandsAtRoundFigures() {
        for (most, grid) in [(0.0, 1.0), (0.7, 1), (1, 1), (1.1, 2), (21, 25), (99, 100), (100, 100), (1_395, 2_000)] {
            #expect(LinePicture.roundUp(most) == grid, "\(most)")
        }
        #expect(LinePicture.roundUp(.infinity) == 1)
    }

    @Test func aGapIsAGap() {
        let whole = picture([1, 2, 3])
        let torn = picture([1, nil, 3])
        let strokes = { (svg: String) in svg.split(separator: "<g class=\"solid\"><path d=\"")[1].prefix { $0 != "\"" }
        }
        #expect(strokes(whole).count { $0 == "M" } == 1)
        #expect(strokes(torn).count { $0 == "M" } == 2, "a line that jumps over a gap says what nobody measured")
        #expect(torn.components(of: "<circle") == 2)
    }

    @Test func namesNeverCoverEachOther() {
        let svg = picture([1, 1, 5], [1, 1, 5], [1, 1, 4.9])
        let heights = svg.split(separator: "class=\"name\"").dropFirst().compactMap { part in
            part.split(separator: "y=\"").dropFirst().first.flatMap { Double($0.prefix { $0 != "\"" }) }
        }.sorted()
        #expect(heights.count == 3)
        #expect(zip(heights, heights.dropFirst()).allSatisfy { $1 - $0 >= 19.9 })
    }

    @Test func textIsText() {
        #expect(picture([1]).contains("&lt;2566&gt;"))
        #expect(!picture([.nan, .infinity, nil]).contains("nan"))
        #expect(!picture([], categories: 0).isEmpty)
    }
}

extension String {
    fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
