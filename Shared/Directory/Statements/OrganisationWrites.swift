import CommonContract
import Kernel
import Postgres

/// Writes organisations as they are given: new ones, and those that exist with their new state.
struct PutOrganisations: Statement {
    static let sql = """
        INSERT INTO organisation (province, code, id, kind, name_th, name_en, parent, supervisor, opened_on,
                                  closed_on, successor, version)
        SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
                             $8::text[], $9::date[], $10::date[], $11::text[], $12::bigint[])
        ON CONFLICT (code) DO UPDATE
           SET kind = excluded.kind, name_th = excluded.name_th, name_en = excluded.name_en,
               parent = excluded.parent, supervisor = excluded.supervisor, opened_on = excluded.opened_on,
               closed_on = excluded.closed_on, successor = excluded.successor, version = excluded.version
        """
    let organisations: [Organisation]

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisations.map(\.province))
        parameters.append(organisations.map(\.code))
        parameters.append(organisations.map(\.id))
        parameters.append(organisations.map(\.kind.rawValue))
        parameters.append(organisations.map(\.name.th))
        parameters.append(organisations.map(\.name.en))
        parameters.append(organisations.map(\.parent))
        parameters.append(organisations.map(\.supervisor))
        parameters.append(organisations.map(\.openedOn))
        parameters.append(organisations.map(\.closedOn))
        parameters.append(organisations.map(\.successor))
        parameters.append(organisations.map(\.version))
    }

    typealias Row = Void
}

/// Adds what organisations are now to their history.
struct AddHistory: Statement {
    static let sql = """
        INSERT INTO organisation_history (province, code, version, change, effective_on, name_th, name_en, parent,
                                          supervisor, successor, reason, recorded_at)
        SELECT o.province, o.code, o.version, $2, coalesce($3, o.opened_on), o.name_th, o.name_en, o.parent,
               o.supervisor, o.successor, $4, $5
          FROM organisation o
         WHERE o.code = ANY ($1)
        ON CONFLICT (province, code, version) DO NOTHING
        """
    let codes: [String]
    let change: OrganisationChangeKind
    /// The opening day if `nil`.
    let effectiveOn: CalendarDate?
    let reason: String?
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(codes)
        parameters.append(change.rawValue)
        parameters.append(effectiveOn)
        parameters.append(reason)
        parameters.append(now)
    }

    typealias Row = Void
}

struct LastChangeDay: Statement {
    static let sql = "SELECT max(effective_on) FROM organisation_history WHERE province = $1 AND code = $2"
    let province: String
    let code: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(code)
    }

    static func decode(_ row: inout RowReader) throws -> CalendarDate? { try row.next() }
}
