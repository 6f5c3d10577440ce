import Postgres

extension IndicatorsMigrations {
    /// The same as before, in a shape that reads what lies together in one go, and puts in order only what was reported
    /// in several ways: a province's figure takes a few milliseconds.
    static let formulaScans = Migration(
        "indicators-0019-formula-scans",
        """
        -- Sums over all organisations, where everyone reported each part in one way only: by a statement whose plan is
        -- made once, and over whole provinces, whose values lie together.
        CREATE FUNCTION formula_sums(elements text[], slices text[], places text[], periods text[], extras text[],
                                     OUT totals numeric[], OUT reported bigint[], OUT is_plain boolean)
        LANGUAGE plpgsql STABLE SET enable_nestloop = off SET jit = off AS $function$
        #variable_conflict use_column
        BEGIN
            IF EXISTS (SELECT FROM question q WHERE q.element = ANY (elements)) THEN
                is_plain := false;
                RETURN;
            END IF;
            WITH pair AS MATERIALIZED (
                SELECT item.n AS item, slot.n AS slot, item.place, item.period, slot.element, c.wanted,
                       cardinality(c.wanted) AS parts
                FROM unnest(places, periods, extras) WITH ORDINALITY AS item (place, period, extra, n)
                CROSS JOIN unnest(elements, slices) WITH ORDINALITY AS slot (element, slice, n)
                CROSS JOIN LATERAL (SELECT ARRAY(SELECT DISTINCT part
                                                 FROM string_to_table(slot.slice || ' ' || item.extra, ' ') AS part
                                                 WHERE part <> '') AS wanted) AS c
            ), reach AS MATERIALIZED (
                SELECT p.place, r.descendant AS organisation,
                       CASE WHEN r.descendant ~ '^[0-9]{2}(-|$)' THEN left(r.descendant, 2) ELSE 'TH' END AS province
                FROM (SELECT DISTINCT place FROM pair) AS p
                CROSS JOIN LATERAL (SELECT r.descendant FROM organisation_reach r
                                    WHERE r.ancestor = p.place AND r.relation = 'either' OFFSET 0) AS r
            ), part AS (
                SELECT own.item, own.slot, sum(own.number) / 10000.0 AS total, count(own.number) AS reported,
                       bool_and(own.is_plain) AS is_plain
                FROM (
                    SELECT pair.item, pair.slot, v.organisation,
                           max(v.number) FILTER (WHERE cardinality(v.categories) = pair.parts) AS number,
                           bool_or(cardinality(v.categories) = pair.parts) AS is_plain
                    FROM pair
                    JOIN reach ON reach.place = pair.place
                    JOIN (SELECT v.organisation, v.element, v.period, v.categories, v.number
                          FROM (SELECT DISTINCT province FROM reach) AS o
                          CROSS JOIN (SELECT DISTINCT element, period FROM pair) AS p
                          CROSS JOIN LATERAL (SELECT * FROM data_value v
                                              WHERE v.province = o.province AND v.element = p.element
                                                AND v.period = p.period
                                              OFFSET 0) AS v) AS v
                      ON v.organisation = reach.organisation AND v.element = pair.element AND v.period = pair.period
                     AND v.categories @> pair.wanted
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

        CREATE OR REPLACE FUNCTION formula_evaluate(expression text, elements text[], slices text[], places text[],
                                                    periods text[], extras text[])
        RETURNS TABLE (item bigint, value numeric, totals numeric[], reported bigint[])
        LANGUAGE plpgsql STABLE SET enable_nestloop = off SET jit = off AS $function$
        DECLARE
            side_by_side text;
            sums         text;
            counts       text;
            is_few       boolean;
            plain        record;
        BEGIN
            SELECT count(*) <= 64 INTO is_few
            FROM (SELECT FROM unnest(places) AS p (place)
                  CROSS JOIN LATERAL (SELECT FROM organisation_reach r
                                      WHERE r.ancestor = p.place AND r.relation = 'either' LIMIT 65) r
                  LIMIT 65) AS those;
            -- What asks for nothing but sums over all organisations is said of the sums.
            IF NOT is_few AND position('FILTER' IN expression) = 0 THEN
                SELECT * INTO plain FROM formula_sums(elements, slices, places, periods, extras);
                IF plain.is_plain THEN
                    RETURN QUERY EXECUTE replace($query$
                        SELECT t.n, (:expression)::numeric, t.v, t.reported
                        FROM (SELECT n, ($1::numeric[])[(n - 1) * $3 + 1 : n * $3] AS v,
                                     ($2::bigint[])[(n - 1) * $3 + 1 : n * $3] AS reported
                              FROM generate_series(1::bigint, $4) AS n) AS t
                        GROUP BY t.n, t.v, t.reported
                        ORDER BY t.n
                    $query$, ':expression', expression)
                    USING plain.totals, plain.reported, cardinality(elements), cardinality(places);
                    RETURN;
                END IF;
            END IF;
            SELECT string_agg(format('max(own.number) FILTER (WHERE own.slot = %s)', n), ', ' ORDER BY n),
                   string_agg(format('sum(wide.v[%s])', n), ', ' ORDER BY n),
                   string_agg(format('count(wide.v[%s])', n), ', ' ORDER BY n)
            INTO side_by_side, sums, counts
            FROM generate_series(1, cardinality(elements)) AS n;
            RETURN QUERY EXECUTE replace(replace(replace(replace(replace(replace($query$
                WITH pair AS MATERIALIZED (
                    SELECT item.n AS item, slot.n::integer AS slot, item.place, item.period, slot.element, c.wanted,
                           cardinality(c.wanted) AS parts
                    FROM unnest($3, $4, $5) WITH ORDINALITY AS item (place, period, extra, n)
                    CROSS JOIN unnest($1, $2) WITH ORDINALITY AS slot (element, slice, n)
                    CROSS JOIN LATERAL (SELECT ARRAY(SELECT DISTINCT part
                                                     FROM string_to_table(slot.slice || ' ' || item.extra, ' ') AS part
                                                     WHERE part <> '') AS wanted) AS c
                ), reach AS MATERIALIZED (
                    SELECT p.place, r.descendant AS organisation,
                           CASE WHEN r.descendant ~ '^[0-9]{2}(-|$)' THEN left(r.descendant, 2)
                                ELSE 'TH' END AS province
                    FROM (SELECT DISTINCT place FROM pair) AS p
                    CROSS JOIN LATERAL (SELECT r.descendant FROM organisation_reach r
                                        WHERE r.ancestor = p.place AND r.relation = 'either' OFFSET 0) AS r
                ), aim AS MATERIALIZED (
                    SELECT pair.item, pair.slot, pair.element, pair.period, pair.wanted, pair.parts, reach.organisation
                    FROM pair
                    JOIN reach ON reach.place = pair.place
                ), given AS MATERIALIZED (
                    SELECT e.*
                    FROM (SELECT DISTINCT :places FROM reach) AS o
                    CROSS JOIN (SELECT DISTINCT element, period FROM pair) AS p
                    CROSS JOIN LATERAL (SELECT * FROM element_value e
                                        WHERE e.province = o.province AND e.element = p.element AND e.period = p.period
                                          :these OFFSET 0) AS e
                ), cell AS MATERIALIZED (
                    SELECT aim.item, aim.slot, e.organisation, e.number, aim.parts AS least,
                           cardinality(e.categories) AS parts, e.dimensions, e.source
                    FROM aim
                    JOIN given e ON e.organisation = aim.organisation AND e.element = aim.element
                                AND e.period = aim.period AND e.categories @> aim.wanted
                ), plain AS (
                    -- What was reported for exactly this, and in no other way.
                    SELECT item, slot, organisation, max(number) FILTER (WHERE parts = least) AS number,
                           bool_or(parts = least) AND bool_and(source = '1') AS is_plain
                    FROM cell
                    GROUP BY item, slot, organisation
                ), own AS MATERIALIZED (
                    SELECT item, slot, organisation, number / 10000.0 AS number FROM plain WHERE is_plain
                    UNION ALL
                    SELECT item, slot, organisation, sum(number) / 10000.0
                    FROM (SELECT c.*, rank() OVER (PARTITION BY c.item, c.slot, c.organisation
                                                   ORDER BY c.parts, c.dimensions COLLATE "C",
                                                            c.source COLLATE "C") AS rank
                          FROM plain
                          JOIN cell c ON (c.item, c.slot, c.organisation) = (plain.item, plain.slot, plain.organisation)
                          WHERE NOT plain.is_plain) AS ranked
                    WHERE rank = 1
                    GROUP BY item, slot, organisation
                ), wide AS (
                    SELECT own.item, own.organisation, ARRAY[:side_by_side] AS v
                    FROM own
                    GROUP BY own.item, own.organisation
                )
                -- Where nothing is reported the expression has its say, too: a count of nothing is zero.
                SELECT item.n, (:expression)::numeric, ARRAY[:sums]::numeric[], ARRAY[:counts]::bigint[]
                FROM generate_series(1::bigint, cardinality($3)) AS item (n)
                LEFT JOIN wide ON wide.item = item.n
                GROUP BY item.n
                ORDER BY item.n
            $query$, ':expression', expression), ':side_by_side', side_by_side), ':sums', sums), ':counts', counts),
            -- A few organisations' values are looked for one by one, those of many by whole provinces, where they lie
            -- together.
            ':places', CASE WHEN is_few THEN 'province, organisation' ELSE 'province' END),
            ':these', CASE WHEN is_few THEN 'AND e.organisation = o.organisation' ELSE '' END)
            USING elements, slices, places, periods, extras;
        END
        $function$;
        """)
}
