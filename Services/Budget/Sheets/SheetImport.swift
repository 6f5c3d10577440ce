import BudgetContract
import CommonContract
import Crypto
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit
import Sheets

/// Takes a file into the books: its rows become the same acts as calls make, each problem with its cell.
struct SheetImport {
    let params: ImportSheet
    let change: Change
    private let bytes: [UInt8]
    private let table: SheetTable
    private(set) var problems: [SheetProblem]
    private var taken = 0
    private var unchanged = 0
    private var total: Money?
    private var unmatched: [UnmatchedPayment] = []
    private var waiting: [FoundUnmatched] = []
    /// Lines that the file's GFMIS codes may mean.
    private var coded: [CodedLine] = []

    static func run(_ params: ImportSheet, _ change: Change) async throws -> SheetOutcome {
        let bytes = params.file.bytes ?? []
        let table: SheetTable
        do throws(SheetProblem) {
            table = try SheetTable(bytes, as: params.kind.shape, layout: params.layout)
        } catch {
            throw RPCError.ruleViolated(error.rule, error.located, problems: [error.problem])
        }
        var job = SheetImport(params: params, change: change, bytes: bytes, table: table, problems: table.problems)
        return try await job.run()
    }

    private mutating func run() async throws -> SheetOutcome {
        let digest = Array(SHA256.hash(data: bytes))
        if let before = try await change.transaction.first(
            FindImportedSheet(organisation: params.organisation, kind: params.kind, digest: digest))
        {
            let message = Messages.sheetTwice(before)
            throw RPCError(
                .conflict, message, problems: [Problem(path: "/file", rule: "sheet.twice", message: message)])
        }
        // A file whose headings cannot be read, or whose totals do not add up, is taken as a whole or not at all.
        let isWhole = table.header != nil && !problems.contains { $0.row == nil || $0.rule == "sheet.total" }
        if isWhole {
            switch params.kind {
            case .lines: try await takeLines(LineDraft.init)
            case .budgetDocument: try await takeDocument()
            case .plans: try await takePlans()
            case .allocations, .payments: try await takeActs()
            }
        }
        if params.mode != .partial || !isWhole, let first = problems.first {
            throw RPCError.ruleViolated(
                first.rule, Messages.importRefused(problems.count), problems: problems.map(\.problem))
        }
        try await keepWaiting()
        let refused = Set(problems.compactMap(\.row)).union(unmatched.map(\.row)).count
        if refused == 0 {
            _ = try await change.transaction.execute(
                InsertImportedSheet(
                    organisation: params.organisation, kind: params.kind, digest: digest, name: params.file.name,
                    rows: table.records.count, importedBy: change.caller.subject, importedAt: change.now))
        }
        let outcome = SheetOutcome(
            rows: table.records.count, taken: taken, unchanged: unchanged, refused: refused, total: total,
            problems: problems, unmatched: unmatched, annotated: try annotated())
        let news = SheetNews(kind: params.kind, name: params.file.name, taken: taken, refused: refused)
        try await change.emit("sheet.imported", subject: params.organisation, data: news)
        try await change.audit(subject: params.organisation, details: news)
        return outcome
    }

    /// What found no place waits until somebody gives it one; what the file has posted waits no longer.
    private func keepWaiting() async throws {
        guard params.kind == .payments else { return }
        let codes = Set(readable.compactMap { $0.text("code") })
        _ = try await change.transaction.execute(
            CloseMatched(
                organisation: params.organisation, codes: codes.subtracting(waiting.map(\.code)).sorted(),
                by: change.caller.subject, at: change.now))
        // A number that the file has twice waits once.
        let found = Dictionary(waiting.map { ($0.code, $0) }) { first, _ in first }
        guard !found.isEmpty else { return }
        _ = try await change.transaction.execute(
            KeepUnmatched(
                organisation: params.organisation, file: params.file.name, at: change.now,
                found: found.values.sorted { $0.row < $1.row }))
    }

    private func annotated() throws -> SheetFile? {
        guard !problems.isEmpty else { return nil }
        return try AnnotatedSheet.make(
            bytes, problems: problems, header: table.layout?.headerRow, layout: params.layout, name: params.file.name)
    }

    /// Records that could be read.
    private var readable: [SheetRecord] { table.records.filter { !$0.isFaulty } }

    // MARK: - Lines and plans

    private mutating func takeLines(_ draft: (SheetRecord) -> LineDraft?) async throws {
        let pairs = readable.compactMap { record in draft(record).map { (record, $0) } }
        let records = pairs.map(\.0)
        let outcome = try await LineHandlers.bringIn(
            ImportLines(
                idempotencyKey: params.idempotencyKey, organisation: params.organisation, lines: pairs.map(\.1),
                mode: .partial), change)
        add(outcome.problems, of: records, at: "lines")
        taken = outcome.created
        unchanged = outcome.unchanged
    }

