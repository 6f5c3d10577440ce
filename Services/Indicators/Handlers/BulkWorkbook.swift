import CommonContract
import Kernel
import Postgres
import ServiceKit
import Sheets

/// A workbook that came in parts, put down again as text with the same rows: what reads, checks and annotates long tables
/// reads this. In memory are one part, one row and the workbook's table of strings (at most 48 MB).
struct BulkWorkbook {
    /// Numbers of the parts of the text; those that were sent stay.
    static let firstPart = 1_000_000
    private static let partBytes = 1_000_000

    private static let limits: SheetLimits = {
        var limits = SheetLimits.standard
        limits.bytesMax = 1 << 30
        limits.unzippedBytesMax = 16 << 30
        // A sheet has no more.
        limits.rowsMax = 1_048_576
        limits.cellsMax = 50_000_000
        return limits
    }()

    let key: BulkKey
    let run: JobRun

    static func isOne(_ head: [UInt8]) -> Bool { head.starts(with: [0x50, 0x4B, 0x03, 0x04]) }

    /// The workbook as it came, with what its text is.
    struct Unfolded: Sendable {
        var file: UnnamedFile
        /// How many parts the text has.
        var parts: Int
        /// The last column with anything in it.
        var width: Int
    }

    /// - Throws: `SheetProblem` for what is wrong with the workbook as a whole.
    func unfold(_ sent: Int, sheet: String?, _ transaction: PostgresTransaction) async throws -> Unfolded {
        let file = try UnnamedFile()
        for number in 0..<sent {
            try file.append(try await transaction.first(FindBulkPart(key: key, number: number)) ?? [])
        }
        let reader = try SheetReader(workbook: file, sheet: sheet, limits: Self.limits)
        try await transaction.execute(DropBulkText(key: key, from: Self.firstPart))
        var (text, parts, line, width) = ([UInt8](), 0, 1, 1)
        text.reserveCapacity(Self.partBytes + 65_536)
        func put() async throws {
            try await transaction.execute(
                InsertBulkPart(key: key, number: Self.firstPart + parts, bytes: text))
            parts += 1
            text.removeAll(keepingCapacity: true)
            try run.checkCancellation()
        }
        while let row = try reader.next() {
            // Rows keep their numbers.
            while line < row.number {
                text.append(0x0A)
                line += 1
            }
            Self.append(row, to: &text)
            width = max(width, row.cells.last?.column ?? 1)
            line += 1
            if text.count >= Self.partBytes { try await put() }
        }
        if !text.isEmpty { try await put() }
        return Unfolded(file: file, parts: parts, width: width)
    }

    /// Gives the workbook back with a column that says what is wrong with each row: cells as they were, formulas as their
    /// values, row after row.
    /// - Returns: the file, and how many rows have problems.
    func annotated(
        _ book: Unfolded, sheet: String?, headerRow: Int, titles: [String: String],
        _ transaction: PostgresTransaction
    ) async throws -> (file: SheetBlocks, rows: Int) {
        let reader = try SheetReader(workbook: book.file, sheet: sheet, limits: Self.limits)
        let writer = try XLSXWriter()
        try writer.beginSheet(reader.sheet ?? "Sheet1", layout: XLSXWriter.Layout(frozenRows: headerRow))
        var problems = BulkProblems(key: key, titles: titles)
        var rows = 0
        func put(_ row: SheetRow?) async throws {
            let number = writer.nextRow
            var said = try await problems.said(of: number, transaction)
            if number != headerRow, !said.isEmpty { rows += 1 }
            if number == headerRow { said.insert(AnnotatedSheet.heading, at: 0) }
            guard row != nil || !said.isEmpty else { return try writer.write([], style: .title) }
            var cells = [SheetOutput](repeating: .empty, count: book.width + 1)
            for cell in row?.cells ?? [] { cells[cell.column - 1] = .cell(cell) }
            let text = String(said.joined(separator: "\n").prefix(8_000))
            if number == headerRow {
                cells[book.width] = .text(text)
            } else if !text.isEmpty {
                cells[book.width] = .problem(text)
            }
            let style: SheetRowStyle = number < headerRow ? .title : number == headerRow ? .heading : .body
            try writer.write(cells, style: style)
            if number % 1_000 == 0 { try run.checkCancellation() }
        }
        while let row = try reader.next() {
            while writer.nextRow < row.number { try await put(nil) }
            try await put(row)
        }
        return (try writer.finishInBlocks(), rows)
    }

    private static func append(_ row: SheetRow, to text: inout [UInt8]) {
        var column = 1
        for cell in row.cells {
            while column < cell.column {
                text.append(0x2C)
                column += 1
            }
            let bytes = Array(cell.text.utf8)
            if bytes.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) {
                text.append(0x22)
                for byte in bytes {
                    if byte == 0x22 { text.append(0x22) }
                    text.append(byte)
                }
                text.append(0x22)
            } else {
                text += bytes
            }
        }
        text.append(0x0A)
    }
}

/// Takes the text of a workbook away.
struct DropBulkText: Statement {
    static let sql = "DELETE FROM figure_bulk_part WHERE province = $1 AND code = $2 AND number >= $3"
    var key: BulkKey
    var from: Int

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(Int32(truncatingIfNeeded: from))
    }

    typealias Row = Void
}

/// Takes the problems of an earlier look away, and the file that was made of them.
struct DropBulkProblems: Statement {
    static let sql = "DELETE FROM figure_bulk_problem WHERE province = $1 AND code = $2"
    var key: BulkKey
    func bind(_ parameters: inout Parameters) { key.bind(&parameters) }
    typealias Row = Void
}

/// Whether a job came to an end without doing what it should.
struct JobBrokenOff: Statement {
    static let sql = "SELECT state IN ('failed', 'cancelled') FROM job WHERE id = $1"
    var job: ID
    func bind(_ parameters: inout Parameters) { parameters.append(job) }
    static func decode(_ row: inout RowReader) throws -> Bool { try row.next() }
}

/// Takes a file away that is to be made anew.
struct DropExport: Statement {
    static let sql = "DELETE FROM export_file WHERE province = $1 AND code = $2"
    var code: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(OrganisationCode.province(of: code))
        parameters.append(code)
    }

    typealias Row = Void
}
