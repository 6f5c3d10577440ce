import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// Opens and moves matters within one change.
struct MatterDesk: Sendable {
    let procedures: Procedures
    let change: Change

    func open(_ opening: MatterOpening) async throws -> Matter {
        let province = OrganisationCode.province(of: opening.organisation)
        let date = opening.date ?? change.now.dateInThailand
        try notInTheFuture(date)
        let found = try await change.transaction.first(
            DefinitionInForce(procedure: opening.procedure, province: province, day: date))
        guard let found, let start = found.engine.start(at: change.now, date: date) else {
            throw RPCError.notFound("procedure", opening.procedure)
        }
        let matter = StoredMatter(
            province: province, id: change.newID(), procedure: opening.procedure,
            procedureVersion: found.definition.version, definitionProvince: found.province,
            committee: found.engine.committee, decisions: found.decisionForm, organisation: opening.organisation,
            subjectKind: opening.subjectKind,
            subject: opening.subject, subjectCode: opening.subjectCode, title: opening.title, position: start,
            openedBy: change.caller.subject, openedAt: change.now, openedOn: date, closedAt: nil)
        try await change.transaction.execute(InsertMatter(matter: matter, body: found.engine.step(start.step)?.body))
        try await record("matter.opened", matter)
        return try await answer(matter, engine: found.engine, history: [])
    }

    /// Opens what no module brings: the matter is its own subject.
    func openWork(_ params: OpenMatter) async throws -> Matter {
        let province = OrganisationCode.province(of: params.organisation)
        let day = params.date ?? change.now.dateInThailand
        let found = try await change.transaction.first(
            DefinitionInForce(procedure: params.procedure, province: province, day: day))
        guard let definition = found?.definition, let first = definition.steps.first else {
            throw RPCError.notFound("procedure", params.procedure)
        }
        if let method = definition.openedWith {
            // What another service's method brings, that service opens here.
            guard !change.runtime.methods.contains(method), try await holds([.integrator], at: params.organisation)
            else { throw Messages.openedWith(method) }
        } else if try await !holds(first.roles, at: params.organisation) {
            throw Messages.forbidden(first, at: params.organisation)
        }
        return try await open(
            MatterOpening(
                procedure: params.procedure, organisation: params.organisation, subjectKind: Self.work,
                subject: change.newID(), subjectCode: params.subjectCode, title: params.title, date: params.date))
    }

    func withdrawWork(_ params: WithdrawMatter) async throws -> Matter {
        let matter = try await lock(params.matter)
        guard matter.subjectKind == Self.work else { throw Messages.withdrawElsewhere }
        if let first = try await engine(of: matter).definition.steps.first, matter.openedBy != change.caller.subject {
            guard try await holds(first.roles, at: matter.organisation) else {
                throw Messages.forbidden(first, at: matter.organisation)
            }
        }
        return try await act(
            MatterMove(
                matter: matter.id, step: matter.position.step ?? "", outcome: .withdraw, date: params.date,
                note: params.reason),
            asOwner: true)
    }

    /// The subject of matters that `matter.open` brought.
    static let work = "work"

    private func holds(_ roles: [Role], at organisation: String) async throws -> Bool {
        try await change.runtime.authoriser.holds(
            Set(roles), at: organisation, caller: change.caller, now: change.now)
    }

    func lock(_ id: ID) async throws -> StoredMatter {
        guard let matter = try await change.transaction.first(LockMatter(id: id)) else {
            throw RPCError.notFound("matter", id)
        }
        return matter
    }

