import Postgres

extension BudgetMigrations {
    /// Closed periods and what is carried over. Both are held on the line's own row: it knows through which day it is
    /// closed, until which day it may be spent, and the days of the last acts, so that one CHECK compares them.
    static let periods = Migration(
        "budget-0004-periods",
        #"""
        CREATE TABLE period_closing (
            province      text        NOT NULL,
            id            uuid        NOT NULL,
            organisation  text        NOT NULL,
            fiscal_year   integer     NOT NULL CHECK (fiscal_year BETWEEN 2400 AND 2800),
            through       date        NOT NULL
                CHECK (through BETWEEN make_date(fiscal_year - 544, 10, 1) AND make_date(fiscal_year - 543, 9, 30)),
            letter_number text,
            lines         bigint      NOT NULL,
            closed_by     text        NOT NULL,
            closed_at     timestamptz NOT NULL,
            PRIMARY KEY (province, id),
            -- A month is closed at its end.
            CONSTRAINT period_closing_month_end CHECK (extract(day FROM through + 1) = 1)
        );
        CREATE INDEX period_closing_by_organisation ON period_closing (organisation, fiscal_year);

        ALTER TABLE budget_line
            ADD COLUMN closed_through date,
            ADD COLUMN spend_until    date,
            -- First and last day of the acts that were posted last.
            ADD COLUMN posted_from    date,
            ADD COLUMN posted_to      date,
            ADD CONSTRAINT budget_line_period_open CHECK (posted_from > closed_through),
            ADD CONSTRAINT budget_line_spend_until CHECK (posted_to <= spend_until);

        ALTER TABLE commitment
            ADD COLUMN carried_over bigint NOT NULL DEFAULT 0,
            ADD CONSTRAINT commitment_carried_over CHECK (carried_over >= 0),
            DROP CONSTRAINT commitment_outstanding,
            ADD CONSTRAINT commitment_outstanding CHECK (disbursed + released + carried_over <= amount);

        -- What may be carried over, and until when; offices correct the table. Days as month and day of the year into
        -- which it is carried.
        CREATE TABLE carry_over_rule (
            effective_from  date    NOT NULL PRIMARY KEY,
            effective_to    date    CHECK (effective_to >= effective_from),
            amount_min      bigint  NOT NULL CHECK (amount_min >= 0),
            spend_until     text    NOT NULL CHECK (spend_until ~ '^[01][0-9]-[0-3][0-9]$'),
            extended_until  text    NOT NULL CHECK (extended_until ~ '^[01][0-9]-[0-3][0-9]$'),
            legal_reference text    NOT NULL,
            provenance      text
        );
        INSERT INTO carry_over_rule
               (effective_from, amount_min, spend_until, extended_until, legal_reference, provenance)
        VALUES ('2018-11-12', 10000000, '03-31', '09-30', 'พ.ร.บ. วิธีการงบประมาณ พ.ศ. 2561 มาตรา 43',
                'bound before 30 September, to be spent by 31 March, one extension to 30 September, usually at least 100,000 baht; check the text');

        CREATE TABLE carry_over (
            province       text        NOT NULL,
            id             uuid        NOT NULL,
            fiscal_year    integer     NOT NULL CHECK (fiscal_year BETWEEN 2400 AND 2800),
            commitment     uuid        NOT NULL,
            from_line      uuid        NOT NULL,
            to_line        uuid        NOT NULL,
            to_commitment  uuid        NOT NULL,
            amount         bigint      NOT NULL CHECK (amount > 0),
            spend_until    date        NOT NULL,
            letter_number  text,
            extension      text,
            lapsed         bigint      CHECK (lapsed >= 0 AND lapsed <= amount),
            carried_by     text        NOT NULL,
            carried_at     timestamptz NOT NULL,
            PRIMARY KEY (province, id),
            CONSTRAINT carry_over_once UNIQUE (province, commitment),
            FOREIGN KEY (province, commitment) REFERENCES commitment (province, id),
            FOREIGN KEY (province, to_commitment) REFERENCES commitment (province, id),
            FOREIGN KEY (province, from_line) REFERENCES budget_line (province, id),
            FOREIGN KEY (province, to_line) REFERENCES budget_line (province, id)
        );
        CREATE INDEX carry_over_by_id ON carry_over (id);
        CREATE INDEX carry_over_by_line ON carry_over (province, to_line);

        -- Rows of money are never deleted, and of a line only what postings and closings move is changed.
        REVOKE DELETE, TRUNCATE ON budget_line, line_month, commitment, carry_over, period_closing
          FROM PUBLIC, CURRENT_USER;
        REVOKE UPDATE ON budget_line, commitment, carry_over, period_closing FROM PUBLIC, CURRENT_USER;
        GRANT UPDATE (received, transferred, allocated, available, reserved, committed, disbursed, returned,
                      carried_over, last_date, closed_through, spend_until, posted_from, posted_to)
           ON budget_line TO CURRENT_USER;
        GRANT UPDATE (disbursed, released, carried_over) ON commitment TO CURRENT_USER;
        GRANT UPDATE (spend_until, extension, lapsed) ON carry_over TO CURRENT_USER;
        """#)
}
