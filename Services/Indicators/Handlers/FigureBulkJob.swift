import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit
import Sheets

/// Takes the file of a bulk import in: one transaction, in which its rows are staged by `COPY`, checked as a whole and
/// taken over in slices. Broken off anywhere, nothing is in, and the next attempt begins anew.
struct FigureBulkJob: Sendable {
    /// Rows that one statement takes over.
    private static let sliceRows = 200_000
    /// Bytes in which the headings are looked for.
    private static let headBytes = 65_536

    let bulk: FigureBulk
    /// Checks and takes nothing in.
    let isDry: Bool
    let run: JobRun
    private var key: BulkKey { BulkKey(bulk.code) }
    /// So that the database keeps what it replaces.
    private var remembering: String { "SET LOCAL phaen.bulk = '\(key.province) \(key.code)'" }

    func work() async throws -> FigureBulk {
        try await run.change { change in
            // What a process that went away had committed is answered again.
            let current = try await FigureBulkHandlers.find(bulk.code, change.database)
            if current.state != .running { return current }
            try await change.transaction.execute(DropBulkProblems(key: key))
            let (taken, keys) = try await take(change)
            var result = taken
            result.job = bulk.job ?? current.job
            try await FigureBulkHandlers.save(result, change.database)
            if result.state == .done {
                let changed = FiguresChanged(
                    under: bulk.under, elements: Set(keys.map(\.element)).sorted(),
                    periods: Set(keys.filter { $0.kind == "period" }.map(\.value)).sorted())
                try await change.emit("dataValue.imported", subject: bulk.under, data: changed)
            }
            try await change.audit(subject: bulk.code, details: result)
            return result
        }
    }

    /// - Returns: how it came out, and what the figures are of.
    private func take(_ change: Change) async throws -> (FigureBulk, [StagedKeys.Row]) {
        let transaction = change.transaction
        var result = bulk
        result.annotated = nil
        (result.saved, result.takenBack) = (0, 0)
        let reading: Reading
        do {
            let text = try await text(transaction)
            reading = try Self.reading(
                try await head(text, transaction), shape: try await shape(transaction), bulk, text)
        } catch {
            let problems: [SheetProblem]
            switch error {
            case let error as WrongHeadings: problems = error.problems
            case let error as SheetProblem: problems = [error]
            default: throw error
            }
            try await transaction.execute(
                InsertBulkProblems(key: key, problems: problems.map(FigureScanner.RowProblem.init)))
            result.state = isDry ? .checked : .refused
            result.problems = problems.count
            return (result, [])
        }
        try await transaction.script(BulkStaging.tables)
        let scanner = try await stage(reading, transaction)
        result.rows = scanner.rows
        result.figures = scanner.figures
        let keys = try await check(transaction)
        let counted = try await transaction.first(CountBulkProblems(key: key))
        result.problems = counted?.problems ?? 0
        result.refused = counted?.rows ?? 0
        if result.problems > 0 { result.annotated = try await annotate(reading, change) }
        if isDry || result.problems > 0 && bulk.mode != .partial {
            result.state = isDry ? .checked : .refused
            return (result, keys)
        }
        try await write(scanner, parts: reading.text.parts.count, change, &result)
        result.state = .done
        (result.takenAt, result.takenBy) = (change.now, run.subject)
        return (result, keys)
    }

    // MARK: - Reading

    /// How the file is read.
    private struct Reading: Sendable {
        var separator: UInt8
        var isThaiSingleByte: Bool
        var columns: FigureScanner.Columns
        var headerRow: Int
        var title: [String: String]
        var text: Text
    }

    /// Everything that is wrong with the headings.
    private struct WrongHeadings: Error {
        var problems: [SheetProblem]
    }

    /// The table as text: as it was sent, or what a workbook was put down as.
    private struct Text: Sendable {
        /// Numbers of its parts.
        var parts: Range<Int>
        var book: BulkWorkbook.Unfolded?
    }

    private func text(_ transaction: PostgresTransaction) async throws -> Text {
        let first = try await transaction.first(FindBulkPart(key: key, number: 0)) ?? []
        guard BulkWorkbook.isOne(first) else { return Text(parts: 0..<bulk.parts) }
        let book = try await BulkWorkbook(key: key, run: run)
            .unfold(bulk.parts, sheet: bulk.columns?.sheet, transaction)
        return Text(parts: BulkWorkbook.firstPart..<BulkWorkbook.firstPart + book.parts, book: book)
    }

