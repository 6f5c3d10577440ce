import CommonContract
import JSONRPC
import Kernel

/// An organisation that may answer longer than the others.
public struct RoundException: Codable, Sendable, Hashable {
    public var organisation: String
    /// The last day on which it is on time and, although the round is closed, may answer.
    public var until: CalendarDate
    public var reason: String
    public var by: String
    public var at: Instant

    public init(organisation: String, until: CalendarDate, reason: String, by: String, at: Instant) {
        self.organisation = organisation
        self.until = until
        self.reason = reason
        self.by = by
        self.at = at
    }
}

/// Gives organisations more time: on time until that day, and able to answer although the round is closed.
public struct ExceptFromRound: RPCChange {
    public static let name = "round.except"
    public static let summary = LocalizedText("ขยายเวลาให้บางหน่วยงาน", "Gives some organisations more time")
    public static let details = LocalizedText(
        "ใช้ได้ทั้งก่อนและหลังปิดรอบ; ให้ซ้ำเป็นการเปลี่ยนวัน", "Before and after the closing; given again, the day is replaced.")
    public static let access = IndicatorsAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "checked only",
            params: """
                {"idempotencyKey":"except-1","validateOnly":true,"round":"67-REX","organisations":["67-S0002"],\
                "until":"2099-11-15","reason":"น้ำท่วม"}
                """,
            result: #"{"round":"67-REX","organisations":1,"until":"2099-11-15"}"#)
    ]
    public typealias Result = RoundExcepted

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    /// 1 to 1,000 of those expected.
    public var organisations: [String]
    public var until: CalendarDate
    public var reason: String

    public init(
        idempotencyKey: String, round: Reference, organisations: [String], until: CalendarDate, reason: String,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.organisations = organisations
        self.until = until
        self.reason = reason
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.count(organisations.count, 1...IndicatorLimits.importItemsMax, "/organisations", &problems)
        Rules.unique(organisations, "/organisations", &problems)
        for (index, code) in organisations.enumerated() {
            Rules.organisation(code, "/organisations/\(index)", &problems)
        }
        problems.check(text: reason, at: "/reason", max: 500)
    }
}

/// What `round.except` did, or with `validateOnly` would do.
public struct RoundExcepted: Codable, Sendable, Hashable {
    public var round: String
    public var organisations: Int
    public var until: CalendarDate

    public init(round: String, organisations: Int, until: CalendarDate) {
        self.round = round
        self.organisations = organisations
        self.until = until
    }
}

/// Who has more time.
public struct ListRoundExceptions: RPCMethod {
    public static let name = "round.exceptions"
    public static let summary = LocalizedText("หน่วยงานที่ได้ขยายเวลา", "Organisations that have more time, by code")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample("nobody", params: #"{"round":"67-REX"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<RoundException>

    public var round: Reference
    public var limit: Int?
    public var cursor: PageCursor?

    public init(round: Reference, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.round = round
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// What an organisation had certified in the round before, to stand beside this round's questions.
public struct GetPreviousAnswers: RPCMethod {
    public static let name = "submission.previous"
    public static let summary = LocalizedText(
        "คำตอบที่รับรองแล้วของรอบก่อน", "What the organisation had certified in the round before")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "a first round follows none", params: #"{"round":"67-REX","organisation":"67-S0001"}"#,
            result: #"{"answers":[]}"#)
    ]
    public typealias Result = PreviousAnswers

    public var round: Reference
    public var organisation: String

    public init(round: Reference, organisation: String) {
        self.round = round
        self.organisation = organisation
    }

    public func check(_ problems: inout Problems) { Rules.organisation(organisation, "/organisation", &problems) }
}

/// Answers of the round before, of questions that this round asks too.
public struct PreviousAnswers: Codable, Sendable, Hashable {
    /// Absent: the round follows none.
    public var round: String?
    /// Absent: nothing was certified there.
    public var submission: ID?
    public var answers: [QuestionAnswer]

    public init(round: String?, submission: ID?, answers: [QuestionAnswer]) {
        self.round = round
        self.submission = submission
        self.answers = answers
    }
}
