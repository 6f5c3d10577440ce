import CommonContract
import JSONRPC
import Kernel

/// A round in which projects are proposed for a year and ranked under a ceiling (P14).
public struct ProposalRound: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    public var code: String
    public var name: LocalizedText
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var ceiling: Money
    public var closesOn: CalendarDate
    /// The day from which its ranking is fixed; absent while it is open.
    public var decidedOn: CalendarDate?
    public var version: Int

    public init(
        id: ID, province: String, code: String, name: LocalizedText, organisation: String, fiscalYear: FiscalYear,
        ceiling: Money, closesOn: CalendarDate, decidedOn: CalendarDate?, version: Int
    ) {
        self.id = id
        self.province = province
        self.code = code
        self.name = name
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.ceiling = ceiling
        self.closesOn = closesOn
        self.decidedOn = decidedOn
        self.version = version
    }
}

/// The seven national criteria of project screening (domain §8), with what each is worth.
public enum ProposalCriterion: String, Codable, Sendable, CaseIterable {
    /// Fits a factor of the Y1 goal's value chain and the XYZ chain: 0 or 1; without it a project is not eligible.
    case fitsChain
    /// Necessity: 0–5.
    case necessity
    /// Evidence for it: 0–5.
    case evidence
    /// Objective, output, outcome and target group are clear: 0–5.
    case clarity
    /// Activities are stated, clear, ordered and feasible: one point each, 0–4.
    case activities
    /// Indicators measure the goal: 0–5.
    case indicators
    /// No fund, committee, new agency, office building or equipment purchase, unless it serves Y1: 0–5.
    case purpose

    public var pointsMax: Int {
        switch self {
        case .fitsChain: 1
        case .activities: 4
        case .necessity, .evidence, .clarity, .indicators, .purpose: 5
        }
    }

    /// All together.
    public static var totalMax: Int { allCases.reduce(0) { $0 + $1.pointsMax } }
}

/// What one assessor gave.
public struct ProposalScore: Codable, Sendable, Hashable {
    public var fitsChain: Int
    public var necessity: Int
    public var evidence: Int
    public var clarity: Int
    public var activities: ActivityPoints
    public var indicators: Int
    public var purpose: Int

    public init(
        fitsChain: Int, necessity: Int, evidence: Int, clarity: Int, activities: ActivityPoints, indicators: Int,
        purpose: Int
    ) {
        self.fitsChain = fitsChain
        self.necessity = necessity
        self.evidence = evidence
        self.clarity = clarity
        self.activities = activities
        self.indicators = indicators
        self.purpose = purpose
    }

    public func points(_ criterion: ProposalCriterion) -> Int {
        switch criterion {
        case .fitsChain: fitsChain
        case .necessity: necessity
        case .evidence: evidence
        case .clarity: clarity
        case .activities: activities.points
        case .indicators: indicators
        case .purpose: purpose
        }
    }

    public var total: Int { ProposalCriterion.allCases.reduce(0) { $0 + points($1) } }
}

/// Of the activities, a point for each that is true.
public struct ActivityPoints: Codable, Sendable, Hashable {
    public var stated: Bool
    public var clear: Bool
    public var ordered: Bool
    public var feasible: Bool

    public init(stated: Bool, clear: Bool, ordered: Bool, feasible: Bool) {
        self.stated = stated
        self.clear = clear
        self.ordered = ordered
        self.feasible = feasible
    }

    public var points: Int { [stated, clear, ordered, feasible].count { $0 } }
}

/// A project that asks for a place in the year's plan.
public struct Proposal: Codable, Sendable, Hashable {
    public var id: ID
    /// Code of the round.
    public var round: String
    public var code: String
    public var name: LocalizedText
    public var organisation: String
    public var budget: Money
    /// Code of the plan's element that it is or serves (`PLAN/CODE`), where there is one.
    public var element: String?
    public var withdrawn: Bool
    /// How many assessors scored it, and the sum of what they gave.
    public var assessors: Int
    public var points: Int
    public var version: Int

    public init(
        id: ID, round: String, code: String, name: LocalizedText, organisation: String, budget: Money,
        element: String?, withdrawn: Bool, assessors: Int, points: Int, version: Int
    ) {
        self.id = id
        self.round = round
        self.code = code
        self.name = name
        self.organisation = organisation
        self.budget = budget
        self.element = element
        self.withdrawn = withdrawn
        self.assessors = assessors
        self.points = points
        self.version = version
    }
}

/// What became of a proposal in the ranking.
public enum ProposalPlace: String, Codable, Sendable, CaseIterable {
    /// Within the ceiling.
    case taken
    /// Falls off: does not fit into what is left under the ceiling.
    case overCeiling
    /// Falls off: most assessors found that it does not fit the chain.
    case notEligible
    case notScored
}

/// A line of a ranking.
public struct RankedProposal: Codable, Sendable, Hashable {
    /// From 1.
    public var rank: Int
    public var proposal: String
    public var name: LocalizedText
    public var organisation: String
    public var budget: Money
    /// Mean of the assessors' totals, of at most 30, two places.
    public var score: Quantity
    public var place: ProposalPlace
    /// What the ceiling leaves after it.
    public var left: Money

    public init(
        rank: Int, proposal: String, name: LocalizedText, organisation: String, budget: Money, score: Quantity,
        place: ProposalPlace, left: Money
    ) {
        self.rank = rank
        self.proposal = proposal
        self.name = name
        self.organisation = organisation
        self.budget = budget
        self.score = score
        self.place = place
        self.left = left
    }
}

/// All proposals of a round in their order.
public struct ProposalRanking: Codable, Sendable, Hashable {
    public var round: ProposalRound
    public var taken: Money
    /// What all proposals ask for.
    public var asked: Money
    public var proposals: [RankedProposal]

    public init(round: ProposalRound, taken: Money, asked: Money, proposals: [RankedProposal]) {
        self.round = round
        self.taken = taken
        self.asked = asked
        self.proposals = proposals
    }
}
