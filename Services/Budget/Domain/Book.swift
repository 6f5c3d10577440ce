import Kernel

/// The part of the ledger that a call works on: the lines and commitments that it has locked. Acts are applied in
/// order; one that is refused leaves nothing behind.
struct Book: Sendable {
    private(set) var lines: [ID: LineState]
    private(set) var commitments: [ID: CommitmentState]
    /// What the accepted acts changed, by line and day.
    private(set) var changes: [LineDay: LineTotals] = [:]
    /// What moved on a line on each day after the first one that an act is for: an act of an earlier day must leave
    /// every later day standing too.
    private var days: [ID: [CalendarDate: LineTotals]] = [:]
    /// What accepted acts went over and may.
    private(set) var warnings = Problems()
    /// Commitments that were made, and those that were changed, by the accepted acts.
    private(set) var made: [ID] = []
    private(set) var touched: Set<ID> = []

    /// - Parameter later: what moved on the lines on each day after the first one that an act is for.
    init(lines: [LineState], commitments: [CommitmentState] = [], later: [MovedDay] = []) {
        self.lines = Dictionary(lines.map { ($0.id, $0) }) { first, _ in first }
        self.commitments = Dictionary(commitments.map { ($0.id, $0) }) { first, _ in first }
        for day in later { days[day.line, default: [:]][day.date] = day.totals }
    }

    /// Accepts an act or says why not; `path` is the pointer to it in the params, `""` for the whole.
    mutating func apply(_ act: Act, on date: CalendarDate, at path: String = "") throws(Problems) -> PlannedEntry {
        let entry = try plan(act, on: date, at: path)
        try post(entry, at: path)
        switch act {
        case .commitment(let line, let id, let code, let payee, let amount),
            .carryIn(let line, let id, let code, let payee, let amount):
            guard let state = lines[line] else { break }
            commitments[id] = CommitmentState(
                id: id, province: state.province, code: code, line: line, payee: payee, date: date, amount: amount)
            made.append(id)
        default: break
        }
        return entry
    }

    /// Takes in a line that the call has just opened.
    mutating func add(_ line: LineState) { lines[line.id] = line }

    /// Lines that the accepted acts changed.
    var changedLines: [ID] { Set(changes.keys.map(\.line)).sorted() }
}

/// What the ledger has of a line on a day.
struct MovedDay: Sendable {
    var line: ID
    var date: CalendarDate
    var totals: LineTotals
}

/// A day of a line.
struct LineDay: Hashable, Sendable {
    var line: ID
    var date: CalendarDate
}

extension CalendarDate {
    /// The first day of its month.
    var startOfMonth: CalendarDate { CalendarDate(year: year, month: month, day: 1) ?? self }
}

// MARK: - Planning

