import Kernel
import PlansContract
import Postgres

/// `PlanCoverage` of a version, as the caller gets it.
struct Coverage: Statement {
    static let isRead = true
    static let sql = """
        WITH \(AskedVersion.sql),
        lead AS MATERIALIZED (
            SELECT l.element, l.to_element, l.to_province, l.to_plan, l.to_version
              FROM asked a
              JOIN link l ON l.province = a.province AND l.plan = a.plan AND l.plan_version = a.version),
        target AS MATERIALIZED (
            SELECT l.*, p.code, p.name_th, p.name_en
              FROM (SELECT DISTINCT l.to_province, l.to_plan, l.to_version
                      FROM lead l
                      JOIN asked a ON l.to_plan <> a.plan) l
             CROSS JOIN LATERAL (
                   SELECT p.code, p.name_th, p.name_en
                     FROM plan p
                    WHERE p.province = l.to_province AND p.id = l.to_plan
                   OFFSET 0) p),
        goal AS MATERIALIZED (
            SELECT t.code AS plan, t.to_version, e.code, e.text_th, e.text_en,
                   (e.id IN (SELECT to_element FROM lead)) IS TRUE AS covered
              FROM target t
             CROSS JOIN LATERAL (
                   SELECT e.id, e.code, e.text_th, e.text_en
                     FROM element e
                    WHERE e.province = t.to_province AND e.plan = t.to_plan AND e.plan_version = t.to_version
                      AND e.kind = 'goal'
                   OFFSET 0) e),
        higher AS (
            SELECT t.code, t.to_version, t.name_th, t.name_en, count(g.code) AS goals,
                   count(*) FILTER (WHERE g.covered) AS covered
              FROM target t
              LEFT JOIN goal g ON g.plan = t.code AND g.to_version = t.to_version
             GROUP BY t.code, t.to_version, t.name_th, t.name_en),
        unserved AS (
            SELECT g.*, row_number() OVER (PARTITION BY g.plan, g.to_version ORDER BY g.code) AS place
              FROM goal g
             WHERE NOT g.covered),
        kinds AS (
            SELECT e.kind, count(*) AS total,
                   count(*) FILTER (WHERE (e.id IN (SELECT element FROM lead)) IS TRUE) AS linked
              FROM asked a
              JOIN element e ON e.province = a.province AND e.plan = a.plan AND e.plan_version = a.version
             GROUP BY e.kind)
        SELECT json_build_object(
                   'plan', a.code, 'planVersion', a.version,
                   'kinds', (SELECT coalesce(json_agg(json_build_object('kind', kind, 'total', total, 'linked', linked)
                                                      ORDER BY kind), '[]') FROM kinds),
                   'higher', (SELECT coalesce(json_agg(json_build_object(
                                         'plan', code, 'name', \(Fragments.text("name")),
                                         'planVersion', to_version, 'goals', goals, 'covered', covered)
                                         ORDER BY code, to_version), '[]') FROM higher),
                   'unserved', (SELECT coalesce(json_agg(json_build_object(
                                           'plan', plan, 'planVersion', to_version, 'code', code,
                                           'text', \(Fragments.text("text"))) ORDER BY plan, to_version, code), '[]')
                                  FROM unserved
                                 WHERE place <= 500))
          FROM asked a
        """
    let asked: AskedVersion

    func bind(_ parameters: inout Parameters) { asked.bind(&parameters) }

    static func decode(_ row: inout RowReader) throws -> [UInt8] { try row.next(JSONText.self).utf8 }
}

