import JSONRPC
import Kernel
import Postgres
import ReportingContract

/// Makes the files of reports; those of frozen content once, kept in the database.
actor Renderings {
    /// A PDF takes a processor for seconds: no more than so many at a time, the rest waits.
    private let pdfsMax = 2
    private var pdfsRunning = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private let renderer = PDFRenderer()

    /// - Throws: `notFound` if there is no content, `unavailable` if the PDF could not be made.
    nonisolated func file(
        _ format: ReportFormat, of report: Report, language: String, marked: Bool = false, on database: PostgresClient
    ) async throws -> [UInt8] {
        let bytes = try await Find.contentBytes(report, on: database)
        if format == .json { return bytes }
        let content = try CanonicalJSON.value(ReportContent.self, from: bytes)
        switch format {
        case .csv, .json: return CSVReport.bytes(content)
        case .xlsx:
            return try SpreadsheetReport.bytes(
                content, status: ReportMessages.text(report.step.rawValue), sha256: report.sha256, marked: marked)
        case .html: return try page(content, of: report, language: language, .screen, marked: marked)
        case .pdf: return try await pdf(content, of: report, language: language, marked: marked, on: database)
        }
    }

    /// Content that is kept nowhere, as a file; JSON and status are the caller's.
    nonisolated func file(
        _ format: ReportFormat, _ content: ReportContent, code: String, language: String
    ) async throws -> [UInt8] {
        func page(_ medium: HTMLReport.Medium) throws -> [UInt8] {
            try HTMLReport(
                content: content, step: .draft, sha256: nil, language: language, medium: medium,
                path: "./\(code.split(separator: "/").last ?? "")"
            ).bytes()
        }
        switch format {
        case .json: return try CanonicalJSON.bytes(content)
        case .csv: return CSVReport.bytes(content)
        case .xlsx:
            return try SpreadsheetReport.bytes(content, status: ReportMessages.text("draft"), sha256: nil)
        case .html: return try page(.screen)
        case .pdf: return try await pdf(of: page(.paper))
        }
    }

    private nonisolated func page(
        _ content: ReportContent, of report: Report, language: String, _ medium: HTMLReport.Medium, marked: Bool
    ) throws -> [UInt8] {
        try HTMLReport(
            content: content, step: report.step, sha256: report.sha256, language: language, medium: medium,
            path: "./\(report.code)", marksFigures: marked
        ).bytes()
    }

    private nonisolated func pdf(
        _ content: ReportContent, of report: Report, language: String, marked: Bool, on database: PostgresClient
    ) async throws -> [UInt8] {
        let name = Self.pdfName(report, language: language, marked: marked)
        let key = SelectFile(province: report.province, report: report.id, name: name)
        if let kept = try await database.first(key) { return kept }
        let page = try page(content, of: report, language: language, .paper, marked: marked)
        let bytes = try await pdf(of: page)
        if report.step != .draft {
            _ = try await database.execute(
                KeepFile(province: report.province, report: report.id, name: name, bytes: bytes))
        }
        return bytes
    }

    /// Makes the PDFs of some drafts in one process and keeps them until the drafts change.
    /// - Returns: how many were made now.
    nonisolated func keepPDFs(of reports: [Report], on database: PostgresClient) async throws -> Int {
        var missing: [(report: Report, page: [UInt8])] = []
        for report in reports {
            let key = SelectFile(
                province: report.province, report: report.id, name: Self.pdfName(report, language: "th", marked: false))
            if try await database.first(key) != nil { continue }
            let content = try await Find.content(report, on: database)
            missing.append((report, try page(content, of: report, language: "th", .paper, marked: false)))
        }
        guard !missing.isEmpty else { return 0 }
        let pages = missing.map(\.page)
        let files: [[UInt8]]
        do {
            files = try await inTurn { try await self.renderer.pdfs(pages) }
        } catch let failure as PDFRenderer.Failure {
            throw Self.refusal(failure)
        }
        for (one, bytes) in zip(missing, files) {
            _ = try await database.execute(
                KeepFile(
                    province: one.report.province, report: one.report.id,
                    name: Self.pdfName(one.report, language: "th", marked: false), bytes: bytes))
        }
        return files.count
    }

    /// The cover says the step, so that each step has a file of its own; a draft may still change, and then has another
    /// version.
    private static func pdfName(_ report: Report, language: String, marked: Bool) -> String {
        let step = report.step == .draft ? "draft\(report.version)" : report.step.rawValue
        return "\(step)-\(language)\(marked ? "-origin" : "").pdf"
    }

    /// A page as PDF, when it is its turn.
    /// - Throws: `unavailable` if it could not be made.
    nonisolated func pdf(of page: [UInt8]) async throws -> [UInt8] {
        do {
            return try await inTurn { try await self.renderer.pdf(page) }
        } catch let failure as PDFRenderer.Failure {
            throw Self.refusal(failure)
        }
    }

    private static func refusal(_ failure: PDFRenderer.Failure) -> RPCError {
        let isFont = failure.description.contains(PDFRenderer.noFont)
        return RPCError(.unavailable, isFont ? ReportMessages.noFont : ReportMessages.pdfFailed)
    }

    private func inTurn<Made: Sendable>(_ work: @Sendable () async throws -> Made) async throws -> Made {
        if pdfsRunning >= pdfsMax {
            await withCheckedContinuation { waiting.append($0) }
        } else {
            pdfsRunning += 1
        }
        defer {
            // The place goes on to the next who waits.
            if waiting.isEmpty { pdfsRunning -= 1 } else { waiting.removeFirst().resume() }
        }
        return try await work()
    }
}
