import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// Lines: opened one by one or many at once, found, listed.
enum LineHandlers {
    static func register(on router: ServiceRouter) {
        router.change(
            CreateLine.self, at: { try await Find.organisation($0.line.organisation, on: $1.database) }
        ) { try await create($0, $1) }
        router.read(GetLine.self, at: { try await Find.line($0.line, on: $1.database).organisation }) {
            try await Find.line($0.line, on: $1.database)
        }
        router.read(ListLines.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            try await list($0, $1)
        }
        router.change(ImportLines.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            try await bringIn($0, $1)
        }
    }

    private static func create(_ params: CreateLine, _ change: Change) async throws -> BudgetLine {
        guard let province = try await change.transaction.first(FindOrganisation(code: params.line.organisation))
        else { throw RPCError.notFound("organisation", params.line.organisation) }
        let draft = params.line
        if let message = try await closings(of: [draft], change).message(draft) {
            throw RPCError.ruleViolated(
                "organisation.closed", message,
                problems: [Problem(path: "/line/organisation", rule: "organisation.closed", message: message)])
        }
        let id = change.newID()
        try await insert([NewLine(province: province, id: id, draft: params.line)], change)
        let line = try await Find.line(.id(id), on: change.transaction)
        try await change.emit("line.created", subject: id.description, data: line)
        try await change.audit(subject: id.description, details: line)
        return line
    }

    private static func closings(of drafts: [LineDraft], _ change: Change) async throws -> Closings {
        let rows = try await change.transaction.all(
            SelectClosedOrganisations(codes: Array(Set(drafts.map(\.organisation)))))
        return Closings(days: Dictionary(rows) { first, _ in first })
    }

    /// Organisations that have closed, and when: none gets a line of a year that begins after it.
    private struct Closings: Sendable {
        var days: [String: CalendarDate]

        func message(_ draft: LineDraft) -> LocalizedText? {
            guard let day = days[draft.organisation], day < draft.fiscalYear.firstDay else { return nil }
            return Messages.organisationClosed(draft.organisation, day)
        }
    }

    static func insert(_ lines: [NewLine], _ change: Change) async throws {
        do {
            _ = try await change.transaction.execute(
                InsertLines(lines: lines, createdAt: change.now, createdBy: change.caller.subject))
        } catch let error as PostgresError where error.constraint == "budget_line_code_taken" {
            throw RPCError.conflict(
                lines.count == 1 ? Messages.codeTaken(lines[0].draft.code) : Messages.retry)
        }
    }

    private static func list(_ params: ListLines, _ call: ReadCall) async throws -> Page<BudgetLine> {
        let limit = PageLimit.of(params.limit)
        let rows = try await call.database.all(
            SelectLines(
                organisation: params.organisation, fiscalYear: params.fiscalYear, planType: params.planType,
                category: params.category, source: params.source, workCode: params.workCode,
                after: try params.cursor?.keys("line", count: 2), limit: limit + 1))
        return Page(rows, limit: limit) { PageCursor("line", $0.province, $0.code) }
    }

    // MARK: - Import

    static func bringIn(_ params: ImportLines, _ change: Change) async throws -> ImportOutcome {
        let partial = params.mode == .partial
        let reached = try await change.transaction.all(
            SelectReached(ancestor: params.organisation, codes: Array(Set(params.lines.map(\.organisation)))))
        let closings = try await closings(of: params.lines, change)
        let provinces = Dictionary(reached.map { ($0.code, $0.province) }) { first, _ in first }
        let present = try await change.transaction.all(
            SelectLinesByCode(provinces: Array(Set(provinces.values)), codes: params.lines.map(\.code)))
        var known = Dictionary(present.map { ([$0.province, $0.code], $0.draft) }) { first, _ in first }
        var (fresh, unchanged, refused, problems) = ([NewLine](), 0, 0, Problems())
        for (index, draft) in params.lines.enumerated() {
            let path = "/lines/\(index)"
            var found = Problems()
            if partial { draft.check(at: path, &found) }
            let province = provinces[draft.organisation]
            if province == nil {
                let message = Messages.outside(draft.organisation, of: params.organisation)
                found.add(Problem(path: path + "/organisation", rule: "organisation.outside", message: message))
            }
            if let message = closings.message(draft) {
                found.add(Problem(path: path + "/organisation", rule: "organisation.closed", message: message))
            }
            if found.isEmpty, let province {
                switch known[[province, draft.code]] {
                case nil:
                    known[[province, draft.code]] = draft.normalised
                    fresh.append(NewLine(province: province, id: change.newID(), draft: draft))
                case draft.normalised: unchanged += 1
                default:
                    found.add(
                        Problem(path: path + "/code", rule: "code.taken", message: Messages.lineDiffers(draft.code)))
                }
            }
            if !found.isEmpty { refused += 1 }
            found.items.forEach { problems.add($0) }
        }
        if !partial, let first = problems.items.first {
            throw RPCError.ruleViolated(first.rule, Messages.importRefused(refused), problems: problems.items)
        }
        if !fresh.isEmpty { try await insert(fresh, change) }
        let outcome = ImportOutcome(
            created: fresh.count, unchanged: unchanged, refused: refused, problems: problems.items)
        let codes = ImportedLines(organisation: params.organisation, codes: fresh.map(\.draft.code))
        try await change.emit("line.imported", subject: params.organisation, data: codes)
        try await change.audit(subject: params.organisation, details: codes)
        return outcome
    }

    /// What the feed says of an import.
    private struct ImportedLines: Codable, Sendable {
        var organisation: String
        var codes: [String]
    }
}

extension LineDraft {
    /// The same line, written the one way it is compared.
    var normalised: LineDraft {
        var line = self
        line.categoryDetail = categoryDetail ?? []
        return line
    }
}

extension BudgetLine {
    /// What it was opened from.
    var draft: LineDraft {
        LineDraft(
            code: code, fiscalYear: fiscalYear, organisation: organisation, planType: planType, category: category,
            categoryDetail: categoryDetail, source: source, sourceName: sourceName, workKind: workKind,
            workCode: workCode, workName: workName, item: item, gfmisAgency: gfmisAgency, gfmisUnit: gfmisUnit,
            gfmisFund: gfmisFund, gfmisBudgetCode: gfmisBudgetCode, budgeted: budgeted)
    }
}
