import BudgetContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// Disbursement plans and the cabinet's targets.
enum PlanHandlers {
    static func register(on router: ServiceRouter) {
        router.change(SetDisbursementPlan.self, at: { try await Find.line($0.line, on: $1.database).organisation }) {
            try await set($0, $1)
        }
        router.read(GetDisbursementPlan.self, at: { try await Find.line($0.line, on: $1.database).organisation }) {
            let line = try await Find.line($0.line, on: $1.database)
            let plan = try await $1.database.first(FindPlan(province: line.province, line: line.id))
            return contract(line, plan?.months ?? Array(repeating: .zero, count: 12), version: plan?.version ?? 0)
        }
        router.change(SetTarget.self, at: { _, _ in "TH" }) { params, change in
            _ = try await change.transaction.execute(UpsertTarget(target: params.target))
            let subject = "\(params.target.fiscalYear.buddhistYear)/\(params.target.scope)/\(params.target.measure)"
            try await change.emit("target.set", subject: subject, data: params.target)
            try await change.audit(subject: subject, details: params.target)
            return params.target
        }
        router.read(ListTargets.self) {
            Targets(items: try await $1.database.all(SelectTargets(fiscalYear: $0.fiscalYear)))
        }
    }

    private static func set(_ params: SetDisbursementPlan, _ change: Change) async throws -> DisbursementPlan {
        let line = try await Find.line(params.line, on: change.transaction)
        var months = Array(repeating: Money.zero, count: 12)
        for month in params.months { months[FiscalMonths.index(of: month.month)] = month.amount }
        let before = try await change.transaction.first(FindPlan(province: line.province, line: line.id))?.version ?? 0
        guard params.expectedVersion.map({ $0 == before }) ?? true,
            let version = try await change.transaction.first(
                UpsertPlan(
                    province: line.province, line: line.id, months: months, setBy: change.caller.subject,
                    setAt: change.now, expectedVersion: params.expectedVersion))
        else { throw RPCError.conflict(Messages.stalePlan, currentVersion: before) }
        let plan = contract(line, months, version: version)
        try await change.emit("disbursementPlan.set", subject: line.id.description, data: plan)
        try await change.audit(subject: line.id.description, details: plan)
        return plan
    }

    private static func contract(_ line: BudgetLine, _ months: [Money], version: Int) -> DisbursementPlan {
        DisbursementPlan(
            line: line.id, lineCode: line.code, fiscalYear: line.fiscalYear,
            months: zip(FiscalMonths.order, months).map { PlannedMonth(month: $0, amount: $1) },
            total: Money.sum(months) ?? .limit, version: version)
    }
}
