import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceKit

/// Elements of plans.
enum ElementHandlers {
    static func register(on router: ServiceRouter) {
        registerReads(on: router)
        router.change(
            CreateElement.self, at: { params, call in try await Find.plan(params.plan, on: call.database).organisation }
        ) { try await create($0, $1) }
        router.change(
            UpdateElement.self, at: { params, call in try await Find.plan(params.plan, on: call.database).organisation }
        ) { try await update($0, $1) }
        router.change(
            ImportElements.self,
            at: { params, call in try await Find.plan(params.plan, on: call.database).organisation }
        ) { try await importRows($0, $1) }
        router.change(
            RemoveElement.self, at: { params, call in try await Find.plan(params.plan, on: call.database).organisation }
        ) { try await remove($0, $1) }
    }

    private static func registerReads(on router: ServiceRouter) {
        router.bytes(GetElement.self) { params, call in
            let rows = try await call.database.all(
                ElementAnswers(
                    key: ElementKey(params.element), version: params.planVersion, sight: try await Sight(call)))
            return try Find.only(rows, "element", params.element)
        }
        router.bytes(ListElements.self) { params, call in
            let limit = PageLimit.of(params.limit)
            let after = try params.cursor?.keys("element", count: 1)[0] ?? ""
            let rows = try await Find.rows(of: params.plan, version: params.planVersion, call) {
                ElementPage(asked: $0, filter: params, after: after, limit: limit + 1)
            }
            return Wire.page(rows, limit: limit) { PageCursor("element", $0.key) }
        }
    }

    private static func create(_ params: CreateElement, _ change: Change) async throws -> PlanElement {
        let desk = try await ElementDesk(params.plan, change)
        let tree = try await desk.tree()
        if tree[params.element.code] != nil {
            throw RPCError.conflict(Messages.rules["element_code"] ?? Messages.refusedImport)
        }
        _ = try await desk.put([params.element], into: tree, partial: false) { _ in "/element" }
        let element = try await desk.answer(params.element.code)
        try await change.tell("element.created", desk.open.plan, element)
        return element
    }

    private static func update(_ params: UpdateElement, _ change: Change) async throws -> PlanElement {
        let desk = try await ElementDesk(params.plan, change)
        let tree = try await desk.tree()
        guard let node = tree[params.element.code] else {
            throw RPCError.notFound("element", params.element.code)
        }
        guard node.version == params.expectedVersion else {
            throw RPCError.stale(node.version)
        }
        _ = try await desk.put([params.element], into: tree, partial: false) { _ in "/element" }
        let element = try await desk.answer(params.element.code)
        try await change.tell("element.updated", desk.open.plan, element)
        return element
    }

    private static func importRows(_ params: ImportElements, _ change: Change) async throws -> ImportReport {
        let desk = try await ElementDesk(params.plan, change)
        let report = try await desk.put(
            params.rows, into: try await desk.tree(), partial: params.mode == .partial
        ) { "/rows/\($0)" }.report
        try await change.tell("element.imported", desk.open.plan, report)
        return report
    }

    private static func remove(_ params: RemoveElement, _ change: Change) async throws -> RemovedElement {
        let desk = try await ElementDesk(params.plan, change)
        guard let node = try await desk.tree()[params.code] else { throw RPCError.notFound("element", params.code) }
        guard node.version == params.expectedVersion else {
            throw RPCError.stale(node.version)
        }
        let (plan, draft) = (desk.open.plan, desk.open.draft)
        let removed = try await change.transaction.execute(
            DeleteElement(plan: plan, version: draft, code: params.code, expected: params.expectedVersion))
        if removed == 0 { throw RPCError.ruleViolated("element.referred", Messages.hangsBelow) }
        let answer = RemovedElement(plan: plan.code, planVersion: draft, code: params.code)
        try await change.tell("element.removed", plan, answer)
        return answer
    }
}