    private mutating func takeDocument() async throws {
        var drafts: [Int: LineDraft] = [:]
        for record in readable {
            do throws(SheetProblem) {
                drafts[record.row] = try DocumentRow(record, params).draft
            } catch {
                problems.append(error)
            }
        }
        try await takeLines { drafts[$0.row] }
        total = drafts.values.compactMap(\.budgeted).reduce(.zero, +)
    }

    private mutating func takePlans() async throws {
        let reached = try await linesBelow(Set(readable.compactMap { $0.text("line") }))
        for record in readable {
            guard let code = record.text("line"), let line = reached[code] else {
                problems.append(
                    record.problem(
                        "line", "line.unknown", Messages.unknown("line", record.text("line") ?? "")))
                continue
            }
            let months = FiscalMonths.order.map { record.money("month\($0)") ?? .zero }
            let before = try await change.transaction.first(FindPlan(province: line.province, line: line.id))?.months
            total = (total ?? .zero) + months.reduce(.zero, +)
            if before == months {
                unchanged += 1
                continue
            }
            _ = try await change.transaction.first(
                UpsertPlan(
                    province: line.province, line: line.id, months: months, setBy: change.caller.subject,
                    setAt: change.now, expectedVersion: nil))
            taken += 1
        }
    }

    /// Lines of these codes below the organisation.
    private func linesBelow(_ codes: Set<String>) async throws -> [String: BudgetLine] {
        let provinces = try await change.transaction.all(SelectProvincesBelow(organisation: params.organisation))
        let found = try await change.transaction.all(
            SelectLinesByCode(provinces: provinces, codes: Array(codes)))
        let reached = Set(
            try await change.transaction.all(
                SelectReached(ancestor: params.organisation, codes: Array(Set(found.map(\.organisation))))
            ).map(\.code))
        return Dictionary(found.filter { reached.contains($0.organisation) }.map { ($0.code, $0) }) { first, _ in first
        }
    }

    // MARK: - Acts

    private mutating func takeActs() async throws {
        let there = Dictionary(
            try await change.transaction.all(
                SelectEntryFacts(
                    organisation: params.organisation, codes: readable.compactMap { $0.text("code") })
            ).map { ($0.code, $0) }
        ) { first, _ in first }
        let codes = Set(readable.compactMap { $0.text("gfmisBudgetCode") })
        if params.kind == .payments, !codes.isEmpty {
            coded = try await change.transaction.all(
                SelectLinesByBudgetCode(organisation: params.organisation, codes: Array(codes)))
        }
        var matching = PaymentMatching(params.kind == .payments ? try await candidates() : [])
        var (records, acts) = ([SheetRecord](), [ActDraft]())
        for record in readable {
            guard let code = record.text("code"), let amount = record.money("amount"), let date = record.date("date")
            else { continue }
            if let known = there[code] {
                if known.amount == amount.magnitude, known.date == date {
                    unchanged += 1
                } else {
                    problems.append(record.problem("code", "code.taken", Messages.entryDiffers(code)))
                }
                continue
            }
            if amount == .zero {
                problems.append(record.problem("amount", "money.range", Messages.zeroAmount))
                continue
            }
            guard let act = act(record, code, amount, date, &matching) else { continue }
            acts.append(act)
            records.append(record)
        }
        guard !acts.isEmpty else { return }
        let outcome = try await EntryImport.run(
            ImportEntries(
                idempotencyKey: params.idempotencyKey, organisation: params.organisation, acts: acts, mode: .partial),
            change)
        add(outcome.problems, of: records, at: "acts")
        taken = outcome.posted
        let refused = Set(outcome.problems.compactMap { SheetImport.index(of: $0, at: "acts") })
        total = acts.enumerated().filter { !refused.contains($0.offset) }.map(\.element)
            .map { $0.kind == .refund ? -$0.amount : $0.amount }.reduce(.zero, +)
    }

