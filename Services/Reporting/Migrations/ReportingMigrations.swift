import Postgres

/// The reporting service's schema, in order.
enum ReportingMigrations {
    static let all: [Migration] = [
        reports, documents, inputs, definitions, deliveries, ways, emenscr, improvements, reminders, sdg, progress,
        districts, pieces, referredTo, files, composers,
    ]

    /// Reports, what they say, and the steps that they took. What is frozen and what was recorded is append-only.
    private static let reports = Migration(
        "reporting-0001-reports",
        #"""
        CREATE TABLE report (
            province      text        NOT NULL,
            id            uuid        NOT NULL,
            code          text        NOT NULL CHECK (char_length(code) BETWEEN 1 AND 200),
            organisation  text        NOT NULL,
            fiscal_year   integer     NOT NULL CHECK (fiscal_year BETWEEN 2400 AND 2800),
            definition    text        NOT NULL,
            revision      integer     NOT NULL CHECK (revision > 0),
            title_th      text        NOT NULL,
            title_en      text,
            step          text        NOT NULL
                CHECK (step IN ('draft', 'frozen', 'checked', 'screened', 'signed', 'published', 'returned')),
            version       integer     NOT NULL CHECK (version > 0),
            composed_at   timestamptz NOT NULL,
            missing       integer     NOT NULL CHECK (missing >= 0),
            sha256        text        CHECK (sha256 ~ '^[0-9a-f]{64}$'),
            superseded_by uuid,
            PRIMARY KEY (province, id),
            CONSTRAINT report_code_taken     UNIQUE (province, code),
            CONSTRAINT report_revision_taken UNIQUE (province, organisation, fiscal_year, definition, revision),
            CONSTRAINT report_hashed   CHECK ((step = 'draft') = (sha256 IS NULL)),
            -- What has gaps never goes on its way.
            CONSTRAINT report_complete CHECK (missing = 0 OR step IN ('draft', 'frozen', 'returned'))
        );

        CREATE INDEX report_by_id ON report (id);
        CREATE INDEX report_by_code ON report (code);
        CREATE INDEX report_by_year ON report (province, fiscal_year DESC, code DESC);

        CREATE INDEX report_published ON report (fiscal_year DESC, code)
            WHERE step = 'published' AND superseded_by IS NULL;

        CREATE TABLE report_draft (
            province text  NOT NULL,
            report   uuid  NOT NULL,
            content  bytea NOT NULL,
            PRIMARY KEY (province, report),
            FOREIGN KEY (province, report) REFERENCES report (province, id)
        );

        CREATE TABLE report_content (
            province text  NOT NULL,
            report   uuid  NOT NULL,
            content  bytea NOT NULL,
            sha256   text  NOT NULL,
            PRIMARY KEY (province, report),
            FOREIGN KEY (province, report) REFERENCES report (province, id),
            CONSTRAINT report_content_hashed CHECK (sha256 = encode(sha256(content), 'hex'))
        );

        CREATE TABLE report_step (
            province    text        NOT NULL,
            report      uuid        NOT NULL,
            number      integer     NOT NULL CHECK (number > 0),
            step        text        NOT NULL,
            recorded_by text        NOT NULL,
            recorded_at timestamptz NOT NULL,
            happened_on date        NOT NULL,
            position    text,
            document    text,
            note        text,
            PRIMARY KEY (province, report, number),
            FOREIGN KEY (province, report) REFERENCES report (province, id)
        );

        -- Files made of frozen content, which can be made again at any time.
        CREATE TABLE report_file (
            province text  NOT NULL,
            report   uuid  NOT NULL,
            name     text  NOT NULL,
            bytes    bytea NOT NULL,
            PRIMARY KEY (province, report, name),
            FOREIGN KEY (province, report) REFERENCES report (province, id)
        );

        REVOKE UPDATE, DELETE, TRUNCATE ON report_content, report_step FROM PUBLIC, CURRENT_USER;
        """#)
}
