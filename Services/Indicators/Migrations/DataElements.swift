import Postgres

extension IndicatorsMigrations {
    static let dataElements = Migration(
        "indicators-0005-data-elements",
        """
        -- What figures are broken down by (มิติ) and into (ประเภท). 'TH' holds the standard ones.
        CREATE TABLE dimension (
            province text    NOT NULL,
            code     text    NOT NULL CHECK (code ~ '^[A-Za-z0-9_.-]{1,32}$'),
            name_th  text    NOT NULL CHECK (name_th <> ''),
            name_en  text,
            version  integer NOT NULL CHECK (version > 0),
            PRIMARY KEY (province, code)
        );
        CREATE TABLE category (
            province  text    NOT NULL,
            dimension text    NOT NULL,
            code      text    NOT NULL CHECK (code ~ '^[A-Za-z0-9_.-]{1,32}$'),
            position  integer NOT NULL,
            name_th   text    NOT NULL CHECK (name_th <> ''),
            name_en   text,
            PRIMARY KEY (province, dimension, code),
            FOREIGN KEY (province, dimension) REFERENCES dimension (province, code)
        );
        INSERT INTO dimension (province, code, name_th, name_en, version) VALUES
            ('TH', 'sex', 'เพศ', 'Sex', 1),
            ('TH', 'level', 'ระดับการศึกษา', 'Level of education', 1),
            ('TH', 'location', 'ที่ตั้ง', 'Location', 1),
            ('TH', 'affiliation', 'สังกัด', 'Affiliation', 1),
            ('TH', 'disability', 'ความพิการ', 'Disability', 1);
        INSERT INTO category (province, dimension, code, position, name_th, name_en) VALUES
            ('TH', 'sex', 'female', 1, 'หญิง', 'Female'), ('TH', 'sex', 'male', 2, 'ชาย', 'Male'),
            ('TH', 'level', 'preprimary', 1, 'ก่อนประถมศึกษา', 'Pre-primary'),
            ('TH', 'level', 'primary', 2, 'ประถมศึกษา', 'Primary'),
            ('TH', 'level', 'lowerSecondary', 3, 'มัธยมศึกษาตอนต้น', 'Lower secondary'),
            ('TH', 'level', 'upperSecondary', 4, 'มัธยมศึกษาตอนปลาย', 'Upper secondary'),
            ('TH', 'level', 'vocational', 5, 'อาชีวศึกษา', 'Vocational'),
            ('TH', 'level', 'higher', 6, 'อุดมศึกษา', 'Higher'),
            ('TH', 'level', 'nonFormal', 7, 'นอกระบบ', 'Non-formal'),
            ('TH', 'location', 'urban', 1, 'ในเขตเทศบาล', 'Urban'), ('TH', 'location', 'rural', 2, 'นอกเขตเทศบาล', 'Rural'),
            ('TH', 'affiliation', 'obec', 1, 'สพฐ.', 'Basic education commission'),
            ('TH', 'affiliation', 'private', 2, 'เอกชน', 'Private'),
            ('TH', 'affiliation', 'local', 3, 'องค์กรปกครองส่วนท้องถิ่น', 'Local government'),
            ('TH', 'affiliation', 'vocational', 4, 'สอศ.', 'Vocational education commission'),
            ('TH', 'affiliation', 'nonFormal', 5, 'สกร.', 'Learning encouragement'),
            ('TH', 'affiliation', 'higher', 6, 'อว.', 'Higher education'),
            ('TH', 'affiliation', 'other', 7, 'อื่น ๆ', 'Other'),
            ('TH', 'disability', 'with', 1, 'มีความพิการ', 'With a disability'),
            ('TH', 'disability', 'without', 2, 'ไม่มีความพิการ', 'Without a disability');

        CREATE TABLE data_element (
            province      text        NOT NULL,
            code          text        NOT NULL CHECK (code ~ '^[A-Za-z0-9_.-]{1,32}$'),
            id            uuid        NOT NULL,
            owner         text        NOT NULL,
            name_th       text        NOT NULL CHECK (name_th <> ''),
            name_en       text,
            definition_th text,
            definition_en text,
            -- Two units are the same if their codes are.
            unit_code     text        NOT NULL CHECK (unit_code ~ '^[A-Za-z0-9_-]{1,32}$'),
            unit_th       text        NOT NULL CHECK (unit_th <> ''),
            unit_en       text,
            period_type   text        NOT NULL
                CHECK (period_type IN ('fiscalYear', 'academicYear', 'fiscalQuarter', 'month')),
            family        text        CHECK (family IN ('basic', 'quality', 'special')),
            decimals      integer     NOT NULL CHECK (decimals BETWEEN 0 AND 4),
            minimum       bigint,
            maximum       bigint,
            dimensions    text[]      NOT NULL,
            reported_by   text[]      NOT NULL,
            version       integer     NOT NULL CHECK (version > 0),
            changed_at    timestamptz NOT NULL,
            PRIMARY KEY (province, code),
            UNIQUE (province, id),
            CONSTRAINT data_element_definition_whole CHECK (definition_en IS NULL OR definition_th IS NOT NULL),
            CONSTRAINT data_element_range CHECK (minimum <= maximum)
        );
        CREATE INDEX data_element_id ON data_element (id);

        -- One figure: element, period, organisation, and the categories that it is of ('{}': all of them together).
        -- No row: not reported.
        CREATE TABLE data_value (
            province         text        NOT NULL,
            element          text        NOT NULL,
            period           text        NOT NULL,
            organisation     text        NOT NULL,
            -- 'sex=female', sorted.
            categories       text[]      NOT NULL,
            -- 'level sex': what it is broken down by.
            dimensions       text        NOT NULL,
            element_province text        NOT NULL,
            state            text        NOT NULL CHECK (state IN ('value', 'none', 'notApplicable')),
            -- Ten-thousandths.
            number           bigint      CHECK (number BETWEEN -100000000000000 AND 100000000000000),
            version          integer     NOT NULL CHECK (version > 0),
            saved_at         timestamptz NOT NULL,
            saved_by         text        NOT NULL,
            PRIMARY KEY (province, element, period, organisation, categories),
            FOREIGN KEY (element_province, element) REFERENCES data_element (province, code),
            CONSTRAINT data_value_one_value CHECK ((state = 'value') = (number IS NOT NULL))
        ) WITH (fillfactor = 90);
        CREATE INDEX data_value_organisation ON data_value (province, organisation, element, period);

        -- Everything that formulas may count. Of several sources of one figure the first holds.
        CREATE VIEW element_value AS
        SELECT province, element, period, organisation, categories, dimensions, state, number, '1' AS source
        FROM data_value;

        ALTER TABLE indicator
            DROP CONSTRAINT indicator_aggregation_check,
            ADD CONSTRAINT indicator_aggregation_check
                CHECK (aggregation IN ('count', 'sum', 'ratio', 'choice', 'formula')),
            ADD COLUMN formula     text,
            ADD COLUMN unit_code   text,
            ADD COLUMN period_type text NOT NULL DEFAULT 'fiscalYear'
                CHECK (period_type IN ('fiscalYear', 'academicYear', 'fiscalQuarter', 'month')),
            ADD COLUMN dimensions  text[] NOT NULL DEFAULT '{}',
            ADD COLUMN co_owners   text[] NOT NULL DEFAULT '{}',
            ADD CONSTRAINT indicator_formula_whole CHECK ((aggregation = 'formula') = (formula IS NOT NULL));
        """)

