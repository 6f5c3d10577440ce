import CommonContract
import Kernel

/// The types of question (I4). A question keeps its type in every version of its questionnaire.
public enum QuestionType: String, Codable, Sendable, CaseIterable {
    /// One of its options.
    case choice
    case text
    /// A number within a range.
    case number
    /// A document.
    case upload
}

/// What a question's number is to its indicator.
public enum QuestionRole: String, Codable, Sendable, CaseIterable {
    /// The figure itself (count, sum, choice), or beside it (text, upload).
    case value
    /// Of a ratio.
    case numerator
    /// Of a ratio.
    case denominator
}

/// An option of a choice question.
public struct QuestionOption: Codable, Sendable, Hashable {
    public var code: String
    public var text: LocalizedText
    /// Whether taking it counts as reached, in the indicator's percentage.
    public var achieves: Bool?

    public init(code: String, text: LocalizedText, achieves: Bool? = nil) {
        self.code = code
        self.text = text
        self.achieves = achieves
    }
}

/// What another question's answer must be. Without `states`, `choices`, `minimum` and `maximum`: a value.
public struct AnswerCondition: Codable, Sendable, Hashable {
    /// Code of a question that comes before.
    public var question: String
    /// One of these states will do.
    public var states: [AnswerState]?
    /// One of these options will do.
    public var choices: [String]?
    /// The number must be at least this.
    public var minimum: Quantity?
    /// The number must be at most this.
    public var maximum: Quantity?

    public init(
        question: String, states: [AnswerState]? = nil, choices: [String]? = nil, minimum: Quantity? = nil,
        maximum: Quantity? = nil
    ) {
        self.question = question
        self.states = states
        self.choices = choices
        self.minimum = minimum
        self.maximum = maximum
    }
}

/// How much a broken rule weighs.
public enum RuleSeverity: String, Codable, Sendable, CaseIterable {
    /// The answers can not be submitted.
    case hard
    /// They can, with a reason.
    case soft
}

/// What has to hold between answers.
public struct AnswerRule: Codable, Sendable, Hashable {
    /// Unique in the questionnaire.
    public var code: String
    public var severity: RuleSeverity
    /// Over number questions, in the language of formulas: `{Q1} <= {Q2}`; `{Q1 round=previous}` is what the
    /// organisation had certified in the round before. Where a number is missing the rule is not asked.
    public var condition: String
    /// What is said where it does not hold.
    public var message: LocalizedText

    public init(code: String, severity: RuleSeverity, condition: String, message: LocalizedText) {
        self.code = code
        self.severity = severity
        self.condition = condition
        self.message = message
    }
}

/// A question.
public struct Question: Codable, Sendable, Hashable {
    /// Unique in the questionnaire: 1 to 32 letters, digits, `-` and `.`.
    public var code: String
    public var type: QuestionType
    public var text: LocalizedText
    /// Code of the indicator it serves.
    public var indicator: String?
    /// `value` where it is not given. A ratio has one numerator and one denominator.
    public var role: QuestionRole?
    /// Choice: 2 to 50.
    public var options: [QuestionOption]?
    /// Number: smallest and largest value taken.
    public var minimum: Quantity?
    public var maximum: Quantity?
    /// Number: places after the point, 0 to 4; standard 0.
    public var decimals: Int?
    /// Only organisations of these kinds are asked; absent or empty: everyone.
    public var kinds: [OrganisationKind]?
    /// Asked only where all of these hold; otherwise the answer is ไม่เกี่ยวข้อง (`notApplicable`) by itself.
    public var showIf: [AnswerCondition]?
    /// Code of a fiscal-year data element that certified numbers are figures of.
    public var element: String?

    public init(
        code: String, type: QuestionType, text: LocalizedText, indicator: String? = nil, role: QuestionRole? = nil,
        options: [QuestionOption]? = nil, minimum: Quantity? = nil, maximum: Quantity? = nil, decimals: Int? = nil,
        kinds: [OrganisationKind]? = nil, showIf: [AnswerCondition]? = nil, element: String? = nil
    ) {
        self.code = code
        self.type = type
        self.text = text
        self.indicator = indicator
        self.role = role
        self.options = options
        self.minimum = minimum
        self.maximum = maximum
        self.decimals = decimals
        self.kinds = kinds
        self.showIf = showIf
        self.element = element
    }
}

/// A part of a questionnaire: the questions of one strategic issue.
public struct QuestionnaireSection: Codable, Sendable, Hashable {
    public var code: String
    public var title: LocalizedText
    /// Code of the strategic issue.
    public var strategy: String?
    public var questions: [Question]

    public init(code: String, title: LocalizedText, strategy: String? = nil, questions: [Question]) {
        self.code = code
        self.title = title
        self.strategy = strategy
        self.questions = questions
    }
}

/// Whether a version can still be edited.
public enum QuestionnaireState: String, Codable, Sendable, CaseIterable {
    case draft
    /// Never changes again.
    case published
}

/// A version of a round's questionnaire.
public struct Questionnaire: Codable, Sendable, Hashable {
    public var round: ID
    public var roundCode: String
    /// 1, 2, …: which version of the questionnaire.
    public var version: Int
    public var state: QuestionnaireState
    public var publishedAt: Instant?
    public var sections: [QuestionnaireSection]
    /// Absent: none.
    public var rules: [AnswerRule]?

    public init(
        round: ID, roundCode: String, version: Int, state: QuestionnaireState, publishedAt: Instant?,
        sections: [QuestionnaireSection], rules: [AnswerRule]? = nil
    ) {
        self.round = round
        self.roundCode = roundCode
        self.version = version
        self.state = state
        self.publishedAt = publishedAt
        self.sections = sections
        self.rules = rules
    }
}