/// The elements of a version with what `plan.lint` looks at; the chains of its projects are followed over parents
/// and links, in the versions that the links name.
struct LintNodes: Statement {
    static let sql = """
        WITH RECURSIVE way AS (
            SELECT e.id AS start, e.province, e.plan, e.plan_version, e.id, NULL::text AS kind
              FROM element e
             WHERE e.province = $1 AND e.plan = $2 AND e.plan_version = $3 AND e.kind = 'project'
            UNION
            SELECT w.start, next.province, next.plan, next.plan_version, next.id, next.kind
              FROM way w
              JOIN LATERAL (
                  SELECT e.province, e.plan, e.plan_version, e.parent AS id, NULL::text AS kind
                    FROM element e
                   WHERE e.province = w.province AND e.plan = w.plan AND e.plan_version = w.plan_version
                     AND e.id = w.id AND \(Fragments.hasParent)
                   UNION ALL
                  SELECT l.to_province, l.to_plan, l.to_version, l.to_element, l.kind
                    FROM link l
                   WHERE l.province = w.province AND l.plan = w.plan AND l.plan_version = w.plan_version
                     AND l.element = w.id) next ON true),
        reached AS (
            SELECT start, array_agg(DISTINCT kind) AS kinds FROM way WHERE kind IS NOT NULL GROUP BY start),
        linked AS (
            SELECT l.element, count(*) AS links, count(*) FILTER (WHERE l.to_version < p.current_version) AS outdated,
                   count(*) FILTER (WHERE $6 - p.level >= 2) AS skipping,
                   count(*) FILTER (WHERE l.to_plan <> l.plan AND $6 <= p.level AND p.code <> ALL ($7)) AS level
              FROM link l
              JOIN plan p ON p.province = l.to_province AND p.id = l.to_plan
             WHERE l.province = $1 AND l.plan = $2 AND l.plan_version = $3
             GROUP BY l.element)
        SELECT e.id, e.code, e.kind, e.parent, e.text_th,
               CASE WHEN e.kind = 'indicatorReference'
                    THEN $5::bigint - $4::bigint + 1
                         - (SELECT count(*)
                              FROM jsonb_array_elements(e.indicator -> 'targets') t
                             WHERE (t ->> 'fiscalYear')::bigint BETWEEN $4 AND $5)
                    ELSE 0 END,
               coalesce(l.links, 0), coalesce(l.outdated, 0), coalesce(r.kinds, '{}'), coalesce(l.skipping, 0),
               coalesce(l.level, 0), e.budget, e.starts_on, e.ends_on
          FROM element e
          LEFT JOIN linked l ON l.element = e.id
          LEFT JOIN reached r ON r.start = e.id
         WHERE e.province = $1 AND e.plan = $2 AND e.plan_version = $3
        """
    let plan: StoredPlan
    let version: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(version)
        parameters.append(plan.firstYear)
        parameters.append(plan.lastYear)
        parameters.append(plan.level)
        parameters.append(plan.higher)
    }

    static func decode(_ row: inout RowReader) throws -> LintNode {
        LintNode(
            id: try row.next(), code: try row.next(), kind: NodeKind(rawValue: try row.next()) ?? .goal,
            parent: try row.next(), name: try row.next(), missingYears: try row.next(), links: try row.next(),
            outdatedLinks: try row.next(),
            reaches: Set(try row.next([String].self).compactMap(ChainKind.init(rawValue:))),
            skippingLinks: try row.next(), levelLinks: try row.next(),
            budget: try row.next(Int64?.self).map(Money.init(satang:)), startsOn: try row.next(),
            endsOn: try row.next())
    }
}

/// Versions `$3` and `$4` of plan `$2` of province `$1`, element by element.
enum Editions {
    static let pairs = """
        edition AS (
            SELECT e.plan_version, e.id, e.code, \(Fragments.element)::jsonb AS json
              FROM \(Fragments.elementTables)
             WHERE e.province = $1 AND e.plan = $2 AND e.plan_version IN ($3, $4)),
        pair AS (
            SELECT id, coalesce(a.code, b.code) AS code, b.json AS before, a.json AS after,
                   (SELECT coalesce(json_agg(key ORDER BY key), '[]')
                      FROM jsonb_each(b.json) x
                      FULL JOIN jsonb_each(a.json) y USING (key)
                     WHERE x.value IS DISTINCT FROM y.value AND key NOT IN ('planVersion', 'version')) AS members
              FROM (SELECT * FROM edition WHERE plan_version = $3) b
              FULL JOIN (SELECT * FROM edition WHERE plan_version = $4) a USING (id)),
        differing AS (
            SELECT id, code, before, after,
                   CASE WHEN before IS NULL OR after IS NULL THEN '[]' ELSE members END AS members,
                   CASE WHEN before IS NULL THEN 'added' WHEN after IS NULL THEN 'removed' ELSE 'changed' END AS change
              FROM pair
             WHERE before IS NULL OR after IS NULL OR members::text <> '[]')
        """
}

/// `PlanDifference` of two versions, as the caller gets it.
struct Difference: Statement {
    static let sql = """
        WITH \(Editions.pairs)
        SELECT json_build_object(
                   'plan', $5::text, 'from', $3::bigint, 'to', $4::bigint,
                   'elements', (SELECT coalesce(json_agg(json_strip_nulls(json_build_object(
                                           'code', code, 'change', change, 'before', before, 'after', after,
                                           'members', members)) ORDER BY code), '[]')
                                  FROM differing))
        """
    let plan: StoredPlan
    let from: Int
    let to: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(from)
        parameters.append(to)
        parameters.append(plan.code)
    }

    static func decode(_ row: inout RowReader) throws -> [UInt8] { try row.next(JSONText.self).utf8 }
}
