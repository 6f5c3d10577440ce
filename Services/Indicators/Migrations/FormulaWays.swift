import Postgres

extension IndicatorsMigrations {
    /// The same as before, with less to look at: a total that nobody reports, for everybody breaks it down in one way, is the
    /// sum of its parts without a look at who reported what in which way; one place over many periods is summed period by
    /// period, and those of which nobody has reported anything take no time.
    static let formulaWays = Migration(
        "indicators-0030-formula-ways",
        """
        CREATE OR REPLACE FUNCTION formula_sum(element text, wanted text[], place text, period text,
                                               OUT total numeric, OUT reported bigint, OUT is_plain boolean)
        LANGUAGE plpgsql STABLE AS $function$
        #variable_conflict use_variable
        DECLARE
            parts     integer := cardinality(wanted);
            provinces text[];
            missing   text[];
            way       text;
        BEGIN
            IF parts = 0 THEN
                WITH reach AS MATERIALIZED (
                    SELECT r.descendant AS organisation,
                           CASE WHEN r.descendant ~ '^[0-9]{2}(-|$)' THEN left(r.descendant, 2) ELSE 'TH' END
                               AS province
                    FROM organisation_reach r
                    WHERE r.ancestor = place AND r.relation = 'either'
                ), o AS MATERIALIZED (
                    SELECT DISTINCT reach.province FROM reach
                ), own AS (
                    SELECT v.organisation, v.number
                    FROM o
                    CROSS JOIN LATERAL (SELECT v.organisation, v.number
                                        FROM data_value v
                                        WHERE v.province = o.province AND v.element = element AND v.period = period
                                          AND v.dimensions = ''
                                        OFFSET 0) AS v
                )
                SELECT sum(own.number) / 10000.0, count(own.number), (SELECT array_agg(o.province) FROM o),
                       array_agg(reach.organisation) FILTER (WHERE own.organisation IS NULL)
                INTO total, reported, provinces, missing
                FROM reach
                LEFT JOIN own ON own.organisation = reach.organisation;
                is_plain := missing IS NULL
                         OR NOT EXISTS (SELECT FROM unnest(provinces) AS o (province)
                                        CROSS JOIN LATERAL (SELECT FROM figure_way w
                                                            WHERE w.province = o.province AND w.element = element
                                                              AND w.period = period AND w.dimensions > ''
                                                            LIMIT 1) AS w);
                IF is_plain THEN
                    RETURN;
                END IF;
                -- Where nobody reports a total and all break it down in one way, the parts are the total.
                SELECT min(w.dimensions) INTO way
                FROM unnest(provinces) AS o (province)
                CROSS JOIN LATERAL (SELECT DISTINCT w.dimensions
                                    FROM figure_way w
                                    WHERE w.province = o.province AND w.element = element AND w.period = period) AS w
                HAVING min(w.dimensions) = max(w.dimensions);
                IF way > '' THEN
                    WITH own AS (
                        SELECT v.organisation, sum(v.number) AS number
                        FROM unnest(provinces) AS o (province)
                        CROSS JOIN LATERAL (SELECT v.organisation, v.number
                                            FROM data_value v
                                            WHERE v.province = o.province AND v.element = element
                                              AND v.period = period AND v.dimensions = way
                                            OFFSET 0) AS v
                        GROUP BY v.organisation
                    )
                    SELECT sum(own.number) / 10000.0, count(own.number)
                    INTO total, reported
                    FROM own
                    JOIN organisation_reach r ON r.descendant = own.organisation
                    WHERE r.ancestor = place AND r.relation = 'either';
                    is_plain := true;
                    RETURN;
                END IF;
                -- A few are looked for one by one, many among all that is broken down.
                IF cardinality(missing) <= 100 THEN
                    is_plain := NOT EXISTS (
                        SELECT FROM unnest(missing) AS m (organisation)
                        CROSS JOIN LATERAL (SELECT FROM data_value v
                                            WHERE v.province = CASE WHEN m.organisation ~ '^[0-9]{2}(-|$)'
                                                                    THEN left(m.organisation, 2) ELSE 'TH' END
                                              AND v.organisation = m.organisation AND v.element = element
                                              AND v.period = period
                                            LIMIT 1) AS v);
                ELSE
                    is_plain := NOT EXISTS (
                        SELECT FROM unnest(missing) AS m (organisation)
                        JOIN (SELECT v.organisation
                              FROM unnest(provinces) AS o (province)
                              CROSS JOIN LATERAL (SELECT v.organisation
                                                  FROM data_value v
                                                  WHERE v.province = o.province AND v.element = element
                                                    AND v.period = period AND v.dimensions > ''
                                                  OFFSET 0) AS v) AS v
                          ON v.organisation = m.organisation);
                END IF;
                RETURN;
            END IF;
            WITH reach AS MATERIALIZED (
                SELECT r.descendant AS organisation,
                       CASE WHEN r.descendant ~ '^[0-9]{2}(-|$)' THEN left(r.descendant, 2) ELSE 'TH' END AS province
                FROM organisation_reach r
                WHERE r.ancestor = place AND r.relation = 'either'
            ), own AS (
                SELECT v.organisation, max(v.number) FILTER (WHERE cardinality(v.categories) = parts) AS number,
                       bool_or(cardinality(v.categories) = parts) AS is_plain
                FROM (SELECT DISTINCT reach.province FROM reach) AS o
                CROSS JOIN LATERAL (SELECT v.organisation, v.categories, v.number
                                    FROM data_value v
                                    WHERE v.province = o.province AND v.element = element AND v.period = period
                                      AND v.dimensions > '' AND v.categories @> wanted
                                    OFFSET 0) AS v
                JOIN reach ON reach.organisation = v.organisation
                GROUP BY v.organisation
            )
            SELECT sum(own.number) / 10000.0, count(own.number), coalesce(bool_and(own.is_plain), true)
            INTO total, reported, is_plain
            FROM own;
        END
        $function$;

        CREATE OR REPLACE FUNCTION formula_sums(elements text[], slices text[], places text[], periods text[],
                                                extras text[],
                                                OUT totals numeric[], OUT reported bigint[], OUT is_plain boolean)
        LANGUAGE plpgsql STABLE SET enable_nestloop = off SET enable_mergejoin = off SET enable_sort = off
        SET enable_seqscan = off SET jit = off SET plan_cache_mode = force_generic_plan AS $function$
        #variable_conflict use_column
        DECLARE
            one       record;
            is_row    boolean := cardinality(places) > 1 AND places <@ places[1:1] AND extras <@ extras[1:1];
            provinces text[];
        BEGIN
            is_plain := NOT EXISTS (SELECT FROM question q WHERE q.element = ANY (elements));
            IF NOT is_plain THEN
                RETURN;
            END IF;
            IF is_row THEN
                provinces := ARRAY(
                    SELECT DISTINCT CASE WHEN r.descendant ~ '^[0-9]{2}(-|$)' THEN left(r.descendant, 2) ELSE 'TH' END
                    FROM organisation_reach r
                    WHERE r.ancestor = places[1] AND r.relation = 'either');
            END IF;
            IF cardinality(places) * cardinality(elements) <= 32 OR is_row THEN
                FOR item IN 1..cardinality(places) LOOP
                    FOR slot IN 1..cardinality(elements) LOOP
                        -- Of most periods nobody has reported anything.
                        IF is_row AND NOT EXISTS (SELECT FROM figure_way w
                                                  WHERE w.province = ANY (provinces) AND w.element = elements[slot]
                                                    AND w.period = periods[item]) THEN
                            totals := totals || NULL::numeric;
                            reported := reported || 0::bigint;
                            CONTINUE;
                        END IF;
                        one := formula_sum(
                            elements[slot],
                            CASE WHEN slices[slot] || extras[item] = '' THEN '{}'
                                 ELSE ARRAY(SELECT DISTINCT part
                                            FROM string_to_table(slices[slot] || ' ' || extras[item], ' ') AS part
                                            WHERE part <> '') END,
                            places[item], periods[item]);
                        totals := totals || one.total;
                        reported := reported || one.reported;
                        is_plain := is_plain AND one.is_plain;
                    END LOOP;
                END LOOP;
                RETURN;
            END IF;
            WITH wish AS MATERIALIZED (
                SELECT item.n AS item, slot.n AS slot, item.place, slot.element, item.period, c.wanted, array_position(places, item.place) AS place_number,
                       array_position(elements, slot.element) * 10000::bigint + array_position(periods, item.period)
                           AS scan
                FROM unnest(places, periods, extras) WITH ORDINALITY AS item (place, period, extra, n)
                CROSS JOIN unnest(elements, slices) WITH ORDINALITY AS slot (element, slice, n)
                CROSS JOIN LATERAL (SELECT ARRAY(SELECT DISTINCT part
                                                 FROM string_to_table(slot.slice || ' ' || item.extra, ' ') AS part
                                                 WHERE part <> '') AS wanted) AS c
            ), reach AS MATERIALIZED (
                SELECT p.place_number, r.descendant AS organisation,
                       CASE WHEN r.descendant ~ '^[0-9]{2}(-|$)' THEN left(r.descendant, 2) ELSE 'TH' END AS province
                FROM (SELECT DISTINCT place_number, place FROM wish) AS p
                CROSS JOIN LATERAL (SELECT r.descendant FROM organisation_reach r
                                    WHERE r.ancestor = p.place AND r.relation = 'either' OFFSET 0) AS r
            ), way AS MATERIALIZED (
                -- Where nobody reports a total and all break it down in one way, the parts are the total.
                SELECT DISTINCT w.element, w.period, w.categories
                FROM (SELECT w.element, w.period, w.categories, w.dimensions,
                             min(w.dimensions) OVER of_one AS least, max(w.dimensions) OVER of_one AS most
                      FROM (SELECT DISTINCT province FROM reach) AS o
                      CROSS JOIN (SELECT DISTINCT element, period FROM wish WHERE wanted = '{}') AS p
                      CROSS JOIN LATERAL (SELECT w.*
                                          FROM figure_way w
                                          WHERE w.province = o.province AND w.element = p.element
                                            AND w.period = p.period
                                          OFFSET 0) AS w
                      WINDOW of_one AS (PARTITION BY w.element, w.period)) AS w
                WHERE w.least = w.most AND w.least > ''
            ), pair AS MATERIALIZED (
                SELECT wish.item, wish.slot, wish.element, wish.period, wish.place_number, wish.scan, c.wanted,
                       cardinality(c.wanted) AS parts, way.categories IS NOT NULL AS is_way
                FROM wish
                LEFT JOIN way ON (way.element, way.period) = (wish.element, wish.period) AND wish.wanted = '{}'
                CROSS JOIN LATERAL (SELECT coalesce(way.categories, wish.wanted) AS wanted) AS c
            ), part AS (
                SELECT own.item, own.slot, sum(own.number) / 10000.0 AS total, count(own.number) AS reported,
                       bool_and(own.is_plain) AS is_plain
                FROM (
                    SELECT pair.item, pair.slot, v.organisation,
                           CASE WHEN bool_or(pair.is_way) THEN sum(v.number) FILTER (WHERE pair.is_way)::bigint
                                ELSE max(v.number) FILTER (WHERE v.parts = pair.parts) END AS number,
                           bool_or(v.parts = pair.parts) AS is_plain
                    FROM (SELECT p.scan, v.organisation, v.categories, cardinality(v.categories) AS parts, v.number
                          FROM (SELECT DISTINCT province FROM reach) AS o
                          CROSS JOIN (SELECT DISTINCT scan, element, period FROM pair) AS p
                          CROSS JOIN LATERAL (SELECT v.organisation, v.categories, v.number
                                              FROM data_value v
                                              WHERE v.province = o.province AND v.element = p.element
                                                AND v.period = p.period
                                              OFFSET 0) AS v
                          -- Read once, not once for every place that it is asked for.
                          OFFSET 0) AS v
                    JOIN reach ON reach.organisation = v.organisation
                    JOIN pair  ON pair.place_number = reach.place_number AND pair.scan = v.scan
                              AND (pair.parts = 0 OR v.categories @> pair.wanted)
                    GROUP BY pair.item, pair.slot, v.organisation
                ) AS own
                GROUP BY own.item, own.slot
            )
            SELECT array_agg(part.total ORDER BY wish.item, wish.slot),
                   array_agg(coalesce(part.reported, 0) ORDER BY wish.item, wish.slot),
                   coalesce(bool_and(part.is_plain), true)
            INTO totals, reported, is_plain
            FROM wish
            LEFT JOIN part ON (part.item, part.slot) = (wish.item, wish.slot);
        END
        $function$;
        """)
}
