import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres

extension ProposalRound {
    static let columns = """
        r.id, r.province, r.code, r.name_th, r.name_en, r.organisation, r.fiscal_year, r.ceiling, r.closes_on,
               r.decided_on, r.version
        """

    init(_ row: inout RowReader) throws {
        self.init(
            id: try row.next(), province: try row.next(), code: try row.next(),
            name: LocalizedText(th: try row.next(), en: try row.next()), organisation: try row.next(),
            fiscalYear: try row.next(), ceiling: try row.next(), closesOn: try row.next(), decidedOn: try row.next(),
            version: try row.next())
    }
}

struct InsertRound: Statement {
    static let sql = """
        INSERT INTO proposal_round
               (province, id, code, name_th, name_en, organisation, fiscal_year, ceiling, closes_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """
    let round: ProposalRound

    func bind(_ parameters: inout Parameters) {
        parameters.append(round.province)
        parameters.append(round.id)
        parameters.append(round.code)
        parameters.append(round.name.th)
        parameters.append(round.name.en)
        parameters.append(round.organisation)
        parameters.append(round.fiscalYear)
        parameters.append(round.ceiling)
        parameters.append(round.closesOn)
    }

    typealias Row = Void
}

struct FindRound: Statement {
    static let sql = """
        SELECT \(ProposalRound.columns), r.ranking FROM proposal_round r WHERE r.province = $1 AND r.code = $2
        """
    let code: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(PlanCode.province(of: code))
        parameters.append(code)
    }

    static func decode(_ row: inout RowReader) throws -> (round: ProposalRound, ranking: JSONText?) {
        (try ProposalRound(&row), try row.next())
    }
}

/// The same, held until the transaction ends, so that nothing of a round changes while it is decided.
struct LockRound: Statement {
    static let sql = FindRound.sql + "\n   FOR UPDATE"
    let code: String

    func bind(_ parameters: inout Parameters) { FindRound(code: code).bind(&parameters) }
    static func decode(_ row: inout RowReader) throws -> ProposalRound { try ProposalRound(&row) }
}

struct RoundPage: Statement {
    static let sql = """
        SELECT \(ProposalRound.columns)
          FROM proposal_round r
         WHERE r.province = $1 AND ($2::uuid IS NULL OR r.id < $2)
         ORDER BY r.id DESC
         LIMIT $3
        """
    let province: String
    let before: ID?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(before)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> ProposalRound { try ProposalRound(&row) }
}

struct DecideRound: Statement {
    static let sql = """
        UPDATE proposal_round SET decided_on = $4, ranking = $5, version = version + 1
         WHERE province = $1 AND id = $2 AND version = $3
        """
    let round: ProposalRound
    let day: CalendarDate
    let ranking: JSONText

    func bind(_ parameters: inout Parameters) {
        parameters.append(round.province)
        parameters.append(round.id)
        parameters.append(round.version)
        parameters.append(day)
        parameters.append(ranking)
    }

    typealias Row = Void
}

struct InsertProposal: Statement {
    static let sql = """
        INSERT INTO proposal (province, id, round, code, name_th, name_en, organisation, budget, element)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """
    let id: ID
    let round: ProposalRound
    let params: SubmitProposal
    /// `PLAN/CODE`.
    let element: String?

    func bind(_ parameters: inout Parameters) {
        parameters.append(round.province)
        parameters.append(id)
        parameters.append(round.id)
        parameters.append(params.code)
        parameters.append(params.name.th)
        parameters.append(params.name.en)
        parameters.append(params.organisation)
        parameters.append(params.budget)
        parameters.append(element)
    }

    typealias Row = Void
}

struct FindProposal: Statement {
    static let sql = """
        SELECT p.id, r.code, p.code, p.name_th, p.name_en, p.organisation, p.budget, p.element, p.withdrawn,
               count(s.assessor),
               coalesce(sum(s.fits_chain + s.necessity + s.evidence + s.clarity + s.activities + s.indicators
                            + s.purpose), 0)::bigint,
               p.version
          FROM proposal p
          JOIN proposal_round r ON r.province = p.province AND r.id = p.round
          LEFT JOIN proposal_score s ON s.province = p.province AND s.proposal = p.id
         WHERE p.province = $1 AND p.code = $2
         GROUP BY p.province, p.id, r.code
        """
    let code: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(PlanCode.province(of: code))
        parameters.append(code)
    }

    static func decode(_ row: inout RowReader) throws -> Proposal {
        Proposal(
            id: try row.next(), round: try row.next(), code: try row.next(),
            name: LocalizedText(th: try row.next(), en: try row.next()), organisation: try row.next(),
            budget: try row.next(), element: try row.next(), withdrawn: try row.next(), assessors: try row.next(),
            points: try row.next(), version: try row.next())
    }
}

struct WithdrawProposalRow: Statement {
    static let sql = """
        UPDATE proposal SET withdrawn = true, version = version + 1
         WHERE province = $1 AND code = $2 AND NOT withdrawn
        """
    let code: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(PlanCode.province(of: code))
        parameters.append(code)
    }

    typealias Row = Void
}

/// What an assessor gave, in the place of what the same one gave before.
struct PutScore: Statement {
    static let sql = """
        INSERT INTO proposal_score
               (province, proposal, assessor, fits_chain, necessity, evidence, clarity, activities, indicators, purpose,
                remarks, scored_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (province, proposal, assessor) DO UPDATE
           SET fits_chain = excluded.fits_chain, necessity = excluded.necessity, evidence = excluded.evidence,
               clarity = excluded.clarity, activities = excluded.activities, indicators = excluded.indicators,
               purpose = excluded.purpose, remarks = excluded.remarks, scored_at = excluded.scored_at
        """
    let proposal: Proposal
    let params: ScoreProposal
    let by: String
    let at: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(PlanCode.province(of: proposal.code))
        parameters.append(proposal.id)
        parameters.append(by)
        for criterion in ProposalCriterion.allCases { parameters.append(params.score.points(criterion)) }
        parameters.append(params.remarks)
        parameters.append(at)
    }

    typealias Row = Void
}

/// A round's proposals that were not taken back.
struct ScoredProposals: Statement {
    static let sql = """
        SELECT p.code, p.name_th, p.name_en, p.organisation, p.budget, count(s.assessor),
               coalesce(sum(s.fits_chain + s.necessity + s.evidence + s.clarity + s.activities + s.indicators
                            + s.purpose), 0)::bigint,
               coalesce(sum(s.fits_chain), 0)::bigint, coalesce(sum(s.necessity), 0)::bigint
          FROM proposal p
          LEFT JOIN proposal_score s ON s.province = p.province AND s.proposal = p.id
         WHERE p.province = $1 AND p.round = $2 AND NOT p.withdrawn
         GROUP BY p.province, p.id
         LIMIT 20000
        """
    let round: ProposalRound

    func bind(_ parameters: inout Parameters) {
        parameters.append(round.province)
        parameters.append(round.id)
    }

    static func decode(_ row: inout RowReader) throws -> ScoredProposal {
        ScoredProposal(
            code: try row.next(), name: LocalizedText(th: try row.next(), en: try row.next()),
            organisation: try row.next(), budget: try row.next(), assessors: try row.next(),
            points: try row.next(), fits: try row.next(), necessity: try row.next())
    }
}
