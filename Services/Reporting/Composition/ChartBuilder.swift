import Kernel
import ReportingContract

/// Draws columns of a table against its first one.
struct ChartBuilder {
    /// More bars than that are no picture any more: the largest are drawn, the rest added up, and the picture says so.
    static let categoriesMax = 24

    let table: ReportTable

    /// - Returns: nothing where there is nothing to compare.
    func chart(
        _ code: String, _ caption: LocalizedText, _ kind: ReportChartKind, of columns: [String]
    ) -> [ReportBlock] {
        let places = columns.compactMap { code in table.columns.firstIndex { $0.code == code } }
        let all = table.rows.filter { $0.kind == .body }
        guard let first = places.first, all.count >= 2,
            places.contains(where: { place in all.contains { $0.cells[place].state == .value } })
        else { return [] }
        let (rows, left) = shown(of: all, kind == .stacked ? places : Array(places.prefix(1)))
        var categories = rows.map { LocalizedText(th: $0.cells[0].value ?? "", en: $0.cells[0].en) }
        var series = places.map { place in
            ReportChartSeries(name: table.columns[place].title, cells: rows.map { $0.cells[place] })
        }
        let sums = left.isEmpty ? nil : sums(of: left, places)
        if let sums {
            categories.append(ReportMessages.others(left.count))
            for index in series.indices { series[index].cells.append(sums[index]) }
        }
        return [
            .chart(
                ReportChart(
                    code: code, caption: caption, kind: kind, values: table.columns[first].kind,
                    categories: categories, series: series,
                    note: left.isEmpty
                        ? nil
                        : ReportMessages.chartNote(
                            shown: rows.count, of: all.count,
                            by: kind == .stacked && places.count > 1 ? nil : table.columns[first].title,
                            areAdded: sums != nil, table: table.caption)))
        ]
    }

    /// Those with the largest figures, in the table's order, and the rest. Figures of parts of a whole count together.
    private func shown(of rows: [ReportRow], _ places: [Int]) -> (rows: [ReportRow], left: [ReportRow]) {
        guard rows.count > Self.categoriesMax else { return (rows, []) }
        // One bar is that of the rest.
        let most = Self.categoriesMax - 1
        let sizes = rows.map { row in places.reduce(0) { $0 + size(row.cells[$1]) } }
        let ranked = rows.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
        let chosen = Set(ranked.prefix(most))
        return (
            rows.indices.filter(chosen.contains).map { rows[$0] },
            rows.indices.filter { !chosen.contains($0) }.map { rows[$0] }
        )
    }

    private func size(_ cell: ReportCell) -> Double {
        guard cell.state == .value, let value = cell.value.flatMap({ Double($0) }), value.isFinite else { return -1 }
        return value
    }

    /// `nil` where a column's figures cannot be added up: shares, and measures of all kinds.
    private func sums(of rows: [ReportRow], _ places: [Int]) -> [ReportCell]? {
        var sums: [ReportCell] = []
        for place in places {
            let values = rows.map { $0.cells[place] }.filter { $0.state == .value }.compactMap(\.value)
            switch table.columns[place].kind {
            case .money:
                guard let sum = Money.sum(values.compactMap { Money($0) }) else { return nil }
                sums.append(ReportCell(sum.description))
            case .count:
                var sum = 0
                for value in values.compactMap({ Int($0) }) {
                    let (next, isTooLarge) = sum.addingReportingOverflow(value)
                    guard !isTooLarge else { return nil }
                    sum = next
                }
                sums.append(ReportCell(String(sum)))
            default: return nil
            }
        }
        return sums
    }
}
