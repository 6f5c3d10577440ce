import CommonContract
import Kernel

/// The same file back, with a column that says what is wrong with each row.
public enum AnnotatedSheet {
    /// The heading of the column.
    public static let heading = "ปัญหา/Problems"

    /// Reads the file again and writes it in its own format: cells as they were, formulas as their values. CSV comes in
    /// UTF-8, guarded against formulas.
    /// - Parameters:
    ///   - header: the row of the headings; `nil`: the first that is not blank.
    ///   - name: of the file that came.
    public static func make(
        _ bytes: [UInt8], problems: [SheetProblem], header: Int?, layout: SheetLayout? = nil, name: String? = nil,
        limits: SheetLimits = .standard
    ) throws -> SheetFile {
        let reader = try SheetReader(bytes, sheet: layout?.sheet, limits: limits)
        let column = try width(bytes, layout, limits) + 1
        var writer: any SheetWriting
        let ending: String
        switch reader.format {
        case .csv(_, let separator):
            writer = CSVWriter(separator: separator)
            ending = "csv"
        case .xlsx:
            let workbook = try XLSXWriter()
            try workbook.beginSheet(reader.sheet ?? "Sheet1", layout: XLSXWriter.Layout(frozenRows: header ?? 1))
            writer = workbook
            ending = "xlsx"
        }
        let byRow = Dictionary(grouping: problems, by: { $0.row ?? header ?? 1 })
        var next = 1
        while let row = try reader.next() {
            let header = header ?? row.number
            while next < row.number {
                try writer.write(line(nil, byRow[next], isHeader: false, column), style: .title)
                next += 1
            }
            let style: SheetRowStyle = next < header ? .title : next == header ? .heading : .body
            try writer.write(line(row, byRow[next], isHeader: next == header, column), style: style)
            next += 1
        }
        let stem = name.map { String($0.split(separator: ".").first ?? "") } ?? "sheet"
        return SheetFile(name: "\(stem)-problems.\(ending)", bytes: try writer.finish())
    }

    private static func line(_ row: SheetRow?, _ problems: [SheetProblem]?, isHeader: Bool, _ column: Int)
        -> [SheetOutput]
    {
        let text = (problems ?? []).map { problem in
            let place = problem.cell.map { "\($0): " } ?? ""
            return place + problem.message.th + (problem.message.en.map { " / \($0)" } ?? "")
        }.joined(separator: "\n")
        guard row != nil || !text.isEmpty else { return [] }
        var cells = [SheetOutput](repeating: .empty, count: column)
        for cell in row?.cells ?? [] where cell.column < column { cells[cell.column - 1] = .cell(cell) }
        if isHeader {
            cells[column - 1] = .text(text.isEmpty ? heading : "\(heading)\n\(text)")
        } else if !text.isEmpty {
            cells[column - 1] = .problem(String(text.prefix(8_000)))
        }
        return cells
    }

    /// The last column with a cell, a column of problems of an earlier time not among them.
    private static func width(_ bytes: [UInt8], _ layout: SheetLayout?, _ limits: SheetLimits) throws -> Int {
        let reader = try SheetReader(bytes, sheet: layout?.sheet, limits: limits)
        var width = 1
        var earlier: Int?
        while let row = try reader.next() {
            earlier = earlier ?? row.cells.last { $0.text.hasPrefix(heading) }?.column
            let last = row.cells.last { $0.column != earlier }?.column ?? 1
            width = max(width, last)
        }
        return earlier.map { $0 <= width + 1 ? min(width, $0 - 1) : width } ?? width
    }
}
