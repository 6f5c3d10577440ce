import JSONRPC
import Kernel
import RPCServer
import ReportingContract
import ServiceKit

/// `/reports/⟨id or code⟩` as a page, and with an ending as a file: `.pdf`, `.xlsx`, `.csv`, `.json`, `.html` (one that
/// needs nothing else).
enum ReportPages {
    static func register(on router: ServiceRouter, renderings: Renderings, licence: String) {
        router.page("/catalog.json", access: .open) { try await CataloguePage(licence: licence).answer($0, $1) }
        router.page("/reports/:report/charts/:chart", access: .open) { try await chart($0, $1) }
        router.page("/reports/:report", access: .open) { try await answer($0, $1, renderings, licence) }
    }

    private static func answer(
        _ request: PageRequest, _ call: ReadCall, _ renderings: Renderings, _ licence: String
    ) async throws -> PageResponse {
        let name = request.parameters["report"] ?? ""
        let (reference, format) = ReportFormat.split(name)
        let report = try await Find.report(Reference(reference), on: call.database)
        let isPublic = report.step == .published
        // Whoever may not see a draft does not learn that there is one.
        if !isPublic, try await !mayRead(at: report.organisation, call) { throw RPCError.notFound("report", reference) }
        if reference == name { return try await ReportView(report: report, licence: licence).page(request, call) }
        let language = request.language == "en" ? "en" : "th"
        let marked = request.query["origin"] == "yes"
        let bytes = try await renderings.file(
            format, of: report, language: language, marked: marked, on: call.database)
        var headers = [
            ("Cache-Control", isPublic ? "public, max-age=300" : "private, no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
        ]
        if let hash = report.sha256 {
            headers.append(("ETag", "\"\(hash.prefix(32))-\(format.rawValue)-\(language)\(marked ? "-origin" : "")\""))
        }
        if format != .html {
            headers.append(("Content-Disposition", "inline; filename=\"\(report.code).\(format.rawValue)\""))
        }
        return PageResponse(contentType: format.contentType, headers: headers, body: bytes)
    }

    /// `/reports/⟨id or code⟩/charts/⟨chart⟩.svg` and `.png`.
    private static func chart(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let reference = request.parameters["report"] ?? ""
        let name = request.parameters["chart"] ?? ""
        let report = try await Find.report(Reference(reference), on: call.database)
        let isPublic = report.step == .published
        if !isPublic, try await !mayRead(at: report.organisation, call) { throw RPCError.notFound("report", reference) }
        let isPicture = name.hasSuffix(".png")
        let content = try await Find.content(report, on: call.database)
        let charts = content.parts.flatMap { $0.blocks.compactMap(\.chart) }
        guard isPicture || name.hasSuffix(".svg"), let chart = charts.first(where: { $0.code == name.dropLast(4) })
        else { throw RPCError.notFound("page", name) }
        let svg = ChartPicture.svg(chart, language: request.language == "en" ? "en" : "th")
        return PageResponse(
            contentType: isPicture ? "image/png" : "image/svg+xml",
            headers: [
                ("Cache-Control", isPublic ? "public, max-age=300" : "private, no-store"),
                ("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "default-src 'none'"),
            ], body: isPicture ? try await ChartPicture().png(svg) : svg)
    }

    /// Whether the caller may see what an organisation has not published.
    static func mayRead(at organisation: String, _ call: ReadCall) async throws -> Bool {
        guard case .roles(let roles) = ReportingAccess.readers, call.caller.kind != .anonymous else { return false }
        return try await call.runtime.authoriser.holds(
            roles, at: organisation, caller: call.caller, now: call.now)
    }
}

/// What a report can be had as.
enum ReportFormat: String, CaseIterable {
    case html, pdf, xlsx, csv, json

    var contentType: String {
        switch self {
        case .html: "text/html; charset=utf-8"
        case .pdf: "application/pdf"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        case .csv: "text/csv; charset=utf-8; header=present"
        case .json: "application/json"
        }
    }

    /// A report's name and the format that its ending asks for; without a known ending the page.
    static func split(_ name: String) -> (reference: String, format: ReportFormat) {
        guard let dot = name.lastIndex(of: "."),
            let format = ReportFormat(rawValue: String(name[name.index(after: dot)...]))
        else { return (name, .html) }
        return (String(name[..<dot]), format)
    }
}
