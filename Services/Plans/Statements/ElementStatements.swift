import Kernel
import PlansContract
import Postgres

/// Where an element is: what every reference comes down to.
struct ElementPlace: Sendable, Hashable {
    var province: String
    var plan: ID
    var planCode: String
    var planKind: String
    var level: Int
    var planVersion: Int
    var sealed: Bool
    var id: ID
    var code: String
    var kind: String
    /// Kind of the element above it.
    var parentKind: String?
    /// Whose plan it is.
    var organisation: String

    static let columns = """
        e.province, e.plan, p.code, p.kind, p.level, e.plan_version, e.sealed, e.id, e.code, e.kind,
               (SELECT u.kind
                  FROM element u
                 WHERE u.province = e.province AND u.plan = e.plan AND u.plan_version = e.plan_version
                   AND u.id = e.parent),
               p.organisation
        """

    static func decode(_ row: inout RowReader) throws -> ElementPlace {
        ElementPlace(
            province: try row.next(), plan: try row.next(), planCode: try row.next(), planKind: try row.next(),
            level: try row.next(), planVersion: try row.next(), sealed: try row.next(), id: try row.next(),
            code: try row.next(), kind: try row.next(), parentKind: try row.next(), organisation: try row.next())
    }

    var point: LinkPoint {
        LinkPoint(
            plan: planCode, planKind: planKind, level: level, sealed: sealed, element: id,
            kind: NodeKind(rawValue: kind) ?? .goal, parent: parentKind.flatMap(NodeKind.init(rawValue:)))
    }
}

/// How a caller names an element: its id, its code, or plan and code as `PLAN/CODE`.
struct ElementKey: Sendable {
    var id: ID?
    var plan: String?
    var code: String?

    init(_ reference: Reference) {
        id = reference.id
        guard let text = reference.code else { return }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        plan = parts.count == 2 ? String(parts[0]) : nil
        code = parts.last.map(String.init)
    }

    /// `$1` to `$4`: id, province, code, plan's code.
    func bind(_ parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(code.map(PlanCode.province(of:)))
        parameters.append(code)
        parameters.append(plan)
    }

    /// Elements that it names; `$5` is the version, or the one in force, or the draft of a plan never announced.
    static let condition = """
        \(named)
           AND e.plan_version = coalesce($5, p.current_version, p.draft_version)
        """

    static let named = "(e.id = $1 OR (e.province = $2 AND e.code = $3)) AND ($4::text IS NULL OR p.code = $4)"
}

/// Elements that a reference names: none, one, or several of different plans.
struct FindElements: Statement {
    static let sql = """
        SELECT \(ElementPlace.columns)
          FROM element e
          JOIN plan p ON p.province = e.province AND p.id = e.plan
         WHERE \(ElementKey.condition)
         LIMIT 2
        """
    let key: ElementKey
    let version: Int?

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(version)
    }

    static func decode(_ row: inout RowReader) throws -> ElementPlace { try .decode(&row) }
}

/// Elements of open drafts that a reference names.
struct FindDraftElements: Statement {
    static let sql = """
        SELECT \(ElementPlace.columns)
          FROM element e
          JOIN plan p ON p.province = e.province AND p.id = e.plan
         WHERE \(ElementKey.named) AND e.plan_version = p.draft_version
         LIMIT 2
        """
    let key: ElementKey

    func bind(_ parameters: inout Parameters) { key.bind(&parameters) }
    static func decode(_ row: inout RowReader) throws -> ElementPlace { try .decode(&row) }
}

/// Elements that a reference names, as the caller gets them.
struct ElementAnswers: Statement {
    static let isRead = true
    static let sql = """
        SELECT \(Fragments.element)
          FROM \(Fragments.elementTables)
         WHERE \(ElementKey.condition)
           AND \(Fragments.visible("e.sealed", provinces: 6, places: 7))
         LIMIT 2
        """
    let key: ElementKey
    let version: Int?
    let sight: Sight

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(version)
        sight.bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> [UInt8] { try row.next(JSONText.self).utf8 }
}

/// Elements of a version in the order of their codes.
struct ElementPage: Statement {
    static let isRead = true
    static let sql = """
        WITH \(AskedVersion.sql)
        SELECT page.code, page.json
          FROM asked a
         CROSS JOIN LATERAL (
               SELECT e.code, \(Fragments.element) AS json
                 FROM \(Fragments.elementTables)
                WHERE e.province = a.province AND e.plan = a.plan AND e.plan_version = a.version AND e.code > $7
                  AND ($8::text IS NULL OR e.kind = $8)
                  AND ($9::text IS NULL OR up.code = $9)
                  AND ($10::text IS NULL OR $10 = ANY (e.tags))
                  AND ($11::text IS NULL OR e.organisation = $11)
                ORDER BY e.code
                LIMIT $12) page
         ORDER BY page.code
        """
    let asked: AskedVersion
    let filter: ListElements
    let after: String
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        asked.bind(&parameters)
        parameters.append(after)
        parameters.append(filter.kind?.rawValue)
        parameters.append(filter.parent)
        parameters.append(filter.tag)
        parameters.append(filter.organisation)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> ListRow { try .decode(&row) }
}

