import Kernel
import TestSupport
import Testing

@testable import Plans

@Suite struct WebLayoutTests {
    private func ids(_ count: Int) -> [ID] {
        (0..<count).map { ID(at: Instant(microsecondsSinceEpoch: Int64($0) * 1_000_000)) }
    }

    @Test func everyLineLeadsToAHigherRow() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = Seeded(seed)
        for _ in 0..<200 {
            let steps = ids(Int.random(in: 1...40, using: &random))
            // From an earlier step to a later one: without a circle.
            let lines = (0..<steps.count * 2).compactMap { _ -> (from: ID, to: ID)? in
                let (a, b) = (
                    Int.random(in: steps.indices, using: &random), Int.random(in: steps.indices, using: &random)
                )
                return a == b ? nil : (steps[min(a, b)], steps[max(a, b)])
            }
            let layout = WebLayout(steps: steps, lines: lines)
            var row: [ID: Int] = [:]
            for (index, members) in layout.rows.enumerated() { for step in members { row[step] = index } }
            #expect(row.count == steps.count, "seed \(seed): each step stands once")
            #expect(layout.rows.allSatisfy { !$0.isEmpty }, "seed \(seed)")
            for line in lines {
                #expect(try #require(row[line.from]) < #require(row[line.to]), "seed \(seed)")
            }
        }
    }

    @Test func aCircleIsDrawnToo() {
        let steps = ids(3)
        let layout = WebLayout(
            steps: steps, lines: [(steps[0], steps[1]), (steps[1], steps[2]), (steps[2], steps[0])])
        #expect(Set(layout.rows.joined()) == Set(steps))
    }

    @Test func whatIsUnknownIsLeftOut() {
        let steps = ids(4)
        let layout = WebLayout(steps: Array(steps.prefix(2)), lines: [(steps[0], steps[3]), (steps[0], steps[1])])
        #expect(layout.rows == [[steps[0]], [steps[1]]])
    }

    @Test func linesCrossLessThanInTheGivenOrder() {
        // Two pairs, given crosswise.
        let steps = ids(4)
        let layout = WebLayout(steps: steps, lines: [(steps[0], steps[3]), (steps[1], steps[2])])
        let top = layout.rows[1]
        let bottom = layout.rows[0]
        #expect(bottom.firstIndex(of: steps[0]) == top.firstIndex(of: steps[3]))
    }
}
