import Postgres

/// The tables of the indicator service, in the order of their making.
enum IndicatorsMigrations {
    static let all = [
        indicators, rounds, submissions, rollups, dataElements, formulas,
        conditions, reminders, publication, dataSets,
        sheetMappings, followUps, publications, figureBulks, formulaPlans, figureFollowing, sharedMail, followedFeeds,
        formulaScans,
        checkedBulks, followedResults, valueTypes, figureOrder, figureBefore, figureWrites,
        formulaTotals, figureTakenBack, answersAsFigures, figureCounts, formulaWays,
    ]

    static let indicators = Migration(
        "indicators-0001-indicators",
        """
        CREATE TABLE indicator (
            province           text        NOT NULL,
            code               text        NOT NULL CHECK (length(code) BETWEEN 1 AND 32),
            id                 uuid        NOT NULL,
            owner              text        NOT NULL,
            name_th            text        NOT NULL CHECK (name_th <> ''),
            name_en            text,
            definition_th      text,
            definition_en      text,
            unit_th            text        NOT NULL CHECK (unit_th <> ''),
            unit_en            text,
            aggregation        text        NOT NULL CHECK (aggregation IN ('count', 'sum', 'ratio', 'choice')),
            direction          text        NOT NULL CHECK (direction IN ('up', 'down')),
            decimals           integer     NOT NULL CHECK (decimals BETWEEN 0 AND 4),
            -- Figures are kept in ten-thousandths, so that sums are exact.
            multiplier         bigint      NOT NULL CHECK (multiplier > 0),
            strategy           text,
            plan_elements      text[]      NOT NULL,
            sdg_targets        text[]      NOT NULL,
            baseline_year      integer     CHECK (baseline_year BETWEEN 2400 AND 2800),
            baseline_value     bigint,
            rule_basis         text        NOT NULL CHECK (rule_basis IN ('target', 'baseline')),
            rule_on_track_at   bigint      NOT NULL,
            rule_behind_at     bigint      NOT NULL,
            version            integer     NOT NULL CHECK (version > 0),
            changed_at         timestamptz NOT NULL,
            PRIMARY KEY (province, code),
            UNIQUE (province, id),
            CONSTRAINT indicator_baseline_whole CHECK ((baseline_year IS NULL) = (baseline_value IS NULL)),
            CONSTRAINT indicator_rule_order
                CHECK (0 <= rule_behind_at AND rule_behind_at <= rule_on_track_at AND rule_on_track_at <= 1000000),
            CONSTRAINT indicator_definition_whole CHECK (definition_en IS NULL OR definition_th IS NOT NULL)
        );
        CREATE INDEX indicator_id ON indicator (id);

        CREATE TABLE target (
            province     text    NOT NULL,
            indicator    text    NOT NULL,
            organisation text    NOT NULL,
            fiscal_year  integer NOT NULL CHECK (fiscal_year BETWEEN 2400 AND 2800),
            value        bigint  NOT NULL,
            PRIMARY KEY (province, indicator, organisation, fiscal_year),
            FOREIGN KEY (province, indicator) REFERENCES indicator (province, code)
        );
        """)

    static let rounds = Migration(
        "indicators-0002-rounds",
        """
        CREATE TABLE round (
            province              text        NOT NULL,
            id                    uuid        NOT NULL,
            code                  text        NOT NULL CHECK (length(code) BETWEEN 1 AND 32),
            owner                 text        NOT NULL,
            fiscal_year           integer     NOT NULL CHECK (fiscal_year BETWEEN 2400 AND 2800),
            name_th               text        NOT NULL CHECK (name_th <> ''),
            name_en               text,
            opens_on              date        NOT NULL,
            due_on                date        NOT NULL,
            kinds                 text[]      NOT NULL,
            under                 text[]      NOT NULL,
            state                 text        NOT NULL CHECK (state IN ('draft', 'open', 'closed')),
            questionnaire_version integer,
            expected              integer     CHECK (expected >= 0),
            -- What the directory looked like when the round's tree was taken from it.
            directory_stamp       text,
            tree                  integer     NOT NULL DEFAULT 0,
            opened_at             timestamptz,
            version               integer     NOT NULL CHECK (version > 0),
            PRIMARY KEY (province, id),
            UNIQUE (province, code),
            CONSTRAINT round_dates CHECK (opens_on <= due_on),
            CONSTRAINT round_opened_whole CHECK (
                state = 'draft' OR (questionnaire_version IS NOT NULL AND expected IS NOT NULL AND opened_at IS NOT NULL))
        );
        CREATE INDEX round_id ON round (id);
        CREATE INDEX round_year ON round (province, fiscal_year DESC, code);

        CREATE TABLE questionnaire (
            province     text        NOT NULL,
            round_id     uuid        NOT NULL,
            version      integer     NOT NULL CHECK (version > 0),
            state        text        NOT NULL CHECK (state IN ('draft', 'published')),
            published_at timestamptz,
            PRIMARY KEY (province, round_id, version),
            FOREIGN KEY (province, round_id) REFERENCES round (province, id),
            CONSTRAINT questionnaire_published_whole CHECK ((state = 'published') = (published_at IS NOT NULL))
        );
        -- At most one draft a round.
        CREATE UNIQUE INDEX questionnaire_draft ON questionnaire (province, round_id) WHERE state = 'draft';

        CREATE TABLE section (
            province text    NOT NULL,
            round_id uuid    NOT NULL,
            version  integer NOT NULL,
            position integer NOT NULL,
            code     text    NOT NULL,
            title_th text    NOT NULL,
            title_en text,
            strategy text,
            PRIMARY KEY (province, round_id, version, code),
            FOREIGN KEY (province, round_id, version) REFERENCES questionnaire (province, round_id, version)
        );

        CREATE TABLE question (
            province  text    NOT NULL,
            round_id  uuid    NOT NULL,
            version   integer NOT NULL,
            position  integer NOT NULL,
            code      text    NOT NULL,
            section   text    NOT NULL,
            type      text    NOT NULL CHECK (type IN ('choice', 'text', 'number', 'upload')),
            text_th   text    NOT NULL,
            text_en   text,
            indicator text,
            role      text    NOT NULL CHECK (role IN ('value', 'numerator', 'denominator')),
            minimum   bigint,
            maximum   bigint,
            decimals  integer CHECK (decimals BETWEEN 0 AND 4),
            -- Kinds of organisation that are asked; empty: everyone.
            kinds     text[]  NOT NULL,
            PRIMARY KEY (province, round_id, version, code),
            FOREIGN KEY (province, round_id, version, section) REFERENCES section (province, round_id, version, code),
            CONSTRAINT question_range CHECK (minimum <= maximum),
            CONSTRAINT question_number CHECK (
                type = 'number' OR (minimum IS NULL AND maximum IS NULL AND decimals IS NULL AND role = 'value'))
        );

        CREATE TABLE question_option (
            province text    NOT NULL,
            round_id uuid    NOT NULL,
            version  integer NOT NULL,
            question text    NOT NULL,
            position integer NOT NULL,
            code     text    NOT NULL,
            text_th  text    NOT NULL,
            text_en  text,
            achieves boolean NOT NULL,
            PRIMARY KEY (province, round_id, version, question, code),
            FOREIGN KEY (province, round_id, version, question) REFERENCES question (province, round_id, version, code)
        );
        """)
}
