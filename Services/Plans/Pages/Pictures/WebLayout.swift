import Kernel

/// Where the steps of a trace stand in its picture: rows from the lowest step up, so that every line leads upwards.
struct WebLayout: Sendable {
    /// Steps of each row from left to right; the lowest row first.
    private(set) var rows: [[ID]]

    /// - Parameters:
    ///   - steps: in the order in which they are shown where nothing else decides.
    ///   - lines: from the lower step to the higher one. Lines to or from what is no step are left out; a line that
    ///     would close a circle raises nothing.
    init(steps: [ID], lines: [(from: ID, to: ID)]) {
        let known = Set(steps)
        let lines = lines.filter { known.contains($0.from) && known.contains($0.to) && $0.from != $0.to }
        let heights = WebLayout.heights(steps, lines)
        rows = Array(repeating: [], count: (heights.values.max() ?? -1) + 1)
        for step in steps { rows[heights[step] ?? 0].append(step) }
        var beside: [ID: [ID]] = [:]
        for line in lines {
            beside[line.from, default: []].append(line.to)
            beside[line.to, default: []].append(line.from)
        }
        for _ in 0..<4 {
            for row in rows.indices { arrange(row, by: beside) }
            for row in rows.indices.reversed() { arrange(row, by: beside) }
        }
    }

    /// The longest way up to each step, in lines.
    private static func heights(_ steps: [ID], _ lines: [(from: ID, to: ID)]) -> [ID: Int] {
        let above = Dictionary(grouping: lines, by: \.from).mapValues { $0.map(\.to) }
        var below = Dictionary(steps.map { ($0, 0) }) { first, _ in first }
        for line in lines { below[line.to, default: 0] += 1 }
        var heights: [ID: Int] = [:]
        var ready = steps.filter { below[$0] == 0 }
        var next = 0
        func settle(_ step: ID) {
            let height = heights[step] ?? 0
            heights[step] = height
            for higher in above[step] ?? [] {
                below[higher, default: 1] -= 1
                guard below[higher, default: 0] >= 0 else { continue }
                heights[higher] = max(heights[higher] ?? 0, height + 1)
                if below[higher] == 0 { ready.append(higher) }
            }
        }
        var settled = Set<ID>()
        while settled.count < steps.count {
            if next < ready.count {
                let step = ready[next]
                next += 1
                if settled.insert(step).inserted { settle(step) }
            } else if let step = steps.first(where: { !settled.contains($0) }) {
                // A circle: somewhere it must be cut.
                below[step] = 0
                ready.append(step)
            }
        }
        return heights
    }

    /// Puts the steps of a row in the order of the middle of their neighbours' places.
    private mutating func arrange(_ row: Int, by beside: [ID: [ID]]) {
        var place: [ID: Double] = [:]
        for steps in rows {
            for (index, step) in steps.enumerated() { place[step] = Double(index) - Double(steps.count - 1) / 2 }
        }
        func middle(_ step: ID) -> Double {
            let own = rows[row]
            let places = (beside[step] ?? []).filter { !own.contains($0) }.compactMap { place[$0] }
            return places.isEmpty ? place[step] ?? 0 : places.reduce(0, +) / Double(places.count)
        }
        let middles = Dictionary(rows[row].map { ($0, middle($0)) }) { first, _ in first }
        rows[row] = rows[row].enumerated().sorted {
            (middles[$0.element] ?? 0, $0.offset) < (middles[$1.element] ?? 0, $1.offset)
        }.map(\.element)
    }
}
