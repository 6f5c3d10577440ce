import Kernel
import ReportingContract

/// Draws columns of a table against its first one.
struct ChartBuilder {
    /// More bars than that are no picture any more.
    static let categoriesMax = 24

    let table: ReportTable

    /// - Returns: nothing where there is nothing to compare.
    func chart(
        _ code: String, _ caption: LocalizedText, _ kind: ReportChartKind, of columns: [String]
    ) -> [ReportBlock] {
        let places = columns.compactMap { code in table.columns.firstIndex { $0.code == code } }
        let rows = table.rows.filter { $0.kind == .body }
        let figures = places.flatMap { place in rows.map { $0.cells[place] } }
        guard let first = places.first, (2...Self.categoriesMax).contains(rows.count),
            figures.contains(where: { $0.state == .value })
        else { return [] }
        return [
            .chart(
                ReportChart(
                    code: code, caption: caption, kind: kind, values: table.columns[first].kind,
                    categories: rows.map { LocalizedText(th: $0.cells[0].value ?? "", en: $0.cells[0].en) },
                    series: places.map { place in
                        ReportChartSeries(name: table.columns[place].title, cells: rows.map { $0.cells[place] })
                    }))
        ]
    }
}
