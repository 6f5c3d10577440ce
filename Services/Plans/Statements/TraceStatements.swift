import Kernel
import PlansContract
import Postgres

/// A trace as the caller gets it, and how many elements the reference named.
struct TraceAnswer: Sendable {
    var roots: Int
    var json: [UInt8]

    static func decode(_ row: inout RowReader) throws -> TraceAnswer {
        TraceAnswer(roots: try row.next(), json: try row.next(JSONText.self).utf8)
    }
}

/// The parts that both directions share; one round trip each. `walk` gives every way that an element is reached:
/// its place, how far, from which one (`low`, `high` the lower and the higher of the two) and why.
private enum TraceParts {
    static let depthMax = 30

    static let root = """
        root AS MATERIALIZED (
            SELECT e.province, e.plan, e.plan_version, e.id
              FROM element e
              JOIN plan p ON p.province = e.province AND p.id = e.plan
             WHERE \(ElementKey.condition)
             LIMIT 2)
        """

    static let start = """
        SELECT province, plan, plan_version, id, 0 AS depth, NULL::uuid AS low, NULL::uuid AS high,
                   NULL::text AS relation
              FROM root
        """

    static let answer = """
        node AS MATERIALIZED (
            SELECT DISTINCT ON (id) province, plan, plan_version, id, depth
              FROM walk
             ORDER BY id, depth, plan_version DESC),
        kept AS MATERIALIZED (
            SELECT n.id, n.depth, e.code, json_strip_nulls(json_build_object(
                       'id', e.id, 'plan', p.code, 'planVersion', e.plan_version, 'level', p.level, 'code', e.code,
                       'kind', e.kind, 'text', \(Fragments.text("e.text")), 'organisation', e.organisation,
                       'budget', \(Fragments.money("e.budget")), 'depth', n.depth)) AS json
              FROM node n
              JOIN element e ON e.province = n.province AND e.plan = n.plan AND e.plan_version = n.plan_version
                            AND e.id = n.id
              JOIN plan p ON p.province = e.province AND p.id = e.plan
             ORDER BY n.depth, e.code, e.id
             LIMIT \(Trace.nodesMax)),
        edge AS (
            SELECT DISTINCT low, high, relation
              FROM walk
             WHERE relation IS NOT NULL
               AND low IN (SELECT id FROM kept) AND high IN (SELECT id FROM kept))
        SELECT (SELECT count(*) FROM root),
               json_build_object(
                   'nodes', (SELECT coalesce(json_agg(json ORDER BY depth, code, id), '[]') FROM kept),
                   'edges', (SELECT coalesce(json_agg(json_build_object('from', low, 'to', high, 'relation', relation)
                                                      ORDER BY low, high, relation), '[]') FROM edge),
                   'truncated', (SELECT count(*) FROM node) > \(Trace.nodesMax))
        """
}

/// From an element up: its parents in the same version, and what its links lead to, in the versions they name.
struct TraceUpward: Statement {
    static let sql = """
        WITH RECURSIVE \(TraceParts.root),
        walk AS (
            \(TraceParts.start)
            UNION
            SELECT next.province, next.plan, next.plan_version, next.id, w.depth + 1, w.id, next.id, next.relation
              FROM walk w
              JOIN LATERAL (
                  SELECT e.province, e.plan, e.plan_version, e.parent AS id, 'parent' AS relation
                    FROM element e
                   WHERE e.province = w.province AND e.plan = w.plan AND e.plan_version = w.plan_version
                     AND e.id = w.id AND e.parent IS NOT NULL
                   UNION ALL
                  SELECT l.to_province, l.to_plan, l.to_version, l.to_element, l.kind
                    FROM link l
                   WHERE l.province = w.province AND l.plan = w.plan AND l.plan_version = w.plan_version
                     AND l.element = w.id) next ON true
             WHERE w.depth < \(TraceParts.depthMax)),
        \(TraceParts.answer)
        """
    let key: ElementKey
    let version: Int?

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(version)
    }

    static func decode(_ row: inout RowReader) throws -> TraceAnswer { try .decode(&row) }
}

/// From an element down: what stands below it in the same version, and what links to it (to any of its versions)
/// from versions in force, or from drafts of plans never announced; within its own plan, from the same version.
struct TraceDownward: Statement {
    static let sql = """
        WITH RECURSIVE \(TraceParts.root),
        walk AS (
            \(TraceParts.start)
            UNION
            SELECT next.province, next.plan, next.plan_version, next.id, w.depth + 1, next.id, w.id, next.relation
              FROM walk w
              JOIN LATERAL (
                  SELECT e.province, e.plan, e.plan_version, e.id, 'parent' AS relation
                    FROM element e
                   WHERE e.province = w.province AND e.plan = w.plan AND e.plan_version = w.plan_version
                     AND e.parent = w.id
                   UNION ALL
                  SELECT l.province, l.plan, l.plan_version, l.element, l.kind
                    FROM link l
                    JOIN plan p ON p.province = l.province AND p.id = l.plan
                   WHERE l.to_element = w.id
                     AND l.plan_version = CASE WHEN l.plan = w.plan THEN w.plan_version
                                               ELSE coalesce(p.current_version, p.draft_version) END) next ON true
             WHERE w.depth < \(TraceParts.depthMax)),
        \(TraceParts.answer)
        """
    let key: ElementKey
    let version: Int?

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(version)
    }

    static func decode(_ row: inout RowReader) throws -> TraceAnswer { try .decode(&row) }
}
