import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import Procedures
import RPCServer
import ServiceKit

/// A plan's way from draft over screening to announcement, and on to the next draft.
enum PlanLifeHandlers {
    static func register(on router: ServiceRouter) {
        router.change(
            SubmitPlanForScreening.self,
            at: { params, call in try await Find.plan(params.plan, on: call.database).organisation }
        ) { try await submit($0, $1) }
        router.change(
            AnnouncePlan.self, at: { params, call in try await Find.plan(params.plan, on: call.database).organisation }
        ) { try await announce($0, $1) }
        router.change(
            AmendPlan.self, at: { params, call in try await Find.plan(params.plan, on: call.database).organisation }
        ) { try await amend($0, $1) }
        router.bytes(DiffPlan.self) { params, call in
            let (plan, from) = try await Find.readable(params.plan, version: params.from, call)
            let (_, to) = try await Find.readable(params.plan, version: params.to, call)
            let json = try await call.database.first(Difference(plan: plan, from: from, to: to))
            guard let json else { throw RPCError.notFound("plan", params.plan) }
            return json
        }
    }

    private static func submit(_ params: SubmitPlanForScreening, _ change: Change) async throws -> Matter {
        let open = try await OpenPlan(params.plan, in: change)
        let state = try await change.transaction.first(DraftState(plan: open.plan, number: open.draft))
        if state?.hasElements != true { throw RPCError.ruleViolated("plan.empty", Messages.emptyDraft, at: "/plan") }
        let matter = try await PlansService.procedures.open(
            MatterOpening(
                procedure: "planScreening", organisation: open.plan.organisation,
                subjectKind: ScreeningObserver.subjectKind, subject: open.plan.id, subjectCode: open.plan.code,
                title: open.plan.name, date: params.date),
            in: change)
        try await change.transaction.execute(
            InsertScreening(plan: open.plan, number: open.draft, matter: matter.id))
        try await change.tell(
            "plan.submitted", open.plan,
            PlanNews(
                plan: open.plan.code, planVersion: open.draft, matter: matter.id, letterNumber: params.letterNumber))
        return matter
    }

    private static func announce(_ params: AnnouncePlan, _ change: Change) async throws -> Plan {
        let open = try await OpenPlan(params.plan, in: change)
        if params.announcedOn > change.now.dateInThailand {
            throw RPCError.ruleViolated("plan.announcedOn", Messages.futureDate, at: "/announcedOn")
        }
        let state = try await change.transaction.first(DraftState(plan: open.plan, number: open.draft))
        if state?.hasElements != true { throw RPCError.ruleViolated("plan.empty", Messages.emptyDraft, at: "/plan") }
        switch state?.screening.flatMap(PlanScreeningState.init(rawValue:)) {
        case .open: throw RPCError.ruleViolated("plan.beingScreened", Messages.beingScreened, at: "/plan")
        case .rejected: throw RPCError.ruleViolated("plan.screeningRejected", Messages.screeningRejected, at: "/plan")
        case .approved, .withdrawn, nil: break
        }
        try await change.transaction.execute(SealVersion(plan: open.plan, number: open.draft, params: params))
        try await change.transaction.execute(PutInForce(plan: open.plan))
        try await change.tell(
            "plan.announced", open.plan,
            PlanNews(plan: open.plan.code, planVersion: open.draft, letterNumber: params.letterNumber))
        return try await change.answer(open.plan)
    }

    private static func amend(_ params: AmendPlan, _ change: Change) async throws -> Plan {
        guard let plan = try await change.transaction.first(LockPlan(reference: params.plan)) else {
            throw RPCError.notFound("plan", params.plan)
        }
        guard let current = plan.current else {
            throw RPCError.ruleViolated("plan.neverAnnounced", Messages.neverAnnounced, at: "/plan")
        }
        guard plan.draft == nil else { throw RPCError.ruleViolated("plan.hasDraft", Messages.hasDraft, at: "/plan") }
        try await change.transaction.execute(OpenDraft(plan: plan, reason: params.reason, now: change.now))
        try await change.transaction.execute(CopyElements(plan: plan, from: current))
        try await change.transaction.execute(CopyLinks(plan: plan, from: current))
        try await change.tell("plan.amended", plan, PlanNews(plan: plan.code, planVersion: current + 1))
        return try await change.answer(plan)
    }
}

/// What an event says of a version.
struct PlanNews: Codable, Sendable {
    var plan: String
    var planVersion: Int
    var matter: ID?
    var letterNumber: String?
}

/// Writes down what the screening of a version came to.
struct ScreeningObserver: MatterObserver {
    static let subjectKind = "planVersion"
    var subjectKind: String { Self.subjectKind }

    func matterMoved(_ matter: Matter, by action: MatterAction, in change: Change) async throws {
        let state: PlanScreeningState
        switch matter.state {
        case .open: return
        case .completed: state = .approved
        case .rejected: state = .rejected
        case .withdrawn: state = .withdrawn
        }
        try await change.transaction.execute(
            SettleScreening(province: matter.province, plan: matter.subject, matter: matter.id, state: state))
    }
}
