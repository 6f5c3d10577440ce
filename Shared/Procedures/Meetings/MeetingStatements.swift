import CommonContract
import Kernel
import Postgres
import ServiceKit

/// A meeting as it is stored.
struct StoredMeeting: Sendable {
    var province: String
    var id: ID
    var number: String
    var heldOn: CalendarDate
    var startsAt: String?
    var place: LocalizedText?
    var state: MeetingState
    var letterNumber: String?
    var invitedOn: CalendarDate?
    var memberCount: Int
    var presentCount: Int?
    var quorum: Bool?
    var cancelReason: String?
    var version: Int

    /// In the order of `decode`.
    static let columns = """
        m.province, m.id, m.number, m.held_on, m.starts_at, m.place_th, m.place_en, m.state, m.letter_number,
               m.invited_on, m.member_count, m.present_count, m.quorum, m.cancel_reason, m.version
        """

    static func decode(_ row: inout RowReader) throws -> StoredMeeting {
        StoredMeeting(
            province: try row.next(), id: try row.next(), number: try row.next(), heldOn: try row.next(),
            startsAt: try row.next(), place: try row.nextOptionalText(), state: try row.nextCase(),
            letterNumber: try row.next(), invitedOn: try row.next(), memberCount: try row.next(),
            presentCount: try row.next(), quorum: try row.next(), cancelReason: try row.next(),
            version: try row.next())
    }
}

/// Calls a meeting.
struct InsertMeeting: Statement {
    static let sql = """
        INSERT INTO meeting (province, id, body, number, held_on, starts_at, place_th, place_en, state, member_count)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'planned', $9)
        """
    let meeting: StoredMeeting
    let body: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(meeting.province)
        parameters.append(meeting.id)
        parameters.append(body)
        parameters.append(meeting.number)
        parameters.append(meeting.heldOn)
        parameters.append(meeting.startsAt)
        parameters.append(meeting.place?.th)
        parameters.append(meeting.place?.en)
        parameters.append(meeting.memberCount)
    }

    typealias Row = Void
}

/// A body's meeting by its number.
struct FindMeeting: Statement {
    static let sql = """
        SELECT \(StoredMeeting.columns)
          FROM meeting m
         WHERE m.province = $1 AND m.body = $2 AND m.number = $3
        """
    let body: Body
    let number: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(body.province)
        parameters.append(body.id)
        parameters.append(number)
    }

    static func decode(_ row: inout RowReader) throws -> StoredMeeting { try .decode(&row) }
}

/// The same, held until the transaction ends.
struct LockMeeting: Statement {
    static let sql = FindMeeting.sql + "\n   FOR UPDATE"
    let body: Body
    let number: String

    func bind(_ parameters: inout Parameters) {
        FindMeeting(body: body, number: number).bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> StoredMeeting { try .decode(&row) }
}

/// Writes what can change of a meeting, if nobody has since it was read.
struct UpdateMeeting: Statement {
    static let sql = """
        UPDATE meeting
           SET state = $4, closed = ($4 = 'closed'), letter_number = $5, invited_on = $6, member_count = $7,
               present_count = $8, quorum = $9, cancel_reason = $10, version = version + 1
         WHERE province = $1 AND id = $2 AND version = $3
        """
    let meeting: StoredMeeting

    func bind(_ parameters: inout Parameters) {
        parameters.append(meeting.province)
        parameters.append(meeting.id)
        parameters.append(meeting.version)
        parameters.append(meeting.state.rawValue)
        parameters.append(meeting.letterNumber)
        parameters.append(meeting.invitedOn)
        parameters.append(meeting.memberCount)
        parameters.append(meeting.presentCount)
        parameters.append(meeting.quorum)
        parameters.append(meeting.cancelReason)
    }