    private func shape(_ database: any StatementExecutor) async throws(SheetProblem) -> SheetShape {
        do {
            return try await FigureImport.shape(elements: bulk.elements, database)
        } catch {
            throw SheetProblem(rule: "element.known", message: FormulaMessages.unknownElement(""))
        }
    }

    /// Whole lines from the file's beginning.
    private func head(_ text: Text, _ database: any StatementExecutor) async throws(SheetProblem) -> [UInt8] {
        var first: [UInt8] = []
        do {
            for number in text.parts where first.count < Self.headBytes {
                first += try await database.first(FindBulkPart(key: key, number: number)) ?? []
            }
        } catch {
            throw SheetProblem(rule: "sheet.empty", message: BulkMessages.missing)
        }
        let head = Array(first.prefix(Self.headBytes))
        guard first.count > head.count, let end = head.lastIndex(of: 0x0A) else { return head }
        return Array(head[...end])
    }

    private static func reading(
        _ head: [UInt8], shape: SheetShape, _ bulk: FigureBulk, _ text: Text
    ) throws -> Reading {
        let reader = try SheetTableReader(head, as: shape, layout: bulk.columns)
        guard case .csv(let encoding, let separator) = reader.format, encoding == .utf8 || encoding == .windows874
        else {
            throw SheetProblem(rule: "sheet.format", message: BulkMessages.unreadable)
        }
        if !reader.problems.isEmpty { throw WrongHeadings(problems: reader.problems) }
        guard let header = reader.header, let organisation = header.column("organisation") else {
            throw SheetProblem(rule: "sheet.columnMissing", message: Messages.noOrganisationColumn)
        }
        let missing = FigureImport.missing(shape, in: header)
        if !missing.isEmpty { throw WrongHeadings(problems: missing) }
        var columns = FigureScanner.Columns(organisation: organisation - 1)
        var titles = ["organisation": header.title("organisation") ?? ""]
        if let elements = bulk.elements {
            columns.elements = elements.compactMap { text in
                header.column(text).map { FigureScanner.Wide(WideColumn(text), column: $0 - 1) }
            }
            for code in elements { titles[code] = header.title(code) }
        } else {
            columns.element = header.column("element").map { $0 - 1 }
            columns.period = header.column("period").map { $0 - 1 }
            columns.categories = header.column("categories").map { $0 - 1 }
            columns.value = header.column("value").map { $0 - 1 }
            for name in ["element", "period", "categories", "value"] { titles[name] = header.title(name) }
        }
        return Reading(
            separator: separator, isThaiSingleByte: encoding == .windows874, columns: columns,
            headerRow: header.endRow, title: titles, text: text)
    }

    // MARK: - Staging

    /// Rows of the table that one statement works on.
    static func slices(_ scanner: FigureScanner) -> [ClosedRange<Int>] {
        let last = max(scanner.row, 1)
        return stride(from: 1, through: last, by: sliceRows).map { $0...min($0 + sliceRows - 1, last) }
    }

    /// Copies the figures of a file that is in into the staging table once more; its problems are known.
    func restage(_ transaction: PostgresTransaction) async throws -> FigureScanner {
        let text = try await text(transaction)
        let reading = try Self.reading(
            try await head(text, transaction), shape: try await shape(transaction), bulk, text)
        try await transaction.script(BulkStaging.tables)
        let scanner = try await stage(reading, transaction, isKnown: true)
        if let scheme = bulk.scheme { try await transaction.execute(ResolveStaged(scheme: scheme)) }
        try await transaction.script(BulkStaging.analyse)
        return scanner
    }

