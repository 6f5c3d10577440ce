import CommonContract
import Kernel
import PlansContract

/// A proposal with what its assessors gave, as the ranking needs it.
struct ScoredProposal: Sendable, Hashable {
    var code: String
    var name: LocalizedText
    var organisation: String
    var budget: Money
    var assessors: Int
    /// Sums over the assessors.
    var points: Int
    var fits: Int
    var necessity: Int

    /// Mean of the totals, two places.
    var score: Quantity {
        guard let sum = Quantity(points), let count = Quantity(assessors), let one = Quantity(1) else { return .zero }
        return Quantity.ratio(sum, over: count, times: one, decimals: 2) ?? .zero
    }

    /// At least half of the assessors found that it fits the chain.
    var isEligible: Bool { fits * 2 >= assessors }
}

/// Ranks proposals under a ceiling (P14). Pure; whatever the order they come in, the answer is the same.
enum ProposalOrder {
    static func rank(_ proposals: [ScoredProposal], ceiling: Money) -> [RankedProposal] {
        var left = ceiling
        return proposals.sorted(by: precedes).enumerated().map { index, proposal in
            let place = place(of: proposal, left: left)
            if place == .taken { left -= proposal.budget }
            return RankedProposal(
                rank: index + 1, proposal: proposal.code, name: proposal.name, organisation: proposal.organisation,
                budget: proposal.budget, score: proposal.score, place: place, left: left)
        }
    }

    private static func place(of proposal: ScoredProposal, left: Money) -> ProposalPlace {
        if proposal.assessors == 0 { return .notScored }
        if !proposal.isEligible { return .notEligible }
        return proposal.budget <= left ? .taken : .overCeiling
    }

    /// Scored and eligible before the rest; by mean score, mean necessity (both compared without rounding), the
    /// smaller budget, the code.
    static func precedes(_ one: ScoredProposal, _ other: ScoredProposal) -> Bool {
        let groups = (group(one), group(other))
        if groups.0 != groups.1 { return groups.0 < groups.1 }
        let scores = (one.points * other.assessors, other.points * one.assessors)
        if scores.0 != scores.1 { return scores.0 > scores.1 }
        let needs = (one.necessity * other.assessors, other.necessity * one.assessors)
        if needs.0 != needs.1 { return needs.0 > needs.1 }
        return (one.budget, one.code) < (other.budget, other.code)
    }

    private static func group(_ proposal: ScoredProposal) -> Int {
        proposal.assessors == 0 ? 2 : proposal.isEligible ? 0 : 1
    }
}
