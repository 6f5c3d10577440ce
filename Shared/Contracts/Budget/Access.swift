import JSONRPC

/// Who may do what with money, in one place.
public enum BudgetAccess {
    /// Those who read an organisation's lines, entries and roll-ups.
    public static let readers = RPCAccess.roles([
        .reporter, .head, .agencyPlanner, .planner, .budgetOfficer, .secretary, .provincialOfficer, .reader, .auditor,
        .integrator, .administrator,
    ])
    /// Those who open lines and post what happened to them.
    public static let officers = RPCAccess.roles([.budgetOfficer, .integrator, .administrator])
    /// Those who keep the national tables (targets, transfer rules), at the nation.
    public static let keepers = RPCAccess.roles([.administrator, .integrator])
    /// Those who prove the ledger.
    public static let provers = RPCAccess.roles([.auditor, .budgetOfficer, .integrator, .administrator])
}
