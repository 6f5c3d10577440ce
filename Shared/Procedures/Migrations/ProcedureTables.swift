import CommonContract
import Postgres

enum ProcedureMigrations {
    static let all = [
        Migration("procedures-0001-tables", tables),
        Migration("procedures-0002-shipped", ShippedDefinitions.inserts(ShippedProcedures.first)),
        Migration("procedures-0003-procedures", procedures),
        MeetingTables.migration,
        Migration("procedures-0005-decisions", decisions),
        Migration("procedures-0006-days-of-opening", daysOfOpening),
    ]

    /// The other shipped procedures; a matter knows the kind of body that it waits for, so that an agenda finds it.
    private static var procedures: String {
        """
        ALTER TABLE matter ADD COLUMN body_kind text;
        UPDATE matter m
           SET body_kind = (SELECT s ->> 'body'
                              FROM procedure_definition d, jsonb_array_elements(d.definition -> 'steps') s
                             WHERE d.province = m.definition_province AND d.code = m.procedure
                               AND d.version = m.procedure_version AND s ->> 'code' = m.step)
         WHERE m.state = 'open';
        CREATE INDEX matter_of_body ON matter (province, body_kind, since, id) WHERE body_kind IS NOT NULL;
        ALTER TABLE matter ADD CONSTRAINT matter_body_open CHECK (body_kind IS NULL OR state = 'open');
        \(ShippedDefinitions.documentation)
        \(ShippedDefinitions.inserts(ShippedProcedures.second))
        """
    }

    /// Nothing happens to a matter before it was opened. Those that there are were opened at the latest when something
    /// happened to them.
    private static var daysOfOpening: String {
        """
        ALTER TABLE matter ADD COLUMN opened_on date;
        UPDATE matter m
           SET opened_on = least((m.opened_at AT TIME ZONE 'Asia/Bangkok')::date,
                                 (SELECT min(a.acted_on)
                                    FROM matter_action a
                                   WHERE a.province = m.province AND a.matter = m.id));
        ALTER TABLE matter ALTER COLUMN opened_on SET NOT NULL;
        """
    }

    /// Steps of bodies are taken by meetings; matters that are open already stay as they were opened.
    private static let decisions = """
        ALTER TABLE procedure_setting ADD COLUMN decisions text CHECK (decisions IN ('meeting', 'recorded'));
        ALTER TABLE matter
          ADD COLUMN decisions text NOT NULL DEFAULT 'recorded' CHECK (decisions IN ('meeting', 'recorded'));
        UPDATE procedure_definition d
           SET definition = d.definition || '{"decisions":"meeting"}'::jsonb
         WHERE d.province = 'TH' AND d.version = 1
           AND d.code IN ('planScreening', 'budgetTransfer', 'strategyProposal', 'developmentGuideline',
                          'provincialEducationPlan', 'provincialDevelopmentPlan', 'clusterPlan', 'regionalPlan',
                          'otherAgencyPlan', 'annualActionPlan', 'ownBudget', 'budgetRequest', 'informationSystem')
           AND EXISTS (SELECT FROM jsonb_array_elements(d.definition -> 'steps') s WHERE s ? 'body');
        """