/// The tree of a version.
struct TreeOfVersion: Statement {
    static let sql = """
        SELECT e.id, e.code, e.kind, up.code, e.place, e.version
          FROM element e
          LEFT JOIN element up
                 ON up.province = e.province AND up.plan = e.plan AND up.plan_version = e.plan_version
                AND up.id = e.parent
         WHERE e.province = $1 AND e.plan = $2 AND e.plan_version = $3
        """
    let plan: StoredPlan
    let version: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(version)
    }

    static func decode(_ row: inout RowReader) throws -> TreeNode {
        TreeNode(
            id: try row.next(), code: try row.next(), kind: NodeKind(rawValue: try row.next()) ?? .goal,
            parent: try row.next(), place: try row.next(), version: try row.next())
    }
}

/// A row of `PutElements`.
struct ElementRecord: Codable, Sendable {
    var id: ID
    var code: String
    var kind: ElementKind
    var parent: ID?
    var textTh: String
    var textEn: String?
    var detailsTh: String?
    var detailsEn: String?
    var organisation: String?
    var tags: [String]
    var funding: Funding?
    /// Satang.
    var budget: Int64?
    var startsOn: CalendarDate?
    var endsOn: CalendarDate?
    var valueChainStage: ValueChainStage?
    var indicator: IndicatorTargets?
    var stakeholders: [Stakeholder]?
    var place: Int
    var version: Int
}

/// Adds elements to a draft, or changes those that it has; answers with the code of each row that was written, and whether it is new.
/// Rows that are as they were are left alone.
struct PutElements: Statement {
    static let sql = """
        INSERT INTO element AS e
               (province, plan, plan_version, id, code, kind, parent, text_th, text_en, details_th, details_en,
                organisation, tags, funding, budget, starts_on, ends_on, value_chain_stage, indicator, stakeholders,
                place, version)
        SELECT $1, $2, $3, r.id, r.code, r.kind, r.parent, r."textTh", r."textEn", r."detailsTh", r."detailsEn",
               r.organisation, r.tags, r.funding, r.budget, r."startsOn", r."endsOn", r."valueChainStage", r.indicator,
               r.stakeholders, r.place, r.version
          FROM jsonb_to_recordset($4) AS r
               (id uuid, code text, kind text, parent uuid, "textTh" text, "textEn" text, "detailsTh" text,
                "detailsEn" text, organisation text, tags text[], funding text, budget bigint, "startsOn" date,
                "endsOn" date, "valueChainStage" text, indicator jsonb, stakeholders jsonb, place integer,
                version integer)
        ON CONFLICT (province, plan, plan_version, code) DO UPDATE
           SET parent = excluded.parent, text_th = excluded.text_th, text_en = excluded.text_en,
               details_th = excluded.details_th, details_en = excluded.details_en,
               organisation = excluded.organisation, tags = excluded.tags, funding = excluded.funding,
               budget = excluded.budget, starts_on = excluded.starts_on, ends_on = excluded.ends_on,
               value_chain_stage = excluded.value_chain_stage, indicator = excluded.indicator,
               stakeholders = excluded.stakeholders, place = excluded.place, version = excluded.version
         WHERE (e.parent, e.text_th, e.text_en, e.details_th, e.details_en, e.organisation, e.tags, e.funding,
                e.budget, e.starts_on, e.ends_on, e.value_chain_stage, e.indicator, e.stakeholders, e.place)
               IS DISTINCT FROM
               (excluded.parent, excluded.text_th, excluded.text_en, excluded.details_th, excluded.details_en,
                excluded.organisation, excluded.tags, excluded.funding, excluded.budget, excluded.starts_on, excluded.ends_on,
                excluded.value_chain_stage, excluded.indicator, excluded.stakeholders, excluded.place)
        RETURNING e.code, e.xmax = 0
        """
    let plan: StoredPlan
    let version: Int
    /// JSON array of `ElementRecord`s.
    let records: JSONText

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(version)
        parameters.append(records)
    }

    static func decode(_ row: inout RowReader) throws -> (code: String, isNew: Bool) {
        (try row.next(), try row.next())
    }
}

/// Takes an element out of a draft, if it is as the caller saw it and no link within the plan points at it.
struct DeleteElement: Statement {
    static let sql = """
        DELETE FROM element e
         WHERE e.province = $1 AND e.plan = $2 AND e.plan_version = $3 AND e.code = $4 AND e.version = $5
           AND NOT EXISTS (SELECT FROM link l
                            WHERE l.to_element = e.id AND l.plan = e.plan AND l.plan_version = e.plan_version)
        """
    let plan: StoredPlan
    let version: Int
    let code: String
    let expected: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(version)
        parameters.append(code)
        parameters.append(expected)
    }

    typealias Row = Void
}
