import Kernel

/// The state of a line, or the sum of many, in baht. `allocated = available + reserved + committed + disbursed`
/// always holds; the database checks it on every row.
public struct Balances: Codable, Sendable, Hashable {
    /// What the line has had, less what was returned, carried over or transferred away.
    public var allocated: Money
    public var available: Money
    public var reserved: Money
    public var committed: Money
    public var disbursed: Money
    /// Given back to the source so far.
    public var returned: Money
    /// Carried into the next fiscal year so far.
    public var carriedOver: Money
    /// Net of what came from other lines (positive) and went to them (negative).
    public var transferred: Money
    /// Spent (เบิกจ่าย) = disbursed.
    public var spent: Money
    /// Used (ใช้จ่าย) = disbursed + committed.
    public var used: Money

    public init(
        allocated: Money, available: Money, reserved: Money, committed: Money, disbursed: Money,
        returned: Money = .zero, carriedOver: Money = .zero, transferred: Money = .zero
    ) {
        self.allocated = allocated
        self.available = available
        self.reserved = reserved
        self.committed = committed
        self.disbursed = disbursed
        self.returned = returned
        self.carriedOver = carriedOver
        self.transferred = transferred
        spent = disbursed
        used = disbursed + committed
    }

    public static let zero = Balances(
        allocated: .zero, available: .zero, reserved: .zero, committed: .zero, disbursed: .zero)
}

/// The balances of one line.
public struct LineBalances: Codable, Sendable, Hashable {
    public var line: ID
    public var lineCode: String
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var balances: Balances

    public init(line: ID, lineCode: String, organisation: String, fiscalYear: FiscalYear, balances: Balances) {
        self.line = line
        self.lineCode = lineCode
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.balances = balances
    }
}
