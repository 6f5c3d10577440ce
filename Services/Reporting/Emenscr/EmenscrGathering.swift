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
    var elements: [PlanElement]
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

    /// - Throws: where the plan cannot be had; without money or results the answer says so.
    func gather(today: CalendarDate) async throws(GatheringFailure) -> EmenscrAnswers {
        let day = day(today: today)
        async let money = outcome { () throws(GatheringFailure) in
            try await peer("budget").call(
                GetSummary(organisation: organisation, fiscalYear: year, groupBy: .project, date: day)
            ).value.rows
        }
        async let results = outcome { () throws(GatheringFailure) in
            try await peer("indicators").call(
                IndicatorResultsQuery(fiscalYear: year, organisation: organisation, asPublished: true)
            ).value.items
        }
        let plans = try await PlansAnswers.gather(peer("plans"), province: province, year)
        var answers = EmenscrAnswers(
            plan: plans.plan, elements: plans.elements.flatMap(\.value.items), lint: plans.lint.value)
        switch await money {
        case .success(let rows): answers.money = Dictionary(rows.map { ($0.key, $0) }) { first, _ in first }
        case .failure(let failure): answers.failures.append(failure)
        }
        switch await results {
        case .success(let items): answers.results = Dictionary(items.map { ($0.indicator, $0) }) { first, _ in first }
        case .failure(let failure): answers.failures.append(failure)
        }
        return answers
    }

    /// Adds what a sheet needs beside: the chain upwards and the months of the money.
    func detail(
        _ projects: [String], of answers: inout EmenscrAnswers, today: CalendarDate
    ) async throws(GatheringFailure) {
        let (plan, version) = (answers.plan.code, answers.plan.currentVersion ?? answers.plan.draftVersion)
        let hasMoney = answers.money != nil
        var rest = projects[...]
        while !rest.isEmpty {
            let part = rest.prefix(Self.atATime)
            rest = rest.dropFirst(Self.atATime)
            let found = await withTaskGroup(
                of: (String, Result<EmenscrAnswers.Details, GatheringFailure>).self
            ) { group in
                for project in part {
                    group.addTask {
                        (
                            project,
                            await outcome { () throws(GatheringFailure) in
                                try await details(project, plan, version, hasMoney: hasMoney, today)
                            }
                        )
                    }
                }
                var found: [(String, Result<EmenscrAnswers.Details, GatheringFailure>)] = []
                for await one in group { found.append(one) }
                return found
            }
            for (project, result) in found { answers.details[project] = try result.get() }
        }
    }

    private func details(
        _ project: String, _ plan: String, _ version: Int?, hasMoney: Bool, _ today: CalendarDate
    ) async throws(GatheringFailure) -> EmenscrAnswers.Details {
        let trace = try await peer("plans").call(
            TraceUp(element: Reference("\(plan)/\(project)"), planVersion: version, fiscalYear: year, figures: false))
        guard hasMoney else { return EmenscrAnswers.Details(trace: trace.value, months: []) }
        let months = try await peer("budget").call(
            GetSummary(
                organisation: organisation, fiscalYear: year, groupBy: .month, date: day(today: today),
                workCode: project))
        return EmenscrAnswers.Details(trace: trace.value, months: months.value.rows)
    }

    private func outcome<Value: Sendable>(
        _ work: @Sendable () async throws(GatheringFailure) -> Value
    ) async -> Result<Value, GatheringFailure> {
        do throws(GatheringFailure) {
            return .success(try await work())
        } catch {
            return .failure(error)
        }
    }
}
