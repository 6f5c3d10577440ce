import BudgetContract
import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import PlansContract
import RPCServer
import ServiceKit

/// What the budget and indicators services know of the steps of a trace. A service that does not answer costs the
/// trace its figures, never the trace.
struct TraceFigures: Sendable {
    static let services = ["budget", "indicators"]
    /// The longest wait for both services together, within the caller's own deadline.
    static let patience = Duration.seconds(2)
    /// Organisations that one trace asks a service about, and names as missing.
    static let organisationsMax = 8
    static let namedMax = 50

    let call: ReadCall
    let year: FiscalYear

    func added(to trace: Trace) async throws -> Trace {
        let projects = trace.nodes.filter { $0.kind == .project }
        let indicators = trace.nodes.flatMap { $0.indicators ?? [] }
        async let money = money(of: projects)
        async let results = results(of: indicators)
        let (lines, unspent) = try await money
        let (found, unknown) = try await results
        var trace = trace
        trace.fiscalYear = year
        TraceMoney(trace).put(lines, into: &trace)
        for index in trace.nodes.indices {
            trace.nodes[index].indicators = trace.nodes[index].indicators.map { $0.map { found[$0.place] ?? $0 } }
        }
        trace.missing = unspent + unknown
        return trace
    }

    // MARK: - Money

    /// Money by the code of the project, of those that the budget service answered for.
    private func money(of projects: [TraceNode]) async throws -> ([String: StepMoney], [MissingFigures]) {
        guard let peer = call.runtime.peers["budget"], !projects.isEmpty else { return ([:], []) }
        let (own, foreign) = try await readable(projects.map(\.place), by: BudgetAccess.readers)
        var missing = MissingList(service: "budget", figures: ["allocated", "used", "spent"])
        missing.add(.forbidden, foreign)
        let told = Dictionary(projects.filter { own.contains($0.place) }.map { ($0.code, $0.place) }) { first, _ in
            first
        }
        // A few projects are asked for one by one, many by their provinces: a province has thousands.
        let few = told.count <= Self.organisationsMax
        let asked = few ? told.keys.sorted() : Set(told.values.map(OrganisationCode.province(of:))).sorted()
        missing.add(.tooMany, Array(asked.dropFirst(Self.organisationsMax)))
        let answers = await answers(about: asked.prefix(Self.organisationsMax)) { key, deadline in
            try await peer.call(
                GetSummary(
                    organisation: told[key] ?? key, fiscalYear: year, groupBy: .project,
                    workCode: told[key] == nil ? nil : key),
                deadline: deadline)
        }
        var lines: [String: StepMoney] = [:]
        for (key, answer) in answers {
            switch answer {
            case .success(let summary):
                let rows = Dictionary(summary.rows.map { ($0.key, $0.stepped) }) { first, _ in first }
                let asked = few ? [key] : told.filter { OrganisationCode.province(of: $0.value) == key }.map(\.key)
                for code in asked { lines[code] = rows[code] ?? .withoutLine }
            case .failure(let error): missing.add(error.reason, [told[key] ?? key])
            }
        }
        return (lines, missing.items)
    }

    // MARK: - Indicators

    private func results(
        of indicators: [StepIndicator]
    ) async throws -> ([IndicatorPlace: StepIndicator], [MissingFigures]) {
        guard let peer = call.runtime.peers["indicators"], !indicators.isEmpty else { return ([:], []) }
        let (own, foreign) = try await readable(indicators.map(\.organisation), by: .roles(Set(Role.allCases)))
        var missing = MissingList(service: "indicators", figures: ["target", "actual", "status"])
        missing.add(.forbidden, foreign)
        missing.add(.tooMany, Array(own.dropFirst(Self.organisationsMax)))
        let answers = await answers(about: own.prefix(Self.organisationsMax)) { organisation, deadline in
            try await peer.call(
                IndicatorResultsQuery(fiscalYear: year, organisation: organisation, asPublished: true),
                deadline: deadline)
        }
        var found: [IndicatorPlace: StepIndicator] = [:]
        for (organisation, answer) in answers {
            switch answer {
            case .success(let results):
                let byCode = Dictionary(results.items.map { ($0.indicator, $0) }) { first, _ in first }
                for var indicator in indicators where indicator.organisation == organisation {
                    guard let result = byCode[indicator.indicator] else { continue }
                    // A status would tell on which side of its target a figure lies that is kept back.
                    let isHidden = result.suppressed == true || result.reason?.kind == .suppressed
                    indicator.target = result.target
                    indicator.actual = isHidden ? nil : result.actual
                    indicator.status = isHidden ? nil : StepIndicator.Status(rawValue: result.status.rawValue)
                    indicator.suppressed = isHidden ? true : nil
                    found[indicator.place] = indicator
                }
            case .failure(let error): missing.add(error.reason, [organisation])
            }
        }
        return (found, missing.items)
    }

