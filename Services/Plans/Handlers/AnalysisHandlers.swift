import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import ServiceKit

/// What can be asked of the web of plans.
enum AnalysisHandlers {
    static func register(on router: ServiceRouter) {
        router.bytes(GetPlanCoverage.self) { params, call in
            let (plan, version) = try await Find.readable(params.plan, version: params.planVersion, call)
            guard let json = try await call.database.first(Coverage(plan: plan, version: version)) else {
                throw RPCError.notFound("plan", params.plan)
            }
            return json
        }
        router.read(LintPlan.self) { params, call in
            let (plan, version) = try await Find.readable(params.plan, version: params.planVersion, call)
            let lint = Lint(try await call.database.all(LintNodes(plan: plan, version: version)))
            return PlanLint(
                plan: plan.code, planVersion: version, findings: lint.findings().compactMap(finding),
                completeProjects: lint.completeProjects, projects: lint.projects.count)
        }
    }

    private static func finding(_ mark: LintMark) -> LintFinding? {
        LintRule(rawValue: mark.rule).map {
            LintFinding(
                rule: $0, severity: mark.isError ? .error : .warning, element: mark.element, message: mark.message)
        }
    }
}
