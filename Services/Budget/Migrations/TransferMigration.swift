import Postgres

extension BudgetMigrations {
    /// Transfers expire, need agreement and are reported: what their rules ask for is held on their own row.
    static let transfers = Migration(
        "budget-0005-transfers",
        #"""
        ALTER TABLE transfer_rule
            ADD COLUMN expire_after_days integer CHECK (expire_after_days BETWEEN 1 AND 366);

        ALTER TABLE budget_transfer
            ADD COLUMN share            integer CHECK (share BETWEEN 1 AND 10000),
            ADD COLUMN expires_on       date,
            ADD COLUMN needs_agreement  boolean NOT NULL DEFAULT false,
            ADD COLUMN agreement_letter text CHECK (char_length(agreement_letter) BETWEEN 1 AND 64),
            ADD COLUMN agreed_on        date,
            ADD COLUMN executed_on      date,
            ADD COLUMN report_due_on    date,
            ADD COLUMN report_letter    text CHECK (char_length(report_letter) BETWEEN 1 AND 64),
            ADD COLUMN reported_on      date,
            DROP CONSTRAINT budget_transfer_state_check,
            ADD CONSTRAINT budget_transfer_state_check
                CHECK (state IN ('requested', 'executed', 'rejected', 'withdrawn', 'expired')),
            ADD CONSTRAINT budget_transfer_agreed
                CHECK (NOT (state = 'executed' AND needs_agreement AND agreement_letter IS NULL)),
            ADD CONSTRAINT budget_transfer_reported
                CHECK ((report_letter IS NULL) = (reported_on IS NULL) AND reported_on >= executed_on);

        CREATE INDEX budget_transfer_open ON budget_transfer (expires_on) WHERE state = 'requested';
        CREATE INDEX budget_transfer_to_report ON budget_transfer (report_due_on)
            WHERE report_due_on IS NOT NULL AND reported_on IS NULL;
        """#)
}
