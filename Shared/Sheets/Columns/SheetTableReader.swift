import CommonContract
import Kernel

/// Reads a table of a declared shape out of a file, row by row, and finds everything that is wrong with it.
public final class SheetTableReader {
    public let format: SheetReader.Format
    /// The sheet's name in a workbook.
    public let sheet: String?
    /// `nil` if there is no row of headings; `problems` says so.
    public let header: SheetHeader?
    /// In the order of the sheet, at most `problemsMax`.
    public private(set) var problems: [SheetProblem] = []
    /// Problems beyond `problemsMax`, counted and not kept.
    public private(set) var problemsOmitted = 0
    public static let problemsMax = 1_000
    public private(set) var totals: [SheetTotal] = []
    /// Rows of the table that were read, totals rows not among them.
    public private(set) var rowCount = 0

    private let reader: SheetReader
    private let shape: SheetShape
    private var waiting: [SheetRow]
    private var previous: Int
    private var merges: [SheetRange]
    private var sums = SheetTotals()
    private let canRead: Bool

    /// - Throws: what is wrong with the file as a whole.
    public init(
        _ bytes: [UInt8], as shape: SheetShape, layout: SheetLayout? = nil, limits: SheetLimits = .standard
    ) throws(SheetProblem) {
        let layout = layout ?? SheetLayout()
        reader = try SheetReader(bytes, sheet: layout.sheet, limits: limits)
        (format, sheet, self.shape) = (reader.format, reader.sheet, shape)
        var head: [SheetRow] = []
        let last = max(layout.headerRow ?? 0, SheetShape.headerRowsMax)
        while let row = try reader.next() {
            head.append(row)
            if row.number >= last { break }
        }
        if head.isEmpty { throw SheetProblem("sheet.empty", SheetMessages.empty) }
        var finder = HeaderFinder(shape, layout, merges: reader.merges)
        let header = finder.find(in: head)
        self.header = header
        problems = finder.problems
        canRead = header != nil && !problems.contains { $0.rule == "sheet.columnMissing" }
        previous = header?.lastRow ?? 0
        waiting = head.filter { $0.number > (header?.lastRow ?? .max) }.reversed()
        let columns = Set(header?.places.map(\.column) ?? [])
        merges = reader.merges.filter { merge in
            merge.rows.lowerBound > (header?.lastRow ?? .max) && columns.contains { merge.columns.contains($0) }
        }.sorted { $0.rows.lowerBound > $1.rows.lowerBound }
    }

    /// The next row of the table; `nil` at its end, or from the first if its headings cannot be read.
    public func next() throws(SheetProblem) -> SheetRecord? {
        guard canRead, let header else { return nil }
        while let row = try nextRow() {
            var record = SheetRecord(row, header)
            let label = shape.totals == .taken ? SheetTotals.label(row, header, shape) : nil
            if let label {
                _ = read(&record, isTotal: true)
                let total = sums.take(record, label: label, shape)
                totals.append(total)
                for problem in sums.mismatches(total, record) { add(problem) }
                previous = row.number
                continue
            }
            // Running numbers and remarks alone make no row.
            guard header.places.contains(where: { row[$0.column] != nil }) else { continue }
            checkBlank(before: row.number)
            checkMerges(&record)
            let faulty = read(&record, isTotal: false)
            sums.add(record, shape, faulty: faulty)
            rowCount += 1
            return record
        }
        return nil
    }

    private func nextRow() throws(SheetProblem) -> SheetRow? {
        if let row = waiting.popLast() { return row }
        return try reader.next()
    }

    /// Takes a problem that a rule of the caller's found.
    public func add(_ problem: SheetProblem) {
        if problems.count < Self.problemsMax { problems.append(problem) } else { problemsOmitted += 1 }
    }

    /// Returns the members that could not be read.
    private func read(_ record: inout SheetRecord, isTotal: Bool) -> Set<String> {
        var faulty: Set<String> = []
        for place in record.header.places {
            let column = shape.columns[place.index]
            if isTotal, !column.isFigure { continue }
            let cell = record.source[place.column]
            let entry: SheetEntry
            do throws(SheetRefusal) {
                if let cell, cell.isFormula, shape.formulas == .refused, !isTotal { throw .formula }
                entry = try CellReading.entry(cell, column).get()
                if column.isRequired, entry == .empty, !isTotal { throw .required }
            } catch {
                add(record.problem(column.key, year: place.year, error.rule, error.message))
                faulty.insert(column.key)
                continue
            }
            if let year = place.year {
                record.years[column.key, default: [:]][year] = entry
            } else {
                record.entries[column.key] = entry
            }
        }
        record.faulty = faulty
        record.isFaulty = record.isFaulty || !faulty.isEmpty
        return faulty
    }

    private func checkBlank(before row: Int) {
        defer { previous = row }
        let blank = previous + 1..<row
        guard !blank.isEmpty, shape.blankRows == .refused else { return }
        let which = blank.count == 1 ? "\(previous + 1)" : "\(previous + 1)–\(row - 1)"
        add(
            SheetProblem(
                row: previous + 1, rule: "sheet.blankRow",
                message: LocalizedText(
                    "แถว \(which) ว่างอยู่กลางตาราง ให้ลบแถวว่าง", "row \(which) is blank amid the table; take it out")))
    }

    private func checkMerges(_ record: inout SheetRecord) {
        while let merge = merges.last, merge.rows.lowerBound <= record.row {
            merges.removeLast()
            guard merge.rows.upperBound >= record.row else { continue }
            let place = record.header.places.first { merge.columns.contains($0.column) }
            add(
                SheetProblem(
                    row: record.row, column: place?.title, key: place.map { shape.columns[$0.index].key },
                    cell: merge.description, rule: "sheet.merged",
                    message: LocalizedText(
                        "เซลล์ถูกผสาน ให้ยกเลิกการผสานและกรอกค่าทุกแถวทุกคอลัมน์",
                        "the cells are merged; unmerge them and fill in each row and column")))
            mergedThrough = max(mergedThrough, merge.rows.upperBound)
        }
        if record.row <= mergedThrough { record.isFaulty = true }
    }

    private var mergedThrough = 0
}

/// A table that has been read as a whole.
public struct SheetTable: Sendable {
    public let header: SheetHeader?
    public let records: [SheetRecord]
    public let totals: [SheetTotal]
    public var problems: [SheetProblem]
    public var problemsOmitted: Int
    /// What was recognised.
    public let layout: SheetLayout?

    /// - Throws: what is wrong with the file as a whole.
    public init(
        _ bytes: [UInt8], as shape: SheetShape, layout: SheetLayout? = nil, limits: SheetLimits = .standard
    ) throws(SheetProblem) {
        let reader = try SheetTableReader(bytes, as: shape, layout: layout, limits: limits)
        var records: [SheetRecord] = []
        while let record = try reader.next() { records.append(record) }
        header = reader.header
        self.records = records
        totals = reader.totals
        problems = reader.problems
        problemsOmitted = reader.problemsOmitted
        self.layout = reader.header?.layout(sheet: reader.sheet)
    }
}
