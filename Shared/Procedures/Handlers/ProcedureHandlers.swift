import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

extension ProceduresModule {
    func registerProcedures(on router: ServiceRouter) {
        router.read(ListProcedures.self) { params, call in
            let found = try await call.database.all(
                DefinitionsInForce(province: params.province ?? "TH", day: params.on ?? call.now.dateInThailand))
            return Page(items: found.map(\.answer))
        }
        router.read(GetProcedure.self) { params, call in
            let province = params.province ?? "TH"
            let found =
                if let version = params.version {
                    try await call.database.first(
                        DefinitionOfVersion(procedure: params.procedure, province: province, version: version))
                } else {
                    try await call.database.first(
                        DefinitionInForce(
                            procedure: params.procedure, province: province,
                            day: params.on ?? call.now.dateInThailand))
                }
            guard let found else { throw RPCError.notFound("procedure", params.procedure) }
            return found.answer
        }
        router.change(ConfigureProcedure.self, at: { params, _ in params.province }) { params, change in
            let known = try await change.transaction.first(
                DefinitionInForce(
                    procedure: params.procedure, province: params.province, day: params.effectiveFrom))
            guard known != nil else { throw RPCError.notFound("procedure", params.procedure) }
            let setting = ProcedureSetting(
                procedure: params.procedure, province: params.province, committee: params.committee,
                effectiveFrom: params.effectiveFrom)
            try await change.transaction.execute(
                InsertSetting(setting: setting, by: change.caller.subject, at: change.now))
            try await change.emit("procedure.configured", subject: params.procedure, data: setting)
            return setting
        }
    }
}

extension StoredDefinition {
    /// The definition with the province's setting in the place of its own.
    var answer: ProcedureDefinition {
        var answer = definition
        if let committee { answer.committee = committee }
        return answer
    }
}