    /// Copies every figure into the staging table, a part after the other.
    private func stage(
        _ reading: Reading, _ transaction: PostgresTransaction, isKnown: Bool = false
    ) async throws -> FigureScanner {
        var scanner = FigureScanner(
            separator: reading.separator, isThaiSingleByte: reading.isThaiSingleByte, columns: reading.columns,
            period: bulk.period, takesBack: bulk.strategy == .delete, headerRow: reading.headerRow)
        let parts = reading.text.parts
        for number in parts {
            let bytes = try await transaction.first(FindBulkPart(key: key, number: number)) ?? []
            let lines = scanner.read(bytes, isLast: number == parts.upperBound - 1)
            if !lines.isEmpty { try await transaction.copyIn(BulkStaging.copy, Pieces(bytes: lines)) }
            let problems = scanner.takeProblems()
            if !problems.isEmpty, !isKnown {
                try await transaction.execute(InsertBulkProblems(key: key, problems: problems))
            }
            run.progress(number - parts.lowerBound + 1, of: parts.count * 2)
            try run.checkCancellation()
        }
        return scanner
    }

    /// Bytes in pieces that the connection takes one after the other.
    private struct Pieces: AsyncSequence, Sendable {
        typealias Element = [UInt8]
        let bytes: [UInt8]

        struct AsyncIterator: AsyncIteratorProtocol {
            let bytes: [UInt8]
            var start = 0

            mutating func next() async throws -> [UInt8]? {
                guard start < bytes.count else { return nil }
                let end = Swift.min(start + 131_072, bytes.count)
                defer { start = end }
                return Array(bytes[start..<end])
            }
        }

        func makeAsyncIterator() -> AsyncIterator { AsyncIterator(bytes: bytes) }
    }

    // MARK: - Checking

