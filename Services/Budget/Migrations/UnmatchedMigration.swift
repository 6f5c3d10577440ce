import Postgres

extension BudgetMigrations {
    /// Payments of extracts that wait for somebody to say where they belong.
    static let unmatched = Migration(
        "budget-0018-unmatched-payments",
        #"""
        CREATE TABLE unmatched_payment (
            province          text        NOT NULL,
            id                uuid        NOT NULL,
            -- For which the file was taken.
            organisation      text        NOT NULL,
            code              text        NOT NULL CHECK (char_length(code) BETWEEN 1 AND 64),
            date              date        NOT NULL,
            amount            bigint      NOT NULL CHECK (amount <> 0),
            order_code        text,
            line_code         text,
            payee             text,
            reference         text,
            gfmis_unit        text,
            gfmis_fund        text,
            gfmis_budget_code text,
            reason            text        NOT NULL
                CHECK (reason IN ('unknownBudgetCode', 'severalLines', 'unknownOrder', 'tooLittle', 'ambiguous',
                                  'nothing')),
            state             text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'matched', 'dismissed')),
            file              text,
            sheet_row         integer     NOT NULL CHECK (sheet_row > 0),
            found_at          timestamptz NOT NULL,
            entry             uuid,
            note              text,
            settled_by        text,
            settled_at        timestamptz,
            PRIMARY KEY (province, id),
            -- However often the extract is taken.
            CONSTRAINT unmatched_payment_once UNIQUE (province, organisation, code),
            CONSTRAINT unmatched_payment_entry_once UNIQUE (province, entry),
            FOREIGN KEY (province, entry) REFERENCES ledger_entry (province, id),
            CONSTRAINT unmatched_payment_settled CHECK (
                (state = 'open') = (settled_at IS NULL) AND (state = 'open') = (settled_by IS NULL)
                AND (state = 'matched') = (entry IS NOT NULL) AND (state = 'dismissed') = (note IS NOT NULL))
        );
        CREATE INDEX unmatched_payment_by_id ON unmatched_payment (id);
        CREATE INDEX unmatched_payment_by_organisation ON unmatched_payment (organisation, state, date);
        REVOKE DELETE, TRUNCATE ON unmatched_payment FROM PUBLIC, CURRENT_USER;
        """#)
}
