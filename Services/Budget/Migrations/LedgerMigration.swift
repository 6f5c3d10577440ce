import Postgres

extension BudgetMigrations {
    /// Entries and postings: append-only. A posting is one row with its two accounts, so it cannot be unbalanced.
    static let ledger = Migration(
        "budget-0002-ledger",
        #"""
        CREATE TABLE commitment (
            province  text   NOT NULL,
            id        uuid   NOT NULL,
            code      text   NOT NULL CHECK (char_length(code) BETWEEN 1 AND 64),
            line      uuid   NOT NULL,
            payee     text,
            date      date   NOT NULL,
            amount    bigint NOT NULL CHECK (amount > 0),
            disbursed bigint NOT NULL DEFAULT 0,
            released  bigint NOT NULL DEFAULT 0,
            PRIMARY KEY (province, id),
            FOREIGN KEY (province, line) REFERENCES budget_line (province, id),
            CONSTRAINT commitment_code_taken  UNIQUE (province, code),
            CONSTRAINT commitment_disbursed   CHECK (disbursed >= 0),
            CONSTRAINT commitment_released    CHECK (released >= 0),
            CONSTRAINT commitment_outstanding CHECK (disbursed + released <= amount)
        ) WITH (fillfactor = 75);

        CREATE INDEX commitment_by_id ON commitment (id);
        CREATE INDEX commitment_by_code ON commitment (code);
        CREATE INDEX commitment_by_line ON commitment (province, line);

        CREATE TABLE ledger_entry (
            province      text        NOT NULL,
            id            uuid        NOT NULL,
            kind          text        NOT NULL
                CHECK (kind IN ('allocation', 'supplementaryAllocation', 'commitment', 'commitmentRelease',
                                'disbursement', 'returnToSource', 'refund', 'transferReservation',
                                'transferExecution', 'transferRelease', 'carryOver', 'reversal')),
            date          date        NOT NULL,
            code          text        CHECK (char_length(code) BETWEEN 1 AND 64),
            letter_number text,
            reference     text,
            note          text,
            commitment    uuid,
            transfer      uuid,
            reverses      uuid,
            posted_by     text        NOT NULL,
            posted_at     timestamptz NOT NULL,
            -- A foreign key's lock asks for the right to update some column of the row it points to; this one can
            -- only ever hold one value.
            seal          boolean     NOT NULL DEFAULT true CHECK (seal),
            PRIMARY KEY (province, id),
            CONSTRAINT ledger_entry_code_taken    UNIQUE (province, code),
            CONSTRAINT ledger_entry_reversed_once UNIQUE (province, reverses),
            CONSTRAINT ledger_entry_dated         UNIQUE (province, id, date),
            FOREIGN KEY (province, reverses) REFERENCES ledger_entry (province, id),
            FOREIGN KEY (province, commitment) REFERENCES commitment (province, id),
            CHECK ((kind = 'reversal') = (reverses IS NOT NULL)),
            CHECK (reverses <> id)
        );

        CREATE INDEX ledger_entry_by_id ON ledger_entry (id);
        CREATE INDEX ledger_entry_by_code ON ledger_entry (code);
        CREATE INDEX ledger_entry_by_commitment ON ledger_entry (province, commitment)
            WHERE commitment IS NOT NULL;

        CREATE TABLE posting (
            province     text     NOT NULL,
            entry        uuid     NOT NULL,
            number       smallint NOT NULL CHECK (number > 0),
            date         date     NOT NULL,
            debit_line   uuid     NOT NULL,
            debit_stage  text     NOT NULL,
            credit_line  uuid     NOT NULL,
            credit_stage text     NOT NULL,
            amount       bigint   NOT NULL CHECK (amount > 0),
            PRIMARY KEY (province, entry, number),
            FOREIGN KEY (province, entry, date) REFERENCES ledger_entry (province, id, date),
            FOREIGN KEY (province, debit_line) REFERENCES budget_line (province, id),
            FOREIGN KEY (province, credit_line) REFERENCES budget_line (province, id),
            CONSTRAINT posting_ways CHECK (
                (credit_stage, debit_stage) IN (
                    ('source', 'available'), ('available', 'source'),
                    ('available', 'reserved'), ('reserved', 'available'),
                    ('available', 'committed'), ('committed', 'available'),
                    ('available', 'disbursed'), ('disbursed', 'available'),
                    ('committed', 'disbursed'), ('disbursed', 'committed'),
                    ('available', 'returned'), ('returned', 'available'),
                    ('available', 'carriedOver'), ('carriedOver', 'available'),
                    ('committed', 'carriedOver'), ('carriedOver', 'committed'))),
            -- From one line to another money goes only by an approved transfer: out of what was reserved for it.
            CONSTRAINT posting_between_lines CHECK (
                debit_line = credit_line OR (credit_stage, debit_stage) = ('reserved', 'available'))
        );

        CREATE INDEX posting_by_debit_line ON posting (province, debit_line, date, entry);
        CREATE INDEX posting_by_credit_line ON posting (province, credit_line, date, entry)
            WHERE credit_line <> debit_line;
        CREATE INDEX posting_by_date ON posting (province, date);

        -- What each posting does to each line that it touches, in the columns of line_month.
        CREATE VIEW posting_effect AS
        SELECT p.province, p.entry, p.number, p.date, side.line,
               CASE side.stage WHEN 'source' THEN -side.amount ELSE 0 END                AS received,
               CASE WHEN p.debit_line <> p.credit_line THEN side.amount ELSE 0 END       AS transferred,
               CASE side.stage WHEN 'available' THEN side.amount ELSE 0 END              AS available,
               CASE side.stage WHEN 'reserved' THEN side.amount ELSE 0 END               AS reserved,
               CASE side.stage WHEN 'committed' THEN side.amount ELSE 0 END              AS committed,
               CASE side.stage WHEN 'disbursed' THEN side.amount ELSE 0 END              AS disbursed,
               CASE side.stage WHEN 'returned' THEN side.amount ELSE 0 END               AS returned,
               CASE side.stage WHEN 'carriedOver' THEN side.amount ELSE 0 END            AS carried_over
          FROM posting AS p
         CROSS JOIN LATERAL (VALUES (p.debit_line, p.debit_stage, p.amount),
                                    (p.credit_line, p.credit_stage, -p.amount)) AS side (line, stage, amount);

        REVOKE UPDATE, DELETE, TRUNCATE ON posting, ledger_entry FROM PUBLIC, CURRENT_USER;
        GRANT UPDATE (seal) ON ledger_entry TO CURRENT_USER;
        """#)
}
