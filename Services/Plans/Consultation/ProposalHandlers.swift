import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceKit

/// Projects proposed, scored and ranked under a ceiling (P14).
enum ProposalHandlers {
    static func register(on router: ServiceRouter) {
        router.change(CreateProposalRound.self, at: { params, _ in params.organisation }) { try await create($0, $1) }
        router.read(ListProposalRounds.self) { params, call in
            let limit = PageLimit.of(params.limit)
            let before = try params.cursor.map { ID(try $0.keys("proposalRound", count: 1)[0]) } ?? nil
            let rows = try await call.database.all(
                RoundPage(province: params.province, before: before, limit: limit + 1))
            return Page(rows, limit: limit) { PageCursor("proposalRound", $0.id.description) }
        }
        router.change(SubmitProposal.self, at: { params, _ in params.organisation }) { try await submit($0, $1) }
        router.change(
            WithdrawProposal.self,
            at: { params, call in try await proposal(params.proposal, call.database).organisation }
        ) { params, change in
            let proposal = try await proposal(params.proposal, change.transaction)
            _ = try await openRound(proposal.round, change)
            guard try await change.transaction.execute(WithdrawProposalRow(code: params.proposal)) == 1 else {
                throw ConsultationMessages.withdrawn
            }
            return try await told("proposal.withdrawn", params.proposal, change)
        }
        router.change(
            ScoreProposal.self,
            at: { params, call in
                try await round(proposal(params.proposal, call.database).round, call.database).round.organisation
            }
        ) { params, change in
            let proposal = try await proposal(params.proposal, change.transaction)
            _ = try await openRound(proposal.round, change)
            if proposal.withdrawn { throw ConsultationMessages.withdrawn }
            try await change.transaction.execute(
                PutScore(proposal: proposal, params: params, by: change.caller.subject, at: change.now))
            try await change.audit(subject: params.proposal, details: params.score)
            return try await told("proposal.scored", params.proposal, change)
        }
        router.read(RankProposals.self) { params, call in
            let found = try await round(params.round, call.database)
            if let ranking = found.ranking { return try StoredRanking.decode(ranking, found.round) }
            return try await rank(found.round, on: call.database)
        }
        router.change(
            DecideProposalRound.self,
            at: { params, call in try await round(params.round, call.database).round.organisation }
        ) { try await decide($0, $1) }
    }

    private static func create(_ params: CreateProposalRound, _ change: Change) async throws -> ProposalRound {
        try await Find.organisation(params.organisation, on: change.transaction)
        let round = ProposalRound(
            id: change.newID(), province: PlanCode.province(of: params.code), code: params.code, name: params.name,
            organisation: params.organisation, fiscalYear: params.fiscalYear, ceiling: params.ceiling,
            closesOn: params.closesOn, decidedOn: nil, version: 1)
        try await change.transaction.execute(InsertRound(round: round))
        try await change.emit("proposalRound.created", subject: round.code, data: round)
        try await change.audit(subject: round.code, details: round)
        return round
    }

    private static func submit(_ params: SubmitProposal, _ change: Change) async throws -> Proposal {
        try await Find.organisation(params.organisation, on: change.transaction)
        let round = try await openRound(params.round, change)
        if change.now.dateInThailand > round.closesOn { throw ConsultationMessages.roundClosed(round.closesOn) }
        var element: String?
        if let reference = params.element {
            let found = try await Find.element(reference, version: nil, on: change.transaction)
            element = "\(found.planCode)/\(found.code)"
        }
        try await change.transaction.execute(
            InsertProposal(id: change.newID(), round: round, params: params, element: element))
        return try await told("proposal.submitted", params.code, change)
    }

    private static func decide(_ params: DecideProposalRound, _ change: Change) async throws -> ProposalRanking {
        let date = params.date ?? change.now.dateInThailand
        if date > change.now.dateInThailand { throw ConsultationMessages.future(date, at: "/date") }
        var round = try await openRound(params.round, change)
        if round.version != params.expectedVersion { throw ConsultationMessages.stale(round.version) }
        var ranking = try await rank(round, on: change.transaction)
        guard ranking.proposals.contains(where: { $0.place != .notScored }) else {
            throw ConsultationMessages.nothingScored
        }
        let stored = JSONText(utf8: try JSONEncoding.bytes(ranking.proposals))
        try await change.transaction.execute(DecideRound(round: round, day: date, ranking: stored))
        round.decidedOn = date
        round.version += 1
        ranking.round = round
        try await change.emit("proposalRound.decided", subject: round.code, data: ranking)
        try await change.audit(subject: round.code, details: ranking)
        return ranking
    }

    // MARK: - Found

    private static func round(
        _ code: String, _ database: some StatementExecutor
    ) async throws -> (round: ProposalRound, ranking: JSONText?) {
        guard let found = try await database.first(FindRound(code: code)) else {
            throw RPCError.notFound("proposalRound", code)
        }
        return found
    }

    private static func openRound(_ code: String, _ change: Change) async throws -> ProposalRound {
        guard let round = try await change.transaction.first(LockRound(code: code)) else {
            throw RPCError.notFound("proposalRound", code)
        }
        if round.decidedOn != nil { throw ConsultationMessages.roundDecided }
        return round
    }

    private static func proposal(_ code: String, _ database: some StatementExecutor) async throws -> Proposal {
        guard let found = try await database.first(FindProposal(code: code)) else {
            throw RPCError.notFound("proposal", code)
        }
        return found
    }

    private static func told(_ event: String, _ code: String, _ change: Change) async throws -> Proposal {
        let answer = try await proposal(code, change.transaction)
        try await change.emit(event, subject: code, data: answer)
        try await change.audit(subject: code, details: answer)
        return answer
    }

    private static func rank(
        _ round: ProposalRound, on database: some StatementExecutor
    ) async throws -> ProposalRanking {
        StoredRanking.answer(
            round,
            ProposalOrder.rank(try await database.all(ScoredProposals(round: round)), ceiling: round.ceiling))
    }
}

/// A ranking as it was decided.
enum StoredRanking {
    static func answer(_ round: ProposalRound, _ proposals: [RankedProposal]) -> ProposalRanking {
        ProposalRanking(
            round: round, taken: proposals.filter { $0.place == .taken }.reduce(Money.zero) { $0 + $1.budget },
            asked: proposals.reduce(Money.zero) { $0 + $1.budget }, proposals: proposals)
    }

    static func decode(_ json: JSONText, _ round: ProposalRound) throws -> ProposalRanking {
        answer(round, try Wire.decode(from: json.utf8))
    }
}
