import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Postgres
import Procedures
import RPCServer
import ServiceKit

/// Requests for budget: written, submitted, scored, ranked, forwarded, answered.
struct RequestHandlers: Sendable {
    let procedures: Procedures

    func register(on router: ServiceRouter) {
        router.change(CreateRequest.self, at: { try await Find.organisation($0.request.organisation, on: $1.database) })
        {
            try await create($0, $1)
        }
        router.change(UpdateRequest.self, at: { try await Find.organisation($0.request.organisation, on: $1.database) })
        {
            try await update($0, $1)
        }
        router.change(
            SubmitRequest.self, at: { try await Find.request($0.request, on: $1.database).draft.organisation }
        ) {
            try await submit($0, $1)
        }
        router.change(
            WithdrawRequest.self, at: { try await Find.request($0.request, on: $1.database).draft.organisation }
        ) {
            try await withdraw($0, $1)
        }
        // Who judges, forwards and records stands above who asks.
        router.change(ScoreRequest.self, at: { try await Find.request($0.request, on: $1.database).province }) {
            try await score($0, $1)
        }
        router.change(RankRequests.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            try await RequestDecisions.rank($0, $1)
        }
        router.change(
            ForwardRequests.self,
            at: { try await Find.request($0.requests.first ?? .code(""), on: $1.database).province }
        ) { try await RequestDecisions.forward($0, $1) }
        router.change(RecordRequestResult.self, at: { try await Find.request($0.request, on: $1.database).province }) {
            try await RequestDecisions.record($0, $1)
        }
        router.read(GetRequest.self, at: { try await Find.request($0.request, on: $1.database).draft.organisation }) {
            try await RequestDecisions.file($0.request, $1)
        }
        router.read(GetRequestSheet.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            try await RequestSheetHandler.file($0, $1)
        }
        router.read(ListRequests.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            let limit = PageLimit.of($0.limit)
            let rows = try await $1.database.all(
                SelectRequests(
                    organisation: $0.organisation, fiscalYear: $0.fiscalYear, state: $0.state, source: $0.source,
                    after: try $0.cursor?.keys("request", count: 2), limit: limit + 1))
            return Page(rows, limit: limit) { PageCursor("request", $0.province, $0.draft.code) }
        }
        router.change(SetCriterion.self, at: { _, _ in "TH" }) { params, change in
            _ = try await change.transaction.execute(UpsertCriterion(criterion: params.criterion))
            try await change.emit("criterion.set", subject: params.criterion.code, data: params.criterion)
            try await change.audit(subject: params.criterion.code, details: params.criterion)
            return params.criterion
        }
        router.read(ListCriteria.self) {
            RequestCriteria(items: try await $1.database.all(SelectCriteria(fiscalYear: $0.fiscalYear)))
        }
    }

    private func create(_ params: CreateRequest, _ change: Change) async throws -> BudgetRequest {
        guard let province = try await change.transaction.first(FindOrganisation(code: params.request.organisation))
        else { throw RPCError.notFound("organisation", params.request.organisation) }
        try await checkCriteria(params.request, change)
        let request = BudgetRequest(
            id: change.newID(), province: province, draft: params.request, state: .draft, version: 1,
            createdBy: change.caller.subject, createdAt: change.now)
        return try await RequestDecisions.write(request, "request.created", change)
    }

    private func update(_ params: UpdateRequest, _ change: Change) async throws -> BudgetRequest {
        var request = try await Find.request(.code(params.request.code), on: change.transaction)
        guard request.draft.organisation == params.request.organisation,
            request.draft.fiscalYear == params.request.fiscalYear
        else { throw RPCError.notFound("request", params.request.code) }
        let isSentBack = try await isSentBack(request, change)
        guard request.state == .draft || isSentBack else { throw Messages.requestState(request) }
        guard request.version == params.expectedVersion else {
            throw RPCError.conflict(Messages.staleRequest, currentVersion: request.version)
        }
        try await checkCriteria(params.request, change)
        request.draft = params.request
        if isSentBack {
            try await checkComplete(request.draft, change)
            // What was judged is not what is asked for now.
            (request.scores, request.scoreBasisPoints) = ([], nil)
        }
        request.version += 1
        return try await RequestDecisions.write(request, "request.updated", change)
    }

    /// The body wants it revised: its matter stands at that step.
    private func isSentBack(_ request: BudgetRequest, _ change: Change) async throws -> Bool {
        guard request.state == .submitted, let matter = request.matter else { return false }
        return try await procedures.matter(matter, in: change).stepKind == .revision
    }

