import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import ServiceKit

/// What can be asked of the web of plans.
enum AnalysisHandlers {
    static func register(on router: ServiceRouter) {
        router.bytes(TraceUp.self) { params, call in
            try trace(
                try await call.database.first(
                    TraceUpward(key: ElementKey(params.element), version: params.planVersion)), params.element)
        }
        router.bytes(TraceDown.self) { params, call in
            try trace(
                try await call.database.first(
                    TraceDownward(key: ElementKey(params.element), version: params.planVersion)), params.element)
        }
        router.bytes(GetPlanCoverage.self) { params, call in
            let plan = try await Find.plan(params.plan, on: call.database)
            let version = try Find.version(params.planVersion, of: plan)
            guard let json = try await call.database.first(Coverage(plan: plan, version: version)) else {
                throw RPCError.notFound("plan", params.plan)
            }
            return json
        }
        router.read(LintPlan.self) { params, call in
            let plan = try await Find.plan(params.plan, on: call.database)
            let version = try Find.version(params.planVersion, of: plan)
            let lint = Lint(try await call.database.all(LintNodes(plan: plan, version: version)))
            return PlanLint(
                plan: plan.code, planVersion: version, findings: lint.findings().compactMap(finding),
                completeProjects: lint.completeProjects, projects: lint.projects.count)
        }
    }

    private static func trace(_ answer: TraceAnswer?, _ reference: Reference) throws -> [UInt8] {
        guard let answer, answer.roots > 0 else { throw RPCError.notFound("element", reference) }
        guard answer.roots == 1 else { throw RPCError.conflict(Messages.ambiguous(reference.description)) }
        return answer.json
    }

    private static func finding(_ mark: LintMark) -> LintFinding? {
        LintRule(rawValue: mark.rule).map {
            LintFinding(
                rule: $0, severity: mark.isError ? .error : .warning, element: mark.element, message: mark.message)
        }
    }
}
