import JSONRPC
import Kernel

/// Who came: of one member.
public struct AttendanceRecord: Codable, Sendable, Hashable {
    /// The member's number.
    public var member: Int
    public var attendance: Attendance
    public var representedBy: String?

    public init(member: Int, attendance: Attendance, representedBy: String? = nil) {
        self.member = member
        self.attendance = attendance
        self.representedBy = representedBy
    }
}

/// Records that a meeting took place, and who came; says whether there was a quorum.
public struct HoldMeeting: MeetingChange {
    public static let name = "meeting.hold"
    public static let summary = LocalizedText(
        "บันทึกการประชุมและผู้มาประชุม ตรวจองค์ประชุม", "Record that a meeting took place and who came")
    public static let details = LocalizedText(
        "กรรมการที่ไม่ระบุถือว่าไม่มา องค์ประชุมตาม quorumPercent ของคณะกรรมการ (ปกติไม่น้อยกว่ากึ่งหนึ่ง)",
        "A member that is not named was absent. The quorum is the body's `quorumPercent` of its members (half, unless set)."
    )
    public static let examples = [
        RPCExample(
            "the chair and a representative",
            params: """
                {"idempotencyKey":"meeting-hold-1","body":"67-EX-PEC","meeting":"2/2566","expectedVersion":3,\
                "attendance":[{"member":1,"attendance":"present"}]}
                """,
            result: MeetingExamples.held)
    ]
    public typealias Result = Meeting

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var body: String
    public var meeting: String
    public var expectedVersion: Int
    public var attendance: [AttendanceRecord]

    public init(
        idempotencyKey: String, body: String, meeting: String, expectedVersion: Int, attendance: [AttendanceRecord],
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.body = body
        self.meeting = meeting
        self.expectedVersion = expectedVersion
        self.attendance = attendance
    }

    public func check(_ problems: inout Problems) {
        MeetingRules.check(key: idempotencyKey, meeting, &problems)
        for (index, record) in attendance.prefix(500).enumerated() {
            problems.check(text: record.representedBy, at: "/attendance/\(index)/representedBy", max: 200)
        }
        if attendance.count > 500 || Set(attendance.map(\.member)).count != attendance.count {
            problems.add(
                "/attendance", "meeting.attendance", th: "กรรมการหนึ่งคนระบุครั้งเดียว ไม่เกิน 500",
                en: "each member once, at most 500")
        }
    }
}

/// What a meeting with a quorum resolved on an item; moves the item's matter.
public struct ResolveItem: MeetingChange {
    public static let name = "meeting.resolve"
    public static let summary = LocalizedText(
        "บันทึกมติต่อวาระ และเดินเรื่อง", "Record a resolution on an item, and move its matter")
    public static let details = LocalizedText(
        "ต้องครบองค์ประชุม เรื่องต้องรอคณะกรรมการประเภทนี้ มติ เรื่อง และประวัติบันทึกพร้อมกัน",
        """
        The meeting had a quorum, and the item's matter stands at a step of this kind of body: otherwise it is refused. \
        Resolution, step and history are one change.
        """)
    public static let errors: [RPCErrorKind] = [.notFound, .forbidden, .conflict, .ruleViolated]
    public static let memberNotes = MeetingRules.notes.merging(
        [
            "item": LocalizedText("เลขวาระ", "Number of the agenda item"),
            "number": LocalizedText(
                "เลขที่มติ ไม่ระบุ: ครั้งที่ประชุม-เลขวาระ", "Number of the resolution; the meeting's and the item's unless given"
            ),
        ], uniquingKeysWith: { $1 })
    public static let examples = [
        RPCExample(
            "taken note of",
            params: """
                {"idempotencyKey":"meeting-resolve-1","body":"67-EX-PEC","meeting":"2/2566","item":2,\
                "outcome":"acknowledge","text":"ที่ประชุมรับทราบ"}
                """,
            result: MeetingExamples.resolved)
    ]
    public typealias Result = Meeting

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var body: String
    public var meeting: String
    public var item: Int
    public var outcome: ActionOutcome
    public var text: String
    /// Needed where something is sent back or approved with observations.
    public var observations: String?
    public var number: String?

    public init(
        idempotencyKey: String, body: String, meeting: String, item: Int, outcome: ActionOutcome, text: String,
        observations: String? = nil, number: String? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.body = body
        self.meeting = meeting
        self.item = item
        self.outcome = outcome
        self.text = text
        self.observations = observations
        self.number = number
    }

