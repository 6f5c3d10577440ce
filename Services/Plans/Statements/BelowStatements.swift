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
        /// Whether anything is below this one in turn.
        var goesOn: Bool
    }

    var begin: TraceNode
    /// Of all that are right below.
    var steps: Int
    var items: [Step]
}

/// The plans whose elements stand right below an element or serve it directly, and how many ways each has.
struct BelowPlans: Decodable, Sendable {
    struct Item: Decodable, Sendable {
        var plan: String
        var name: LocalizedText
        var organisation: String
        var ways: Int
    }

    var begin: TraceNode
    /// Of all plans.
    var ways: Int
    var plans: Int
    var items: [Item]
}

private enum BelowParts {
    /// `TraceNode` of `e`, with the indicators of the year of `$8`.
    static func node(_ depth: Int) -> String {
        """
        json_strip_nulls(json_build_object(
                             'id', e.id, 'plan', p.code, 'planVersion', e.plan_version, 'level', p.level,
                             'code', e.code, 'kind', e.kind, 'text', \(Fragments.text("e.text")),
                             'organisation', e.organisation, 'budget', \(Fragments.money("e.budget")),
                             'depth', \(depth), 'indicators', \(TraceParts.indicators)))
        """
    }

    static let begin = """
        (SELECT \(node(0))
                               FROM root r
                               JOIN element e ON e.province = r.province AND e.plan = r.plan
                                             AND e.plan_version = r.plan_version AND e.id = r.id
                              CROSS JOIN LATERAL \(Fragments.plan(of: "e")) p
                              LIMIT 1)
        """

    /// What is right below, of its own plan first, then by plan and code, page by page.
    /// - Parameters:
    ///   - from: what `root r` is joined with.
    ///   - below: what is right below `r`.
    static func steps(from: String, _ below: String) -> String {
        """
        lower AS MATERIALIZED (
            SELECT b.province, b.plan, b.plan_version, b.id,
                   array_agg(DISTINCT b.relation ORDER BY b.relation) AS relations
              FROM root r \(from)
             CROSS JOIN LATERAL (
                  \(below)) b
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
                   'begin', \(begin), 'steps', (SELECT count(*) FROM lower),
                   'items', (SELECT coalesce(json_agg(json_build_object(
                                        'node', \(node(1)), 'relations', g.relations,
                                        'goesOn', EXISTS (\(TraceParts.below("e"))))
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
    }
}

/// What stands right below an element or serves it directly.
struct StepsBelow: Statement {
    static let isRead = true
    static let sql = "WITH \(TraceParts.root),\n\(BelowParts.steps(from: "", TraceParts.below("r")))"
    let asked: TraceQuestion
    let after: [String]?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        TraceUpwardInYear(asked: asked).bind(&parameters)
        for index in 0..<3 { parameters.append(after?[index]) }
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> TraceAnswer { try .decode(&row) }
}

/// The same of one plan alone, `$13`: found by the index, however many others serve.
struct StepsBelowOfPlan: Statement {
    static let isRead = true
    static let sql = """
        WITH \(TraceParts.root),
        chosen AS MATERIALIZED (SELECT p.province, p.id FROM plan p WHERE p.code = $13),
        \(BelowParts.steps(from: "CROSS JOIN chosen o", TraceParts.below("r", of: "o")))
        """
    let steps: StepsBelow
    let plan: String

    func bind(_ parameters: inout Parameters) {
        steps.bind(&parameters)
        parameters.append(plan)
    }

    static func decode(_ row: inout RowReader) throws -> TraceAnswer { try .decode(&row) }
}

/// The plans that are right below an element or serve it directly, counted by the index alone.
struct PlansBelow: Statement {
    static let isRead = true
    static let sql = """
        WITH \(TraceParts.root),
        serving AS MATERIALIZED (
            SELECT l.province, l.plan, l.plan_version, bool_and(l.sealed) AS sealed, count(*) AS ways
              FROM root r
              JOIN link l ON l.to_element = r.id
             GROUP BY l.province, l.plan, l.plan_version
             UNION ALL
            SELECT c.province, c.plan, c.plan_version, true, count(*)
              FROM root r
              JOIN element c ON c.province = r.province AND c.plan = r.plan AND c.plan_version = r.plan_version
                            AND c.parent = r.id
             GROUP BY c.province, c.plan, c.plan_version),
        place AS MATERIALIZED (
            SELECT p.code, p.name_th, p.name_en, p.organisation, sum(s.ways)::bigint AS ways
              FROM serving s
             CROSS JOIN root r
             CROSS JOIN LATERAL \(Fragments.plan(of: "s")) p
             WHERE \(Fragments.visible("s.sealed", provinces: 6, places: 7))
               AND s.plan_version = CASE WHEN s.plan = r.plan THEN r.plan_version
                                         ELSE coalesce(p.current_version, p.draft_version) END
             GROUP BY p.code, p.name_th, p.name_en, p.organisation)
        SELECT (SELECT count(*) FROM root),
               json_build_object(
                   'begin', \(BelowParts.begin), 'ways', (SELECT coalesce(sum(ways), 0) FROM place),
                   'plans', (SELECT count(*) FROM place),
                   'items', (SELECT coalesce(json_agg(json_build_object(
                                        'plan', g.code, 'name', json_strip_nulls(\(Fragments.text("g.name"))),
                                        'organisation', g.organisation, 'ways', g.ways) ORDER BY g.code), '[]')
                               FROM (SELECT *
                                       FROM place
                                      WHERE code > $9
                                      ORDER BY code
                                      LIMIT $10) g))
        """
    let asked: TraceQuestion
    let after: String
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        TraceUpwardInYear(asked: asked).bind(&parameters)
        parameters.append(after)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> TraceAnswer { try .decode(&row) }
}
