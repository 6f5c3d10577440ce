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
        let readers = binding.columns.map { BoundColumn($0, names: names($0.lookups ?? [])) }
        let filter = binding.filter?.map { filter in
            var filled = filter
            filled.from = filter.from.map(values.filled)
            filled.until = filter.until.map(values.filled)
            return filled
        }
        let rows = answer.rows(pointer).filter { RowFilter.keeps($0.row, filter) }.map { row, page in
            let source = number(answer.pages[page].source)
            let name = key.flatMap { RowFilter.text($0.value(in: row)) }
            return ReportRow(
                cells: readers.map { column in
                    var cell = column.cell(row)
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

    /// Names by their codes.
    private func names(_ lookups: [ReportLookup]) -> [String: ReportCell] {
        lookups.reduce(into: [:]) { $0.merge(names($1)) { first, _ in first } }
    }

    private func names(_ lookup: ReportLookup) -> [String: ReportCell] {
        guard let rows = JSONPointer(lookup.rows), let key = JSONPointer(lookup.key),
            let name = JSONPointer(lookup.name)
        else { return [:] }
        let reader = CellReader(kind: .text)
        return (answers[lookup.query]?.rows(rows) ?? []).reduce(into: [:]) { names, one in
            guard let code = RowFilter.text(key.value(in: one.row)) else { return }
            names[code] = reader.cell(name.value(in: one.row))
        }
    }
}

/// A column on its way from an answer's rows to cells.
private struct BoundColumn {
    private let paths: [JSONPointer]
    private let otherwise: [JSONPointer]
    private let reader: CellReader
    private let absent: ReportCellState
    private let suppressed: JSONPointer?

    init(_ binding: ReportColumnBinding, names: [String: ReportCell]) {
        paths = binding.paths.compactMap { JSONPointer($0) }
        otherwise = (binding.otherwise ?? []).compactMap { JSONPointer($0) }
        reader = CellReader(
            kind: binding.kind, words: binding.words, names: names, basisPoints: binding.basisPoints ?? false,
            isMonth: binding.isMonth ?? false)
        absent = binding.absent ?? .notApplicable
        suppressed = binding.suppressed.flatMap { JSONPointer($0) }
    }

    /// What is kept back is not told, whatever stands there.
    func cell(_ row: JSONNode) -> ReportCell {
        if suppressed?.value(in: row)?.bool == true { return ReportCell(state: .suppressed) }
        return joined(paths.map { reader.cell($0.value(in: row)) })
            ?? otherwise.lazy.compactMap { reader.cell($0.value(in: row)) }.first ?? ReportCell(state: absent)
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
