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

    static func question(
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
    static func year(_ wanted: Bool?, _ asked: FiscalYear?, _ call: ReadCall) -> FiscalYear? {
        if wanted == false { return nil }
        if let asked { return asked }
        let configured = TraceFigures.services.contains { call.runtime.peers[$0] != nil }
        return configured ? FiscalYear(containing: call.now.dateInThailand) : nil
    }

    static func only(_ answer: TraceAnswer?, _ reference: Reference) throws -> [UInt8] {
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
