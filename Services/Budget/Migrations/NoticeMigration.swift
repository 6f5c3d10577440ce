import Postgres

extension BudgetMigrations {
    /// Letters of allocation with the entries that they made.
    static let notices = Migration(
        "budget-0009-allocation-notices",
        #"""
        CREATE TABLE allocation_notice (
            province      text        NOT NULL,
            id            uuid        NOT NULL,
            code          text        NOT NULL CHECK (char_length(code) BETWEEN 1 AND 64),
            organisation  text        NOT NULL,
            fiscal_year   integer     NOT NULL CHECK (fiscal_year BETWEEN 2400 AND 2800),
            letter_number text        NOT NULL CHECK (char_length(letter_number) BETWEEN 1 AND 64),
            date          date        NOT NULL,
            supplementary boolean     NOT NULL,
            total         bigint      NOT NULL CHECK (total > 0),
            -- In the order of the letter.
            lines         text[]      NOT NULL,
            amounts       bigint[]    NOT NULL,
            entries       uuid[]      NOT NULL,
            posted_by     text        NOT NULL,
            posted_at     timestamptz NOT NULL,
            PRIMARY KEY (province, id),
            CONSTRAINT allocation_notice_code_taken UNIQUE (province, code),
            CHECK (cardinality(lines) = cardinality(amounts) AND cardinality(lines) = cardinality(entries))
        );
        CREATE INDEX allocation_notice_by_id ON allocation_notice (id);
        CREATE INDEX allocation_notice_by_code ON allocation_notice (code);
        CREATE INDEX allocation_notice_by_organisation ON allocation_notice (organisation, fiscal_year);
        REVOKE UPDATE, DELETE, TRUNCATE ON allocation_notice FROM PUBLIC, CURRENT_USER;
        """#)
}
