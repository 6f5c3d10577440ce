import CommonContract
import JSONRPC
import Kernel

/// Where a request for budget stands. Its way to the committee is a matter of the procedure `budgetRequest`.
public enum BudgetRequestState: String, Codable, Sendable, CaseIterable {
    /// Being written; may have gaps.
    case draft
    /// On its way through analysis, screening and committee.
    case submitted
    /// Approved by the committee, not yet sent to the source.
    case approved
    case rejected
    case withdrawn
    /// Sent to the source, no answer yet.
    case forwarded
    /// The source's answer: all of it, a part, nothing.
    case granted, partlyGranted, refused
}

/// What is asked for (B3). Amounts and text may be missing in a draft.
public struct BudgetRequestDraft: Codable, Sendable, Hashable {
    /// The office's own number, unique within the province.
    public var code: String
    /// The year that the money is for.
    public var fiscalYear: FiscalYear
    /// Who asks.
    public var organisation: String
    public var title: LocalizedText
    public var planType: BudgetPlanType
    public var category: ExpenditureCategory
    public var source: FundingSource
    public var workKind: BudgetWorkKind
    public var workCode: String
    /// More than zero where it is submitted.
    public var amount: Money?
    /// Why it is needed, and on what evidence.
    public var need: String?
    /// What comes out of it, for whom, how much of it.
    public var output: String?
    /// Criteria that it should meet, and whether it does.
    public var criteria: [CriterionMark]?
    /// What is done about the risks that last year's evaluation of the same work named; each has to be answered before
    /// the request is submitted.
    public var measures: [RiskMeasure]?

    public init(
        code: String, fiscalYear: FiscalYear, organisation: String, title: LocalizedText, planType: BudgetPlanType,
        category: ExpenditureCategory, source: FundingSource, workKind: BudgetWorkKind, workCode: String,
        amount: Money? = nil, need: String? = nil, output: String? = nil, criteria: [CriterionMark]? = nil,
        measures: [RiskMeasure]? = nil
    ) {
        self.code = code
        self.fiscalYear = fiscalYear
        self.organisation = organisation
        self.title = title
        self.planType = planType
        self.category = category
        self.source = source
        self.workKind = workKind
        self.workCode = workCode
        self.amount = amount
        self.need = need
        self.output = output
        self.criteria = criteria
        self.measures = measures
    }

    func check(at path: String, _ problems: inout Problems) {
        let text: [(String, String?, ClosedRange<Int>)] = [
            ("code", code, 1...64), ("organisation", organisation, 1...32), ("title/th", title.th, 1...500),
            ("workCode", workCode, 1...64), ("need", need, 1...8_000), ("output", output, 1...4_000),
        ]
        for (member, value, range) in text { Rules.length(value, range, path + "/" + member, &problems) }
        if let amount { Rules.positive(amount, path + "/amount", &problems) }
        for (index, mark) in (criteria ?? []).enumerated() {
            Rules.length(mark.criterion, 1...64, "\(path)/criteria/\(index)/criterion", &problems)
            Rules.length(mark.note, 1...2_000, "\(path)/criteria/\(index)/note", &problems)
        }
        Rules.count((measures ?? []).count, 0...50, path + "/measures", &problems)
        for (index, item) in (measures ?? []).enumerated() {
            Rules.length(item.risk, 1...2_000, "\(path)/measures/\(index)/risk", &problems)
            Rules.length(item.measure, 1...2_000, "\(path)/measures/\(index)/measure", &problems)
        }
    }
}

/// Whether a request meets a criterion, as who asks says.
public struct CriterionMark: Codable, Sendable, Hashable {
    public var criterion: String
    public var met: Bool
    public var note: String?

    public init(criterion: String, met: Bool, note: String? = nil) {
        self.criterion = criterion
        self.met = met
        self.note = note
    }
}

/// A risk that last year's evaluation named, in its words, and what is done about it.
public struct RiskMeasure: Codable, Sendable, Hashable {
    public var risk: String
    public var measure: String

    public init(risk: String, measure: String) {
        self.risk = risk
        self.measure = measure
    }
}

/// What those who judge give a request for a criterion.
public struct CriterionScore: Codable, Sendable, Hashable {
    public var criterion: String
    /// 0 up to the criterion's most.
    public var score: Int
    public var note: String?

    public init(criterion: String, score: Int, note: String? = nil) {
        self.criterion = criterion
        self.score = score
        self.note = note
    }
}

/// A request as it stands.
public struct BudgetRequest: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    public var draft: BudgetRequestDraft
    public var state: BudgetRequestState
    public var scores: [CriterionScore]
    /// Weighted, basis points of the most that is possible; absent until it is scored.
    public var scoreBasisPoints: Int?
    /// Place in the last ranking, from 1, and whether it was within the ceiling.
    public var rank: Int?
    public var withinCeiling: Bool?
    /// The matter that decides it.
    public var matter: ID?
    /// Letter that sent it to the source.
    public var forwarding: DatedLetter?
    /// What the source gave, and its letter.
    public var granted: Money?
    public var answer: DatedLetter?
    public var version: Int
    public var createdBy: String
    public var createdAt: Instant

    public init(
        id: ID, province: String, draft: BudgetRequestDraft, state: BudgetRequestState, scores: [CriterionScore] = [],
        scoreBasisPoints: Int? = nil, rank: Int? = nil, withinCeiling: Bool? = nil, matter: ID? = nil,
        forwarding: DatedLetter? = nil, granted: Money? = nil, answer: DatedLetter? = nil, version: Int,
        createdBy: String, createdAt: Instant
    ) {
        self.id = id
        self.province = province
        self.draft = draft
        self.state = state
        self.scores = scores
        self.scoreBasisPoints = scoreBasisPoints
        self.rank = rank
        self.withinCeiling = withinCeiling
        self.matter = matter
        self.forwarding = forwarding
        self.granted = granted
        self.answer = answer
        self.version = version
        self.createdBy = createdBy
        self.createdAt = createdAt
    }
}

/// What the ledger says of an earlier year: the same organisation and all below it, category, output or project.
public struct RequestHistory: Codable, Sendable, Hashable {
    public var fiscalYear: FiscalYear
    /// Received from the source and by transfers, before anything was returned.
    public var received: Money
    public var spent: Money
    public var returned: Money
    public var carriedOver: Money
    /// Spent of received; absent where nothing was.
    public var spentBasisPoints: Int?

    public init(
        fiscalYear: FiscalYear, received: Money, spent: Money, returned: Money, carriedOver: Money,
        spentBasisPoints: Int?
    ) {
        self.fiscalYear = fiscalYear
        self.received = received
        self.spent = spent
        self.returned = returned
        self.carriedOver = carriedOver
        self.spentBasisPoints = spentBasisPoints
    }
}

/// A request with what the ledger says of the three years before.
public struct RequestFile: Codable, Sendable, Hashable {
    public var request: BudgetRequest
    /// The three fiscal years before, oldest first; years without lines are left out.
    public var history: [RequestHistory]
    /// What the year before will have spent by its end (budget.forecast), of the same category and work.
    public var forecast: Money?
    /// Risks that the evaluation of the year before named, for the same organisation, output or project.
    public var risks: [String]
    /// Those of them that the request says nothing about yet.
    public var unanswered: [String]

    public init(
        request: BudgetRequest, history: [RequestHistory], forecast: Money?, risks: [String], unanswered: [String]
    ) {
        self.request = request
        self.history = history
        self.forecast = forecast
        self.risks = risks
        self.unanswered = unanswered
    }
}
