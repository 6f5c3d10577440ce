import CommonContract
import Kernel
import Postgres

/// Those of the codes that are at or below an organisation.
struct CodesBelow: Statement {
    static let sql = """
        SELECT descendant FROM organisation_reach
         WHERE ancestor = $1 AND relation = 'either' AND descendant = ANY ($2)
        """
    let under: String
    let codes: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(under)
        parameters.append(codes)
    }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

struct UpsertContacts: Statement {
    static let sql = """
        INSERT INTO organisation_contact (province, organisation, email, name)
        SELECT o.province, o.code, given.email, given.name
          FROM unnest($1::text[], $2::text[], $3::text[]) AS given (organisation, email, name)
          JOIN organisation o ON o.code = given.organisation
        ON CONFLICT (province, organisation) DO UPDATE SET email = excluded.email, name = excluded.name
        """
    let contacts: [Contact]

    func bind(_ parameters: inout Parameters) {
        parameters.append(contacts.map(\.organisation))
        parameters.append(contacts.map { $0.email ?? "" })
        parameters.append(contacts.map(\.name))
    }

    typealias Row = Void
}

struct DeleteContacts: Statement {
    static let sql = """
        DELETE FROM organisation_contact c USING organisation o
         WHERE o.code = ANY ($1) AND (c.province, c.organisation) = (o.province, o.code)
        """
    let organisations: [String]
    func bind(_ parameters: inout Parameters) { parameters.append(organisations) }
    typealias Row = Void
}

struct PageOfContacts: Statement {
    static let sql = """
        SELECT c.organisation, c.email, c.name
          FROM organisation_reach r
          JOIN organisation o         ON o.code = r.descendant
          JOIN organisation_contact c ON (c.province, c.organisation) = (o.province, o.code)
         WHERE r.ancestor = $1 AND r.relation = 'either' AND c.organisation > $2
         ORDER BY c.organisation
         LIMIT $3
        """
    let organisation: String
    let after: String
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(after)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Contact {
        let organisation: String = try row.next()
        let email: String = try row.next()
        return Contact(organisation: organisation, email: email, name: try row.next())
    }
}
