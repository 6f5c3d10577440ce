import Postgres

extension IndicatorsMigrations {
    static let publications = Migration(
        "indicators-0013-publications-and-exports",
        """
        -- What was published, as it was: another edition takes its place, and it stays.
        CREATE TABLE data_publication (
            province     text        NOT NULL,
            data_set     text        NOT NULL,
            period       text        NOT NULL,
            edition      integer     NOT NULL CHECK (edition > 0),
            release_id   uuid        NOT NULL,
            name_th      text        NOT NULL,
            name_en      text,
            family       text        NOT NULL CHECK (family IN ('basic', 'quality', 'special')),
            published_at timestamptz NOT NULL,
            observations integer     NOT NULL CHECK (observations >= 0),
            suppressed   integer     NOT NULL CHECK (suppressed BETWEEN 0 AND observations),
            cube         text        NOT NULL,
            sha256       text        NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
            PRIMARY KEY (province, data_set, period, edition),
            UNIQUE (province, release_id),
            FOREIGN KEY (province, data_set) REFERENCES data_set (province, code)
        );
        CREATE FUNCTION data_publication_stays() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'published data never changes' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'data_publication_stays';
        END $$;
        CREATE TRIGGER data_publication_stays BEFORE UPDATE OR DELETE ON data_publication
            FOR EACH ROW EXECUTE FUNCTION data_publication_stays();
        -- After what was published, as after what was stopped, another may begin.
        DROP INDEX data_release_one;
        CREATE UNIQUE INDEX data_release_one ON data_release (province, data_set, period)
            WHERE stage NOT IN ('stopped', 'published');

        CREATE TABLE export_file (
            province     text        NOT NULL,
            code         text        NOT NULL CHECK (code ~ '^[A-Za-z0-9_.-]{1,32}$'),
            organisation text        NOT NULL,
            subject      text        NOT NULL,
            format       text        NOT NULL,
            state        text        NOT NULL CHECK (state IN ('running', 'done')),
            job          uuid,
            name         text        NOT NULL,
            media_type   text        NOT NULL,
            parts        integer     NOT NULL CHECK (parts >= 0),
            bytes        bigint      NOT NULL CHECK (bytes >= 0),
            observations bigint      NOT NULL CHECK (observations >= 0),
            suppressed   bigint      NOT NULL CHECK (suppressed BETWEEN 0 AND observations),
            sha256       text        CHECK (sha256 ~ '^[0-9a-f]{64}$'),
            created_at   timestamptz NOT NULL,
            PRIMARY KEY (province, code),
            CONSTRAINT export_done_whole CHECK ((state = 'done') = (sha256 IS NOT NULL))
        );
        CREATE INDEX export_age ON export_file (province, created_at);
        CREATE TABLE export_part (
            province text    NOT NULL,
            code     text    NOT NULL,
            number   integer NOT NULL CHECK (number >= 0),
            bytes    bytea   NOT NULL CHECK (octet_length(bytes) BETWEEN 1 AND 262144),
            PRIMARY KEY (province, code, number),
            FOREIGN KEY (province, code) REFERENCES export_file (province, code) ON DELETE CASCADE
        );
        """)
}
