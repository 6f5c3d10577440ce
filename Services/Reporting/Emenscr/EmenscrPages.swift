import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ReportingContract
import ServiceKit

/// `/emenscr/⟨export⟩.csv`, `.xlsx`, `.json`; `/emenscr/sheet/⟨project⟩-⟨year⟩-Q⟨quarter⟩` as a page and as every file.
struct EmenscrPages: Sendable {
    let handlers: EmenscrHandlers
    private let renderer: Renderings

    init(handlers: EmenscrHandlers) {
        self.handlers = handlers
        renderer = handlers.renderings
    }

    func register(on router: ServiceRouter) {
        router.page("/emenscr/:export", access: .open) { try await export($0, $1) }
        router.page("/emenscr/sheet/:sheet", access: .open) { try await sheet($0, $1) }
    }

    private func export(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let name = request.parameters["export"] ?? ""
        let (reference, format) = ReportFormat.split(name)
        guard let id = ID(reference), let export = try await call.database.first(FindEmenscrExport(id: id)),
            try await ReportPages.mayRead(at: export.organisation, call),
            let content = try await call.database.first(SelectEmenscrContent(id: id))
        else { throw RPCError.notFound("export", name) }
        let file = try CanonicalJSON.value(EmenscrExports.File.self, from: content)
        let bytes: [UInt8]
        switch format {
        case .json: bytes = content
        case .csv: bytes = EmenscrFiles.csv(file)
        case .xlsx: bytes = try EmenscrFiles.xlsx(file)
        case .html, .pdf: throw RPCError.notFound("export", name)
        }
        let stem = "emenscr-\(export.organisation)-\(export.fiscalYear)-Q\(export.quarter)"
        return response(bytes, format, stem)
    }

    private func sheet(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let name = request.parameters["sheet"] ?? ""
        let (reference, format) = ReportFormat.split(name)
        guard let asked = EmenscrSheetName(reference) else { throw RPCError.notFound("page", name) }
        let (project, year, quarter) = (asked.project, asked.year, asked.quarter)
        var organisation = request.query["organisation"] ?? OrganisationCode.province(of: project)
        // The files that a sheet leads to name no place: who reads none of the province's reads his own.
        if request.query["organisation"] == nil, try await !ReportPages.mayRead(at: organisation, call) {
            organisation =
                try await call.runtime.authoriser.places(of: call.caller, now: call.now).first ?? organisation
        }
        guard try await ReportPages.mayRead(at: organisation, call) else { throw RPCError.notFound("page", name) }
        let sheet = try await handlers.sheet(
            GetEmenscrSheet(organisation: organisation, project: project, fiscalYear: year, quarter: quarter), call)
        if format == .json { return response(try CanonicalJSON.bytes(sheet), format, reference) }
        let content = EmenscrFiles.content(sheet, at: call.now)
        let language = request.language == "en" ? "en" : "th"
        return response(
            try await renderer.file(format, content, code: "emenscr/sheet/\(reference)", language: language), format,
            reference)
    }

    private func response(_ bytes: [UInt8], _ format: ReportFormat, _ stem: String) -> PageResponse {
        var headers = [
            ("Cache-Control", "private, no-store"), ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
        ]
        if format != .html {
            headers.append(("Content-Disposition", "inline; filename=\"\(stem).\(format.rawValue)\""))
        }
        return PageResponse(contentType: format.contentType, headers: headers, body: bytes)
    }
}
