import CommonContract
import JSONRPC
import Kernel

/// One submission with its answers: by its id, or an organisation's current (or numbered) edition in a round.
public struct GetSubmission: RPCMethod {
    public static let name = "submission.get"
    public static let summary = LocalizedText("ชุดคำตอบหนึ่งชุด", "One submission with its answers")
    public static let details = LocalizedText(
        "ระบุ `submission` หรือ `round` กับ `organisation`", "Give `submission`, or `round` and `organisation`.")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.detail
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "an organisation's current one", params: #"{"round":"67-REX","organisation":"67-S0001"}"#,
            result: Examples.submission("accepted", version: 4, may: ["return", "reopen"]))
    ]
    public typealias Result = Submission

    public var submission: ID?
    public var round: Reference?
    public var organisation: String?
    /// Absent: the current one.
    public var edition: Int?

    public init(
        submission: ID? = nil, round: Reference? = nil, organisation: String? = nil, edition: Int? = nil
    ) {
        self.submission = submission
        self.round = round
        self.organisation = organisation
        self.edition = edition
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(organisation, "/organisation", &problems)
        if submission == nil, round == nil || organisation == nil {
            problems.add(
                "", "submission.which", th: "ระบุ submission หรือ round กับ organisation",
                en: "give submission, or round and organisation")
        }
    }
}

/// Submissions of a round by organisation.
public struct ListSubmissions: RPCMethod {
    public static let name = "submission.list"
    public static let summary = LocalizedText("รายการชุดคำตอบของรอบ", "Submissions of a round by organisation")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "accepted ones", params: #"{"round":"67-REX","state":"accepted"}"#,
            result: #"{"items":[\#(Examples.summary("accepted", version: 4))]}"#)
    ]
    public typealias Result = Page<SubmissionSummary>

    public var round: Reference
    /// Only it and what is below it (over either relation).
    public var organisation: String?
    public var state: SubmissionState?
    /// Also editions that others have followed.
    public var allEditions: Bool?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        round: Reference, organisation: String? = nil, state: SubmissionState? = nil, allEditions: Bool? = nil,
        limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.round = round
        self.organisation = organisation
        self.state = state
        self.allEditions = allEditions
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(organisation, "/organisation", &problems)
        PageLimit.check(limit, &problems)
    }
}

/// What changed from one edition to another, answer by answer.
public struct DiffSubmissions: RPCMethod {
    public static let name = "submission.diff"
    public static let summary = LocalizedText("ความต่างระหว่างฉบับ", "What changed from one edition to another")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.detail
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "nothing came before the first",
            params: #"{"round":"67-REX","organisation":"67-S0001","before":1,"after":1}"#,
            result: #"{"before":1,"after":1,"differences":[]}"#)
    ]
    public typealias Result = SubmissionDifference

    public var round: Reference
    public var organisation: String
    /// Editions.
    public var before: Int
    public var after: Int

    public init(round: Reference, organisation: String, before: Int, after: Int) {
        self.round = round
        self.organisation = organisation
        self.before = before
        self.after = after
    }

    public func check(_ problems: inout Problems) { Rules.organisation(organisation, "/organisation", &problems) }
}

/// The differing answers of two editions, by question.
public struct SubmissionDifference: Codable, Sendable, Hashable {
    public var before: Int
    public var after: Int
    public var differences: [AnswerDifference]

    public init(before: Int, after: Int, differences: [AnswerDifference]) {
        self.before = before
        self.after = after
        self.differences = differences
    }
}

/// Certified submissions whose answers no longer have the hash that was certified: empty, unless somebody went past
/// the service.
public struct ListChangedSinceCertified: RPCMethod {
    public static let name = "submission.changed"
    public static let summary = LocalizedText(
        "ข้อมูลที่เปลี่ยนหลังการรับรอง", "Certified submissions whose answers no longer match the certified hash")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.roles([.planner, .provincialOfficer, .auditor, .integrator, .administrator])
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "nothing", params: #"{"round":"67-REX"}"#, result: #"{"checked":1,"changed":[]}"#)
    ]
    public typealias Result = ChangedSinceCertified

    public var round: Reference

    public init(round: Reference) { self.round = round }
}

/// What `submission.changed` found.
public struct ChangedSinceCertified: Codable, Sendable, Hashable {
    /// How many certified submissions were hashed again.
    public var checked: Int
    /// At most 1,000.
    public var changed: [SubmissionSummary]

    public init(checked: Int, changed: [SubmissionSummary]) {
        self.checked = checked
        self.changed = changed
    }
}
