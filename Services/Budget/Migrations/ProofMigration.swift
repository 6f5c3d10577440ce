import Postgres

extension BudgetMigrations {
    /// What the proof of claims reads.
    static let proof = Migration(
        "budget-0012-proof",
        #"""
        CREATE INDEX ledger_entry_by_claim ON ledger_entry (province, claim) WHERE claim IS NOT NULL;
        CREATE INDEX commitment_claim_by_receipt ON commitment_claim (province, receipt);
        """#)
}