extension Book {
    private func plan(_ act: Act, on date: CalendarDate, at path: String) throws(Problems) -> PlannedEntry {
        switch act {
        case .allocation(let line, let amount, let supplementary):
            return PlannedEntry(
                kind: supplementary ? .supplementaryAllocation : .allocation, date: date,
                movements: [Movement(line, from: .source, to: .available, amount)])
        case .commitment(let line, let id, _, _, let amount):
            return PlannedEntry(
                kind: .commitment, date: date, movements: [Movement(line, from: .available, to: .committed, amount)],
                commitment: id)
        case .release(let id, let amount):
            return try planRelease(id, amount, on: date, at: path)
        case .directPayment(let line, let amount):
            return PlannedEntry(
                kind: .disbursement, date: date, movements: [Movement(line, from: .available, to: .disbursed, amount)])
        case .payment(let id, let amount, let final):
            return try planPayment(id, amount, final: final, on: date, at: path)
        case .returnToSource(let line, let amount):
            return PlannedEntry(
                kind: .returnToSource, date: date, movements: [Movement(line, from: .available, to: .returned, amount)])
        case .refund(let line, let amount):
            return PlannedEntry(
                kind: .refund, date: date, movements: [Movement(line, from: .disbursed, to: .available, amount)])
        case .reservation(let line, let amount):
            return PlannedEntry(
                kind: .transferReservation, date: date,
                movements: [Movement(line, from: .available, to: .reserved, amount)])
        case .transfer(let from, let to, let amount):
            let movement = Movement(
                debit: Account(line: to, stage: .available), credit: Account(line: from, stage: .reserved),
                amount: amount)
            return PlannedEntry(kind: .transferExecution, date: date, movements: [movement])
        case .reservationRelease(let line, let amount):
            return PlannedEntry(
                kind: .transferRelease, date: date,
                movements: [Movement(line, from: .reserved, to: .available, amount)])
        case .carryOut(let id):
            guard let commitment = commitments[id] else { throw Refusal.unknownCommitment(id, at: path) }
            return PlannedEntry(
                kind: .carryOver, date: date,
                movements: [Movement(commitment.line, from: .committed, to: .carriedOver, commitment.outstanding)],
                commitment: id)
        case .carryIn(let line, let id, _, _, let amount):
            return PlannedEntry(
                kind: .carryOver, date: date,
                movements: [
                    Movement(line, from: .source, to: .available, amount),
                    Movement(line, from: .available, to: .committed, amount),
                ], commitment: id)
        case .carryOutFree(let line, let amount):
            return PlannedEntry(
                kind: .carryOver, date: date, movements: [Movement(line, from: .available, to: .carriedOver, amount)])
        case .carryInFree(let line, let amount):
            return PlannedEntry(
                kind: .carryOver, date: date, movements: [Movement(line, from: .source, to: .available, amount)])
        case .reversal(let original):
            return try planReversal(original, on: date, at: path)
        }
    }

    private func planRelease(
        _ id: ID, _ amount: Money?, on date: CalendarDate, at path: String
    ) throws(Problems) -> PlannedEntry {
        guard let commitment = commitments[id] else { throw Refusal.unknownCommitment(id, at: path) }
        let released = amount ?? commitment.outstanding
        guard released > .zero, released <= commitment.outstanding else {
            throw Refusal.overCommitment(commitment, released, at: path)
        }
        guard released <= commitment.releasable else { throw Refusal.received(commitment, at: path) }
        guard date >= commitment.date else { throw Refusal.beforeCommitment(commitment, date, at: path) }
        return PlannedEntry(
            kind: .commitmentRelease, date: date,
            movements: [Movement(commitment.line, from: .committed, to: .available, released)], commitment: id)
    }

    private func planPayment(
        _ id: ID, _ amount: Money, final: Bool, on date: CalendarDate, at path: String
    ) throws(Problems) -> PlannedEntry {
        guard let commitment = commitments[id] else { throw Refusal.unknownCommitment(id, at: path) }
        guard amount <= commitment.outstanding else { throw Refusal.overCommitment(commitment, amount, at: path) }
        guard date >= commitment.date else { throw Refusal.beforeCommitment(commitment, date, at: path) }
        var movements = [Movement(commitment.line, from: .committed, to: .disbursed, amount)]
        let rest = commitment.outstanding - amount
        if final, rest > .zero, rest > commitment.releasable { throw Refusal.received(commitment, at: path) }
        if final, rest > .zero { movements.append(Movement(commitment.line, from: .committed, to: .available, rest)) }
        return PlannedEntry(kind: .disbursement, date: date, movements: movements, commitment: id)
    }

    private func planReversal(
        _ original: Reversible, on date: CalendarDate, at path: String
    ) throws(Problems) -> PlannedEntry {
        if original.reversedBy != nil { throw Refusal.reversedAlready(at: path) }
        guard original.kind.isReversible else { throw Refusal.notReversible(original.kind, at: path) }
        guard date >= original.date else { throw Refusal.beforeOriginal(original.date, at: path) }
        if original.kind == .commitment, let id = original.commitment, let commitment = commitments[id],
            commitment.disbursed > .zero || commitment.released > .zero
        {
            throw Refusal.commitmentInUse(commitment, at: path)
        }
        return PlannedEntry(
            kind: .reversal, date: date, movements: original.movements.reversed().map(\.reversed),
            commitment: original.commitment, reverses: original.id)
    }
}

// MARK: - Posting

