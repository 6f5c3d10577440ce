import CommonContract
import IndicatorsContract
import Kernel
import Postgres
import ServiceKit

/// What is asked of some organisations in rounds that are open: what stands on a reporter's first page.
struct AskedOfPlaces: Statement {
    struct Row: Sendable {
        var round: String
        var name: LocalizedText
        var dueOn: CalendarDate
        var organisation: String
        var organisationName: LocalizedText
        var state: ExpectationState
        var savedAt: Instant?
    }

    static let sql = """
        SELECT r.code, r.name_th, r.name_en, r.due_on, m.organisation, m.name_th, m.name_en, m.state, s.saved_at
          FROM round_member m
          JOIN round r ON r.province = m.province AND r.id = m.round_id
          LEFT JOIN submission s ON s.province = m.province AND s.id = m.submission_id
         WHERE m.province = ANY ($1) AND m.organisation = ANY ($2) AND m.expected AND m.tree = r.tree
           AND r.state = 'open'
         ORDER BY r.due_on, r.code, m.organisation
         LIMIT 200
        """
    /// Codes.
    let organisations: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(Set(organisations.map(OrganisationCode.province)).union(["TH"]).sorted())
        parameters.append(organisations)
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        Row(
            round: try row.next(), name: try row.text(), dueOn: try row.next(), organisation: try row.next(),
            organisationName: try row.text(), state: try row.raw(), savedAt: try row.next())
    }
}

/// Submissions of a round in a state, below an organisation, by name.
struct WaitingBelow: Statement {
    struct Line: Sendable {
        var organisation: String
        var name: LocalizedText
        var state: ExpectationState
        var edition: Int
        var version: Int
        var late: Bool
        var submittedAt: Instant?
        /// An earlier edition was certified.
        var supersedes: Bool
    }

    static let sql = SortedList.sql(
        """
        m.organisation, m.name_th, m.name_en, m.state, s.edition, s.version, s.late, s.submitted_at,
        s.supersedes IS NOT NULL
        """, id: "m.organisation",
        by: [
            "code": "m.organisation", "name": "m.name_th", "name.en": "coalesce(m.name_en, m.name_th)",
            "sent": "to_char(s.submitted_at AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS')",
            "edition": "to_char(s.edition, '000000')",
        ],
        """
        FROM round_place p
        JOIN round_member m
          ON m.province = p.province AND m.round_id = p.round_id AND m.organisation = p.organisation
        JOIN submission s ON s.province = m.province AND s.id = m.submission_id
        WHERE p.province = $1 AND p.round_id = $2 AND p.ancestor = $3 AND p.relation = 'either' AND m.state = ANY ($4)
        """, first: 5)
    let round: RoundKey
    let under: String
    let states: [String]
    let list: SortedList

    func bind(_ parameters: inout Parameters) {
        parameters.append(round.province)
        parameters.append(round.id)
        parameters.append(under)
        parameters.append(states)
        list.bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> SortedRow<Line> {
        try SortedList.row(&row) { row in
            Line(
                organisation: try row.next(), name: try row.text(), state: try row.raw(), edition: try row.next(),
                version: try row.next(), late: try row.next(), submittedAt: try row.next(),
                supersedes: try row.next())
        }
    }
}

/// How many wait to be certified at or below some organisations, in rounds that are open.
struct WaitingAtPlaces: Statement {
    struct Row: Sendable {
        var round: String
        var name: LocalizedText
        var dueOn: CalendarDate
        var place: String
        var placeName: LocalizedText
        var waiting: Int
    }

    static let sql = """
        SELECT r.code, r.name_th, r.name_en, r.due_on, p.ancestor, o.name_th, o.name_en, count(*)
          FROM round_place p
          JOIN round r ON r.province = p.province AND r.id = p.round_id AND r.state = 'open'
          JOIN round_member m
            ON m.province = p.province AND m.round_id = p.round_id AND m.organisation = p.organisation
          JOIN organisation o ON o.code = p.ancestor
         WHERE p.province = ANY ($1) AND p.ancestor = ANY ($2) AND p.relation = 'either' AND m.state = 'submitted'
         GROUP BY r.code, r.name_th, r.name_en, r.due_on, p.ancestor, o.name_th, o.name_en
         ORDER BY r.due_on, r.code, p.ancestor
         LIMIT 200
        """
    /// Codes.
    let organisations: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(Set(organisations.map(OrganisationCode.province)).union(["TH"]).sorted())
        parameters.append(organisations)
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        Row(
            round: try row.next(), name: try row.text(), dueOn: try row.next(), place: try row.next(),
            placeName: try row.text(), waiting: Int(try row.next(Int64.self)))
    }
}

/// Codes of the provinces that the directory has.
struct ProvincesOfDirectory: Statement {
    static let sql = "SELECT code FROM organisation WHERE kind = 'province' ORDER BY code LIMIT 100"

    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// What organisations are called.
struct NamesOfOrganisations: Statement {
    static let sql = "SELECT code, name_th, name_en FROM organisation WHERE code = ANY ($1)"
    /// Codes.
    let organisations: [String]

    func bind(_ parameters: inout Parameters) { parameters.append(organisations) }

    static func decode(_ row: inout RowReader) throws -> (code: String, name: LocalizedText) {
        let code = try row.next(String.self)
        return (code, try row.text())
    }
}

/// The province that has published last.
struct NewestPublisher: Statement {
    static let sql = "SELECT province FROM data_publication ORDER BY published_at DESC LIMIT 1"

    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}
