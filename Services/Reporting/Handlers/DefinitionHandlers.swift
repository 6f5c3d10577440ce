import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ReportingContract
import ServiceKit

/// Kinds of report as data: read, saved, tried, published.
enum DefinitionHandlers {
    static func register(on router: ServiceRouter) {
        router.read(ListReportDefinitions.self) { try await list($0, $1) }
        router.read(GetReportDefinition.self) { params, call in
            try await find(params.code, params.number, province: params.province, on: call.database)
        }
        router.change(SaveReportDefinition.self, at: { params, _ in params.organisation }) { try await save($0, $1) }
        router.change(PublishReportDefinition.self, at: { params, _ in params.organisation }) {
            try await publish($0, $1)
        }
        router.read(TryReportDefinition.self, at: { params, _ in params.organisation }) { params, call in
            let organisation = try await Find.organisation(params.organisation, on: call.database)
            let stored = try await find(
                params.code, params.number, province: organisation.province, on: call.database)
            var subject = try Composition.subject(
                stored.definition, params.organisation, organisation, params.fiscalYear, params.quarter,
                today: call.now.dateInThailand)
            try await subject.add(knownHere: stored.definition, at: call.now, on: call.database)
            let composition = Composition(stored: stored, subject: subject)
            return await composition.compose(
                call.runtime, deadline: call.context.deadline, now: call.now
            ).content
        }
    }

    private static func list(
        _ params: ListReportDefinitions, _ call: ReadCall
    ) async throws -> Page<ReportDefinitionSummary> {
        var all = ShippedDefinitions.all.map(ShippedDefinitions.stored)
        if let province = params.province {
            all += try await call.database.all(SelectDefinitions(province: province)).map { try $0.stored() }
        }
        return Page(items: all.sorted { $0.definition.code < $1.definition.code }.map(ReportDefinitionSummary.init))
    }

    /// A shipped one, or a province's own.
    static func find(
        _ code: String, _ number: Int? = nil, province: String?, on database: some StatementExecutor
    ) async throws -> StoredReportDefinition {
        if let shipped = ShippedDefinitions.find(code), number == nil || number == ShippedDefinitions.number {
            return ShippedDefinitions.stored(shipped)
        }
        guard let province,
            let row = try await database.first(FindDefinition(province: province, code: code, number: number))
        else { throw RPCError.notFound("reportDefinition", code) }
        return try row.stored()
    }

    private static func save(_ params: SaveReportDefinition, _ change: Change) async throws -> StoredReportDefinition {
        guard ShippedDefinitions.find(params.definition.code) == nil else {
            throw RPCError.ruleViolated("definition.shipped", ReportMessages.shippedCode)
        }
        var form = Problems()
        params.definition.check(&form, at: "/definition")
        var problems = form.items
        // Of more than a definition may hold the rest is not looked at.
        if !problems.contains(where: { $0.rule == "count.range" }) {
            problems += DefinitionCheck(definition: params.definition, path: "/definition").problems()
        }
        if let code = params.definition.procedure,
            try await change.transaction.first(
                ProcedureIsThere(province: OrganisationCode.province(of: params.organisation), code: code)) != true
        {
            problems.append(
                Problem(
                    path: "/definition/procedure", rule: "definition.procedure",
                    message: ReportMessages.noProcedure(code)))
        }
        if let first = problems.first { throw RPCError(.invalidParams, first.message, problems: problems) }
        let organisation = try await Find.organisation(params.organisation, on: change.transaction)
        let row = try await change.transaction.first(
            PutDefinition(
                province: organisation.province, organisation: params.organisation, definition: params.definition,
                expectedVersion: params.expectedVersion))
        guard let row else { throw try await stale(params.definition.code, organisation.province, change) }
        try await change.audit(subject: row.code, details: ["number": String(row.number)])
        return try row.stored()
    }

    private static func publish(
        _ params: PublishReportDefinition, _ change: Change
    ) async throws -> StoredReportDefinition {
        let organisation = try await Find.organisation(params.organisation, on: change.transaction)
        let row = try await change.transaction.first(
            PublishDefinition(
                province: organisation.province, code: params.code, expectedVersion: params.expectedVersion))
        guard let row else { throw try await stale(params.code, organisation.province, change) }
        let details = ["code": row.code, "number": String(row.number)]
        try await change.audit(subject: row.code, details: details)
        try await change.emit("reportDefinition.published", subject: row.code, data: details)
        return try row.stored()
    }

    private static func stale(_ code: String, _ province: String, _ change: Change) async throws -> RPCError {
        let rows = try await change.transaction.all(SelectDefinitions(province: province))
        guard let row = rows.first(where: { $0.code == code }) else {
            return RPCError.notFound("reportDefinition", code)
        }
        return RPCError.conflict(ReportMessages.staleDefinition(row.version), currentVersion: row.version)
    }
}

extension ReportSubject {
    /// Adds what a definition asks for and this service itself knows.
    mutating func add(
        knownHere definition: ReportDefinition, at now: Instant, on database: some StatementExecutor
    ) async throws {
        if definition.usesSdg { sdg = try await database.all(SelectSdgMappings(province: province)) }
        if definition.uses(.projectActivities) {
            activityDays = ActivityDays(
                readAt: now,
                days: try await database.all(SelectActivityDays(province: province, fiscalYear: fiscalYear)))
        }
    }
}
