import Postgres

extension IndicatorsMigrations {
    /// The same as before, and reads nothing but totals where a total is asked for: what is broken down is looked at only
    /// for those who reported no total.
    static let formulaTotals = Migration(
        "indicators-0026-formula-totals",
        """
        CREATE OR REPLACE FUNCTION formula_sum(element text, wanted text[], place text, period text,
                                               OUT total numeric, OUT reported bigint, OUT is_plain boolean)
        LANGUAGE plpgsql STABLE AS $function$
        #variable_conflict use_variable
        DECLARE
            parts     integer := cardinality(wanted);
            provinces text[];
            missing   text[];
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
        """)
}
