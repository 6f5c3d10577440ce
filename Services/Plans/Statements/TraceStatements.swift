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

/// What a trace begins with, who asks, and the year of the figures, if there are to be any.
struct TraceQuestion: Sendable {
    var key: ElementKey
    var version: Int?
    var sight: Sight
    var year: FiscalYear?

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(version)
        sight.bind(&parameters)
    }
}

/// The parts that both directions share; one round trip each. `walk` gives every way that an element is reached:
/// its place, how far, from which one (`low`, `high` the lower and the higher of the two) and why.
enum TraceParts {
    static let depthMax = 30

    static let root = """
        root AS MATERIALIZED (
            SELECT e.province, e.plan, e.plan_version, e.id
              FROM element e
              JOIN plan p ON p.province = e.province AND p.id = e.plan
             WHERE \(ElementKey.condition)
               AND \(Fragments.visible("e.sealed", provinces: 6, places: 7))
             LIMIT 2)
        """

    static let start = """
        SELECT province, plan, plan_version, id, 0 AS depth, NULL::uuid AS low, NULL::uuid AS high,
                   NULL::text AS relation
              FROM root
        """

    /// `[StepIndicator]` that hang on `e`, as the plan has them for the year of `$8`.
    static let indicators = """
        (SELECT json_agg(json_build_object(
                    'element', i.code, 'indicator', i.indicator ->> 'indicator',
                    'organisation', CASE WHEN p.kind IN ('provincialPlan', 'provincialEducationPlan') THEN p.province
                                         ELSE p.organisation END,
                    'planTarget', (SELECT t ->> 'value'
                                     FROM jsonb_array_elements(i.indicator -> 'targets') t
                                    WHERE (t ->> 'fiscalYear')::bigint = $8
                                    LIMIT 1)) ORDER BY i.code)
           FROM element i
          WHERE i.province = e.province AND i.plan = e.plan AND i.plan_version = e.plan_version AND i.parent = e.id
            AND i.kind = 'indicatorReference')
        """

    /// `walk` down from `root`.
    static let walkDown = """
        walk AS (
            \(start)
            UNION
            SELECT next.province, next.plan, next.plan_version, next.id, w.depth + 1, next.id, w.id, next.relation
              FROM walk w
              JOIN LATERAL (
                  \(below("w"))) next ON true
             WHERE w.depth < \(depthMax))
        """

    static let noIndicators = "NULL::json"

    /// What stands right below element `from`, or serves it directly. `p` is the plan of what serves.
    /// - Parameter plan: the plan whose elements alone are meant, by its `province` and `id`.
    static func below(_ from: String, of plan: String? = nil) -> String {
        let only = { (row: String) in
            plan.map { " AND \(row).province = \($0).province AND \(row).plan = \($0).id" } ?? ""
        }
        return """
            SELECT c.province, c.plan, c.plan_version, c.id, 'parent' AS relation
                        FROM element c
                       WHERE c.province = \(from).province AND c.plan = \(from).plan
                         AND c.plan_version = \(from).plan_version AND c.parent = \(from).id\(only("c"))
                       UNION ALL
                      SELECT l.province, l.plan, l.plan_version, l.element, l.kind
                        FROM link l
                       CROSS JOIN LATERAL \(Fragments.plan(of: "l")) p
                       WHERE l.to_element = \(from).id\(only("l"))
                         AND \(Fragments.visible("l.sealed", provinces: 6, places: 7))
                         AND l.plan_version = CASE WHEN l.plan = \(from).plan THEN \(from).plan_version
                                                   ELSE coalesce(p.current_version, p.draft_version) END
            """
    }

    /// Ways looked at: nearest first, so that what is left out is what is farthest. A goal of the nation has hundreds
    /// of thousands below it.
    static let waysMax = 8 * Trace.nodesMax

