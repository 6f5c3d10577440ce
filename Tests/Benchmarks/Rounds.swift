import Glibc

/// A row of the table: a figure beside its limit, each the median of alternating rounds in one session.
struct Row {
    var name: String
    var beside: String
    /// The ratio that the row must reach, and how it is written where it is no ratio.
    var wanted: String
    var figure = ""
    var limit = ""
    var ratio = ""
}

enum Rounds {
    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// Measures one after the other, round by round, so that what else the machine does meets both; the ratio is the
    /// median of the rounds' own.
    static func compare(
        _ row: Row, rounds: Int, unit: String, _ figure: () async throws -> Double, _ limit: () async throws -> Double
    ) async -> Row {
        var row = row
        var (figures, limits): ([Double], [Double]) = ([], [])
        do {
            for _ in 0..<rounds {
                figures.append(try await figure())
                limits.append(try await limit())
            }
            row.figure = "\(Int(median(figures).rounded())) \(unit)"
            row.limit = "\(Int(median(limits).rounded())) \(unit)"
            row.ratio = hundredths(median(zip(figures, limits).map { $1 > 0 ? $0 / $1 : 0 }))
        } catch {
            row.ratio = "not measured"
            print("  \(error)")
        }
        print("  \(row.name) beside \(row.beside): \(row.ratio)")
        fflush(nil)
        return row
    }

    static func hundredths(_ value: Double) -> String {
        let whole = Int((value * 100).rounded())
        return "\(whole / 100).\(whole % 100 < 10 ? "0" : "")\(whole % 100)"
    }

    static func table(_ rows: [Row]) -> String {
        let lines =
            [["row", "figure", "beside", "its figure", "ratio", "at least"]]
            + rows.map { [$0.name, $0.figure, $0.beside, $0.limit, $0.ratio, $0.wanted] }
        return aligned(lines)
    }

    /// Lines of as many columns each, one under the other.
    static func aligned(_ lines: [[String]]) -> String {
        let widths = (lines.first ?? []).indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            "| "
                + zip(line, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: " | ")
                + " |"
        }.joined(separator: "\n")
    }
}
