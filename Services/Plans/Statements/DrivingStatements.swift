import CommonContract
import Kernel
import PlansContract
import Postgres

/// An organisation that has standing work to do.
struct DrivingPlace: Sendable {
    var code: String
    var province: String
    var name: LocalizedText
    var level: DrivingLevel

    /// What kind of work falls to organisation `o`; null for what is no place of work.
    static let level = """
        CASE o.kind WHEN 'provincialEducationOffice' THEN 'office' WHEN 'school' THEN 'school'
                    WHEN 'nation' THEN NULL WHEN 'ministry' THEN NULL WHEN 'region' THEN NULL
                    WHEN 'province' THEN NULL ELSE 'agency' END
        """

    static let columns = "o.code, o.province, o.name_th, o.name_en, \(level)"

    static func decode(_ row: inout RowReader) throws -> DrivingPlace {
        DrivingPlace(
            code: try row.next(), province: try row.next(),
            name: LocalizedText(th: try row.next(), en: try row.next()),
            level: DrivingLevel(rawValue: try row.next()) ?? .agency)
    }
}

/// The places of work among some organisations, a province standing for its education office.
struct DrivingPlaces: Statement {
    static let sql = """
        SELECT \(DrivingPlace.columns)
          FROM organisation o
         WHERE (o.code = ANY ($1)
                OR (o.kind = 'provincialEducationOffice'
                    AND o.parent IN (SELECT p.code FROM organisation p WHERE p.code = ANY ($1) AND p.kind = 'province')))
           AND \(DrivingPlace.level) IS NOT NULL
           AND (o.closed_on IS NULL OR o.closed_on > $2)
         ORDER BY o.code
         LIMIT 50
        """
    let codes: [String]
    let today: CalendarDate

    func bind(_ parameters: inout Parameters) {
        parameters.append(codes)
        parameters.append(today)
    }

    static func decode(_ row: inout RowReader) throws -> DrivingPlace { try .decode(&row) }
}

/// Places of work at and below an organisation, in the order of their codes.
struct DrivingPlacesBelow: Statement {
    static let sql = """
        SELECT \(DrivingPlace.columns)
          FROM organisation_reach r
          JOIN organisation o ON o.code = r.descendant
         WHERE r.ancestor = $1 AND r.relation = 'either' AND o.code > $2
           AND \(DrivingPlace.level) IS NOT NULL
           AND ($3::text IS NULL OR \(DrivingPlace.level) = $3)
           AND (o.closed_on IS NULL OR o.closed_on > $4)
         ORDER BY o.code
         LIMIT $5
        """
    let root: String
    let after: String
    let level: DrivingLevel?
    let today: CalendarDate
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(root)
        parameters.append(after)
        parameters.append(level?.rawValue)
        parameters.append(today)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> DrivingPlace { try .decode(&row) }
}

/// Items of a set as they are in a province: its own before the shipped ones; in the order of approach, level, number.
struct DrivingItemsOf: Statement {
    static let sql = """
        SELECT i.code, i.set, i.approach::bigint, a.name_th, a.name_en, i.level, i.number::bigint, i.text_th, i.text_en,
               i.windows, i.province, i.version
          FROM driving_item i
          JOIN driving_approach a ON a.set = i.set AND a.approach = i.approach
         WHERE i.set = $2
           AND (i.province = $1
                OR (i.province = 'TH'
                    AND NOT EXISTS (SELECT FROM driving_item own WHERE own.province = $1 AND own.code = i.code
                                                                   AND $1 <> 'TH')))
         ORDER BY i.approach, i.level, i.number
        """
    let province: String
    let set: DrivingSet

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(set.rawValue)
    }

    static func decode(_ row: inout RowReader) throws -> DrivingItem {
        DrivingItem(
            code: try row.next(), set: DrivingSet(rawValue: try row.next()) ?? .calendar, approach: try row.next(),
            approachName: LocalizedText(th: try row.next(), en: try row.next()),
            level: DrivingLevel(rawValue: try row.next()) ?? .agency, number: try row.next(),
            text: LocalizedText(th: try row.next(), en: try row.next()),
            windows: try row.next([String].self).compactMap(DrivingWindow.init(rawValue:)),
            province: try row.next(), version: try row.next())
    }
}

