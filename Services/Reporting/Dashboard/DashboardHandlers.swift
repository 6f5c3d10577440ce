import BudgetContract
import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ReportingContract
import ServiceKit

/// An organisation's year at a glance, asked of the other services now.
enum DashboardHandlers {
    /// A page waits for it: what takes longer is missing.
    private static let secondsMax = 5

    static func register(on router: ServiceRouter) {
        router.read(GetDashboard.self, at: { params, _ in params.organisation }) { try await dashboard($0, $1) }
    }

    private static func dashboard(_ params: GetDashboard, _ call: ReadCall) async throws -> Dashboard {
        guard let found = try await call.database.first(FindOrganisationKind(code: params.organisation)),
            let kind = OrganisationKind(rawValue: found.kind)
        else { throw RPCError.notFound("organisation", params.organisation) }
        let asOf = min(call.now.dateInThailand, params.fiscalYear.lastDay)
        let deadline = min(call.context.deadline, ContinuousClock.now + .seconds(secondsMax))
        let recorder = InputRecorder()
        @Sendable func peer(_ service: String) -> RecordingPeer {
            RecordingPeer(
                service: service, caller: call.runtime.peers[service], deadline: deadline,
                clock: call.runtime.clock, recorder: recorder)
        }
        async let money = asked { () throws(GatheringFailure) in
            try await self.money(peer("budget"), params, asOf)
        }
        async let indicators = asked { () throws(GatheringFailure) in
            try await self.indicators(peer("indicators"), params)
        }
        async let round = asked { () throws(GatheringFailure) in
            try await self.round(peer("indicators"), params, found.province)
        }
        async let plan = asked { () throws(GatheringFailure) in
            try await self.plan(peer("plans"), params, found.province)
        }
        var missing: [ReportGap] = []
        let due = try await ScheduleHandlers.items(params.organisation, params.fiscalYear, call).filter {
            $0.state == .open || $0.state == .overdue
        }
        return Dashboard(
            organisation: params.organisation, organisationName: found.name, kind: kind,
            fiscalYear: params.fiscalYear, asOf: asOf, money: take(await money, "money", &missing),
            indicators: take(await indicators, "indicators", &missing),
            round: take(await round, "round", &missing), plan: take(await plan, "plan", &missing), due: due,
            missing: missing)
    }

    private static func take<Value>(
        _ result: Result<Value, GatheringFailure>, _ member: String, _ missing: inout [ReportGap]
    ) -> Value? {
        switch result {
        case .success(let value): return value
        case .failure(let failure):
            missing.append(
                ReportGap(
                    parts: [member], service: failure.service, method: failure.method, reason: failure.reason))
            return nil
        }
    }

    // MARK: Members

    private static func money(
        _ peer: RecordingPeer, _ params: GetDashboard, _ asOf: CalendarDate
    ) async throws(GatheringFailure) -> DashboardMoney {
        let answer = try await peer.call(
            GetSummary(
                organisation: params.organisation, fiscalYear: params.fiscalYear, groupBy: .category, date: asOf))
        let total = answer.value.total
        return DashboardMoney(
            allocated: total.allocated, spent: total.spent, used: total.used,
            spentBasisPoints: total.spentBasisPoints, usedBasisPoints: total.usedBasisPoints,
            categories: answer.value.rows.map {
                DashboardShare(key: $0.key, allocated: $0.allocated, spent: $0.spent)
            })
    }

    private static func indicators(
        _ peer: RecordingPeer, _ params: GetDashboard
    ) async throws(GatheringFailure) -> DashboardIndicators {
        let items = try await peer.call(
            IndicatorResultsQuery(fiscalYear: params.fiscalYear, organisation: params.organisation)
        ).value.items
        func count(_ status: ResultStatus) -> Int { items.count { $0.status == status } }
        return DashboardIndicators(
            total: items.count, achieved: count(.achieved), onTrack: count(.onTrack), behind: count(.behind),
            atRisk: count(.atRisk), notEvaluated: count(.notEvaluated))
    }

    private static func round(
        _ peer: RecordingPeer, _ params: GetDashboard, _ province: String
    ) async throws(GatheringFailure) -> DashboardRound {
        let rounds = try await peer.call(ListRounds(province: province, fiscalYear: params.fiscalYear, limit: 100))
        let opened = rounds.value.items.filter { $0.state != .draft }
        guard let round = opened.max(by: { ($0.opensOn, $0.code) < ($1.opensOn, $1.code) }) else {
            throw peer.failure(ListRounds.name, ReportMessages.noRound)
        }
        let counts = try await peer.call(
            GetRoundStatus(round: Reference(round.code), organisation: params.organisation, relation: .parent)
        ).value.counts
        return DashboardRound(
            code: round.code, dueOn: round.dueOn, expected: counts.expected,
            certified: counts.certified + counts.accepted, onTime: counts.onTime, late: counts.late,
            notStarted: counts.notStarted)
    }

    private static func plan(
        _ peer: RecordingPeer, _ params: GetDashboard, _ province: String
    ) async throws(GatheringFailure) -> DashboardPlan {
        let plans = try await peer.call(
            ListPlans(province: province, kind: .provincialEducationPlan, fiscalYear: params.fiscalYear, limit: 100))
        guard let plan = plans.value.items.max(by: { ($0.firstYear, $0.code) < ($1.firstYear, $1.code) }) else {
            throw peer.failure(ListPlans.name, ReportMessages.noPlan)
        }
        let lint = try await peer.call(
            LintPlan(plan: Reference(plan.code), planVersion: plan.currentVersion ?? plan.draftVersion)
        ).value
        return DashboardPlan(
            code: plan.code, name: plan.name, projects: lint.projects, completeProjects: lint.completeProjects)
    }
}
