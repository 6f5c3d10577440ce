import Postgres

extension IndicatorsMigrations {
    /// What kind of value a data element's figures are.
    static let valueTypes = Migration(
        "indicators-0022-value-types",
        """
        ALTER TABLE data_element ADD COLUMN value_type text NOT NULL DEFAULT 'integer'
            CHECK (value_type IN ('integer', 'number', 'percentage', 'yesNo'));
        UPDATE data_element SET value_type = 'number' WHERE decimals > 0;
        ALTER TABLE data_element
            ADD CONSTRAINT data_element_whole CHECK (value_type NOT IN ('integer', 'yesNo') OR decimals = 0),
            -- Ten-thousandths.
            ADD CONSTRAINT data_element_percentage
                CHECK (value_type <> 'percentage' OR coalesce(minimum >= 0 AND maximum <= 1000000, false)),
            ADD CONSTRAINT data_element_yes_no
                CHECK (value_type <> 'yesNo' OR coalesce(minimum >= 0 AND maximum <= 10000, false));
        """)
}
