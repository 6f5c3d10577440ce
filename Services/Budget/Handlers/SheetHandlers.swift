import BudgetContract
import CommonContract
import Crypto
import JSONRPC
import Kernel
import Postgres
import ServiceKit
import Sheets

/// Files in and out.
enum SheetHandlers {
    /// Lines, and entries, of one export.
    static let rowsMax = 20_000

    static func register(on router: ServiceRouter) {
        router.change(ImportSheet.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            try await SheetImport.run($0, $1)
        }
        router.read(ExportBudget.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            try await export($0, $1)
        }
    }

    private static func export(_ params: ExportBudget, _ call: ReadCall) async throws -> ExportedFiles {
        let read = try await call.snapshot { try await books(params, $0) }
        return ExportedFiles(files: try files(read.books, params.format, read.name, at: call.now))
    }

    private static func books(
        _ params: ExportBudget, _ database: PostgresTransaction
    ) async throws -> (books: ExportBooks, name: String) {
        let (organisation, year) = (params.organisation, params.fiscalYear)
        let lines = try await database.all(
            SelectExportLines(organisation: organisation, fiscalYear: year, limit: rowsMax + 1))
        let entries = try await database.all(
            SelectExportEntries(organisation: organisation, fiscalYear: year, limit: rowsMax + 1))
        guard lines.count <= rowsMax, entries.count <= rowsMax else {
            throw RPCError(.tooLarge, Messages.exportTooLarge(rowsMax), details: [("limit", .number("\(rowsMax)"))])
        }
        let name = try await database.first(FindOrganisationName(code: organisation)) ?? organisation
        return (
            ExportBooks(organisation: organisation, fiscalYear: year, lines: lines, entries: entries), name
        )
    }

    private static func files(
        _ books: ExportBooks, _ format: BudgetExportFormat, _ name: String, at now: Instant
    ) throws -> [ExportedFile] {
        let stem = "budget-\(books.organisation)-\(books.fiscalYear)"
        switch format {
        case .csv:
            return try ExportTable.all(of: books).map { table in
                file("\(stem)-\(table.kind.rawValue).csv", "text/csv; charset=utf-8", table.rows.count, try table.csv())
            }
        case .xlsx:
            let writer = try XLSXWriter(title: stem, createdAt: nil)
            let tables = ExportTable.all(of: books)
            for table in tables { try table.write(to: writer) }
            let type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            return [file("\(stem).xlsx", type, tables.map(\.rows.count).reduce(0, +), try writer.finish())]
        case .fiscalDataPackage:
            let package = FiscalPackage(books: books)
            return [
                file("datapackage.json", "application/json", 1, try package.descriptor()),
                file("budget.csv", "text/csv; charset=utf-8", books.lines.count, try package.csv()),
            ]
        case .iati:
            let document = IATIDocument(books: books, generatedAt: now, organisationName: name)
            return [file("\(stem)-iati.xml", "application/xml", document.works.count, document.bytes())]
        }
    }

    static func file(_ name: String, _ type: String, _ rows: Int, _ bytes: [UInt8]) -> ExportedFile {
        let digits = Array("0123456789abcdef")
        let digest = SHA256.hash(data: bytes).map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined()
        return ExportedFile(file: SheetFile(name: name, bytes: bytes), mediaType: type, rows: rows, sha256: digest)
    }
}
