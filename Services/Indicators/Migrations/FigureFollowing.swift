import Postgres

extension IndicatorsMigrations {
    static let figureFollowing = Migration(
        "indicators-0016-figure-following",
        """
        -- How far another office's feed was read.
        CREATE TABLE figure_following (
            peer         text   PRIMARY KEY,
            read_through bigint NOT NULL CHECK (read_through >= 0)
        );
        """)
}
