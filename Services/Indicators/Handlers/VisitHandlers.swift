import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// `visit.*` (I8).
enum VisitHandlers {
    static func register(on router: ServiceRouter) {
        router.change(ScheduleVisit.self, at: { params, _ in params.organisation }, schedule)
        router.change(ReportVisit.self, at: { try await FollowUpDesk.place(Visit.self, $0.visit, $1) }, report)
        router.change(FollowUpVisit.self, at: { try await FollowUpDesk.place(Visit.self, $0.visit, $1) }, followUp)
        router.change(CancelVisit.self, at: { try await FollowUpDesk.place(Visit.self, $0.visit, $1) }, cancel)
        router.read(ListVisits.self, at: { params, _ in params.organisation }) { params, call in
            try await FollowUpDesk.page(
                Visit.self, under: params.organisation, state: params.state?.rawValue, about: params.round,
                limit: params.limit, params.cursor, call)
        }
        router.read(SummariseVisits.self, at: { params, _ in params.organisation }) { params, call in
            let statement = SummaryOfVisits(
                organisation: params.organisation, round: params.round, today: call.now.dateInThailand)
            guard var summary = try await call.database.first(statement) else {
                throw RPCError.notFound("organisation", params.organisation)
            }
            summary.organisation = params.organisation
            return summary
        }
    }

    static func schedule(_ params: ScheduleVisit, _ change: Change) async throws -> Visit {
        if let round = params.round { _ = try await Lookup.round(.code(round), change.database) }
        let visit = Visit(
            id: change.newID(), code: params.code, organisation: params.organisation, round: params.round,
            plannedOn: params.plannedOn, visitors: params.visitors, purpose: params.purpose, state: .planned,
            visitedOn: nil, summary: nil, findings: [], scores: [], percent: nil, version: 1)
        return try await FollowUpDesk.add(visit, "scheduled", change)
    }

    static func report(_ params: ReportVisit, _ change: Change) async throws -> Visit {
        var visit = try await FollowUpDesk.seen(Visit.self, params.visit, params.expectedVersion, change)
        guard visit.state == .planned else {
            throw RPCError.ruleViolated("visit.state", Messages.visitNotPlanned).at("/visit")
        }
        guard params.visitedOn <= change.now.dateInThailand else {
            throw RPCError.ruleViolated("visit.visitedOn", Messages.visitToCome).at("/visitedOn")
        }
        for finding in params.findings {
            if let code = finding.indicator { _ = try await Lookup.indicator(.code(code), change.database) }
        }
        let files = params.findings.enumerated().flatMap { index, finding in
            (finding.evidence ?? []).enumerated().map { (path: "/findings/\(index)/evidence/\($0)", file: $1) }
        }
        try await FileClaims.require(files, province: OrganisationCode.province(of: visit.organisation), change)
        visit.visitedOn = params.visitedOn
        visit.summary = params.summary
        visit.findings = params.findings
        visit.scores = params.scores
        visit.percent = FollowUpDesk.percent(params.scores)
        visit.state = params.findings.contains(where: \.isOpen) ? .reported : .closed
        visit.version += 1
        return try await FollowUpDesk.save(visit, "reported", change)
    }

    static func followUp(_ params: FollowUpVisit, _ change: Change) async throws -> Visit {
        var visit = try await FollowUpDesk.seen(Visit.self, params.visit, params.expectedVersion, change)
        guard visit.state == .reported else {
            throw RPCError.ruleViolated("visit.state", Messages.visitNotReported).at("/visit")
        }
        guard let index = visit.findings.firstIndex(where: { $0.code == params.finding }) else {
            throw RPCError.notFound("finding", params.finding)
        }
        let earlier = visit.findings[index].followUps?.last?.on ?? visit.visitedOn ?? params.on
        guard earlier <= params.on, params.on <= change.now.dateInThailand else {
            throw RPCError.ruleViolated("visit.on", Messages.followUpDay(earlier)).at("/on")
        }
        visit.findings[index].followUps =
            (visit.findings[index].followUps ?? [])
            + [VisitFollowUp(on: params.on, text: params.text, resolved: params.resolved)]
        if !visit.findings.contains(where: \.isOpen) { visit.state = .closed }
        visit.version += 1
        return try await FollowUpDesk.save(visit, "followedUp", change)
    }

    static func cancel(_ params: CancelVisit, _ change: Change) async throws -> Visit {
        var visit = try await FollowUpDesk.seen(Visit.self, params.visit, params.expectedVersion, change)
        guard visit.state == .planned else {
            throw RPCError.ruleViolated("visit.state", Messages.visitNotPlanned).at("/visit")
        }
        visit.state = .cancelled
        visit.summary = params.reason
        visit.version += 1
        return try await FollowUpDesk.save(visit, "cancelled", change)
    }
}
