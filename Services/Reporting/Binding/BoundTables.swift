import JSONRPC
import Kernel
import ReportingContract

/// Makes the tables that a definition binds to its queries.
struct BoundTables {
    let answers: [String: QueryAnswer]
    let values: BoundValues
    /// Number of a source in the report.
    let number: (ReportSource) -> Int?

    func table(_ binding: ReportTableBinding) -> ReportTable? {
        guard let answer = answers[binding.query], let pointer = JSONPointer(binding.rows) else { return nil }
        let key = binding.key.flatMap { JSONPointer($0) }
        let readers = binding.columns.map { column in
            (
                column.paths.compactMap { JSONPointer($0) },
                CellReader(kind: column.kind, words: column.words, basisPoints: column.basisPoints ?? false),
                column.absent ?? .notApplicable
            )
        }
        let rows = answer.rows(pointer).filter { RowFilter.keeps($0.row, binding.filter) }.map { row, page in
            let source = number(answer.pages[page].source)
            let name = key.flatMap { RowFilter.text($0.value(in: row)) }
            return ReportRow(
                cells: readers.map { paths, reader, absent in
                    var cell = joined(paths.map { reader.cell($0.value(in: row)) }) ?? ReportCell(state: absent)
                    cell.source = source
                    cell.key = name
                    return cell
                })
        }
        let table = ReportTable(
            code: binding.code, caption: values.fill(binding.caption),
            columns: binding.columns.map {
                ReportColumn(code: $0.code, title: values.fill($0.title), kind: $0.kind)
            }, rows: rows)
        return binding.hasTotal == true ? TableTotals.totalled(table) : table
    }

    private func joined(_ cells: [ReportCell?]) -> ReportCell? {
        let there = cells.compactMap { $0 }
        guard there.count > 1 else { return there.first }
        let english = there.contains { $0.en != nil }
        return ReportCell(
            LocalizedText(
                th: there.compactMap(\.value).joined(separator: " "),
                en: english ? there.map { $0.en ?? $0.value ?? "" }.joined(separator: " ") : nil))
    }
}
