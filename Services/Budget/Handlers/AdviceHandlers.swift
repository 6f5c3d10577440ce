import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// Advice asked, answered and followed up; evaluations of what a year's money brought.
enum AdviceHandlers {
    static func register(on router: ServiceRouter) {
        router.change(AskAdvice.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            try await ask($0, $1)
        }
        // Who answers stands above who asks: at the province.
        router.change(AnswerAdvice.self, at: { try await find($0.advice, on: $1.database).province }) {
            try await answer($0, $1)
        }
        router.change(FollowUpAdvice.self, at: { try await find($0.advice, on: $1.database).organisation }) {
            try await followUp($0, $1)
        }
        router.read(ListAdvice.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            let limit = PageLimit.of($0.limit)
            var before: ID?
            if let keys = try $0.cursor?.keys("advice", count: 1) {
                guard let id = ID(keys[0]) else { throw Messages.otherCursor }
                before = id
            }
            let rows = try await $1.database.all(
                SelectAdvice(
                    organisation: $0.organisation, topic: $0.topic, openOnly: $0.open ?? false, before: before,
                    limit: limit + 1))
            return Page(rows, limit: limit) { PageCursor("advice", $0.id.description) }
        }
        router.change(
            RecordEvaluation.self, at: { try await Find.organisation($0.evaluation.organisation, on: $1.database) }
        ) { try await record($0, $1) }
        router.read(GetEvaluation.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            try await EvaluationReads.file($0, $1)
        }
        router.read(ListEvaluations.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            let limit = PageLimit.of($0.limit)
            let rows = try await $1.database.all(
                SelectEvaluations(
                    organisation: $0.organisation, fiscalYear: $0.fiscalYear,
                    after: try $0.cursor?.keys("evaluation", count: 2), limit: limit + 1))
            return Page(rows, limit: limit) {
                PageCursor("evaluation", $0.draft.organisation, $0.draft.workCode)
            }
        }
    }

    private static func find(_ id: ID, on database: some StatementExecutor) async throws -> Advice {
        guard let advice = try await database.first(FindAdvice(id: id)) else { throw RPCError.notFound("advice", id) }
        return advice
    }

    private static func ask(_ params: AskAdvice, _ change: Change) async throws -> Advice {
        guard let province = try await change.transaction.first(FindOrganisation(code: params.organisation)) else {
            throw RPCError.notFound("organisation", params.organisation)
        }
        let advice = Advice(
            id: change.newID(), province: province, organisation: params.organisation, topic: params.topic,
            question: params.question, askedBy: change.caller.subject, askedAt: change.now)
        _ = try await change.transaction.execute(InsertAdvice(advice: advice))
        return try await tell("advice.asked", advice, change)
    }

    private static func answer(_ params: AnswerAdvice, _ change: Change) async throws -> Advice {
        let advice = try await find(params.advice, on: change.transaction)
        let answered = try await change.transaction.execute(
            WriteAdviceAnswer(
                province: advice.province, id: advice.id, answer: params.answer, answeredBy: change.caller.subject,
                answeredAt: change.now))
        guard answered == 1 else {
            throw RPCError.ruleViolated("advice.answered", Messages.adviceAnswered, at: "/advice")
        }
        return try await tell("advice.answered", try await find(advice.id, on: change.transaction), change)
    }

    private static func followUp(_ params: FollowUpAdvice, _ change: Change) async throws -> Advice {
        let advice = try await find(params.advice, on: change.transaction)
        let told = try await change.transaction.execute(
            WriteAdviceEffect(
                province: advice.province, id: advice.id, effect: params.effect, solved: params.solved,
                at: change.now))
        guard told == 1 else {
            throw RPCError.ruleViolated("advice.unanswered", Messages.adviceUnanswered, at: "/advice")
        }
        return try await tell("advice.followedUp", try await find(advice.id, on: change.transaction), change)
    }

    private static func tell(_ event: String, _ advice: Advice, _ change: Change) async throws -> Advice {
        try await change.emit(event, subject: advice.id.description, data: advice)
        try await change.audit(subject: advice.id.description, details: advice)
        return advice
    }

    private static func record(_ params: RecordEvaluation, _ change: Change) async throws -> Evaluation {
        let draft = params.evaluation
        guard let province = try await change.transaction.first(FindOrganisation(code: draft.organisation)) else {
            throw RPCError.notFound("organisation", draft.organisation)
        }
        let question = SelectEvaluations(
            organisation: draft.organisation, fiscalYear: draft.fiscalYear, workCode: draft.workCode, limit: 1_000)
        func own() async throws -> Evaluation? {
            try await change.transaction.all(question).first { $0.draft.organisation == draft.organisation }
        }
        let before = try await own()?.version ?? 0
        let written = try await change.transaction.execute(
            WriteEvaluation(
                province: province, draft: draft, recordedBy: change.caller.subject, recordedAt: change.now,
                expectedVersion: params.expectedVersion ?? 0))
        guard written == 1, let evaluation = try await own() else {
            throw RPCError.conflict(Messages.staleEvaluation, currentVersion: before)
        }
        let subject = "\(draft.organisation)/\(draft.fiscalYear)/\(draft.workCode)"
        try await change.emit("evaluation.recorded", subject: subject, data: evaluation)
        try await change.audit(subject: subject, details: evaluation)
        return evaluation
    }
}
