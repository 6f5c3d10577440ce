import Postgres

extension IndicatorsMigrations {
    static let publication = Migration(
        "indicators-0009-publication",
        """
        -- From what count on groups of people are shown in what is published.
        CREATE TABLE suppression (
            province  text    PRIMARY KEY,
            threshold integer NOT NULL CHECK (threshold BETWEEN 0 AND 100),
            units     text[]  NOT NULL,
            version   integer NOT NULL CHECK (version > 0)
        );
        """)
}
