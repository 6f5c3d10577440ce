import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceKit

/// The web of plans from one element up or down, with the figures that other services have of its steps.
enum TraceHandlers {
    static func register(on router: ServiceRouter) {
        router.bytes(TraceUp.self) { params, call in
            let year = year(params.figures, params.fiscalYear, call)
            return try await figures(upward(params, year, call), year, call)
        }
        router.bytes(TraceDown.self) { params, call in
            let year = year(params.figures, params.fiscalYear, call)
            return try await figures(downward(params, year, call), year, call)
        }
    }

    /// What `trace.up` answers, for pages: to whom may see no draft, what is announced.
    static func up(_ params: TraceUp, _ call: ReadCall) async throws -> Trace {
        let year = year(params.figures, params.fiscalYear, call)
        return try await withFigures(upward(params, year, call), year, call)
    }

    /// What `trace.down` answers, for pages.
    static func down(_ params: TraceDown, _ call: ReadCall) async throws -> Trace {
        let year = year(params.figures, params.fiscalYear, call)
        return try await withFigures(downward(params, year, call), year, call)
    }

    /// What is right below an element or serves it directly, a page of it, for pages; `nil` where all that is below is so
    /// little that `down` shows it at once.
    static func below(_ params: TraceDown, after cursor: PageCursor?, _ call: ReadCall) async throws -> Below? {
        let year = year(params.figures, params.fiscalYear, call)
        let asked = question(params.element, params.planVersion, try await Sight(call), year)
        let counted = try await call.database.first(WaysBelow(asked: asked, limit: Below.waysMax + 1))
        if counted?.roots == 1, let ways = counted?.ways, ways <= Below.waysMax { return nil }
        let rows = try only(
            try await call.database.first(
                StepsBelow(asked: asked, after: try cursor?.keys("below", count: 3), limit: Below.rowsMax + 1)),
            params.element)
        var page = try Wire.decode(BelowPage.self, from: rows)
        let more = page.items.count > Below.rowsMax
        page.items = Array(page.items.prefix(Below.rowsMax))
        let begin = page.begin
        var trace = Trace(
            nodes: [begin] + page.items.map(\.node),
            edges: page.items.flatMap { step in
                step.relations.map { TraceEdge(from: step.node.id, to: begin.id, relation: $0) }
            }, truncated: true)
        if let year { trace = try await TraceFigures(call: call, year: year).added(to: trace) }
        // What the projects of one page have together is nobody's figure.
        trace.nodes[0].money = nil
        let next = more ? page.items.last : nil
        return Below(
            trace: trace, counts: page.items.map(\.below), steps: page.steps, plans: page.plans,
            next: next.map {
                PageCursor("below", $0.node.plan == begin.plan ? "0" : "1", $0.node.plan, $0.node.code)
            })
    }

    private static func question(
        _ element: Reference, _ version: Int?, _ sight: Sight, _ year: FiscalYear?
    ) -> TraceQuestion {
        TraceQuestion(key: ElementKey(element), version: version, sight: sight, year: year)
    }

    private static func upward(_ params: TraceUp, _ year: FiscalYear?, _ call: ReadCall) async throws -> [UInt8] {
        let asked = question(params.element, params.planVersion, try await Sight(call), year)
        let answer =
            if year == nil { try await call.database.first(TraceUpward(asked: asked)) } else {
                try await call.database.first(TraceUpwardInYear(asked: asked))
            }
        return try only(answer, params.element)
    }

    private static func downward(_ params: TraceDown, _ year: FiscalYear?, _ call: ReadCall) async throws -> [UInt8] {
        let asked = question(params.element, params.planVersion, try await Sight(call), year)
        let answer =
            if year == nil { try await call.database.first(TraceDownward(asked: asked)) } else {
                try await call.database.first(TraceDownwardInYear(asked: asked))
            }
        return try only(answer, params.element)
    }

    /// The year of the figures; `nil` where none are asked for and no service is there to ask.
    private static func year(_ wanted: Bool?, _ asked: FiscalYear?, _ call: ReadCall) -> FiscalYear? {
        if wanted == false { return nil }
        if let asked { return asked }
        let configured = TraceFigures.services.contains { call.runtime.peers[$0] != nil }
        return configured ? FiscalYear(containing: call.now.dateInThailand) : nil
    }

    private static func only(_ answer: TraceAnswer?, _ reference: Reference) throws -> [UInt8] {
        guard let answer, answer.roots > 0 else { throw RPCError.notFound("element", reference) }
        guard answer.roots == 1 else { throw RPCError.conflict(Messages.ambiguous(reference.description)) }
        return answer.json
    }

    private static func figures(_ json: [UInt8], _ year: FiscalYear?, _ call: ReadCall) async throws -> [UInt8] {
        if year == nil { return json }
        return try JSONEncoding.bytes(try await withFigures(json, year, call))
    }

    private static func withFigures(_ json: [UInt8], _ year: FiscalYear?, _ call: ReadCall) async throws -> Trace {
        let trace = try Wire.decode(Trace.self, from: json)
        guard let year else { return trace }
        return try await TraceFigures(call: call, year: year).added(to: trace)
    }
}

/// A page of what is right below an element, with the figures of its steps.
struct Below: Sendable {
    /// Ways down that a page shows at once, as a picture or a table; where there are more it goes step by step.
    static let waysMax = 200
    /// Rows of a page.
    static let rowsMax = 50

    /// The element itself, then the page's steps.
    var trace: Trace
    /// How many steps are right below each of them in turn, at most `BelowPage.countMax`.
    var counts: [Int]
    /// Of all pages: steps, and the plans that they are of.
    var steps: Int
    var plans: Int
    var next: PageCursor?
}
