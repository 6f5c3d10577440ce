import BudgetContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// The service's own page: `/summary?organisation=67&fiscalYear=2566`.
enum PageHandlers {
    static func register(on router: ServiceRouter) {
        router.page("/summary", title: LocalizedText("สรุปงบประมาณ", "Summary"), access: BudgetAccess.readers) {
            try await summary($0, $1)
        }
        LinePages.register(on: router)
        ProgressPage.register(on: router)
    }

    private static func summary(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let today = call.now.dateInThailand
        let organisation = try await Find.organisation(request.query["organisation"] ?? "TH", on: call.database)
        if case .roles(let roles) = BudgetAccess.readers,
            try await !call.runtime.authoriser.holds(roles, at: organisation, caller: call.caller, now: call.now)
        {
            throw RPCError(.forbidden, Messages.unknown("organisation", organisation))
        }
        guard
            let year = request.query["fiscalYear"].map({ Int($0).flatMap { FiscalYear($0) } })
                ?? FiscalYear(containing: today)
        else { throw RPCError.notFound("fiscalYear", request.query["fiscalYear"] ?? "") }
        let summaries = try await call.snapshot { database in
            var summaries: [BudgetSummary] = []
            for grouping in [SummaryGrouping.category, .planType, .organisation, .month] {
                summaries.append(
                    try await SummaryHandlers.summarise(
                        GetSummary(organisation: organisation, fiscalYear: year, groupBy: grouping), on: database,
                        today: today))
            }
            return summaries
        }
        let page = SummaryPage(language: request.language, summaries: summaries)
        return shell.page(title: page.title, body: page.body, language: request.language)
    }

    private static var shell: PageShell {
        PageShell(service: BudgetService.definition.title, version: BudgetService.definition.version)
    }

    private static let templates = PageTemplates([
        "lines": PackageResources.lines_mustache, "line": PackageResources.line_mustache,
        "progress": PackageResources.progress_mustache,
    ])

    /// A page out of one of the service's templates.
    static func page(
        _ template: String, _ title: String, _ values: [String: Any], _ request: PageRequest
    ) -> PageResponse {
        shell.page(title: title, body: templates.render(template, values), language: request.language)
    }
}
