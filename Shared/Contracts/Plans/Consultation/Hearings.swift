import CommonContract
import JSONRPC
import Kernel

/// How comments come in (P15).
public enum HearingChannel: String, Codable, Sendable, CaseIterable { case meeting, letter, web, email }

public enum HearingState: String, Codable, Sendable, CaseIterable {
    /// Comments come in.
    case open
    /// Comments are put together; answers are written.
    case synthesised
    /// Every comment has its answer.
    case closed
}

/// A phase of a hearing: when, and through which channels.
public struct HearingPhase: Codable, Sendable, Hashable {
    public var name: LocalizedText
    public var from: CalendarDate
    public var until: CalendarDate
    public var channels: [HearingChannel]

    public init(name: LocalizedText, from: CalendarDate, until: CalendarDate, channels: [HearingChannel]) {
        self.name = name
        self.from = from
        self.until = until
        self.channels = channels
    }
}

/// Comments that say the same, put together.
public struct HearingGroup: Codable, Sendable, Hashable {
    public var title: LocalizedText
    public var summary: String
    /// Numbers of the comments.
    public var comments: [Int]

    public init(title: LocalizedText, summary: String, comments: [Int]) {
        self.title = title
        self.summary = summary
        self.comments = comments
    }
}

/// A public hearing on a plan's draft.
public struct Hearing: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    public var code: String
    /// Code of the plan, and the draft that is heard.
    public var plan: String
    public var planVersion: Int
    public var organisation: String
    public var title: LocalizedText
    public var state: HearingState
    public var phases: [HearingPhase]
    public var comments: Int
    public var answered: Int
    public var synthesis: [HearingGroup]
    public var version: Int

    public init(
        id: ID, province: String, code: String, plan: String, planVersion: Int, organisation: String,
        title: LocalizedText, state: HearingState, phases: [HearingPhase], comments: Int, answered: Int,
        synthesis: [HearingGroup], version: Int
    ) {
        self.id = id
        self.province = province
        self.code = code
        self.plan = plan
        self.planVersion = planVersion
        self.organisation = organisation
        self.title = title
        self.state = state
        self.phases = phases
        self.comments = comments
        self.answered = answered
        self.synthesis = synthesis
        self.version = version
    }
}

/// What was done with a comment.
public enum HearingDecision: String, Codable, Sendable, CaseIterable {
    /// The draft is changed as the comment says.
    case accepted
    case partlyAccepted
    /// Noted for the work, not for the plan.
    case noted
    case declined
}

/// The recorded answer to a comment.
public struct HearingAnswer: Codable, Sendable, Hashable {
    public var decision: HearingDecision
    public var text: String
    /// Code of the element that carries what was accepted.
    public var element: String?
    /// Whether that element was changed, added or removed since the comment came in: carried into the draft.
    public var carried: Bool?
    /// Seen by the office only.
    public var by: String?
    public var at: Instant

    public init(decision: HearingDecision, text: String, element: String?, carried: Bool?, by: String?, at: Instant) {
        self.decision = decision
        self.text = text
        self.element = element
        self.carried = carried
        self.by = by
        self.at = at
    }
}

/// A comment; never changed.
public struct HearingComment: Codable, Sendable, Hashable {
    /// From 1, in the order in which they came in.
    public var number: Int
    public var channel: HearingChannel
    /// Code of the element that it is about.
    public var element: String?
    /// A clause of the text that is no element: page, section.
    public var clause: String?
    /// Who says it: code of the organisation, or a kind of person (`ผู้ปกครอง`).
    public var organisation: String?
    /// Seen by the office only.
    public var respondent: String?
    public var text: String
    public var receivedOn: CalendarDate
    public var answer: HearingAnswer?

    public init(
        number: Int, channel: HearingChannel, element: String?, clause: String?, organisation: String?,
        respondent: String?, text: String, receivedOn: CalendarDate, answer: HearingAnswer?
    ) {
        self.number = number
        self.channel = channel
        self.element = element
        self.clause = clause
        self.organisation = organisation
        self.respondent = respondent
        self.text = text
        self.receivedOn = receivedOn
        self.answer = answer
    }
}
