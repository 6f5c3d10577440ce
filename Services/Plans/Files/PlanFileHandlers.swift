import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceKit
import Sheets

/// Lists of plans in and out of files.
enum PlanFileHandlers {
    static func register(on router: ServiceRouter) {
        router.change(ImportPlanFile.self, at: { params, _ in params.organisation }) { try await load($0, $1) }
        router.read(ExportPlanFile.self) { try await export($0, $1) }
    }

    // MARK: - In

    private static func load(_ params: ImportPlanFile, _ change: Change) async throws -> SheetImportReport {
        var limits = SheetLimits.standard
        limits.rowsMax = ImportPlanFile.rowsMax + SheetShape.headerRowsMax
        var table = try SheetTable(params.file, as: PlanSheet.shape, layout: params.layout, limits: limits)
        let records = table.records.filter { !$0.isFaulty }
        let there = try await change.transaction.all(LockPlans(codes: records.compactMap { $0.text("code") }))
        let existing = Dictionary(there.map { ($0.code, $0) }) { first, _ in first }
        let rows = records.map {
            PlanSheet.Row($0, now: existing[$0.text("code") ?? ""], organisation: params.organisation)
        }
        let desk = PlanFileDesk(change: change, organisation: params.organisation, existing: existing)
        let wrong = try await desk.problems(rows)
        let found = wrong.sorted { $0.key < $1.key }.flatMap { index, problems in
            problems.map { records[index].problem($0.path, $0.rule, $0.message) }
        }
        let report = try await desk.put(rows.indices.filter { wrong[$0] == nil }.map { rows[$0] })
        let answer = try table.settle(
            report, found, file: params.file, layout: params.layout, mode: params.mode,
            isDry: params.validateOnly ?? false)
        try await change.emit("plan.imported", subject: params.organisation, data: report)
        try await change.audit(subject: params.organisation, details: report)
        return answer
    }

    // MARK: - Out

    private static func export(_ params: ExportPlanFile, _ call: ReadCall) async throws -> SheetFile {
        try await Find.organisation(params.organisation, on: call.database)
        let filter = ListPlans(organisation: params.organisation, kind: params.kind, fiscalYear: params.fiscalYear)
        let limit = ImportPlanFile.rowsMax
        let rows = try await call.database.all(
            PlanPage(filter: filter, after: "", sight: try await Sight(call), limit: limit + 1))
        guard rows.count <= limit else {
            throw RPCError(
                .tooLarge, Messages.tooManyPlans(limit), details: [("limit", .number(String(limit)))])
        }
        let plans = try rows.map { try Wire.decode(Plan.self, from: $0.json) }
        func write(_ writer: inout some SheetWriting) throws {
            try writer.write(PlanSheet.headings, style: .heading)
            for plan in plans { try writer.write(PlanSheet.row(plan), style: .body) }
        }
        switch params.format {
        case .csv:
            var writer = CSVWriter(hasMark: false)
            try write(&writer)
            return SheetFile(
                name: "\(params.organisation).csv", text: String(decoding: writer.finish(), as: UTF8.self))
        case .xlsx:
            var writer = try XLSXWriter(title: params.organisation, company: params.organisation)
            try writer.beginSheet("แผน", layout: XLSXWriter.Layout(frozenRows: 1, frozenColumns: 1))
            try write(&writer)
            return SheetFile(name: "\(params.organisation).xlsx", bytes: try writer.finish())
        }
    }
}

/// Starts and corrects the plans of a file within one change. Problems are at the key of their column.
struct PlanFileDesk: Sendable {
    let change: Change
    let organisation: String
    /// Plans that are there already, by code.
    let existing: [String: StoredPlan]

    func problems(_ rows: [PlanSheet.Row]) async throws -> [Int: [Problem]] {
        let below = Set(
            try await change.transaction.all(
                OrganisationsBelow(organisation: organisation, codes: Set(rows.map(\.organisation)).sorted())))
        let higher = try await HigherGraph(rows, change.transaction)
        var found: [Int: [Problem]] = [:]
        var first: [String: Int] = [:]
        for (index, row) in rows.enumerated() {
            var problems = own(row) + against(row, existing[row.code]) + higher.problems(row)
            if !below.contains(row.organisation) {
                problems.append(Messages.notBelow(row.organisation, organisation))
            }
            if let earlier = first[row.code] {
                problems.append(Messages.repeated(row.code, earlier, at: "code"))
            } else {
                first[row.code] = row.number
            }
            if problems.isEmpty, let problem = try await outside(row) { problems.append(problem) }
            if !problems.isEmpty { found[index] = problems }
        }
        return found
    }

