import Postgres

extension IndicatorsMigrations {
    static let submissions = Migration(
        "indicators-0003-submissions",
        """
        -- The organisations of a round and the tree that it is put together over, as the directory had them when the
        -- round was opened or last refreshed. An inner one has others below it.
        CREATE TABLE round_member (
            province           text        NOT NULL,
            round_id           uuid        NOT NULL,
            organisation       text        NOT NULL,
            kind               text        NOT NULL,
            name_th            text        NOT NULL,
            name_en            text,
            parent             text,
            supervisor         text,
            expected           boolean     NOT NULL,
            is_inner           boolean     NOT NULL,
            -- Counts the takings over from the directory; a lower number than the others have: no longer in it.
            tree               integer     NOT NULL,
            state              text        NOT NULL
                CHECK (state IN ('notStarted', 'draft', 'submitted', 'certified', 'accepted', 'returned')),
            submission_id      uuid,
            first_submitted_at timestamptz,
            late               boolean,
            PRIMARY KEY (province, round_id, organisation),
            FOREIGN KEY (province, round_id) REFERENCES round (province, id),
            CONSTRAINT round_member_started CHECK ((state = 'notStarted') = (submission_id IS NULL)),
            CONSTRAINT round_member_late_whole CHECK ((late IS NULL) = (first_submitted_at IS NULL)),
            CONSTRAINT round_member_asked CHECK (expected OR state = 'notStarted')
        ) WITH (fillfactor = 80);

        CREATE TABLE round_place (
            province     text    NOT NULL,
            round_id     uuid    NOT NULL,
            organisation text    NOT NULL,
            relation     text    NOT NULL CHECK (relation IN ('parent', 'supervisor', 'either')),
            ancestor     text    NOT NULL,
            -- 0: itself, over 'either' for every organisation and over all three for an inner one.
            depth        integer NOT NULL CHECK (depth >= 0),
            PRIMARY KEY (province, round_id, organisation, relation, ancestor),
            FOREIGN KEY (province, round_id) REFERENCES round (province, id)
        );
        CREATE INDEX round_place_below ON round_place (province, round_id, ancestor, relation, organisation) INCLUDE (depth);

        CREATE TABLE submission (
            province              text        NOT NULL,
            id                    uuid        NOT NULL,
            round_id              uuid        NOT NULL,
            organisation          text        NOT NULL,
            edition               integer     NOT NULL CHECK (edition > 0),
            state                 text        NOT NULL
                CHECK (state IN ('draft', 'submitted', 'certified', 'accepted', 'returned', 'withdrawn')),
            questionnaire_version integer     NOT NULL,
            supersedes            uuid,
            late                  boolean     NOT NULL,
            saved_at              timestamptz NOT NULL,
            saved_by              text        NOT NULL,
            submitted_at          timestamptz,
            certified_at          timestamptz,
            certified_by          text,
            letter_number         text,
            letter_date           date,
            signer_position       text,
            letter_file_name      text,
            letter_file_type      text,
            letter_file_size      bigint,
            letter_file_sha256    text        CHECK (letter_file_sha256 ~ '^[0-9a-f]{64}$'),
            answers_hash          text        CHECK (answers_hash ~ '^[0-9a-f]{64}$'),
            accepted_at           timestamptz,
            version               integer     NOT NULL CHECK (version > 0),
            PRIMARY KEY (province, id),
            UNIQUE (province, round_id, organisation, edition),
            FOREIGN KEY (province, round_id, organisation)
                REFERENCES round_member (province, round_id, organisation),
            -- Certified means: with a letter and a hash, for as long as the row lives (domain §7).
            CONSTRAINT submission_certified_whole CHECK (
                (state IN ('certified', 'accepted', 'withdrawn')) = (certified_at IS NOT NULL)
                AND (certified_at IS NULL) = (answers_hash IS NULL)
                AND (certified_at IS NULL) = (letter_number IS NULL)
                AND (certified_at IS NULL) = (letter_date IS NULL)
                AND (certified_at IS NULL) = (signer_position IS NULL)
                AND (certified_at IS NULL) = (letter_file_sha256 IS NULL)),
            CONSTRAINT submission_submitted_whole CHECK (
                state IN ('draft', 'returned') OR submitted_at IS NOT NULL),
            CONSTRAINT submission_accepted_whole CHECK (state <> 'accepted' OR accepted_at IS NOT NULL)
        ) WITH (fillfactor = 80);
        -- One current edition of an organisation in a round.
        CREATE UNIQUE INDEX submission_current
            ON submission (province, round_id, organisation) WHERE state <> 'withdrawn';
        CREATE INDEX submission_id ON submission (id);

        -- No row: not reported. 'none' and 'notApplicable' are answers; zero is a value (domain §7).
        CREATE TABLE answer (
            province      text   NOT NULL,
            submission_id uuid   NOT NULL,
            question      text   NOT NULL,
            state         text   NOT NULL CHECK (state IN ('value', 'none', 'notApplicable')),
            -- Ten-thousandths.
            number        bigint CHECK (number BETWEEN -100000000000000 AND 100000000000000),
            text          text,
            choice        text,
            file_name     text,
            file_type     text,
            file_size     bigint,
            file_sha256   text   CHECK (file_sha256 ~ '^[0-9a-f]{64}$'),
            PRIMARY KEY (province, submission_id, question),
            FOREIGN KEY (province, submission_id) REFERENCES submission (province, id),
            CONSTRAINT answer_one_value CHECK (
                num_nonnulls(number, text, choice, file_sha256) = CASE state WHEN 'value' THEN 1 ELSE 0 END
                AND (file_sha256 IS NULL) = (file_name IS NULL)
                AND (file_sha256 IS NOT NULL OR (file_type IS NULL AND file_size IS NULL)))
        );

        CREATE TABLE review (
            province      text        NOT NULL,
            submission_id uuid        NOT NULL,
            number        integer     NOT NULL,
            kind          text        NOT NULL CHECK (kind IN ('accepted', 'returned', 'reopened')),
            at            timestamptz NOT NULL,
            by            text        NOT NULL,
            comment       text,
            question      text,
            PRIMARY KEY (province, submission_id, number),
            FOREIGN KEY (province, submission_id) REFERENCES submission (province, id)
        );
        """)

