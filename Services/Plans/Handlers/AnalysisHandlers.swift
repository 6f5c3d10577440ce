import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import ServiceKit

/// What can be asked of the web of plans.
enum AnalysisHandlers {
    static func register(on router: ServiceRouter) {
        router.read(GetPlanImpact.self) { try await impact($0, $1) }
        router.read(GetPlanService.self) { try await served($0, $1) }
        router.read(ListDuplicateProjects.self) { try await duplicates($0, $1) }
        router.bytes(SearchPlans.self) { try await search($0, $1) }
        router.bytes(GetPlanCoverage.self) { params, call in
            let rows = try await Find.rows(of: params.plan, version: params.planVersion, call) { Coverage(asked: $0) }
            guard let json = rows.first else { throw RPCError.notFound("plan", params.plan) }
            return json
        }
        router.read(LintPlan.self) { params, call in
            let (plan, version) = try await Find.readable(params.plan, version: params.planVersion, call)
            let circular = try await call.database.all(CircularElements(plan: plan, version: version))
            let lint = Lint(
                try await call.database.all(LintNodes(plan: plan, version: version)), circular: Set(circular))
            return PlanLint(
                plan: plan.code, planVersion: version, findings: lint.findings().compactMap(finding),
                completeProjects: lint.completeProjects, projects: lint.projects.count)
        }
    }

    /// A page of projects, of which those are answered that somebody else has, too.
    private static func duplicates(
        _ params: ListDuplicateProjects, _ call: ReadCall
    ) async throws -> Page<DuplicateProject> {
        let (plan, version) = try await Find.readable(params.plan, version: params.planVersion, call)
        let limit = params.limit ?? ListDuplicateProjects.limitDefault
        let rows = try await call.database.all(
            DuplicateProjects(
                plan: plan, version: version, after: try params.cursor?.keys("duplicates", count: 1)[0] ?? "",
                percent: params.percent ?? NameLikeness.likelyPercent, sight: try await Sight(call), limit: limit + 1))
        var page = Page(rows, limit: limit) { PageCursor("duplicates", $0.code) }
        page.items.removeAll { $0.alike.isEmpty }
        return page
    }

    private static func served(_ params: GetPlanService, _ call: ReadCall) async throws -> PlanService {
        let (plan, version) = try await Find.readable(params.plan, version: params.planVersion, call)
        let limit = PageLimit.of(params.limit)
        let after = try params.cursor?.keys("served", count: 1)[0] ?? ""
        let sight = try await Sight(call)
        let goals =
            if let province = params.province {
                try await call.database.all(
                    GoalsServedInProvince(plan: plan, version: version, province: province, sight: sight))
            } else {
                try await call.database.all(GoalsServed(plan: plan, version: version, sight: sight))
            }
        let wanted = goals.filter { (params.unserved != true || $0.links == 0) && $0.code > after }
        return PlanService(
            plan: plan.code, planVersion: version, goals: goals.count, served: goals.count { $0.links > 0 },
            items: Array(wanted.prefix(limit)),
            nextCursor: wanted.count > limit ? PageCursor("served", wanted[limit - 1].code) : nil)
    }

    /// What `plan.search` answers.
    static func search(_ params: SearchPlans, _ call: ReadCall) async throws -> [UInt8] {
        let limit = PageLimit.of(params.limit)
        let plan: StoredPlan? =
            if let reference = params.plan { try await Find.plan(reference, on: call.database) } else { nil }
        let question = SearchQuestion(params: params, plan: plan?.id, sight: try await Sight(call), limit: limit + 1)
        switch params.match ?? .contains {
        case .contains:
            let text = params.text
            let hasCapitals = text.lowercased() != text.uppercased()
            return switch (text.unicodeScalars.count > 2, hasCapitals) {
            case (true, false): try await containing(HoldsText.self, question, call)
            case (true, true): try await containing(HoldsLetters.self, question, call)
            case (false, false): try await containing(HoldsPair.self, question, call)
            case (false, true): try await containing(HoldsLetterPair.self, question, call)
            }
        case .similar:
            let after = try params.cursor?.keys("similar", count: 2)
            var rows = try await call.database.all(NewestElementsAlike(question: question, after: after))
            if rows.count < question.limit {
                rows = try await call.database.all(ElementsLike(question: question, after: after))
            }
            return Wire.page(rows, limit: limit) { PageCursor("similar", $0.keys) }
        }
    }

    private static func containing<Holding: TextHolding>(
        _: Holding.Type, _ question: SearchQuestion, _ call: ReadCall
    ) async throws -> [UInt8] {
        let after = try question.params.cursor?.keys("contains", count: 2)
        var rows = try await call.database.all(ShortElementsContaining<Holding>(question: question, after: after))
        if rows.count < question.limit {
            rows = try await call.database.all(ElementsContaining<Holding>(question: question, after: after))
        }
        return Wire.page(rows, limit: question.limit - 1) { PageCursor("contains", $0.keys) }
    }

    /// What a revision touches: all of the comparison, a page of the links.
    private static func impact(_ params: GetPlanImpact, _ call: ReadCall) async throws -> PlanImpact {
        let found = try await Find.plan(params.plan, on: call.database)
        let to = params.to ?? found.draft ?? found.current ?? 1
        let from = params.from ?? to - 1
        guard from > 0 else { throw RPCError.ruleViolated("plan.oneVersion", Messages.oneVersion, at: "/plan") }
        let (plan, _) = try await Find.readable(params.plan, version: to, call)
        _ = try await Find.readable(params.plan, version: from, call)
        let sight = try await Sight(call)
        let question = ImpactQuestion(plan: plan, from: from, to: to, sight: sight)
        let limit = PageLimit.of(params.limit)
        let after = try params.cursor.map { ID(try $0.keys("impact", count: 1)[0]) } ?? nil
        let elements: [ImpactedElement] =
            try await call.database.first(ImpactedElements(question: question)).map { try Wire.decode(from: $0) } ?? []
        let rows = try await call.database.all(
            ImpactedLinks(question: question, after: after, limit: limit + 1))
        return PlanImpact(
            plan: plan.code, from: from, to: to, elements: elements,
            items: try rows.prefix(limit).map { try Wire.decode(from: $0.json) },
            nextCursor: rows.count > limit ? PageCursor("impact", rows[limit - 1].key) : nil)
    }

    private static func finding(_ mark: LintMark) -> LintFinding? {
        LintRule(rawValue: mark.rule).map {
            LintFinding(
                rule: $0, severity: mark.isError ? .error : .warning, element: mark.element, message: mark.message)
        }
    }
}
