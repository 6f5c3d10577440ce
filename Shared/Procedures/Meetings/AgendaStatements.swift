import CommonContract
import Kernel
import Postgres

/// A matter as an agenda needs it.
struct AgendaMatter: Sendable {
    var id: ID
    var title: LocalizedText
    var isOpen: Bool
    /// Kind of the body that it waits for.
    var body: BodyKind?
    var committee: CommitteeRole
    var organisation: String

    static func decode(_ row: inout RowReader) throws -> AgendaMatter {
        AgendaMatter(
            id: try row.next(), title: try row.nextText(), isOpen: try row.next(), body: try row.nextOptionalCase(),
            committee: try row.nextCase(), organisation: try row.next())
    }
}

/// Matters that wait for a kind of body, longest waiting first.
struct MattersWaiting: Statement {
    static let sql = """
        SELECT m.id, m.title_th, m.title_en, true, m.body_kind, m.committee, m.organisation
          FROM matter m
         WHERE m.province = $1 AND m.body_kind = $2
         ORDER BY m.since, m.id
         LIMIT 190
        """
    let province: String
    let kind: BodyKind

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(kind.rawValue)
    }

    static func decode(_ row: inout RowReader) throws -> AgendaMatter { try .decode(&row) }
}

struct MattersOfAgenda: Statement {
    static let sql = """
        SELECT m.id, m.title_th, m.title_en, m.state = 'open', m.body_kind, m.committee, m.organisation
          FROM matter m
         WHERE m.province = $1 AND m.id = ANY ($2)
        """
    let province: String
    let ids: [ID]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(ids)
    }

    static func decode(_ row: inout RowReader) throws -> AgendaMatter { try .decode(&row) }
}

struct DeleteAgenda: Statement {
    static let sql = "DELETE FROM agenda_item WHERE province = $1 AND meeting = $2"
    let meeting: StoredMeeting

    func bind(_ parameters: inout Parameters) {
        parameters.append(meeting.province)
        parameters.append(meeting.id)
    }

    typealias Row = Void
}

struct InsertAgendaItem: Statement {
    static let sql = """
        INSERT INTO agenda_item (province, meeting, number, section, title_th, title_en, matter)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """
    let meeting: StoredMeeting
    let number: Int
    let section: AgendaSection
    let title: LocalizedText
    let matter: ID?

    func bind(_ parameters: inout Parameters) {
        parameters.append(meeting.province)
        parameters.append(meeting.id)
        parameters.append(number)
        parameters.append(section.rawValue)
        parameters.append(title.th)
        parameters.append(title.en)
        parameters.append(matter)
    }

    typealias Row = Void
}

struct InsertPaper: Statement {
    static let sql = """
        INSERT INTO meeting_paper (province, meeting, item, number, name, sha256) VALUES ($1, $2, $3, $4, $5, $6)
        """
    let meeting: StoredMeeting
    let item: Int
    let number: Int
    let paper: MeetingPaper

    func bind(_ parameters: inout Parameters) {
        parameters.append(meeting.province)
        parameters.append(meeting.id)
        parameters.append(item)
        parameters.append(number)
        parameters.append(paper.name)
        parameters.append(paper.sha256)
    }

    typealias Row = Void
}

/// Items with what was resolved on them.
struct AgendaOfMeeting: Statement {
    static let sql = """
        SELECT i.number, i.section, i.title_th, i.title_en, i.matter, i.discussion, i.resolution, r.province, r.number,
               r.meeting, r.resolved_on, r.outcome, r.text, r.observations, r.matter, r.supersedes, r.recorded_by,
               r.recorded_at
          FROM agenda_item i
          LEFT JOIN resolution r ON r.province = i.province AND r.id = i.resolution
         WHERE i.province = $1 AND i.meeting = $2
         ORDER BY i.number
        """
    let meeting: StoredMeeting

    func bind(_ parameters: inout Parameters) {
        parameters.append(meeting.province)
        parameters.append(meeting.id)
    }