    // MARK: - Asking

    /// Organisations at which the caller may read such figures, and the others; each once, in order.
    private func readable(
        _ organisations: [String], by access: RPCAccess
    ) async throws -> (own: [String], foreign: [String]) {
        guard case .roles(let roles) = access else { return (Set(organisations).sorted(), []) }
        var (own, foreign): ([String], [String]) = ([], [])
        for organisation in Set(organisations).sorted() {
            let holds = try await call.runtime.authoriser.holds(
                roles, at: organisation, caller: call.caller, now: call.now)
            if holds { own.append(organisation) } else { foreign.append(organisation) }
        }
        return (own, foreign)
    }

    /// Asks about each project or organisation at the same time.
    private func answers<Answer: Sendable>(
        about organisations: some Collection<String>,
        _ ask: @escaping @Sendable (String, ContinuousClock.Instant) async throws -> Answer
    ) async -> [(String, Result<Answer, any Error>)] {
        let deadline = min(call.context.deadline, .now + Self.patience)
        return await withTaskGroup(of: (String, Result<Answer, any Error>).self) { group in
            for organisation in organisations {
                group.addTask {
                    do {
                        return (organisation, .success(try await ask(organisation, deadline)))
                    } catch {
                        return (organisation, .failure(error))
                    }
                }
            }
            var answers: [(String, Result<Answer, any Error>)] = []
            for await answer in group { answers.append(answer) }
            return answers.sorted { $0.0 < $1.0 }
        }
    }
}

/// Which figure of which organisation.
struct IndicatorPlace: Hashable {
    var indicator: String
    var organisation: String
    var element: String
}

/// Collects what is missing, one item a reason.
private struct MissingList {
    let service: String
    let figures: [String]
    private(set) var items: [MissingFigures] = []

    mutating func add(_ reason: MissingFigures.Reason, _ organisations: [String]) {
        guard !organisations.isEmpty else { return }
        let organisations = organisations.filter { named in
            !items.contains { $0.reason == reason && $0.organisations.contains(named) }
        }
        if let index = items.firstIndex(where: { $0.reason == reason }) {
            items[index].organisations = Array(
                (items[index].organisations + organisations).prefix(TraceFigures.namedMax))
        } else {
            items.append(
                MissingFigures(
                    service: service, reason: reason, figures: figures,
                    organisations: Array(organisations.prefix(TraceFigures.namedMax))))
        }
    }
}

extension MissingList {
    init(service: String, figures: [String]) {
        self.init(service: service, figures: figures, items: [])
    }
}

extension TraceNode {
    /// Where its money is looked for: at its own organisation, or at its plan's province where none is named.
    fileprivate var place: String { organisation ?? PlanCode.province(of: plan) }
}

extension StepIndicator {
    fileprivate var place: IndicatorPlace {
        IndicatorPlace(indicator: indicator, organisation: organisation, element: element)
    }
}

extension SummaryRow {
    fileprivate var stepped: StepMoney {
        StepMoney(projects: 1, projectsWithoutLine: 0, allocated: allocated, used: used, spent: spent)
    }
}

extension Error {
    /// Why a peer's figures are missing.
    fileprivate var reason: MissingFigures.Reason {
        guard let error = self as? RPCError else { return .unavailable }
        switch error.kind {
        case .unavailable, .deadlineExceeded, .rateLimited, .internalError: return .unavailable
        default: return .refused
        }
    }
}
