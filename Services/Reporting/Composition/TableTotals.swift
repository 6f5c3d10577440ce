import Kernel
import ReportingContract

/// Sums under a table.
enum TableTotals {
    private static let absent = ReportCell(state: .missing)

    /// The table with a row of sums of its money and counts; percentages are never summed: the share of the totals is
    /// computed again.
    static func totalled(_ table: ReportTable) -> ReportTable {
        guard table.rows.count > 1 else { return table }
        var cells: [ReportCell] = []
        for (index, column) in table.columns.enumerated() {
            let values = table.rows.compactMap { $0.cells[index].state == .value ? $0.cells[index].value : nil }
            switch column.kind {
            case .money:
                let sum = Money.sum(values.compactMap { Money($0) })
                cells.append(values.isEmpty ? absent : sum.map { ReportCell($0.description) } ?? absent)
            case .count:
                cells.append(values.isEmpty ? absent : ReportCell(String(values.compactMap { Int($0) }.reduce(0, +))))
            default:
                cells.append(index == 0 ? ReportCell(ReportMessages.total) : ReportCell(state: .notApplicable))
            }
        }
        if let share = share(of: cells, in: table) { cells[share.index] = share.cell }
        var result = table
        result.rows.append(ReportRow(kind: .total, cells: cells))
        return result
    }

    private static func share(of cells: [ReportCell], in table: ReportTable) -> (index: Int, cell: ReportCell)? {
        guard let index = table.columns.firstIndex(where: { $0.code == "spentPercent" }),
            let allocated = amount("allocated", cells, table), let spent = amount("spent", cells, table),
            let ratio = spent.ratio(to: allocated)
        else { return nil }
        return (index, ReportCell(ratio.percent))
    }

    private static func amount(_ code: String, _ cells: [ReportCell], _ table: ReportTable) -> Money? {
        table.columns.firstIndex { $0.code == code }.flatMap { cells[$0].value }.flatMap { Money($0) }
    }
}
