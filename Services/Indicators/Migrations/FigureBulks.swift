import Postgres

extension IndicatorsMigrations {
    static let figureBulks = Migration(
        "indicators-0014-figure-bulks",
        """
        CREATE TABLE figure_bulk (
            province   text        NOT NULL,
            code       text        NOT NULL CHECK (code ~ '^[A-Za-z0-9_.-]{1,32}$'),
            under      text        NOT NULL,
            state      text        NOT NULL CHECK (state IN ('open', 'running', 'done', 'refused')),
            record     jsonb       NOT NULL,
            created_at timestamptz NOT NULL,
            PRIMARY KEY (province, code)
        );
        CREATE INDEX figure_bulk_age ON figure_bulk (province, created_at);
        CREATE TABLE figure_bulk_part (
            province text    NOT NULL,
            code     text    NOT NULL,
            number   integer NOT NULL CHECK (number >= 0),
            bytes    bytea   NOT NULL CHECK (octet_length(bytes) BETWEEN 1 AND 3000002),
            PRIMARY KEY (province, code, number),
            FOREIGN KEY (province, code) REFERENCES figure_bulk (province, code) ON DELETE CASCADE
        );
        -- What is sent compresses well, and lives for a few days: written as it is.
        ALTER TABLE figure_bulk_part ALTER COLUMN bytes SET STORAGE EXTERNAL;
        CREATE TABLE figure_bulk_problem (
            province    text    NOT NULL,
            code        text    NOT NULL,
            sheet_row   integer NOT NULL,
            number      bigint  GENERATED ALWAYS AS IDENTITY,
            member      text    NOT NULL,
            value       text,
            rule        text    NOT NULL,
            message_th  text    NOT NULL,
            message_en  text    NOT NULL,
            PRIMARY KEY (province, code, sheet_row, number),
            FOREIGN KEY (province, code) REFERENCES figure_bulk (province, code) ON DELETE CASCADE
        );
        """)

    /// A file that was looked through and not taken in.
    static let checkedBulks = Migration(
        "indicators-0020-checked-bulks",
        """
        ALTER TABLE figure_bulk
            DROP CONSTRAINT figure_bulk_state_check,
            ADD CONSTRAINT figure_bulk_state_check
                CHECK (state IN ('open', 'checked', 'running', 'done', 'refused'));
        -- Places are made of members, whole, by the transaction that has the round; looking the round up for each of a
        -- country's 200,000 takes longer than making them.
        ALTER TABLE round_place DROP CONSTRAINT round_place_province_round_id_fkey;
        """)
}
