import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

enum OrganisationImportHandler {
    static func register(on router: ServiceRouter) {
        router.change(ImportOrganisations.self, at: { params, _ in params.under }, run)
    }

    @Sendable
    private static func run(_ params: ImportOrganisations, _ change: Change) async throws -> ImportReport {
        try await change.openDirectory()
        let transaction = change.transaction
        let codes = Set(params.rows.flatMap { [$0.code, $0.parent, $0.supervisor].compactMap { $0 } })
        let known = try await transaction.all(OrganisationsWithAbove(codes: Array(codes)))
        var plan = ImportPlan(rows: params.rows, under: params.under, known: known)
        if let day = params.effectiveOn {
            let last = try await transaction.all(LastChangeDays(codes: plan.updated.map(\.code)))
            plan.refuse(
                changedAfter: day, last: Dictionary(last.map { ($0.code, $0.day) }) { first, _ in first },
                today: change.now.dateInThailand, params.rows)
        }
        if params.mode ?? .atomic == .atomic, !plan.problems.isEmpty {
            throw RPCError.ruleViolated(
                "organisation.import",
                LocalizedText(
                    "ไม่ได้นำเข้า: \(plan.refused.count) แถวมีปัญหา",
                    "nothing was imported: \(plan.refused.count) rows have problems"),
                problems: plan.problems)
        }
        try change.requireOwn(plan.created.map(\.code) + plan.updated.map(\.code))
        let created = plan.created.map { $0.organisation(id: change.newID()) }
        try await transaction.put(created, change: .opened, effectiveOn: nil, reason: nil, now: change.now)
        let before = Dictionary(known.map { ($0.code, $0) }) { first, _ in first }
        for kind in [OrganisationChangeKind.moved, .renamed, .described, .corrected] {
            let those = plan.updated.filter { changeKind($0, before[$0.code], params.effectiveOn) == kind }
            try await transaction.put(
                those, change: kind, effectiveOn: params.effectiveOn, reason: nil, now: change.now)
        }
        let moved = try await transaction.all(Reaches(codes: plan.updated.map(\.code)))
        try await transaction.rebuildReach(of: Array(Set(moved + created.map(\.code))))
        try await change.audit(
            subject: params.under,
            details: ["created": created.map(\.code), "updated": plan.updated.map(\.code)])
        for organisation in created {
            try await change.emit("organisation.created", subject: organisation.code, data: organisation)
        }
        for organisation in plan.updated {
            try await change.emit("organisation.changed", subject: organisation.code, data: organisation)
        }
        return ImportReport(
            created: created.count, updated: plan.updated.count, unchanged: plan.unchanged,
            refused: plan.refused.count, problems: plan.problems)
    }

    /// What a row changes of an organisation: without a day it corrects what was recorded.
    private static func changeKind(
        _ new: Organisation, _ old: Organisation?, _ day: CalendarDate?
    ) -> OrganisationChangeKind {
        guard day != nil else { return .corrected }
        if old?.parent != new.parent || old?.supervisor != new.supervisor { return .moved }
        return old?.name != new.name ? .renamed : .described
    }
}