    private func withdraw(_ params: WithdrawRequest, _ change: Change) async throws -> BudgetRequest {
        var request = try await Find.request(params.request, on: change.transaction)
        if request.state == .submitted, let matter = request.matter {
            _ = try await procedures.withdraw(matter, date: params.date, reason: params.reason, in: change)
            return try await Find.request(.id(request.id), on: change.transaction)
        }
        guard request.state == .draft else { throw Messages.requestState(request) }
        request.state = .withdrawn
        request.version += 1
        try await change.audit(subject: request.id.description, details: ["reason": params.reason])
        return try await RequestDecisions.write(request, "request.withdrawn", change)
    }

    /// Marks name criteria of the year.
    private func checkCriteria(_ draft: BudgetRequestDraft, _ change: Change) async throws {
        let known = Set(try await change.transaction.all(SelectCriteria(fiscalYear: draft.fiscalYear)).map(\.code))
        var problems = Problems()
        for (index, mark) in (draft.criteria ?? []).enumerated() where !known.contains(mark.criterion) {
            problems.add(
                Problem(
                    path: "/request/criteria/\(index)/criterion", rule: "criterion.unknown",
                    message: Messages.unknown("criterion", mark.criterion)))
        }
        guard problems.isEmpty else { throw problems.refusal }
    }

    /// A draft may have gaps; what is submitted may not.
    private func submit(_ params: SubmitRequest, _ change: Change) async throws -> BudgetRequest {
        var request = try await Find.request(params.request, on: change.transaction)
        guard request.state == .draft else { throw Messages.requestState(request) }
        try await checkComplete(request.draft, change)
        request.matter = try await procedures.open(
            MatterOpening(
                procedure: RequestObserver.procedure, organisation: request.draft.organisation,
                subjectKind: RequestObserver.kind, subject: request.id, subjectCode: request.draft.code,
                title: Messages.requestTitle(request.draft), date: params.date), in: change
        ).id
        request.state = .submitted
        request.version += 1
        return try await RequestDecisions.write(request, "request.submitted", change)
    }

    private func checkComplete(_ draft: BudgetRequestDraft, _ change: Change) async throws {
        var problems = Problems()
        for (member, name, isThere) in [
            ("amount", "วงเงิน", draft.amount != nil), ("need", "เหตุผลความจำเป็น", draft.need != nil),
            ("output", "ผลผลิต", draft.output != nil),
        ] where !isThere {
            problems.add(
                "/request/\(member)", "required", th: "ต้องกรอก\(name)ก่อนส่ง", en: "\(member) is needed to submit it")
        }
        let met = Set((draft.criteria ?? []).filter(\.met).map(\.criterion))
        for criterion in try await change.transaction.all(SelectCriteria(fiscalYear: draft.fiscalYear))
        where criterion.required && !met.contains(criterion.code) {
            problems.add(
                Problem(
                    path: "/request/criteria", rule: "criterion.required",
                    message: Messages.criterionRequired(criterion.name)))
        }
        let risks = try await RequestDecisions.risks(of: draft, on: change.transaction)
        for risk in RequestDecisions.unanswered(risks, in: draft) {
            problems.add(
                Problem(
                    path: "/request/measures", rule: "risk.unanswered", message: Messages.riskUnanswered(risk)))
        }
        guard problems.isEmpty else { throw problems.refusal }
    }

    private func score(_ params: ScoreRequest, _ change: Change) async throws -> BudgetRequest {
        var request = try await Find.request(params.request, on: change.transaction)
        guard request.state == .submitted || request.state == .approved else { throw Messages.requestState(request) }
        let criteria = try await change.transaction.all(SelectCriteria(fiscalYear: request.draft.fiscalYear))
        let given = Dictionary(params.scores.map { ($0.criterion, $0.score) }) { first, _ in first }
        var problems = Problems()
        for (index, score) in params.scores.enumerated() {
            let most = criteria.first { $0.code == score.criterion }?.scoreMax
            if let most, (0...most).contains(score.score) { continue }
            problems.add(
                Problem(
                    path: "/scores/\(index)", rule: "criterion.score",
                    message: Messages.scoreRange(score.criterion, most)))
        }
        for criterion in criteria where given[criterion.code] == nil {
            problems.add(
                Problem(
                    path: "/scores", rule: "criterion.missing", message: Messages.scoreMissing(criterion.name)))
        }
        if given.count != params.scores.count {
            problems.add("/scores", "members.unique", th: "ให้คะแนนเกณฑ์เดียวกันซ้ำ", en: "a criterion is scored twice")
        }
        guard problems.isEmpty else { throw problems.refusal }
        request.scores = params.scores
        request.scoreBasisPoints = Ranking.score(
            criteria.map { (given[$0.code] ?? 0, $0.scoreMax, $0.weight) })
        request.version += 1
        return try await RequestDecisions.write(request, "request.scored", change)
    }
}

extension Find {
    static func request(_ reference: Reference, on database: some StatementExecutor) async throws -> BudgetRequest {
        try only(try await database.all(FindRequests(references: [reference])), "request", reference)
    }
}
