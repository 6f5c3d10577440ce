import Crypto
import JSONRPC
import Kernel
import Postgres
import RPCServer
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
    private let renderer: PDFRenderer
    /// Of the office (`DocumentFont.ofOffice`).
    private nonisolated let font: DocumentFont

    /// - Parameter dataFolder: where the office's own fonts are; none are used without.
    init(rowsShown: Int = 5_000, pieceBytes: Int = 1 << 20, dataFolder: String? = nil) {
        self.rowsShown = rowsShown
        self.pieceBytes = pieceBytes
        renderer = PDFRenderer(dataFolder: dataFolder)
        font = .ofOffice(dataFolder)
    }

    /// A whole file.
    /// - Throws: `notFound` if there is no content, `unavailable` if the PDF could not be made.
    nonisolated func file(
        _ format: ReportFormat, of report: Report, language: String, marked: Bool = false, digits: Digits? = nil,
        on database: PostgresClient
    ) async throws -> [UInt8] {
        switch format {
        case .json, .csv: return try await stream(format, of: report, on: database).bytes()
        case .xlsx, .pdf:
            let file = KeptFile(format, language: language, marked: marked, digits: digits)
            if let bytes = try await kept(file, of: report, on: database) { return bytes }
            return try await make(file, of: report, on: database)
        case .html:
            return try await page(stored(report, database), language: language, .screen, marked: marked)
        }
    }

    /// Rows, or the content as it is kept, piece by piece from the database: memory is the same for any length.
    /// - Throws: `notFound` if there is no content.
    nonisolated func stream(
        _ format: ReportFormat, of report: Report, on database: PostgresClient
    ) async throws -> StreamedBody {
        let stored = stored(report, database)
        if format == .json {
            try await stored.check()
            return StreamedBody { send in try await stored.pieces(send) }
        }
        let content = try await stored.outline(rowsKept: 0).content
        return StreamedBody { send in
            var sheet = CSVReport(content)
            try await stored.rows(afterPiece: { try await send(sheet.finish()) }, { sheet.add($1, of: $0) })
            try await send(sheet.finish())
        }
    }

    nonisolated func kept(
        _ file: KeptFile, of report: Report, on database: PostgresClient
    ) async throws -> [UInt8]? {
        try await database.first(
            SelectFile(province: report.province, report: report.id, name: file.name(of: report)))
    }

    /// Makes a file and keeps it, or its hash; what is there is not made again.
    nonisolated func keep(_ file: KeptFile, of report: Report, on database: PostgresClient) async throws {
        let name = file.name(of: report)
        let known = FileIsKept(province: report.province, report: report.id, name: name)
        if try await database.first(known) == true { return }
        guard file.format == .csv else {
            _ = try await make(file, of: report, on: database)
            return
        }
        var hash = SHA256()
        var size = 0
        try await stream(file.format, of: report, on: database).write { piece in
            hash.update(data: piece)
            size += piece.count
        }
        _ = try await database.execute(
            KeepFile(
                province: report.province, report: report.id, name: name, bytes: nil, sha256: hash.finalize().hex,
                size: size))
    }

    private nonisolated func make(
        _ file: KeptFile, of report: Report, on database: PostgresClient
    ) async throws -> [UInt8] {
        let stored = stored(report, database)
        let bytes: [UInt8]
        if file.format == .xlsx {
            bytes = try await spreadsheet(stored, language: file.language, marked: file.marked)
        } else {
            let page = try await page(
                stored, language: file.language, .paper, marked: file.marked, digits: file.digits)
            bytes = try await pdf(of: page)
        }
        try await keep(bytes, as: file, of: report, on: database)
        return bytes
    }

    private nonisolated func keep(
        _ bytes: [UInt8], as file: KeptFile, of report: Report, on database: PostgresClient
    ) async throws {
        _ = try await database.execute(
            KeepFile(
                province: report.province, report: report.id, name: file.name(of: report), bytes: bytes,
                sha256: SHA256.hash(data: bytes).hex, size: bytes.count))
    }

    private nonisolated func stored(_ report: Report, _ database: PostgresClient) -> StoredContent {
        StoredContent(report: report, database: database, pieceBytes: pieceBytes)
    }

    /// Row after row from the database into the file.
    private nonisolated func spreadsheet(
        _ stored: StoredContent, language: String, marked: Bool
    ) async throws -> [UInt8] {
        let sheet = try SpreadsheetReport(
            try await stored.outline(rowsKept: 0).content, status: ReportMessages.text(stored.report.step.rawValue),
            sha256: stored.report.sha256, language: language)
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
                path: "./\(code.split(separator: "/").last ?? "")", font: font
            ).bytes()
        }
        switch format {
        case .json: return try CanonicalJSON.bytes(content)
        case .csv: return CSVReport.bytes(content)
        case .xlsx:
            return try SpreadsheetReport.bytes(
                content, status: ReportMessages.text("draft"), sha256: nil, language: language)
        case .html: return try page(.screen)
        case .pdf: return try await pdf(of: page(.paper))
        }
    }

    private nonisolated func page(
        _ stored: StoredContent, language: String, _ medium: HTMLReport.Medium, marked: Bool, digits: Digits? = nil
    ) async throws -> [UInt8] {
        let report = stored.report
        let (content, counts) = try await stored.outline(rowsKept: rowsShown)
        return try HTMLReport(
            content: content, step: report.step, sha256: report.sha256, language: language, medium: medium,
            path: "./\(report.code)", marksFigures: marked, rowCounts: counts, font: font, digitsAsked: digits
        ).bytes()
    }

    /// Makes the PDFs of some drafts in one process and keeps them until the drafts change.
    /// - Returns: how many were made now.
    nonisolated func keepPDFs(of reports: [Report], on database: PostgresClient) async throws -> Int {
        let file = KeptFile(.pdf)
        var missing: [(report: Report, page: [UInt8])] = []
        for report in reports {
            let known = FileIsKept(province: report.province, report: report.id, name: file.name(of: report))
            if try await database.first(known) == true { continue }
            missing.append((report, try await page(stored(report, database), language: "th", .paper, marked: false)))
        }
        guard !missing.isEmpty else { return 0 }
        let pages = missing.map(\.page)
        let files: [[UInt8]]
        do {
            files = try await inTurn { try await self.renderer.pdfs(pages) }
        } catch let failure as PDFRenderer.Failure {
            throw Self.refusal(failure)
        }
        for (one, bytes) in zip(missing, files) { try await keep(bytes, as: file, of: one.report, on: database) }
        return files.count
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
        let missing = PDFRenderer.missingFont(in: failure)
        return RPCError(.unavailable, missing.map { ReportMessages.noFont($0.family) } ?? ReportMessages.pdfFailed)
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
