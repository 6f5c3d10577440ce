import JSONRPC
import Kernel
import Postgres
import ReportingContract

/// Makes the files of reports; those of frozen content once, kept in the database.
actor Renderings {
    /// A PDF takes a processor for seconds: no more than so many at a time, the rest waits.
    private let pdfsMax = 2
    /// Rows of one table on a page and on paper, which says how many there are: files of rows have them all.
    private let rowsShown: Int
    /// Bytes of a content that are read at a time.
    private let pieceBytes: Int
    private var pdfsRunning = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private let renderer = PDFRenderer()

    init(rowsShown: Int = 5_000, pieceBytes: Int = 1 << 20) {
        self.rowsShown = rowsShown
        self.pieceBytes = pieceBytes
    }

    /// - Throws: `notFound` if there is no content, `unavailable` if the PDF could not be made.
    nonisolated func file(
        _ format: ReportFormat, of report: Report, language: String, marked: Bool = false, on database: PostgresClient
    ) async throws -> [UInt8] {
        let stored = StoredContent(report: report, database: database, pieceBytes: pieceBytes)
        switch format {
        case .json: return try await Find.contentBytes(report, on: database)
        case .csv:
            var sheet = CSVReport(try await stored.outline(rowsKept: 0).content)
            try await stored.rows { sheet.add($1, of: $0) }
            return sheet.finish()
        case .xlsx: return try await spreadsheet(stored, marked: marked)
        case .html: return try await page(stored, language: language, .screen, marked: marked)
        case .pdf: return try await pdf(stored, language: language, marked: marked)
        }
    }

    /// Row after row from the database into the file.
    private nonisolated func spreadsheet(_ stored: StoredContent, marked: Bool) async throws -> [UInt8] {
        let sheet = try SpreadsheetReport(
            try await stored.outline(rowsKept: 0).content, status: ReportMessages.text(stored.report.step.rawValue),
            sha256: stored.report.sha256)
        try await stored.rows { try sheet.add($1, of: $0) }
        if marked {
            try sheet.beginOrigins()
            try await stored.rows { try sheet.addOrigins($1, of: $0) }
        }
        return try sheet.finish()
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
        _ stored: StoredContent, language: String, _ medium: HTMLReport.Medium, marked: Bool
    ) async throws -> [UInt8] {
        let report = stored.report
        let (content, counts) = try await stored.outline(rowsKept: rowsShown)
        return try HTMLReport(
            content: content, step: report.step, sha256: report.sha256, language: language, medium: medium,
            path: "./\(report.code)", marksFigures: marked, rowCounts: counts
        ).bytes()
    }

    private nonisolated func pdf(_ stored: StoredContent, language: String, marked: Bool) async throws -> [UInt8] {
        let (report, database) = (stored.report, stored.database)
        let name = Self.pdfName(report, language: language, marked: marked)
        let key = SelectFile(province: report.province, report: report.id, name: name)
        if let kept = try await database.first(key) { return kept }
        let page = try await page(stored, language: language, .paper, marked: marked)
        let bytes = try await pdf(of: page)
        // A draft's is named by its version: the next one has another.
        _ = try await database.execute(
            KeepFile(province: report.province, report: report.id, name: name, bytes: bytes))
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
            let stored = StoredContent(report: report, database: database, pieceBytes: pieceBytes)
            missing.append((report, try await page(stored, language: "th", .paper, marked: false)))
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
