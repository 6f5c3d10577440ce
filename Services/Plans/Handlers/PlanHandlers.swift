import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceKit

/// Plans themselves.
enum PlanHandlers {
    static func register(on router: ServiceRouter) {
        router.change(CreatePlan.self, at: { params, _ in params.organisation }) { try await create($0, $1) }
        router.bytes(GetPlan.self) { try await get($0, $1) }
        router.bytes(ListPlans.self) { try await list($0, $1) }
        router.change(
            UpdatePlan.self, at: { params, call in try await Find.plan(params.plan, on: call.database).organisation }
        ) { try await update($0, $1) }
    }

    /// What `plan.get` answers; its versions as far as the caller may see them.
    static func get(_ params: GetPlan, _ call: ReadCall) async throws -> [UInt8] {
        let sight = try await Sight(call)
        let json =
            switch params.plan {
            case .id(let id): try await call.database.first(PlanAnswerByID(id: id, sight: sight))
            case .code(let code): try await call.database.first(PlanAnswerByCode(code: code, sight: sight))
            }
        guard let json else { throw RPCError.notFound("plan", params.plan) }
        return json
    }

    /// What `plan.list` answers.
    static func list(_ params: ListPlans, _ call: ReadCall) async throws -> [UInt8] {
        let limit = PageLimit.of(params.limit)
        let after = try params.cursor?.keys("plan", count: 1)[0] ?? ""
        let rows = try await call.database.all(
            PlanPage(filter: params, after: after, sight: try await Sight(call), limit: limit + 1))
        return Wire.page(rows, limit: limit) { PageCursor("plan", $0.key) }
    }

    private static func create(_ params: CreatePlan, _ change: Change) async throws -> Plan {
        try await Find.organisation(params.organisation, on: change.transaction)
        try await check(higher: params.higher ?? [], of: params.code, change)
        let id = change.newID()
        try await change.transaction.execute(InsertPlan(id: id, params: params, now: change.now))
        let plan = try await Find.plan(.id(id), on: change.transaction)
        let answer = try await change.answer(plan)
        try await change.tell("plan.created", plan, answer)
        return answer
    }

    private static func update(_ params: UpdatePlan, _ change: Change) async throws -> Plan {
        let open = try await OpenPlan(params.plan, in: change)
        guard open.plan.version == params.expectedVersion else {
            throw RPCError.stale(open.plan.version)
        }
        try await checkYears(params, open, change)
        if let higher = params.higher { try await check(higher: higher, of: open.plan.code, change) }
        try await change.transaction.execute(UpdatePlanRecord(plan: open.plan, params: params))
        let answer = try await change.answer(open.plan)
        try await change.tell("plan.updated", open.plan, answer)
        return answer
    }

    /// No target and no day of the draft's work lies outside the years that the plan is to have.
    private static func checkYears(_ params: UpdatePlan, _ open: OpenPlan, _ change: Change) async throws {
        let first = params.firstYear?.buddhistYear ?? open.plan.firstYear
        let last = params.lastYear?.buddhistYear ?? open.plan.lastYear
        // Years in the wrong order the database refuses.
        guard first <= last else { return }
        let outside = try await change.transaction.first(
            OutsideYears(plan: open.plan, draft: open.draft, years: first...last))
        guard let outside, outside.targets || outside.days else { return }
        let rule = outside.targets ? "plan.targetsOutside" : "plan.daysOutside"
        let message = outside.targets ? Messages.targetsOutside : Messages.daysOutside
        let changed = [("/firstYear", params.firstYear), ("/lastYear", params.lastYear)].filter { $0.1 != nil }
        throw RPCError.ruleViolated(
            rule, message, problems: changed.map { Problem(path: $0.0, rule: rule, message: message) })
    }

    /// Every higher plan exists, and none of them follows this one.
    private static func check(higher: [String], of code: String, _ change: Change) async throws {
        guard !higher.isEmpty else { return }
        let known = try await change.transaction.all(HigherPlans(codes: higher, plan: code))
        let codes = Set(known.map(\.code))
        for missing in higher where !codes.contains(missing) { throw RPCError.notFound("plan", missing) }
        if higher.contains(code) || known.contains(where: \.circular) {
            throw RPCError.ruleViolated("plan.higherCircle", Messages.higherCircle, at: "/higher")
        }
    }
}
