import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// A thing of the follow-up that is kept as it is answered, in a table with what is looked for beside it.
protocol FollowUpRecord: Codable, Sendable {
    /// The table, and in answers the kind.
    static var table: String { get }
    var code: String { get }
    var organisation: String { get }
    var stateName: String { get }
    /// By which lists are ordered, last first.
    var day: CalendarDate { get }
    /// Code of what it belongs to, to be looked for.
    var about: String? { get }
    var version: Int { get }
}

extension Visit: FollowUpRecord {
    static let table = "visit"
    var stateName: String { state.rawValue }
    var day: CalendarDate { plannedOn }
    var about: String? { round }
}

extension Showcase: FollowUpRecord {
    static let table = "showcase"
    var stateName: String { state.rawValue }
    var day: CalendarDate { fiscalYear.firstDay }
    var about: String? { nil }
}

extension DataAdvice: FollowUpRecord {
    static let table = "advice"
    var stateName: String { state.rawValue }
    var day: CalendarDate { askedOn }
    var about: String? { topic }
}

/// Adds a record; nothing happens if its code is taken.
struct InsertRecord<Record: FollowUpRecord>: Statement {
    static var sql: String {
        """
        INSERT INTO \(Record.table) (province, code, organisation, state, day, about, record, version, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8)
        ON CONFLICT DO NOTHING
        """
    }
    var record: Record
    var json: JSONText
    var now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(OrganisationCode.province(of: record.organisation))
        parameters.append(record.code)
        parameters.append(record.organisation)
        parameters.append(record.stateName)
        parameters.append(record.day)
        parameters.append(record.about)
        parameters.append(json)
        parameters.append(now)
    }

    typealias Row = Void
}

/// Brings a record to its next version, if it still is at the one before.
struct UpdateRecord<Record: FollowUpRecord>: Statement {
    static var sql: String {
        """
        UPDATE \(Record.table)
        SET state = $3, day = $4, about = $5, record = $6, version = $7, changed_at = $8
        WHERE province = $1 AND code = $2 AND version = $7 - 1
        """
    }
    var record: Record
    var json: JSONText
    var now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(OrganisationCode.province(of: record.organisation))
        parameters.append(record.code)
        parameters.append(record.stateName)
        parameters.append(record.day)
        parameters.append(record.about)
        parameters.append(json)
        parameters.append(Int32(truncatingIfNeeded: record.version))
        parameters.append(now)
    }

    typealias Row = Void
}

struct FindRecord<Record: FollowUpRecord>: Statement {
    static var sql: String { "SELECT record FROM \(Record.table) WHERE province = $1 AND code = $2" }
    var code: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(OrganisationCode.province(of: code))
        parameters.append(code)
    }

    static func decode(_ row: inout RowReader) throws -> Record {
        try StoredJSON.decode(Record.self, from: try row.next(JSONText.self).utf8)
    }
}

/// A page of records at and below an organisation, last first.
struct PageOfRecords<Record: FollowUpRecord>: Statement {
    static var sql: String {
        """
        SELECT t.record
        FROM organisation_reach r
        JOIN organisation o ON o.code = r.descendant
        JOIN \(Record.table) t ON (t.province, t.organisation) = (o.province, o.code)
        WHERE r.ancestor = $1 AND r.relation = 'either' AND ($2::text IS NULL OR t.state = $2)
          AND ($3::text IS NULL OR t.about = $3) AND (t.day, t.code) < ($4, $5)
        ORDER BY t.day DESC, t.code DESC
        LIMIT $6
        """
    }
    var under: String
    var state: String?
    var about: String?
    var beforeDay: CalendarDate
    var beforeCode: String
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(under)
        parameters.append(state)
        parameters.append(about)
        parameters.append(beforeDay)
        parameters.append(beforeCode)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Record {
        try StoredJSON.decode(Record.self, from: try row.next(JSONText.self).utf8)
    }
}

