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
                decisions: params.decisions, effectiveFrom: params.effectiveFrom)
            try await change.transaction.execute(
                InsertSetting(setting: setting, by: change.caller.subject, at: change.now))
            try await change.emit("procedure.configured", subject: params.procedure, data: setting)
            return setting
        }
        router.change(DefineProcedure.self, at: { params, _ in params.province }) { params, change in
            try await ProceduresModule.define(params, change)
        }
    }

    /// All problems of the definition itself and of its place after the newest one.
    private static func define(_ params: DefineProcedure, _ change: Change) async throws -> ProcedureDefinition {
        let definition = params.definition
        var problems = Problems()
        for problem in definition.problems(at: "/definition") { problems.add(problem) }
        let newest = try await change.transaction.first(
            NewestDefinition(procedure: definition.code, province: params.province))
        if definition.version != (newest?.version ?? 0) + 1 {
            let expected = (newest?.version ?? 0) + 1
            problems.add(
                "/definition/version", "procedure.version", th: "ฉบับถัดไปคือ \(expected)",
                en: "the next version is \(expected)")
        }
        if let newest, definition.effectiveFrom <= newest.effectiveFrom {
            problems.add(
                "/definition/effectiveFrom", "procedure.effectiveFrom", th: "ต้องหลัง \(newest.effectiveFrom)",
                en: "must be later than \(newest.effectiveFrom), the day of the version before")
        }
        let before = try await change.transaction.first(
            DefinitionInForce(procedure: definition.code, province: params.province, day: definition.effectiveFrom))
        if definition.openedWith != before?.definition.openedWith {
            problems.add(
                "/definition/openedWith", "procedure.openedWith", th: "วิธีเปิดเรื่องเปลี่ยนไม่ได้",
                en: "how its matters are opened stays as it is: \(before?.definition.openedWith ?? "absent")")
        }
        try problems.throwIfAny()
        try await change.transaction.execute(
            InsertDefinition(
                definition: definition, province: params.province,
                json: JSONText(utf8: try JSONEncoding.bytes(definition))))
        try await change.emit("procedure.defined", subject: definition.code, data: definition)
        try await change.audit(subject: definition.code, details: definition)
        return definition
    }
}

extension StoredDefinition {
    /// The definition with the province's settings in the place of its own.
    var answer: ProcedureDefinition {
        var answer = definition
        if let committee { answer.committee = committee }
        if let decisions { answer.decisions = decisions }
        return answer
    }
}