    typealias Row = Void
}

/// Meetings of a province that the caller sees, latest first.
struct LatestMeetings: Statement {
    static let columns = """
        m.id, b.code, m.number, m.held_on, m.state,
               (SELECT count(*) FROM agenda_item i WHERE i.province = m.province AND i.meeting = m.id),
               (SELECT count(i.resolution) FROM agenda_item i WHERE i.province = m.province AND i.meeting = m.id),
               m.quorum
        """
    static let sql = """
        SELECT \(columns)
          FROM meeting m
          JOIN body b ON b.province = m.province AND b.id = m.body
         WHERE m.province = $1
           AND ($2::text IS NULL OR b.code = $2)
           AND ($3::text IS NULL OR m.state = $3)
           AND ($4::date IS NULL OR m.held_on >= $4)
           AND ($5::date IS NULL OR m.held_on <= $5)
           AND ($6::date IS NULL OR (m.held_on, m.id) < ($6, $7::uuid))
           AND \(MeetingSight.visible(provinces: 9, places: 10, subject: 11))
         ORDER BY m.held_on DESC, m.id DESC
         LIMIT $8
        """
    let filter: ListMeetings
    let sight: MeetingSight
    let before: (day: CalendarDate, id: ID)?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(filter.province)
        parameters.append(filter.body)
        parameters.append(filter.state?.rawValue)
        parameters.append(filter.from)
        parameters.append(filter.until)
        parameters.append(before?.day)
        parameters.append(before?.id)
        parameters.append(limit)
        sight.bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> (id: ID, meeting: MeetingSummary) {
        (
            try row.next(),
            MeetingSummary(
                body: try row.next(), number: try row.next(), heldOn: try row.next(), state: try row.nextCase(),
                items: try row.next(), resolved: try row.next(), quorum: try row.next())
        )
    }
}

/// The same in an order of the reader's choosing.
struct SortedMeetings: Statement {
    static let sql = SortedList.sql(
        LatestMeetings.columns, id: "m.id::text",
        by: [
            // The year behind the slash first.
            "number": "split_part(m.number, '/', 2) || ' ' || lpad(split_part(m.number, '/', 1), 40, ' ')",
            "body": "b.code", "day": "m.held_on::text",
        ],
        """
        FROM meeting m
                      JOIN body b ON b.province = m.province AND b.id = m.body
                     WHERE m.province = $1 AND \(MeetingSight.visible(provinces: 2, places: 3, subject: 4))
        """, first: 5)
    let province: String
    let sight: MeetingSight
    let list: SortedList

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        sight.bind(&parameters)
        list.bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> SortedRow<MeetingSummary> {
        try SortedList.row(&row) { try LatestMeetings.decode(&$0).meeting }
    }
}

// MARK: - Members

/// How many members are in term on a day.
struct CountMembersInTerm: Statement {
    static let sql = """
        SELECT count(*)
          FROM body_member b
         WHERE b.province = $1 AND b.body = $2
           AND daterange(b.term_from, b.term_until, '[]') @> $3::date
        """
    let body: Body
    let day: CalendarDate

    func bind(_ parameters: inout Parameters) {
        parameters.append(body.province)
        parameters.append(body.id)
        parameters.append(day)
    }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

/// The members in term on the meeting's day are its members.
struct InviteMembers: Statement {
    static let sql = """
        INSERT INTO meeting_member (province, meeting, number, seat, position_th, position_en, organisation, subject)
        SELECT b.province, $3, b.number, b.seat, b.position_th, b.position_en, b.organisation, b.subject
          FROM body_member b
         WHERE b.province = $1 AND b.body = $2
           AND daterange(b.term_from, b.term_until, '[]') @> $4::date
        """
    let body: Body
    let meeting: StoredMeeting

    func bind(_ parameters: inout Parameters) {
        parameters.append(body.province)
        parameters.append(body.id)
        parameters.append(meeting.id)
        parameters.append(meeting.heldOn)
    }

    typealias Row = Void
}

/// Members of a meeting, by number.
struct MembersOfMeeting: Statement {
    static let sql = """
        SELECT number, seat, position_th, position_en, organisation, subject, attendance, represented_by
          FROM meeting_member
         WHERE province = $1 AND meeting = $2
         ORDER BY number
        """
    let meeting: StoredMeeting

    func bind(_ parameters: inout Parameters) {
        parameters.append(meeting.province)
        parameters.append(meeting.id)
    }

    static func decode(_ row: inout RowReader) throws -> MeetingMember {
        MeetingMember(
            number: try row.next(), seat: try row.nextCase(), position: try row.nextText(),
            organisation: try row.next(), subject: try row.next(), attendance: try row.nextOptionalCase(),
            representedBy: try row.next())
    }
}

/// Who came; the rest were absent.
struct RecordAttendance: Statement {
    static let sql = """
        UPDATE meeting_member m
           SET attendance = coalesce(a.attendance, 'absent'), represented_by = a.represented_by
          FROM meeting_member n
          LEFT JOIN unnest($3::integer[], $4::text[], $5::text[]) AS a (number, attendance, represented_by)
            ON a.number = n.number
         WHERE n.province = $1 AND n.meeting = $2
           AND m.province = n.province AND m.meeting = n.meeting AND m.number = n.number
        """
    let meeting: StoredMeeting
    let records: [AttendanceRecord]

    func bind(_ parameters: inout Parameters) {
        parameters.append(meeting.province)
        parameters.append(meeting.id)
        parameters.append(records.map { Int32($0.member) })
        parameters.append(records.map(\.attendance.rawValue))
        parameters.append(records.map(\.representedBy))
    }

    typealias Row = Void
}
