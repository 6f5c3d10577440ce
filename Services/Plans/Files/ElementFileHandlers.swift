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
        let put = try await desk.put(drafts, into: try await desk.tree(), partial: true) { "/rows/\($0)" }
        let links = try await putLinks(put.good.map { ($0, records[$0]) }, desk)
        let report = put.report.joined(by: links.changed.subtracting(put.written).count)
        let found =
            report.problems.map { ElementSheet.located($0, records, drafts) }
            + links.problems.map { records[$0.record].problem($0.key, $0.problem.rule, $0.problem.message) }
        let answer = try table.settle(
            report, found, file: params.file, layout: params.layout, mode: links.closesCircle ? .atomic : params.mode,
            isDry: params.validateOnly ?? false)
        try await change.tell("element.imported", desk.open.plan, report)
        return answer
    }

    private struct LinkFault {
        var record: Int
        var key: String
        var problem: Problem
    }

    private struct PutFileLinks {
        /// Codes of the elements whose links changed.
        var changed: Set<String> = []
        var problems: [LinkFault] = []
        /// Nothing of such a file goes in, not even in parts.
        var closesCircle = false
    }

    /// Has the draft's links be those that the file's columns name; a wrong one leaves the rest of its row.
    private static func putLinks(
        _ records: [(index: Int, record: SheetRecord)], _ desk: ElementDesk
    ) async throws -> PutFileLinks {
        guard let first = records.first, ElementLinks.columns.contains(where: { first.record.hasColumn($0.key) }) else {
            return PutFileLinks()
        }
        let (plan, draft) = (desk.open.plan, desk.open.draft)
        let stored = try await desk.change.transaction.all(LinksOfVersion(plan: plan, version: draft))
        let links = ElementLinks(records, plan: plan.code, stored: Dictionary(grouping: stored, by: \.code))
        if !links.removed.isEmpty {
            try await desk.change.transaction.execute(DeleteLinks(plan: plan, version: draft, links: links.removed))
        }
        var put = PutFileLinks(changed: links.changed)
        guard !links.added.isEmpty else { return put }
        let problems: [Problem]
        do {
            problems = try await LinkDesk(change: desk.change, open: desk.open)
                .put(links.added.map(\.draft), partial: true) { "/rows/\($0)" }.problems
        } catch let error as RPCError where error.problems.first?.rule == "link.circle" {
            problems = error.problems
            put.closesCircle = true
        }
        put.problems = problems.compactMap { problem -> LinkFault? in
            let parts = problem.path.split(separator: "/")
            guard parts.count > 1, let row = Int(parts[1]), links.added.indices.contains(row) else { return nil }
            let added = links.added[row]
            return LinkFault(record: added.record, key: added.draft.kind.rawValue, problem: problem)
        }
        return put
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
                ElementPage(asked: AskedVersion(plan, version), filter: filter, after: after, limit: 1_000))
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
        let links = Dictionary(
            grouping: try await call.database.all(LinksOfVersion(plan: plan, version: version)), by: \.code)
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
            for element in elements {
                try writer.write(
                    ElementSheet.row(element, inOrder) + ElementLinks.cells(links[element.code] ?? []), style: .body)
            }
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

extension ImportReport {
    /// With as many more elements changed that themselves stayed as they were.
    fileprivate func joined(by changed: Int) -> ImportReport {
        var report = self
        report.updated += changed
        report.unchanged -= changed
        return report
    }
}
