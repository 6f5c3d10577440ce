import Postgres

/// What is announced never changes: the version's row, its elements and its links carry `sealed`, which the foreign
/// keys keep equal to the version's own, and row triggers refuse to touch what is sealed or to add to it.
///
/// A link's far end has no foreign key: it lies in another province's part of the tables. It cannot go astray all the
/// same, because links lead only into sealed versions, or within their own.
enum PlanMigrations {
    static let all =
        [Migration("plans-0001-tables", tables)] + SearchMigrations.all + DrivingMigrations.all + PartnerMigrations.all
        + [SearchMigrations.order, SearchMigrations.serving, SearchMigrations.names, days]

    /// First and last day of the work of programmes, projects and activities.
    private static let days = Migration(
        "plans-0009-days",
        """
        ALTER TABLE element
          ADD COLUMN starts_on date,
          ADD COLUMN ends_on   date,
          ADD CONSTRAINT element_days CHECK (ends_on >= starts_on);
        """)

    private static let tables = """
        CREATE TABLE plan (
            province        text     NOT NULL,
            id              uuid     NOT NULL,
            code            text     NOT NULL,
            kind            text     NOT NULL,
            level           smallint NOT NULL CHECK (level BETWEEN 1 AND 3),
            name_th         text     NOT NULL,
            name_en         text,
            first_year      integer  NOT NULL,
            last_year       integer  NOT NULL,
            organisation    text     NOT NULL,
            higher          text[]   NOT NULL DEFAULT '{}',
            current_version integer,
            draft_version   integer,
            version         integer  NOT NULL DEFAULT 1,
            created_at      timestamptz NOT NULL,
            PRIMARY KEY (province, id),
            CONSTRAINT plan_code UNIQUE (province, code),
            CONSTRAINT plan_code_province
                CHECK (CASE WHEN province = 'TH' THEN code !~ '^[0-9]{2}-' ELSE starts_with(code, province || '-') END),
            CONSTRAINT plan_years CHECK (last_year >= first_year),
            CONSTRAINT plan_draft CHECK (draft_version = coalesce(current_version, 0) + 1));
        CREATE INDEX plan_by_id ON plan (id);
        CREATE INDEX plan_by_code ON plan (code);

        CREATE TABLE plan_version (
            province      text        NOT NULL,
            plan          uuid        NOT NULL,
            number        integer     NOT NULL CHECK (number > 0),
            sealed        boolean     NOT NULL DEFAULT false,
            announced_on  date,
            letter_number text,
            signed_by_th  text,
            signed_by_en  text,
            reason        text,
            created_at    timestamptz NOT NULL,
            PRIMARY KEY (province, plan, number),
            UNIQUE (province, plan, number, sealed),
            FOREIGN KEY (province, plan) REFERENCES plan (province, id),
            CONSTRAINT plan_version_announced CHECK (sealed = (announced_on IS NOT NULL)));

        CREATE TABLE element (
            province          text     NOT NULL,
            plan              uuid     NOT NULL,
            plan_version      integer  NOT NULL,
            id                uuid     NOT NULL,
            sealed            boolean  NOT NULL DEFAULT false,
            code              text     NOT NULL,
            kind              text     NOT NULL,
            parent            uuid,
            text_th           text     NOT NULL,
            text_en           text,
            details_th        text,
            details_en        text,
            organisation      text,
            tags              text[]   NOT NULL DEFAULT '{}',
            funding           text     CHECK (funding IN ('funded', 'unfunded', 'offPlan')),
            budget            bigint   CONSTRAINT element_budget CHECK (budget >= 0),
            value_chain_stage text,
            indicator         jsonb,
            place             integer  NOT NULL,
            version           integer  NOT NULL DEFAULT 1,
            PRIMARY KEY (province, plan, plan_version, id),
            CONSTRAINT element_code UNIQUE (province, plan, plan_version, code),
            CONSTRAINT element_code_province
                CHECK (CASE WHEN province = 'TH' THEN code !~ '^[0-9]{2}-' ELSE starts_with(code, province || '-') END),
            CONSTRAINT element_version_open FOREIGN KEY (province, plan, plan_version, sealed)
                REFERENCES plan_version (province, plan, number, sealed) ON UPDATE CASCADE,
            CONSTRAINT element_parent FOREIGN KEY (province, plan, plan_version, parent)
                REFERENCES element (province, plan, plan_version, id),
            CONSTRAINT element_own_parent CHECK (parent <> id),
            CONSTRAINT element_indicator CHECK ((kind = 'indicatorReference') = (indicator IS NOT NULL)));
        CREATE INDEX element_by_code ON element (province, code);
        CREATE INDEX element_by_id ON element (id);
        CREATE INDEX element_below ON element (province, plan, plan_version, parent);

        CREATE TABLE link (
            province     text    NOT NULL,
            plan         uuid    NOT NULL,
            plan_version integer NOT NULL,
            element      uuid    NOT NULL,
            to_element   uuid    NOT NULL,
            kind         text    NOT NULL
                         CHECK (kind IN ('aligned', 'xyzY1', 'xyzY2', 'xyzZ', 'xyzZSecondary')),
            id           uuid    NOT NULL,
            sealed       boolean NOT NULL DEFAULT false,
            to_province  text    NOT NULL,
            to_plan      uuid    NOT NULL,
            to_version   integer NOT NULL,
            note         text,
            CONSTRAINT link_once PRIMARY KEY (province, plan, plan_version, element, to_element, kind),
            CONSTRAINT link_element FOREIGN KEY (province, plan, plan_version, element)
                REFERENCES element (province, plan, plan_version, id),
            CONSTRAINT link_version_open FOREIGN KEY (province, plan, plan_version, sealed)
                REFERENCES plan_version (province, plan, number, sealed) ON UPDATE CASCADE,
            CONSTRAINT link_own CHECK (element <> to_element));
        CREATE INDEX link_in_order ON link (province, plan, plan_version, id);
        CREATE INDEX link_to ON link (to_element);

        CREATE TABLE responsibility (
            province     text    NOT NULL,
            plan         uuid    NOT NULL,
            element      uuid    NOT NULL,
            element_code text    NOT NULL,
            organisation text    NOT NULL,
            position_th  text    NOT NULL,
            position_en  text,
            subject      text,
            version      integer NOT NULL DEFAULT 1,
            PRIMARY KEY (province, plan, element),
            FOREIGN KEY (province, plan) REFERENCES plan (province, id));
        CREATE INDEX responsibility_in_order ON responsibility (province, plan, element_code);

        CREATE TABLE plan_screening (
            province text    NOT NULL,
            plan     uuid    NOT NULL,
            number   integer NOT NULL,
            matter   uuid    NOT NULL,
            state    text    NOT NULL CHECK (state IN ('open', 'approved', 'rejected', 'withdrawn')),
            PRIMARY KEY (province, plan, number, matter),
            FOREIGN KEY (province, plan, number) REFERENCES plan_version (province, plan, number));

        CREATE FUNCTION plans_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'announced' USING ERRCODE = 'check_violation', CONSTRAINT = TG_ARGV[0];
        END $$;
        CREATE TRIGGER plan_version_sealed BEFORE UPDATE OR DELETE ON plan_version
            FOR EACH ROW WHEN (OLD.sealed) EXECUTE FUNCTION plans_sealed('plan_version_announced_immutable');
        CREATE TRIGGER element_sealed BEFORE UPDATE OR DELETE ON element
            FOR EACH ROW WHEN (OLD.sealed) EXECUTE FUNCTION plans_sealed('element_announced_immutable');
        CREATE TRIGGER element_added BEFORE INSERT ON element
            FOR EACH ROW WHEN (NEW.sealed) EXECUTE FUNCTION plans_sealed('element_announced_immutable');
        CREATE TRIGGER link_sealed BEFORE UPDATE OR DELETE ON link
            FOR EACH ROW WHEN (OLD.sealed) EXECUTE FUNCTION plans_sealed('link_announced_immutable');
        CREATE TRIGGER link_added BEFORE INSERT ON link
            FOR EACH ROW WHEN (NEW.sealed) EXECUTE FUNCTION plans_sealed('link_announced_immutable');
        """
}