extension Book {
    private mutating func post(_ entry: PlannedEntry, at path: String) throws(Problems) {
        var after: [ID: LineState] = [:]
        for movement in entry.movements {
            for id in movement.debit.line == movement.credit.line
                ? [movement.debit.line] : [movement.debit.line, movement.credit.line]
            {
                guard var state = after[id] ?? lines[id] else { throw Refusal.unknownLine(id, at: path) }
                guard state.fiscalYear.days.contains(entry.date) else {
                    throw Refusal.outsideYear(state, entry.date, at: path)
                }
                if let closed = state.closedThrough, entry.date <= closed {
                    throw Refusal.closedPeriod(state, closed, entry.date, at: path)
                }
                if let until = state.spendUntil, entry.date > until {
                    throw Refusal.pastLastDay(state, until, entry.date, at: path)
                }
                state.totals.apply(movement, to: id)
                if let (stage, missing) = state.totals.overdrawn {
                    throw Refusal.overdrawn(state, stage, missing: missing, at: path)
                }
                if state.totals.received > .limit { throw Refusal.overLimit(state, at: path) }
                after[id] = state
            }
        }
        for state in after.values {
            try standsLater(state, from: entry.date, at: path)
            try keepsToPlan(state, entry, at: path)
        }
        if let id = entry.commitment, let changed = try change(id, by: entry, at: path) {
            commitments[id] = changed
            touched.insert(id)
        }
        for movement in entry.movements { note(movement, on: entry.date) }
        for (id, var state) in after {
            state.lastDate = max(state.lastDate ?? entry.date, entry.date)
            lines[id] = state
            let key = LineDay(line: id, date: entry.date)
            for movement in entry.movements { changes[key, default: LineTotals()].apply(movement, to: id) }
        }
    }

    /// Walks back from the line's last day to the act's own: no stage may have been below zero on any of them.
    private func standsLater(_ state: LineState, from date: CalendarDate, at path: String) throws(Problems) {
        var totals = state.totals
        for (day, moved) in (days[state.id] ?? [:]).filter({ $0.key > date }).sorted(by: { $0.key > $1.key }) {
            totals -= moved
            if let (stage, missing) = totals.overdrawn {
                throw Refusal.overdrawnBefore(state, day, stage, missing: missing, at: path)
            }
        }
    }

    private mutating func keepsToPlan(
        _ state: LineState, _ entry: PlannedEntry, at path: String
    ) throws(Problems) {
        guard !state.controls.isEmpty else { return }
        var totals = state.totals
        let month = entry.date.startOfMonth
        for (day, moved) in days[state.id] ?? [:] where day.startOfMonth > month { totals -= moved }
        for excess in state.excesses(of: entry.kind, on: entry.date, monthEnd: totals) {
            let refusal = Refusal.overPlan(state, excess, at: path)
            if excess.control.action == .stop { throw refusal }
            refusal.items.forEach { warnings.add($0) }
        }
    }

    private mutating func note(_ movement: Movement, on date: CalendarDate) {
        for line in Set([movement.debit.line, movement.credit.line]) {
            days[line, default: [:]][date, default: LineTotals()].apply(movement, to: line)
        }
    }

    /// What the entry does to its commitment: paid moves between committed and disbursed, released between committed
    /// and available. `nil` for the entry that makes it.
    private func change(_ id: ID, by entry: PlannedEntry, at path: String) throws(Problems) -> CommitmentState? {
        guard var commitment = commitments[id] else { return nil }
        for movement in entry.movements {
            switch (movement.credit.stage, movement.debit.stage) {
            case (.committed, .disbursed): commitment.disbursed += movement.amount
            case (.disbursed, .committed): commitment.disbursed -= movement.amount
            case (.committed, .available): commitment.released += movement.amount
            case (.available, .committed): commitment.released -= movement.amount
            case (.committed, .carriedOver): commitment.carriedOver += movement.amount
            default: break
            }
        }
        guard commitment.outstanding >= .zero, commitment.disbursed >= .zero, commitment.released >= .zero else {
            throw Refusal.overCommitment(commitment, -commitment.outstanding, at: path)
        }
        return commitment
    }
}
