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

    /// How far a feed was read is kept with that of everything else that is followed.
    static let followedFeeds = Migration(
        "indicators-0018-followed-feeds",
        """
        INSERT INTO followed_feed (peer, name, read_through)
        SELECT peer, 'figures', read_through FROM figure_following;
        DROP TABLE figure_following;
        """)

    /// What is followed beside figures: results by fiscal year as a province publishes them, and its publications, whose
    /// data sets and releases are there and not here.
    static let followedResults = Migration(
        "indicators-0021-followed-results",
        """
        CREATE TABLE followed_result (
            province     text        NOT NULL,
            organisation text        NOT NULL,
            fiscal_year  integer     NOT NULL CHECK (fiscal_year BETWEEN 2400 AND 2800),
            results      jsonb       NOT NULL,
            taken_at     timestamptz NOT NULL,
            PRIMARY KEY (province, organisation, fiscal_year)
        );
        ALTER TABLE data_publication
            DROP CONSTRAINT data_publication_province_data_set_fkey,
            ALTER COLUMN release_id DROP NOT NULL;
        """)
}
