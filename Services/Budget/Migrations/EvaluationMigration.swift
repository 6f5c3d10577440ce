import Postgres

extension BudgetMigrations {
    /// The indicators that an evaluated output or project serves.
    static let evaluation = Migration(
        "budget-0014-evaluated-indicators",
        #"""
        ALTER TABLE budget_evaluation
            ADD COLUMN indicators text[] NOT NULL DEFAULT '{}' CHECK (cardinality(indicators) <= 20);
        """#)
}
