import Kernel

/// How far a meeting is.
public enum MeetingState: String, Codable, Sendable, CaseIterable {
    /// Called; its agenda can be changed.
    case planned
    /// Invitations went out; its agenda can still be added to.
    case invited
    /// It took place: attendance is recorded, matters are resolved, minutes are written.
    case held
    /// Its minutes are certified: nothing of it changes any more.
    case closed
    case cancelled
}

/// The parts of an agenda, in the order of Thai official meetings.
public enum AgendaSection: String, Codable, Sendable, CaseIterable {
    /// เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ
    case chairInforms
    /// เรื่องรับรองรายงานการประชุม
    case lastMinutes
    /// เรื่องสืบเนื่อง
    case followsUp
    /// เรื่องเสนอเพื่อทราบ
    case forInformation
    /// เรื่องเสนอเพื่อพิจารณา
    case forDecision
    /// เรื่องอื่น ๆ
    case other
}

/// Whether a member came.
public enum Attendance: String, Codable, Sendable, CaseIterable {
    case present
    /// Somebody came in the member's place; counts for the quorum.
    case represented
    case absent
}

/// A meeting of a body (P8).
public struct Meeting: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    /// Code of the body.
    public var body: String
    /// Unique within the body: `"3/2566"`.
    public var number: String
    public var heldOn: CalendarDate
    /// Local time, `"09:30"`.
    public var startsAt: String?
    public var place: LocalizedText?
    public var state: MeetingState
    public var invitation: MeetingLetter?
    /// The members in term on its day, from the invitation on.
    public var members: [MeetingMember]
    /// How many of them there are, and how many came or were represented.
    public var memberCount: Int
    public var presentCount: Int?
    /// Whether enough came; absent until it took place.
    public var quorum: Bool?
    public var agenda: [AgendaItem]
    public var notices: [MeetingNotice]
    public var version: Int

    public init(
        id: ID, province: String, body: String, number: String, heldOn: CalendarDate, startsAt: String?,
        place: LocalizedText?, state: MeetingState, invitation: MeetingLetter?, members: [MeetingMember],
        memberCount: Int, presentCount: Int?, quorum: Bool?, agenda: [AgendaItem], notices: [MeetingNotice],
        version: Int
    ) {
        self.id = id
        self.province = province
        self.body = body
        self.number = number
        self.heldOn = heldOn
        self.startsAt = startsAt
        self.place = place
        self.state = state
        self.invitation = invitation
        self.members = members
        self.memberCount = memberCount
        self.presentCount = presentCount
        self.quorum = quorum
        self.agenda = agenda
        self.notices = notices
        self.version = version
    }
}

/// The letter that something went out with.
public struct MeetingLetter: Codable, Sendable, Hashable {
    public var letterNumber: String?
    public var date: CalendarDate

    public init(letterNumber: String?, date: CalendarDate) {
        self.letterNumber = letterNumber
        self.date = date
    }
}

/// A member of the body on the day of the meeting.
public struct MeetingMember: Codable, Sendable, Hashable {
    /// The member's number in the body.
    public var number: Int
    public var seat: BodyMember.Seat
    public var position: LocalizedText
    public var organisation: String?
    public var subject: String?
    /// Absent until the meeting took place.
    public var attendance: Attendance?
    /// Who came in the member's place, by position.
    public var representedBy: String?

    public init(
        number: Int, seat: BodyMember.Seat, position: LocalizedText, organisation: String?, subject: String?,
        attendance: Attendance?, representedBy: String?
    ) {
        self.number = number
        self.seat = seat
        self.position = position
        self.organisation = organisation
        self.subject = subject
        self.attendance = attendance
        self.representedBy = representedBy
    }
}

/// A point of the agenda, and what came of it.
public struct AgendaItem: Codable, Sendable, Hashable {
    /// From 1, in the order of the agenda.
    public var number: Int
    public var section: AgendaSection
    public var title: LocalizedText
    /// The matter that is put before the body.
    public var matter: ID?
    public var papers: [MeetingPaper]
    /// What was said, from the minutes.
    public var discussion: String?
    public var resolution: Resolution?

    public init(
        number: Int, section: AgendaSection, title: LocalizedText, matter: ID?, papers: [MeetingPaper],
        discussion: String?, resolution: Resolution?
    ) {
        self.number = number
        self.section = section
        self.title = title
        self.matter = matter
        self.papers = papers
        self.discussion = discussion
        self.resolution = resolution
    }
}

/// A stored file that goes with an item (`file.put`).
public struct MeetingPaper: Codable, Sendable, Hashable {
    public var name: String
    public var sha256: String

    public init(name: String, sha256: String) {
        self.name = name
        self.sha256 = sha256
    }
}

/// Who was told of a resolution, by which letter.
public struct MeetingNotice: Codable, Sendable, Hashable {
    /// Number of the agenda item.
    public var item: Int
    /// Code of the organisation.
    public var organisation: String
    public var letterNumber: String
    public var date: CalendarDate

    public init(item: Int, organisation: String, letterNumber: String, date: CalendarDate) {
        self.item = item
        self.organisation = organisation
        self.letterNumber = letterNumber
        self.date = date
    }
}
