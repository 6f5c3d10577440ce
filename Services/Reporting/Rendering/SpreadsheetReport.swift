import Kernel
import ReportingContract
import Sheets

/// A report as an XLSX workbook: a sheet of what it is, a sheet for each table with its charts, a sheet of sources.
/// Figures are typed cells, totals are formulas, text is never a formula. It is given row after row and keeps none: memory
/// is the same for any number of rows, and the same rows give the same bytes.
final class SpreadsheetReport {
    private let content: ReportContent
    private let writer: XLSXWriter
    /// `"th"` or `"en"`.
    private let language: String
    private let tables: [(table: ReportTable, charts: [ReportChart])]
    /// Sheets of the tables that were begun.
    private var sheets: [String] = []
    /// Rows of the table that is being written, and the last of its body.
    private var rows = 0
    private var body = 0
    private var lastOfBody = -1
    private var isTelling = false
    /// The table and row whose origins were told last.
    private var told = (table: 0, row: 0)

    /// - Parameter content: what it says beside the rows, which are given one by one.
    init(_ content: ReportContent, status: LocalizedText, sha256: String?, language: String = "th") throws {
        self.content = content
        self.language = language
        writer = try XLSXWriter(
            title: Self.local(content.title, language), company: Self.local(content.organisationName, language),
            createdAt: content.composedAt)
        var tables: [(table: ReportTable, charts: [ReportChart])] = []
        for part in content.parts {
            for (index, block) in part.blocks.enumerated() {
                guard let table = block.table else { continue }
                let after = part.blocks[(index + 1)...].prefix { $0.table == nil }
                tables.append((table, after.compactMap(\.chart)))
            }
        }
        self.tables = tables
        try cover(status: status, sha256: sha256)
    }

    /// A whole content that is at hand.
    /// - Parameter marked: whether a sheet says of every figure where it came from.
    static func bytes(
        _ content: ReportContent, status: LocalizedText, sha256: String?, language: String = "th",
        marked: Bool = false
    ) throws -> [UInt8] {
        let report = try SpreadsheetReport(content, status: status, sha256: sha256, language: language)
        for (number, one) in report.tables.enumerated() {
            for row in one.table.rows { try report.add(row, of: number) }
        }
        if marked {
            try report.beginOrigins()
            for (number, one) in report.tables.enumerated() {
                for row in one.table.rows { try report.addOrigins(row, of: number) }
            }
        }
        return try report.finish()
    }

    private static func local(_ text: LocalizedText, _ language: String) -> String {
        language == "en" ? text.en ?? text.th : text.th
    }

    private func local(_ text: LocalizedText) -> String { Self.local(text, language) }

    private func say(_ thai: String, _ english: String) -> String { language == "en" ? english : thai }

    /// - Parameter table: its number from 0 in the order of the content; none comes back after a later one.
    func add(_ row: ReportRow, of table: Int) throws {
        try advance(to: table + 1)
        let columns = tables[table].table.columns
        guard !columns.isEmpty else { return }
        let line = writer.nextRow
        let cells = zip(row.cells, columns).enumerated().map { place, pair in
            output(pair.0, pair.1, in: tables[table].table, row, line: line, place: place)
        }
        try writer.write(cells, style: row.kind == .total ? .total : .body)
        if row.kind == .body {
            body += 1
            lastOfBody = rows
        }
        rows += 1
    }

    /// After the last row.
    func finish() throws -> [UInt8] {
        try advance(to: tables.count)
        try endTable()
        try sources()
        return try writer.finish()
    }

    /// Begins the sheets of so many tables, also of those without rows.
    private func advance(to count: Int) throws {
        while sheets.count < count {
            try endTable()
            let table = tables[sheets.count].table
            sheets.append(table.columns.isEmpty ? "" : try begin(table, number: sheets.count + 1))
        }
    }

    /// Under the number that it has on the page and on paper.
    /// - Returns: the sheet's name.
    private func begin(_ table: ReportTable, number: Int) throws -> String {
        let name = sheetName(number)
        try writer.beginSheet(name, layout: XLSXWriter.Layout(frozenRows: 2, frozenColumns: 1))
        try writer.write([.text("\(name) \(local(table.caption))")], style: .title)
        try writer.write(table.columns.map { .text(local($0.title)) }, style: .heading)
        return writer.sheetName
    }

    private func sheetName(_ number: Int) -> String { say("ตารางที่ \(number)", "Table \(number)") }

    private func endTable() throws {
        defer { (rows, body, lastOfBody) = (0, 0, -1) }
        guard !sheets.isEmpty, !isTelling else { return }
        let (table, charts) = tables[sheets.count - 1]
        var top = 2
        for chart in charts {
            guard let columns = columns(of: chart, in: table), lastOfBody > 0 else { continue }
            try writer.insert(
                SheetChart(
                    kind: chart.kind == .stacked ? .stacked : .bars, title: local(chart.caption), categories: 1,
                    series: columns.map { $0 + 1 }, headingRow: 2, rows: 3...(lastOfBody + 3)),
                at: SheetAddress(row: top, column: table.columns.count + 2))
            top += 18
        }
        for chart in charts where chart.note != nil { try draw(chart) }
    }