    static let rollups = Migration(
        "indicators-0004-rollups",
        """
        -- Certified and accepted answers put together, kept in step by the transaction that certifies or reopens.
        -- There is a row for every organisation, relation and question from the opening on: what is expected and not
        -- answered is not reported.
        CREATE TABLE rollup (
            province       text    NOT NULL,
            round_id       uuid    NOT NULL,
            organisation   text    NOT NULL,
            relation       text    NOT NULL,
            question       text    NOT NULL,
            expected       integer NOT NULL CHECK (expected >= 0),
            valued         integer NOT NULL CHECK (valued >= 0),
            none           integer NOT NULL CHECK (none >= 0),
            not_applicable integer NOT NULL CHECK (not_applicable >= 0),
            total          bigint  NOT NULL,
            PRIMARY KEY (province, round_id, organisation, relation, question),
            CONSTRAINT rollup_counts CHECK (valued + none + not_applicable <= expected),
            CONSTRAINT rollup_nothing_is_no_sum CHECK (valued > 0 OR total = 0)
        ) WITH (fillfactor = 60);

        CREATE TABLE rollup_choice (
            province     text    NOT NULL,
            round_id     uuid    NOT NULL,
            organisation text    NOT NULL,
            relation     text    NOT NULL,
            question     text    NOT NULL,
            option       text    NOT NULL,
            count        integer NOT NULL CHECK (count >= 0),
            PRIMARY KEY (province, round_id, organisation, relation, question, option)
        ) WITH (fillfactor = 60);

        -- The same from nothing: what `consolidation.verify` compares with and a round's opening begins with.
        CREATE VIEW rollup_recomputed AS
        SELECT p.province, p.round_id, p.ancestor AS organisation, p.relation, q.code AS question,
               count(*)::integer                                            AS expected,
               count(*) FILTER (WHERE a.state = 'value')::integer           AS valued,
               count(*) FILTER (WHERE a.state = 'none')::integer            AS none,
               count(*) FILTER (WHERE a.state = 'notApplicable')::integer   AS not_applicable,
               coalesce(sum(a.number), 0)::bigint                           AS total
        FROM round r
        JOIN question q     ON (q.province, q.round_id, q.version) = (r.province, r.id, r.questionnaire_version)
        JOIN round_place p  ON (p.province, p.round_id) = (r.province, r.id)
        JOIN round_member m ON (m.province, m.round_id, m.organisation) = (p.province, p.round_id, p.organisation)
                           AND m.expected AND (q.kinds = '{}' OR m.kind = ANY (q.kinds))
        LEFT JOIN submission s ON (s.province, s.id) = (m.province, m.submission_id)
                              AND s.state IN ('certified', 'accepted')
        LEFT JOIN answer a     ON (a.province, a.submission_id, a.question) = (s.province, s.id, q.code)
        GROUP BY p.province, p.round_id, p.ancestor, p.relation, q.code;

        CREATE VIEW rollup_choice_recomputed AS
        SELECT p.province, p.round_id, p.ancestor AS organisation, p.relation, o.question, o.code AS option,
               count(a.choice)::integer AS count
        FROM round r
        JOIN question q        ON (q.province, q.round_id, q.version) = (r.province, r.id, r.questionnaire_version)
                              AND q.type = 'choice'
        JOIN question_option o ON (o.province, o.round_id, o.version, o.question)
                                = (q.province, q.round_id, q.version, q.code)
        JOIN round_place p     ON (p.province, p.round_id) = (r.province, r.id)
        JOIN round_member m    ON (m.province, m.round_id, m.organisation) = (p.province, p.round_id, p.organisation)
                              AND m.expected AND (q.kinds = '{}' OR m.kind = ANY (q.kinds))
        LEFT JOIN submission s ON (s.province, s.id) = (m.province, m.submission_id)
                              AND s.state IN ('certified', 'accepted')
        LEFT JOIN answer a     ON (a.province, a.submission_id, a.question) = (s.province, s.id, q.code)
                              AND a.choice = o.code
        GROUP BY p.province, p.round_id, p.ancestor, p.relation, o.question, o.code;
        """)
}