    /// Elements are looked up one by one, for the same reason; IS TRUE has those kept hashed, where a join would compare
    /// every way with every one of them.
    static func answer(_ indicators: String) -> String {
        """
        way AS MATERIALIZED (SELECT * FROM walk LIMIT \(waysMax + 1)),
        node AS MATERIALIZED (
            SELECT DISTINCT ON (id) province, plan, plan_version, id, depth
              FROM way
             ORDER BY id, depth, plan_version DESC),
        kept AS MATERIALIZED (
            SELECT n.id, n.depth, e.code, json_strip_nulls(json_build_object(
                       'id', e.id, 'plan', p.code, 'planVersion', e.plan_version, 'level', p.level, 'code', e.code,
                       'kind', e.kind, 'text', \(Fragments.text("e.text")), 'organisation', e.organisation,
                       'budget', \(Fragments.money("e.budget")), 'depth', n.depth,
                       'indicators', \(indicators))) AS json
              FROM node n
             CROSS JOIN LATERAL (
                   SELECT e.*
                     FROM element e
                    WHERE e.id = n.id AND e.province = n.province AND e.plan = n.plan
                      AND e.plan_version = n.plan_version
                   OFFSET 0) e
             CROSS JOIN LATERAL \(Fragments.plan(of: "e")) p
             ORDER BY n.depth, e.code, e.id
             LIMIT \(Trace.nodesMax)),
        edge AS (
            SELECT DISTINCT low, high, relation
              FROM way
             WHERE relation IS NOT NULL
               AND (low IN (SELECT id FROM kept)) IS TRUE AND (high IN (SELECT id FROM kept)) IS TRUE)
        SELECT (SELECT count(*) FROM root),
               json_build_object(
                   'nodes', (SELECT coalesce(json_agg(json ORDER BY depth, code, id), '[]') FROM kept),
                   'edges', (SELECT coalesce(json_agg(json_build_object('from', low, 'to', high, 'relation', relation)
                                                      ORDER BY low, high, relation), '[]') FROM edge),
                   'truncated', (SELECT count(*) FROM node) > \(Trace.nodesMax)
                                OR (SELECT count(*) FROM way) > \(waysMax))
        """
    }
}

/// From an element up: its parents in the same version, and what its links lead to, in the versions they name.
struct TraceUpward: Statement {
    static let isRead = true
    static let sql = text(TraceParts.noIndicators)
    static func text(_ indicators: String) -> String {
        """
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
                     AND e.id = w.id AND \(Fragments.hasParent)
                   UNION ALL
                  SELECT l.to_province, l.to_plan, l.to_version, l.to_element, l.kind
                    FROM link l
                   WHERE l.province = w.province AND l.plan = w.plan AND l.plan_version = w.plan_version
                     AND l.element = w.id) next ON true
             WHERE w.depth < \(TraceParts.depthMax)),
        \(TraceParts.answer(indicators))
        """
    }
    let asked: TraceQuestion

    func bind(_ parameters: inout Parameters) { asked.bind(&parameters) }

    static func decode(_ row: inout RowReader) throws -> TraceAnswer { try .decode(&row) }
}

/// From an element down: what stands below it in the same version, and what links to it (to any of its versions)
/// from versions in force, or from drafts of plans never announced; within its own plan, from the same version.
struct TraceDownward: Statement {
    static let isRead = true
    static let sql = text(TraceParts.noIndicators)
    static func text(_ indicators: String) -> String {
        """
        WITH RECURSIVE \(TraceParts.root),
        \(TraceParts.walkDown),
        \(TraceParts.answer(indicators))
        """
    }
    let asked: TraceQuestion

    func bind(_ parameters: inout Parameters) { asked.bind(&parameters) }

    static func decode(_ row: inout RowReader) throws -> TraceAnswer { try .decode(&row) }
}

/// A trace with the indicators of its steps in a year, `$8`. It stands by itself: in one statement for both, what is left
/// out where no year is given would have the planner begin anew for every call.
struct TraceUpwardInYear: Statement {
    static let isRead = true
    static let sql = TraceUpward.text(TraceParts.indicators)
    let asked: TraceQuestion

    func bind(_ parameters: inout Parameters) {
        asked.bind(&parameters)
        parameters.append(asked.year?.buddhistYear)
    }

    static func decode(_ row: inout RowReader) throws -> TraceAnswer { try .decode(&row) }
}

/// The same way down.
struct TraceDownwardInYear: Statement {
    static let isRead = true
    static let sql = TraceDownward.text(TraceParts.indicators)
    let asked: TraceQuestion

    func bind(_ parameters: inout Parameters) { TraceUpwardInYear(asked: asked).bind(&parameters) }
    static func decode(_ row: inout RowReader) throws -> TraceAnswer { try .decode(&row) }
}
