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
        // Whoever may not see a draft does not learn that there is one.
        if report.step != .published, try await !mayRead(at: report.organisation, call) {
            throw RPCError.notFound("report", reference)
        }
        if reference == name { return try await ReportView(report: report, licence: licence).page(request, call) }
        let file = KeptFile(
            format, language: request.language == "en" ? "en" : "th", marked: request.query["origin"] == "yes",
            digits: request.query["digits"].flatMap(Digits.init))
        switch format {
        case .html:
            let bytes = try await renderings.file(
                .html, of: report, language: request.language == "en" ? "en" : "th", marked: file.marked,
                on: call.database)
            return PageResponse(
                contentType: format.contentType, headers: headers(of: report, file, request), body: bytes)
        case .csv, .json:
            return PageResponse(
                contentType: format.contentType, headers: headers(of: report, file, request),
                stream: try await renderings.stream(format, of: report, on: call.database))
        case .pdf, .xlsx:
            // Programs cannot look at a page that says how far it is.
            let isBrowser = request.agent.hasPrefix("Mozilla/")
            let outcome = try await FileWork(renderings: renderings).file(
                file, of: report, patience: isBrowser ? FileWork.browserPatience : FileWork.programPatience,
                again: request.query["again"] == "yes", call.runtime)
            switch outcome {
            case .file(let bytes):
                return PageResponse(
                    contentType: format.contentType, headers: headers(of: report, file, request), body: bytes)
            case .waiting where !isBrowser:
                throw RPCError(
                    .unavailable, ReportMessages.fileWaits, details: [("retryAfterMs", .number("5000"))])
            case .failed(let reason) where !isBrowser: throw RPCError(.unavailable, reason)
            case .waiting(let job): return WaitingPage(report: report, file: file).page(job, request)
            case .failed(let reason): return WaitingPage(report: report, file: file).page(failed: reason, request)
            }
        }
    }

    private static func headers(
        of report: Report, _ file: KeptFile, _ request: PageRequest
    ) -> [(name: String, value: String)] {
        let (format, isPublic) = (file.format, report.step == .published)
        var headers = [
            (name: "Cache-Control", value: isPublic ? "public, max-age=300" : "private, no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
        ]
        if let hash = report.sha256 {
            let language = request.language == "en" ? "en" : "th"
            let marked = (file.digits.map { "-\($0.rawValue)" } ?? "") + (file.marked ? "-origin" : "")
            headers.append(("ETag", "\"\(hash.prefix(32))-\(format.rawValue)-\(language)\(marked)\""))
        }
        if format != .html {
            headers.append(("Content-Disposition", "inline; filename=\"\(file.download(of: report))\""))
        }
        return headers
    }

    /// `/reports/⟨id or code⟩/charts/⟨chart⟩.svg` and `.png`.
    private static func chart(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let reference = request.parameters["report"] ?? ""
        let name = request.parameters["chart"] ?? ""
        let report = try await Find.report(Reference(reference), on: call.database)
        let isPublic = report.step == .published
        if !isPublic, try await !mayRead(at: report.organisation, call) { throw RPCError.notFound("report", reference) }
        let isPicture = name.hasSuffix(".png")
        let content = try await StoredContent(report: report, database: call.database).outline(rowsKept: 0).content
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
enum ReportFormat: String, Codable, CaseIterable {
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
