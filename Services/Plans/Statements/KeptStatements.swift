import Kernel
import PlansContract
import Postgres

/// A table of records that an organisation keeps, each with the draft that the caller gave (`body`).
protocol KeptTable: Sendable {
    associatedtype Draft: Codable & Sendable
    static var table: String { get }
    /// Name of the draft in what the caller gets.
    static var member: String { get }
    /// Further members of the answer, and further conditions of the list, over a row `k`; `$1` is today and `$2` ninety
    /// days later, as ISO dates, `$9` a partner and `$10` a text of the table's own.
    static var members: String { get }
    static var condition: String { get }
}

extension KeptTable {
    static var members: String { "" }

    static var answer: String {
        "json_build_object('id', k.id, 'organisation', k.organisation, '\(member)', k.body, 'version', k.version\(members))"
    }
}

enum PartnerTable: KeptTable {
    typealias Draft = PartnerDraft
    static let table = "partner"
    static let member = "partner"
    static let condition = """
        ($9::uuid IS NULL OR k.id = $9)
           AND ($10::text IS NULL OR (k.body -> 'name' ->> 'th') || ' ' || coalesce(k.body -> 'name' ->> 'en', '') ILIKE $10)
        """
}

enum AgreementTable: KeptTable {
    typealias Draft = AgreementDraft
    static let table = "agreement"
    static let member = "agreement"
    static let state = """
        CASE WHEN k.body ->> 'endedOn' <= $1 THEN 'ended' WHEN k.body ->> 'validUntil' < $1 THEN 'expired'
             WHEN k.body ->> 'validFrom' > $1 THEN 'notYetValid' WHEN k.body ->> 'validUntil' <= $2 THEN 'expiring'
             ELSE 'active' END
        """
    static let members = ", 'state', \(state)"
    static let condition = """
        ($9::uuid IS NULL OR EXISTS (SELECT FROM agreement_partner a
                                      WHERE a.province = k.province AND a.agreement = k.id AND a.partner = $9))
           AND ($10::text IS NULL OR \(state) = $10)
        """
}

enum ContributionTable: KeptTable {
    typealias Draft = ContributionDraft
    static let table = "contribution"
    static let member = "contribution"
    static let condition = """
        ($9::uuid IS NULL OR k.partner = $9)
           AND ($10::text IS NULL OR (k.body -> 'answer' IS NOT NULL)::text = $10)
        """
}

enum MaterialTable: KeptTable {
    typealias Draft = MaterialDraft
    static let table = "material"
    static let member = "material"
    /// What is published by now.
    static let condition = """
        ($9::uuid IS NULL OR k.id = $9) AND ($10::text IS NULL OR k.body ->> 'kind' = $10)
           AND k.body ->> 'publishedOn' <= $1
        """
}

/// Adds a record.
struct InsertKept<Table: KeptTable>: Statement {
    static var sql: String {
        "INSERT INTO \(Table.table) (province, id, organisation, body) VALUES ($1, $2, $3, $4)"
    }
    let province: String
    let id: ID
    let organisation: String
    let body: JSONText

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(id)
        parameters.append(organisation)
        parameters.append(body)
    }

    typealias Row = Void
}

/// Replaces a record that is as the caller saw it.
struct UpdateKept<Table: KeptTable>: Statement {
    static var sql: String {
        """
        UPDATE \(Table.table) SET body = $4, version = version + 1
         WHERE province = $1 AND id = $2 AND organisation = $3 AND version = $5
        """
    }
    let record: InsertKept<Table>
    let expected: Int

    func bind(_ parameters: inout Parameters) {
        record.bind(&parameters)
        parameters.append(expected)
    }

    typealias Row = Void
}

/// The version of an organisation's record.
struct KeptVersion<Table: KeptTable>: Statement {
    static var sql: String {
        "SELECT version FROM \(Table.table) WHERE province = $1 AND id = $2 AND organisation = $3"
    }
    let province: String
    let id: ID
    let organisation: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(id)
        parameters.append(organisation)
    }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

/// Says which partners an agreement is with.
struct PutAgreementPartners: Statement {
    static let sql = """
        WITH gone AS (
            DELETE FROM agreement_partner
             WHERE province = $1 AND agreement = $2 AND partner <> ALL ($3))
        INSERT INTO agreement_partner (province, agreement, partner)
        SELECT $1, $2, unnest($3::uuid[])
        ON CONFLICT DO NOTHING
        """
    let province: String
    let agreement: ID
    let partners: [ID]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(agreement)
        parameters.append(partners)
    }

    typealias Row = Void
}

/// What a list of records is narrowed to.
struct KeptFilter: Sendable {
    var organisation: String
    var below = false
    var id: ID?
    var kind: String?
    var partner: ID?
    var own: String?
    var today: CalendarDate
}

/// Records in the order of their making.
struct KeptPage<Table: KeptTable>: Statement {
    static var sql: String {
        """
        SELECT k.id::text, \(Table.answer)
          FROM \(Table.table) k
         WHERE $1::text <= $2::text
           AND k.organisation IN (SELECT r.descendant
                                    FROM organisation_reach r
                                   WHERE r.ancestor = $3 AND r.relation = 'either' AND ($4 OR r.descendant = $3))
           AND ($5::uuid IS NULL OR k.id > $5)
           AND ($6::uuid IS NULL OR k.id = $6)
           AND ($7::text IS NULL OR k.body ->> 'kind' = $7)
           AND \(Table.condition)
         ORDER BY k.id
         LIMIT $8
        """
    }
    let filter: KeptFilter
    let after: ID?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(filter.today.description)
        parameters.append((filter.today.adding(days: 90) ?? filter.today).description)
        parameters.append(filter.organisation)
        parameters.append(filter.below)
        parameters.append(after)
        parameters.append(filter.id)
        parameters.append(filter.kind)
        parameters.append(limit)
        parameters.append(filter.partner)
        parameters.append(filter.own)
    }

    static func decode(_ row: inout RowReader) throws -> ListRow { try .decode(&row) }
}

/// One record, published or not, as its keeper gets it.
struct KeptAnswer<Table: KeptTable>: Statement {
    static var sql: String {
        """
        SELECT \(Table.answer)
          FROM \(Table.table) k
         WHERE $1::text <= $2::text AND k.province = $3 AND k.id = $4
        """
    }
    let province: String
    let id: ID
    let today: CalendarDate

    func bind(_ parameters: inout Parameters) {
        parameters.append(today.description)
        parameters.append((today.adding(days: 90) ?? today).description)
        parameters.append(province)
        parameters.append(id)
    }

    static func decode(_ row: inout RowReader) throws -> [UInt8] { try row.next(JSONText.self).utf8 }
}
