import Postgres

extension IndicatorsMigrations {
    /// What holds of every writing of figures, whoever writes: another office's are not written here, which figures there
    /// are is known without looking at all of them, and what a large file replaces is remembered.
    static let figureWrites = Migration(
        "indicators-0025-figure-writes",
        """
        -- Provinces whose figures another office's service keeps; here they are followed (`PHAEN_OFFICES`).
        CREATE TABLE followed_province (
            province text PRIMARY KEY
        );

        -- In which ways figures are, or once were, broken down. Two that write a new way at the same moment do not wait
        -- for each other: it may stand twice.
        CREATE TABLE figure_way (
            province   text   NOT NULL,
            element    text   NOT NULL,
            period     text   NOT NULL,
            dimensions text   NOT NULL,
            categories text[] NOT NULL,
            number     bigint GENERATED ALWAYS AS IDENTITY,
            PRIMARY KEY (province, element, period, dimensions, categories, number)
        ) WITH (parallel_workers = 2);
        CREATE INDEX figure_way_element ON figure_way (element);
        INSERT INTO figure_way (province, element, period, dimensions, categories)
        SELECT DISTINCT province, element, period, dimensions, categories FROM data_value;

        -- What figures were before a large file replaced them or took them back.
        CREATE TABLE figure_bulk_before (
            province         text   NOT NULL,
            code             text   NOT NULL,
            of_province      text   NOT NULL,
            element          text   NOT NULL,
            period           text   NOT NULL,
            dimensions       text   NOT NULL,
            categories       text[] NOT NULL,
            organisation     text   NOT NULL,
            element_province text   NOT NULL,
            state            text   NOT NULL CHECK (state IN ('value', 'none', 'notApplicable')),
            number           bigint,
            PRIMARY KEY (province, code, of_province, element, period, dimensions, categories, organisation),
            FOREIGN KEY (province, code) REFERENCES figure_bulk (province, code) ON DELETE CASCADE,
            CONSTRAINT figure_bulk_before_one_value CHECK ((state = 'value') = (number IS NOT NULL))
        );
        ALTER TABLE figure_bulk
            DROP CONSTRAINT figure_bulk_state_check,
            ADD CONSTRAINT figure_bulk_state_check
                CHECK (state IN ('open', 'checked', 'running', 'done', 'refused', 'undone'));

        CREATE FUNCTION figure_refuse_followed(provinces text[]) RETURNS void LANGUAGE plpgsql STABLE AS $function$
        BEGIN
            RAISE EXCEPTION 'figures of % are followed', array_to_string(provinces, ', ')
                USING ERRCODE = 'check_violation', TABLE = 'data_value', CONSTRAINT = 'data_value_followed';
        END
        $function$;

        CREATE FUNCTION figure_added() RETURNS trigger LANGUAGE plpgsql SET enable_sort = off AS $function$
        DECLARE
            followed text[];
        BEGIN
            IF current_setting('phaen.following', true) IS DISTINCT FROM 'on' AND EXISTS (SELECT FROM followed_province)
            THEN
                SELECT array_agg(DISTINCT f.province) INTO followed
                FROM written w
                JOIN followed_province f ON f.province = w.province;
                IF followed IS NOT NULL THEN PERFORM figure_refuse_followed(followed); END IF;
            END IF;
            INSERT INTO figure_way (province, element, period, dimensions, categories)
            SELECT seen.*
            FROM (SELECT DISTINCT w.province, w.element, w.period, w.dimensions, w.categories FROM written w) AS seen
            WHERE NOT EXISTS (SELECT FROM figure_way f
                              WHERE (f.province, f.element, f.period, f.dimensions, f.categories)
                                  = (seen.province, seen.element, seen.period, seen.dimensions, seen.categories));
            RETURN NULL;
        END
        $function$;

        -- `phaen.bulk` names the large file that is taken in.
        CREATE FUNCTION figure_replaced() RETURNS trigger LANGUAGE plpgsql AS $function$
        DECLARE
            followed text[];
            bulk     text := coalesce(current_setting('phaen.bulk', true), '');
        BEGIN
            IF current_setting('phaen.following', true) IS DISTINCT FROM 'on' AND EXISTS (SELECT FROM followed_province)
            THEN
                SELECT array_agg(DISTINCT f.province) INTO followed
                FROM was w
                JOIN followed_province f ON f.province = w.province;
                IF followed IS NOT NULL THEN PERFORM figure_refuse_followed(followed); END IF;
            END IF;
            IF bulk <> '' THEN
                INSERT INTO figure_bulk_before (province, code, of_province, element, period, dimensions, categories,
                                                organisation, element_province, state, number)
                SELECT split_part(bulk, ' ', 1), split_part(bulk, ' ', 2), w.province, w.element, w.period,
                       w.dimensions, w.categories, w.organisation, w.element_province, w.state, w.number
                FROM was w;
            END IF;
            RETURN NULL;
        END
        $function$;

        CREATE TRIGGER data_value_added AFTER INSERT ON data_value
            REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION figure_added();
        CREATE TRIGGER data_value_replaced AFTER UPDATE ON data_value
            REFERENCING OLD TABLE AS was FOR EACH STATEMENT EXECUTE FUNCTION figure_replaced();
        CREATE TRIGGER data_value_removed AFTER DELETE ON data_value
            REFERENCING OLD TABLE AS was FOR EACH STATEMENT EXECUTE FUNCTION figure_replaced();
        """)
}
