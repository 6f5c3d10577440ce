import CommonContract
import Files
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceKit

/// Announcements: to whom they went, and who acknowledged (P16).
enum ProclamationHandlers {
    static func register(on router: ServiceRouter) {
        router.change(
            IssueProclamation.self,
            at: { params, call in try await Find.plan(params.plan, on: call.database).organisation }
        ) { try await issue($0, $1) }
        router.change(AcknowledgeProclamation.self, at: { params, _ in params.organisation }) {
            try await acknowledge($0, $1)
        }
        router.read(GetProclamation.self) { params, call in
            try await find(params.plan, params.planVersion, call.database)
        }
        router.read(ListProclamationRecipients.self) { params, call in
            let limit = PageLimit.of(params.limit)
            let proclamation = try await find(params.plan, params.planVersion, call.database)
            let rows = try await call.database.all(
                RecipientPage(
                    proclamation: proclamation, after: try params.cursor?.keys("recipient", count: 1)[0] ?? "",
                    acknowledged: params.acknowledged, under: params.under, limit: limit + 1))
            return Page(rows, limit: limit) { PageCursor("recipient", $0.organisation) }
        }
    }

    private static func issue(_ params: IssueProclamation, _ change: Change) async throws -> Proclamation {
        let plan = try await Find.plan(params.plan, on: change.transaction)
        guard let version = plan.current else { throw ConsultationMessages.notAnnounced }
        if params.signedOn > change.now.dateInThailand {
            throw ConsultationMessages.future(params.signedOn, at: "/signedOn")
        }
        var problems = Problems()
        if let file = params.file {
            try await FileStore.check([("/file", file)], province: plan.province, in: change, &problems)
        }
        for (index, code) in (params.distribution.others ?? []).enumerated() {
            let known = try await change.transaction.first(OrganisationExists(code: code)) == true
            if !known {
                problems.add(
                    "/distribution/others/\(index)", "organisation.known", th: "ไม่มีหน่วยงาน \(code)",
                    en: "there is no organisation \(code)")
            }
        }
        try problems.throwIfAny()
        try await change.transaction.execute(
            InsertProclamation(
                id: change.newID(), plan: plan, version: version, params: params, by: change.caller.subject))
        let answer = try await find(.id(plan.id), version, change.transaction)
        try await change.emit("proclamation.issued", subject: plan.code, data: answer)
        try await change.audit(subject: plan.code, details: answer)
        return answer
    }

    private static func acknowledge(
        _ params: AcknowledgeProclamation, _ change: Change
    ) async throws -> ProclamationRecipient {
        let proclamation = try await find(params.plan, params.planVersion, change.transaction)
        let day = params.date ?? change.now.dateInThailand
        if day > change.now.dateInThailand { throw ConsultationMessages.future(day, at: "/date") }
        if day < proclamation.signedOn { throw ConsultationMessages.beforeSigning(proclamation.signedOn) }
        let noted = try await change.transaction.execute(
            Acknowledge(proclamation: proclamation, params: params, day: day, by: change.caller.subject))
        let found = try await change.transaction.first(
            FindRecipient(proclamation: proclamation, organisation: params.organisation))
        guard let found else { throw RPCError.notFound("recipient", params.organisation) }
        guard noted == 1 else { throw ConsultationMessages.acknowledgedAlready }
        try await change.emit("proclamation.acknowledged", subject: proclamation.plan, data: found)
        try await change.audit(subject: proclamation.plan, details: found)
        return found
    }

    private static func find(
        _ reference: Reference, _ asked: Int?, _ database: some StatementExecutor
    ) async throws -> Proclamation {
        let plan = try await Find.plan(reference, on: database)
        guard let version = asked ?? plan.current,
            let found = try await database.first(FindProclamation(plan: plan, version: version))
        else { throw RPCError.notFound("proclamation", plan.code) }
        return found
    }
}