    /// - Parameter asOwner: the module that brought the matter answers for the caller's right (taking back); no role
    ///   of the step is asked for.
    /// - Parameter decision: of a body in a meeting, which has the right by itself.
    /// - Parameter keepsToOpening: it cannot have happened before the day on which the matter was opened. A module that
    ///   brings what was on its way already answers for the days itself.
    func act(
        _ move: MatterMove, asOwner: Bool, decision: MeetingDecision? = nil, keepsToOpening: Bool = false
    ) async throws -> Matter {
        let matter = try await lock(move.matter)
        let engine = try await engine(of: matter)
        if !asOwner { try await authorise(move, on: matter, engine) }
        if decision == nil, move.outcome != .withdraw, let kind = matter.waitsForMeeting(of: engine, at: move.step) {
            throw Messages.needsMeeting(kind)
        }
        let date = move.date ?? change.now.dateInThailand
        try notInTheFuture(date)
        if keepsToOpening, date < matter.openedOn { throw Messages.beforeOpening(date, matter.openedOn) }
        let next: MatterPosition
        do {
            next = try engine.apply(
                ProposedAction(step: move.step, outcome: move.outcome, at: change.now), to: matter.position, date: date)
        } catch {
            throw Messages.refused(error)
        }
        let resolution =
            if let decision {
                try await record(decision, outcome: move.outcome, matter: matter.id)
            } else {
                try await recordResolution(of: move, on: matter, engine, date)
            }
        let action = MatterAction(
            number: next.actions, step: move.step, outcome: move.outcome, to: next.step, date: date, note: move.note,
            letterNumber: move.letterNumber, resolution: resolution, by: change.caller.subject, at: change.now)
        let moving = MoveMatter(matter: matter, next: next, body: engine.step(next.step)?.body)
        guard try await change.transaction.execute(moving) == 1 else {
            throw Messages.refused(.otherStep(asked: move.step, stands: matter.position.step ?? ""))
        }
        try await change.transaction.execute(InsertAction(matter: matter, action: action))
        var moved = matter
        moved.position = next
        moved.closedAt = next.state == .open ? nil : next.since
        try await record(next.state == .open ? "matter.moved" : "matter.\(next.state.rawValue)", moved, action)
        let history = try await change.transaction.all(ActionsOfMatter(province: matter.province, matter: matter.id))
        let answer = try await answer(moved, engine: engine, history: history)
        try await procedures.observers[matter.subjectKind]?.matterMoved(answer, by: action, in: change)
        return answer
    }

    /// Takes the step at which a matter waits for the body that decided.
    /// - Returns: the resolution.
    /// - Throws: `ruleViolated` `matter.body` if the step is no body's, or another kind of body's.
    func decide(_ id: ID, _ outcome: ActionOutcome, _ decision: MeetingDecision) async throws -> ID {
        let matter = try await lock(id)
        if let step = try await engine(of: matter).step(matter.position.step) {
            guard let kind = step.body else { throw Messages.noBodyStep(step.code, at: "/item") }
            guard kind == decision.body.kind else { throw Messages.otherBody(kind, at: "/item") }
        }
        let move = MatterMove(
            matter: id, step: matter.position.step ?? "", outcome: outcome, date: decision.meeting.heldOn,
            note: decision.observations)
        let moved = try await act(move, asOwner: true, decision: decision)
        guard let resolution = moved.history.last?.resolution else { throw RPCError.notFound("resolution", id) }
        return resolution
    }

    /// Records what a meeting resolved.
    func record(_ decision: MeetingDecision, outcome: ActionOutcome, matter: ID?) async throws -> ID {
        let resolution = Resolution(
            id: change.newID(), province: decision.body.province, body: decision.body.code, number: decision.number,
            meeting: decision.meeting.number, date: decision.meeting.heldOn, outcome: outcome, text: decision.text,
            observations: decision.observations, matter: matter, supersedes: nil,
            recordedBy: change.caller.subject, recordedAt: change.now)
        try await change.transaction.execute(
            InsertResolution(resolution: resolution, body: decision.body.id, meeting: decision.meeting.id))
        try await change.emit("resolution.recorded", subject: resolution.id.description, data: resolution)
        return resolution.id
    }