    /// The operations of formulas. NULL is 'no value reported', NaN 'divided by zero'; the former goes first.
    static let formulas = Migration(
        "indicators-0006-formulas",
        """
        -- What is zero to nine places is zero: a third times three less one is.
        CREATE FUNCTION formula_divide(a numeric, b numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT CASE WHEN round(b, 9) = 0 THEN a * 'NaN'::numeric ELSE a / b END
        $$;
        -- UNESCO's adjusted index: above 1 it is mirrored, so that 0 and 2 are equally far from parity.
        CREATE FUNCTION formula_adjusted_parity(a numeric, b numeric) RETURNS numeric
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT CASE WHEN round(b, 9) = 0 THEN a * 'NaN'::numeric
                        WHEN a / b > 1 AND a <> 'NaN' AND b <> 'NaN' THEN 2 - b / a
                        ELSE a / b END
        $$;
        -- Compared to nine places: what division rounds away is no difference.
        CREATE FUNCTION formula_less(a numeric, b numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT CASE WHEN a IS NULL OR b IS NULL THEN NULL
                        WHEN a = 'NaN' OR b = 'NaN' THEN 'NaN'::numeric
                        WHEN round(a, 9) < round(b, 9) THEN 1 ELSE 0 END
        $$;
        CREATE FUNCTION formula_equal(a numeric, b numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT CASE WHEN a IS NULL OR b IS NULL THEN NULL
                        WHEN a = 'NaN' OR b = 'NaN' THEN 'NaN'::numeric
                        WHEN round(a, 9) = round(b, 9) THEN 1 ELSE 0 END
        $$;
        CREATE FUNCTION formula_choose(condition numeric, yes numeric, no numeric) RETURNS numeric
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT CASE WHEN condition = 'NaN' THEN 'NaN'::numeric WHEN condition = 0 THEN no
                        WHEN condition IS NOT NULL THEN yes END
        $$;
        CREATE FUNCTION formula_least(a numeric, b numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT CASE WHEN a IS NULL OR b IS NULL THEN NULL
                        WHEN a = 'NaN' OR b = 'NaN' THEN 'NaN'::numeric ELSE least(a, b) END
        $$;
        CREATE FUNCTION formula_greatest(a numeric, b numeric) RETURNS numeric
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT CASE WHEN a IS NULL OR b IS NULL THEN NULL
                        WHEN a = 'NaN' OR b = 'NaN' THEN 'NaN'::numeric ELSE greatest(a, b) END
        $$;

        -- Evaluates one compiled expression for many items at once: at `places`, in `periods`, of the categories
        -- `extras` (space-separated). The expression is made by the service out of `v[1]`, `v[2]` …, numbers and the
        -- functions above; nothing that people write is in it. An organisation's value of a part is what it reported
        -- for exactly that part, or the sum over its shortest breakdown that has the part.
        CREATE FUNCTION formula_evaluate(expression text, elements text[], slices text[], places text[],
                                         periods text[], extras text[])
        RETURNS TABLE (item bigint, value numeric, totals numeric[], reported bigint[])
        LANGUAGE plpgsql STABLE AS $function$
        BEGIN
            RETURN QUERY EXECUTE replace($query$
                WITH slot AS (
                    SELECT n, element, string_to_array(slice, ' ') AS wanted
                    FROM unnest($1, $2) WITH ORDINALITY AS slot (element, slice, n)
                ), item AS (
                    SELECT n, place, period, string_to_array(extra, ' ') AS extra
                    FROM unnest($3, $4, $5) WITH ORDINALITY AS item (place, period, extra, n)
                ), cell AS (
                    SELECT item.n AS item, slot.n AS slot, v.organisation, v.number,
                           rank() OVER (PARTITION BY item.n, slot.n, v.organisation
                                        ORDER BY cardinality(v.categories), v.dimensions, v.source) AS rank
                    FROM item
                    CROSS JOIN slot
                    JOIN organisation_reach r ON r.ancestor = item.place AND r.relation = 'either'
                    JOIN organisation o       ON o.code = r.descendant
                    JOIN element_value v      ON v.province = o.province AND v.element = slot.element
                                             AND v.period = item.period AND v.organisation = o.code
                                             AND v.categories @> (slot.wanted || item.extra)
                ), own AS (
                    SELECT cell.item, slot, organisation, sum(number) / 10000.0 AS number
                    FROM cell
                    WHERE rank = 1
                    GROUP BY cell.item, slot, organisation
                ), wide AS (
                    SELECT those.item, those.organisation, array_agg(own.number ORDER BY slot.n) AS v
                    FROM (SELECT DISTINCT own.item, own.organisation FROM own) AS those
                    CROSS JOIN slot
                    LEFT JOIN own ON (own.item, own.slot, own.organisation) = (those.item, slot.n, those.organisation)
                    GROUP BY those.item, those.organisation
                ), result AS (
                    SELECT item.n AS item, (:expression)::numeric AS value
                    FROM item
                    LEFT JOIN wide ON wide.item = item.n
                    GROUP BY item.n
                ), part AS (
                    SELECT own.item, slot, sum(number) AS total, count(number) AS reported
                    FROM own
                    GROUP BY own.item, slot
                )
                SELECT item.n, result.value, array_agg(part.total ORDER BY slot.n),
                       array_agg(coalesce(part.reported, 0) ORDER BY slot.n)
                FROM item
                JOIN result ON result.item = item.n
                CROSS JOIN slot
                LEFT JOIN part ON (part.item, part.slot) = (item.n, slot.n)
                GROUP BY item.n, result.value
                ORDER BY item.n
            $query$, ':expression', expression) USING elements, slices, places, periods, extras;
        END
        $function$;
        """)
}
