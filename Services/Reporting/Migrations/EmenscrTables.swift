import Postgres

extension ReportingMigrations {
    /// Projects in the national system eMENSCR: its codes, what people fill in, approvals, exports and sendings.
    static let emenscr = Migration(
        "reporting-0007-emenscr",
        #"""
        CREATE TABLE emenscr_project (
            province      text    NOT NULL,
            project       text    NOT NULL,
            organisation  text    NOT NULL,
            national_code text,
            state         text    NOT NULL CHECK (state IN (
                'notEntered', 'entered', 'sentForApproval', 'approvedByUnit', 'approvedByDepartment',
                'approvedByMinistry', 'returned')),
            version       integer NOT NULL CHECK (version > 0),
            PRIMARY KEY (province, project),
            CONSTRAINT emenscr_code_taken UNIQUE (province, national_code)
        );

        CREATE TABLE emenscr_move (
            province    text        NOT NULL,
            project     text        NOT NULL,
            number      integer     NOT NULL CHECK (number > 0),
            state       text        NOT NULL,
            moved_on    date        NOT NULL,
            note        text,
            recorded_by text        NOT NULL,
            recorded_at timestamptz NOT NULL,
            PRIMARY KEY (province, project, number),
            FOREIGN KEY (province, project) REFERENCES emenscr_project (province, project)
        );

        -- Quarter 0: of the year.
        CREATE TABLE emenscr_writing (
            province    text        NOT NULL,
            project     text        NOT NULL,
            fiscal_year integer     NOT NULL CHECK (fiscal_year BETWEEN 2400 AND 2800),
            quarter     integer     NOT NULL CHECK (quarter BETWEEN 0 AND 4),
            field       text        NOT NULL,
            value       text        NOT NULL CHECK (value <> ''),
            PRIMARY KEY (province, project, fiscal_year, quarter, field),
            FOREIGN KEY (province, project) REFERENCES emenscr_project (province, project)
        );

        CREATE TABLE emenscr_export (
            province     text        NOT NULL,
            id           uuid        NOT NULL,
            organisation text        NOT NULL,
            fiscal_year  integer     NOT NULL CHECK (fiscal_year BETWEEN 2400 AND 2800),
            quarter      integer     NOT NULL CHECK (quarter BETWEEN 1 AND 4),
            projects     text[]      NOT NULL,
            refused      bytea       NOT NULL,
            content      bytea       NOT NULL,
            sha256       text        NOT NULL,
            created_at   timestamptz NOT NULL,
            created_by   text        NOT NULL,
            PRIMARY KEY (province, id),
            CONSTRAINT emenscr_export_hashed CHECK (sha256 = encode(sha256(content), 'hex'))
        );
        CREATE INDEX emenscr_export_by_id ON emenscr_export (id);
        CREATE INDEX emenscr_export_newest ON emenscr_export (province, organisation, id DESC);
        CREATE INDEX emenscr_export_of_project ON emenscr_export USING gin (projects);

        CREATE TABLE emenscr_sending (
            province    text        NOT NULL,
            export      uuid        NOT NULL,
            number      integer     NOT NULL CHECK (number > 0),
            sent_on     date        NOT NULL,
            document    text,
            recorded_by text        NOT NULL,
            recorded_at timestamptz NOT NULL,
            PRIMARY KEY (province, export, number),
            FOREIGN KEY (province, export) REFERENCES emenscr_export (province, id)
        );

        REVOKE UPDATE, DELETE, TRUNCATE ON emenscr_move, emenscr_export, emenscr_sending FROM PUBLIC, CURRENT_USER;
        """#)
}

extension ReportingMigrations {
    /// Where provincial indicators stand under SDG 4.
    static let sdg = Migration(
        "reporting-0010-sdg",
        #"""
        CREATE TABLE sdg_mapping (
            province    text        NOT NULL,
            indicator   text        NOT NULL,
            global      text        NOT NULL CHECK (global ~ '^4[.][1-7abc][.][0-9]{1,2}$'),
            national_th text,
            national_en text,
            set_by      text        NOT NULL,
            set_at      timestamptz NOT NULL,
            PRIMARY KEY (province, indicator)
        );
        """#)
}
