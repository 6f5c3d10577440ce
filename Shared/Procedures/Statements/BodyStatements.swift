import CommonContract
import Kernel
import Postgres

/// Records a body.
struct InsertBody: Statement {
    static let sql = """
        INSERT INTO body
               (province, id, code, kind, name_th, name_en, organisation, legal_basis, legal_basis_on, order_number,
                order_on, quorum_percent)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """
    let body: Body

    func bind(_ parameters: inout Parameters) {
        parameters.append(body.province)
        parameters.append(body.id)
        parameters.append(body.code)
        parameters.append(body.kind.rawValue)
        parameters.append(body.name.th)
        parameters.append(body.name.en)
        parameters.append(body.organisation)
        parameters.append(body.legalBasis)
        parameters.append(body.legalBasisOn)
        parameters.append(body.orderNumber)
        parameters.append(body.orderOn)
        parameters.append(body.quorumPercent)
    }

    typealias Row = Void
}

/// Records a seat of a body.
struct InsertMember: Statement {
    static let sql = """
        INSERT INTO body_member
               (province, body, number, seat, position_th, position_en, organisation, subject, term_from, term_until,
                order_number)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """
    let body: Body
    let number: Int
    let member: BodyMember

    func bind(_ parameters: inout Parameters) {
        parameters.append(body.province)
        parameters.append(body.id)
        parameters.append(number)
        parameters.append(member.seat.rawValue)
        parameters.append(member.position.th)
        parameters.append(member.position.en)
        parameters.append(member.organisation)
        parameters.append(member.subject)
        parameters.append(member.termFrom)
        parameters.append(member.termUntil)
        parameters.append(member.order)
    }

    typealias Row = Void
}

/// A body without its members.
struct StoredBody: Sendable {
    var body: Body

    static let columns = """
        b.id, b.province, b.code, b.kind, b.name_th, b.name_en, b.organisation, b.legal_basis, b.legal_basis_on,
               b.order_number, b.order_on, b.quorum_percent, b.version
        """

    static func decode(_ row: inout RowReader) throws -> Body {
        Body(
            id: try row.next(), province: try row.next(), code: try row.next(), kind: try row.nextCase(),
            name: try row.nextText(), organisation: try row.next(), legalBasis: try row.next(),
            legalBasisOn: try row.next(), orderNumber: try row.next(), orderOn: try row.next(),
            quorumPercent: try row.next(), members: [], version: try row.next())
    }
}

/// A body by its code.
struct FindBody: Statement {
    static let sql = "SELECT \(StoredBody.columns)\n  FROM body b\n WHERE b.province = $1 AND b.code = $2"
    let province: String
    let code: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(code)
    }

    static func decode(_ row: inout RowReader) throws -> Body { try StoredBody.decode(&row) }
}

/// A province's bodies by code.
struct BodiesOfProvince: Statement {
    static let sql = """
        SELECT \(StoredBody.columns)
          FROM body b
         WHERE b.province = $1 AND ($2::text IS NULL OR b.kind = $2) AND ($3::text IS NULL OR b.code > $3)
         ORDER BY b.code
         LIMIT $4
        """
    let province: String
    let kind: BodyKind?
    let after: String?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(kind?.rawValue)
        parameters.append(after)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Body { try StoredBody.decode(&row) }
}

/// Seats of some bodies of a province, in their order.
struct MembersOfBodies: Statement {
    static let sql = """
        SELECT m.body, m.seat, m.position_th, m.position_en, m.organisation, m.subject, m.term_from, m.term_until,
               m.number, m.order_number
          FROM body_member m
         WHERE m.province = $1 AND m.body = ANY ($2)
         ORDER BY m.body, m.number
        """
    let province: String
    let bodies: [ID]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(bodies)
    }

    static func decode(_ row: inout RowReader) throws -> (body: ID, member: BodyMember) {
        (
            try row.next(),
            BodyMember(
                seat: try row.nextCase(), position: try row.nextText(), organisation: try row.next(),
                subject: try row.next(), termFrom: try row.next(), termUntil: try row.next(),
                number: try row.next(), order: try row.next())
        )
    }
}

/// Records a resolution.
struct InsertResolution: Statement {
    static let sql = """
        INSERT INTO resolution
               (province, id, body, number, meeting, resolved_on, outcome, text, observations, matter, supersedes,
                recorded_by, recorded_at, meeting_id, quorum)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, CASE WHEN $14::uuid IS NULL THEN NULL ELSE true END)
        """
    let resolution: Resolution
    let body: ID
    /// The meeting with a quorum that resolved it, where it is one of ours.
    var meeting: ID?

    func bind(_ parameters: inout Parameters) {
        parameters.append(resolution.province)
        parameters.append(resolution.id)
        parameters.append(body)
        parameters.append(resolution.number)
        parameters.append(resolution.meeting)
        parameters.append(resolution.date)
        parameters.append(resolution.outcome.rawValue)
        parameters.append(resolution.text)
        parameters.append(resolution.observations)
        parameters.append(resolution.matter)
        parameters.append(resolution.supersedes)
        parameters.append(resolution.recordedBy)
        parameters.append(resolution.recordedAt)
        parameters.append(meeting)
    }

    typealias Row = Void
}

/// Resolutions of a body that the caller sees, newest first: those of meetings that the caller may read, and those that
/// were recorded from elsewhere, which are read as a closed meeting's are.
struct NewestResolutions: Statement {
    static let sql = """
        SELECT r.id, r.province, r.number, r.meeting, r.resolved_on, r.outcome, r.text, r.observations, r.matter,
               r.supersedes, r.recorded_by, r.recorded_at
          FROM resolution r
          JOIN body b ON b.province = r.province AND b.id = r.body
          LEFT JOIN meeting m ON m.province = r.province AND m.id = r.meeting_id
         WHERE r.province = $1 AND r.body = $2 AND ($3::date IS NULL OR (r.resolved_on, r.id) < ($3, $4::uuid))
           AND (r.meeting_id IS NULL AND r.province = ANY ($6::text[])
                 OR \(MeetingSight.visible(provinces: 6, places: 7, subject: 8)))
         ORDER BY r.resolved_on DESC, r.id DESC
         LIMIT $5
        """
    let body: Body
    let sight: MeetingSight
    let before: (date: CalendarDate, id: ID)?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(body.province)
        parameters.append(body.id)
        parameters.append(before?.date)
        parameters.append(before?.id)
        parameters.append(limit)
        sight.bind(&parameters)
    }

    /// `body` is to be filled in: the statement asks for one.
    static func decode(_ row: inout RowReader) throws -> Resolution {
        Resolution(
            id: try row.next(), province: try row.next(), body: "", number: try row.next(), meeting: try row.next(),
            date: try row.next(), outcome: try row.nextCase(), text: try row.next(), observations: try row.next(),
            matter: try row.next(), supersedes: try row.next(), recordedBy: try row.next(),
            recordedAt: try row.next())
    }
}
