import Kernel

/// Figures of organisations by element, period and categories, as rules and outliers look at them.
struct FigureTable: Sendable {
    struct Figure: Hashable, Sendable {
        var element: String
        var period: String
        var organisation: String
        /// `sex=female`, sorted.
        var categories: [String]
        var number: Quantity?

        /// What the figure is of: element and categories.
        var about: String { ([element] + categories).joined(separator: " ") }
    }

    private struct Key: Hashable {
        var organisation: String
        var element: String
        var period: String
    }

    private var cells: [Key: [Figure]] = [:]
    private(set) var figures: [Figure] = []
    /// Kind by organisation.
    private(set) var kinds: [String: String] = [:]

    /// Of two sources of one figure the one that is added later holds.
    mutating func add(_ figure: Figure, kind: String) {
        let key = Key(organisation: figure.organisation, element: figure.element, period: figure.period)
        if let known = cells[key]?.firstIndex(where: { $0.categories == figure.categories }) {
            cells[key]?[known] = figure
            figures.removeAll {
                $0.about == figure.about && $0.organisation == figure.organisation && $0.period == figure.period
            }
        } else {
            cells[key, default: []].append(figure)
        }
        figures.append(figure)
        kinds[figure.organisation] = kind
    }

    /// What an organisation reported for a part of an element: exactly that, or the sum over its shortest breakdown
    /// that has the part. `nil`: nothing, or no number.
    func number(of reference: FormulaReference, in period: String, at organisation: String) -> Quantity? {
        let key = Key(organisation: organisation, element: reference.code, period: period)
        let wanted = Set(reference.categories)
        let fitting = (cells[key] ?? []).filter { wanted.isSubset(of: $0.categories) }
        func rank(_ figure: Figure) -> (Int, String) {
            (figure.categories.count, figure.categories.map { String($0.prefix { $0 != "=" }) }.joined(separator: " "))
        }
        guard let first = fitting.map(rank).min(by: <) else { return nil }
        let numbers = fitting.filter { rank($0) == first }.compactMap(\.number)
        return numbers.isEmpty ? nil : Quantity(tenThousandths: numbers.reduce(0) { $0 + $1.tenThousandths })
    }
}

/// Figures that stand out.
struct Outliers: Sendable {
    enum Method: Sendable {
        case zScore, modifiedZScore, minMax
    }

    var method: Method
    var threshold: Double

    /// Fewer say nothing about each other.
    static let peersMin = 4

    /// How far out each of a group's figures is, where it is further than the threshold.
    /// - Returns: by place in the group.
    func scores(of group: [Double]) -> [Int: Double] {
        guard group.count >= Self.peersMin else { return [:] }
        switch method {
        case .minMax: return [:]
        case .zScore:
            let mean = group.reduce(0, +) / Double(group.count)
            let variance = group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(group.count - 1)
            guard variance > 0 else { return [:] }
            return far(group.map { ($0 - mean) / variance.squareRoot() })
        case .modifiedZScore:
            let middle = Self.median(group)
            let distance = Self.median(group.map { ($0 - middle).magnitude })
            // Where more than half are the same, the mean distance takes the median's place (Iglewicz and Hoaglin).
            if distance > 0 { return far(group.map { 0.6745 * ($0 - middle) / distance }) }
            let mean = group.reduce(0) { $0 + ($1 - middle).magnitude } / Double(group.count)
            return mean > 0 ? far(group.map { ($0 - middle) / (1.253314 * mean) }) : [:]
        }
    }

    private func far(_ scores: [Double]) -> [Int: Double] {
        Dictionary(
            uniqueKeysWithValues: scores.enumerated().filter { $0.element.magnitude > threshold }.map {
                ($0.offset, $0.element)
            })
    }

    /// How far, in percent of the range's nearer end, a figure lies outside what was there before; `nil`: it does not.
    func score(of figure: Double, before: [Double]) -> Double? {
        guard let low = before.min(), let high = before.max() else { return nil }
        let (end, distance) = figure > high ? (high, figure - high) : (low, figure - low)
        guard figure > high || figure < low else { return nil }
        let percent = distance / max(end.magnitude, 1) * 100
        return percent.magnitude > threshold ? percent : nil
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
