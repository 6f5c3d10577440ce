import Postgres

extension IndicatorsMigrations {
    static let conditions = Migration(
        "indicators-0007-conditions",
        """
        ALTER TABLE question
            ADD COLUMN show_if jsonb NOT NULL DEFAULT '[]',
            -- The data element that certified numbers are figures of.
            ADD COLUMN element text;
        ALTER TABLE questionnaire ADD COLUMN rules jsonb NOT NULL DEFAULT '[]';
        -- The round that this one follows.
        ALTER TABLE round
            ADD COLUMN previous text,
            ADD CONSTRAINT round_previous FOREIGN KEY (province, previous) REFERENCES round (province, code),
            ADD CONSTRAINT round_follows_another CHECK (previous <> code);

        -- Why answers are right although a soft rule does not hold.
        CREATE TABLE rule_reason (
            province      text NOT NULL,
            submission_id uuid NOT NULL,
            rule          text NOT NULL,
            reason        text NOT NULL CHECK (reason <> ''),
            PRIMARY KEY (province, submission_id, rule),
            FOREIGN KEY (province, submission_id) REFERENCES submission (province, id)
        );

        -- Who may answer longer: on time until that day, and although the round is closed.
        CREATE TABLE round_exception (
            province     text        NOT NULL,
            round_id     uuid        NOT NULL,
            organisation text        NOT NULL,
            until        date        NOT NULL,
            reason       text        NOT NULL CHECK (reason <> ''),
            by           text        NOT NULL,
            at           timestamptz NOT NULL,
            PRIMARY KEY (province, round_id, organisation),
            FOREIGN KEY (province, round_id, organisation)
                REFERENCES round_member (province, round_id, organisation)
        );

        -- Certified answers are figures of the fiscal year, beside those that are reported as data. Where an
        -- organisation has both, the certified answer holds (of several rounds, the first by code).
        CREATE OR REPLACE VIEW element_value AS
        SELECT v.province, v.element, v.period, v.organisation, v.categories, v.dimensions, v.state, v.number,
               '1' AS source
        FROM data_value v
        UNION ALL
        SELECT s.province, q.element, 'FY' || r.fiscal_year, s.organisation, '{}'::text[], '', a.state, a.number,
               '0' || r.code
        FROM question q
        JOIN round r      ON (r.province, r.id, r.questionnaire_version) = (q.province, q.round_id, q.version)
        JOIN submission s ON (s.province, s.round_id) = (r.province, r.id) AND s.state IN ('certified', 'accepted')
        JOIN answer a     ON (a.province, a.submission_id, a.question) = (s.province, s.id, q.code)
        WHERE q.element IS NOT NULL;
        CREATE INDEX question_element ON question (province, element) WHERE element IS NOT NULL;
        """)
}