    /// What `plan.create` would find wrong with it.
    private func own(_ row: PlanSheet.Row) -> [Problem] {
        let missing = [
            ("kind", row.kind == nil), ("firstYear", row.firstYear == nil), ("lastYear", row.lastYear == nil),
        ]
        .filter(\.1).map { Messages.missing(at: $0.0) }
        guard missing.isEmpty, let params = creation(row) else { return missing }
        var problems = Problems()
        params.check(&problems)
        return problems.items.map { problem in
            var problem = problem
            problem.path = String(problem.path.dropFirst().prefix { $0 != "/" })
            return problem
        }
    }

    private func creation(_ row: PlanSheet.Row) -> CreatePlan? {
        guard let kind = row.kind, let first = row.firstYear, let last = row.lastYear else { return nil }
        return CreatePlan(
            idempotencyKey: row.code, code: row.code, kind: kind, name: row.name, firstYear: first, lastYear: last,
            organisation: row.organisation, higher: row.higher)
    }

    /// Kind and owner of a plan stay, and what is announced does.
    private func against(_ row: PlanSheet.Row, _ plan: StoredPlan?) -> [Problem] {
        guard let plan else { return [] }
        var problems: [Problem] = []
        if let kind = row.kind, kind.rawValue != plan.kind { problems.append(Messages.planKind(plan.kind)) }
        if row.organisation != plan.organisation { problems.append(Messages.planOwner(plan.organisation)) }
        if problems.isEmpty, plan.draft == nil, !row.isSame(as: plan) {
            problems.append(Problem(path: "code", rule: "plan.noDraft", message: Messages.noDraft))
        }
        return problems
    }

    /// Years that would leave out targets or work of the draft.
    private func outside(_ row: PlanSheet.Row) async throws -> Problem? {
        guard let plan = existing[row.code], let draft = plan.draft, let first = row.firstYear?.buddhistYear,
            let last = row.lastYear?.buddhistYear, first...last != plan.years,
            let found = try await change.transaction.first(
                OutsideYears(plan: plan, draft: draft, years: first...last))
        else { return nil }
        if found.targets {
            return Problem(path: "lastYear", rule: "plan.targetsOutside", message: Messages.targetsOutside)
        }
        return found.days ? Problem(path: "lastYear", rule: "plan.daysOutside", message: Messages.daysOutside) : nil
    }

    /// Rows that have no problem.
    func put(_ rows: [PlanSheet.Row]) async throws -> ImportReport {
        var report = ImportReport(created: 0, updated: 0, unchanged: 0, refused: 0, problems: [])
        for row in rows {
            guard let params = creation(row) else { continue }
            if let plan = existing[row.code] {
                if row.isSame(as: plan) {
                    report.unchanged += 1
                    continue
                }
                let update = UpdatePlan(
                    idempotencyKey: row.code, plan: .id(plan.id), expectedVersion: plan.version, name: row.name,
                    firstYear: row.firstYear, lastYear: row.lastYear, higher: row.higher)
                try await change.transaction.execute(UpdatePlanRecord(plan: plan, params: update))
                report.updated += 1
            } else {
                try await change.transaction.execute(
                    InsertPlan(id: change.newID(), params: params, now: change.now))
                report.created += 1
            }
        }
        return report
    }
}

/// Which plan follows which, with what a file says of it.
private struct HigherGraph {
    private var followed: [String: [String]]

    init(_ rows: [PlanSheet.Row], _ database: some StatementExecutor) async throws {
        let asked = Set(rows.flatMap(\.higher)).sorted()
        let stored = asked.isEmpty ? [] : try await database.all(PlansFollowed(codes: asked))
        followed = Dictionary(stored.map { ($0.code, $0.higher) }) { first, _ in first }
        for row in rows { followed[row.code] = row.higher }
    }

    func problems(_ row: PlanSheet.Row) -> [Problem] {
        if let unknown = row.higher.first(where: { followed[$0] == nil }) {
            return [Messages.unknownPlan(unknown, at: "higher")]
        }
        var seen: Set<String> = []
        var edge = row.higher
        while let code = edge.popLast() {
            if code == row.code {
                return [Problem(path: "higher", rule: "plan.higherCircle", message: Messages.higherCircle)]
            }
            if seen.insert(code).inserted { edge += followed[code] ?? [] }
        }
        return []
    }
}
