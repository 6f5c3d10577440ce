import CommonContract
import IndicatorsContract
import Kernel
import Postgres
import ServiceKit

/// Which of those expected in a round a page is about.
struct BoardFilter: Sendable {
    /// At and below it.
    var under: String
    var state: ExpectationState?
    var kind: OrganisationKind?
    /// `"-"`: those of which it is not known.
    var district: String?
    /// Answered after the due day, or has not although it is past.
    var isLate = false

    /// It leaves out nobody at or below the organisation.
    var isWhole: Bool { state == nil && kind == nil && district == nil && !isLate }
}

/// Those expected in a round, by code, with where each stands.
struct MembersOfBoard: Statement {
    struct Row: Sendable {
        var organisation: String
        var name: LocalizedText
        var kind: OrganisationKind
        var state: ExpectationState
        var late: Bool
        var edition: Int?
        var submittedAt: Instant?
        var savedAt: Instant?
        var district: LocalizedText?
    }

    static let sql = """
        SELECT m.organisation, m.name_th, m.name_en, m.kind, m.state,
               coalesce(m.late, $9 AND m.state IN ('notStarted', 'draft', 'returned')), s.edition, s.submitted_at,
               s.saved_at, a.name_th, a.name_en
          FROM round_place p
          JOIN round_member m
            ON m.province = p.province AND m.round_id = p.round_id AND m.organisation = p.organisation
          LEFT JOIN submission s ON s.province = m.province AND s.id = m.submission_id
          LEFT JOIN area a       ON a.code = m.district
         WHERE p.province = $1 AND p.round_id = $2 AND p.ancestor = $3 AND p.relation = 'either' AND m.expected
           AND ($4::text IS NULL OR m.state = $4) AND ($5::text IS NULL OR m.kind = $5)
           AND ($6::text IS NULL OR coalesce(m.district, '-') = $6)
           AND (NOT $7 OR coalesce(m.late, $9 AND m.state IN ('notStarted', 'draft', 'returned')))
           AND m.organisation > $8
         ORDER BY m.organisation
         LIMIT $10
        """
    let round: RoundKey
    let filter: BoardFilter
    /// The due day is past.
    let isPast: Bool
    var after = ""
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(filter.under)
        parameters.append(filter.state?.rawValue)
        parameters.append(filter.kind?.rawValue)
        parameters.append(filter.district)
        parameters.append(filter.isLate)
        parameters.append(after)
        parameters.append(isPast)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        Row(
            organisation: try row.next(), name: try row.text(), kind: try row.raw(), state: try row.raw(),
            late: try row.next(), edition: try row.next(), submittedAt: try row.next(), savedAt: try row.next(),
            district: try row.optionalText())
    }
}

/// The same in another order: by name, state (how far it is), district, or when it was sent or saved.
struct MembersInOrder: Statement {
    static let sql = SortedList.sql(
        """
        m.organisation, m.name_th, m.name_en, m.kind, m.state,
        coalesce(m.late, $8 AND m.state IN ('notStarted', 'draft', 'returned')), s.edition, s.submitted_at,
        s.saved_at, a.name_th AS district_th, a.name_en AS district_en
        """, id: "m.organisation",
        by: [
            "name": "m.name_th", "name.en": "coalesce(m.name_en, m.name_th)", "district": "a.name_th",
            "district.en": "coalesce(a.name_en, a.name_th)",
            "state": """
            array_position(ARRAY['notStarted', 'draft', 'returned', 'submitted', 'certified', 'accepted'],
                           m.state)::text
            """,
            "when": "to_char(coalesce(s.submitted_at, s.saved_at) AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS')",
        ],
        """
        FROM round_place p
        JOIN round_member m
          ON m.province = p.province AND m.round_id = p.round_id AND m.organisation = p.organisation
        LEFT JOIN submission s ON s.province = m.province AND s.id = m.submission_id
        LEFT JOIN area a       ON a.code = m.district
        WHERE p.province = $1 AND p.round_id = $2 AND p.ancestor = $3 AND p.relation = 'either' AND m.expected
          AND ($4::text IS NULL OR m.state = $4) AND ($5::text IS NULL OR m.kind = $5)
          AND ($6::text IS NULL OR coalesce(m.district, '-') = $6)
          AND (NOT $7 OR coalesce(m.late, $8 AND m.state IN ('notStarted', 'draft', 'returned')))
        """, first: 9)
    let round: RoundKey
    let filter: BoardFilter
    /// The due day is past.
    let isPast: Bool
    let list: SortedList

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(filter.under)
        parameters.append(filter.state?.rawValue)
        parameters.append(filter.kind?.rawValue)
        parameters.append(filter.district)
        parameters.append(filter.isLate)
        parameters.append(isPast)
        list.bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> SortedRow<MembersOfBoard.Row> {
        try SortedList.row(&row) { try MembersOfBoard.decode(&$0) }
    }
}
