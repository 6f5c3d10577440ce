import BudgetContract
import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import PlansContract
import ReportingContract

/// What the other services know of a plan's projects.
struct EmenscrAnswers: Sendable {
    var plan: Plan
    var elements: [PlanElement] { didSet { purpose = ProjectPurpose(elements) } }
    private(set) var purpose: ProjectPurpose
    var lint: PlanLint
    /// By project; `nil` where the budget service did not answer.
    var money: [String: SummaryRow]?
    /// By indicator; `nil` where the indicators service did not answer.
    var results: [String: IndicatorResult]?
    /// Of the projects that were asked for in full.
    var details: [String: Details] = [:]
    /// Why a service did not answer.
    var failures: [GatheringFailure] = []

    struct Details: Sendable {
        /// From the project up.
        var trace: Trace
        /// The months of the disbursement plan.
        var months: [SummaryRow]
    }

    init(
        plan: Plan, elements: [PlanElement], lint: PlanLint, money: [String: SummaryRow]? = nil,
        results: [String: IndicatorResult]? = nil
    ) {
        self.plan = plan
        self.elements = elements
        self.lint = lint
        self.money = money
        self.results = results
        purpose = ProjectPurpose(elements)
    }

    var projects: [PlanElement] { elements.filter { $0.kind == .project } }
}

/// Asks for them.
struct EmenscrGathering: Sendable {
    /// Projects that are asked about at a time.
    private static let atATime = 8

    let peer: @Sendable (_ service: String) -> RecordingPeer
    let organisation: String
    let province: String
    let year: FiscalYear
    let quarter: Int

    /// The last day of the quarter, or today while it runs.
    func day(today: CalendarDate) -> CalendarDate {
        min(today, FiscalQuarter(year: year, number: quarter)?.lastDay ?? year.lastDay)
    }

    /// Everything at once: what a sheet needs beside (the chain upwards and the months of the money) does not wait for
    /// the plan's elements where the projects are named.
    /// - Parameter detailed: projects to be told in full; those of the plan where it is `nil`.
    /// - Throws: where the plan cannot be had; without money or results the answer says so.
    func gather(
        today: CalendarDate, detailed: [String]? = []
    ) async throws(GatheringFailure) -> EmenscrAnswers {
        let day = day(today: today)
        // Without sheets only whether it answers is of interest, and nothing of what it says is told.
        let isTold = detailed?.isEmpty == false || detailed == nil
        async let money = asked { () throws(GatheringFailure) in
            try await peer("budget").call(
                GetSummary(organisation: organisation, fiscalYear: year, groupBy: .project, date: day)
            ).value.rows
        }
        async let results = asked { () throws(GatheringFailure) in
            try await peer("indicators").call(
                IndicatorResultsQuery(
                    fiscalYear: year, organisation: organisation, asPublished: isTold ? true : nil)
            ).value.items
        }
        async let spreads = asked { () throws(GatheringFailure) in
            try await months(of: detailed ?? [], day)
        }
        let found = try await InForce.find(peer("plans"), province: province, year)
        async let lint = asked { () throws(GatheringFailure) in try await found.lint(peer("plans")).value }
        async let trails = asked { () throws(GatheringFailure) in
            try await traces(of: detailed ?? [], found)
        }
        let elements = try await found.elements(peer("plans")).flatMap(\.value.items)
        var answers = EmenscrAnswers(plan: found.plan, elements: elements, lint: try await lint.get())
        switch await money {
        case .success(let rows): answers.money = Dictionary(rows.map { ($0.key, $0) }) { first, _ in first }
        case .failure(let failure): answers.failures.append(failure)
        }
        switch await results {
        case .success(let items):
            answers.results = Dictionary((isTold ? items : []).map { ($0.indicator, $0) }) { first, _ in first }
        case .failure(let failure): answers.failures.append(failure)
        }
        // A project that the plan has not is not found, whatever is said of its chain.
        let codes = detailed ?? answers.projects.map(\.code)
        guard !codes.isEmpty, answers.projects.contains(where: { codes.contains($0.code) }) else { return answers }
        let chains = detailed == nil ? try await traces(of: codes, found) : try await trails.get()
        var spread: [String: [SummaryRow]] = [:]
        if answers.money != nil {
            spread = detailed == nil ? try await months(of: codes, day) : try await spreads.get()
        }
        answers.details = chains.reduce(into: [:]) { details, chain in
            details[chain.key] = EmenscrAnswers.Details(trace: chain.value, months: spread[chain.key] ?? [])
        }
        return answers
    }

    private func traces(
        of projects: [String], _ found: InForce
    ) async throws(GatheringFailure) -> [String: Trace] {
        try await askedOfEach(projects, atATime: Self.atATime) { project throws(GatheringFailure) in
            try await peer("plans").call(
                TraceUp(
                    element: Reference("\(found.plan.code)/\(project)"), planVersion: found.version, fiscalYear: year,
                    figures: false)
            ).value
        }
    }

    /// Of each project the months of its money.
    private func months(
        of projects: [String], _ day: CalendarDate
    ) async throws(GatheringFailure) -> [String: [SummaryRow]] {
        try await askedOfEach(projects, atATime: Self.atATime) { project throws(GatheringFailure) in
            try await peer("budget").call(
                GetSummary(
                    organisation: organisation, fiscalYear: year, groupBy: .month, date: day, workCode: project)
            ).value.rows
        }
    }
}
