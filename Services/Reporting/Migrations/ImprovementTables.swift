import Postgres

extension ReportingMigrations {
    /// Actions that follow from findings, and what waits to be carried into plans; what was reminded of.
    static let improvements = Migration(
        "reporting-0008-improvements",
        #"""
        CREATE TABLE improvement (
            province       text    NOT NULL,
            id             uuid    NOT NULL,
            organisation   text    NOT NULL,
            fiscal_year    integer NOT NULL CHECK (fiscal_year BETWEEN 2400 AND 2800),
            report         text,
            finding_kind   text    NOT NULL
                CHECK (finding_kind IN ('indicator', 'spending', 'plan', 'round', 'other')),
            finding_key    text    NOT NULL,
            finding_th     text    NOT NULL,
            finding_en     text,
            action_th      text    NOT NULL,
            action_en      text,
            owner          text    NOT NULL,
            owner_position text,
            due_on         date    NOT NULL,
            state          text    NOT NULL CHECK (state IN ('open', 'inProgress', 'done', 'dropped')),
            version        integer NOT NULL CHECK (version > 0),
            PRIMARY KEY (province, id)
        );
        CREATE INDEX improvement_by_id ON improvement (id);
        CREATE INDEX improvement_due ON improvement (province, organisation, due_on, id);

        CREATE TABLE improvement_note (
            province    text        NOT NULL,
            improvement uuid        NOT NULL,
            number      integer     NOT NULL CHECK (number > 0),
            state       text        NOT NULL,
            note        text,
            written_by  text        NOT NULL,
            written_at  timestamptz NOT NULL,
            PRIMARY KEY (province, improvement, number),
            FOREIGN KEY (province, improvement) REFERENCES improvement (province, id)
        );

        -- What is to be put into a plan: written with the change, handed over afterwards, tried again until it is taken
        -- or refused.
        CREATE TABLE improvement_outbox (
            province    text        NOT NULL,
            improvement uuid        NOT NULL,
            plan        text        NOT NULL,
            element     text        NOT NULL,
            params      text        NOT NULL,
            state       text        NOT NULL CHECK (state IN ('waiting', 'carried', 'refused')),
            attempts    integer     NOT NULL DEFAULT 0 CHECK (attempts >= 0),
            next_at     timestamptz NOT NULL,
            problem_th  text,
            problem_en  text,
            changed_at  timestamptz NOT NULL,
            PRIMARY KEY (province, improvement),
            FOREIGN KEY (province, improvement) REFERENCES improvement (province, id)
        );
        CREATE INDEX improvement_outbox_waiting ON improvement_outbox (next_at) WHERE state = 'waiting';

        REVOKE UPDATE, DELETE, TRUNCATE ON improvement_note FROM PUBLIC, CURRENT_USER;
        """#)

    /// Days that parents set, and what was reminded of: once for each report and occasion.
    static let reminders = Migration(
        "reporting-0009-reminders",
        #"""
        CREATE TABLE schedule_day (
            province    text        NOT NULL,
            parent      text        NOT NULL,
            definition  text        NOT NULL,
            fiscal_year integer     NOT NULL CHECK (fiscal_year BETWEEN 2400 AND 2800),
            quarter     integer     NOT NULL CHECK (quarter BETWEEN 0 AND 4),
            due_on      date        NOT NULL,
            set_by      text        NOT NULL,
            set_at      timestamptz NOT NULL,
            PRIMARY KEY (province, parent, definition, fiscal_year, quarter)
        );

        CREATE TABLE schedule_reminder (
            province     text        NOT NULL,
            organisation text        NOT NULL,
            definition   text        NOT NULL,
            fiscal_year  integer     NOT NULL CHECK (fiscal_year BETWEEN 2400 AND 2800),
            quarter      integer     NOT NULL CHECK (quarter BETWEEN 0 AND 4),
            occasion     text        NOT NULL CHECK (occasion IN ('soon', 'due', 'overdue', 'escalated')),
            due_on       date        NOT NULL,
            reminded_at  timestamptz NOT NULL,
            PRIMARY KEY (province, organisation, definition, fiscal_year, quarter, occasion)
        );
        CREATE INDEX schedule_reminder_newest ON schedule_reminder (province, reminded_at DESC, organisation);
        """#)
}
