import Postgres

extension BudgetMigrations {
    /// From purchase order to payment: what is received, claimed and paid is each held below what came before it by
    /// the row that it came from.
    static let chain = Migration(
        "budget-0008-chain",
        #"""
        ALTER TABLE commitment
            ADD COLUMN received bigint NOT NULL DEFAULT 0,
            ADD CONSTRAINT commitment_received
                CHECK (received >= 0 AND received + released + carried_over <= amount);
        GRANT UPDATE (received) ON commitment TO CURRENT_USER;

        CREATE TABLE commitment_receipt (
            province    text        NOT NULL,
            id          uuid        NOT NULL,
            code        text        NOT NULL CHECK (char_length(code) BETWEEN 1 AND 64),
            commitment  uuid        NOT NULL,
            date        date        NOT NULL,
            amount      bigint      NOT NULL CHECK (amount > 0),
            claimed     bigint      NOT NULL DEFAULT 0,
            note        text,
            recorded_by text        NOT NULL,
            recorded_at timestamptz NOT NULL,
            PRIMARY KEY (province, id),
            CONSTRAINT commitment_receipt_code_taken UNIQUE (province, code),
            CONSTRAINT commitment_receipt_claimed    CHECK (claimed BETWEEN 0 AND amount),
            FOREIGN KEY (province, commitment) REFERENCES commitment (province, id)
        );
        CREATE INDEX commitment_receipt_by_id ON commitment_receipt (id);
        CREATE INDEX commitment_receipt_by_code ON commitment_receipt (code);
        CREATE INDEX commitment_receipt_by_commitment ON commitment_receipt (province, commitment);

        CREATE TABLE commitment_claim (
            province      text        NOT NULL,
            id            uuid        NOT NULL,
            code          text        NOT NULL CHECK (char_length(code) BETWEEN 1 AND 64),
            receipt       uuid        NOT NULL,
            commitment    uuid        NOT NULL,
            date          date        NOT NULL,
            amount        bigint      NOT NULL CHECK (amount > 0),
            paid          bigint      NOT NULL DEFAULT 0,
            letter_number text,
            recorded_by   text        NOT NULL,
            recorded_at   timestamptz NOT NULL,
            PRIMARY KEY (province, id),
            CONSTRAINT commitment_claim_code_taken UNIQUE (province, code),
            CONSTRAINT commitment_claim_paid       CHECK (paid BETWEEN 0 AND amount),
            FOREIGN KEY (province, receipt) REFERENCES commitment_receipt (province, id),
            FOREIGN KEY (province, commitment) REFERENCES commitment (province, id)
        );
        CREATE INDEX commitment_claim_by_id ON commitment_claim (id);
        CREATE INDEX commitment_claim_by_code ON commitment_claim (code);
        CREATE INDEX commitment_claim_by_commitment ON commitment_claim (province, commitment);

        ALTER TABLE ledger_entry
            ADD COLUMN claim uuid,
            ADD FOREIGN KEY (province, claim) REFERENCES commitment_claim (province, id);

        REVOKE UPDATE, DELETE, TRUNCATE ON commitment_receipt, commitment_claim FROM PUBLIC, CURRENT_USER;
        GRANT UPDATE (claimed) ON commitment_receipt TO CURRENT_USER;
        GRANT UPDATE (paid) ON commitment_claim TO CURRENT_USER;
        """#)
}
