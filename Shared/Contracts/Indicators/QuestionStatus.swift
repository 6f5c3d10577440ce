import CommonContract
import JSONRPC
import Kernel

/// How far the answers to one question are, at any stage.
public struct QuestionStatus: Codable, Sendable, Hashable {
    public var question: String
    /// Of the current submissions, drafts included.
    public var counts: AnswerCounts
    /// Answers that are certified or accepted.
    public var certified: Int
    /// Answers of organisations that first submitted after their due day.
    public var late: Int
    /// Answers of organisations that first submitted on time.
    public var onTime: Int
    /// Percent of the expected that have an answer.
    public var answeredRate: Quantity?
    /// Percent of the expected whose answer is certified.
    public var certifiedRate: Quantity?

    public init(
        question: String, counts: AnswerCounts, certified: Int, late: Int, onTime: Int, answeredRate: Quantity?,
        certifiedRate: Quantity?
    ) {
        self.question = question
        self.counts = counts
        self.certified = certified
        self.late = late
        self.onTime = onTime
        self.answeredRate = answeredRate
        self.certifiedRate = certifiedRate
    }
}

/// How far the answers to each question are, from the first minute.
public struct GetQuestionStatus: RPCMethod {
    public static let name = "round.questionStatus"
    public static let summary = LocalizedText(
        "ความก้าวหน้ารายคำถาม", "How far the answers to each question are, drafts included")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "of a school that has not begun", params: #"{"round":"67-REX","organisation":"67-S0002"}"#,
            result: """
                {"items":[\(row("E1")),\(row("E2")),\(row("E3"))]}
                """)
    ]

    private static func row(_ question: String) -> String {
        """
        {"question":"\(question)","counts":{"expected":1,"value":0,"none":0,"notApplicable":0,"notReported":1},\
        "certified":0,"late":0,"onTime":0,"answeredRate":"0","certifiedRate":"0"}
        """
    }

    public typealias Result = QuestionStatuses

    public var round: Reference
    /// Absent: everyone expected.
    public var organisation: String?
    /// Standard `either`.
    public var relation: Relation?

    public init(round: Reference, organisation: String? = nil, relation: Relation? = nil) {
        self.round = round
        self.organisation = organisation
        self.relation = relation
    }

    public func check(_ problems: inout Problems) { Rules.organisation(organisation, "/organisation", &problems) }
}

/// In the order of the questionnaire.
public struct QuestionStatuses: Codable, Sendable, Hashable {
    public var items: [QuestionStatus]

    public init(items: [QuestionStatus]) { self.items = items }
}