    public func check(_ problems: inout Problems) {
        MeetingRules.check(key: idempotencyKey, meeting, &problems)
        problems.check(text: text, at: "/text", max: 4_000)
        problems.check(text: observations, at: "/observations", max: 4_000)
        problems.check(text: number, at: "/number", max: 64)
        if outcome == .return || outcome == .approveWithObservations, observations == nil {
            problems.add(
                "/observations", "matter.observations", th: "ต้องมีข้อสังเกต", en: "needs its observations")
        }
    }
}

/// What the minutes say of an item.
public struct MinutesOfItem: Codable, Sendable, Hashable {
    public var item: Int
    public var discussion: String

    public init(item: Int, discussion: String) {
        self.item = item
        self.discussion = discussion
    }
}

/// Writes the minutes, item by item, until they are certified.
public struct WriteMinutes: MeetingChange {
    public static let name = "meeting.writeMinutes"
    public static let summary = LocalizedText("จดรายงานการประชุม", "Write a meeting's minutes")
    public static let examples = [
        RPCExample(
            "of one item",
            params: """
                {"idempotencyKey":"meeting-minutes-1","body":"67-EX-PEC","meeting":"2/2566","expectedVersion":5,\
                "items":[{"item":2,"discussion":"เลขานุการรายงานผลการดำเนินงาน"}]}
                """,
            result: MeetingExamples.minuted)
    ]
    public typealias Result = Meeting

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var body: String
    public var meeting: String
    public var expectedVersion: Int
    public var items: [MinutesOfItem]

    public init(
        idempotencyKey: String, body: String, meeting: String, expectedVersion: Int, items: [MinutesOfItem],
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
        for (index, item) in items.prefix(200).enumerated() {
            problems.check(text: item.discussion, at: "/items/\(index)/discussion", max: 20_000)
        }
    }
}

/// Certifies the minutes: nothing of the meeting changes from now on.
public struct CloseMeeting: MeetingChange {
    public static let name = "meeting.close"
    public static let summary = LocalizedText("รับรองรายงานการประชุม", "Certify a meeting's minutes")
    public static let examples = [
        RPCExample(
            "as the next meeting did",
            params: """
                {"idempotencyKey":"meeting-close-1","body":"67-EX-PEC","meeting":"2/2566","expectedVersion":6}
                """,
            result: MeetingExamples.closed)
    ]
    public typealias Result = Meeting

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var body: String
    public var meeting: String
    public var expectedVersion: Int

    public init(
        idempotencyKey: String, body: String, meeting: String, expectedVersion: Int, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.body = body
        self.meeting = meeting
        self.expectedVersion = expectedVersion
    }

    public func check(_ problems: inout Problems) { MeetingRules.check(key: idempotencyKey, meeting, &problems) }
}

/// Tells those concerned what was resolved: of each resolved item its matter's organisation, and others that are named.
public struct NotifyOfResolutions: MeetingChange {
    public static let name = "meeting.notify"
    public static let summary = LocalizedText("แจ้งมติแก่ผู้เกี่ยวข้อง", "Give notice of a meeting's resolutions")
    public static let details = LocalizedText(
        "แจ้งทุกมติที่ยังไม่ได้แจ้ง เหตุการณ์ resolution.notified ต่อหน่วยงาน",
        "Of every resolution that was not yet notified; an event `resolution.notified` for each organisation.")
    public static let memberNotes = MeetingRules.notes.merging(
        ["organisations": LocalizedText("หน่วยงานอื่นที่แจ้งทุกมติ", "Others that are told of each resolution")],
        uniquingKeysWith: { $1 })
    public static let examples = [
        RPCExample(
            "to a service area",
            params: """
                {"idempotencyKey":"meeting-notify-1","body":"67-EX-PEC","meeting":"2/2566","date":"2022-11-18",\
                "letterNumber":"ศธ 02110/ว20","organisations":["67-02"]}
                """,
            result: MeetingExamples.notified)
    ]
    public typealias Result = Meeting

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var body: String
    public var meeting: String
    public var date: CalendarDate?
    public var letterNumber: String
    public var organisations: [String]?

    public init(
        idempotencyKey: String, body: String, meeting: String, date: CalendarDate? = nil, letterNumber: String,
        organisations: [String]? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.body = body
        self.meeting = meeting
        self.date = date
        self.letterNumber = letterNumber
        self.organisations = organisations
    }

    public func check(_ problems: inout Problems) {
        MeetingRules.check(key: idempotencyKey, meeting, &problems)
        problems.check(text: letterNumber, at: "/letterNumber", max: 64)
        if (organisations?.count ?? 0) > 1_000 {
            problems.add("/organisations", "count.range", th: "ไม่เกิน 1,000 แห่ง", en: "at most 1,000")
        }
    }
}
