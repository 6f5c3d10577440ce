import Kernel
import PlansContract
import Postgres

/// Goals and issues of a version in the order of their codes, with who serves each.
struct ServedGoals: Statement {
    static let sql = """
        SELECT e.code, e.kind, e.text_th, e.text_en, s.links, s.plans, s.organisations
          FROM element e
         CROSS JOIN LATERAL (
               SELECT count(*) AS links, count(DISTINCT l.plan) AS plans,
                      count(DISTINCT p.organisation) AS organisations
                 FROM link l
                 JOIN plan p ON p.province = l.province AND p.id = l.plan
                            AND l.plan_version = coalesce(p.current_version, p.draft_version)
                WHERE l.to_element = e.id AND l.plan <> e.plan
                  AND ($4::text IS NULL OR l.province = $4)
                  AND \(Fragments.visible("l.sealed", provinces: 5, places: 6))) s
         WHERE e.province = $1 AND e.plan = $2 AND e.plan_version = $3 AND e.kind IN ('goal', 'strategicIssue')
         ORDER BY e.code
        """
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
