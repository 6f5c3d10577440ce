import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceKit
import Sheets

/// Elements of plans in and out of files.
enum ElementFileHandlers {
    static func register(on router: ServiceRouter) {
        router.change(
            ImportElementFile.self,
            at: { params, call in try await Find.plan(params.plan, on: call.database).organisation }
        ) { try await load($0, $1) }
        router.read(ExportElementFile.self) { try await export($0, $1) }
    }

    // MARK: - In

    private static func load(_ params: ImportElementFile, _ change: Change) async throws -> SheetImportReport {
        var limits = SheetLimits.standard
        limits.rowsMax = ImportElementFile.rowsMax + SheetShape.headerRowsMax
        var table = try SheetTable(params.file, as: ElementSheet.shape, layout: params.layout, limits: limits)
        let desk = try await ElementDesk(params.plan, change)
        let now = try await elements(of: desk.open.plan, desk.open.draft, among: table.records, change.transaction)
        let records = table.records.filter { !$0.isFaulty }
        let drafts = records.map { ElementSheet.draft($0, now: now[$0.text("code") ?? ""]) }
        let report = try await desk.put(drafts, into: try await desk.tree(), partial: true) { "/rows/\($0)" }
        table.problems = sorted(table.problems + report.problems.map { ElementSheet.located($0, records, drafts) })
        let isDry = params.validateOnly ?? false
        let stops = params.mode != .partial && !table.problems.isEmpty
        if stops, !isDry { throw RPCError.sheet(table.problems) }
        if records.isEmpty, table.problems.isEmpty {
            throw RPCError.sheet([SheetProblem(rule: "sheet.empty", message: Messages.noRowsInFile)])
        }
        let rows = table.records.count
        let answer = SheetImportReport(
            rows: rows, created: stops ? 0 : report.created, updated: stops ? 0 : report.updated,
            unchanged: stops ? 0 : report.unchanged, refused: stops ? rows : rows - records.count + report.refused,
            problems: Array(table.problems.prefix(SheetTableReader.problemsMax)),
            problemsOmitted: table.problemsOmitted + max(0, table.problems.count - SheetTableReader.problemsMax),
            layout: table.layout, annotated: try annotated(params, table))
        try await change.tell("element.imported", desk.open.plan, report)
        return answer
    }

    private static func sorted(_ problems: [SheetProblem]) -> [SheetProblem] {
        problems.enumerated().sorted { ($0.element.row ?? 0, $0.offset) < ($1.element.row ?? 0, $1.offset) }.map(
            \.element)
    }

    private static func annotated(_ params: ImportElementFile, _ table: SheetTable) throws -> SheetFile? {
        guard !table.problems.isEmpty, let bytes = params.file.bytes else { return nil }
        return try AnnotatedSheet.make(
            bytes, problems: table.problems, header: table.header?.row, layout: params.layout, name: params.file.name)
    }

    /// The draft's elements that the file names, for what the file has no column for.
    private static func elements(
        of plan: StoredPlan, _ version: Int, among records: [SheetRecord], _ executor: some StatementExecutor
    ) async throws -> [String: PlanElement] {
        let named = Set(records.compactMap { $0.text("code") })
        var found: [String: PlanElement] = [:]
        try await each(of: plan, version, kind: nil, executor) { if named.contains($0.code) { found[$0.code] = $0 } }
        return found
    }

    private static func each(
        of plan: StoredPlan, _ version: Int, kind: ElementKind?, _ executor: some StatementExecutor,
        _ take: (PlanElement) throws -> Void
    ) async throws {
        let filter = ListElements(plan: .code(plan.code), kind: kind)
        var after = ""
        while true {
            let rows = try await executor.all(
                ElementPage(plan: plan, version: version, filter: filter, after: after, limit: 1_000))
            for row in rows { try take(try Wire.decode(from: row.json)) }
            guard rows.count == 1_000, let last = rows.last else { return }
            after = last.key
        }
    }

    // MARK: - Out

    private static func export(_ params: ExportElementFile, _ call: ReadCall) async throws -> SheetFile {
        let (plan, version) = try await Find.readable(params.plan, version: params.planVersion, call)
        var elements: [PlanElement] = []
        var years: Set<FiscalYear> = []
        try await each(of: plan, version, kind: params.kind, call.database) { element in
            if elements.count == ImportElementFile.rowsMax {
                throw RPCError(
                    .tooLarge, Messages.tooManyElements(ImportElementFile.rowsMax),
                    details: [("limit", .number(String(ImportElementFile.rowsMax)))])
            }
            elements.append(element)
            for target in element.indicator?.targets ?? [] { years.insert(target.fiscalYear) }
        }
        let inOrder = years.sorted()
        func write(_ writer: inout some SheetWriting) throws {
            try writer.write(ElementSheet.headings(inOrder), style: .heading)
            for element in elements { try writer.write(ElementSheet.row(element, inOrder), style: .body) }
        }
        switch params.format {
        case .csv:
            // As text of JSON there is no encoding to guess: a byte-order mark would only be in the way.
            var writer = CSVWriter(hasMark: false)
            try write(&writer)
            return SheetFile(name: "\(plan.code).csv", text: String(decoding: writer.finish(), as: UTF8.self))
        case .xlsx:
            var writer = try XLSXWriter(title: plan.name.th, company: plan.organisation)
            try writer.beginSheet(plan.name.th, layout: XLSXWriter.Layout(frozenRows: 1, frozenColumns: 1))
            try write(&writer)
            return SheetFile(name: "\(plan.code).xlsx", bytes: try writer.finish())
        }
    }
}
