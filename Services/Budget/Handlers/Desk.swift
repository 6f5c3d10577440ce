import BudgetContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// Where a call posts: the lines and commitments it has locked, the acts it has made of them, and their writing.
struct Desk {
    let change: Change
    private(set) var book: Book
    private(set) var entries: [StoredEntry] = []
    private var linesByCode: [String: [ID]]
    private var commitmentsByCode: [String: [ID]]

    /// Locks what the call works on; what is not there is missed later, by name.
    /// - Parameter date: the first day that an act of the call is for.
    static func open(
        _ change: Change, lines: [Reference], commitments: [Reference] = [], from date: CalendarDate
    ) async throws -> Desk {
        let states = try await change.transaction.all(LockLines(lines: lines, commitments: commitments))
        let bound =
            commitments.isEmpty
            ? [] : try await change.transaction.all(SelectCommitmentStates(references: commitments))
        let last = states.compactMap(\.lastDate).max()
        let later =
            last.map { $0 > date } ?? false
            ? try await change.transaction.all(
                SumLaterDays(
                    provinces: Array(Set(states.map(\.province))), lines: states.map(\.id), date: date)) : []
        return Desk(change: change, lines: states, commitments: bound, later: later)
    }

    private init(
        change: Change, lines: [LineState], commitments: [CommitmentState], later: [MovedDay]
    ) {
        self.change = change
        book = Book(lines: lines, commitments: commitments, later: later)
        linesByCode = Dictionary(grouping: lines, by: \.code).mapValues { $0.map(\.id) }
        commitmentsByCode = Dictionary(grouping: commitments, by: \.code).mapValues { $0.map(\.id) }
    }

    func line(_ reference: Reference) throws(RPCError) -> LineState {
        let ids = reference.id.map { [$0] } ?? linesByCode[reference.description] ?? []
        return try Find.only(ids.compactMap { book.lines[$0] }, "line", reference)
    }

    func commitment(_ reference: Reference) throws(RPCError) -> CommitmentState {
        let ids = reference.id.map { [$0] } ?? commitmentsByCode[reference.description] ?? []
        return try Find.only(ids.compactMap { book.commitments[$0] }, "commitment", reference)
    }

    /// Takes in a line that the call has just opened.
    mutating func add(_ line: LineState) { book.add(line) }

    /// Makes an entry of an act; nothing is written until `settle`.
    /// - Parameter other: whose act it is, where the desk serves several calls.
    @discardableResult
    mutating func post(
        _ act: Act, on date: CalendarDate, paper: Paper, transfer: ID? = nil, claim: ID? = nil,
        at path: String = "", of other: Change? = nil
    ) throws(Problems) -> StoredEntry {
        let change = other ?? change
        let plan = try book.apply(act, on: date, at: path)
        let province = plan.movements.first.flatMap { book.lines[$0.debit.line]?.province } ?? ""
        let entry = StoredEntry(
            id: change.newID(), province: province, plan: plan, document: paper, transfer: transfer, claim: claim,
            postedBy: change.caller.subject, postedAt: change.now)
        if case .commitment(_, let id, let code, _, _) = act { commitmentsByCode[code, default: []].append(id) }
        entries.append(entry)
        return entry
    }

    /// Writes everything.
    func settle() async throws {
        guard !entries.isEmpty else { return }
        let commitments = Set(book.made).union(book.touched).sorted().compactMap { book.commitments[$0] }
        let changes = book.changes.sorted { ($0.key.line, $0.key.date) < ($1.key.line, $1.key.date) }
        let acts = WriteActs(
            commitments: commitments, entries: entries,
            changes: changes.map { (book.lines[$0.key.line]?.province ?? "", $0.key, $0.value) })
        // With the call's end in one packet: the lines are locked for one round trip less.
        if isCertain { return try change.transaction.send(acts) }
        do {
            _ = try await change.transaction.execute(acts)
        } catch let error as PostgresError {
            throw Desk.translated(error, entries: entries)
        }
    }

