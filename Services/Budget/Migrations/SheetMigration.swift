import Postgres

extension BudgetMigrations {
    /// Files that were taken: none is taken twice.
    static let sheets = Migration(
        "budget-0010-imported-sheets",
        #"""
        -- What the budget law gives a line in its year, as the budget document has it.
        ALTER TABLE budget_line ADD COLUMN budgeted bigint CHECK (budgeted BETWEEN 0 AND 100000000000000000);

        CREATE TABLE imported_sheet (
            province     text        NOT NULL,
            organisation text        NOT NULL,
            kind         text        NOT NULL CHECK (kind IN ('lines', 'allocations', 'plans', 'payments', 'budgetDocument')),
            digest       bytea       NOT NULL CHECK (octet_length(digest) = 32),
            name         text,
            rows         bigint      NOT NULL CHECK (rows >= 0),
            imported_by  text        NOT NULL,
            imported_at  timestamptz NOT NULL,
            CONSTRAINT imported_sheet_once PRIMARY KEY (province, organisation, kind, digest)
        );
        REVOKE UPDATE, DELETE, TRUNCATE ON imported_sheet FROM PUBLIC, CURRENT_USER;
        """#)
}
