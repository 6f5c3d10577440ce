import Kernel
import Postgres

extension IndicatorsMigrations {
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
