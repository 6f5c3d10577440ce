import JSONRPC
import Kernel

/// One meeting with its agenda, members, resolutions and notices.
public struct GetMeeting: RPCMethod {
    public static let name = "meeting.get"
    public static let summary = LocalizedText("อ่านการประชุม", "Read a meeting")
    public static let details = MeetingRules.readers
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .forbidden]
    public static let memberNotes = MeetingRules.notes
    public static let examples = [
        RPCExample(
            "after all", params: #"{"body":"67-EX-PEC","meeting":"2/2566"}"#, result: MeetingExamples.closed)
    ]
    public typealias Result = Meeting

    public var body: String
    public var meeting: String

    public init(body: String, meeting: String) {
        self.body = body
        self.meeting = meeting
    }
}

/// A meeting in a list.
public struct MeetingSummary: Codable, Sendable, Hashable {
    public var body: String
    public var number: String
    public var heldOn: CalendarDate
    public var state: MeetingState
    public var items: Int
    public var resolved: Int
    public var quorum: Bool?

    public init(
        body: String, number: String, heldOn: CalendarDate, state: MeetingState, items: Int, resolved: Int,
        quorum: Bool?
    ) {
        self.body = body
        self.number = number
        self.heldOn = heldOn
        self.state = state
        self.items = items
        self.resolved = resolved
        self.quorum = quorum
    }
}

/// Meetings of a province's bodies, latest first: its calendar.
public struct ListMeetings: RPCMethod {
    public static let name = "meeting.list"
    public static let summary = LocalizedText("ปฏิทินการประชุม ล่าสุดก่อน", "List meetings, latest first")
    public static let details = MeetingRules.readers
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let memberNotes = [
        "body": LocalizedText("เฉพาะคณะกรรมการนี้", "Of this body only"),
        "from": LocalizedText("ตั้งแต่วันที่", "Held on this day or later"),
        "until": LocalizedText("ถึงวันที่", "Held on this day or earlier"),
    ]
    public static let examples = [
        RPCExample(
            "of a month", params: #"{"province":"67","from":"2022-11-01","until":"2022-11-30"}"#,
            result: """
                {"items":[{"body":"67-EX-PEC","number":"2/2566","heldOn":"2022-11-15","state":"closed","items":2,\
                "resolved":1,"quorum":true}]}
                """)
    ]
    public typealias Result = Page<MeetingSummary>

    public var province: String
    public var body: String?
    public var state: MeetingState?
    public var from: CalendarDate?
    public var until: CalendarDate?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        province: String, body: String? = nil, state: MeetingState? = nil, from: CalendarDate? = nil,
        until: CalendarDate? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.province = province
        self.body = body
        self.state = state
        self.from = from
        self.until = until
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// Invitation, agenda, minutes or notice as an official document, for the reporting service's `document.render`.
public struct GetMeetingDocument: RPCMethod {
    public static let name = "meeting.document"
    public static let summary = LocalizedText(
        "หนังสือเชิญ ระเบียบวาระ รายงานการประชุม หรือหนังสือแจ้งมติ",
        "A meeting's invitation, agenda, minutes or notice as a document")
    public static let details = LocalizedText(
        "ส่งคำตอบให้ document.render ของบริการรายงานเพื่อจัดทำ PDF",
        "Give the answer to the reporting service's `document.render` as its `document`, for page and PDF.")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .forbidden, .ruleViolated]
    public static let memberNotes = MeetingRules.notes.merging(
        ["organisation": LocalizedText("หน่วยงานที่แจ้งมติ", "Of a notice: to which organisation")],
        uniquingKeysWith: { $1 })
    public static let examples = [
        RPCExample(
            "the agenda", params: #"{"body":"67-EX-PEC","meeting":"2/2566","kind":"agenda"}"#,
            result: MeetingExamples.agendaDocument)
    ]
    public typealias Result = MeetingDocument

    public enum Kind: String, Codable, Sendable, CaseIterable { case invitation, agenda, minutes, notice }

    public var body: String
    public var meeting: String
    public var kind: Kind
    public var organisation: String?

    public init(body: String, meeting: String, kind: Kind, organisation: String? = nil) {
        self.body = body
        self.meeting = meeting
        self.kind = kind
        self.organisation = organisation
    }

    public func check(_ problems: inout Problems) {
        if kind == .notice, organisation == nil {
            problems.add("/organisation", "meeting.organisation", th: "ระบุหน่วยงานที่แจ้ง", en: "says to whom")
        }
    }
}

/// A document of a meeting: members and meanings are those of the reporting service's official documents.
public struct MeetingDocument: Codable, Sendable, Hashable {
    public enum Kind: String, Codable, Sendable, CaseIterable { case letter, agenda, minutes, resolutionNotice }
    public enum BlockKind: String, Codable, Sendable, CaseIterable { case heading, paragraph, item, resolution }

    public struct Block: Codable, Sendable, Hashable {
        public var kind: BlockKind
        public var text: String?
        public var number: String?

        public init(kind: BlockKind, text: String, number: String? = nil) {
            self.kind = kind
            self.text = text
            self.number = number
        }
    }

    public struct Person: Codable, Sendable, Hashable {
        public var position: String
        public var seat: String?
        public var note: String?

        public init(position: String, seat: String?, note: String?) {
            self.position = position
            self.seat = seat
            self.note = note
        }
    }

    public struct Sitting: Codable, Sendable, Hashable {
        public var number: String
        public var date: CalendarDate
        public var from: String?
        public var place: String?
        public var present: [Person]?
        public var absent: [Person]?

        public init(
            number: String, date: CalendarDate, from: String?, place: String?, present: [Person]?, absent: [Person]?
        ) {
            self.number = number
            self.date = date
            self.from = from
            self.place = place
            self.present = present
            self.absent = absent
        }
    }

    public struct Signer: Codable, Sendable, Hashable {
        public var position: String
        public var capacity: String?

        public init(position: String, capacity: String?) {
            self.position = position
            self.capacity = capacity
        }
    }

    public var kind: Kind
    public var number: String?
    public var date: CalendarDate?
    /// The body of an agenda and minutes; the office on a letter.
    public var issuer: String
    public var subject: String
    public var to: String?
    public var attachments: [String]?
    public var meeting: Sitting?
    public var body: [Block]
    public var signers: [Signer]?

    public init(
        kind: Kind, number: String? = nil, date: CalendarDate? = nil, issuer: String, subject: String,
        to: String? = nil, attachments: [String]? = nil, meeting: Sitting? = nil, body: [Block],
        signers: [Signer]? = nil
    ) {
        self.kind = kind
        self.number = number
        self.date = date
        self.issuer = issuer
        self.subject = subject
        self.to = to
        self.attachments = attachments
        self.meeting = meeting
        self.body = body
        self.signers = signers
    }
}
