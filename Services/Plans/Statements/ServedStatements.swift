import Kernel
import PlansContract
import Postgres

/// Goals and issues of a version in the order of their codes, with who serves each: all of the nation, or one province,
/// whose links the index finds by themselves.
private enum Served {
    /// - Parameter links: which of the links `l` are counted.
    static func sql(_ links: String) -> String {
        """
        WITH goal AS MATERIALIZED (
            SELECT e.id, e.code, e.kind, e.text_th, e.text_en
              FROM element e
             WHERE e.province = $1 AND e.plan = $2 AND e.plan_version = $3 AND e.kind IN ('goal', 'strategicIssue')),
        serving AS MATERIALIZED (
            SELECT g.id, l.province, l.plan, l.plan_version, l.sealed, count(*) AS links
              FROM goal g
              JOIN link l ON l.to_element = g.id AND \(links)
             WHERE l.plan <> $2
             GROUP BY g.id, l.province, l.plan, l.plan_version, l.sealed),
        office AS MATERIALIZED (
            SELECT s.id, p.organisation, sum(s.links) AS links, count(*) AS plans
              FROM serving s
              JOIN plan p ON p.province = s.province AND p.id = s.plan
                         AND s.plan_version = coalesce(p.current_version, p.draft_version)
             WHERE \(Fragments.visible("s.sealed", provinces: 5, places: 6))
             GROUP BY s.id, p.organisation),
        total AS MATERIALIZED (
            SELECT id, sum(links)::bigint AS links, sum(plans)::bigint AS plans, count(*) AS organisations
              FROM office
             GROUP BY id)
        SELECT g.code, g.kind, g.text_th, g.text_en, coalesce(t.links, 0), coalesce(t.plans, 0),
               coalesce(t.organisations, 0)
          FROM goal g
          LEFT JOIN total t ON t.id = g.id
         ORDER BY g.code
        """
    }
}

/// Who in a province serves each goal.
struct GoalsServedInProvince: Statement {
    static let sql = Served.sql("l.province = $4")
    let plan: StoredPlan
    let version: Int
    let province: String?
    let sight: Sight

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(version)
        parameters.append(province)
        sight.bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> ServedGoal {
        ServedGoal(
            code: try row.next(), kind: ElementKind(rawValue: try row.next()) ?? .goal,
            text: LocalizedText(th: try row.next(), en: try row.next()), links: try row.next(), plans: try row.next(),
            organisations: try row.next())
    }
}

/// Who anywhere serves each goal.
struct GoalsServed: Statement {
    static let sql = Served.sql("$4::text IS NULL")
    let plan: StoredPlan
    let version: Int
    let sight: Sight

    func bind(_ parameters: inout Parameters) {
        GoalsServedInProvince(plan: plan, version: version, province: nil, sight: sight).bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> ServedGoal { try GoalsServedInProvince.decode(&row) }
}
