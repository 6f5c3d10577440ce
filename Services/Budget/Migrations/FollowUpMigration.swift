import Postgres

extension BudgetMigrations {
    /// Notices of slow spending, and how closely plans are kept to.
    static let followUp = Migration(
        "budget-0006-follow-up",
        #"""
        CREATE TABLE acceleration_notice (
            province      text        NOT NULL,
            id            uuid        NOT NULL,
            organisation  text        NOT NULL,
            fiscal_year   integer     NOT NULL CHECK (fiscal_year BETWEEN 2400 AND 2800),
            quarter       integer     NOT NULL CHECK (quarter BETWEEN 1 AND 4),
            date          date        NOT NULL,
            letter_number text,
            allocated     bigint      NOT NULL,
            spent         bigint      NOT NULL,
            shortfall     bigint      NOT NULL CHECK (shortfall > 0),
            answer_due_on date        NOT NULL CHECK (answer_due_on >= date),
            issued_by     text        NOT NULL,
            issued_at     timestamptz NOT NULL,
            answer        text,
            answered_by   text,
            answered_at   timestamptz,
            PRIMARY KEY (province, id),
            CONSTRAINT acceleration_notice_once UNIQUE (province, organisation, fiscal_year, date),
            CHECK ((answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by IS NULL))
        );
        CREATE INDEX acceleration_notice_by_id ON acceleration_notice (id);
        CREATE INDEX acceleration_notice_by_organisation ON acceleration_notice (organisation, fiscal_year);
        REVOKE UPDATE, DELETE, TRUNCATE ON acceleration_notice FROM PUBLIC, CURRENT_USER;
        GRANT UPDATE (answer, answered_by, answered_at) ON acceleration_notice TO CURRENT_USER;

        CREATE TABLE spending_control (
            organisation text    NOT NULL,
            fiscal_year  integer NOT NULL CHECK (fiscal_year BETWEEN 2400 AND 2800),
            stage        text    NOT NULL CHECK (stage IN ('commitment', 'disbursement')),
            period       text    NOT NULL CHECK (period IN ('year', 'month')),
            action       text    NOT NULL CHECK (action IN ('stop', 'warn', 'ignore')),
            PRIMARY KEY (fiscal_year, organisation, stage, period)
        );
        """#)
}
