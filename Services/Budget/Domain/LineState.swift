import Kernel

/// The accounts of a line (contract: `LedgerStage`).
enum Stage: String, Sendable, CaseIterable {
    case source, available, reserved, committed, disbursed, returned, carriedOver
}

/// A stage of a line.
struct Account: Hashable, Sendable {
    var line: ID
    var stage: Stage
}

/// An amount that goes from the credit account to the debit account. More than zero.
struct Movement: Hashable, Sendable {
    var debit: Account
    var credit: Account
    var amount: Money

    /// Within one line.
    init(_ line: ID, from credit: Stage, to debit: Stage, _ amount: Money) {
        self.init(debit: Account(line: line, stage: debit), credit: Account(line: line, stage: credit), amount: amount)
    }

    init(debit: Account, credit: Account, amount: Money) {
        self.debit = debit
        self.credit = credit
        self.amount = amount
    }

    /// The same amount the other way.
    var reversed: Movement { Movement(debit: credit, credit: debit, amount: amount) }
}

/// The kept totals of a line, or what changes of them.
struct LineTotals: Hashable, Sendable {
    /// Net of what came from the source.
    var received = Money.zero
    /// Net of what came from other lines and went to them; negative if more went.
    var transferred = Money.zero
    var available = Money.zero
    var reserved = Money.zero
    var committed = Money.zero
    var disbursed = Money.zero
    var returned = Money.zero
    var carriedOver = Money.zero

    var allocated: Money { available + reserved + committed + disbursed }

    /// Applies what a movement does to `line`; a movement that does not touch it does nothing.
    mutating func apply(_ movement: Movement, to line: ID) {
        let between = movement.debit.line != movement.credit.line
        if movement.debit.line == line { add(movement.amount, to: movement.debit.stage, between: between) }
        if movement.credit.line == line { add(-movement.amount, to: movement.credit.stage, between: between) }
    }

    private mutating func add(_ amount: Money, to stage: Stage, between: Bool) {
        switch stage {
        case .source: received -= amount
        case .available: available += amount
        case .reserved: reserved += amount
        case .committed: committed += amount
        case .disbursed: disbursed += amount
        case .returned: returned += amount
        case .carriedOver: carriedOver += amount
        }
        if between { transferred += amount }
    }

    /// The first stage that would be below zero, with the amount that is missing.
    var overdrawn: (stage: Stage, missing: Money)? {
        let stages: [(Stage, Money)] = [
            (.available, available), (.reserved, reserved), (.committed, committed), (.disbursed, disbursed),
            (.returned, returned), (.carriedOver, carriedOver), (.source, received),
        ]
        return stages.first { $0.1 < .zero }.map { ($0.0, -$0.1) }
    }
}

extension LineTotals {
    static func -= (left: inout LineTotals, right: LineTotals) {
        left.received -= right.received
        left.transferred -= right.transferred
        left.available -= right.available
        left.reserved -= right.reserved
        left.committed -= right.committed
        left.disbursed -= right.disbursed
        left.returned -= right.returned
        left.carriedOver -= right.carriedOver
    }
}

/// A line as the ledger needs to know it, under lock.
struct LineState: Sendable {
    var id: ID
    var province: String
    var code: String
    var organisation: String
    var fiscalYear: FiscalYear
    var totals: LineTotals
    /// The latest day that anything was posted for.
    var lastDate: CalendarDate?
    /// Nothing is posted for this day or one before it.
    var closedThrough: CalendarDate?
    /// Nothing is posted for a day after this one: what was carried over has a last day.
    var spendUntil: CalendarDate?
    /// How closely its plan is kept to, and the plan, October to September; empty where there is none.
    var controls: [PlanControl] = []
    var plan: [Money] = []
}

/// A commitment as the ledger needs to know it, under lock.
struct CommitmentState: Sendable {
    var id: ID
    var province: String
    var code: String
    var line: ID
    var payee: String?
    var date: CalendarDate
    var amount: Money
    var disbursed = Money.zero
    var released = Money.zero
    /// Taken into the next fiscal year.
    var carriedOver = Money.zero
    /// Goods and work accepted: what is not paid of it stays bound.
    var received = Money.zero

    var outstanding: Money { amount - disbursed - released - carriedOver }
    /// What may be given up.
    var releasable: Money { min(outstanding, amount - released - carriedOver - received) }
}