    func answer(_ id: ID) async throws -> Matter {
        guard let matter = try await change.transaction.first(FindMatter(id: id)) else {
            throw RPCError.notFound("matter", id)
        }
        let history = try await change.transaction.all(ActionsOfMatter(province: matter.province, matter: id))
        return try await answer(matter, engine: try await engine(of: matter), history: history)
    }

    private func engine(of matter: StoredMatter) async throws -> ProcedureEngine {
        try await MatterView(
            executor: change.transaction, caller: change.caller, runtime: change.runtime, now: change.now
        )
        .engine(of: matter)
    }

    private func answer(
        _ matter: StoredMatter, engine: ProcedureEngine, history: [MatterAction]
    ) async throws -> Matter {
        try await MatterView(
            executor: change.transaction, caller: change.caller, runtime: change.runtime, now: change.now
        )
        .answer(matter, engine: engine, history: history)
    }

    private func authorise(_ move: MatterMove, on matter: StoredMatter, _ engine: ProcedureEngine) async throws {
        guard move.outcome != .withdraw else { throw Messages.withdrawElsewhere }
        // Who acts on a step that was taken already is told so, not that the role is missing.
        guard let step = engine.step(matter.position.step), step.code == move.step else { return }
        if step.kind == .execution, try await isBringer(of: matter, engine) { return }
        if try await !holds(step.roles, at: matter.organisation) {
            throw Messages.forbidden(step, at: matter.organisation)
        }
    }

    /// The service that brought a matter here carries out what was resolved of it.
    private func isBringer(of matter: StoredMatter, _ engine: ProcedureEngine) async throws -> Bool {
        guard matter.subjectKind == Self.work, matter.openedBy == change.caller.subject,
            engine.definition.openedWith != nil
        else { return false }
        return try await holds([.integrator], at: matter.organisation)
    }

    private func notInTheFuture(_ date: CalendarDate) throws {
        if date > change.now.dateInThailand { throw Messages.future(date) }
    }

    private func recordResolution(
        of move: MatterMove, on matter: StoredMatter, _ engine: ProcedureEngine, _ date: CalendarDate
    ) async throws -> ID? {
        guard let number = move.resolutionNumber else { return nil }
        guard let kind = engine.step(move.step)?.body else { throw Messages.noBodyStep(move.step) }
        let body: Body?
        if let code = move.body {
            body = try await change.transaction.first(FindBody(province: matter.province, code: code))
            guard body != nil else { throw RPCError.notFound("body", code) }
        } else {
            body = try await change.transaction.first(
                BodiesOfProvince(province: matter.province, kind: kind, after: nil, limit: 1))
        }
        guard let body, body.kind == kind else { throw Messages.otherBody(kind) }
        let resolution = Resolution(
            id: change.newID(), province: matter.province, body: body.code, number: number, meeting: nil, date: date,
            outcome: move.outcome, text: move.note ?? matter.title.th, observations: nil, matter: matter.id,
            supersedes: nil, recordedBy: change.caller.subject, recordedAt: change.now)
        try await change.transaction.execute(InsertResolution(resolution: resolution, body: body.id))
        return resolution.id
    }

    private func record(_ event: String, _ matter: StoredMatter, _ action: MatterAction? = nil) async throws {
        let news = MatterNews(
            matter: matter.id, procedure: matter.procedure, organisation: matter.organisation,
            subjectKind: matter.subjectKind, subject: matter.subject, state: matter.position.state,
            step: matter.position.step, dueOn: matter.position.dueOn, action: action)
        try await change.emit(event, subject: matter.id.description, data: news)
        try await change.audit(subject: matter.id.description, details: news)
    }
}

/// What an event says of a matter.
struct MatterNews: Codable, Sendable {
    var matter: ID
    var procedure: String
    var organisation: String
    var subjectKind: String
    var subject: ID
    var state: MatterState
    var step: String?
    var dueOn: CalendarDate?
    var action: MatterAction?
}
