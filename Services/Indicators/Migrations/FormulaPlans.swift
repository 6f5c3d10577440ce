import Postgres

extension IndicatorsMigrations {
    /// The same as before, in a shape whose time grows with the organisations and not with their square: a value is
    /// looked for by its whole key, and an organisation's parts are put side by side by one aggregation.
    static let formulaPlans = Migration(
        "indicators-0015-formula-plans",
        """
        CREATE OR REPLACE FUNCTION formula_evaluate(expression text, elements text[], slices text[], places text[],
                                                    periods text[], extras text[])
        RETURNS TABLE (item bigint, value numeric, totals numeric[], reported bigint[])
        LANGUAGE plpgsql STABLE AS $function$
        DECLARE
            side_by_side text;
            sums         text;
            counts       text;
        BEGIN
            SELECT string_agg(format('max(own.number) FILTER (WHERE own.slot = %s)', n), ', ' ORDER BY n),
                   string_agg(format('sum(wide.v[%s])', n), ', ' ORDER BY n),
                   string_agg(format('count(wide.v[%s])', n), ', ' ORDER BY n)
            INTO side_by_side, sums, counts
            FROM generate_series(1, cardinality(elements)) AS n;
            RETURN QUERY EXECUTE replace(replace(replace(replace($query$
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
                    CROSS JOIN LATERAL (
                        SELECT e.organisation, e.number, e.categories, e.dimensions, e.source
                        FROM element_value e
                        WHERE e.province = o.province AND e.element = slot.element AND e.period = item.period
                          AND e.organisation = o.code AND e.categories @> (slot.wanted || item.extra)
                        OFFSET 0) v
                ), own AS (
                    SELECT cell.item, slot, organisation, sum(number) / 10000.0 AS number
                    FROM cell
                    WHERE rank = 1
                    GROUP BY cell.item, slot, organisation
                ), wide AS (
                    SELECT own.item, own.organisation, ARRAY[:side_by_side] AS v
                    FROM own
                    GROUP BY own.item, own.organisation
                ), result AS (
                    -- Where nothing is reported the expression has its say, too: a count of nothing is zero.
                    SELECT item.n AS item, (:expression)::numeric AS value, ARRAY[:sums]::numeric[] AS totals,
                           ARRAY[:counts]::bigint[] AS reported
                    FROM item
                    LEFT JOIN wide ON wide.item = item.n
                    GROUP BY item.n
                )
                SELECT result.item, result.value, result.totals, result.reported
                FROM result
                ORDER BY result.item
            $query$, ':expression', expression), ':side_by_side', side_by_side), ':sums', sums), ':counts', counts)
            USING elements, slices, places, periods, extras;
        END
        $function$;
        """)
}