    /// What is recorded once is never changed: actions and resolutions refuse UPDATE and DELETE by a trigger that
    /// looks at nothing but its own row (there is none to let through).
    private static let tables = """
        CREATE TABLE procedure_definition (
            province       text    NOT NULL DEFAULT 'TH',
            code           text    NOT NULL CHECK (code <> ''),
            version        integer NOT NULL CHECK (version > 0),
            effective_from date    NOT NULL,
            definition     jsonb   NOT NULL,
            PRIMARY KEY (province, code, version),
            CONSTRAINT procedure_definition_day UNIQUE (province, code, effective_from),
            CHECK (definition ->> 'code' = code),
            CHECK ((definition ->> 'version')::integer = version));

        CREATE TABLE procedure_setting (
            province       text        NOT NULL,
            procedure      text        NOT NULL,
            effective_from date        NOT NULL,
            committee      text        NOT NULL CHECK (committee IN ('approve', 'acknowledge', 'none')),
            set_by         text        NOT NULL,
            set_at         timestamptz NOT NULL,
            CONSTRAINT procedure_setting_day PRIMARY KEY (province, procedure, effective_from));

        CREATE TABLE body (
            province       text    NOT NULL,
            id             uuid    NOT NULL,
            code           text    NOT NULL,
            kind           text    NOT NULL,
            name_th        text    NOT NULL,
            name_en        text,
            organisation   text    NOT NULL,
            legal_basis    text,
            legal_basis_on date,
            order_number   text,
            order_on       date,
            version        integer NOT NULL DEFAULT 1,
            PRIMARY KEY (province, id),
            CONSTRAINT body_code UNIQUE (province, code));

        CREATE TABLE body_member (
            province     text    NOT NULL,
            body         uuid    NOT NULL,
            number       integer NOT NULL,
            seat         text    NOT NULL,
            position_th  text    NOT NULL,
            position_en  text,
            organisation text,
            subject      text,
            term_from    date,
            term_until   date,
            PRIMARY KEY (province, body, number),
            FOREIGN KEY (province, body) REFERENCES body (province, id),
            CONSTRAINT body_member_term CHECK (term_until >= term_from));

        CREATE TABLE resolution (
            province     text        NOT NULL,
            id           uuid        NOT NULL,
            body         uuid        NOT NULL,
            number       text        NOT NULL,
            meeting      text,
            resolved_on  date        NOT NULL,
            outcome      text        NOT NULL,
            text         text        NOT NULL,
            observations text,
            matter       uuid,
            supersedes   uuid,
            recorded_by  text        NOT NULL,
            recorded_at  timestamptz NOT NULL,
            PRIMARY KEY (province, id),
            CONSTRAINT resolution_number UNIQUE (province, body, number),
            CONSTRAINT resolution_superseded_once UNIQUE (province, supersedes),
            FOREIGN KEY (province, body) REFERENCES body (province, id),
            CONSTRAINT resolution_supersedes FOREIGN KEY (province, supersedes) REFERENCES resolution (province, id));
        CREATE INDEX resolution_newest ON resolution (province, body, resolved_on DESC, id DESC);

        CREATE TABLE matter (
            province            text        NOT NULL,
            id                  uuid        NOT NULL,
            procedure           text        NOT NULL,
            procedure_version   integer     NOT NULL,
            definition_province text        NOT NULL,
            committee           text        NOT NULL CHECK (committee IN ('approve', 'acknowledge', 'none')),
            organisation        text        NOT NULL,
            subject_kind        text        NOT NULL,
            subject             uuid        NOT NULL,
            subject_code        text,
            title_th            text        NOT NULL,
            title_en            text,
            state               text        NOT NULL CHECK (state IN ('open', 'completed', 'rejected', 'withdrawn')),
            step                text,
            since               timestamptz NOT NULL,
            due_on              date,
            decision            text,
            actions             integer     NOT NULL DEFAULT 0,
            opened_by           text        NOT NULL,
            opened_at           timestamptz NOT NULL,
            closed_at           timestamptz,
            PRIMARY KEY (province, id),
            CONSTRAINT matter_open_has_step CHECK ((state = 'open') = (step IS NOT NULL)),
            CONSTRAINT matter_closed_at     CHECK ((state = 'open') = (closed_at IS NULL)));
        CREATE UNIQUE INDEX matter_one_open ON matter (province, subject_kind, subject) WHERE state = 'open';
        CREATE INDEX matter_newest ON matter (organisation, id DESC);
        CREATE INDEX matter_by_id ON matter (id);
        CREATE INDEX matter_due ON matter (due_on, id) WHERE state = 'open';

        CREATE TABLE matter_action (
            province      text        NOT NULL,
            matter        uuid        NOT NULL,
            number        integer     NOT NULL CHECK (number > 0),
            step          text        NOT NULL,
            outcome       text        NOT NULL,
            to_step       text,
            acted_on      date        NOT NULL,
            note          text,
            letter_number text,
            resolution    uuid,
            acted_by      text        NOT NULL,
            acted_at      timestamptz NOT NULL,
            CONSTRAINT matter_action_once PRIMARY KEY (province, matter, number),
            FOREIGN KEY (province, matter) REFERENCES matter (province, id));

        CREATE FUNCTION procedures_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'append only' USING ERRCODE = 'check_violation', CONSTRAINT = TG_ARGV[0];
        END $$;
        CREATE TRIGGER matter_action_append_only BEFORE UPDATE OR DELETE ON matter_action
            FOR EACH ROW EXECUTE FUNCTION procedures_append_only('matter_action_append_only');
        CREATE TRIGGER resolution_append_only BEFORE UPDATE OR DELETE ON resolution
            FOR EACH ROW EXECUTE FUNCTION procedures_append_only('resolution_append_only');
        """
}
