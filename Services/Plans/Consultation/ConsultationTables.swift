import Postgres

/// What was said, answered, scored by somebody and announced is never changed; an acknowledgement is given once.
enum ConsultationTables {
    static let all = [
        tables,
        Migration(
            "consultation-0002-hearings", "CREATE INDEX hearing_of_plan ON hearing (province, plan, plan_version)"),
    ]

    private static let tables = Migration(
        "consultation-0001-tables",
        """
        CREATE TABLE proposal_round (
            province     text    NOT NULL,
            id           uuid    NOT NULL,
            code         text    NOT NULL,
            name_th      text    NOT NULL,
            name_en      text,
            organisation text    NOT NULL,
            fiscal_year  integer NOT NULL,
            ceiling      bigint  NOT NULL CHECK (ceiling > 0),
            closes_on    date    NOT NULL,
            decided_on   date,
            ranking      jsonb,
            version      integer NOT NULL DEFAULT 1,
            PRIMARY KEY (province, id),
            CONSTRAINT proposal_round_code UNIQUE (province, code),
            CHECK ((decided_on IS NULL) = (ranking IS NULL)));

        CREATE TABLE proposal (
            province     text    NOT NULL,
            id           uuid    NOT NULL,
            round        uuid    NOT NULL,
            code         text    NOT NULL,
            name_th      text    NOT NULL,
            name_en      text,
            organisation text    NOT NULL,
            budget       bigint  NOT NULL CHECK (budget > 0),
            element      text,
            withdrawn    boolean NOT NULL DEFAULT false,
            version      integer NOT NULL DEFAULT 1,
            PRIMARY KEY (province, id),
            CONSTRAINT proposal_code UNIQUE (province, code),
            FOREIGN KEY (province, round) REFERENCES proposal_round (province, id));
        CREATE INDEX proposal_of_round ON proposal (province, round, code);

        CREATE TABLE proposal_score (
            province   text        NOT NULL,
            proposal   uuid        NOT NULL,
            assessor   text        NOT NULL,
            fits_chain smallint    NOT NULL CHECK (fits_chain BETWEEN 0 AND 1),
            necessity  smallint    NOT NULL CHECK (necessity BETWEEN 0 AND 5),
            evidence   smallint    NOT NULL CHECK (evidence BETWEEN 0 AND 5),
            clarity    smallint    NOT NULL CHECK (clarity BETWEEN 0 AND 5),
            activities smallint    NOT NULL CHECK (activities BETWEEN 0 AND 4),
            indicators smallint    NOT NULL CHECK (indicators BETWEEN 0 AND 5),
            purpose    smallint    NOT NULL CHECK (purpose BETWEEN 0 AND 5),
            remarks    text,
            scored_at  timestamptz NOT NULL,
            PRIMARY KEY (province, proposal, assessor),
            FOREIGN KEY (province, proposal) REFERENCES proposal (province, id));

        CREATE TABLE hearing (
            province     text    NOT NULL,
            id           uuid    NOT NULL,
            code         text    NOT NULL,
            plan         uuid    NOT NULL,
            plan_version integer NOT NULL,
            title_th     text    NOT NULL,
            title_en     text,
            state        text    NOT NULL CHECK (state IN ('open', 'synthesised', 'closed')),
            phases       jsonb   NOT NULL,
            synthesis    jsonb   NOT NULL DEFAULT '[]',
            comments     integer NOT NULL DEFAULT 0,
            answered     integer NOT NULL DEFAULT 0,
            version      integer NOT NULL DEFAULT 1,
            PRIMARY KEY (province, id),
            CONSTRAINT hearing_code UNIQUE (province, code),
            CONSTRAINT hearing_answered CHECK (answered <= comments),
            CONSTRAINT hearing_all_answered CHECK (state <> 'closed' OR answered = comments),
            FOREIGN KEY (province, plan, plan_version) REFERENCES plan_version (province, plan, number));

        CREATE TABLE hearing_comment (
            province        text        NOT NULL,
            hearing         uuid        NOT NULL,
            number          integer     NOT NULL CHECK (number > 0),
            channel         text        NOT NULL CHECK (channel IN ('meeting', 'letter', 'web', 'email')),
            element         text,
            clause          text,
            organisation    text,
            respondent      text,
            text            text        NOT NULL,
            received_on     date        NOT NULL,
            recorded_by     text        NOT NULL,
            recorded_at     timestamptz NOT NULL,
            PRIMARY KEY (province, hearing, number),
            FOREIGN KEY (province, hearing) REFERENCES hearing (province, id));

        CREATE TABLE hearing_answer (
            province        text        NOT NULL,
            hearing         uuid        NOT NULL,
            number          integer     NOT NULL,
            decision        text        NOT NULL
                            CHECK (decision IN ('accepted', 'partlyAccepted', 'noted', 'declined')),
            text            text        NOT NULL,
            element         text,
            answered_by     text        NOT NULL,
            answered_at     timestamptz NOT NULL,
            CONSTRAINT hearing_answer_once PRIMARY KEY (province, hearing, number),
            CONSTRAINT hearing_answer_element
                CHECK ((decision IN ('accepted', 'partlyAccepted')) = (element IS NOT NULL)),
            FOREIGN KEY (province, hearing, number) REFERENCES hearing_comment (province, hearing, number));

        CREATE TABLE hearing_element (
            province text NOT NULL,
            hearing  uuid NOT NULL,
            code     text NOT NULL,
            digest   text NOT NULL,
            PRIMARY KEY (province, hearing, code),
            FOREIGN KEY (province, hearing) REFERENCES hearing (province, id));

        CREATE TABLE proclamation (
            province      text    NOT NULL,
            id            uuid    NOT NULL,
            plan          uuid    NOT NULL,
            plan_version  integer NOT NULL,
            letter_number text    NOT NULL,
            signed_by_th  text    NOT NULL,
            signed_by_en  text,
            signed_on     date    NOT NULL,
            text          text    NOT NULL,
            file          text,
            issued_by     text    NOT NULL,
            PRIMARY KEY (province, id),
            CONSTRAINT proclamation_once UNIQUE (province, plan, plan_version),
            FOREIGN KEY (province, plan, plan_version) REFERENCES plan_version (province, plan, number),
            FOREIGN KEY (province, file) REFERENCES file (province, sha256));

        CREATE TABLE proclamation_recipient (
            province        text NOT NULL,
            proclamation    uuid NOT NULL,
            organisation    text NOT NULL,
            acknowledged_on date,
            acknowledged_by text,
            note            text,
            PRIMARY KEY (province, proclamation, organisation),
            FOREIGN KEY (province, proclamation) REFERENCES proclamation (province, id),
            CHECK ((acknowledged_on IS NULL) = (acknowledged_by IS NULL)));

        CREATE FUNCTION consultation_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'append only' USING ERRCODE = 'check_violation', CONSTRAINT = TG_ARGV[0];
        END $$;
        CREATE TRIGGER hearing_comment_append_only BEFORE UPDATE OR DELETE ON hearing_comment
            FOR EACH ROW EXECUTE FUNCTION consultation_append_only('hearing_append_only');
        CREATE TRIGGER hearing_answer_append_only BEFORE UPDATE OR DELETE ON hearing_answer
            FOR EACH ROW EXECUTE FUNCTION consultation_append_only('hearing_append_only');
        CREATE TRIGGER proclamation_append_only BEFORE UPDATE OR DELETE ON proclamation
            FOR EACH ROW EXECUTE FUNCTION consultation_append_only('proclamation_append_only');
        CREATE TRIGGER proclamation_acknowledged BEFORE UPDATE OR DELETE ON proclamation_recipient
            FOR EACH ROW WHEN (OLD.acknowledged_on IS NOT NULL)
            EXECUTE FUNCTION consultation_append_only('proclamation_acknowledged');
        CREATE TRIGGER proposal_round_decided BEFORE UPDATE OR DELETE ON proposal_round
            FOR EACH ROW WHEN (OLD.decided_on IS NOT NULL)
            EXECUTE FUNCTION consultation_append_only('proposal_round_decided');
        """)
}
