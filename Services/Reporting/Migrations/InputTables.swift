import Postgres

extension ReportingMigrations {
    /// What a report was made from, so that it can be made again; quarters; editions that correct others.
    static let inputs = Migration(
        "reporting-0003-inputs",
        #"""
        ALTER TABLE report
            ADD COLUMN quarter           integer NOT NULL DEFAULT 0 CHECK (quarter BETWEEN 0 AND 4),
            ADD COLUMN definition_number integer NOT NULL DEFAULT 1 CHECK (definition_number > 0),
            ADD COLUMN corrects          uuid,
            DROP CONSTRAINT report_revision_taken,
            ADD CONSTRAINT report_revision_taken
                UNIQUE (province, organisation, fiscal_year, quarter, definition, revision);

        -- The definition and the subject that it was composed by; canonical JSON.
        CREATE TABLE report_basis (
            province   text  NOT NULL,
            report     uuid  NOT NULL,
            definition bytea NOT NULL,
            subject    bytea NOT NULL,
            PRIMARY KEY (province, report),
            FOREIGN KEY (province, report) REFERENCES report (province, id)
        );

        -- What the other services answered.
        CREATE TABLE report_input (
            province    text        NOT NULL,
            report      uuid        NOT NULL,
            number      integer     NOT NULL CHECK (number > 0),
            service     text        NOT NULL,
            method      text        NOT NULL,
            params      text        NOT NULL,
            answered_at timestamptz NOT NULL,
            answer      bytea       NOT NULL,
            sha256      text        NOT NULL,
            PRIMARY KEY (province, report, number),
            FOREIGN KEY (province, report) REFERENCES report (province, id),
            CONSTRAINT report_input_hashed CHECK (sha256 = encode(sha256(answer), 'hex'))
        );

        -- What people wrote into it while it was a draft.
        CREATE TABLE report_writing (
            province text NOT NULL,
            report   uuid NOT NULL,
            part     text NOT NULL,
            text_th  text NOT NULL,
            text_en  text,
            PRIMARY KEY (province, report, part),
            FOREIGN KEY (province, report) REFERENCES report (province, id)
        );

        REVOKE UPDATE, DELETE, TRUNCATE ON report_basis, report_input FROM PUBLIC, CURRENT_USER;
        """#)

    /// Kinds of report that offices make for themselves; what is published is never changed.
    static let definitions = Migration(
        "reporting-0004-definitions",
        #"""
        CREATE TABLE report_definition (
            province     text    NOT NULL,
            code         text    NOT NULL CHECK (code ~ '^[A-Za-z0-9]{1,64}$'),
            number       integer NOT NULL CHECK (number > 0),
            organisation text    NOT NULL,
            body         bytea   NOT NULL,
            is_published boolean NOT NULL,
            version      integer NOT NULL CHECK (version > 0),
            PRIMARY KEY (province, code, number)
        );

        -- One draft of a code at a time.
        CREATE UNIQUE INDEX report_definition_draft ON report_definition (province, code) WHERE NOT is_published;
        """#)
}

extension ReportingMigrations {
    /// Answers that were handed over instead of asked for, and how far parts of a report are while it is composed.
    static let progress = Migration(
        "reporting-0011-progress",
        #"""
        ALTER TABLE report_input ADD COLUMN handed_by text;

        CREATE TABLE report_progress (
            job      uuid    NOT NULL,
            number   integer NOT NULL CHECK (number >= 0),
            part     text    NOT NULL,
            title_th text    NOT NULL,
            title_en text,
            state    text    NOT NULL CHECK (state IN ('waiting', 'done', 'missing')),
            PRIMARY KEY (job, number),
            FOREIGN KEY (job) REFERENCES job (id)
        );
        """#)
}

extension ReportingMigrations {
    /// By which edition of the composing a report was composed: another one words and draws some of it otherwise.
    static let composers = Migration(
        "reporting-0016-composers",
        #"""
        ALTER TABLE report_basis ADD COLUMN composer integer CHECK (composer > 0);
        """#)
}
