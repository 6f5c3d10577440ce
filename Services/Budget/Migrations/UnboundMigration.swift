import Postgres

extension BudgetMigrations {
    /// Carrying over what nothing binds: its own rule, and a carry-over without commitments.
    static let unbound = Migration(
        "budget-0015-unbound-carry-over",
        #"""
        ALTER TABLE carry_over_rule
            ADD COLUMN kind      text NOT NULL DEFAULT 'bound' CHECK (kind IN ('bound', 'unbound')),
            ADD COLUMN ask_until text CHECK (ask_until ~ '^[01][0-9]-[0-3][0-9]$'),
            DROP CONSTRAINT carry_over_rule_pkey,
            ADD PRIMARY KEY (kind, effective_from);
        INSERT INTO carry_over_rule
               (kind, effective_from, amount_min, ask_until, spend_until, extended_until, legal_reference, provenance)
        VALUES ('unbound', '2018-11-12', 10000000, '09-30', '03-31', '09-30',
                'พ.ร.บ. วิธีการงบประมาณ พ.ศ. 2561 มาตรา 43 ประกอบระเบียบการเบิกเงินจากคลัง พ.ศ. 2562',
                'from memory: without a commitment only with the agreement of the Minister of Finance, asked for before the year ends; spent within six months, later by a further agreement; least amount as for what is bound; check the text');

        ALTER TABLE carry_over
            ALTER COLUMN commitment DROP NOT NULL,
            ALTER COLUMN to_commitment DROP NOT NULL,
            ADD COLUMN reason       text CHECK (char_length(reason) BETWEEN 1 AND 2000),
            ADD COLUMN requested_on date,
            ADD CONSTRAINT carry_over_bound
                CHECK ((commitment IS NULL) = (to_commitment IS NULL)),
            ADD CONSTRAINT carry_over_unbound
                CHECK (commitment IS NOT NULL
                       OR (letter_number IS NOT NULL AND reason IS NOT NULL AND requested_on IS NOT NULL));
        CREATE UNIQUE INDEX carry_over_line_once ON carry_over (province, from_line) WHERE commitment IS NULL;
        """#)
}
