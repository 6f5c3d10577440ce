import Kernel
import PlansContract
import Postgres

/// Elements that many references name, each with the number of its reference (from 1).
struct ResolveElements: Statement {
    static let sql = """
        SELECT w.number, \(ElementPlace.columns)
          FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY
               AS w (id, province, code, plan, number)
          JOIN LATERAL (SELECT * FROM element e WHERE e.id = w.id
                         UNION ALL
                        SELECT * FROM element e WHERE e.province = w.province AND e.code = w.code) e ON true
          JOIN plan p ON p.province = e.province AND p.id = e.plan
         WHERE (w.plan IS NULL OR p.code = w.plan)
           AND e.plan_version = CASE WHEN p.id = $5 THEN $6 ELSE coalesce(p.current_version, p.draft_version) END
         ORDER BY w.number
        """
    let keys: [ElementKey]
    /// In this plan the draft is looked at.
    let draftPlan: ID
    let draft: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(keys.map(\.id))
        parameters.append(keys.map { $0.code.map(PlanCode.province(of:)) })
        parameters.append(keys.map(\.code))
        parameters.append(keys.map(\.plan))
        parameters.append(draftPlan)
        parameters.append(draft)
    }

    static func decode(_ row: inout RowReader) throws -> (number: Int, place: ElementPlace) {
        (try row.next(), try ElementPlace.decode(&row))
    }
}

/// A row of `PutLinks`.
struct LinkRecord: Codable, Sendable {
    var id: ID
    var element: ID
    var toElement: ID
    var kind: LinkKind
    var toProvince: String
    var toPlan: ID
    var toVersion: Int
    var note: String?
}

/// Links elements of a draft; those that are there already are left alone. Answers with the ids of the new ones.
struct PutLinks: Statement {
    static let sql = """
        INSERT INTO link
               (province, plan, plan_version, element, to_element, kind, id, to_province, to_plan, to_version, note)
        SELECT $1, $2, $3, r.element, r."toElement", r.kind, r.id, r."toProvince", r."toPlan", r."toVersion", r.note
          FROM jsonb_to_recordset($4) AS r
               (id uuid, element uuid, "toElement" uuid, kind text, "toProvince" text, "toPlan" uuid, "toVersion" integer,
                note text)
        ON CONFLICT ON CONSTRAINT link_once DO NOTHING
        RETURNING id
        """
    let plan: StoredPlan
    let version: Int
    /// JSON array of `LinkRecord`s.
    let records: JSONText

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(version)
        parameters.append(records)
    }

    static func decode(_ row: inout RowReader) throws -> ID { try row.next() }
}

/// Ways that links of a version lead back: what they lead to, over links of any version and up the trees, leads back
/// into the plan; or links within the plan lead back to where they start.
private enum Circles {
    static let ways = """
        up AS (
            SELECT l.to_element AS id
              FROM link l
             WHERE l.province = $1 AND l.plan = $2 AND l.plan_version = $3 AND l.to_plan <> l.plan
            UNION
            SELECT next.id
              FROM up
              JOIN LATERAL (SELECT l.to_element AS id
                              FROM element e
                              JOIN link l ON l.province = e.province AND l.plan = e.plan
                                         AND l.plan_version = e.plan_version AND l.element = e.id
                             WHERE e.id = up.id
                             UNION ALL
                            SELECT e.parent FROM element e WHERE e.id = up.id AND \(Fragments.hasParent)) next ON true),
        own AS (
            SELECT l.element AS start, l.to_element AS id
              FROM link l
             WHERE l.province = $1 AND l.plan = $2 AND l.plan_version = $3 AND l.to_plan = l.plan
            UNION
            SELECT own.start, l.to_element
              FROM own
              JOIN link l ON l.province = $1 AND l.plan = $2 AND l.plan_version = $3 AND l.element = own.id
                         AND l.to_plan = l.plan)
        """
}

/// Whether the links of a version close a circle.
struct LinksCloseCircle: Statement {
    static let sql = """
        WITH RECURSIVE \(Circles.ways)
        SELECT EXISTS (SELECT FROM up JOIN element e ON e.id = up.id WHERE e.province = $1 AND e.plan = $2)
            OR EXISTS (SELECT FROM own WHERE own.start = own.id)
        """
    let plan: StoredPlan
    let version: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(version)
    }

    static func decode(_ row: inout RowReader) throws -> Bool { try row.next() }
}

/// Codes of the elements of a version that links lead back to.
struct CircularElements: Statement {
    static let sql = """
        WITH RECURSIVE \(Circles.ways)
        SELECT e.code
          FROM element e
         WHERE e.province = $1 AND e.plan = $2 AND e.plan_version = $3
           AND (e.id IN (SELECT id FROM up) OR e.id IN (SELECT start FROM own WHERE own.start = own.id))
        """
    let plan: StoredPlan
    let version: Int

