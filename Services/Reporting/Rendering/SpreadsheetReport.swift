import Kernel
import ReportingContract
import Sheets

/// A report as an XLSX workbook: a sheet of what it is, a sheet for each table with its charts, a sheet of sources.
/// Figures are typed cells, totals are formulas, text is never a formula. The same content gives the same bytes, row
/// after row in constant memory.
struct SpreadsheetReport {
    private let content: ReportContent
    private let writer: XLSXWriter

    /// - Parameter marked: whether a sheet says of every figure where it came from.
    static func bytes(
        _ content: ReportContent, status: LocalizedText, sha256: String?, marked: Bool = false
    ) throws -> [UInt8] {
        let writer = try XLSXWriter(
            title: content.title.th, company: content.organisationName.th, createdAt: content.composedAt)
        let report = SpreadsheetReport(content: content, writer: writer)
        try report.cover(status: status, sha256: sha256)
        var named: [(ReportTable, String)] = []
        for part in content.parts {
            for (index, block) in part.blocks.enumerated() {
                guard let table = block.table, !table.columns.isEmpty else { continue }
                let after = part.blocks[(index + 1)...].prefix { $0.table == nil }.compactMap(\.chart)
                named.append((table, try report.sheet(table, charts: after)))
            }
        }
        if marked { try report.origins(named) }
        try report.sources()
        return try writer.finish()
    }

    private func cover(status: LocalizedText, sha256: String?) throws {
        try writer.beginSheet(
            "รายงาน", layout: XLSXWriter.Layout(frozenRows: 0, isLandscape: false, widths: [1: 24, 2: 90]))
        try writer.write([.text(content.title.th)], style: .title)
        try writer.write([], style: .title)
        let rows: [(String, String)] = [
            ("หน่วยงาน", "\(content.organisation) \(content.organisationName.th)"),
            ("ปีงบประมาณ พ.ศ.", String(content.fiscalYear.buddhistYear)), ("สถานะ", status.th),
            ("จัดทำเมื่อ", ThaiDate.text(content.composedAt, digits: .arabic)), ("SHA-256", sha256 ?? "–"),
            ("แบบรายงาน", "\(content.definition) v\(content.definitionVersion)"),
        ]
        for (name, value) in rows + content.missing.map({ ("ขาดข้อมูล", "\($0.service) \($0.method): \($0.reason.th)") })
        {
            try writer.write([.text(name), .text(value)])
        }
    }

    /// - Returns: the sheet's name.
    private func sheet(_ table: ReportTable, charts: [ReportChart]) throws -> String {
        try writer.beginSheet(table.code, layout: XLSXWriter.Layout(frozenRows: 2, frozenColumns: 1))
        try writer.write([.text(table.caption.th)], style: .title)
        try writer.write(table.columns.map { .text($0.title.th) }, style: .heading)
        for row in table.rows {
            let line = writer.nextRow
            let cells = zip(row.cells, table.columns).enumerated().map { place, pair in
                output(pair.0, pair.1, in: table, row, line: line, place: place)
            }
            try writer.write(cells, style: row.kind == .total ? .total : .body)
        }
        let last = table.rows.lastIndex { $0.kind == .body } ?? -1
        var top = 2
        for chart in charts {
            guard let columns = columns(of: chart, in: table), last > 0 else { continue }
            try writer.insert(
                SheetChart(
                    kind: chart.kind == .stacked ? .stacked : .bars, title: chart.caption.th, categories: 1,
                    series: columns.map { $0 + 1 }, headingRow: 2, rows: 3...(last + 3)),
                at: SheetAddress(row: top, column: table.columns.count + 2))
            top += 18
        }
        return writer.sheetName
    }

    /// Places of the columns that a chart was drawn from; `nil` where it is another table's.
    private func columns(of chart: ReportChart, in table: ReportTable) -> [Int]? {
        let places = chart.series.compactMap { series in table.columns.firstIndex { $0.title == series.name } }
        let body = table.rows.filter { $0.kind == .body }
        guard places.count == chart.series.count, body.count == chart.categories.count else { return nil }
        return places
    }

    private func output(
        _ cell: ReportCell, _ column: ReportColumn, in table: ReportTable, _ row: ReportRow, line: Int, place: Int
    ) -> SheetOutput {
        guard cell.state == .value, let value = cell.value else {
            return .muted(CellText.state(cell.state, language: "th"))
        }
        guard let figure = Self.figure(value, column.kind) else { return .text(value) }
        guard row.kind == .total, let formula = Self.formula(column, in: table, line: line, place: place) else {
            return figure
        }
        return .formula(formula, figure)
    }

    private static func figure(_ value: String, _ kind: ReportValueKind) -> SheetOutput? {
        switch kind {
        case .text: nil
        case .money: Money(value).map(SheetOutput.money)
        case .count: Int(value).map(SheetOutput.integer)
        case .percent: Quantity(value).map(SheetOutput.percent)
        case .number: Quantity(value).map(SheetOutput.decimal)
        case .date: CalendarDate(value).map(SheetOutput.date)
        }
    }

    /// A total adds up the body rows above it; a share of totals divides them.
    static func formula(_ column: ReportColumn, in table: ReportTable, line: Int, place: Int) -> String? {
        switch column.kind {
        case .money, .count:
            let letters = SheetAddress.letters(place + 1)
            return line > 3 ? "=SUM(\(letters)3:\(letters)\(line - 1))" : nil
        case .percent where column.code == "spentPercent":
            guard let spent = table.columns.firstIndex(where: { $0.code == "spent" }),
                let allocated = table.columns.firstIndex(where: { $0.code == "allocated" })
            else { return nil }
            return "=ROUND(\(SheetAddress.letters(spent + 1))\(line)/\(SheetAddress.letters(allocated + 1))\(line),4)"
        default: return nil
        }
    }

    /// Every figure with the call that it came from.
    private func origins(_ tables: [(table: ReportTable, sheet: String)]) throws {
        try writer.beginSheet("ที่มาของตัวเลข", layout: XLSXWriter.Layout(widths: [5: 40]))
        try writer.write(["แผ่นงาน", "ช่อง", "ค่า", "แหล่งข้อมูล", "key"].map(SheetOutput.text), style: .heading)
        for (table, name) in tables {
            for (number, row) in table.rows.enumerated() {
                for (place, cell) in row.cells.enumerated() {
                    guard cell.state == .value, let source = cell.source, table.columns[place].kind != .text else {
                        continue
                    }
                    try writer.write([
                        .text(name), .text(SheetAddress(row: number + 3, column: place + 1).description),
                        .text(cell.value ?? ""), .integer(source), .text(cell.key ?? ""),
                    ])
                }
            }
        }
    }

    private func sources() throws {
        try writer.beginSheet("แหล่งข้อมูล", layout: XLSXWriter.Layout(widths: [4: 60]))
        try writer.write(
            ["ลำดับ", "บริการ", "method", "params", "ตอบเมื่อ (UTC)", "SHA-256 ของคำตอบ"].map(SheetOutput.text),
            style: .heading)
        for source in content.sources {
            try writer.write([
                .integer(source.number),
                .text(source.handedBy.map { "\(source.service) (ส่งมาโดย \($0))" } ?? source.service),
                .text(source.method), .text(source.params),
                .text(source.answeredAt.description), .text(source.answerSHA256),
            ])
        }
    }
}
