import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceKit

/// Value chains of goals (P5).
enum ValueChainHandlers {
    static func register(on router: ServiceRouter) {
        router.read(GetValueChain.self) { try await chain($0, $1) }
        router.read(ListFactorGaps.self) { params, call in
            let (plan, version) = try await Find.readable(params.plan, version: params.planVersion, call)
            let limit = PageLimit.of(params.limit)
            let after = try params.cursor?.keys("factor", count: 1)[0] ?? ""
            let rows = try await call.database.all(
                ChainRows(
                    plan: plan, version: version, goal: nil, province: params.province, sight: try await Sight(call)))
            let gaps = rows.compactMap { row in
                row.projects > 0
                    ? nil : row.factor.map { FactorGap(goal: row.goal, component: row.component.code, factor: $0) }
            }
            let left = gaps.sorted { $0.factor.code < $1.factor.code }.drop { $0.factor.code <= after }
            return Page(Array(left.prefix(limit + 1)), limit: limit) { PageCursor("factor", $0.factor.code) }
        }
    }

    private static func chain(_ params: GetValueChain, _ call: ReadCall) async throws -> ValueChain {
        let place = try await Find.element(params.goal, version: params.planVersion, on: call.database)
        let (plan, version) = try await Find.readable(.id(place.plan), version: place.planVersion, call)
        let sight = try await Sight(call)
        let key = ElementKey(.id(place.id))
        guard
            let json = try await call.database.first(ElementAnswers(key: key, version: version, sight: sight))
        else { throw RPCError.notFound("element", params.goal) }
        let goal = try Wire.decode(PlanElement.self, from: json)
        let rows = try await call.database.all(
            ChainRows(plan: plan, version: version, goal: place.id, province: params.province, sight: sight))
        var components: [ChainComponent] = []
        for row in rows {
            if components.last?.component != row.component {
                components.append(ChainComponent(component: row.component, factors: []))
            }
            guard let factor = row.factor else { continue }
            components[components.count - 1].factors.append(
                ChainFactor(factor: factor, projects: row.projects, organisations: row.organisations))
        }
        let factors = components.flatMap(\.factors)
        return ValueChain(
            plan: plan.code, planVersion: version,
            goal: ChainLink(id: goal.id, code: goal.code, text: goal.text), components: components,
            factors: factors.count, served: factors.count { $0.projects > 0 })
    }
}
