import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import RPCServer
import ServiceKit

/// The service's own pages; first `/summary?organisation=67&year=2566`: the roll-ups.
enum PageHandlers {
    static func register(on router: ServiceRouter) {
        router.page(
            "/summary", title: LocalizedText("สรุปงบประมาณ", "Summary"),
            about: LocalizedText(
                "ยอดรวมตามงบรายจ่าย แผนงาน หน่วยงาน และเดือน", "Roll-ups by category, plan type, organisation and month"),
            access: BudgetAccess.readers
        ) { try await summary($0, $1) }
        BudgetPages.register(on: router)
    }

    private static func summary(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let choice = try await PlaceChoice.ofLines(request, call)
        let title = request.say("สรุปงบประมาณ", "Summary")
        var values = choice.values(request)
        values["title"] = title
        if let organisation = choice.organisation, let year = choice.year {
            guard try await BudgetPages.may(BudgetAccess.readers, at: organisation.code, call) else {
                throw RPCError(.forbidden, Messages.unknown("organisation", organisation.code))
            }
            let today = call.now.dateInThailand
            let summaries = try await call.snapshot { database in
                var summaries: [BudgetSummary] = []
                for grouping in [SummaryGrouping.category, .planType, .organisation, .month] {
                    summaries.append(
                        try await SummaryHandlers.summarise(
                            GetSummary(organisation: organisation.code, fiscalYear: year, groupBy: grouping),
                            on: database, today: today))
                }
                return summaries
            }
            let isEmpty = summaries.first?.rows.isEmpty ?? true
            values["isEmpty"] = isEmpty
            if isEmpty { values.merge(try await OtherYears.values(of: organisation.code, request, call)) { $1 } }
            values["empty"] = request.say(
                "ไม่มีงบประมาณของหน่วยงานนี้ในปีนี้", "There is no budget of this organisation in this year.")
            let page = SummaryPage(language: request.language, summaries: summaries)
            values["title"] = page.title
            values["body"] = page.body
        }
        return BudgetPages.page("summary", title, values, request)
    }
}