/// A report of an organisation on an item.
struct DrivingReport: Sendable {
    var organisation: String
    var fiscalYear: Int
    var item: String
    var occasion: Int
    var state: DrivingState
    var note: String?
    var evidence: [DrivingEvidence]
    var version: Int
}

/// What some organisations of a province reported for some years.
struct DrivingReports: Statement {
    static let sql = """
        SELECT organisation, fiscal_year, item, occasion::bigint, state, note, evidence::text, version
          FROM driving_status
         WHERE province = ANY ($1) AND organisation = ANY ($2) AND fiscal_year = ANY ($3)
        """
    let places: [DrivingPlace]
    let years: [FiscalYear]

    func bind(_ parameters: inout Parameters) {
        parameters.append(Set(places.map(\.province)).sorted())
        parameters.append(places.map(\.code))
        parameters.append(years.map(\.buddhistYear))
    }

    static func decode(_ row: inout RowReader) throws -> DrivingReport {
        DrivingReport(
            organisation: try row.next(), fiscalYear: try row.next(), item: try row.next(), occasion: try row.next(),
            state: DrivingState(rawValue: try row.next()) ?? .notReported, note: try row.next(),
            evidence: try Wire.decode(from: Array(try row.next(String.self).utf8)), version: try row.next())
    }
}

/// Writes a report down; without a row, it is not as the caller saw it. Answers with the new version.
struct PutDrivingStatus: Statement {
    static let sql = """
        INSERT INTO driving_status AS s
               (province, organisation, fiscal_year, item, occasion, state, note, evidence, changed_by, changed_at)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10
         WHERE $11::bigint = 0
            OR EXISTS (SELECT FROM driving_status
                        WHERE province = $1 AND organisation = $2 AND fiscal_year = $3 AND item = $4
                          AND occasion = $5)
        ON CONFLICT (province, organisation, fiscal_year, item, occasion) DO UPDATE
           SET state = excluded.state, note = excluded.note, evidence = excluded.evidence,
               changed_by = excluded.changed_by, changed_at = excluded.changed_at, version = s.version + 1
         WHERE s.version = $11
        RETURNING s.version
        """
    let place: DrivingPlace
    let params: SetDrivingStatus
    let evidence: JSONText
    let by: String
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(place.province)
        parameters.append(place.code)
        parameters.append(params.fiscalYear.buddhistYear)
        parameters.append(params.item)
        parameters.append(params.occasion ?? 1)
        parameters.append(params.state.rawValue)
        parameters.append(params.note)
        parameters.append(evidence)
        parameters.append(by)
        parameters.append(now)
        parameters.append(params.expectedVersion)
    }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

/// Gives a province its own wording of an item; without a row, it is not as the caller saw it.
struct PutDrivingItem: Statement {
    static let sql = """
        INSERT INTO driving_item AS d
               (province, code, set, approach, level, number, windows, text_th, text_en)
        SELECT $1, i.code, i.set, i.approach, i.level, i.number, coalesce($3, i.windows), coalesce($4, i.text_th),
               CASE WHEN $4::text IS NULL THEN i.text_en ELSE $5 END
          FROM driving_item i
         WHERE i.code = $2 AND i.province = CASE WHEN $6::bigint = 0 THEN 'TH' ELSE $1 END
        ON CONFLICT (province, code) DO UPDATE
           SET windows = excluded.windows, text_th = excluded.text_th, text_en = excluded.text_en,
               version = d.version + 1
         WHERE d.version = $6
        RETURNING d.version
        """
    let params: SetDrivingItem

    func bind(_ parameters: inout Parameters) {
        parameters.append(params.province)
        parameters.append(params.item)
        parameters.append(params.windows.map { $0.map(\.rawValue) })
        parameters.append(params.text?.th)
        parameters.append(params.text?.en)
        parameters.append(params.expectedVersion)
    }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}
