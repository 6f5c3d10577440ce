import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Sheets

/// What the imports of files have in common.
extension SheetTable {
    /// Problems in the order of the sheet, and what became of its rows; nothing where the whole import is refused.
    /// - Parameters:
    ///   - report: of the rows that could be read.
    ///   - isDry: problems are answered instead of refusing the call.
    /// - Throws: every problem, where there is one and the mode is not partial; `sheet.empty`.
    mutating func settle(
        _ report: ImportReport, _ found: [SheetProblem], file: SheetFile, layout asked: SheetLayout?,
        mode: ImportMode?, isDry: Bool
    ) throws -> SheetImportReport {
        problems = (problems + found).enumerated().sorted {
            ($0.element.row ?? 0, $0.offset) < ($1.element.row ?? 0, $1.offset)
        }.map(\.element)
        let stops = mode != .partial && !problems.isEmpty
        if stops, !isDry { throw RPCError.sheet(problems) }
        if records.isEmpty, problems.isEmpty {
            throw RPCError.sheet([SheetProblem(rule: "sheet.empty", message: Messages.noRowsInFile)])
        }
        let taken = report.created + report.updated + report.unchanged
        return SheetImportReport(
            rows: records.count, created: stops ? 0 : report.created, updated: stops ? 0 : report.updated,
            unchanged: stops ? 0 : report.unchanged, refused: records.count - (stops ? 0 : taken),
            problems: Array(problems.prefix(SheetTableReader.problemsMax)),
            problemsOmitted: problemsOmitted + max(0, problems.count - SheetTableReader.problemsMax),
            layout: layout, annotated: try annotated(file, asked))
    }

    private func annotated(_ file: SheetFile, _ layout: SheetLayout?) throws -> SheetFile? {
        guard !problems.isEmpty, let bytes = file.bytes else { return nil }
        return try AnnotatedSheet.make(
            bytes, problems: problems, header: header?.row, layout: layout, name: file.name)
    }
}
