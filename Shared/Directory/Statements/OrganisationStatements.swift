import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// An organisation as its table holds it.
enum OrganisationRow {
    static let columns = """
        o.id, o.code, o.province, o.kind, o.name_th, o.name_en, o.parent, o.supervisor, o.opened_on, o.closed_on,
        o.successor, o.version, o.district, o.subdistrict,
        (SELECT json_object_agg(c.scheme, c.code ORDER BY c.scheme)::text
           FROM organisation_alias c
          WHERE c.province = o.province AND c.organisation = o.code)
        """

    static func decode(_ row: inout RowReader) throws -> Organisation {
        Organisation(
            id: try row.next(), code: try row.next(), province: try row.next(),
            kind: OrganisationKind(rawValue: try row.next()) ?? .agency,
            name: LocalizedText(th: try row.next(), en: try row.next()), parent: try row.next(),
            supervisor: try row.next(), openedOn: try row.next(), closedOn: try row.next(),
            successor: try row.next(), version: try row.next(), district: try row.next(),
            subdistrict: try row.next(), codes: try codes(try row.next()))
    }

    private static func codes(_ json: String?) throws -> [String: String]? {
        try json.map { try StoredJSON.decode([String: String].self, from: Array($0.utf8)) }
    }
}

struct FindOrganisation: Statement {
    static let sql = """
        SELECT \(OrganisationRow.columns) FROM organisation o
         WHERE ($1::uuid IS NOT NULL AND o.id = $1) OR ($1::uuid IS NULL AND o.code = $2)
        """
    let reference: Reference

    func bind(_ parameters: inout Parameters) {
        parameters.append(reference.id)
        parameters.append(reference.code)
    }

    static func decode(_ row: inout RowReader) throws -> Organisation { try OrganisationRow.decode(&row) }
}

struct OrganisationsByCode: Statement {
    static let sql = "SELECT \(OrganisationRow.columns) FROM organisation o WHERE o.code = ANY ($1)"
    let codes: [String]
    func bind(_ parameters: inout Parameters) { parameters.append(codes) }
    static func decode(_ row: inout RowReader) throws -> Organisation { try OrganisationRow.decode(&row) }
}

/// These organisations and all that stand above them.
struct OrganisationsWithAbove: Statement {
    static let sql = """
        SELECT \(OrganisationRow.columns) FROM organisation o
         WHERE o.code IN (SELECT r.ancestor FROM organisation_reach r
                           WHERE r.descendant = ANY ($1) AND r.relation = 'either')
        """
    let codes: [String]
    func bind(_ parameters: inout Parameters) { parameters.append(codes) }
    static func decode(_ row: inout RowReader) throws -> Organisation { try OrganisationRow.decode(&row) }
}

struct OrganisationPage: Statement {
    static let sql = """
        SELECT \(OrganisationRow.columns) FROM organisation o
         WHERE ($1::text IS NULL OR o.kind = $1)
           AND ($2::text IS NULL OR o.province = $2)
           AND ($3::text IS NULL OR EXISTS (SELECT FROM organisation_reach r
                                             WHERE r.ancestor = $3 AND r.relation = $4 AND r.descendant = o.code))
           AND ($5::text IS NULL OR strpos(lower(o.name_th || ' ' || coalesce(o.name_en, '') || ' ' || o.code),
                                           lower($5)) > 0)
           AND ($6 OR o.closed_on IS NULL)
           AND ($7::text IS NULL OR o.district = $7)
           AND o.code > $8
         ORDER BY o.code
         LIMIT $9
        """
    let params: ListOrganisations
    let after: String
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(params.kind?.rawValue)
        parameters.append(params.province)
        parameters.append(params.under)
        parameters.append((params.relation ?? .either).rawValue)
        parameters.append(params.search)
        parameters.append(params.includeClosed ?? false)
        parameters.append(params.district)
        parameters.append(after)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Organisation { try OrganisationRow.decode(&row) }
}

struct OrganisationNodes: Statement {
    static let sql = """
        SELECT o.code, o.kind, o.name_th, o.name_en, o.parent, o.supervisor, r.depth::bigint,
               (SELECT count(*) FROM organisation_reach b
                 WHERE b.ancestor = o.code AND b.relation = $2 AND b.depth = 1)
          FROM organisation_reach r
          JOIN organisation o ON o.code = r.descendant
         WHERE r.ancestor = $1 AND r.relation = $2 AND r.depth <= $3::bigint AND o.closed_on IS NULL
         ORDER BY r.depth, o.code
         LIMIT $4
        """
    let code: String
    let relation: OrganisationRelation
    let depth: Int
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(code)
        parameters.append(relation.rawValue)
        parameters.append(depth)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> OrganisationTreeNode { try OrganisationTreeNode(&row) }
}

extension OrganisationTreeNode {
    init(_ row: inout RowReader) throws {
        self.init(
            code: try row.next(), kind: OrganisationKind(rawValue: try row.next()) ?? .agency,
            name: LocalizedText(th: try row.next(), en: try row.next()), parent: try row.next(),
            supervisor: try row.next(), depth: try row.next(), below: try row.next())
    }
}

struct OrganisationHistory: Statement {
    static let sql = """
        SELECT version, change, effective_on, name_th, name_en, parent, supervisor, successor, reason, recorded_at
          FROM organisation_history
         WHERE province = $1 AND code = $2
         ORDER BY version
        """
    let province: String
    let code: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(code)
    }

    static func decode(_ row: inout RowReader) throws -> OrganisationChange { try OrganisationChange(&row) }
}

extension OrganisationChange {
    init(_ row: inout RowReader) throws {
        self.init(
            version: try row.next(), change: OrganisationChangeKind(rawValue: try row.next()) ?? .opened,
            effectiveOn: try row.next(), name: LocalizedText(th: try row.next(), en: try row.next()),
            parent: try row.next(), supervisor: try row.next(), successor: try row.next(), reason: try row.next(),
            recordedAt: try row.next())
    }
}

/// Organisations that are open and stand directly below one.
struct CountOpenBelow: Statement {
    static let sql = """
        SELECT count(*) FROM organisation WHERE (parent = $1 OR supervisor = $1) AND closed_on IS NULL
        """
    let code: String
    func bind(_ parameters: inout Parameters) { parameters.append(code) }
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}
