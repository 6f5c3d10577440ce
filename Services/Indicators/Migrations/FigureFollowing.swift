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
}
