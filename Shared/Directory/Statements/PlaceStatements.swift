import CommonContract
import Kernel
import Postgres

/// Organisations that have these codes of a scheme.
struct OrganisationsByScheme: Statement {
    static let sql = "SELECT code, organisation FROM organisation_alias WHERE scheme = $1 AND code = ANY ($2)"
    let scheme: String
    let codes: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(scheme)
        parameters.append(codes)
    }

    static func decode(_ row: inout RowReader) throws -> ResolvedOrganisation {
        ResolvedOrganisation(code: try row.next(), organisation: try row.next())
    }
}

/// A page of histories in the order of codes and versions.
struct OrganisationChangePage: Statement {
    static let sql = """
        SELECT code, version, change, effective_on, name_th, name_en, parent, supervisor, successor, reason, recorded_at
          FROM organisation_history
         WHERE ($1::text[] IS NULL OR code = ANY ($1))
           AND ($2::text[] IS NULL OR province = ANY ($2))
           AND ($3::date IS NULL OR effective_on >= $3)
           AND (province, code, version) > ($4, $5, $6)
         ORDER BY province, code, version
         LIMIT $7
        """
    let organisations: [String]?
    let since: CalendarDate?
    let afterCode: String
    let afterVersion: Int
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisations)
        parameters.append(organisations.map { Array(Set($0.map { OrganisationCode.province(of: $0) })) })
        parameters.append(since)
        parameters.append(afterCode.isEmpty ? "" : OrganisationCode.province(of: afterCode))
        parameters.append(afterCode)
        parameters.append(afterVersion)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> OrganisationChangeRow {
        let code: String = try row.next()
        return OrganisationChangeRow(organisation: code, change: try OrganisationChange(&row))
    }
}

struct PutAreas: Statement {
    static let sql = """
        INSERT INTO area (code, name_th, name_en)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
        ON CONFLICT (code) DO UPDATE SET name_th = excluded.name_th, name_en = excluded.name_en
        """
    let areas: [Area]

    func bind(_ parameters: inout Parameters) {
        parameters.append(areas.map(\.code))
        parameters.append(areas.map(\.name.th))
        parameters.append(areas.map(\.name.en))
    }

    typealias Row = Void
}

struct AreaPage: Statement {
    static let sql = """
        SELECT code, name_th, name_en
          FROM area
         WHERE ($1::text IS NULL OR starts_with(code, $1)) AND ($2::bigint IS NULL OR char_length(code) = $2)
           AND code > $3
         ORDER BY code
         LIMIT $4
        """
    let under: String?
    let digits: Int?
    let after: String
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(under)
        parameters.append(digits)
        parameters.append(after)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Area {
        Area(code: try row.next(), name: LocalizedText(th: try row.next(), en: try row.next()))
    }
}

/// Those that are open and stand directly below some others.
struct OpenBelow: Statement {
    static let sql = """
        SELECT \(OrganisationRow.columns) FROM organisation o
         WHERE (o.parent = ANY ($1) OR o.supervisor = ANY ($1)) AND o.closed_on IS NULL
        """
    let codes: [String]
    func bind(_ parameters: inout Parameters) { parameters.append(codes) }
    static func decode(_ row: inout RowReader) throws -> Organisation { try OrganisationRow.decode(&row) }
}

/// What a province has, as lists are compared with it.
struct OrganisationsOfProvince: Statement {
    static let sql = "SELECT \(OrganisationRow.columns) FROM organisation o WHERE o.province = $1 ORDER BY o.code"
    let province: String
    func bind(_ parameters: inout Parameters) { parameters.append(province) }
    static func decode(_ row: inout RowReader) throws -> Organisation { try OrganisationRow.decode(&row) }
}

/// The tree below an organisation as it was on a day: who was open, what it was called, where it stood.
struct OrganisationNodesOn: Statement {
    static let sql = """
        WITH RECURSIVE past AS MATERIALIZED (
            SELECT o.code, o.kind, h.name_th, h.name_en, h.parent, h.supervisor
              FROM organisation o
              JOIN LATERAL (SELECT name_th, name_en, parent, supervisor
                              FROM organisation_history h
                             WHERE h.province = o.province AND h.code = o.code AND h.effective_on <= $5
                             ORDER BY h.effective_on DESC, h.version DESC
                             LIMIT 1) h ON true
             WHERE o.opened_on <= $5 AND (o.closed_on IS NULL OR o.closed_on > $5)
               AND ($6 = 'TH' OR o.province IN ($6, 'TH'))
        ), edge AS MATERIALIZED (
            SELECT p.code, l.code AS above
              FROM past p
             CROSS JOIN LATERAL (VALUES ('parent', p.parent), ('supervisor', p.supervisor)) AS l (relation, code)
             WHERE l.code IS NOT NULL AND $2 IN (l.relation, 'either')
        ), down (code, depth) AS (
            SELECT $1::text, 0
            UNION
            SELECT e.code, d.depth + 1 FROM down d JOIN edge e ON e.above = d.code WHERE d.depth < $3::bigint
        ), below AS (
            SELECT above, count(DISTINCT code) AS count FROM edge GROUP BY above
        )
        SELECT p.code, p.kind, p.name_th, p.name_en, p.parent, p.supervisor, min(d.depth)::bigint,
               coalesce(max(b.count), 0)
          FROM down d
          JOIN past p       ON p.code = d.code
          LEFT JOIN below b ON b.above = p.code
         GROUP BY p.code, p.kind, p.name_th, p.name_en, p.parent, p.supervisor
         ORDER BY min(d.depth), p.code
         LIMIT $4
        """
    let top: Organisation
    let relation: OrganisationRelation
    let depth: Int
    let limit: Int
    let day: CalendarDate

    func bind(_ parameters: inout Parameters) {
        parameters.append(top.code)
        parameters.append(relation.rawValue)
        parameters.append(depth)
        parameters.append(limit)
        parameters.append(day)
        parameters.append(top.province)
    }

    static func decode(_ row: inout RowReader) throws -> OrganisationTreeNode { try OrganisationTreeNode(&row) }
}
