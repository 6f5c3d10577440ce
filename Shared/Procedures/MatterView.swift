import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// Answers with matters as one caller sees them.
struct MatterView<Executor: StatementExecutor>: Sendable {
    let executor: Executor
    let caller: Caller
    let runtime: ServiceRuntime
    let now: Instant

    func engine(of matter: StoredMatter) async throws -> ProcedureEngine {
        let found = try await executor.first(
            DefinitionOfVersion(
                procedure: matter.procedure, province: matter.definitionProvince, version: matter.procedureVersion))
        guard let found else { throw RPCError.notFound("procedure", matter.procedure) }
        return ProcedureEngine(found.definition, committee: matter.committee)
    }

    func answer(
        _ matter: StoredMatter, engine: ProcedureEngine, history: [MatterAction]
    ) async throws -> Matter {
        let step = engine.step(matter.position.step)
        var may: [ActionOutcome] = []
        if let step {
            let holds = try await runtime.authoriser.holds(
                Set(step.roles), at: matter.organisation, caller: caller, now: now)
            if holds, matter.waitsForMeeting(of: engine, at: step.code) == nil {
                may = engine.outcomes(at: matter.position).filter { $0 != .withdraw }
            }
        }
        return Matter(
            id: matter.id, province: matter.province, procedure: matter.procedure,
            procedureVersion: matter.procedureVersion, organisation: matter.organisation,
            subjectKind: matter.subjectKind, subject: matter.subject, subjectCode: matter.subjectCode,
            title: matter.title, state: matter.position.state, step: step?.code, stepKind: step?.kind,
            stepName: step?.name, roles: (step?.roles ?? []).sorted { $0.rawValue < $1.rawValue }, body: step?.body,
            since: matter.position.since, dueOn: matter.position.dueOn, may: may, decision: matter.position.decision,
            openedBy: matter.openedBy, openedAt: matter.openedAt, closedAt: matter.closedAt,
            actions: matter.position.actions, history: history)
    }

    /// A page of matters without their histories.
    func answers(_ matters: [StoredMatter]) async throws -> [Matter] {
        var engines: [String: ProcedureEngine] = [:]
        var answers: [Matter] = []
        for matter in matters {
            let key = "\(matter.definitionProvince)/\(matter.procedure)/\(matter.procedureVersion)/\(matter.committee)"
            let known = engines[key]
            let engine = if let known { known } else { try await engine(of: matter) }
            engines[key] = engine
            answers.append(try await answer(matter, engine: engine, history: []))
        }
        return answers
    }
}
