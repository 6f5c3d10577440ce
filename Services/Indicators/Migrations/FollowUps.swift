import Postgres

extension IndicatorsMigrations {
    static let followUps = Migration(
        "indicators-0012-visits-showcases-advice-officers",
        """
        -- What is looked for stands in columns; the rest is the record as it is answered.
        CREATE TABLE visit (
            province     text        NOT NULL,
            code         text        NOT NULL CHECK (code ~ '^[A-Za-z0-9_.-]{1,32}$'),
            organisation text        NOT NULL,
            state        text        NOT NULL CHECK (state IN ('planned', 'reported', 'closed', 'cancelled')),
            day          date        NOT NULL,
            about        text,
            record       jsonb       NOT NULL,
            version      integer     NOT NULL CHECK (version > 0),
            changed_at   timestamptz NOT NULL,
            PRIMARY KEY (province, code),
            -- Who has visited says when and what was found.
            CONSTRAINT visit_reported_whole CHECK (
                state IN ('planned', 'cancelled') OR (record ? 'visitedOn' AND record ? 'summary'))
        );
        CREATE INDEX visit_place ON visit (province, organisation, day DESC, code);

        CREATE TABLE showcase (
            province     text        NOT NULL,
            code         text        NOT NULL CHECK (code ~ '^[A-Za-z0-9_.-]{1,32}$'),
            organisation text        NOT NULL,
            state        text        NOT NULL CHECK (state IN ('nominated', 'assessed', 'published', 'declined')),
            day          date        NOT NULL,
            about        text,
            record       jsonb       NOT NULL,
            version      integer     NOT NULL CHECK (version > 0),
            changed_at   timestamptz NOT NULL,
            PRIMARY KEY (province, code)
        );
        CREATE INDEX showcase_place ON showcase (province, organisation, day DESC, code);

        CREATE TABLE advice (
            province     text        NOT NULL,
            code         text        NOT NULL CHECK (code ~ '^[A-Za-z0-9_.-]{1,32}$'),
            organisation text        NOT NULL,
            state        text        NOT NULL CHECK (state IN ('asked', 'answered', 'settled')),
            day          date        NOT NULL,
            about        text,
            record       jsonb       NOT NULL,
            version      integer     NOT NULL CHECK (version > 0),
            changed_at   timestamptz NOT NULL,
            PRIMARY KEY (province, code),
            CONSTRAINT advice_answered_whole CHECK (state = 'asked' OR (record ? 'answer' AND record ? 'answeredOn'))
        );
        CREATE INDEX advice_place ON advice (province, organisation, day DESC, code);

        CREATE TABLE officer (
            province     text        NOT NULL,
            organisation text        NOT NULL,
            position     text        NOT NULL CHECK (position <> ''),
            name         text,
            email        text        CHECK (email ~ '^[!-~]+@[!-~]+$'),
            telephone    text,
            training     text[]      NOT NULL,
            since        date        NOT NULL,
            until        date,
            version      integer     NOT NULL CHECK (version > 0),
            PRIMARY KEY (province, organisation, position),
            CONSTRAINT officer_period CHECK (until >= since)
        );

        -- Counts of a round by district, as its organisations lay when the tree was taken.
        ALTER TABLE round_member ADD COLUMN district text;
        UPDATE round_member m SET district = o.district FROM organisation o
        WHERE o.code = m.organisation AND o.district IS NOT NULL;
        """)
}
