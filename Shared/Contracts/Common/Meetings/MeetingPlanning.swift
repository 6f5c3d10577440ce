import JSONRPC
import Kernel

/// What the methods of meetings have in common.
enum MeetingRules {
    static let secretaries = RPCAccess.roles([.secretary, .administrator])
    static let readers = LocalizedText(
        "ก่อนรับรองรายงานอ่านได้เฉพาะเจ้าหน้าที่ของหน่วยงานเจ้าของคณะและกรรมการที่เชิญแล้ว หลังจากนั้นทุกหน่วยงานในจังหวัด",
        """
        Until its minutes are closed, a meeting is read by those with a role at the body's organisation or above it and \
        by members who were invited; afterwards by everyone with a role in the province.
        """)
    static let notes = [
        "body": LocalizedText("รหัสคณะกรรมการ", "Code of the body"),
        "meeting": LocalizedText("ครั้งที่ เช่น 3/2566", "Number of the meeting, as 3/2566"),
        "expectedVersion": LocalizedText("version ที่ผู้เรียกเห็นล่าสุด", "The meeting's version that the caller saw last"),
    ]

    static func check(key: String, _ meeting: String, _ problems: inout Problems) {
        problems.check(idempotencyKey: key)
        problems.check(text: meeting, at: "/meeting", max: 64)
    }
}

/// A change of a meeting by its body's secretary, answered with the meeting as it is then.
public protocol MeetingChange: RPCChange where Result == Meeting {
    /// Code of the body, and the meeting's number in it.
    var body: String { get }
    var meeting: String { get }
}

extension MeetingChange {
    public static var access: RPCAccess { MeetingRules.secretaries }
    public static var errors: [RPCErrorKind] { [.notFound, .conflict, .ruleViolated] }
    public static var memberNotes: [String: LocalizedText] { MeetingRules.notes }
}

/// An item as it is put on an agenda.
public struct AgendaItemDraft: Codable, Sendable, Hashable {
    public var section: AgendaSection
    /// Unless given, the matter's own.
    public var title: LocalizedText?
    public var matter: ID?
    public var papers: [MeetingPaper]?

    public init(
        section: AgendaSection, title: LocalizedText? = nil, matter: ID? = nil, papers: [MeetingPaper]? = nil
    ) {
        self.section = section
        self.title = title
        self.matter = matter
        self.papers = papers
    }
}

/// Calls a meeting; its agenda is built from the matters that wait for the body.
public struct CreateMeeting: MeetingChange {
    public static let name = "meeting.create"
    public static let summary = LocalizedText(
        "นัดประชุม จัดวาระจากเรื่องที่รอ", "Call a meeting; its agenda is built from what waits for the body")
    public static let details = LocalizedText(
        "วาระเริ่มด้วยเรื่องที่ประธานแจ้งและรับรองรายงาน แล้วเรื่องที่รอคณะกรรมการประเภทนี้ตามลำดับที่รอ เรื่องที่รับทราบอยู่วาระเพื่อทราบ แก้ได้ด้วย meeting.setAgenda",
        """
        The agenda begins with what the chair tells and the last minutes; then every open matter that stands at a \
        step of this kind of body, longest waiting first: for decision, or for information where the body only takes \
        note. `meeting.setAgenda` changes it.
        """)
    public static let examples = [
        RPCExample(
            "the second of the year",
            params: """
                {"idempotencyKey":"meeting-create-1","body":"67-EX-PEC","meeting":"2/2566","heldOn":"2022-11-15",\
                "startsAt":"09:30","place":{"th":"ห้องประชุมศาลากลางจังหวัด"}}
                """,
            result: MeetingExamples.planned),
        RPCExample(
            "the third",
            params: """
                {"idempotencyKey":"meeting-create-2","body":"67-EX-PEC","meeting":"3/2566","heldOn":"2022-12-20"}
                """,
            result: MeetingExamples.third),
    ]
    public typealias Result = Meeting

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var body: String
    public var meeting: String
    public var heldOn: CalendarDate
    public var startsAt: String?
    public var place: LocalizedText?

    public init(
        idempotencyKey: String, body: String, meeting: String, heldOn: CalendarDate, startsAt: String? = nil,
        place: LocalizedText? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.body = body
        self.meeting = meeting
        self.heldOn = heldOn
        self.startsAt = startsAt
        self.place = place
    }

    public func check(_ problems: inout Problems) {
        MeetingRules.check(key: idempotencyKey, meeting, &problems)
        problems.check(text: place, at: "/place", max: 300)
        if let startsAt, !isTime(startsAt) {
            problems.add("/startsAt", "meeting.time", th: "เวลาเป็น HH:MM เช่น 09:30", en: "a time is HH:MM, as 09:30")
        }
    }

    private func isTime(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let digits = [0, 1, 3, 4].allSatisfy { bytes.count == 5 && (0x30...0x39).contains(bytes[$0]) }
        return digits && bytes[2] == UInt8(ascii: ":") && text.prefix(2) < "24" && text.suffix(2) < "60"
    }
}

