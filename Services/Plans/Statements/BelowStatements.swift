import JSONRPC
import Kernel
import PlansContract
import Postgres

/// How many ways lead down from an element, looked at no farther than a page can show.
struct WaysBelow: Statement {
    static let isRead = true
    static let sql = """
        WITH RECURSIVE \(TraceParts.root),
        \(TraceParts.walkDown)
        SELECT (SELECT count(*) FROM root), (SELECT count(*) FROM (SELECT FROM walk LIMIT $8) way)
        """
    let asked: TraceQuestion
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        asked.bind(&parameters)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> (roots: Int, ways: Int) { (try row.next(), try row.next()) }
}

/// An element and a page of what stands right below it or serves it directly, as the page shows it.
struct BelowPage: Decodable, Sendable {
    struct Step: Decodable, Sendable {
        var node: TraceNode
        var relations: [TraceRelation]
        /// Steps right below this one in turn; at most `countMax`.
        var below: Int
    }

    static let countMax = 1_000

    var begin: TraceNode
    /// Of all that are right below, and the plans that they are of.
    var steps: Int
    var plans: Int
    var items: [Step]
}

/// What stands right below an element or serves it directly: of its own plan first, then by plan and code, page by page.
struct StepsBelow: Statement {
    static let isRead = true

    /// `TraceNode` of `e`, with the indicators of the year of `$8`.
    private static func node(_ depth: Int) -> String {
        """
        json_strip_nulls(json_build_object(
                             'id', e.id, 'plan', p.code, 'planVersion', e.plan_version, 'level', p.level,
                             'code', e.code, 'kind', e.kind, 'text', \(Fragments.text("e.text")),
                             'organisation', e.organisation, 'budget', \(Fragments.money("e.budget")),
                             'depth', \(depth), 'indicators', \(TraceParts.indicators)))
        """
    }

    static let sql = """
        WITH \(TraceParts.root),
        lower AS MATERIALIZED (
            SELECT b.province, b.plan, b.plan_version, b.id,
                   array_agg(DISTINCT b.relation ORDER BY b.relation) AS relations
              FROM root r
             CROSS JOIN LATERAL (
                  \(TraceParts.below("r"))) b
             GROUP BY b.province, b.plan, b.plan_version, b.id),
        place AS (
            SELECT l.*, CASE WHEN l.plan = r.plan THEN '0' ELSE '1' END AS part, p.code AS plan_code, e.code
              FROM lower l
             CROSS JOIN root r
             CROSS JOIN LATERAL \(Fragments.plan(of: "l")) p
             CROSS JOIN LATERAL (
                  SELECT e.code
                    FROM element e
                   WHERE e.id = l.id AND e.province = l.province AND e.plan = l.plan
                     AND e.plan_version = l.plan_version
                  OFFSET 0) e),
        page AS MATERIALIZED (
            SELECT *
              FROM place
             WHERE $9::text IS NULL OR (part, plan_code, code) > ($9, $10, $11)
             ORDER BY part, plan_code, code
             LIMIT $12)
        SELECT (SELECT count(*) FROM root),
               json_build_object(
                   'begin', (SELECT \(node(0))
                               FROM root r
                               JOIN element e ON e.province = r.province AND e.plan = r.plan
                                             AND e.plan_version = r.plan_version AND e.id = r.id
                              CROSS JOIN LATERAL \(Fragments.plan(of: "e")) p
                              LIMIT 1),
                   'steps', (SELECT count(*) FROM lower), 'plans', (SELECT count(DISTINCT plan) FROM lower),
                   'items', (SELECT coalesce(json_agg(json_build_object(
                                        'node', \(node(1)), 'relations', g.relations,
                                        'below', (SELECT count(*)
                                                    FROM (\(TraceParts.below("e"))
                                                           LIMIT \(BelowPage.countMax)) under))
                                    ORDER BY g.part, g.plan_code, g.code), '[]')
                               FROM page g
                              CROSS JOIN LATERAL (
                                   SELECT e.*
                                     FROM element e
                                    WHERE e.id = g.id AND e.province = g.province AND e.plan = g.plan
                                      AND e.plan_version = g.plan_version
                                   OFFSET 0) e
                              CROSS JOIN LATERAL \(Fragments.plan(of: "e")) p))
        """
    let asked: TraceQuestion
    let after: [String]?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        TraceUpwardInYear(asked: asked).bind(&parameters)
        parameters.append(after?[0])
        parameters.append(after?[1])
        parameters.append(after?[2])
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> TraceAnswer { try .decode(&row) }
}