    /// The database will take what the book took: nothing is made whose number somebody else may have taken meanwhile,
    /// and what the rows' CHECKs hold was looked at under the lines' locks.
    private var isCertain: Bool {
        book.made.isEmpty && entries.allSatisfy { $0.document.code == nil && $0.plan.reverses == nil }
    }

    /// What the database refused although the book had accepted it: somebody else was first.
    private static func translated(_ error: PostgresError, entries: [StoredEntry]) -> any Error {
        switch error.constraint {
        case "ledger_entry_code_taken", "commitment_code_taken":
            RPCError.conflict(Messages.codeTaken(entries.compactMap(\.document.code).first ?? ""))
        case "budget_line_period_open", "budget_line_spend_until":
            error
        case "ledger_entry_reversed_once":
            Refusal.reversedAlready(at: "").refusal
        case let name? where name.hasPrefix("budget_line_") || name.hasPrefix("commitment_"):
            RPCError.conflict(Messages.retry)
        default: error
        }
    }
}

// MARK: - Answers

extension Desk {
    /// What the last entry made of the lines and the commitment it touched.
    /// - Parameter told: warnings that were given before it.
    func posted(_ entry: StoredEntry, after told: Int = 0) -> PostedEntry {
        let touched = Set(entry.plan.movements.flatMap { [$0.debit.line, $0.credit.line] }).sorted()
        return PostedEntry(
            entry: contract(entry), lines: touched.compactMap { book.lines[$0].map(Desk.balances) },
            commitment: entry.plan.commitment.flatMap { book.commitments[$0] }.map(contract),
            warnings: book.warnings.items.count > told ? Array(book.warnings.items.dropFirst(told)) : nil)
    }

    private func contract(_ entry: StoredEntry) -> LedgerEntry {
        func account(_ account: Account) -> LedgerAccount {
            LedgerAccount(
                line: account.line, lineCode: book.lines[account.line]?.code ?? "",
                stage: LedgerStage(rawValue: account.stage.rawValue) ?? .source)
        }
        return LedgerEntry(
            id: entry.id, province: entry.province, kind: EntryKind(rawValue: entry.plan.kind.rawValue) ?? .reversal,
            date: entry.plan.date,
            document: EntryDocument(
                code: entry.document.code, letterNumber: entry.document.letterNumber,
                reference: entry.document.reference, note: entry.document.note),
            commitment: entry.plan.commitment, transfer: entry.transfer, claim: entry.claim,
            reverses: entry.plan.reverses,
            reversedBy: nil, postedBy: entry.postedBy, postedAt: entry.postedAt,
            postings: entry.plan.movements.enumerated().map { index, movement in
                Posting(
                    number: index + 1, debit: account(movement.debit), credit: account(movement.credit),
                    amount: movement.amount)
            })
    }

    private func contract(_ commitment: CommitmentState) -> Commitment {
        Commitment(
            id: commitment.id, province: commitment.province, code: commitment.code, line: commitment.line,
            lineCode: book.lines[commitment.line]?.code ?? "", payee: commitment.payee, date: commitment.date,
            amount: commitment.amount, disbursed: commitment.disbursed, released: commitment.released,
            carriedOver: commitment.carriedOver)
    }

    private static func balances(_ line: LineState) -> LineBalances {
        let totals = line.totals
        return LineBalances(
            line: line.id, lineCode: line.code, organisation: line.organisation, fiscalYear: line.fiscalYear,
            balances: Balances(
                allocated: totals.allocated, available: totals.available, reserved: totals.reserved,
                committed: totals.committed, disbursed: totals.disbursed, returned: totals.returned,
                carriedOver: totals.carriedOver, transferred: totals.transferred))
    }
}

extension EntryDocument {
    var paper: Paper { Paper(code: code, letterNumber: letterNumber, reference: reference, note: note) }
}
