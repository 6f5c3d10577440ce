import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Postgres
import Procedures
import ServiceKit

/// What is decided of requests, and what the ledger says beside them.
enum RequestDecisions {
    static func write(_ request: BudgetRequest, _ event: String, _ change: Change) async throws -> BudgetRequest {
        do {
            guard try await change.transaction.execute(WriteRequest(request: request)) == 1 else {
                throw RPCError.conflict(Messages.staleRequest)
            }
        } catch let error as PostgresError where error.constraint == "budget_request_code_taken" {
            throw RPCError.conflict(Messages.codeTaken(request.draft.code))
        }
        try await change.emit(event, subject: request.id.description, data: request)
        try await change.audit(subject: request.id.description, details: request)
        return request
    }

    static func rank(_ params: RankRequests, _ change: Change) async throws -> RequestRanking {
        let requests = try await change.transaction.all(LockScoredRequests(params: params))
        let entries = requests.map {
            Ranking.Entry(code: $0.draft.code, score: $0.scoreBasisPoints ?? 0, amount: $0.draft.amount ?? .zero)
        }
        let places = Ranking.places(entries, ceiling: params.ceiling, skipping: params.skipping ?? false)
        let rows = places.enumerated().map { number, place in
            let request = requests[place.index]
            return (
                request.province,
                RankedRequest(
                    rank: number + 1, request: request.id, code: request.draft.code,
                    organisation: request.draft.organisation, title: request.draft.title,
                    amount: entries[place.index].amount, scoreBasisPoints: entries[place.index].score,
                    cumulative: place.cumulative, withinCeiling: place.isWithin)
            )
        }
        _ = try await change.transaction.execute(WriteRanking(rows: rows))
        let ranking = RequestRanking(
            ceiling: params.ceiling, used: places.last?.cumulative ?? .zero, items: rows.map(\.1))
        try await change.emit("request.ranked", subject: params.organisation, data: ranking)
        try await change.audit(subject: params.organisation, details: ranking)
        return ranking
    }

    static func forward(_ params: ForwardRequests, _ change: Change) async throws -> BudgetRequests {
        let found = try await change.transaction.all(FindRequests(references: params.requests))
        var problems = Problems()
        for (index, reference) in params.requests.enumerated() {
            let request = found.first { $0.id == reference.id || $0.draft.code == reference.code }
            if request == nil {
                problems.add(
                    Problem(
                        path: "/requests/\(index)", rule: "request.unknown",
                        message: Messages.unknown("request", reference)))
            } else if let request, request.state != .approved {
                problems.add(
                    Problem(
                        path: "/requests/\(index)", rule: "request.state",
                        message: Messages.requestStands(request.state.rawValue)))
            }
        }
        if Set(found.map { [$0.draft.source.rawValue, "\($0.draft.fiscalYear)", $0.province] }).count > 1 {
            problems.add(
                "/requests", "request.together", th: "ต้องเป็นปีงบประมาณ แหล่งเงิน และจังหวัดเดียวกัน",
                en: "must be of one fiscal year, source and province")
        }
        guard problems.isEmpty else { throw problems.refusal }
        var sent: [BudgetRequest] = []
        for request in found {
            var request = request
            request.state = .forwarded
            request.forwarding = params.letter
            request.version += 1
            sent.append(try await write(request, "request.forwarded", change))
        }
        return BudgetRequests(items: sent)
    }

    static func record(_ params: RecordRequestResult, _ change: Change) async throws -> BudgetRequest {
        var request = try await Find.request(params.request, on: change.transaction)
        guard request.state == .forwarded, let amount = request.draft.amount else {
            throw Messages.requestState(request)
        }
        guard params.granted <= amount else {
            let message = Messages.grantedMore(amount)
            throw RPCError.ruleViolated(
                "request.granted", message,
                problems: [Problem(path: "/granted", rule: "request.granted", message: message)])
        }
        request.state = params.granted == .zero ? .refused : params.granted < amount ? .partlyGranted : .granted
        request.granted = params.granted
        request.answer = params.letter
        request.version += 1
        return try await write(request, "request.answered", change)
    }

    /// The request with what the ledger says of the three years before, and what the last of them comes to.
    static func file(_ reference: Reference, _ call: ReadCall) async throws -> RequestFile {
        let request = try await Find.request(reference, on: call.database)
        let today = call.now.dateInThailand
        return try await call.snapshot { database in
            let draft = request.draft
            let history = try await database.all(SelectRequestHistory(draft: draft))
            var forecast: Money?
            if let before = draft.fiscalYear.previous, history.contains(where: { $0.fiscalYear == before }) {
                let first = FiscalYear(before.buddhistYear - ForecastHandlers.historyYears) ?? before
                let years = try await database.all(
                    SelectSpendingYears(
                        organisation: draft.organisation, from: first, to: before, workCode: draft.workCode))
                forecast =
                    ForecastHandlers.forecast(
                        GetForecast(organisation: draft.organisation, fiscalYear: before),
                        years.filter { $0.category == draft.category }, on: today
                    ).forecast
            }
            let risks = try await risks(of: draft, on: database)
            return RequestFile(
                request: request, history: history, forecast: forecast, risks: risks,
                unanswered: unanswered(risks, in: draft))
        }
    }

    /// Those that the evaluations of the year before named, of the same work at the organisation and below, each once.
    static func risks(of draft: BudgetRequestDraft, on database: some StatementExecutor) async throws -> [String] {
        guard let before = draft.fiscalYear.previous else { return [] }
        let named = try await database.all(
            SelectEvaluations(
                organisation: draft.organisation, fiscalYear: before, workCode: draft.workCode, limit: 1_000)
        ).flatMap { $0.draft.risks ?? [] }
        return named.enumerated().filter { named.firstIndex(of: $1) == $0 }.map(\.element)
    }

    static func unanswered(_ risks: [String], in draft: BudgetRequestDraft) -> [String] {
        let answered = Set((draft.measures ?? []).map(\.risk))
        return risks.filter { !answered.contains($0) }
    }
}

/// Follows the matters of requests: approved or rejected with the committee's resolution.
struct RequestObserver: MatterObserver {
    static let kind = "budgetRequest"
    /// Code of the procedure (works 13 and 14 of the manual).
    static let procedure = "budgetRequest"

    var subjectKind: String { Self.kind }

    func matterMoved(_ matter: Matter, by action: MatterAction, in change: Change) async throws {
        let state: BudgetRequestState
        switch matter.state {
        case .open: return
        case .completed: state = .approved
        case .rejected: state = .rejected
        case .withdrawn: state = .withdrawn
        }
        var request = try await Find.request(.id(matter.subject), on: change.transaction)
        request.state = state
        request.version += 1
        _ = try await RequestDecisions.write(request, "request.\(state.rawValue)", change)
    }
}
