import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import ServiceKit

/// A way down that is too long to be shown at once, step by step: what is right below an element, with the figures of
/// its steps; or, where that is much, too, the plans whose elements are.
struct Below: Sendable {
    /// Ways down that a page shows at once, as a picture or a table.
    static let waysMax = 200
    /// Rows of a page.
    static let rowsMax = 50

    /// The element itself, then the page's steps.
    var trace: Trace
    /// Whether anything is below each of the steps in turn.
    var goOn: [Bool] = []
    /// Of all pages.
    var steps: Int
    /// A page of plans, in place of the steps.
    var plans: [BelowPlans.Item]?
    var plansInAll = 0
    var next: PageCursor?

    /// - Parameter plan: the plan whose steps alone are meant.
    /// - Returns: `nil` where all that is below is so little that `TraceHandlers.down` shows it at once.
    static func page(
        _ params: TraceDown, of plan: String?, after cursor: PageCursor?, _ call: ReadCall
    ) async throws -> Below? {
        let year = TraceHandlers.year(params.figures, params.fiscalYear, call)
        let asked = TraceHandlers.question(params.element, params.planVersion, try await Sight(call), year)
        if plan == nil {
            let counted = try await call.database.first(WaysBelow(asked: asked, limit: waysMax + 1))
            if counted?.roots == 1, let ways = counted?.ways, ways <= waysMax { return nil }
            let after = cursor?.order == "belowPlans" ? try cursor?.keys("belowPlans", count: 1)[0] : nil
            let plans = try await plans(asked, params.element, after: after ?? "", call)
            if plans.steps > waysMax { return plans }
        }
        let steps = StepsBelow(asked: asked, after: try cursor?.keys("below", count: 3), limit: rowsMax + 1)
        let rows =
            if let plan { try await call.database.first(StepsBelowOfPlan(steps: steps, plan: plan)) } else {
                try await call.database.first(steps)
            }
        var page = try Wire.decode(BelowPage.self, from: try TraceHandlers.only(rows, params.element))
        let next = page.items.count > rowsMax ? page.items[rowsMax - 1].node : nil
        page.items = Array(page.items.prefix(rowsMax))
        let begin = page.begin
        var trace = Trace(
            nodes: [begin] + page.items.map(\.node),
            edges: page.items.flatMap { step in
                step.relations.map { TraceEdge(from: step.node.id, to: begin.id, relation: $0) }
            }, truncated: true)
        if let year { trace = try await TraceFigures(call: call, year: year).added(to: trace) }
        // What the projects of one page have together is nobody's figure.
        trace.nodes[0].money = nil
        return Below(
            trace: trace, goOn: page.items.map(\.goesOn), steps: page.steps,
            next: next.map { PageCursor("below", $0.plan == begin.plan ? "0" : "1", $0.plan, $0.code) })
    }

    private static func plans(
        _ asked: TraceQuestion, _ element: Reference, after: String, _ call: ReadCall
    ) async throws -> Below {
        let rows = try await call.database.first(PlansBelow(asked: asked, after: after, limit: rowsMax + 1))
        let page = try Wire.decode(BelowPlans.self, from: try TraceHandlers.only(rows, element))
        return Below(
            trace: Trace(nodes: [page.begin], edges: [], truncated: true), steps: page.ways,
            plans: Array(page.items.prefix(rowsMax)), plansInAll: page.plans,
            next: page.items.count > rowsMax ? PageCursor("belowPlans", page.items[rowsMax - 1].plan) : nil)
    }
}