/// Puts another agenda in the place of a meeting's, before it takes place.
public struct SetAgenda: MeetingChange {
    public static let name = "meeting.setAgenda"
    public static let summary = LocalizedText("จัดระเบียบวาระ", "Set a meeting's agenda")
    public static let examples = [
        RPCExample(
            "two items, the second with a paper",
            params: """
                {"idempotencyKey":"meeting-agenda-1","body":"67-EX-PEC","meeting":"2/2566","expectedVersion":1,\
                "items":[{"section":"chairInforms","title":{"th":"ประธานแจ้งให้ทราบ"}},{"section":"forInformation",\
                "title":{"th":"ผลการดำเนินงานไตรมาสที่ 4"}}]}
                """,
            result: MeetingExamples.withAgenda)
    ]
    public typealias Result = Meeting

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var body: String
    public var meeting: String
    public var expectedVersion: Int
    /// In the order of the sections; within one, as given.
    public var items: [AgendaItemDraft]

    public init(
        idempotencyKey: String, body: String, meeting: String, expectedVersion: Int, items: [AgendaItemDraft],
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.body = body
        self.meeting = meeting
        self.expectedVersion = expectedVersion
        self.items = items
    }

    public func check(_ problems: inout Problems) {
        MeetingRules.check(key: idempotencyKey, meeting, &problems)
        if !(1...200).contains(items.count) {
            problems.add("/items", "count.range", th: "ต้องมี 1–200 วาระ", en: "must have 1 to 200 items")
        }
        var matters: Set<ID> = []
        for (index, item) in items.prefix(200).enumerated() {
            problems.check(text: item.title, at: "/items/\(index)/title", max: 500)
            if item.title == nil, item.matter == nil {
                problems.add(
                    "/items/\(index)/title", "agenda.title", th: "ต้องมีชื่อวาระหรือเรื่อง", en: "needs a title or a matter")
            }
            if let matter = item.matter, !matters.insert(matter).inserted {
                problems.add(
                    "/items/\(index)/matter", "agenda.twice", th: "เรื่องนี้อยู่ในวาระแล้ว",
                    en: "the matter stands above already")
            }
            for (number, paper) in (item.papers ?? []).prefix(50).enumerated() {
                FileRules.check(name: paper.name, at: "/items/\(index)/papers/\(number)/name", &problems)
                FileRules.check(sha256: paper.sha256, at: "/items/\(index)/papers/\(number)/sha256", &problems)
            }
            if (item.papers?.count ?? 0) > 50 {
                problems.add("/items/\(index)/papers", "count.range", th: "ไม่เกิน 50 แฟ้ม", en: "at most 50 papers")
            }
        }
    }
}

/// Sends the invitations: the members in term on the meeting's day are its members from now on.
public struct InviteToMeeting: MeetingChange {
    public static let name = "meeting.invite"
    public static let summary = LocalizedText("ออกหนังสือเชิญประชุม", "Invite the members to a meeting")
    public static let details = LocalizedText(
        "กรรมการที่อยู่ในวาระ ณ วันประชุมได้รับเชิญ เหตุการณ์ meeting.invited มีรายชื่อหน่วยงานและผู้รับ",
        "The members in term on the day are invited. The event `meeting.invited` names them, for notifications.")
    public static let examples = [
        RPCExample(
            "a week before",
            params: """
                {"idempotencyKey":"meeting-invite-1","body":"67-EX-PEC","meeting":"2/2566","date":"2022-11-08",\
                "letterNumber":"ศธ 02110/ว15"}
                """,
            result: MeetingExamples.invited)
    ]
    public typealias Result = Meeting

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var body: String
    public var meeting: String
    public var date: CalendarDate?
    public var letterNumber: String?

    public init(
        idempotencyKey: String, body: String, meeting: String, date: CalendarDate? = nil, letterNumber: String? = nil,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.body = body
        self.meeting = meeting
        self.date = date
        self.letterNumber = letterNumber
    }

    public func check(_ problems: inout Problems) {
        MeetingRules.check(key: idempotencyKey, meeting, &problems)
        problems.check(text: letterNumber, at: "/letterNumber", max: 64)
    }
}

/// Calls a meeting off before it takes place.
public struct CancelMeeting: MeetingChange {
    public static let name = "meeting.cancel"
    public static let summary = LocalizedText("ยกเลิกการประชุม", "Call a meeting off")
    public static let examples = [
        RPCExample(
            "another one, put off",
            params: """
                {"idempotencyKey":"meeting-cancel-1","body":"67-EX-PEC","meeting":"3/2566","reason":"เลื่อนการประชุม"}
                """,
            result: MeetingExamples.cancelled)
    ]
    public typealias Result = Meeting

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var body: String
    public var meeting: String
    public var reason: String

    public init(idempotencyKey: String, body: String, meeting: String, reason: String, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.body = body
        self.meeting = meeting
        self.reason = reason
    }

    public func check(_ problems: inout Problems) {
        MeetingRules.check(key: idempotencyKey, meeting, &problems)
        problems.check(text: reason, at: "/reason", max: 1_000)
    }
}
