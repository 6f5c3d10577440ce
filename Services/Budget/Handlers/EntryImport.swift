import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// Posts many acts in one transaction, in the order given.
struct EntryImport {
    let params: ImportEntries
    let change: Change
    private var desk: Desk
    /// Organisations below the one that the import is for.
    private let reached: Set<String>
    /// Codes that are in use, and those that acts before took.
    private var taken: Set<String>

    static func run(_ params: ImportEntries, _ change: Change) async throws -> EntriesOutcome {
        let desk = try await Desk.open(
            change, lines: Array(Set(params.acts.compactMap(\.line))),
            commitments: Array(Set(params.acts.compactMap(\.commitment))),
            from: params.acts.map(\.date).min() ?? .epoch)
        let lines = desk.book.lines.values
        let reached = try await change.transaction.all(
            SelectReached(ancestor: params.organisation, codes: Array(Set(lines.map(\.organisation)))))
        let taken = try await change.transaction.all(
            SelectTakenCodes(
                provinces: Array(Set(lines.map(\.province))), codes: params.acts.compactMap { $0.document?.code }))
        var job = EntryImport(
            params: params, change: change, desk: desk, reached: Set(reached.map(\.code)), taken: Set(taken))
        return try await job.post()
    }

    private mutating func post() async throws -> EntriesOutcome {
        var (problems, refused) = (Problems(), 0)
        for (index, draft) in params.acts.enumerated() {
            do throws(Problems) {
                try post(draft, at: "/acts/\(index)")
            } catch {
                refused += 1
                error.items.forEach { problems.add($0) }
            }
        }
        if params.mode != .partial, let first = problems.items.first {
            throw RPCError.ruleViolated(first.rule, Messages.importRefused(refused), problems: problems.items)
        }
        try await desk.settle()
        let outcome = EntriesOutcome(
            posted: desk.entries.count, refused: refused, problems: problems.items, entries: desk.entries.map(\.id),
            warnings: desk.book.warnings.isEmpty ? nil : desk.book.warnings.items)
        let event = Imported(organisation: params.organisation, entries: outcome.entries)
        try await change.emit("ledger.imported", subject: params.organisation, data: event)
        try await change.audit(subject: params.organisation, details: event)
        return outcome
    }

    private mutating func post(_ draft: ActDraft, at path: String) throws(Problems) {
        var problems = Problems()
        if params.mode == .partial { draft.check(at: path, &problems) }
        if let code = draft.document?.code, taken.contains(code) {
            problems.add(Problem(path: path + "/document/code", rule: "code.taken", message: Messages.codeTaken(code)))
        }
        try problems.throwIfAny()
        let act = try self.act(draft, at: path)
        try desk.post(act, on: draft.date, paper: draft.document?.paper ?? Paper(), at: path)
        if let code = draft.document?.code { taken.insert(code) }
    }

    private func act(_ draft: ActDraft, at path: String) throws(Problems) -> Act {
        if let reference = draft.commitment {
            let commitment = try commitment(reference, at: path).id
            return draft.kind == .commitmentRelease
                ? .release(commitment: commitment, amount: draft.amount)
                : .payment(commitment: commitment, amount: draft.amount, final: draft.final ?? false)
        }
        let line = try line(draft.line ?? .code(""), at: path).id
        switch draft.kind {
        case .allocation: return .allocation(line: line, amount: draft.amount, supplementary: false)
        case .supplementaryAllocation: return .allocation(line: line, amount: draft.amount, supplementary: true)
        case .commitment:
            return .commitment(
                line: line, id: change.newID(), code: draft.document?.code ?? "", payee: draft.payee,
                amount: draft.amount)
        case .returnToSource: return .returnToSource(line: line, amount: draft.amount)
        case .refund: return .refund(line: line, amount: draft.amount)
        case .disbursement, .commitmentRelease: return .directPayment(line: line, amount: draft.amount)
        }
    }

    private func line(_ reference: Reference, at path: String) throws(Problems) -> LineState {
        guard let line = try? desk.line(reference) else {
            throw Self.problem(path + "/line", "line.unknown", Messages.unknown("line", reference))
        }
        return try inside(line, path + "/line")
    }

    private func commitment(_ reference: Reference, at path: String) throws(Problems) -> CommitmentState {
        guard let commitment = try? desk.commitment(reference), let line = desk.book.lines[commitment.line] else {
            throw Self.problem(path + "/commitment", "commitment.unknown", Messages.unknown("commitment", reference))
        }
        _ = try inside(line, path + "/commitment")
        return commitment
    }

    private func inside(_ line: LineState, _ path: String) throws(Problems) -> LineState {
        guard reached.contains(line.organisation) else {
            throw Self.problem(
                path, "organisation.outside", Messages.outside(line.organisation, of: params.organisation))
        }
        return line
    }

    private static func problem(_ path: String, _ rule: String, _ message: LocalizedText) -> Problems {
        var problems = Problems()
        problems.add(Problem(path: path, rule: rule, message: message))
        return problems
    }

    /// What the feed says of an import; each entry can be read by its id.
    private struct Imported: Codable, Sendable {
        var organisation: String
        var entries: [ID]
    }
}
