import Postgres

extension BudgetMigrations {
    /// Lines are found by their GFMIS budget code.
    static let budgetCodes = Migration(
        "budget-0017-budget-codes",
        #"""
        CREATE INDEX budget_line_by_budget_code ON budget_line (gfmis_budget_code)
            WHERE gfmis_budget_code IS NOT NULL;
        """#)
}