    private mutating func act(
        _ record: SheetRecord, _ code: String, _ amount: Money, _ date: CalendarDate,
        _ matching: inout PaymentMatching
    ) -> ActDraft? {
        let paper = EntryDocument(
            code: code, letterNumber: record.text("letterNumber"), reference: record.text("reference"))
        if params.kind == .allocations {
            return ActDraft(
                kind: record.choice("supplementary") == "yes" ? .supplementaryAllocation : .allocation,
                line: record.text("line").map(Reference.code), amount: amount, date: date, document: paper)
        }
        let found = line(of: record, on: date)
        var match = found
        if case .direct(let line) = found {
            match = matching.match(
                PaymentMatching.Payment(
                    amount: amount, order: record.text("commitment"), line: line, payee: record.text("payee")))
        } else if found == .unmatched(.nothing, candidates: []) {
            match = matching.match(
                PaymentMatching.Payment(
                    amount: amount, order: record.text("commitment"), line: nil, payee: record.text("payee")))
        }
        switch match {
        case .order(let order):
            return ActDraft(
                kind: .disbursement, commitment: .code(order), amount: amount, date: date, document: paper)
        case .direct(let line):
            return ActDraft(
                kind: amount < .zero ? .refund : .disbursement, line: .code(line), amount: amount.magnitude,
                date: date, document: paper)
        case .unmatched(let reason, let candidates):
            let reason = UnmatchedReason(rawValue: reason.rawValue) ?? .nothing
            let message = Messages.unmatched(reason)
            unmatched.append(
                UnmatchedPayment(row: record.row, amount: amount, reason: message, candidates: candidates))
            waiting.append(
                FoundUnmatched(
                    id: change.newID(), code: code, date: date, amount: amount, order: record.text("commitment"),
                    line: record.text("line"), payee: record.text("payee"), reference: record.text("reference"),
                    unit: record.text("gfmisUnit"), fund: record.text("gfmisFund"),
                    budgetCode: record.text("gfmisBudgetCode"), reason: reason, row: record.row))
            if params.mode != .partial {
                problems.append(record.problem("commitment", "payment.unmatched", message))
            }
            return nil
        }
    }

    /// The line that a payment names, by its code or by GFMIS's.
    private func line(of record: SheetRecord, on date: CalendarDate) -> PaymentMatching.Match {
        if let code = record.text("line") { return .direct(line: code) }
        guard let budgetCode = record.text("gfmisBudgetCode") else { return .unmatched(.nothing, candidates: []) }
        return PaymentMatching.line(
            of: coded, budgetCode: budgetCode, unit: record.text("gfmisUnit"), fund: record.text("gfmisFund"), on: date)
    }

    private func candidates() async throws -> [PaymentMatching.Candidate] {
        try await change.transaction.all(
            SelectMatchable(
                organisation: params.organisation, orders: readable.compactMap { $0.text("commitment") },
                lines: readable.compactMap { $0.text("line") } + coded.map(\.code),
                hasPayees: readable.contains { $0.text("payee") != nil }))
    }

    // MARK: - Problems

    /// Problems of `/acts/3/amount` at the row that the act came from.
    private mutating func add(_ found: [Problem], of records: [SheetRecord], at list: String) {
        for problem in found {
            guard let index = SheetImport.index(of: problem, at: list), records.indices.contains(index) else {
                continue
            }
            let member = problem.path.split(separator: "/").dropFirst(2).last.map(String.init)
            problems.append(records[index].problem(member, problem.rule, problem.message))
        }
    }

    private static func index(of problem: Problem, at list: String) -> Int? {
        let parts = problem.path.split(separator: "/")
        return parts.count > 1 && parts[0] == list ? Int(parts[1]) : nil
    }

    private struct SheetNews: Codable, Sendable {
        var kind: BudgetSheetKind
        var name: String?
        var taken: Int
        var refused: Int
    }
}

extension Money {
    var magnitude: Money { self < .zero ? -self : self }
}

extension LineDraft {
    /// `nil` where a required cell is empty: its problem is there already.
    init?(_ record: SheetRecord) {
        guard let code = record.text("code"), let year = record.fiscalYear("fiscalYear"),
            let organisation = record.text("organisation"),
            let planType = record.choice("planType").flatMap(BudgetPlanType.init),
            let category = record.choice("category").flatMap(ExpenditureCategory.init),
            let source = record.choice("source").flatMap(FundingSource.init),
            let kind = record.choice("workKind").flatMap(BudgetWorkKind.init), let work = record.text("workCode")
        else { return nil }
        let detail = (1...5).compactMap { record.text("detail\($0)") }
        self.init(
            code: code, fiscalYear: year, organisation: organisation, planType: planType, category: category,
            categoryDetail: detail, source: source, sourceName: record.text("sourceName"), workKind: kind,
            workCode: work,
            workName: record.text("workName").map { LocalizedText(th: $0, en: record.text("workNameEn")) },
            item: record.text("item").map { LocalizedText(th: $0, en: record.text("itemEn")) },
            gfmisAgency: record.text("gfmisAgency"), gfmisUnit: record.text("gfmisUnit"),
            gfmisFund: record.text("gfmisFund"), gfmisBudgetCode: record.text("gfmisBudgetCode"),
            budgeted: record.money("budgeted"))
    }
}
