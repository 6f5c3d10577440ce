import CommonContract
import Kernel

/// How often an option was taken.
public struct OptionCount: Codable, Sendable, Hashable {
    public var option: String
    public var text: LocalizedText
    public var achieves: Bool
    public var count: Int

    public init(option: String, text: LocalizedText, achieves: Bool, count: Int) {
        self.option = option
        self.text = text
        self.achieves = achieves
        self.count = count
    }
}

/// A question's answers put together: certified and accepted ones only.
public struct ConsolidatedQuestion: Codable, Sendable, Hashable {
    public var question: String
    public var section: String
    public var type: QuestionType
    public var indicator: String?
    public var role: QuestionRole
    public var counts: AnswerCounts
    /// Number questions: the sum of the values; absent where nobody gave one.
    public var sum: Quantity?
    /// Choice questions: in the order of the options.
    public var distribution: [OptionCount]?
    /// The sum is of so few people, or would give such a one away, that it is kept back (`suppression.get`).
    public var suppressed: Bool?

    public init(
        question: String, section: String, type: QuestionType, indicator: String?, role: QuestionRole,
        counts: AnswerCounts, sum: Quantity?, distribution: [OptionCount]?, suppressed: Bool? = nil
    ) {
        self.question = question
        self.section = section
        self.type = type
        self.indicator = indicator
        self.role = role
        self.counts = counts
        self.sum = sum
        self.distribution = distribution
        self.suppressed = suppressed
    }
}

/// What is known of an organisation's (and everything's below it) answers to a round.
public struct Consolidation: Codable, Sendable, Hashable {
    public var round: ID
    public var roundCode: String
    public var organisation: String
    public var relation: Relation
    public var questions: [ConsolidatedQuestion]

    public init(
        round: ID, roundCode: String, organisation: String, relation: Relation, questions: [ConsolidatedQuestion]
    ) {
        self.round = round
        self.roundCode = roundCode
        self.organisation = organisation
        self.relation = relation
        self.questions = questions
    }
}

/// One child organisation's part of a consolidated question.
public struct ConsolidatedChild: Codable, Sendable, Hashable {
    public var organisation: String
    public var name: LocalizedText
    public var kind: OrganisationKind
    public var question: ConsolidatedQuestion

    public init(
        organisation: String, name: LocalizedText, kind: OrganisationKind, question: ConsolidatedQuestion
    ) {
        self.organisation = organisation
        self.name = name
        self.kind = kind
        self.question = question
    }
}

/// A submission that a consolidated figure comes from.
public struct TracedAnswer: Codable, Sendable, Hashable {
    public var organisation: String
    public var name: LocalizedText
    public var submission: ID
    public var edition: Int
    public var state: SubmissionState
    public var certifiedAt: Instant
    public var letterNumber: LetterNumber
    public var answer: QuestionAnswer

    public init(
        organisation: String, name: LocalizedText, submission: ID, edition: Int, state: SubmissionState,
        certifiedAt: Instant, letterNumber: LetterNumber, answer: QuestionAnswer
    ) {
        self.organisation = organisation
        self.name = name
        self.submission = submission
        self.edition = edition
        self.state = state
        self.certifiedAt = certifiedAt
        self.letterNumber = letterNumber
        self.answer = answer
    }
}

/// A maintained row that recomputation does not confirm.
public struct ConsolidationDifference: Codable, Sendable, Hashable {
    public var organisation: String
    public var relation: Relation
    public var question: String
    /// `"value"`, `"none"`, `"notApplicable"`, `"expected"`, `"sum"` or `"option:⟨code⟩"`.
    public var figure: String
    public var maintained: String
    public var recomputed: String

    public init(
        organisation: String, relation: Relation, question: String, figure: String, maintained: String,
        recomputed: String
    ) {
        self.organisation = organisation
        self.relation = relation
        self.question = question
        self.figure = figure
        self.maintained = maintained
        self.recomputed = recomputed
    }
}

/// How an actual figure stands to its target.
public enum ResultStatus: String, Codable, Sendable, CaseIterable {
    case achieved, onTrack, behind, atRisk
    /// There is no figure or no target to compare.
    case notEvaluated
}

/// An indicator's result for a fiscal year and an organisation.
public struct IndicatorResult: Codable, Sendable, Hashable {
    public var indicator: String
    public var name: LocalizedText
    public var unit: LocalizedText
    public var strategy: String?
    public var sdgTargets: [String]
    public var aggregation: Aggregation
    public var direction: Direction
    public var decimals: Int
    public var baseline: YearValue?
    public var target: Quantity?
    /// Rounded to `decimals`; absent where there is nothing to compute it from.
    public var actual: Quantity?
    /// Ratio: the sums that `actual` comes from.
    public var numerator: Quantity?
    public var denominator: Quantity?
    /// Choice: how the options are spread.
    public var distribution: [OptionCount]?
    /// Achievement in percent by the indicator's rule.
    public var achievement: Quantity?
    public var status: ResultStatus
    /// Of the question that carries the figure (of a ratio, the numerator).
    public var counts: AnswerCounts?
    /// Code of that question, for `consolidation.trace`.
    public var question: String?
    /// Indicators with a formula: why there is no figure.
    public var reason: NoValue?
    /// The figure is of so few people, or would give such a one away, that it is kept back (`suppression.get`).
    public var suppressed: Bool?

    public init(
        indicator: String, name: LocalizedText, unit: LocalizedText, strategy: String?, sdgTargets: [String],
        aggregation: Aggregation, direction: Direction, decimals: Int, baseline: YearValue?, target: Quantity?,
        actual: Quantity?, numerator: Quantity?, denominator: Quantity?, distribution: [OptionCount]?,
        achievement: Quantity?, status: ResultStatus, counts: AnswerCounts?, question: String?,
        reason: NoValue? = nil, suppressed: Bool? = nil
    ) {
        self.indicator = indicator
        self.name = name
        self.unit = unit
        self.strategy = strategy
        self.sdgTargets = sdgTargets
        self.aggregation = aggregation
        self.direction = direction
        self.decimals = decimals
        self.baseline = baseline
        self.target = target
        self.actual = actual
        self.numerator = numerator
        self.denominator = denominator
        self.distribution = distribution
        self.achievement = achievement
        self.status = status
        self.counts = counts
        self.question = question
        self.reason = reason
        self.suppressed = suppressed
    }
}

/// All indicators of a province for a fiscal year, at one organisation.
public struct IndicatorResults: Codable, Sendable, Hashable {
    public var fiscalYear: FiscalYear
    public var organisation: String
    public var relation: Relation
    /// The round the figures come from; absent if the year has none that was opened.
    public var round: ID?
    public var roundCode: String?
    /// By strategy, then code.
    public var items: [IndicatorResult]
    /// Of another office's service that is followed: when they were taken over from there.
    public var takenAt: Instant?

    public init(
        fiscalYear: FiscalYear, organisation: String, relation: Relation, round: ID?, roundCode: String?,
        items: [IndicatorResult], takenAt: Instant? = nil
    ) {
        self.fiscalYear = fiscalYear
        self.organisation = organisation
        self.relation = relation
        self.round = round
        self.roundCode = roundCode
        self.items = items
        self.takenAt = takenAt
    }
}