    /// A chart of but some rows stands on a sheet of its own, with the figures that it shows.
    private func draw(_ chart: ReportChart) throws {
        try writer.beginSheet(say("แผนภูมิ ", "Chart ") + chart.code, layout: XLSXWriter.Layout(frozenRows: 2))
        try writer.write([.text(local(chart.caption))], style: .title)
        try writer.write(
            [.text(say("รายการ", "Item"))] + chart.series.map { .text(local($0.name)) }, style: .heading)
        for (index, category) in chart.categories.enumerated() {
            let cells = chart.series.map { series in
                series.cells.indices.contains(index) ? series.cells[index] : ReportCell(state: .notApplicable)
            }
            try writer.write(
                [.text(local(category))]
                    + cells.map { cell in
                        let figure = cell.state == .value ? cell.value.flatMap { Self.figure($0, chart.values) } : nil
                        return figure ?? .muted(CellText.state(cell.state, language: language))
                    })
        }
        if let note = chart.note { try writer.write([.muted(local(note))]) }
        try writer.insert(
            SheetChart(
                kind: chart.kind == .stacked ? .stacked : .bars, title: local(chart.caption), categories: 1,
                series: chart.series.indices.map { $0 + 2 }, headingRow: 2, rows: 3...(chart.categories.count + 2)),
            at: SheetAddress(row: 2, column: chart.series.count + 3))
    }

    private func cover(status: LocalizedText, sha256: String?) throws {
        try writer.beginSheet(
            say("รายงาน", "Report"),
            layout: XLSXWriter.Layout(frozenRows: 0, isLandscape: false, widths: [1: 24, 2: 90]))
        try writer.write([.text(local(content.title))], style: .title)
        try writer.write([], style: .title)
        let rows: [(String, String)] = [
            (say("หน่วยงาน", "Organisation"), "\(content.organisation) \(local(content.organisationName))"),
            (say("ปีงบประมาณ พ.ศ.", "Fiscal year (BE)"), String(content.fiscalYear.buddhistYear)),
            (say("สถานะ", "Status"), local(status)),
            (
                say("จัดทำเมื่อ", "Composed"),
                language == "en"
                    ? content.composedAt.description : ThaiDate.text(content.composedAt, digits: .arabic)
            ), ("SHA-256", sha256 ?? "–"),
            (say("แบบรายงาน", "Kind of report"), "\(content.definition) v\(content.definitionVersion)"),
        ]
        for (name, value) in rows + content.missing.map(gap) { try writer.write([.text(name), .text(value)]) }
        // What stands on which sheet.
        for (number, one) in tables.enumerated() where !one.table.columns.isEmpty {
            try writer.write([.text(sheetName(number + 1)), .text(local(one.table.caption))])
        }
    }

    private func gap(_ gap: ReportGap) -> (String, String) {
        (
            say("ขาดข้อมูล", "Missing"),
            say("บริการ\(ServiceWords.name(gap.service))", "the \(gap.service) service")
                + " (\(local(SourceWords.method(gap.service, gap.method)))): \(local(gap.reason))"
        )
    }

    /// Places of the columns that a chart was drawn from; `nil` where it is another table's.
    private func columns(of chart: ReportChart, in table: ReportTable) -> [Int]? {
        let places = chart.series.compactMap { series in table.columns.firstIndex { $0.title == series.name } }
        guard places.count == chart.series.count, body == chart.categories.count else { return nil }
        return places
    }

    private func output(
        _ cell: ReportCell, _ column: ReportColumn, in table: ReportTable, _ row: ReportRow, line: Int, place: Int
    ) -> SheetOutput {
        guard cell.state == .value, let value = cell.value else {
            return .muted(CellText.state(cell.state, language: language))
        }
        guard let figure = Self.figure(value, column.kind) else {
            return .text(language == "en" ? cell.en ?? value : value)
        }
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

    /// After the last row: what follows are the same rows again, for a sheet that says of every figure where it came from.
    func beginOrigins() throws {
        try advance(to: tables.count)
        try endTable()
        isTelling = true
        told = (0, 0)
        try writer.beginSheet(
            say("ที่มาของตัวเลข", "Where figures came from"), layout: XLSXWriter.Layout(widths: [5: 40]))
        try writer.write(
            [
                say("แผ่นงาน", "Sheet"), say("ช่อง", "Cell"), say("ค่า", "Value"), say("แหล่งข้อมูล", "Source"),
                say("รหัสในแหล่งข้อมูล", "Key in the source"),
            ].map(SheetOutput.text), style: .heading)
    }

    func addOrigins(_ row: ReportRow, of table: Int) throws {
        told = table == told.table ? (table, told.row + 1) : (table, 1)
        for (place, (cell, column)) in zip(row.cells, tables[table].table.columns).enumerated() {
            guard cell.state == .value, let source = cell.source, column.kind != .text else { continue }
            try writer.write([
                .text(sheets[table]), .text(SheetAddress(row: told.row + 2, column: place + 1).description),
                .text(cell.value ?? ""), .integer(source), .text(cell.key ?? ""),
            ])
        }
    }

    private func sources() throws {
        try writer.beginSheet(say("แหล่งข้อมูล", "Sources"), layout: XLSXWriter.Layout(widths: [3: 50, 4: 60, 6: 60]))
        try writer.write(
            [
                say("ลำดับ", "Number"), say("บริการ", "Service"), say("คำถาม", "What was asked"),
                say("เงื่อนไข", "About"), say("คำสั่ง", "Method"), say("พารามิเตอร์", "Params"),
                say("ตอบเมื่อ (UTC)", "Answered (UTC)"), say("SHA-256 ของคำตอบ", "SHA-256 of the answer"),
            ].map(SheetOutput.text), style: .heading)
        let words = SourceWords(content, language: language)
        for source in content.sources {
            try writer.write([
                .integer(source.number), .text(words.service(source)), .text(words.question(source)),
                .text(words.about(source)), .text(source.method), .text(source.params),
                .text(source.answeredAt.description), .text(source.answerSHA256),
            ])
        }
    }
}
