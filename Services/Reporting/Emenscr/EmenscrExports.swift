import CommonContract
import Crypto
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ReportingContract
import ServiceKit

/// A quarter's projects as one file, and when it was sent.
struct EmenscrExports: Sendable {
    let handlers: EmenscrHandlers

    /// What the JSON file says.
    struct File: Codable, Sendable {
        /// `phaen-emenscr/1`: described in the service's `EMENSCR.md`.
        var profile = "phaen-emenscr/1"
        var organisation: String
        var fiscalYear: FiscalYear
        var quarter: Int
        var createdAt: Instant
        var projects: [EmenscrSheet]
    }

    func register(on router: ServiceRouter) {
        router.change(
            ExportEmenscr.self, at: { params, _ in params.organisation },
            preparing: { params, call in
                try await handlers.sheets(
                    .init(params.organisation, params.fiscalYear, params.quarter), params.projects, detailed: true, call
                )
            }
        ) { try await keep($0, $1, $2) }
        router.change(RecordEmenscrSending.self, at: { try await Self.find($0.export, $1.database).organisation }) {
            try await sent($0, $1)
        }
        router.read(ListEmenscrExports.self, at: { params, _ in params.organisation }) { try await list($0, $1) }
    }

    static func find(_ id: ID, _ database: some StatementExecutor) async throws -> EmenscrExport {
        guard let export = try await database.first(FindEmenscrExport(id: id)) else {
            throw RPCError.notFound("export", id)
        }
        return export
    }

    private func keep(
        _ params: ExportEmenscr, _ sheets: [EmenscrSheet], _ change: Change
    ) async throws -> EmenscrExport {
        let found = try await Find.organisation(params.organisation, on: change.transaction)
        if let unknown = params.projects?.first(where: { code in !sheets.contains { $0.project == code } }) {
            throw RPCError.notFound("project", unknown)
        }
        let ready = sheets.filter(\.isReady)
        let refused = sheets.filter { !$0.isReady }.map {
            EmenscrRefusal(project: $0.project, name: $0.name, problems: $0.problems)
        }
        let content = try CanonicalJSON.bytes(
            File(
                organisation: params.organisation, fiscalYear: params.fiscalYear, quarter: params.quarter,
                createdAt: change.now, projects: ready))
        let export = EmenscrExport(
            id: change.newID(), province: found.province, organisation: params.organisation,
            fiscalYear: params.fiscalYear, quarter: params.quarter, projects: ready.count, refused: refused,
            sha256: SHA256.hash(data: content).hex, createdAt: change.now, createdBy: change.caller.subject)
        _ = try await change.transaction.execute(
            InsertEmenscrExport(
                export: export, projects: ready.map(\.project), refused: try CanonicalJSON.bytes(refused),
                content: content))
        let details = ["sha256": export.sha256, "projects": String(ready.count), "refused": String(refused.count)]
        try await change.audit(subject: export.id.description, details: details)
        try await change.emit("emenscr.exported", subject: export.id.description, data: details)
        return export
    }

    private func sent(_ params: RecordEmenscrSending, _ change: Change) async throws -> EmenscrExport {
        var export = try await Self.find(params.export, change.transaction)
        guard params.on <= change.now.dateInThailand else {
            throw RPCError(
                .invalidParams, ReportMessages.inFuture,
                problems: [Problem(path: "/on", rule: "report.day", message: ReportMessages.inFuture)])
        }
        let sending = EmenscrSending(
            export: export.id, quarter: export.quarter, fiscalYear: export.fiscalYear, on: params.on,
            document: params.document, recordedBy: change.caller.subject)
        _ = try await change.transaction.execute(
            InsertEmenscrSending(province: export.province, sending: sending, at: change.now))
        export.sent = try await change.transaction.all(
            SelectEmenscrSendings(province: export.province, exports: [export.id], project: nil))
        let details = ["on": params.on.description, "document": params.document ?? ""]
        try await change.audit(subject: export.id.description, details: details)
        try await change.emit("emenscr.sent", subject: export.id.description, data: details)
        return export
    }

    private static let order = "newest"

    private func list(_ params: ListEmenscrExports, _ call: ReadCall) async throws -> Page<EmenscrExport> {
        let found = try await Find.organisation(params.organisation, on: call.database)
        let limit = PageLimit.of(params.limit)
        let rows = try await call.database.all(
            SelectEmenscrExports(
                province: found.province, organisation: params.organisation, fiscalYear: params.fiscalYear,
                before: try params.cursor?.keys(Self.order, count: 1).first.flatMap { ID($0) }, limit: limit + 1))
        var page = Page(rows, limit: limit) { PageCursor(Self.order, $0.id.description) }
        let sendings = Dictionary(
            grouping: try await call.database.all(
                SelectEmenscrSendings(province: found.province, exports: page.items.map(\.id), project: nil)),
            by: \.export)
        page.items = page.items.map { export in
            var export = export
            export.sent = sendings[export.id] ?? []
            return export
        }
        return page
    }
}
