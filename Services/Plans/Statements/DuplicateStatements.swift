import Kernel
import PlansContract
import Postgres

/// A page of a version's projects in the order of their codes, each with the projects of other organisations whose
/// names are like its own (`alike_projects`, by `pg_trgm`).
struct DuplicateProjects: Statement {
    static let sql = """
        WITH page AS MATERIALIZED (
            SELECT e.code, e.text_th, e.text_en, e.organisation
              FROM element e
             WHERE e.province = $1 AND e.plan = $2 AND e.plan_version = $3 AND e.kind = 'project' AND e.code > $4
             ORDER BY e.code
             LIMIT $5)
        SELECT g.code, g.text_th, g.text_en, g.organisation,
               (SELECT coalesce(json_agg(json_strip_nulls(json_build_object(
                           'plan', a.plan, 'code', a.code, 'text', json_build_object('th', a.text_th, 'en', a.text_en),
                           'organisation', a.organisation, 'percent', a.percent)) ORDER BY a.percent DESC, a.code), '[]')
                  FROM (SELECT p.code AS plan, e.code, e.text_th, e.text_en, e.organisation, a.percent
                          FROM alike_projects(g.text_th) a
                          JOIN element e ON e.province = a.province AND e.plan = a.plan
                                        AND e.plan_version = a.plan_version AND e.id = a.id
                          JOIN plan p ON p.province = e.province AND p.id = e.plan
                         WHERE a.province = $1 AND a.plan <> $2 AND a.percent >= $6
                           AND e.organisation IS DISTINCT FROM g.organisation
                           AND e.plan_version = coalesce(p.current_version, p.draft_version)
                           AND p.first_year <= $8 AND p.last_year >= $7
                           AND \(Fragments.visible("e.sealed", provinces: 9, places: 10))
                         ORDER BY a.percent DESC, e.code, p.code
                         LIMIT 5) a)::text
          FROM page g
         ORDER BY g.code
        """
    let plan: StoredPlan
    let version: Int
    let after: String
    let percent: Int
    let sight: Sight
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(version)
        parameters.append(after)
        parameters.append(limit)
        parameters.append(percent)
        parameters.append(plan.firstYear)
        parameters.append(plan.lastYear)
        sight.bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> DuplicateProject {
        DuplicateProject(
            code: try row.next(), text: LocalizedText(th: try row.next(), en: try row.next()),
            organisation: try row.next(),
            alike: try Wire.decode(from: Array(try row.next(String.self).utf8)))
    }
}