    func bind(_ parameters: inout Parameters) {
        LinksCloseCircle(plan: plan, version: version).bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// A link of a draft by what it joins, as the caller gets it.
struct FindLink: Statement {
    static let sql = """
        SELECT \(Fragments.link)
          FROM \(Fragments.linkTables)
         WHERE l.province = $1 AND l.plan = $2 AND l.plan_version = $3 AND l.element = $4 AND l.to_element = $5
           AND l.kind = $6
        """
    let from: ElementPlace
    let to: ID
    let kind: LinkKind

    func bind(_ parameters: inout Parameters) {
        parameters.append(from.province)
        parameters.append(from.plan)
        parameters.append(from.planVersion)
        parameters.append(from.id)
        parameters.append(to)
        parameters.append(kind.rawValue)
    }

    static func decode(_ row: inout RowReader) throws -> [UInt8] { try row.next(JSONText.self).utf8 }
}

/// Takes a link out of a draft.
struct DeleteLink: Statement {
    static let sql = """
        DELETE FROM link
         WHERE province = $1 AND plan = $2 AND plan_version = $3 AND element = $4 AND to_element = $5 AND kind = $6
        """
    let from: ElementPlace
    let to: ID
    let kind: LinkKind

    func bind(_ parameters: inout Parameters) { FindLink(from: from, to: to, kind: kind).bind(&parameters) }
    typealias Row = Void
}

/// A link of a version, as far as files have it.
struct StoredLink: Sendable, Hashable {
    /// Code and id of the element that it starts from.
    var code: String
    var element: ID
    var kind: LinkKind
    var toElement: ID
    var toPlan: String
    var toCode: String

    var name: String { "\(toPlan)/\(toCode)" }

    func isNamed(_ reference: String) -> Bool {
        reference == name || reference == toCode || reference == toElement.description
    }
}

/// All links from a version.
struct LinksOfVersion: Statement {
    static let isRead = true
    static let sql = """
        SELECT e.code, l.element, l.kind, l.to_element, tp.code, t.code
          FROM \(Fragments.linkTables)
         WHERE l.province = $1 AND l.plan = $2 AND l.plan_version = $3
        """
    let plan: StoredPlan
    let version: Int

    func bind(_ parameters: inout Parameters) {
        LinksCloseCircle(plan: plan, version: version).bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> StoredLink {
        StoredLink(
            code: try row.next(), element: try row.next(), kind: LinkKind(rawValue: try row.next()) ?? .aligned,
            toElement: try row.next(), toPlan: try row.next(), toCode: try row.next())
    }
}

/// Takes several links out of a draft.
struct DeleteLinks: Statement {
    static let sql = """
        DELETE FROM link l
         USING unnest($4::uuid[], $5::uuid[], $6::text[]) AS gone (element, to_element, kind)
         WHERE l.province = $1 AND l.plan = $2 AND l.plan_version = $3 AND l.element = gone.element
           AND l.to_element = gone.to_element AND l.kind = gone.kind
        """
    let plan: StoredPlan
    let version: Int
    let links: [StoredLink]

    func bind(_ parameters: inout Parameters) {
        LinksCloseCircle(plan: plan, version: version).bind(&parameters)
        parameters.append(links.map(\.element))
        parameters.append(links.map(\.toElement))
        parameters.append(links.map(\.kind.rawValue))
    }

    typealias Row = Void
}

/// Links from a version of a plan, in the order of their making.
struct LinksFromVersion: Statement {
    static let sql = """
        SELECT l.id::text, \(Fragments.link)
          FROM \(Fragments.linkTables)
         WHERE l.province = $1 AND l.plan = $2 AND l.plan_version = $3
           AND l.id > $4
           AND ($5::text IS NULL OR l.kind = $5)
         ORDER BY l.id
         LIMIT $6
        """
    let plan: StoredPlan
    let version: Int
    let after: ID?
    let kind: LinkKind?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(version)
        parameters.append(after ?? ID(high: 0, low: 0))
        parameters.append(kind?.rawValue)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> ListRow { try .decode(&row) }
}

/// Links to an element of any version, from versions in force (or the draft of a plan never announced).
struct LinksToElement: Statement {
    static let sql = """
        SELECT l.id::text, \(Fragments.link)
          FROM \(Fragments.linkTables)
         WHERE l.to_element = $1
           AND l.plan_version = coalesce(p.current_version, p.draft_version)
           AND ($2::uuid IS NULL OR l.id > $2)
           AND ($3::text IS NULL OR l.kind = $3)
           AND \(Fragments.visible("l.sealed", provinces: 5, places: 6))
         ORDER BY l.id
         LIMIT $4
        """
    let element: ID
    let sight: Sight
    let after: ID?
    let kind: LinkKind?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(element)
        parameters.append(after)
        parameters.append(kind?.rawValue)
        parameters.append(limit)
        sight.bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> ListRow { try .decode(&row) }
}
