import Kernel
import PlansContract
import Postgres

/// A plan as the page of plans lists it.
struct AnnouncedPlan: Sendable {
    var code: String
    var level: Int
    var name: LocalizedText
    var firstYear: Int
    var lastYear: Int
    var elements: Int
}

/// Plans in force: those of the higher levels first. At most 1,000: a page for people.
struct AnnouncedPlans: Statement {
    static let sql = """
        SELECT p.code, p.level::bigint, p.name_th, p.name_en, p.first_year, p.last_year,
               (SELECT count(*)
                  FROM element e
                 WHERE e.province = p.province AND e.plan = p.id AND e.plan_version = p.current_version)
          FROM plan p
         WHERE p.current_version IS NOT NULL
         ORDER BY p.level, p.code
         LIMIT 1000
        """

    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> AnnouncedPlan {
        AnnouncedPlan(
            code: try row.next(), level: try row.next(), name: LocalizedText(th: try row.next(), en: try row.next()),
            firstYear: try row.next(), lastYear: try row.next(), elements: try row.next())
    }
}

/// An element as the page of a plan shows it.
struct OutlineNode: Sendable {
    var id: ID
    var parent: ID?
    var code: String
    var kind: String
    var text: LocalizedText
    var budget: Money?
    /// Codes of what it serves in higher plans.
    var serves: [String]
}

/// The elements of a version in the order of their places.
struct OutlineOfVersion: Statement {
    static let sql = """
        SELECT e.id, e.parent, e.code, e.kind, e.text_th, e.text_en, e.budget,
               ARRAY(SELECT t.code
                       FROM link l
                       JOIN element t ON t.province = l.to_province AND t.plan = l.to_plan
                                     AND t.plan_version = l.to_version AND t.id = l.to_element
                      WHERE l.province = e.province AND l.plan = e.plan AND l.plan_version = e.plan_version
                        AND l.element = e.id
                      ORDER BY t.code)
          FROM element e
         WHERE e.province = $1 AND e.plan = $2 AND e.plan_version = $3
         ORDER BY e.place, e.code
         LIMIT 5000
        """
    let plan: StoredPlan
    let version: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(version)
    }

    static func decode(_ row: inout RowReader) throws -> OutlineNode {
        OutlineNode(
            id: try row.next(), parent: try row.next(), code: try row.next(), kind: try row.next(),
            text: LocalizedText(th: try row.next(), en: try row.next()), budget: try row.next(),
            serves: try row.next())
    }
}