    /// The resolution's `body` is to be filled in.
    static func decode(_ row: inout RowReader) throws -> AgendaItem {
        var item = AgendaItem(
            number: try row.next(), section: try row.nextCase(), title: try row.nextText(), matter: try row.next(),
            papers: [], discussion: try row.next(), resolution: nil)
        guard let id: ID = try row.next(ID?.self) else { return item }
        item.resolution = Resolution(
            id: id, province: try row.next(), body: "", number: try row.next(), meeting: try row.next(),
            date: try row.next(), outcome: try row.nextCase(), text: try row.next(), observations: try row.next(),
            matter: try row.next(), supersedes: try row.next(), recordedBy: try row.next(),
            recordedAt: try row.next())
        return item
    }
}

struct PapersOfMeeting: Statement {
    static let sql = """
        SELECT item, name, sha256 FROM meeting_paper WHERE province = $1 AND meeting = $2 ORDER BY item, number
        """
    let meeting: StoredMeeting

    func bind(_ parameters: inout Parameters) {
        parameters.append(meeting.province)
        parameters.append(meeting.id)
    }

    static func decode(_ row: inout RowReader) throws -> (item: Int, paper: MeetingPaper) {
        (try row.next(), MeetingPaper(name: try row.next(), sha256: try row.next()))
    }
}

struct NoticesOfMeeting: Statement {
    static let sql = """
        SELECT item, organisation, letter_number, sent_on
          FROM meeting_notice
         WHERE province = $1 AND meeting = $2
         ORDER BY item, organisation
        """
    let meeting: StoredMeeting

    func bind(_ parameters: inout Parameters) {
        parameters.append(meeting.province)
        parameters.append(meeting.id)
    }

    static func decode(_ row: inout RowReader) throws -> MeetingNotice {
        MeetingNotice(
            item: try row.next(), organisation: try row.next(), letterNumber: try row.next(), date: try row.next())
    }
}

struct InsertNotice: Statement {
    static let sql = """
        INSERT INTO meeting_notice (province, meeting, item, organisation, letter_number, sent_on)
        VALUES ($1, $2, $3, $4, $5, $6)
        """
    let meeting: StoredMeeting
    let notice: MeetingNotice

    func bind(_ parameters: inout Parameters) {
        parameters.append(meeting.province)
        parameters.append(meeting.id)
        parameters.append(notice.item)
        parameters.append(notice.organisation)
        parameters.append(notice.letterNumber)
        parameters.append(notice.date)
    }

    typealias Row = Void
}

/// What the minutes say of items.
struct SetDiscussions: Statement {
    static let sql = """
        UPDATE agenda_item i
           SET discussion = d.discussion
          FROM unnest($3::integer[], $4::text[]) AS d (number, discussion)
         WHERE i.province = $1 AND i.meeting = $2 AND i.number = d.number
        """
    let meeting: StoredMeeting
    let items: [MinutesOfItem]

    func bind(_ parameters: inout Parameters) {
        parameters.append(meeting.province)
        parameters.append(meeting.id)
        parameters.append(items.map { Int32(clamping: $0.item) })
        parameters.append(items.map(\.discussion))
    }

    typealias Row = Void
}

/// Says what was resolved on an item; once.
struct SetItemResolution: Statement {
    static let sql = """
        UPDATE agenda_item SET resolution = $4
         WHERE province = $1 AND meeting = $2 AND number = $3 AND resolution IS NULL
        """
    let meeting: StoredMeeting
    let item: Int
    let resolution: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(meeting.province)
        parameters.append(meeting.id)
        parameters.append(item)
        parameters.append(resolution)
    }

    typealias Row = Void
}

/// Which of these organisations there are, with their Thai names.
struct OrganisationNames: Statement {
    static let sql = "SELECT code, name_th FROM organisation WHERE code = ANY ($1)"
    let codes: [String]

    func bind(_ parameters: inout Parameters) { parameters.append(codes) }

    static func decode(_ row: inout RowReader) throws -> (code: String, name: String) {
        (try row.next(), try row.next())
    }
}
