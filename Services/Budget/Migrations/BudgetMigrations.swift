import Postgres

/// The budget service's schema, in order.
enum BudgetMigrations {
    static let all: [Migration] = [
        lines, ledger, plans, periods, transfers, followUp, requests, chain, notices, sheets, advice, proof,
        agenda, evaluation, unbound, days,
        budgetCodes, unmatched,
    ]
}
