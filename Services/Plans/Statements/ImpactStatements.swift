import Kernel
import PlansContract
import Postgres

/// Two versions of a plan, and who asks.
struct ImpactQuestion: Sendable {
    var plan: StoredPlan
    var from: Int
    var to: Int
    var sight: Sight

    /// `$1` to `$6`.
    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(from)
        parameters.append(to)
        sight.bind(&parameters)
    }

    /// Links `l` of other plans `p`, in force or never announced, to differing elements `d`.
    static let touched = """
        differing d
              JOIN link l ON l.to_element = d.id AND l.to_plan <> l.plan
              JOIN plan p ON p.province = l.province AND p.id = l.plan
                         AND l.plan_version = coalesce(p.current_version, p.draft_version)
                         AND \(Fragments.visible("l.sealed", provinces: 5, places: 6))
        """
}

/// `[ImpactedElement]` of two versions.
struct ImpactedElements: Statement {
    static let sql = """
        WITH \(Editions.pairs),
        touched AS (
            SELECT d.id, count(*) AS links, count(DISTINCT l.plan) AS plans,
                   count(DISTINCT p.organisation) AS organisations
              FROM \(ImpactQuestion.touched)
             GROUP BY d.id)
        SELECT coalesce(json_agg(json_build_object(
                            'code', d.code, 'change', d.change, 'members', d.members, 'links', coalesce(t.links, 0),
                            'plans', coalesce(t.plans, 0), 'organisations', coalesce(t.organisations, 0))
                                 ORDER BY d.code), '[]')
          FROM differing d
          LEFT JOIN touched t ON t.id = d.id
        """
    let question: ImpactQuestion

    func bind(_ parameters: inout Parameters) { question.bind(&parameters) }
    static func decode(_ row: inout RowReader) throws -> [UInt8] { try row.next(JSONText.self).utf8 }
}

/// `ImpactedLink`s of two versions, in the order of the links' making.
struct ImpactedLinks: Statement {
    static let sql = """
        WITH \(Editions.pairs),
        hit AS (
            SELECT l.id, l.province, l.plan, l.plan_version, l.element, l.to_element, l.kind, d.change, p.organisation
              FROM \(ImpactQuestion.touched)
             WHERE l.id > $7
             ORDER BY l.id
             LIMIT $8)
        SELECT h.id::text,
               json_build_object('change', h.change, 'organisation', h.organisation, 'link', \(Fragments.link))
          FROM hit h
          JOIN (\(Fragments.linkTables))
                 ON l.province = h.province AND l.plan = h.plan AND l.plan_version = h.plan_version
                AND l.element = h.element AND l.to_element = h.to_element AND l.kind = h.kind
         ORDER BY h.id
        """
    let question: ImpactQuestion
    let after: ID?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        question.bind(&parameters)
        parameters.append(after ?? ID(high: 0, low: 0))
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> ListRow { try .decode(&row) }
}
