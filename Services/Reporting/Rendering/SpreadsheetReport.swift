import CXlsxWriter
import Glibc
import Kernel
import ReportingContract

/// A report as an XLSX workbook: a sheet of what it is, a sheet for each table, a sheet of sources. Figures are typed
/// cells, totals are formulas, text is never a formula. The same content gives the same bytes.
final class SpreadsheetReport {
    struct Failure: Error {
        let code: UInt32
    }

    /// - Parameter marked: whether a sheet says of every figure where it came from.
    static func bytes(
        _ content: ReportContent, status: LocalizedText, sha256: String?, marked: Bool = false
    ) throws -> [UInt8] {
        var template = Array("/tmp/phaen-report-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Failure(code: UInt32(errno)) }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            close(descriptor)
            unlink(path)
        }
        let code = path.withCString { name -> UInt32 in
            guard let workbook = workbook_new(name) else { return UInt32(LXW_ERROR_MEMORY_MALLOC_FAILED.rawValue) }
            SpreadsheetReport(workbook, content).write(status: status, sha256: sha256, marked: marked)
            return UInt32(workbook_close(workbook).rawValue)
        }
        guard code == 0 else { throw Failure(code: code) }
        return try contents(of: path)
    }

    private static func contents(of path: String) throws -> [UInt8] {
        // Opened anew: the library may have replaced the file.
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw Failure(code: UInt32(errno)) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &block, block.count)
            guard count >= 0 else { throw Failure(code: UInt32(errno)) }
            if count == 0 { return bytes }
            bytes += block[..<count]
        }
    }

    private let workbook: UnsafeMutablePointer<lxw_workbook>
    private let content: ReportContent
    private let head: UnsafeMutablePointer<lxw_format>?
    private let title: UnsafeMutablePointer<lxw_format>?
    private let text: UnsafeMutablePointer<lxw_format>?
    private let muted: UnsafeMutablePointer<lxw_format>?
    private var figures:
        [ReportValueKind: (body: UnsafeMutablePointer<lxw_format>?, total: UnsafeMutablePointer<lxw_format>?)] =
            [:]

    private init(_ workbook: UnsafeMutablePointer<lxw_workbook>, _ content: ReportContent) {
        self.workbook = workbook
        self.content = content
        func format(_ pattern: String? = nil, bold: Bool = false, fill: UInt32? = nil, border: Bool = true)
            -> UnsafeMutablePointer<lxw_format>?
        {
            guard let format = workbook_add_format(workbook) else { return nil }
            format_set_font_name(format, "TH Sarabun New")
            format_set_font_size(format, 14)
            format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
            if border { format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue)) }
            if bold { format_set_bold(format) }
            if let fill { format_set_bg_color(format, fill) }
            if let pattern { format_set_num_format(format, pattern) } else { format_set_text_wrap(format) }
            return format
        }
        head = format(bold: true, fill: 0xDCE6F1)
        title = format(bold: true, border: false)
        text = format()
        muted = format()
        if let muted {
            format_set_font_color(muted, 0x7F7F7F)
            format_set_align(muted, UInt8(LXW_ALIGN_RIGHT.rawValue))
        }
        let patterns: [(ReportValueKind, String?)] = [
            (.text, nil), (.number, "#,##0.##"), (.count, "#,##0"), (.percent, "0.00"), (.money, "#,##0.00"),
            (.date, "yyyy-mm-dd"),
        ]
        for (kind, pattern) in patterns {
            figures[kind] = (format(pattern), format(pattern, bold: true, fill: 0xF2F2F2))
        }
    }

    private func write(status: LocalizedText, sha256: String?, marked: Bool) {
        setProperties()
        cover(status: status, sha256: sha256)
        var used: Set<String> = ["รายงาน", "แหล่งข้อมูล", "ที่มาของตัวเลข"]
        var named: [(ReportTable, String)] = []
        for table in content.parts.flatMap({ $0.blocks.compactMap(\.table) }) {
            let name = Self.sheetName(table.code, used: &used)
            sheet(table, named: name)
            named.append((table, name))
        }
        if marked { origins(named) }
        sources()
    }

    /// Excel takes at most 31 characters and none of `[]:*?/\`.
    static func sheetName(_ code: String, used: inout Set<String>) -> String {
        let clean = String(code.map { "[]:*?/\\'".contains($0) ? "-" : $0 }.prefix(28))
        var name = clean
        var number = 2
        while !used.insert(name.lowercased()).inserted {
            name = "\(clean)-\(number)"
            number += 1
        }
        return name
    }

    private func setProperties() {
        var properties = lxw_doc_properties()
        properties.created = Int(content.composedAt.microsecondsSinceEpoch / 1_000_000)
        content.title.th.withCString { title in
            content.organisationName.th.withCString { company in
                properties.title = UnsafeMutablePointer(mutating: title)
                properties.company = UnsafeMutablePointer(mutating: company)
                workbook_set_properties(workbook, &properties)
            }
        }
    }

    private func cover(status: LocalizedText, sha256: String?) {
        guard let sheet = workbook_add_worksheet(workbook, "รายงาน") else { return }
        worksheet_set_column(sheet, 0, 0, 24, nil)
        worksheet_set_column(sheet, 1, 1, 90, nil)
        worksheet_write_string(sheet, 0, 0, content.title.th, title)
        let rows: [(String, String)] = [
            ("หน่วยงาน", "\(content.organisation) \(content.organisationName.th)"),
            ("ปีงบประมาณ พ.ศ.", String(content.fiscalYear.buddhistYear)), ("สถานะ", status.th),
            ("จัดทำเมื่อ", ThaiDate.text(content.composedAt, digits: .arabic)), ("SHA-256", sha256 ?? "–"),
            ("แบบรายงาน", "\(content.definition) v\(content.definitionVersion)"),
        ]
        var line: UInt32 = 2
        for (name, value) in rows + content.missing.map({ ("ขาดข้อมูล", "\($0.service) \($0.method): \($0.reason.th)") })
        {
            worksheet_write_string(sheet, line, 0, name, head)
            worksheet_write_string(sheet, line, 1, value, text)
            line += 1
        }
    }

    private func sheet(_ table: ReportTable, named name: String) {
        guard let sheet = workbook_add_worksheet(workbook, name), !table.columns.isEmpty else { return }
        worksheet_set_landscape(sheet)
        worksheet_set_paper(sheet, 9)
        worksheet_fit_to_pages(sheet, 1, 0)
        worksheet_write_string(sheet, 0, 0, table.caption.th, title)
        for (index, column) in table.columns.enumerated() {
            worksheet_write_string(sheet, 1, UInt16(index), column.title.th, head)
            let width: Double = column.kind == .text ? (index == 0 ? 48 : 22) : 17
            worksheet_set_column(sheet, UInt16(index), UInt16(index), width, nil)
        }
        worksheet_freeze_panes(sheet, 2, 1)
        worksheet_repeat_rows(sheet, 0, 1)
        for (index, row) in table.rows.enumerated() {
            for (place, (cell, column)) in zip(row.cells, table.columns).enumerated() {
                write(cell, column, in: table, row, at: UInt32(index + 2), UInt16(place), on: sheet)
            }
        }
    }

    private func write(
        _ cell: ReportCell, _ column: ReportColumn, in table: ReportTable, _ row: ReportRow, at line: UInt32,
        _ place: UInt16, on sheet: UnsafeMutablePointer<lxw_worksheet>
    ) {
        let format = row.kind == .total ? figures[column.kind]?.total : figures[column.kind]?.body
        guard cell.state == .value, let value = cell.value else {
            worksheet_write_string(sheet, line, place, CellText.state(cell.state, language: "th"), muted)
            return
        }
        guard column.kind != .text, let number = Self.number(value, column.kind) else {
            worksheet_write_string(sheet, line, place, value, format ?? nil)
            return
        }
        if row.kind == .total, let formula = Self.formula(column, in: table, above: line, at: place) {
            worksheet_write_formula_num(sheet, line, place, formula, format ?? nil, number)
        } else {
            worksheet_write_number(sheet, line, place, number, format ?? nil)
        }
    }

    /// A total adds up the body rows above it; a share of totals divides them.
    static func formula(_ column: ReportColumn, in table: ReportTable, above line: UInt32, at place: UInt16) -> String?
    {
        switch column.kind {
        case .money, .count:
            let letter = letters(Int(place))
            return "=SUM(\(letter)3:\(letter)\(line))"
        case .percent where column.code == "spentPercent":
            guard let spent = table.columns.firstIndex(where: { $0.code == "spent" }),
                let allocated = table.columns.firstIndex(where: { $0.code == "allocated" })
            else { return nil }
            return "=ROUND(100*\(letters(spent))\(line + 1)/\(letters(allocated))\(line + 1),2)"
        default: return nil
        }
    }

    static func letters(_ column: Int) -> String {
        var text = ""
        var rest = column + 1
        while rest > 0 {
            text = String(UnicodeScalar(UInt8(65 + (rest - 1) % 26))) + text
            rest = (rest - 1) / 26
        }
        return text
    }

    /// A cell of a spreadsheet is a double: exact for satang below 90 trillion baht.
    private static func number(_ value: String, _ kind: ReportValueKind) -> Double? {
        switch kind {
        case .money: Money(value).map { Double($0.satang) / 100 }
        // Days since 30 December 1899, as Excel counts them from March 1900 on.
        case .date: CalendarDate(value).map { Double($0.daysSinceEpoch + 25_569) }
        default: Double(value).flatMap { $0.isFinite ? $0 : nil }
        }
    }

    /// Every figure with the call that it came from.
    private func origins(_ tables: [(table: ReportTable, sheet: String)]) {
        guard let sheet = workbook_add_worksheet(workbook, "ที่มาของตัวเลข") else { return }
        let titles = ["แผ่นงาน", "ช่อง", "ค่า", "แหล่งข้อมูล", "key"]
        for (index, title) in titles.enumerated() {
            worksheet_write_string(sheet, 0, UInt16(index), title, head)
            worksheet_set_column(sheet, UInt16(index), UInt16(index), index == 4 ? 40 : 20, nil)
        }
        worksheet_freeze_panes(sheet, 1, 0)
        var line: UInt32 = 1
        for (table, name) in tables {
            for (number, row) in table.rows.enumerated() {
                for (place, cell) in row.cells.enumerated() {
                    guard cell.state == .value, let source = cell.source, table.columns[place].kind != .text else {
                        continue
                    }
                    worksheet_write_string(sheet, line, 0, name, text)
                    worksheet_write_string(sheet, line, 1, Self.letters(place) + String(number + 3), text)
                    worksheet_write_string(sheet, line, 2, cell.value ?? "", text)
                    worksheet_write_number(sheet, line, 3, Double(source), figures[.count]?.body ?? nil)
                    worksheet_write_string(sheet, line, 4, cell.key ?? "", text)
                    line += 1
                }
            }
        }
    }

    private func sources() {
        guard let sheet = workbook_add_worksheet(workbook, "แหล่งข้อมูล") else { return }
        let titles = ["ลำดับ", "บริการ", "method", "params", "ตอบเมื่อ (UTC)", "SHA-256 ของคำตอบ"]
        let widths: [Double] = [8, 14, 26, 70, 28, 68]
        for (index, title) in titles.enumerated() {
            worksheet_write_string(sheet, 0, UInt16(index), title, head)
            worksheet_set_column(sheet, UInt16(index), UInt16(index), widths[index], nil)
        }
        worksheet_freeze_panes(sheet, 1, 0)
        for (index, source) in content.sources.enumerated() {
            let line = UInt32(index + 1)
            worksheet_write_number(sheet, line, 0, Double(source.number), figures[.count]?.body ?? nil)
            let fields = [
                source.service, source.method, source.params, source.answeredAt.description, source.answerSHA256,
            ]
            for (place, field) in fields.enumerated() {
                worksheet_write_string(sheet, line, UInt16(place + 1), field, text)
            }
        }
    }
}
