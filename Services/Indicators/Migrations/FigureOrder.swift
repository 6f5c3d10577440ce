import Postgres

extension IndicatorsMigrations {
    /// Figures in the order in which they are put together, with their numbers in the index: sums over provinces, a
    /// country's too, read nothing else.
    static let figureOrder = Migration(
        "indicators-0023-figure-order",
        """
        ALTER TABLE data_value
            DROP CONSTRAINT data_value_pkey,
            ADD CONSTRAINT data_value_pkey
                PRIMARY KEY (province, element, period, dimensions, categories, organisation) INCLUDE (number);
        -- Those directly below are few among all below.
        CREATE INDEX round_place_children ON round_place (province, round_id, ancestor, relation, organisation)
            WHERE depth = 1;
        -- The round's copy of the directory is told by how often that was written.
        UPDATE round SET directory_stamp = (SELECT writes::text FROM directory_state)
        WHERE directory_stamp = (SELECT count(*) || ':' || coalesce(sum(version), 0) FROM organisation);

        -- The sum of one part of a formula over all at and below a place, where everyone reported it in one way only.
        CREATE FUNCTION formula_sum(element text, wanted text[], place text, period text,
                                    OUT total numeric, OUT reported bigint, OUT is_plain boolean)
        LANGUAGE plpgsql STABLE AS $function$
        #variable_conflict use_variable
        DECLARE
            parts integer := cardinality(wanted);
        BEGIN
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
                                      AND (parts = 0 OR v.categories @> wanted)
                                    OFFSET 0) AS v
                JOIN reach ON reach.organisation = v.organisation
                GROUP BY v.organisation
            )
            SELECT sum(own.number) / 10000.0, count(own.number), coalesce(bool_and(own.is_plain), true)
            INTO total, reported, is_plain
            FROM own;
        END
        $function$;

        -- The same of many parts, at many places, in many periods: a few one after the other, many at once.
        CREATE OR REPLACE FUNCTION formula_sums(elements text[], slices text[], places text[], periods text[],
                                                extras text[],
                                                OUT totals numeric[], OUT reported bigint[], OUT is_plain boolean)
        LANGUAGE plpgsql STABLE SET enable_nestloop = off SET enable_mergejoin = off SET enable_sort = off
        SET enable_seqscan = off SET jit = off SET plan_cache_mode = force_generic_plan AS $function$
        #variable_conflict use_column
        DECLARE
            one record;
        BEGIN
            is_plain := NOT EXISTS (SELECT FROM question q WHERE q.element = ANY (elements));
            IF NOT is_plain THEN
                RETURN;
            END IF;
            IF cardinality(places) * cardinality(elements) <= 16 THEN
                FOR item IN 1..cardinality(places) LOOP
                    FOR slot IN 1..cardinality(elements) LOOP
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
            WITH pair AS MATERIALIZED (
                SELECT item.n AS item, slot.n AS slot, item.place, slot.element, item.period, c.wanted,
                       cardinality(c.wanted) AS parts, array_position(places, item.place) AS place_number,
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
                FROM (SELECT DISTINCT place_number, place FROM pair) AS p
                CROSS JOIN LATERAL (SELECT r.descendant FROM organisation_reach r
                                    WHERE r.ancestor = p.place AND r.relation = 'either' OFFSET 0) AS r
            ), part AS (
                SELECT own.item, own.slot, sum(own.number) / 10000.0 AS total, count(own.number) AS reported,
                       bool_and(own.is_plain) AS is_plain
                FROM (
                    SELECT pair.item, pair.slot, v.organisation,
                           max(v.number) FILTER (WHERE v.parts = pair.parts) AS number,
                           bool_or(v.parts = pair.parts) AS is_plain
                    FROM (SELECT p.scan, v.organisation, v.categories, cardinality(v.categories) AS parts, v.number
                          FROM (SELECT DISTINCT province FROM reach) AS o
                          CROSS JOIN (SELECT DISTINCT scan, element, period FROM pair) AS p
                          CROSS JOIN LATERAL (SELECT v.organisation, v.categories, v.number
                                              FROM data_value v
                                              WHERE v.province = o.province AND v.element = p.element
                                                AND v.period = p.period
                                              OFFSET 0) AS v) AS v
                    JOIN reach ON reach.organisation = v.organisation
                    JOIN pair  ON pair.place_number = reach.place_number AND pair.scan = v.scan
                              AND (pair.parts = 0 OR v.categories @> pair.wanted)
                    GROUP BY pair.item, pair.slot, v.organisation
                ) AS own
                GROUP BY own.item, own.slot
            )
            SELECT array_agg(part.total ORDER BY pair.item, pair.slot),
                   array_agg(coalesce(part.reported, 0) ORDER BY pair.item, pair.slot),
                   coalesce(bool_and(part.is_plain), true)
            INTO totals, reported, is_plain
            FROM pair
            LEFT JOIN part ON (part.item, part.slot) = (pair.item, pair.slot);
        END
        $function$;
        """)
}
