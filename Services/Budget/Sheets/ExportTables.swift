import BudgetContract
import Kernel
import Sheets

/// The books of a year.
struct ExportBooks: Sendable {
    var organisation: String
    var fiscalYear: FiscalYear
    var lines: [ExportLine]
    var entries: [ExportEntry]
}

/// The tables of an export: in the columns that `sheet.import` reads.
struct ExportTable: Sendable {
    var kind: BudgetSheetKind
    var rows: [[SheetOutput]]

    var headings: [String] { kind.shape.columns.map(\.header.th) }

    static func all(of books: ExportBooks) -> [ExportTable] {
        [
            ExportTable(kind: .lines, rows: books.lines.map { line($0.line) }),
            ExportTable(
                kind: .allocations,
                rows: books.entries.filter { $0.kind == .allocation || $0.kind == .supplementaryAllocation }
                    .map(allocation)),
            ExportTable(
                kind: .plans,
                rows: books.lines.filter { !$0.months.isEmpty }.map { item in
                    [.text(item.line.code)] + item.months.map(SheetOutput.money)
                }),
            ExportTable(
                kind: .payments,
                rows: books.entries.filter { $0.kind == .disbursement || $0.kind == .refund }.map(payment)),
        ]
    }

    private static func text(_ value: String?) -> SheetOutput { value.map(SheetOutput.text) ?? .empty }

    private static func name(_ code: String, _ choices: [SheetChoice]) -> SheetOutput {
        .text(choices.first { $0.code == code }?.name.th ?? code)
    }

    private static func line(_ line: BudgetLine) -> [SheetOutput] {
        [
            .text(line.code), .text("\(line.fiscalYear)"), .text(line.organisation),
            name(line.planType.rawValue, BudgetColumns.planTypes),
            name(line.category.rawValue, BudgetColumns.categories),
            name(line.source.rawValue, BudgetColumns.sources), text(line.sourceName),
            name(line.workKind.rawValue, BudgetColumns.workKinds), .text(line.workCode), text(line.workName?.th),
            text(line.workName?.en), text(line.item?.th), text(line.item?.en),
            line.budgeted.map(SheetOutput.money) ?? .empty, text(line.gfmisAgency),
            text(line.gfmisUnit), text(line.gfmisFund), text(line.gfmisBudgetCode),
        ] + (0..<5).map { line.categoryDetail.indices.contains($0) ? .text(line.categoryDetail[$0]) : .empty }
    }

    private static func allocation(_ entry: ExportEntry) -> [SheetOutput] {
        [
            .text(entry.line), .money(entry.amount), .date(entry.date), .text(entry.document),
            text(entry.letterNumber), .text(entry.kind == .allocation ? "ไม่ใช่" : "ใช่"),
        ]
    }

    private static func payment(_ entry: ExportEntry) -> [SheetOutput] {
        [
            .date(entry.date), .money(entry.kind == .refund ? -entry.amount : entry.amount), .text(entry.document),
            text(entry.order), .text(entry.line), text(entry.payee), text(entry.reference), .empty, .empty, .empty,
        ]
    }

    // MARK: - Files

    func csv() throws -> [UInt8] {
        var writer = CSVWriter()
        writer.write(headings.map(SheetOutput.text), style: .heading)
        for row in rows { writer.write(row) }
        return writer.finish()
    }

    /// As a sheet, figures added up by formulas.
    func write(to writer: XLSXWriter) throws {
        try writer.beginSheet(kind.rawValue, layout: XLSXWriter.Layout(frozenRows: 1))
        try writer.write(headings.map(SheetOutput.text), style: .heading)
        for row in rows { try writer.write(row, style: .body) }
        guard !rows.isEmpty else { return }
        var total = [SheetOutput](repeating: .empty, count: headings.count)
        for column in headings.indices {
            let amounts = rows.compactMap { row -> Money? in
                if case .money(let money) = row[column] { money } else { nil }
            }
            guard !amounts.isEmpty else { continue }
            let letters = SheetAddress.letters(column + 1)
            total[column] = .formula(
                "=SUM(\(letters)2:\(letters)\(rows.count + 1))", .money(amounts.reduce(.zero, +)))
        }
        guard let first = total.firstIndex(of: .empty), total.contains(where: { $0 != .empty }) else { return }
        total[first] = .text("รวม")
        try writer.write(total, style: .total)
    }
}
