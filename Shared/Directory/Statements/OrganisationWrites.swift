import CommonContract
import Kernel
import Postgres

/// Writes organisations as they are given: new ones, and those that exist with their new state.
struct PutOrganisations: Statement {
    static let sql = """
        INSERT INTO organisation (province, code, id, kind, name_th, name_en, parent, supervisor, opened_on,
                                  closed_on, successor, version, district, subdistrict)
        SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
                             $8::text[], $9::date[], $10::date[], $11::text[], $12::bigint[], $13::text[],
                             $14::text[])
        ON CONFLICT (code) DO UPDATE
           SET kind = excluded.kind, name_th = excluded.name_th, name_en = excluded.name_en,
               parent = excluded.parent, supervisor = excluded.supervisor, opened_on = excluded.opened_on,
               closed_on = excluded.closed_on, successor = excluded.successor, version = excluded.version,
               district = excluded.district, subdistrict = excluded.subdistrict
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
        parameters.append(organisations.map(\.district))
        parameters.append(organisations.map(\.subdistrict))
    }

    typealias Row = Void
}

/// Says that organisations were written; whoever does holds the directory's lock.
struct CountWrite: Statement {
    static let sql = "UPDATE directory_state SET writes = writes + 1"
    func bind(_ parameters: inout Parameters) {}
    typealias Row = Void
}

struct ForgetCodes: Statement {
    static let sql = """
        DELETE FROM organisation_alias c
         USING unnest($1::text[], $2::text[]) AS given (province, organisation)
         WHERE (c.province, c.organisation) = (given.province, given.organisation)
        """
    let organisations: [Organisation]

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisations.map(\.province))
        parameters.append(organisations.map(\.code))
    }

    typealias Row = Void
}

struct PutCodes: Statement {
    static let sql = """
        INSERT INTO organisation_alias (province, organisation, scheme, code)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
        """
    let organisations: [Organisation]

    func bind(_ parameters: inout Parameters) {
        var (provinces, codes, schemes, values) = ([String](), [String](), [String](), [String]())
        for organisation in organisations {
            for (scheme, value) in organisation.codes ?? [:] {
                provinces.append(organisation.province)
                codes.append(organisation.code)
                schemes.append(scheme)
                values.append(value)
            }
        }
        parameters.append(provinces)
        parameters.append(codes)
        parameters.append(schemes)
        parameters.append(values)
    }

    typealias Row = Void
}

/// History as another directory has it.
struct PutHistory: Statement {
    static let sql = """
        INSERT INTO organisation_history (province, code, version, change, effective_on, name_th, name_en, parent,
                                          supervisor, successor, reason, recorded_at)
        SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::date[], $6::text[], $7::text[],
                             $8::text[], $9::text[], $10::text[], $11::text[], $12::timestamptz[])
        ON CONFLICT (province, code, version) DO UPDATE
           SET change = excluded.change, effective_on = excluded.effective_on, name_th = excluded.name_th,
               name_en = excluded.name_en, parent = excluded.parent, supervisor = excluded.supervisor,
               successor = excluded.successor, reason = excluded.reason, recorded_at = excluded.recorded_at
        """
    let rows: [OrganisationChangeRow]

    func bind(_ parameters: inout Parameters) {
        parameters.append(rows.map { OrganisationCode.province(of: $0.organisation) })
        parameters.append(rows.map(\.organisation))
        parameters.append(rows.map(\.change.version))
        parameters.append(rows.map(\.change.change.rawValue))
        parameters.append(rows.map(\.change.effectiveOn))
        parameters.append(rows.map(\.change.name.th))
        parameters.append(rows.map(\.change.name.en))
        parameters.append(rows.map(\.change.parent))
        parameters.append(rows.map(\.change.supervisor))
        parameters.append(rows.map(\.change.successor))
        parameters.append(rows.map(\.change.reason))
        parameters.append(rows.map(\.change.recordedAt))
    }

    typealias Row = Void
}

/// Adds what organisations are now to their history.
struct AddHistory: Statement {
    static let sql = """
        INSERT INTO organisation_history (province, code, version, change, effective_on, name_th, name_en, parent,
                                          supervisor, successor, reason, recorded_at)
        SELECT o.province, o.code, o.version, $2,
               coalesce($3, CASE WHEN $2 = 'corrected'
                                 THEN (SELECT max(h.effective_on) FROM organisation_history h
                                        WHERE h.province = o.province AND h.code = o.code) END, o.opened_on),
               o.name_th, o.name_en, o.parent, o.supervisor, o.successor, $4, $5
          FROM organisation o
         WHERE o.code = ANY ($1)
        ON CONFLICT (province, code, version) DO NOTHING
        """
    let codes: [String]
    let change: OrganisationChangeKind
    /// `nil`: the opening day, or of what is corrected the day of the last change.
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

struct LastChangeDays: Statement {
    static let sql = """
        SELECT h.code, max(h.effective_on)
          FROM unnest($1::text[], $2::text[]) AS given (province, code)
          JOIN organisation_history h ON (h.province, h.code) = (given.province, given.code)
         GROUP BY h.code
        """
    struct Row: Sendable {
        var code: String
        var day: CalendarDate
    }
    let codes: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(codes.map { OrganisationCode.province(of: $0) })
        parameters.append(codes)
    }

    static func decode(_ row: inout RowReader) throws -> Row { Row(code: try row.next(), day: try row.next()) }
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