    private func check(_ transaction: PostgresTransaction) async throws -> [StagedKeys.Row] {
        if let scheme = bulk.scheme { try await transaction.execute(ResolveStaged(scheme: scheme)) }
        let keys = try await transaction.all(StagedKeys())
        let codes = Set(keys.map(\.element)).sorted()
        let found = try await transaction.all(FindDataElements(codes: codes))
        let elements = Dictionary(found.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        let dimensions = try await Formulas.dimensions(
            Set(found.flatMap(\.dimensions)), province: OrganisationCode.province(of: bulk.under), transaction)
        try await transaction.execute(StageElements(elements: found))
        try await transaction.execute(StagePlaces(under: bulk.under))
        try await transaction.execute(
            StageCategories(categories: Set(keys.filter { $0.kind == "categories" }.map(\.value)).sorted()))
        try await transaction.script(BulkStaging.analyse)
        let unknown = codes.filter { elements[$0] == nil }.map {
            ReportKeys.Bad(element: $0, value: "", fault: Fault("element.known", FormulaMessages.unknownElement($0)))
        }
        try await report("element", unknown, transaction)
        var bad: [String: [ReportKeys.Bad]] = [:]
        for row in keys {
            guard let element = elements[row.element] else { continue }
            for fault in faults(of: row, element, dimensions) {
                bad[row.kind, default: []].append(.init(element: row.element, value: row.value, fault: fault))
            }
        }
        for (kind, those) in bad { try await report(kind, those, transaction) }
        try await checkRows(transaction)
        return keys
    }

    private func report(_ kind: String, _ bad: [ReportKeys.Bad], _ transaction: PostgresTransaction) async throws {
        if !bad.isEmpty { try await transaction.execute(ReportKeys(key: key, kind: kind, bad: bad)) }
    }

    /// What is wrong with a period or with categories of an element.
    private func faults(
        of row: StagedKeys.Row, _ element: DataElement, _ dimensions: [String: Set<String>]
    ) -> [Fault] {
        if row.kind == "period" {
            guard let period = Period(row.value), period.type != element.periodType else { return [] }
            return [Fault("element.period", DataMessages.otherPeriodType(element.periodType))]
        }
        return row.value.split(separator: " ").compactMap { category in
            let parts = category.split(separator: "=").map(String.init)
            guard parts.count == 2 else { return Fault("category.format", BulkMessages.categories) }
            if !element.dimensions.contains(parts[0]) {
                return Fault("element.dimension", FormulaMessages.unknownDimension(parts[0], element.code))
            }
            return (dimensions[parts[0]] ?? []).contains(parts[1])
                ? nil : Fault("element.category", FormulaMessages.unknownCategory(parts[1], parts[0]))
        }
    }

    private func checkRows(_ transaction: PostgresTransaction) async throws {
        let below = bulk.scheme.map { BulkMessages.scheme($0) } ?? DataMessages.notBelow("{}")
        try await transaction.execute(
            ReportRows(
                key: key,
                messages: [
                    ("organisation.below", below), (FollowedProvinces.rule, DataMessages.followed("{}")),
                    ("element.kind", DataMessages.notReportedBy(LocalizedText("{}", "{}"))),
                    ("answer.range", BulkMessages.range), ("answer.decimals", BulkMessages.decimals),
                    ("unique", BulkMessages.twice),
                ]))
        switch bulk.strategy {
        case .delete: return
        case .upsert: break
        case .create, .update:
            let isCreate = bulk.strategy == .create
            try await transaction.execute(
                ReportStrategy(
                    key: key, isCreate: isCreate, rule: "figures.\(bulk.strategy.rawValue)",
                    message: isCreate ? DataMessages.figureThere : DataMessages.figureMissing))
        }
        try await transaction.execute(
            ReportTwice(key: key, message: DataMessages.reportedTwice("{1}", "{2}")))
    }

    // MARK: - Writing

    private func write(
        _ scanner: FigureScanner, parts: Int, _ change: Change, _ result: inout FigureBulk
    ) async throws {
        let transaction = change.transaction
        try await transaction.script(remembering)
        if bulk.strategy == .delete {
            result.takenBack = try await transaction.execute(TakeBackStaged(key: key))
            return
        }
        result.saved = try await transaction.first(CountGoodStaged(key: key)) ?? 0
        let last = max(scanner.row, 1)
        for rows in Self.slices(scanner) {
            try await transaction.execute(
                TakeStaged(key: key, rows: rows, now: change.now, by: run.subject))
            run.progress(parts + parts * rows.upperBound / last, of: parts * 2)
            try run.checkCancellation()
        }
    }

    /// The file again in its own format, with a column of problems, kept as an export.
    private func annotate(_ reading: Reading, _ change: Change) async throws -> String {
        let transaction = change.transaction
        let code = String(bulk.code.prefix(30)) + "-P"
        let format: ExportFormat = reading.text.book == nil ? .csv : .xlsx
        let record = ExportFileRecord(
            code: code, organisation: bulk.under, format: format, state: .running, job: nil,
            name: "\(bulk.code)-problems.\(format.rawValue)",
            mediaType: format == .csv ? "text/csv" : CSVExport.xlsx, parts: 0, bytes: 0, rows: 0, suppressed: 0,
            sha256: nil)
        try await transaction.execute(DropExport(code: code))
        try await transaction.execute(InsertExport(record: record, subject: run.subject, now: change.now))
        var parts = ExportParts(code: code)
        let rows = try await write(reading, to: &parts, transaction)
        try await parts.finish(transaction)
        try await transaction.execute(
            AdvanceExport(
                code: code, parts: parts.count, bytes: parts.bytes, rows: rows, suppressed: 0, sha256: parts.sha256))
        return code
    }

    /// - Returns: how many rows have problems.
    private func write(
        _ reading: Reading, to parts: inout ExportParts, _ transaction: PostgresTransaction
    ) async throws -> Int {
        if let book = reading.text.book {
            let (file, rows) = try await BulkWorkbook(key: key, run: run).annotated(
                book, sheet: bulk.columns?.sheet, headerRow: reading.headerRow, titles: reading.title, transaction)
            while let block = try file.next() { try await parts.append(block, transaction) }
            return rows
        }
        var annotating = BulkAnnotation(
            key: key, separator: reading.separator, isThaiSingleByte: reading.isThaiSingleByte,
            headerRow: reading.headerRow, titles: reading.title)
        for number in reading.text.parts {
            let bytes = try await transaction.first(FindBulkPart(key: key, number: number)) ?? []
            let text = try await annotating.read(
                bytes, isLast: number == reading.text.parts.upperBound - 1, transaction)
            try await parts.append(text, transaction)
        }
        return annotating.rows
    }
}

extension FigureScanner.RowProblem {
    /// Of the file as a whole, or of its headings.
    init(_ problem: SheetProblem) {
        self.init(
            row: problem.row ?? 1, member: problem.column ?? "", value: problem.value ?? "", rule: problem.rule,
            message: problem.message)
    }
}
