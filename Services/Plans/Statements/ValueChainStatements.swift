import Kernel
import PlansContract
import Postgres

/// A component with one of its factors, or with none.
struct ChainRow: Sendable {
    var goal: String
    var component: ChainLink
    var factor: ChainLink?
    var projects: Int
    var organisations: Int
}

/// Components and factors of a version, of all its goals or of one, with the projects that lead to each factor; in the
/// order of goals and of the tree.
struct ChainRows: Statement {
    static let sql = """
        WITH RECURSIVE part AS MATERIALIZED (
            SELECT g.code AS goal, c.id AS component, f.id AS factor, c.place AS c_place, f.place AS f_place
              FROM element c
              JOIN element g ON g.province = c.province AND g.plan = c.plan AND g.plan_version = c.plan_version
                            AND g.id = c.parent
              LEFT JOIN element f
                     ON f.province = c.province AND f.plan = c.plan AND f.plan_version = c.plan_version
                    AND f.parent = c.id AND f.kind = 'factor'
             WHERE c.province = $1 AND c.plan = $2 AND c.plan_version = $3 AND c.kind = 'component'
               AND ($4::uuid IS NULL OR c.parent = $4)),
        walk AS (
            SELECT part.factor, $1::text AS province, $2::uuid AS plan, $3::integer AS plan_version, part.factor AS id
              FROM part
             WHERE part.factor IS NOT NULL
            UNION
            SELECT w.factor, next.province, next.plan, next.plan_version, next.id
              FROM walk w
              JOIN LATERAL (
                  SELECT e.province, e.plan, e.plan_version, e.id
                    FROM element e
                   WHERE e.province = w.province AND e.plan = w.plan AND e.plan_version = w.plan_version
                     AND e.parent = w.id
                   UNION ALL
                  SELECT l.province, l.plan, l.plan_version, l.element
                    FROM link l
                    JOIN plan p ON p.province = l.province AND p.id = l.plan
                   WHERE l.to_element = w.id
                     AND \(Fragments.visible("l.sealed", provinces: 5, places: 6))
                     AND l.plan_version = CASE WHEN l.plan = w.plan THEN w.plan_version
                                               ELSE coalesce(p.current_version, p.draft_version) END) next ON true),
        served AS (
            SELECT w.factor, count(DISTINCT e.id) AS projects, count(DISTINCT e.organisation) AS organisations
              FROM walk w
             CROSS JOIN LATERAL (
                  -- The fence keeps it a look at each, however few projects the planner thinks that there are.
                  SELECT e.id, e.kind, e.province, e.organisation
                    FROM element e
                   WHERE e.province = w.province AND e.plan = w.plan AND e.plan_version = w.plan_version
                     AND e.id = w.id
                  OFFSET 0) e
             WHERE e.kind = 'project' AND ($7::text IS NULL OR e.province = $7)
             GROUP BY w.factor)
        SELECT part.goal, c.id, c.code, c.text_th, c.text_en, f.id, f.code, f.text_th, f.text_en,
               coalesce(s.projects, 0), coalesce(s.organisations, 0)
          FROM part
          JOIN element c ON c.province = $1 AND c.plan = $2 AND c.plan_version = $3 AND c.id = part.component
          LEFT JOIN element f ON f.province = $1 AND f.plan = $2 AND f.plan_version = $3 AND f.id = part.factor
          LEFT JOIN served s ON s.factor = part.factor
         ORDER BY part.goal, part.c_place, c.code, part.f_place, f.code
        """
    let plan: StoredPlan
    let version: Int
    let goal: ID?
    let province: String?
    let sight: Sight

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(version)
        parameters.append(goal)
        sight.bind(&parameters)
        parameters.append(province)
    }

    static func decode(_ row: inout RowReader) throws -> ChainRow {
        let goal: String = try row.next()
        let component = ChainLink(
            id: try row.next(), code: try row.next(), text: LocalizedText(th: try row.next(), en: try row.next()))
        let (id, code): (ID?, String?) = (try row.next(), try row.next())
        let (th, en): (String?, String?) = (try row.next(), try row.next())
        var factor: ChainLink?
        if let id, let code, let th { factor = ChainLink(id: id, code: code, text: LocalizedText(th: th, en: en)) }
        return ChainRow(
            goal: goal, component: component, factor: factor, projects: try row.next(),
            organisations: try row.next())
    }
}
