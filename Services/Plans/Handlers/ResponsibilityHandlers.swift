import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceKit

/// Who answers for what (P7).
enum ResponsibilityHandlers {
    static func register(on router: ServiceRouter) {
        router.change(
            SetResponsibility.self,
            at: { params, call in try await Find.element(params.element, version: nil, on: call.database).organisation }
        ) { params, change in
            let element = try await Find.element(params.element, version: nil, on: change.transaction)
            try await Find.organisation(params.organisation, on: change.transaction)
            guard
                let version = try await change.transaction.first(PutResponsibility(element: element, params: params))
            else {
                let current = try await change.transaction.first(ResponsibilityVersion(element: element)) ?? 0
                throw RPCError.stale(current)
            }
            let answer = Responsibility(
                plan: element.planCode, element: element.code, organisation: params.organisation,
                position: params.position, subject: params.subject, version: version)
            try await change.emit("responsibility.set", subject: element.code, data: answer)
            try await change.audit(subject: element.code, details: answer)
            return answer
        }
        router.read(ListResponsibilities.self) { params, call in
            let (plan, _) = try await Find.readable(params.plan, version: nil, call)
            let limit = PageLimit.of(params.limit)
            let rows = try await call.database.all(
                ResponsibilityPage(
                    plan: plan, after: try params.cursor?.keys("responsibility", count: 1)[0] ?? "",
                    organisation: params.organisation, limit: limit + 1))
            let named = rows.map { row in
                var row = row
                row.plan = plan.code
                return row
            }
            return Page(named, limit: limit) { PageCursor("responsibility", $0.element) }
        }
    }
}
