import Kernel
import Postgres

extension IndicatorsMigrations {
    static let figureBefore = Migration(
        "indicators-0024-figure-before",
        """
        -- What figures were before a file changed them, so that it can be taken back whole.
        CREATE TABLE figure_before (
            province       text        NOT NULL,
            under          text        NOT NULL,
            import         text        NOT NULL,
            by             text        NOT NULL,
            of_province    text        NOT NULL,
            element        text        NOT NULL,
            period         text        NOT NULL,
            dimensions     text        NOT NULL,
            categories     text[]      NOT NULL,
            organisation   text        NOT NULL,
            -- Absent: it was not reported.
            state          text        CHECK (state IN ('value', 'none', 'notApplicable')),
            number         bigint,
            written_state  text        NOT NULL CHECK (written_state IN ('value', 'none', 'notApplicable')),
            written_number bigint,
            at             timestamptz NOT NULL,
            PRIMARY KEY (province, under, import, by, of_province, element, period, categories, organisation),
            CONSTRAINT figure_before_one_value CHECK ((state IS NOT DISTINCT FROM 'value') = (number IS NOT NULL)),
            CONSTRAINT figure_before_one_written CHECK ((written_state = 'value') = (written_number IS NOT NULL))
        );
        CREATE INDEX figure_before_age ON figure_before (province, at);
        """)

    /// What a file took back is remembered, too: written is nothing.
    static let figureTakenBack = Migration(
        "indicators-0027-figure-taken-back",
        """
        ALTER TABLE figure_before
            ALTER COLUMN written_state DROP NOT NULL,
            DROP CONSTRAINT figure_before_one_written,
            ADD CONSTRAINT figure_before_one_written
                CHECK ((written_state IS NOT DISTINCT FROM 'value') = (written_number IS NOT NULL)),
            ADD CONSTRAINT figure_before_changed CHECK (state IS NOT NULL OR written_state IS NOT NULL);
        """)

    static let sheetMappings = Migration(
        "indicators-0011-sheet-mappings",
        """
        -- Which column of an office's file is which, by name.
        CREATE TABLE sheet_mapping (
            province text  NOT NULL,
            code     text  NOT NULL,
            layout   jsonb NOT NULL,
            PRIMARY KEY (province, code)
        );
        """)
}