/// How visits at and below an organisation went.
struct SummaryOfVisits: Statement {
    static let sql = """
        WITH those AS (
            SELECT v.state, v.day, v.record
            FROM organisation_reach r
            JOIN organisation o ON o.code = r.descendant
            JOIN visit v        ON (v.province, v.organisation) = (o.province, o.code)
            WHERE r.ancestor = $1 AND r.relation = 'either' AND ($2::text IS NULL OR v.about = $2)
        ), finding AS (
            SELECT f ->> 'dueOn' AS due_on,
                   coalesce((f -> 'followUps' -> -1 ->> 'resolved')::boolean, false) AS resolved
            FROM those
            CROSS JOIN LATERAL jsonb_array_elements(record -> 'findings') AS f
        )
        SELECT count(*) FILTER (WHERE state = 'planned'), count(*) FILTER (WHERE state = 'planned' AND day < $3),
               count(*) FILTER (WHERE state = 'reported'), count(*) FILTER (WHERE state = 'closed'),
               count(*) FILTER (WHERE state = 'cancelled'),
               (SELECT count(*) FROM finding),
               (SELECT count(*) FROM finding WHERE due_on IS NOT NULL AND NOT resolved),
               (SELECT count(*) FROM finding WHERE due_on::date < $3 AND NOT resolved),
               round(avg((record ->> 'percent')::numeric) * 10000)::bigint
        FROM those
        """
    var organisation: String
    var round: String?
    var today: CalendarDate

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(round)
        parameters.append(today)
    }

    static func decode(_ row: inout RowReader) throws -> VisitSummary {
        let counts = try (0..<8).map { _ in try row.next(Int.self) }
        return VisitSummary(
            organisation: "", planned: counts[0], overdue: counts[1], reported: counts[2], closed: counts[3],
            cancelled: counts[4], meanPercent: try row.optionalQuantity().map { $0.rounded(decimals: 2) },
            findings: counts[5], openFindings: counts[6], overdueFindings: counts[7])
    }
}

// MARK: - Officers

/// Keeps an officer's record; answers with its version, none if another was seen.
struct SaveOfficerRow: Statement {
    static let sql = """
        INSERT INTO officer (province, organisation, position, name, email, telephone, training, since, until, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)
        ON CONFLICT (province, organisation, position) DO UPDATE
        SET name = EXCLUDED.name, email = EXCLUDED.email, telephone = EXCLUDED.telephone,
            training = EXCLUDED.training, since = EXCLUDED.since, until = EXCLUDED.until, version = officer.version + 1
        WHERE officer.version = $10
        RETURNING version
        """
    var params: SaveOfficer

    func bind(_ parameters: inout Parameters) {
        parameters.append(OrganisationCode.province(of: params.organisation))
        parameters.append(params.organisation)
        parameters.append(params.position)
        parameters.append(params.name)
        parameters.append(params.email)
        parameters.append(params.telephone)
        parameters.append(params.training)
        parameters.append(params.since)
        parameters.append(params.until)
        parameters.append(params.expectedVersion.map { Int32(truncatingIfNeeded: $0) })
    }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

struct PageOfOfficers: Statement {
    static let sql = """
        SELECT f.organisation, f.position, f.name, f.email, f.telephone, f.training, f.since, f.until, f.version
        FROM organisation_reach r
        JOIN organisation o ON o.code = r.descendant
        JOIN officer f      ON (f.province, f.organisation) = (o.province, o.code)
        WHERE r.ancestor = $1 AND r.relation = 'either' AND ($2 OR f.until IS NULL OR f.until >= $3)
          AND (f.organisation, f.position) > ($4, $5)
        ORDER BY f.organisation, f.position
        LIMIT $6
        """
    var params: ListOfficers
    var today: CalendarDate
    var afterOrganisation: String
    var afterPosition: String
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(params.organisation)
        parameters.append(params.includeFormer ?? false)
        parameters.append(today)
        parameters.append(afterOrganisation)
        parameters.append(afterPosition)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> DataOfficer {
        let organisation = try row.next(String.self)
        let position = try row.next(String.self)
        let name = try row.next(String?.self)
        let email = try row.next(String?.self)
        let telephone = try row.next(String?.self)
        let training = try row.next([String].self)
        let since = try row.next(CalendarDate.self)
        let until = try row.next(CalendarDate?.self)
        return DataOfficer(
            organisation: organisation, position: position, name: name, email: email, telephone: telephone,
            training: training, since: since, until: until, version: try row.next(Int.self))
    }
}

/// Open organisations below one that nobody keeps the data of.
struct PageOfOfficerGaps: Statement {
    static let sql = """
        SELECT o.code, o.name_th, o.name_en
        FROM organisation_reach r
        JOIN organisation o ON o.code = r.descendant AND o.closed_on IS NULL
        WHERE r.ancestor = $1 AND r.relation = 'either' AND ($2::text IS NULL OR o.kind = $2)
          AND o.kind NOT IN ('nation', 'region', 'province') AND o.code > $3
          AND NOT EXISTS (SELECT FROM officer f
                          WHERE (f.province, f.organisation) = (o.province, o.code)
                            AND (f.until IS NULL OR f.until >= $4))
        ORDER BY o.code
        LIMIT $5
        """
    var params: ListOfficerGaps
    var after: String
    var today: CalendarDate
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(params.organisation)
        parameters.append(params.kind?.rawValue)
        parameters.append(after)
        parameters.append(today)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> OfficerGap {
        let organisation = try row.next(String.self)
        return OfficerGap(organisation: organisation, name: try row.text())
    }
}
